"""The popup in real browsers: its states, each with its one action, and what a person can change in an offer."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.control import AddItem, ListItems, LockVault, RemoveItem, Table
from companion.protocol import Done
from tests.browsers import Browser, Name, Page, Popup
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer, wait_until

TEXT = "document.body.innerText"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose person is made of random values."""
    with Stage(made_up_person()) as stage:
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Browser:
    """A paired browser of each family."""
    name: Name = request.param
    return stage.browser(name)


@pytest.fixture
def pictures(tmp_path: Path, browser: Browser) -> Path:
    """Where screenshots go: a folder of the test's, or the one named by MEUM_PICTURES for people to look at."""
    folder = Path(os.environ.get("MEUM_PICTURES", tmp_path)) / browser.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("path", "words"),
    [("/plain", "No form here"), ("/search", "No form here"), ("/login", "No form here")],
)
def test_no_form(stage: Stage, browser: Browser, pictures: Path, path: str, words: str) -> None:
    """A page that collects nothing is said to have no form."""
    with _Tab(browser, stage.site.url("shop", path)):
        popup = browser.open_popup()
        popup.wait_for(f"{TEXT}.includes('{words}')")
        popup.screenshot(pictures / f"no-form{path.replace('/', '-')}.png")
        popup.close()


def test_browser_page(browser: Browser, pictures: Path) -> None:
    """On a page of the browser's own the popup says so."""
    with _Tab(browser, "about:blank"):
        popup = browser.open_popup()
        popup.wait_for(f"{TEXT}.includes('Not on browser pages')")
        popup.screenshot(pictures / "browser-page.png")
        popup.close()


