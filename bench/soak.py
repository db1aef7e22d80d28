"""Hundreds of pages in a row: whether memory stays level in daemon, relay and extension, and what the log has of it.

Resident memory wavers, as browsers clear up when they like: growth is from the first 100 pages to the end, and level is
what stays within 10 % or 8 MiB.
"""

import argparse
import sys

from bench.report import say
from tests.browsers import Name
from tests.house.processes import grown, held
from tests.house.soak import visit_all
from tests.house.stage import Stage, made_up_person

BROWSERS: tuple[Name, ...] = ("chromium", "firefox")
PAGES = 500
EVERY = 100


def main() -> None:
    """Visit the pages in each browser; exit status 1 when the log is not what servers received, or memory grew."""
    parser = argparse.ArgumentParser(prog="scripts/bench soak", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"default: {PAGES}")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="default: both")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    for name in arguments.browser or BROWSERS:
        memory, wrong = measure(name, arguments.pages)
        rows += [{"browser": name, "pages": pages, **mib} for pages, mib in memory.items()]
        first, last = next(iter(memory.values())), list(memory.values())[-1]
        rows.append({"browser": name, "pages": "growth", **{part: last[part] - first[part] for part in last}})
        notes += [f"{name}: {sentence}" for sentence in wrong + grown(first, last)]
    fine = "The log is what the servers received, and memory is level."
    say(rows, "\n".join(["MiB, resident but for the heaps.", *(notes or [fine])]))
    sys.exit(bool(notes))


def measure(name: Name, pages: int) -> tuple[dict[int, dict[str, int]], list[str]]:
    """Visit so many pages; returns MiB by process after each hundred of them, and where log and servers differ."""
    memory: dict[int, dict[str, int]] = {}
    with Stage(made_up_person()) as stage, stage.browser(name) as browser:

        def visited(number: int) -> None:
            if number % EVERY == 0 or number == pages:
                memory[number] = held(browser, str(stage.home))

        wrong = visit_all(stage, browser, pages, visited)
    return memory, wrong


if __name__ == "__main__":
    main()
