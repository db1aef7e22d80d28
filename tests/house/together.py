"""Chromium and Firefox filling at once on one daemon: nothing may be lost, and the chain must hold."""

import threading
from dataclasses import dataclass

from tests.browsers import Browser, Name
from tests.house.demo import offer_lines, wait_for_agreement
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer, wait_until
from tests.house.truth import alias_from

BROWSERS: tuple[Name, ...] = ("chromium", "firefox")


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: fills by browser, rows in the log, where log and servers differ, whether the chain verifies."""

    filled: dict[str, int]
    rows: int
    differences: list[str]
    chain_holds: bool


def fill_together(fills: int) -> Report:
    """Fill and send the sign-up form `fills` times in each browser, both at once, and compare log and servers."""
    with Stage(made_up_person()) as stage:
        browsers = {name: stage.browser(name) for name in BROWSERS}
        filled = dict.fromkeys(BROWSERS, 0)
        aliases: set[str] = set()

        def play(name: Name) -> None:
            for _ in range(fills):
                aliases.add(_fill_and_send(stage, browsers[name]))
                filled[name] += 1

        threads = [threading.Thread(target=play, args=(name,)) for name in BROWSERS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(
            lambda: len([row for row in stage.tables("shop.localhost")["disclosures"] if row["submitted"]]) == 2 * fills
        )
        values = stage.person | {"alias": aliases.pop()}
        wrong = wait_for_agreement(stage, values)
        rows = stage.tables("shop.localhost")["disclosures"]
        holds = stage.chain()["broken_at"] is None
        return Report(
            {str(name): count for name, count in filled.items()},
            sum(row["status"] == "filled" for row in rows),
            wrong,
            holds,
        )


def _fill_and_send(stage: Stage, browser: Browser) -> str:
    page = browser.open(stage.site.url("shop", "/signup"))
    popup = browser.open_popup()
    wait_for_offer(popup)
    alias = alias_from(offer_lines(popup)[0]["what"], stage.person["email"])
    accept(popup)
    popup.close()
    page.click("#terms")
    page.click("button[type=submit]")
    page.wait_for("document.title.includes('Welcome')")
    page.close()
    return alias
