import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from companion.client import Client
from companion.commands.vault import COMMON as COMMON_KINDS
from companion.control import ListItems, SetAliases, Table
from companion.protocol import Done
from companion.wire import Message

Meum = Callable[..., Result]
Answers = Callable[[Message], list[Message]]


def items(client: Client) -> dict[str, str]:
    """The vault's values by kind."""
    return {row["kind"]: row["value"] for row in client.ask(ListItems(reveal=True), Table).tables["items"]}


def reveal(meum: Meum) -> list[dict[str, Any]]:
    """The vault's items as `meum vault list` gives them to programs."""
    rows: list[dict[str, Any]] = json.loads(meum("vault", "list", "--json", "--reveal").output)["items"]
    return rows


COMMON = "Ada\nLovelace\nada@example.org\n\n12 Analytical Way\n\nLondon\ngb\n\n\n"


def test_the_common_items_in_one_go(vault: Client, meum: Meum) -> None:
    """Each can be skipped, and aliases are chosen at the end."""
    meum("vault", "add", input=f"{COMMON}catch-all\n@Lovelace.example\n")
    assert {
        "given-name": "Ada",
        "family-name": "Lovelace",
        "email": "ada@example.org",
        "street-address": "12 Analytical Way",
        "address-level2": "London",
        "country": "GB",
    } == items(vault)


def test_common_items_that_are_there_are_not_asked_for_again(vault: Client, meum: Meum) -> None:
    """A second run asks for what was skipped, and a third one for nothing."""
    meum("vault", "add", input=f"{COMMON}plus\n")
    shown = meum("vault", "add", input="555 0100\nN1\n1984-02-29\nEngines Ltd\n").output
    assert "first name" not in shown
    assert {"555 0100", "N1", "1984-02-29", "Engines Ltd"} < set(items(vault).values())
    assert "all there" in meum("vault", "add").output


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("email", "ada at example", "ada@example.org"),
        ("country", "Germany", "DE"),
        ("bday", "29.2.1984", "1984-02-29"),
        ("bday", "2983-02-28", "1983-02-28"),
        ("bday", "19830228", "1983-02-28"),
        ("bday", "1983-02-29", "1983-02-28"),
    ],
)
def test_a_value_of_the_wrong_shape_is_asked_for_again(
    vault: Client, meum: Meum, kind: str, wrong: str, right: str
) -> None:
    """No form could be filled from such a value; the person reads how it should look."""
    place = COMMON_KINDS.index(kind)
    typed = [""] * place + [wrong, right] + [""] * (len(COMMON_KINDS) - place - 1)
    shown = meum("vault", "add", input="\n".join(typed) + "\nplus\n").output
    assert "as in" in shown or "looks like" in shown
    assert right == items(vault)[kind]


@pytest.mark.usefixtures("typing")
def test_one_value_stays_hidden(vault: Client, meum: Meum) -> None:
    """What is typed for one item is not shown on the screen."""
    shown = meum("vault", "add", "x-iban", "--label", "savings", input="DE02120300000000202051\n").output
    assert "DE02" not in shown
    assert {"x-iban": "DE02120300000000202051"} == items(vault)
    assert "savings" in meum("vault", "list").output


def test_one_value_from_standard_input(vault: Client, meum: Meum) -> None:
    """A value may have several lines, and one of the wrong shape is refused without being repeated."""
    meum("vault", "add", "street-address", input="1 Road\nFlat 2\n")
    assert {"street-address": "1 Road\nFlat 2"} == items(vault)
    refused = meum("vault", "add", "email", input="not-an-address\n", status=2)
    assert "name@example.org" in refused.output
    assert "not-an-address" not in refused.output


def test_a_kind_that_no_vault_keeps(meum: Meum) -> None:
    """Passwords and unknown words are refused before anything is typed."""
    assert "`meum vault kinds`" in meum("vault", "add", "x-password", status=2).output
    assert "`meum vault kinds`" in meum("vault", "add", "shoe-size", status=2).output


def test_values_are_masked_until_revealed(vault: Client, meum: Meum) -> None:
    """The list can be shown to others; with --reveal, and in JSON, it is what the person asks for."""
    meum("vault", "add", "email", input="ada@example.org\n")
    for arguments, shown in ((), False), (("--reveal",), True), (("--json",), False), (("--json", "--reveal"), True):
        assert shown == ("ada@" in meum("vault", "list", *arguments).output)
    assert items(vault) == {row["kind"]: row["value"] for row in reveal(meum)}


def test_an_item_is_changed_and_removed(vault: Client, meum: Meum) -> None:
    """By its kind where that is enough, by the start of its id as the list shows it, and only after a yes."""
    meum("vault", "add", "tel", input="555 0100\n")
    meum("vault", "change", "tel", input="555 0101\n")
    assert {"tel": "555 0101"} == items(vault)
    meum("vault", "add", "tel", input="555 0102\n")
    assert "several" in meum("vault", "change", "tel", input="555 0103\n", status=2).output
    short = meum("vault", "list").output.splitlines()[1].split()[0]
    meum("vault", "remove", short, input="n\n", status=1)
    assert 2 == len(reveal(meum))
    meum("vault", "remove", short, input="y\n")
    assert ["555 0102"] == [row["value"] for row in reveal(meum)]
    meum("vault", "remove", "tel", "--yes")
    assert "empty" in meum("vault", "list").output
    assert "no such item" in meum("vault", "remove", "tel", status=2).output


def test_kinds_are_those_that_a_vault_keeps(meum: Meum) -> None:
    """The list holds what can be added, and needs no daemon."""
    kinds = [row["kind"] for row in json.loads(meum("vault", "kinds", "--json").output)["kinds"]]
    assert "email" in kinds
    assert "x-password" not in kinds
    assert len(kinds) + 1 == len(meum("vault", "kinds").output.splitlines())


def test_aliases_are_set(meum: Meum, answers: Answers) -> None:
    """A catch-all needs its domain, the others take none, and the daemon hears just that."""
    asked = answers(Done())
    meum("vault", "aliases", "plus")
    meum("vault", "aliases", "catch-all", "Mine.example")
    meum("vault", "aliases", "catch-all", status=2)
    meum("vault", "aliases", "off", "mine.example", status=2)
    meum("vault", "aliases", "catch-all", "nonsense", status=2)
    assert [SetAliases("plus"), SetAliases("catch-all", "mine.example")] == asked
