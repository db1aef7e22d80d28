"""The judge of the log is judged first, and the table of ways is whole."""

import re
from pathlib import Path

from tests.ways.arrived import Datum, Sighting
from tests.ways.compare import Logged, by_shot, compare, logged
from tests.ways.shots import load
from tests.ways.table import BROWSERS, WAYS, Try, tries

MAIL = Datum("email", "w001")
PAGES = Path(__file__).parent / "pages"
SHOP = Sighting("w001.shop.localhost", "body", MAIL)
PIXELS = Sighting("w001.pixels.localhost", "url", MAIL)


def log(*sightings: Sighting, unreadable: str = "") -> Logged:
    """A log of these."""
    return Logged(frozenset(sightings), frozenset(unreadable.split()))


def row(host: str, channel: str, item: str, outcome: str = "gone") -> dict[str, str]:
    """A row of the log's transmissions."""
    return {"host": host, "channel": channel, "item": item, "kind": "email", "outcome": outcome}


def test_each_verdict() -> None:
    """What arrived is logged, unreadable or missed, and what only the log has is false."""
    assert {SHOP: "logged", PIXELS: "missed"} == compare({SHOP, PIXELS}, log(SHOP))
    assert {SHOP: "unreadable"} == compare({SHOP}, log(unreadable="w001.shop.localhost w002.shop.localhost"))
    assert {SHOP: "missed"} == compare({SHOP}, log(unreadable="w002.shop.localhost"))
    assert {PIXELS: "false"} == compare(set(), log(PIXELS, unreadable="w001.pixels.localhost"))


def test_another_channel_is_another_sighting() -> None:
    """A log that names the wrong channel has missed one sighting and made one up."""
    wrong = SHOP._replace(channel="header")
    assert {SHOP: "missed", wrong: "false"} == compare({SHOP}, log(wrong))


def test_only_what_left_is_logged() -> None:
    """A stopped request is no sighting, and an item that is no shot's is nobody's."""
    rows = [
        row("w001.shop.localhost", "body", "item-1"),
        row("w001.pixels.localhost", "url", "item-1", "stopped"),
        row("w001.shop.localhost", "url", "item-2"),
    ]
    got = logged(rows, [{"host": "w003.shop.localhost"}], {"item-1": MAIL})
    assert {SHOP, Sighting("w001.shop.localhost", "url", Datum("email", "nobody"))} == got.sightings
    assert {"w003.shop.localhost"} == got.unreadable


def test_verdicts_belong_to_shots() -> None:
    """A sighting belongs to the shot that its host names, or else whose datum it is, or else to none."""
    cookie = next(way for way in WAYS if way.name == "cookie")
    first, second = load([Try(WAYS[0], "page", "third"), Try(cookie, "page", "first")], seed=1)
    shop = Sighting("shop.localhost", "cookie", Datum("tel", second.person.last))
    other = Sighting("shop.localhost", "url", Datum("tel", "nobody"))
    counts = by_shot([first, second], {PIXELS: "logged", SHOP: "missed", shop: "logged", other: "false"})
    assert {"logged": 1, "missed": 1} == counts["w001"]
    assert {"logged": 1} == counts["w002"]
    assert {"false": 1} == counts[""]


def test_tries_have_values_of_their_own() -> None:
    """No two tries share an e-mail address, none of the page's own origin shares a person, and a seed repeats all."""
    shots = load(tries(), seed=1)
    own = [shot for shot in shots if shot.what.way.same_origin]
    others = {shot.person for shot in shots if not shot.what.way.same_origin}
    assert len(shots) == len({shot.email for shot in shots})
    assert len(own) == len({shot.person for shot in own} - others)
    assert shots == load(tries(), seed=1)
    assert shots != load(tries(), seed=2)


def test_each_way_has_a_name_and_a_function() -> None:
    """What the table names and what the pages can do are the same, but for the inner half of a two-step way."""
    files = [PAGES / name for name in ("requests.js", "elements.js", "leaving.js")]
    keys = {
        key for file in files for key in re.findall(r'^    "?([a-z][\w-]*)"?: ', file.read_text("utf-8"), re.MULTILINE)
    }
    inner = {"cookie-unpartitioned", "cookie-partitioned", "fetch-through-worker"}
    assert keys - inner == {each.way.name for each in tries()}


def test_table_is_whole() -> None:
    """There are three times fifty ways, each once, and only two are sent by neither browser."""
    names = [way.name for way in WAYS]
    silent = {way.name for way in WAYS if way.not_sent == set(BROWSERS)}
    assert 150 < len(names)
    assert len(names) == len(set(names))
    assert {"fetch-stream", "policy-report-to"} == silent
