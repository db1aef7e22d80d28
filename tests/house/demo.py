"""The main job, played once on a stage of its own and told step by step: what `scripts/run` shows."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from tests.browsers import Browser, Name, Page, Popup
from tests.house.stage import ADA, Stage, accept, wait_for_offer, wait_until
from tests.house.truth import alias_from, differences, logged_third_parties, third_parties
from tests.practice.found import submitted_fields

SITE = "shop.localhost"


class Demo:
    """Plays the main job; `pictures` is where the screenshots go, `pause` how long a person may look at each step."""

    def __init__(self, stage: Stage, name: Name, pictures: Path, *, headless: bool) -> None:
        self._stage = stage
        self._name: Name = name
        self._pictures = pictures
        self._headless = headless
        self._number = 0

    def play(self) -> list[str]:
        """Play, and return what differs between the servers' record and the log: nothing, when all is well."""
        with self._step("Starting the companion, a practice shop and the browser"):
            browser = self._stage.browser(self._name, headless=self._headless)
        with self._step("Opening the shop's sign-up page"):
            page = browser.open(self._stage.site.url("shop", "/signup"))
            self._picture(page, "page-before")
        with self._step("Meum has recognised the form; its toolbar popup shows the offer"):
            popup = browser.open_popup()
            wait_for_offer(popup)
            shown = offer_lines(popup)
        for line in shown:
            say(f"      {line['label']:<42} {line['what']}")
            say(f"      {'':<42} {line['why']}")
        self._picture(popup, "popup-offer")
        with self._step("The person says yes, in the popup"):
            accept(popup)
            popup.wait_for("document.querySelector('[data-stops]') !== null")
            self._picture(popup, "popup-filled")
            kept = str(popup.evaluate("document.querySelector('.stop div').innerText"))
            popup.close()
            self._picture(page, "page-after")
        say(f"      Kept back: {kept}")
        with self._step("The person accepts the terms of service and sends the form"):
            page.click("#terms")
            page.click("button[type=submit]")
            sent = self._stage.site.wait_for(lambda request: request.method == "POST")
            page.wait_for("document.title.includes('Welcome')")
        values = self._stage.person | {"alias": alias_from(shown[0]["what"], self._stage.person["email"])}
        say("\n  What the shop received:")
        for field, texts in submitted_fields(sent).items():
            say(f"      {field:<14} {', '.join(texts) or '(empty)'}")
        with self._step("Reading the log, and comparing it with what the servers received"):
            wrong = wait_for_agreement(self._stage, values)
        print_log(self._stage)
        self._dashboard(browser)
        return wrong + self._unwanted(values, submitted_fields(sent))

    def _dashboard(self, browser: Browser) -> None:
        with self._step("Opening the dashboard from the popup"):
            popup = browser.open_popup()
            popup.wait_for("document.querySelector('#dashboard') !== null")
            popup.click("#dashboard")
            dashboard = wait_until(lambda: _dashboard_of(browser))
            dashboard.wait_for("document.readyState === 'complete' && document.querySelector('h1') !== null")
            self._picture(dashboard, "dashboard")
        for link, name in (("td a, th a", "dashboard-site"), ("a[href*='disclosure/']", "dashboard-disclosure")):
            with self._step(f"Following the link to the {name.removeprefix('dashboard-')}"):
                here = dashboard.url
                dashboard.click(link)
                wait_until(partial(_left, dashboard, here))
                dashboard.wait_for("document.readyState === 'complete' && document.querySelector('h1') !== null")
                self._picture(dashboard, name)

    def _unwanted(self, values: dict[str, str], sent: dict[str, list[str]]) -> list[str]:
        """Say what reached the shop although the offer withheld it, and what it should have got and did not."""
        expected = {
            "email": [values["alias"]],
            "first_name": [values["given-name"]],
            "last_name": [values["family-name"]],
        }
        empty = {"phone": [""], "birth_date": [""], "company": [""]}
        wrong = [
            f"{field}: not what the offer showed"
            for field, texts in (expected | empty).items()
            if sent.get(field) != texts
        ]
        return wrong + (["newsletter: arrived ticked"] if "newsletter" in sent else [])

    def _picture(self, surface: Page | Popup, name: str) -> None:
        self._number += 1
        path = self._pictures / f"{self._number}-{name}.png"
        surface.screenshot(path)
        if not self._headless:
            time.sleep(2)

    @contextmanager
    def _step(self, text: str) -> Iterator[None]:
        start = time.monotonic()
        say(f"\n  {text} …")
        yield
        say(f"      done in {time.monotonic() - start:.1f} s")


