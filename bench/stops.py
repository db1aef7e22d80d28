"""What third parties get of what a person has typed and not yet submitted, by every way of sending, in both browsers.

A person types an e-mail address, a phone number and a full name by hand; then the page sends all three by each way, to
a third party's host and, where there is one, to its own site's. ``got`` is what arrived at the host: for a third party
it should be nothing, for the site all three.
"""

import argparse
import sys
from collections.abc import Sequence

from bench.report import say
from tests.browsers import Browser, Name
from tests.house import kept
from tests.house.kept import Typist
from tests.house.stage import Stage, made_up_person
from tests.ways.sending import settle
from tests.ways.shots import Shot
from tests.ways.table import BROWSERS, Try, stoppable

Row = dict[str, object]


def measure(stage: Stage, browser: Browser, what: Sequence[Try]) -> list[Row]:
    """Type, send by all ways, and say what each host got."""
    stage.site.clear()
    page = browser.open(stage.site.url("shop", "/join#stays"))
    typist = Typist()
    typist.fill_in(page)
    kept.wait_until_kept(stage, page, typist.person.tel)
    shots = [typist.shot(one) for one in what]
    kept.fire(stage, page, shots)
    settle(stage.site, {shot.id for shot in shots if browser.name in shot.what.arrives()})
    found = kept.arrived(stage, shots)
    page.close()
    return [_row(browser.name, shot, found[shot.id]) for shot in shots]


def _row(name: Name, shot: Shot, got: set[str]) -> Row:
    what = shot.what
    row: Row = {"browser": name, "way": what.way.name, "place": what.place, "party": what.party}
    named = "" if bool(got) == (name in what.arrives()) else "otherwise than named"
    return row | {"got": " ".join(sorted(got)), "note": named}


def main() -> None:
    """Run all and print what got through, or with --all the whole table; exit status 1 when the named ways differ."""
    parser = argparse.ArgumentParser(prog="scripts/bench stops", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--all", action="store_true", help="print all ways, not only those that got through")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="default: both")
    arguments = parser.parse_args()
    rows: list[Row] = []
    with Stage(made_up_person()) as stage:
        kept.serve(stage)
        for name in arguments.browser or BROWSERS:
            with stage.browser(name) as browser:
                rows += measure(stage, browser, stoppable())
    through = [row for row in rows if row["party"] == "third" and row["got"]]
    wrong = [row for row in rows if row["note"]]
    note = f"{len(rows)} tries, {len(through)} got through to a third party, {len(wrong)} otherwise than named."
    say(rows if arguments.all else through + [row for row in wrong if row not in through], note)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
