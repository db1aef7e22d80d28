"""Learning from the person, in real browsers: what they say of a misread field in the popup counts, there and later."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from companion.control import ForgetCorrections, ListCorrections, Stop, Table
from companion.protocol import Done
from tests.browsers import Browser, Name, Page, Popup
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer, wait_until
from tests.practice.found import submitted_fields

PAGE: Final = """<!doctype html><html lang="en"><title>Create your account</title><h1>Create your account</h1>
<form method="post" novalidate>
<p><label for="a-{made}">E-mail address *</label>
   <input id="a-{made}" name="email" type="email" required autocomplete="email"></p>
<p><label for="b-{made}">Wibble *</label> <input id="b-{made}" name="w{made}x" required autocomplete="organization"></p>
<p><label for="c-{made}">First name *</label>
   <input id="c-{made}" name="first" required autocomplete="given-name"></p>
<p><label for="d-{made}">Phone</label> <input id="d-{made}" name="phone" type="tel" autocomplete="tel"></p>
<p><label for="e-{made}">Password *</label> <input id="e-{made}" name="secret" type="password" required></p>
<button>Create account</button></form>"""
MEMBERS: Final = """<!doctype html><html lang="en"><title>Members</title><h1>Sign in</h1>
<form method="post" novalidate>
<p><label for="a-{made}">E-mail address *</label> <input id="a-{made}" name="email" type="email" required></p>
<p><label for="b-{made}">Wibble</label> <input id="b-{made}" name="wibble"></p>
<p><label for="c-{made}">Password *</label> <input id="c-{made}" name="secret" type="password" required></p>
<button>Sign in</button></form>
<form role="search" action="/find"><input type="search" name="q" placeholder="Search"><button>Search</button></form>"""
ORDER: Final = """<!doctype html><html lang="en"><title>Order</title><h1>Your order</h1>
<form method="post" novalidate>
<fieldset><legend>Delivery address</legend>
<p><label for="a">Street and number *</label> <input id="a" name="d1" required></p>
<p><label for="b">Postcode *</label> <input id="b" name="d2" required></p>
<p><label for="c">City *</label> <input id="c" name="d3" required></p></fieldset>
<fieldset><legend>Billing address</legend>
<p><label for="d">Street and number *</label> <input id="d" name="b1" required></p>
<p><label for="e">Postcode *</label> <input id="e" name="b2" required></p>
<p><label for="f">City *</label> <input id="f" name="b3" required></p></fieldset>
<button>Order now</button></form>"""
KINDS: Final = "[...document.querySelectorAll('.line')].map((line) => line.dataset.kind)"
WHY: Final = "[...document.querySelectorAll('.line .why')].map((why) => why.textContent).join(' | ')"


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


@pytest.fixture(autouse=True)
def forgotten(stage: Stage) -> Iterator[None]:
    """What was said in one test is forgotten before the next."""
    yield
    for row in stage.say(ListCorrections(), Table).tables["corrections"]:
        stage.say(ForgetCorrections(row["number"]), Done)


@pytest.fixture
def pictures(tmp_path: Path, browser: Browser) -> Path:
    """Where screenshots go: a folder of the test's, or the one named by MEUM_PICTURES for people to look at."""
    folder = Path(os.environ.get("MEUM_PICTURES", tmp_path)) / browser.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_misread_field_is_put_right(stage: Stage, browser: Browser, pictures: Path) -> None:
    """Said in the popup, the right kind counts at once, is filled and received, and counts again after a restart.

    What was chosen for other lines stays; what was chosen for this one was about something else.
    """
    place = stage.person["address-level2"]
    page = browser.open(_served(stage))
    popup = _opened(browser)
    _choose(popup, "tel", 0, "out")
    _choose(popup, "organization", 1, "in")
    assert popup.evaluate("document.querySelector('[data-kind=x-password] .wrong')") is None
    popup.click("[data-kind=organization] .wrong")
    popup.wait_for("document.activeElement?.role === 'combobox'")
    _pictured(popup, pictures, "kinds")
    popup.type_text("cit")
    _pictured(popup, pictures, "kinds-city")
    popup.press("Enter")
    popup.wait_for(f"{KINDS}.includes('address-level2')")
    assert "city · you said so; the form requires it" in str(popup.evaluate(WHY))
    assert "Take it back" == popup.evaluate("document.activeElement.textContent")
    assert popup.evaluate("document.querySelector('[data-kind=tel]').classList.contains('out')") is True
    _pictured(popup, pictures, "corrected")
    accept(popup)
    popup.close()
    assert ([place], [stage.person["tel"]]) == _sent(stage, page)
    newest = stage.tables("shop.localhost")["disclosures"][0]["disclosure"]
    (row,) = [row for row in stage.tables(disclosure=newest)["fields"] if row["kind"] == "address-level2"]
    assert ("give", "needed", "you said so; the form requires it") == (row["outcome"], row["rule"], row["reason"])

    _restart(stage)
    page.visit(_served(stage))
    popup = _opened(browser)
    assert "address-level2" in _kinds(popup)
    accept(popup)
    popup.close()
    assert ([place], [""]) == _sent(stage, page)

    page.visit(_served(stage, "news"))
    popup = _opened(browser)
    assert ["email", "organization", "given-name", "tel", "x-password"] == _kinds(popup)
    popup.close()
    page.close()