def wait_for_agreement(stage: Stage, values: dict[str, str], since: float = 0.0) -> list[str]:
    """Give events on their way a moment, then say where servers and log differ, from `since` (ms since 1970) on."""
    wrong: list[str] = []

    def agree() -> bool:
        received, tables = stage.site.received, stage.tables(SITE)
        transmissions = [row for row in tables["transmissions"] if row["at"] >= since]
        contacts = [row for row in tables["contacts"] if row["last_seen"] >= since]
        wrong[:] = differences(received, values, transmissions)
        others = third_parties(received, SITE)
        logged = logged_third_parties([*transmissions, *contacts])
        wrong.extend(f"{host}: contacted, not logged" for host in sorted(others - logged))
        wrong.extend(f"{host}: logged, never contacted" for host in sorted(logged - others))
        return not wrong

    with suppress(TimeoutError):  # `wrong` says what
        wait_until(agree, 5)
    return wrong


def offer_lines(popup: Popup) -> list[dict[str, str]]:
    """Read the offer off the popup, as a person does."""
    lines = popup.evaluate(
        """[...document.querySelectorAll('.line')].map((line) => ({
            label: line.querySelector('.label').innerText,
            kind: line.dataset.kind,
            what: (line.querySelector('select')?.selectedOptions[0] ?? line.querySelector('.nothing')).innerText,
            why: line.querySelector('.why').innerText,
        }))"""
    )
    assert isinstance(lines, list)
    return lines


def print_log(stage: Stage) -> None:
    """Print what the log says of the shop."""
    for disclosure in stage.tables(SITE)["disclosures"]:
        tables = stage.tables(disclosure=disclosure["disclosure"])
        say(f"\n  The log: {disclosure['heading']} at {disclosure['site']}, {disclosure['status']}")
        for field in tables["fields"]:
            say(f"      {field['label']:<42} {field['outcome']:<9} {field['sent_as'] or '-':<10} {field['reason']}")
        for row in tables["transmissions"]:
            party = "third party" if row["third_party"] else "first party"
            what = f"{row['kind']:<12} {row['channel']:<5} {row['moment']:<14}"
            say(f"      → {row['recipient']:<20} {what} {party}, {row['outcome']}")
        for row in tables["contacts"]:
            say(f"      · {row['host']:<20} {row['requests']} requests")


def _left(page: Page, url: str) -> bool:
    return page.url != url


def _dashboard_of(browser: Browser) -> Page | None:
    return next((page for page in browser.pages() if page.url.startswith("http://127.0.0.1:")), None)


def say(text: str) -> None:
    """Tell the person who watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(name: Name, pictures: Path, *, headless: bool) -> int:
    """Play the main job; 0 only when the log says exactly what the servers received, and they received no more."""
    pictures.mkdir(parents=True, exist_ok=True)
    with Stage(ADA) as stage:
        wrong: list[Any] = Demo(stage, name, pictures, headless=headless).play()
        if not headless and sys.stdin.isatty():
            input("\n  Press Enter to close the browser. ")
    say(f"\n  Screenshots: {pictures}")
    if wrong:
        say("\n  The log and what the servers received DIFFER:\n" + "\n".join(f"      {text}" for text in wrong))
        return 1
    say("\n  The log says exactly what the servers received, field by field and recipient by recipient.")
    return 0
