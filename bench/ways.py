"""Every way of sending in both browsers: of what arrived, what the log has, what it says it could not read, what not.

``arrived`` counts kinds of data by host and channel: an e-mail address, a phone number and a name are three, and a
redirect has them at both of its hosts. A way with nothing arrived is one that this browser does not have.
"""

import sys
import time
from collections.abc import Mapping
from typing import Final

from bench.report import say
from tests.browsers import Name
from tests.house.stage import Stage
from tests.ways.compare import VERDICTS, Verdict, by_shot
from tests.ways.shots import Shot, load
from tests.ways.staged import fire_and_judge, keep
from tests.ways.table import BROWSERS, NOT_TESTED, tries

SEED: Final = 1
Row = dict[str, object]


def measure(stage: Stage, name: Name, shots: list[Shot]) -> list[Row]:
    """One row for each try, and one for what the log alone has, if anything."""
    counts = by_shot(shots, fire_and_judge(stage, name, shots).verdicts)
    rows = [
        _row(name, (shot.what.way.name, shot.what.place, shot.what.party), _fair(counts[shot.id], name, shot))
        for shot in shots
    ]
    return rows + ([_row(name, ("(none of these)", "", ""), counts[""])] if "" in counts else [])


def _fair(counts: Mapping[Verdict, int], name: Name, shot: Shot) -> Mapping[Verdict, int]:
    """Leave out what this browser shows no extension: it is named below the table."""
    return dict.fromkeys(VERDICTS, 0) if name in shot.what.not_shown() else counts


def _row(name: Name, what: tuple[str, str, str], counts: Mapping[Verdict, int]) -> Row:
    arrived = sum(counts[verdict] for verdict in ("logged", "unreadable", "missed"))
    row: Row = dict(zip(("browser", "way", "place", "party"), (name, *what), strict=True))
    return row | {"arrived": arrived or "not sent"} | {verdict: counts[verdict] for verdict in VERDICTS}


def main() -> None:
    """Run all, print the table; exit status 1 when anything was missed, or is in the log and did not arrive."""
    shots = load(tries(), SEED)
    rows: list[Row] = []
    notes = []
    with Stage({}) as stage:
        keep(stage, shots)
        for name in BROWSERS:
            start = time.monotonic()
            found = measure(stage, name, shots)
            rows += found
            sums = ", ".join(f"{_total(found, verdict)} {verdict}" for verdict in VERDICTS)
            blind = [f"{shot.what.way.name} in a {shot.what.place}" for shot in shots if name in shot.what.not_shown()]
            notes += [f"{name} shows no extension: {', '.join(blind)}."] if blind else []
            notes.append(f"{name}: {sums}; {time.monotonic() - start:.0f} s.")
    notes += [f"Not tested: {way} ({why})." for way, why in NOT_TESTED.items()]
    say(rows, "\n".join(notes))
    sys.exit(any(_total(rows, verdict) for verdict in ("missed", "false")))


def _total(rows: list[Row], verdict: str) -> int:
    return sum(int(str(row[verdict])) for row in rows)


if __name__ == "__main__":
    main()
