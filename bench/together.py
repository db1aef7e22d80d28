"""Chromium and Firefox at once on one daemon, a hundred fills each: nothing may be lost, and the chain must verify."""

import sys
import time

from bench.report import say
from tests.house.together import fill_together

FILLS = 100


def main() -> None:
    """Run it and print what came of it; exit status 1 when anything was lost."""
    start = time.monotonic()
    report = fill_together(FILLS)
    rows: list[dict[str, object]] = [
        {"browser": name, "fills": filled, "of": FILLS} for name, filled in report.filled.items()
    ]
    verdict = "the chain verifies" if report.chain_holds else "THE CHAIN IS BROKEN"
    wrong = "; ".join(report.differences) or "servers and log agree"
    say(rows, f"{report.rows} filled rows in the log; {wrong}; {verdict}; {time.monotonic() - start:.0f} s")
    sys.exit(report.rows != 2 * FILLS or bool(report.differences) or not report.chain_holds)


if __name__ == "__main__":
    main()
