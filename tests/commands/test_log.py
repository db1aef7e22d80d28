import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from companion.control import Table
from companion.lists.shelf import Shelf, put
from companion.recipients import Recipient
from companion.wire import Message

Meum = Callable[..., Result]
Answers = Callable[[Message], list[Message]]


@pytest.mark.usefixtures("vault")
def test_an_empty_log(meum: Meum) -> None:
    """A new vault's log has no site and is whole."""
    assert "Nothing" in meum("log").output
    assert {"sites": [], "gaps": []} == json.loads(meum("log", "--json").output)
    assert "nothing" in meum("log", "show", "example.org", status=1).output
    assert "no such disclosure" in meum("log", "show", "0f8fad5b-d9cb-469f-a165-70867728950e", status=1).output
    assert "whole: 0 events" in meum("log", "verify").output


def test_the_log_is_shown_as_tables(meum: Meum, answers: Answers) -> None:
    """Every table that has rows gets its title and headings; ids and numbers of use to programs alone are in JSON."""
    gone = {"at": 1_793_530_800_000.0, "recipient": "tracker.example", "kind": "email", "seq": 7, "outcome": "gone"}
    answers(Table({"disclosures": [], "transmissions": [gone]}))
    shown = meum("log", "show", "shop.example").output
    assert shown.startswith("Transmissions: requests that carried a value\nat ")
    assert "tracker.example" in shown
    assert "Disclosures" not in shown
    shown = json.loads(meum("log", "show", "shop.example", "--json").output)["transmissions"][0]
    assert gone | {"company": "", "country": "", "category": ""} == shown


def test_who_is_behind_a_recipient(meum: Meum, home: Path, answers: Answers) -> None:
    """Companies are named by our own map, then by the list that the person fetched, whose licence is told."""
    rows = [{"recipient": domain, "at": 1.0} for domain in ("criteo.com", "fetched.example", "unknown.example")]
    answers(Table({"contacts": rows}))
    shown = meum("log", "show", "shop.example").output
    assert re.search(r"criteo\.com +Criteo +FR +advertising", shown)
    assert "WhoTracks.Me" not in shown
    put(home, Shelf("", 1.0, {"fetched.example": Recipient("fetched.example", "Fetched", "DE")}))
    shown = meum("log", "show", "shop.example").output
    assert re.search(r"fetched\.example +Fetched +DE", shown)
    assert "WhoTracks.Me" in shown


def test_what_a_site_says_of_the_gpc_signal(meum: Meum, answers: Answers) -> None:
    """Each answer has its row, with the date that the site gave, or why there is none."""
    rows = [
        {"at": 1_793_530_800_000.0, "answer": "yes", "last_update": "2025-04-15", "why": ""},
        {"at": 1_793_444_400_000.0, "answer": "no-answer", "last_update": "", "why": "late"},
    ]
    answers(Table({"gpc": rows}))
    shown = meum("log", "show", "shop.example").output
    assert shown.startswith("Global Privacy Control")
    assert re.search(r"yes +2025-04-15", shown)
    assert re.search(r"no-answer +late", shown)


def test_a_log_that_was_changed_is_an_error(meum: Meum, answers: Answers) -> None:
    """Programs see it by the exit status, people by the number of the first event that does not fit."""
    answers(Table({"chain": [{"events": 9, "deleted": 0, "broken_at": 4}]}))
    assert "event 4 does not fit" in meum("log", "verify", status=1).output
    assert 4 == json.loads(meum("log", "verify", "--json", status=1).output)["broken_at"]
