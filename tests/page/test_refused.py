"""Documents and forms that are never filled: the popup says why, or shows nothing to say yes to."""

from typing import Final

import pytest

from tests.browsers import Browser
from tests.house.stage import Stage, accept
from tests.page.background import Background
from tests.page.conftest import Go, Serve, Show
from tests.page.test_races import SIGN_UP

FRAME: Final = "in a frame of another site"
NOTHING: Final = "No form here"
NO_ADDRESS: Final = "does not submit to a web address"


def unfilled(browser: Browser, background: Background, sentence: str) -> None:
    """The popup says this sentence, and there is nothing to say yes to."""
    popup = browser.open_popup()
    popup.wait_for(f"document.body.innerText.includes({sentence!r})")
    assert popup.evaluate("document.querySelector('[data-accept]')") is None
    popup.close()
    assert [] == background.heard("filled")


FRAMES: Final = {
    "F02 form of another site": ("news", "<iframe src='{}'></iframe>", FRAME),
    "F06 sandboxed, with the site's own address": (
        "shop",
        "<iframe sandbox='allow-scripts' src='{}'></iframe>",
        NOTHING,
    ),
    "F08 sandboxed text": (
        "shop",
        "<iframe sandbox='allow-scripts allow-forms' srcdoc=\"" + SIGN_UP + '"></iframe>',
        NOTHING,
    ),
    "F10 data": ("shop", f"<iframe src='data:text/html,{SIGN_UP}'></iframe>", NOTHING),
    "F18 object of another site": ("news", "<object type='text/html' data='{}' width=300 height=300></object>", FRAME),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames(serve: Serve, show: Show, browser: Browser, background: Background, name: str) -> None:
    """Frames of other sites and frames without an origin are not filled."""
    host, html, sentence = FRAMES[name]
    page = show(html.replace("{}", serve(SIGN_UP, host)))
    background.wait("forms")
    page.focus()
    unfilled(browser, background, sentence)


def test_sandboxed_page(stage: Stage, go: Go, browser: Browser, background: Background) -> None:
    """A page that its server puts into a sandbox is not filled, whatever its address says (F07)."""
    headers = {"Content-Security-Policy": "sandbox allow-scripts allow-forms"}
    page = go(stage.site.serve("/boxed", SIGN_UP, headers=headers))
    assert "null" == background.told(page.url).origin
    page.focus()
    unfilled(browser, background, NOTHING)


def test_site_around_a_stranger_around_the_site(
    serve: Serve, show: Show, browser: Browser, background: Background
) -> None:
    """A form in a frame of its own site is not filled where another site's document lies in between (F05)."""
    form = serve(SIGN_UP)
    stranger = serve(f"<iframe width=500 height=500 src='{form}'></iframe>", "news")
    page = show(f"<iframe width=600 height=600 src='{stranger}'></iframe>")
    background.told(form)
    page.focus()
    popup = browser.open_popup()
    popup.wait_for("document.querySelector('[data-accept]') !== null")
    popup.evaluate("new Promise((done) => setTimeout(done, 600))")
    popup.click("[data-accept]")
    popup.wait_for("document.querySelector('[data-fill]')?.dataset.fill === 'not-filled'")
    assert "a form in a frame of another site" in str(popup.evaluate("document.body.innerText"))
    popup.close()
    [filled] = background.heard("filled")
    assert {("skipped", "foreign-frame")} == {(one["fate"], one["why"]) for one in filled.message["results"]}


def test_frame_of_the_same_site(serve: Serve, show: Show, browser: Browser, background: Background) -> None:
    """A form in a visible frame of the same origin is offered and filled, in that frame alone (F01)."""
    form = serve(SIGN_UP)
    page = show(f"<iframe width=600 height=600 src='{form}'></iframe><p>{SIGN_UP.replace('Sign up', 'Elsewhere')}</p>")
    background.told(form)
    background.told(page.url)
    page.focus()
    popup = browser.open_popup()
    popup.wait_for("document.querySelectorAll('[data-accept]').length === 2")
    accept(popup)
    popup.close()
    [filled] = background.heard("filled")
    inner = page.evaluate("document.querySelector('iframe').contentDocument.querySelector('[name=first]').value")
    outer = page.evaluate("document.querySelector('[name=first]').value")
    assert ["", "Ada"] == sorted([str(inner), str(outer)])
    assert ("Ada" == inner) == (filled.url == form)


ACTIONS: Final = {
    "A11 script": "javascript:send()",
    "A11 mail": "mailto:shop@shop.localhost",
    "A11 data": "data:text/html,x",
}


@pytest.mark.parametrize("name", ACTIONS)
def test_actions(show: Show, browser: Browser, background: Background, name: str) -> None:
    """A form that submits to what is no web address is not filled."""
    page = show(SIGN_UP.replace("/welcome", ACTIONS[name]))
    background.told(page.url)
    page.focus()
    unfilled(browser, background, NO_ADDRESS)
