"""The person's yes is for what they saw, and the popup says what is true: pages that change in between."""

import time
from collections.abc import Iterator

import pytest

from companion.control import ChangeItem, ListItems, SetAliases, Table
from companion.protocol import Done
from tests.browsers import Browser, Name, Page, Popup
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer, wait_until

EMAIL = '<label>E-mail <input type="email" name="email" required></label>'
PHONE = '<label id="line">Phone <input type="tel" name="phone"></label>'
PAGE = (
    "<!doctype html><html lang=en><title>Join</title>"
    "<form method=post action=/signup><h1>Join</h1>{fields}<button>Create account</button></form></html>"
)
VALUES = "[...document.querySelectorAll('input')].map((input) => input.value)"
FILL = "document.querySelector('[data-fill]')?.dataset.fill"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose person is made of random values."""
    with Stage(made_up_person()) as stage:
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Browser]:
    """A paired browser of each family."""
    name: Name = request.param
    with stage.browser(name) as browser:
        yield browser


def _open(stage: Stage, browser: Browser, html: str) -> tuple[Page, Popup]:
    page = browser.open(stage.site.serve(f"/honesty-{time.monotonic_ns()}", html))
    popup = browser.open_popup()
    wait_for_offer(popup)
    return page, popup


def test_a_yes_is_for_the_offer_seen(stage: Stage, browser: Browser) -> None:
    """A page that asks for more while the popup is busy gets nothing by a click on the old offer."""
    page, popup = _open(stage, browser, PAGE.format(fields=EMAIL + PHONE))
    popup.evaluate("void setTimeout(() => { const end = Date.now() + 1500; while (Date.now() < end); }, 50)")
    page.evaluate("document.querySelector('[name=phone]').required = true")
    time.sleep(0.6)
    popup.click("[data-accept]")
    time.sleep(1.5)
    assert ["", ""] == page.evaluate(VALUES)
    popup.close()
    page.close()


def test_a_second_yes_is_for_one_site(stage: Stage, browser: Browser) -> None:
    """A yes to one other site is no yes to a third, nor to the same one at the next fill."""
    html = PAGE.replace("/signup", stage.site.url("news", "/subscribe")).format(fields=EMAIL)
    page, popup = _open(stage, browser, html)
    popup.click("input[id^=other-]")
    popup.wait_for("!document.querySelector('[data-accept]').disabled")
    page.evaluate("(action) => { document.forms[0].action = action; }", stage.site.url("pixels", "/collect"))
    popup.wait_for("document.body.innerText.includes('pixels.localhost')")
    assert popup.evaluate("document.querySelector('input[id^=other-]').checked") is False
    popup.click("input[id^=other-]")
    popup.wait_for("document.querySelector('[data-accept]')?.disabled === false")
    accept(popup)
    popup.wait_for("document.querySelector('input[id^=other-]').checked === false")
    popup.close()
    page.close()


def test_a_vanished_line_blocks_nothing(stage: Stage, browser: Browser) -> None:
    """A choice about a field that the page then removes does not stand in the way of the others."""
    page, popup = _open(stage, browser, PAGE.format(fields=EMAIL + PHONE))
    popup.evaluate(
        "(() => { const select = document.querySelector('[data-kind=tel] select'); select.selectedIndex = 0;"
        " select.dispatchEvent(new Event('change')); })()"
    )
    popup.wait_for("document.querySelector('[data-kind=tel]').classList.contains('out')")
    page.evaluate("document.querySelector('#line').remove()")
    popup.wait_for("document.querySelector('[data-kind=tel]') === null")
    accept(popup)
    popup.close()
    assert "+" in str(page.evaluate(VALUES))
    page.close()


def test_a_frame_that_leaves_with_the_value(stage: Stage, browser: Browser) -> None:
    """A form whose frame the page removes as soon as it is filled is never called not filled."""
    take = "parent.taken = event.target.value; frameElement.remove()"
    inner = PAGE.format(fields=EMAIL).replace("<form ", f'<form oninput="{take}" ').replace('"', "&quot;")
    html = (
        f'<!doctype html><html lang=en><title>x</title><iframe srcdoc="{inner}" width=600 height=400></iframe></html>'
    )
    page, popup = _open(stage, browser, html)
    popup.click("[data-accept]")
    page.wait_for("window.taken")
    popup.wait_for(f"{FILL} !== 'filling'", timeout=15)
    time.sleep(0.5)
    assert "not filled" != stage.tables("shop.localhost")["disclosures"][0]["status"]
    popup.close()
    page.close()


def test_a_changed_item_is_shown(stage: Stage, browser: Browser) -> None:
    """A value or a way of making aliases that changes while the popup is open shows there before it can go out."""
    first = '<label>First name <input name="first" autocomplete="given-name" required></label>'
    page, popup = _open(stage, browser, PAGE.format(fields=EMAIL + first))
    item = next(row for row in stage.say(ListItems(), Table).tables["items"] if row["kind"] == "given-name")
    stage.say(ChangeItem(item["item"], "Quentin"), Done)
    popup.wait_for("document.querySelector('[data-kind=given-name] select').textContent.startsWith('Q')")
    stage.say(SetAliases("off"), Done)
    popup.wait_for("!document.querySelector('[data-kind=email] select').textContent.includes('alias')")
    accept(popup)
    popup.close()
    assert [stage.person["email"], "Quentin"] == page.evaluate(VALUES)
    stage.say(SetAliases("plus"), Done)
    page.close()


def test_forged_submits_say_nothing(stage: Stage, browser: Browser) -> None:
    """Submit events that the page makes up are not written into the log."""
    page, popup = _open(stage, browser, PAGE.format(fields=EMAIL))
    accept(popup)
    popup.close()
    page.evaluate("() => { for (let n = 0; n < 50; n += 1) document.forms[0].dispatchEvent(new Event('submit')); }")
    wait_until(lambda: stage.tables("shop.localhost")["disclosures"][0]["status"] == "filled")
    time.sleep(0.5)
    assert stage.tables("shop.localhost")["disclosures"][0]["submitted"] is None
    page.close()