def test_never_here(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A field of which the person says that it never gets anything gets nothing, until they take that back."""
    page = browser.open(_served(stage))
    popup = _opened(browser)
    assert "email" == _kinds(popup)[0]
    popup.click("[data-kind=email] .wrong")
    popup.click("button[id^=never-]")
    popup.wait_for(f"{WHY}.includes('you said: never here')")
    assert popup.evaluate("document.querySelector('[data-kind=email] select')") is None
    _pictured(popup, pictures, "never")
    accept(popup)
    popup.close()
    page.click("button")
    sent = submitted_fields(stage.site.wait_for(lambda request: request.method == "POST"))
    assert ([""], [stage.person["given-name"]]) == (sent["email"], sent["first"])
    newest = stage.tables("shop.localhost")["disclosures"][0]["disclosure"]
    (row,) = [row for row in stage.tables(disclosure=newest)["fields"] if row["kind"] == "email"]
    assert ("withhold", "person-never", "you said: never here") == (row["outcome"], row["rule"], row["reason"])

    page.visit(_served(stage))
    popup = _opened(browser)
    popup.click("[data-kind=email] .wrong")
    popup.wait_for("document.querySelector('.line.out[data-kind=email]') !== null")
    popup.click("[data-kind=email] .wrong")
    popup.click("button[id^=never-]")
    popup.wait_for(f"{WHY}.includes('you said: never here')")
    popup.close()
    page.close()


def test_a_form_without_an_offer_gets_one(stage: Stage, browser: Browser, pictures: Path) -> None:
    """What was taken for a log-in asks for data by the person's word: one click, and it is filled; so the next time.

    Taken back, the form is left alone again.
    """
    page = browser.open(_served(stage, text=MEMBERS))
    popup = _left(browser, 2)
    shown = str(popup.evaluate("document.body.innerText"))
    assert "No form here" in shown
    assert "taken for a log-in" in shown
    assert "taken for a search" in shown
    _pictured(popup, pictures, "left")
    popup.click("details.left li button")
    wait_for_offer(popup)
    assert ["email", "x-unknown", "x-password"] == _kinds(popup)
    assert "Take it back" == popup.evaluate("document.activeElement.textContent")
    popup.click("[data-kind=x-unknown] .wrong")
    popup.wait_for("document.activeElement?.role === 'combobox'")
    popup.type_text("city")
    popup.press("Enter")
    popup.wait_for(f"{KINDS}.includes('address-level2')")
    _choose(popup, "address-level2", 0, "out")
    _pictured(popup, pictures, "claimed")
    accept(popup)
    popup.close()
    page.click("button")
    sent = submitted_fields(stage.site.wait_for(lambda request: request.method == "POST"))
    assert ([stage.person["address-level2"]], [""]) == (sent["wibble"], sent["secret"])
    assert "@" in sent["email"][0]

    page.visit(_served(stage, text=MEMBERS))
    popup = _opened(browser)
    assert ["email", "address-level2", "x-password"] == _kinds(popup)
    popup.click("button[id^=claim-]")
    popup.wait_for("document.querySelector('details.left')?.dataset.left === '2'")
    assert popup.evaluate("document.querySelector('[data-accept]')") is None
    popup.close()
    page.close()


def test_two_addresses_are_told_apart(stage: Stage, browser: Browser, pictures: Path) -> None:
    """A form for two addresses says with each line which one it is about, as the page calls it."""
    page = browser.open(_served(stage, text=ORDER))
    popup = _opened(browser)
    labels = popup.evaluate("[...document.querySelectorAll('.line .label')].map((label) => label.textContent)")
    fields = ("Street and number *", "Postcode *", "City *")
    assert [f"{part}: {field}" for part in ("Delivery address", "Billing address") for field in fields] == labels
    _pictured(popup, pictures, "sections")
    popup.close()
    page.close()


def test_the_list_is_worked_by_keys(stage: Stage, browser: Browser) -> None:
    """Arrows move, what is typed narrows, Enter chooses; Escape leaves the list alone, where the browser permits."""
    page = browser.open(_served(stage))
    popup = _opened(browser)
    marked = "document.querySelector('[role=option][aria-selected=true]')?.dataset.choice"
    popup.click("h2")
    while not popup.evaluate("document.activeElement.matches('[data-kind=organization] .wrong')"):
        popup.press("Tab")
    popup.press("Enter")
    popup.wait_for("document.activeElement?.role === 'combobox'")
    likeliest = popup.evaluate("document.querySelector('[role=option]').dataset.choice")
    popup.press("ArrowDown")
    assert likeliest == popup.evaluate(marked)
    popup.type_text("zzz")
    popup.wait_for("document.querySelector('.kinds').innerText.includes('no such kind')")
    if browser.name == "chromium":  # Firefox closes its panel, whatever the page in it says
        popup.press("Escape")
        popup.wait_for("document.querySelector('.kinds') === null")
        assert popup.is_open()
        assert "This is wrong" == popup.evaluate("document.activeElement.textContent")
        popup.press("Enter")
        popup.wait_for("document.activeElement?.role === 'combobox'")
    popup.fill("[role=combobox]", "")
    popup.press("ArrowDown")
    popup.press("ArrowDown")
    popup.press("ArrowUp")
    popup.press("Enter")
    popup.wait_for(f"{KINDS}.includes('{likeliest}')")
    popup.close()
    page.close()


def _served(stage: Stage, name: str = "shop", text: str = PAGE) -> str:
    """A page, with ids and a name that a framework would make anew on each visit."""
    stage.site.clear()
    return stage.site.serve("/wibble", text.replace("{made}", secrets.token_hex(4)), name=name)


def _restart(stage: Stage) -> None:
    """End the companion and open the next one, which the browser's relay starts at once."""
    before = stage.daemon_pid()
    stage.say(Stop(), Done)
    wait_until(lambda: stage.daemon_pid() not in {None, before})
    stage.unlock()


def _opened(browser: Browser) -> Popup:
    popup = browser.open_popup()
    wait_for_offer(popup)
    return popup


def _left(browser: Browser, count: int) -> Popup:
    """The popup of a page without an offer, which left some forms alone."""
    popup = browser.open_popup()
    popup.wait_for(f"document.querySelector('details.left')?.dataset.left === '{count}'")
    return popup


def _kinds(popup: Popup) -> list[str]:
    kinds = popup.evaluate("[...document.querySelectorAll('.line')].sort((one, other) => one.dataset.key.split('-')[1]"
                           " - other.dataset.key.split('-')[1]).map((line) => line.dataset.kind)")  # fmt: skip
    assert isinstance(kinds, list)
    return kinds


def _choose(popup: Popup, kind: str, option: int, shown: str) -> None:
    popup.evaluate(
        f"(() => {{ const select = document.querySelector('[data-kind={kind}] select');"
        f" select.selectedIndex = {option}; select.dispatchEvent(new Event('change')); }})()"
    )
    popup.wait_for(f"document.querySelector('[data-kind={kind}]').classList.contains('{shown}')")


def _sent(stage: Stage, page: Page) -> tuple[list[str], list[str]]:
    page.click("button")
    sent = submitted_fields(stage.site.wait_for(lambda request: request.method == "POST"))
    (wibble,) = [texts for name, texts in sent.items() if name.startswith("w")]
    return wibble, sent["phone"]


def _pictured(popup: Popup, folder: Path, name: str) -> None:
    for scheme in ("light", "dark"):
        popup.evaluate(f"document.documentElement.style.colorScheme = '{scheme}'")
        popup.screenshot(folder / f"{name}-{scheme}.png")
    popup.evaluate("document.documentElement.removeAttribute('style')")
