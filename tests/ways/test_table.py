"""The README tells what gets through in the words of the table of ways, which `tests/house/test_stopping.py` checks."""

import re
from pathlib import Path

from tests.ways.table import BROWSERS, stoppable

README = Path(__file__).parents[2] / "README.md"
HEAD = "| gets through, at first | Chromium | Firefox |"


def test_the_readme_names_what_gets_through() -> None:
    """Each reason for which nothing stops a way is a row, with a mark for each browser, and there are no other rows."""
    _, _, rest = README.read_text("utf-8").partition(HEAD)
    rows = [re.split(r" *\| *", line)[1:4] for line in rest.split("\n\n")[0].splitlines() if line.startswith("| ")]
    told = {(row[0], name) for row in rows for name, mark in zip(BROWSERS, row[1:], strict=True) if mark == "yes"}
    assert told == {(why, name) for what in stoppable() for name in BROWSERS if (why := what.passes(name))}
