"""What page scripts say of a submitted form: how each field went out, wherever the form is."""

from typing import Final

import pytest

from tests.browsers import Browser
from tests.house.stage import Stage, fill_page, wait_until
from tests.page.background import Background
from tests.page.conftest import Show
from tests.page.test_races import SIGN_UP

SHOP: Final = "shop.localhost"

FORM: Final = """
<form action=/welcome>
<input name=filled><input name=changed><input name=typed><input name=empty>
<input name=masked oninput="setTimeout(() => this.value = this.value.toUpperCase())">
<input type=checkbox name=on><input type=checkbox name=off checked>
<input type=radio name=radio value=1><input type=radio name=radio value=2><input type=radio name=none>
<select name=list><option>DE<option>FR</select><textarea name=text></textarea>
<input type=hidden name=token value=1><button>Send</button>
</form>
"""
STAY: Final = "addEventListener('submit', (event) => event.preventDefault());"
PLACES: Final = {
    "page": f"{FORM}<script>{STAY}</script>",
    "shadow root": f"<x-a></x-a><template>{FORM}</template><script>"
    "const root = document.querySelector('x-a').attachShadow({mode: 'open'});"
    "root.append(document.querySelector('template').content);"
    f"root.{STAY}</script>",
    "form with clashing names": f"{FORM.replace('</form>', '<input name=ownerDocument><input name=elements></form>')}"
    f"<script>{STAY}</script>",
    "page written anew": f"<template>{FORM}</template><script>onload = () => {{"
    "const form = document.querySelector('template').innerHTML; document.open(); document.write(form);"
    f"document.close(); {STAY} }}</script>",
}


@pytest.mark.parametrize("place", PLACES)
def test_submitted(show: Show, background: Background, place: str) -> None:
    """Every field of a filled form is told of as filled, typed, empty, on or off."""
    page = show(PLACES[place])
    told = background.told(page.url, lambda forms: forms and len(forms[0]["fields"]) > 10)
    plan: dict[str, str | bool] = {
        "filled": "Ada",
        "changed": "Ada",
        "masked": "Ada",
        "on": True,
        "off": False,
        "radio": "2",
        "list": "FR",
    }
    filled = background.fill(told, plan)
    for name in ("changed", "typed"):
        page.click(f"[name={name}]")
        page.press("End")
        page.type_text("x")
    page.click("button")
    expected = {
        "filled": "as-filled",
        "changed": "typed",
        "typed": "typed",
        "empty": "empty",
        "masked": "as-filled",
        "on": "on",
        "off": "off",
        "radio": "as-filled",
        "none": "off",
        "list": "as-filled",
        "text": "empty",
    }
    said = filled.submitted()
    assert expected == {name: said[name] for name in said if name in expected}
    assert "token" not in said


def test_only_filled_forms(show: Show, background: Background) -> None:
    """The submit of a form that Meum has not filled, or whose fill was taken back, belongs to no disclosure."""
    page = show(
        f"<form id=one><input name=a><button>1</button></form><form id=two><input name=b></form><script>{STAY}</script>"
    )
    told = background.told(page.url)
    background.fill(told, {"b": "Ada"}, form=1)
    page.click("button")
    background.fill(told, {"a": "Ada"}).undo()
    page.click("button")
    page.evaluate("document.body.append(document.createElement('input'))")
    background.told(page.url, lambda forms: len(forms) == 3)
    assert [None, None] == [heard.message["disclosure"] for heard in background.heard("submitted")]


def test_log(stage: Stage, show: Show, browser: Browser) -> None:
    """The log says how each field went out, and that a fill was taken back."""
    page = show(SIGN_UP.replace("<form", "<form onsubmit='return false'"))
    fill_page(browser, page)
    page.click("button")
    [disclosure, *_] = wait_until(lambda: [row for row in stage.tables(SHOP)["disclosures"][:1] if row["submitted"]])
    fields = stage.tables(disclosure=disclosure["disclosure"])["fields"]
    assert [("written", "as-filled"), ("written", "as-filled")] == [(row["fate"], row["sent_as"]) for row in fields]
    assert disclosure["undone"] is None
    popup = browser.open_popup()
    popup.click("#undo")
    popup.wait_for("document.querySelector('[data-fill]').dataset.fill === 'undone'")
    popup.close()
    [disclosure, *_] = wait_until(lambda: [row for row in stage.tables(SHOP)["disclosures"][:1] if row["undone"]])
    assert "filled" == disclosure["status"]
    assert ["", ""] == page.evaluate("[...document.querySelectorAll('input')].map((one) => one.value)")
