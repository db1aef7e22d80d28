"""Hostile and broken input at full counts, in real browsers: who crashes, what the log skips, and what stays in memory.

Memory in MiB is before/at the peak/10 s afterwards: resident in the processes, and, before and after, what the heaps of
the extension's background and of the page hold once their garbage is collected. Extension, relay and daemon are to be
back within 10 % or 8 MiB; browsers and their drivers keep something of each request of a page, with Meum and without.
"""

import argparse
import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

from bench.report import say
from tests.browsers import Name
from tests.house.hostile import SCENARIOS
from tests.house.processes import grown, held, resident
from tests.house.robust import FEW, Counts, House, NoisyStage, Played, Scenario, play
from tests.house.stage import made_up_person
from tests.ways.staged import PATTERNS_S

BROWSERS: tuple[Name, ...] = ("chromium", "firefox")
MANY: Final = Counts(noise=3000, mib=100, chains=40, frames=10_000, storm_s=10, broken=100)
REST_S: Final = 10.0
EVERY_S: Final = 0.5
WARM_UP: Final = "storm"


class Meter:
    """A context manager around what is measured; leaving it takes `REST_S` longer, and then the levels are read."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._home = str(house.stage.home)
        self.peak: dict[str, int] = {}
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, name="sampler", daemon=True)
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self.before = held(self._house.browser, self._home)
        self._start = time.monotonic()
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.monotonic() - self._start
        self._over.set()
        self._sampler.join()
        if error is None:
            time.sleep(REST_S)
            self.after = held(self._house.browser, self._home)

    def _sample(self) -> None:
        while not self._over.wait(EVERY_S):
            for part, mib in resident(self._house.browser, self._home).items():
                self.peak[part] = max(mib, self.peak.get(part, 0))


def main() -> None:
    """Play everything in each browser; exit status 1 when something crashed, was wrong or did not shrink again."""
    parser = argparse.ArgumentParser(prog="scripts/bench robust", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="default: both")
    parser.add_argument("--scenario", choices=[one.name for one in SCENARIOS], action="append", help="default: all")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    wanted = [one for one in SCENARIOS if one.name in (arguments.scenario or [one.name])]
    for name in arguments.browser or BROWSERS:
        with NoisyStage(made_up_person()) as stage, stage.browser(name) as browser:
            time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
            house = House(stage, browser)
            play(house, next(one for one in SCENARIOS if one.name == WARM_UP), FEW)
            for scenario in wanted:
                print(f"{name}: {scenario.name}", file=sys.stderr)
                row, bad = measure(house, scenario)
                rows.append(row)
                notes += [f"{name}: {scenario.name}: {sentence}" for sentence in bad]
    say(rows, "\n".join(notes or ["Nothing crashed, nothing is missing, and all memory is back at its level."]))
    sys.exit(bool(notes))


def measure(house: House, scenario: Scenario) -> tuple[dict[str, object], list[str]]:
    """Play one scenario at full counts; returns its row, and sentences on what went wrong."""
    meter = Meter(house)
    played = play(house, scenario, MANY, meter)
    return _row(house, scenario, played, meter), _bad(played, meter)


def _row(house: House, scenario: Scenario, played: Played, meter: Meter) -> dict[str, object]:
    row: dict[str, object] = {
        "browser": house.browser.name,
        "scenario": scenario.name,
        "s": meter.seconds,
        "crashed": ", ".join(played.crashed) or "-",
        "works": "yes" if played.works else "no",
        "arrived": played.ledger.arrived.total(),
        "logged": played.ledger.logged.total(),
        "skipped": ", ".join(f"{n} {why}" for why, n in played.ledger.why().items()) or "-",
    }
    for part, before in meter.before.items():
        row[part] = "/".join(str(one) for one in (before, meter.peak.get(part), meter.after[part]) if one is not None)
    return row | {"notes": "; ".join(house.notes)}


def _bad(played: Played, meter: Meter) -> list[str]:
    crashed = [f"{part} crashed" for part in played.crashed]
    broken = [] if played.works else ["the page works no more"]
    return crashed + broken + played.wrong + grown(meter.before, meter.after)


if __name__ == "__main__":
    main()