def test_not_secure(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A page that travels in clear (a name for this machine that browsers do not take for it) gets nothing."""
    with _Tab(browser, f"http://[::ffff:127.0.0.1]:{stage.site.port}/signup"):
        popup = browser.open_popup()
        popup.wait_for(f"{TEXT}.includes('Not secure: will not fill')")
        popup.screenshot(pictures / "not-secure.png")
        popup.close()


def test_locked_and_unlocked(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A locked vault shows nothing but a field for the passphrase; a wrong one says so, the right one opens it."""
    with _Tab(browser, stage.site.url("shop", "/signup")):
        stage.say(LockVault(), Done)
        popup = browser.open_popup()
        popup.wait_for("document.querySelector('#passphrase') !== null")
        popup.screenshot(pictures / "locked.png")
        popup.fill("#passphrase", "not the passphrase")
        popup.press("Enter")
        popup.wait_for("document.querySelector('[role=alert]') !== null")
        popup.screenshot(pictures / "locked-wrong.png")
        popup.fill("#passphrase", stage.passphrase)
        popup.press("Enter")
        wait_for_offer(popup)
        assert stage.passphrase not in str(popup.evaluate("document.documentElement.outerHTML"))
        popup.close()


def test_missing_item(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A line whose item is missing takes the value there: for once it is given here only, kept it is in the vault."""
    own = stage.person["organization"]
    stage.say(RemoveItem(_item(stage, "organization")), Done)
    for kind in ("given-name", "name"):  # a first name is in a full name, too
        stage.say(RemoveItem(_item(stage, kind)), Done)
    with _Tab(browser, stage.site.url("shop", "/signup")) as page:
        popup = browser.open_popup()
        wait_for_offer(popup)
        popup.wait_for(f"{TEXT}.includes('not in your vault')")
        popup.screenshot(pictures / "missing.png")
        _type_missing(popup, "organization", own, keep=False)
        _type_missing(popup, "given-name", stage.person["given-name"], keep=True)
        popup.screenshot(pictures / "missing-typed.png")
        accept(popup)
        popup.close()
        assert [stage.person["given-name"], own] == page.evaluate(
            "['first_name', 'company'].map((name) => document.querySelector(`[name=${name}]`).value)"
        )
    kinds = {row["kind"] for row in _items(stage)}
    assert "given-name" in kinds
    assert "organization" not in kinds
    for kind in ("organization", "name"):  # the other browser's turn needs them
        stage.say(AddItem(kind, stage.person[kind]), Done)


def test_edits_survive_and_undo(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A changed line is remembered when the popup closes; after the fill, Undo restores the page."""
    phone = "document.querySelector('[name=phone]').value"
    with _Tab(browser, stage.site.url("shop", "/signup")) as page:
        popup = browser.open_popup()
        wait_for_offer(popup)
        line = "document.querySelector('[data-kind=tel]')"
        popup.evaluate(
            f"(() => {{ const select = {line}.querySelector('select'); select.selectedIndex = 0;"
            " select.dispatchEvent(new Event('change')); })()"
        )
        popup.wait_for(f"{line}.classList.contains('out')")
        popup.close()
        popup = browser.open_popup()
        wait_for_offer(popup)
        assert popup.evaluate(f"{line}.classList.contains('out')") is True
        accept(popup)
        popup.close()
        assert stage.person["tel"] == page.evaluate(phone)
        popup = browser.open_popup()
        popup.wait_for("document.querySelector('[data-fill]')?.dataset.fill === 'filled'")
        popup.screenshot(pictures / "filled.png")
        popup.click("#undo")
        popup.wait_for("document.querySelector('[data-fill]')?.dataset.fill === 'undone'")
        popup.screenshot(pictures / "undone.png")
        popup.close()
        assert ["", "", True] == page.evaluate(
            f"[{phone}, document.querySelector('[name=email]').value, document.querySelector('#newsletter').checked]"
        )
    newest = stage.tables("shop.localhost")["disclosures"][0]
    wait_until(lambda: stage.tables("shop.localhost")["disclosures"][0]["undone"])
    assert "filled" == newest["status"]


def test_popup_in_a_tab() -> None:
    """The popup's page opened in a tab shows nothing and does nothing: a page could lay itself over it."""
    with Stage(made_up_person()) as stage:
        browser = stage.browser("chromium")
        page = browser.open(str(browser.background_eval("chrome.runtime.getURL('popup.html')")))
        page.wait_for(f"{TEXT}.includes('by its icon in the toolbar')")
        assert page.evaluate("document.querySelector('button') === null") is True


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_pending_then_paired(name: Name, tmp_path: Path) -> None:
    """A new profile shows its code and gets nothing; approved, it shows the offer without another click."""
    with Stage(made_up_person()) as stage:
        browser = stage.browser(name, pair=False)
        browser.open(stage.site.url("shop", "/signup"))
        popup = browser.open_popup()
        popup.wait_for("document.querySelector('#code') !== null")
        popup.screenshot(Path(os.environ.get("MEUM_PICTURES", tmp_path)) / f"pending-{name}.png")
        assert [popup.evaluate("document.querySelector('#code').innerText")] == [
            profile.code for profile in stage.status().profiles
        ]
        assert popup.evaluate("document.querySelector('.line') === null") is True
        stage.pair()
        wait_for_offer(popup)


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_companion_missing(name: Name, tmp_path: Path) -> None:
    """Without a companion the popup names the one command; once it is there, the popup goes on by itself."""
    with Stage(made_up_person()) as stage:
        browser = stage.browser(name)
        launcher = stage.folder / "meum-relay"
        sound = launcher.read_text("utf-8")
        launcher.write_text("#!/bin/sh\nexit 1\n", "utf-8")
        stage.stop_daemon()
        browser.open(stage.site.url("shop", "/signup"))
        popup = browser.open_popup()
        popup.wait_for(f"{TEXT}.includes('meum install')")
        popup.screenshot(Path(os.environ.get("MEUM_PICTURES", tmp_path)) / f"missing-companion-{name}.png")
        popup.click("#retry")
        launcher.write_text(sound, "utf-8")
        popup.wait_for("document.querySelector('#passphrase') !== null")
        stage.unlock()
        wait_for_offer(popup)


class _Tab:
    def __init__(self, browser: Browser, url: str) -> None:
        self._page = browser.open(url)

    def __enter__(self) -> Page:
        return self._page

    def __exit__(self, *_: object) -> None:
        self._page.close()


def _type_missing(popup: Popup, kind: str, text: str, *, keep: bool) -> None:
    line = f"[data-kind={kind}]"
    if not keep:
        popup.click(f"{line} .missing input[type=checkbox]")
    popup.fill(f"{line} .missing input[type=text]", text)
    popup.press("Tab")
    popup.wait_for(f"document.querySelector('{line}').classList.contains('out')")


def _items(stage: Stage) -> list[dict[str, str]]:
    return stage.say(ListItems(), Table).tables["items"]


def _item(stage: Stage, kind: str) -> str:
    return next(row["item"] for row in _items(stage) if row["kind"] == kind)
