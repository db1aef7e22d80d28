"""Crashes in the middle of a fill: what reached the page is never shown as not filled, and everything recovers."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.client import Client
from tests.browsers import Browser, Name, Page
from tests.house.faulty_daemon import MOMENTS
from tests.house.stage import ADA, Stage, fill_page, wait_for_offer, wait_until

BROWSERS: tuple[Name, ...] = ("chromium", "firefox")
ROOT = Path(__file__).resolve().parents[2]


class FaultyStage(Stage):
    """A stage whose first daemon dies at a chosen moment; the relay then starts a sound one."""

    def start_daemon(self) -> None:
        """Start the faulty daemon before anybody asks for one."""
        command = [sys.executable, "-m", "tests.house.faulty_daemon", "--home", str(self.home)]
        self.faulty = subprocess.Popen(command, cwd=ROOT)
        self.on_exit(self.faulty.wait)
        self.on_exit(self.faulty.kill)
        wait_until(self._faulty_runs)

    def _faulty_runs(self) -> bool:
        with Client(self.home) as client:
            return client.running()

    def die_at(self, moment: str) -> None:
        """Choose the moment."""
        (self.home / "die-at").write_text(moment, "utf-8")

    def revive(self) -> None:
        """Wait until it is dead and a sound daemon is there, then unlock as the person would."""
        self.faulty.wait(10)
        wait_until(lambda: self.status().connections > 0)
        self.unlock()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("name", BROWSERS)
def test_daemon_killed(name: Name, moment: str) -> None:
    """Whenever the daemon dies between yes and filled, the log's word on the fill is true, and the next fill works."""
    with FaultyStage(ADA) as stage:
        browser = stage.browser(name)
        page = browser.open(stage.site.url("shop", "/signup"))
        popup = browser.open_popup()
        wait_for_offer(popup)
        stage.die_at(moment)
        popup.click("[data-accept]")
        stage.revive()
        popup.close()
        rows = 0 if moment in {"yes-arrived", "row-not-committed"} else 1
        _check(stage, page, rows)
        page.close()
        _fills_again(stage, browser, rows + 1)


@pytest.mark.parametrize("name", BROWSERS)
def test_hello_fails(name: Name) -> None:
    """A greeting that the companion could not answer is made again, without the person doing anything."""
    with FaultyStage(ADA) as stage:
        browser = stage.browser(name)
        page = browser.open(stage.site.url("shop", "/signup"))
        stage.die_at("hello")
        stage.kill_relays()
        wait_until(lambda: not (stage.home / "die-at").exists())
        fill_page(browser, page)


@pytest.mark.parametrize("delay_ms", [0, 5, 15, 40])
@pytest.mark.parametrize("name", BROWSERS)
def test_relay_killed(name: Name, delay_ms: int) -> None:
    """A relay that dies around the yes loses no report and leaves no false row."""
    _interrupt(name, delay_ms, lambda stage, _browser: stage.kill_relays())


@pytest.mark.parametrize("delay_ms", [0, 5, 15, 40])
@pytest.mark.parametrize("name", BROWSERS)
def test_background_stopped(name: Name, delay_ms: int) -> None:
    """A background that is stopped around the yes comes back by itself and leaves no false row."""
    _interrupt(name, delay_ms, lambda _stage, browser: browser.stop_background())


def _interrupt(name: Name, delay_ms: int, strike: Callable[[Stage, Browser], None]) -> None:
    with Stage(ADA) as stage:
        browser = stage.browser(name)
        page = browser.open(stage.site.url("shop", "/signup"))
        popup = browser.open_popup()
        wait_for_offer(popup)
        popup.click("[data-accept]")
        time.sleep(delay_ms / 1000)
        strike(stage, browser)
        popup.close()
        rows = _check(stage, page)
        page.close()
        _fills_again(stage, browser, rows + 1)


def _check(stage: Stage, page: Page, rows: int | None = None) -> int:
    """Compare the log's word on the fill with what stands in the page; returns the number of rows."""
    time.sleep(1)  # for a fill that is still on its way, and for events that wait to be sent again
    in_page = page.evaluate("document.querySelector('[name=email]').value") != ""
    found = stage.tables("shop.localhost")["disclosures"]
    assert rows in (None, len(found))
    assert not in_page or found, "a value stands in the page without a row in the log"
    for row in found:
        assert row["status"] in {"filled", "not filled", "unconfirmed"}
        assert row["status"] != "not filled" or not in_page
        assert row["status"] != "filled" or in_page
    return len(found)


def _fills_again(stage: Stage, browser: Browser, rows: int) -> None:
    page = browser.open(stage.site.url("shop", "/signup"))
    fill_page(browser, page)
    wait_until(lambda: stage.tables("shop.localhost")["disclosures"][0]["status"] == "filled")
    assert rows == len(stage.tables("shop.localhost")["disclosures"])
    assert stage.chain()["broken_at"] is None
