"""The ways to write a birth date."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from companion.patterns.strength import Rank

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{4})")
_PADDED: Final[tuple[tuple[str, str, Rank], ...]] = (
    ("{y}{m:02}{d:02}", "ymd", "main"),
    ("{d:02}{m:02}{y}", "dmy", "main"),
    ("{m:02}{d:02}{y}", "mdy", "common"),
    ("{y}-{m:02}-{d:02}", "iso", "main"),
    ("{y}/{m:02}/{d:02}", "ymd by /", "plain"),
    ("{y}.{m:02}.{d:02}", "ymd by .", "plain"),
    *((f"{{d:02}}{mark}{{m:02}}{mark}{{y}}", f"dmy by {mark}", "common") for mark in "./-"),
    *((f"{{m:02}}{mark}{{d:02}}{mark}{{y}}", f"mdy by {mark}", "common") for mark in "/-"),
    *((f"{{d}}{mark}{{m}}{mark}{{y}}", f"dmy by {mark}", "common") for mark in "./-"),
    *((f"{{m}}{mark}{{d}}{mark}{{y}}", f"mdy by {mark}", "plain") for mark in "/-"),
    ("{y}-{m}-{d}", "ymd by -", "plain"),
    ("{y}-{m:02}-{d:02}t00:00:00", "datetime", "plain"),
    ("{y}-{m:02}-{d:02}t00:00:00z", "datetime", "plain"),
    ("{y}-{m:02}-{d:02}t00:00:00.000z", "datetime", "plain"),
)


def date_forms(text: str) -> Iterator[tuple[str, str, Rank]]:
    """List the forms of a date as (text, chain, rank): of both readings when day and month cannot be told apart."""
    for day in _readings(text):
        for template, chain, rank in _PADDED:
            yield template.format(y=f"{day.year:04}", m=day.month, d=day.day), chain, rank
        seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        yield str(seconds), "epoch", "plain"
        yield str(seconds * 1000), "epoch", "plain"


def _readings(text: str) -> Iterator[date]:
    if found := _YEAR_FIRST.fullmatch(text):
        orders = [(found[1], found[2], found[3])]
    elif found := _YEAR_LAST.fullmatch(text):
        orders = [(found[3], found[2], found[1]), (found[3], found[1], found[2])]
    else:
        return
    for year, month, day in orders:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue  # the other order, then
