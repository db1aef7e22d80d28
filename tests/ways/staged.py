"""Fires shots in a browser with Meum, whose vault holds every value, and judges the log by what arrived."""

import time
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from companion.control import AddItem, ListItems, Table
from companion.protocol import Done
from tests.browsers import Name
from tests.house.stage import Stage
from tests.ways.arrived import Datum, Sighting, Values
from tests.ways.compare import Logged, Row, Verdict, compare, logged
from tests.ways.sending import fire
from tests.ways.shots import Shot

SITES: Final = ("shop.localhost", "pixels.localhost", "news.localhost")
"""The sites whose pages send: the shop, its third party after a navigation, and a frame of another site."""
PATTERNS_S: Final = 2.0
SETTLE_S: Final = 1.0
AT_MOST_S: Final = 15.0


class Judged(NamedTuple):
    """What arrived, and the verdict on every sighting of servers and log."""

    sent: set[Sighting]
    verdicts: dict[Sighting, Verdict]


def keep(stage: Stage, shots: Sequence[Shot]) -> None:
    """Put every value of the shots into the vault; do it before a browser starts, so that it begins with all."""
    people = {shot.person for shot in shots}
    values = [("email", shot.email) for shot in shots]
    for person in sorted(people, key=lambda person: person.last):
        values += [("tel", person.tel), ("given-name", person.first), ("family-name", person.last)]
    for kind, value in values:
        stage.say(AddItem(kind, value), Done)


def fire_and_judge(stage: Stage, name: Name, shots: Sequence[Shot]) -> Judged:
    """Fire in a new browser with Meum, and compare the rows that the log got meanwhile with what arrived."""
    items = _items(stage, shots)
    since = time.time() * 1000
    with stage.browser(name) as browser:
        time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
        sent = fire(browser, stage.site, shots)
        return Judged(sent, compare(sent, _settled(stage, since, items)))


def _items(stage: Stage, shots: Sequence[Shot]) -> dict[str, Datum]:
    """Which datum each item is; the full name that the vault makes of two items is its person's name."""
    rows = stage.say(ListItems(reveal=True), Table).tables["items"]
    values = Values(shots)
    found = {row["item"]: values.read(row["value"]) for row in rows}
    return {item: next(iter(data)) for item, data in found.items() if data}


def _settled(stage: Stage, since: float, items: Mapping[str, Datum]) -> Logged:
    """Read the log once it has stopped to grow."""
    deadline = time.monotonic() + AT_MOST_S
    before, rows = None, _rows(stage, since)
    while rows != before and time.monotonic() < deadline:
        time.sleep(SETTLE_S)
        before, rows = rows, _rows(stage, since)
    return logged(*rows, items)


def _rows(stage: Stage, since: float) -> tuple[list[Row], list[Row]]:
    tables = [stage.tables(site) for site in SITES]

    def rows(name: str) -> list[Row]:
        return [row for table in tables for row in table[name] if row["at"] >= since]

    return rows("transmissions"), rows("unreadable")
