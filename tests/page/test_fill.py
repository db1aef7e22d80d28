"""Filling: only what was planned, in every kind of control, noticed by every page, and taken back on demand."""

import json
import uuid
from typing import Final, NamedTuple

import pytest

from tests.house.stage import Stage
from tests.page.background import Background
from tests.page.conftest import Go, Show

STATE: Final = """
() => Object.fromEntries([...document.querySelectorAll("input, select, textarea")].map((control) =>
  [control.id || control.name, ["checkbox", "radio"].includes(control.type) ? control.checked : control.value]))
"""


Planned = str | bool
TICK, UNTICK = True, False


class Case(NamedTuple):
    """A page, what is planned, what the page script then says, and what the page's controls then hold."""

    html: str
    plan: dict[str, Planned]
    fates: dict[str, str]
    state: dict[str, Planned]


def good(html: str, text: Planned, state: Planned | None = None) -> Case:
    """A control called `a` that takes what is planned."""
    return Case(html, {"a": text}, {"a": "written"}, {"a": text if state is None else state})


def bad(html: str, text: Planned, fate: str, state: Planned) -> Case:
    """A control called `a` that stays as it is, or is put back."""
    return Case(html, {"a": text}, {"a": fate}, {"a": state})


def listening(kind: str, action: str) -> str:
    """A script of the page that does something when `a` is changed."""
    return f"""<script>const a = document.querySelector("[name=a]");
    a.addEventListener("{kind}", (event) => {{ {action} }})</script>"""


LIST: Final = """<select name=a><option value="">Choose<option value=" DE ">Germany<option value=FR>France
<option disabled>No</select>"""
RADIOS: Final = """<input type=radio name=a id=f value=f><input type=radio name=a id=m value=" m ">
<input type=radio name=b id=o value=m>"""
BOX: Final = "<input type=checkbox name=a"
CASES: Final = {
    "text": good("<input name=a>", "Ada"),
    "nothing that was not planned": Case(
        "<input name=a><input name=b><textarea name=c></textarea><select name=d><option>1<option>2</select>"
        "<input type=checkbox name=e checked>",
        {"a": "Ada"},
        {"a": "written"},
        {"a": "Ada", "b": "", "c": "", "d": "1", "e": True},
    ),
    "textarea": good("<textarea name=a></textarea>", "1 Road\nTown"),
    "letters of the world": good("<input name=a>", "Zoë Žižek 李 😀 \u202e"),
    "markup": good("<input name=a>", "<b>'\"&"),
    "in a shadow root": good("<div><template shadowrootmode=open><input name=a></template></div><input name=a>", "Ada"),
    "a setter of the page's own (A19)": good(
        "<input name=a><script>const {get} = Object.getOwnPropertyDescriptor("
        "HTMLInputElement.prototype, 'value'); Object.defineProperty(HTMLInputElement.prototype, 'value',"
        "{get, set() {}}); Object.getOwnPropertyDescriptor = () => ({set() {}})</script>",
        "Ada",
    ),
    "a setter on the element": good(
        "<input name=a><script>const a = document.querySelector('input'), {get, set} ="
        "Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');"
        "Object.defineProperty(a, 'value', {get, set() { set.call(this, 'tracked') }})</script>",
        "Ada",
    ),
    "mask": good(
        "<input name=a>" + listening("input", "a.value = a.value.replace(/(\\d{2})(?=\\d)/g, '$1 ')"),
        "123456",
        "12 34 56",
    ),
    "in capitals at change": good(
        "<input name=a>" + listening("change", "a.value = a.value.toUpperCase()"), "Ada", "ADA"
    ),
    "page that throws": good("<input name=a>" + listening("input", "throw new Error('no')"), "Ada"),
    "page that stops events": good(
        "<input name=a><script>addEventListener('input', (event) => event.stopImmediatePropagation(), true)</script>",
        "Ada",
    ),
    "number": good("<input type=number name=a>", "7"),
    "number that is none": bad("<input type=number name=a>", "seven", "skipped no-fit", ""),
    "date": good("<input type=date name=a>", "1985-12-10"),
    "date that is none": bad("<input type=date name=a>", "10.12.1985", "skipped no-fit", ""),
    "month": good("<input type=month name=a>", "1985-12"),
    "mail": good("<input type=email name=a>", "ada@example.org"),
    "list by value": good(LIST, "FR"),
    "list by value with spaces": good(LIST, "DE", " DE "),
    "list by text": good(LIST, "germany", " DE "),
    "list without the value": bad(LIST, "Austria", "skipped no-choice", ""),
    "list with the value disabled": bad(LIST, "No", "skipped no-choice", ""),
    "long list": good(f"<select name=a>{'<option>x' * 400}<option value=DE>Germany</select>", "DE"),
    "list with the page's choice": good("<select name=a><option>DE<option selected>FR</select>", "DE"),
    "list with a person's choice": bad(
        "<select name=a><option>DE<option>FR</select><script>document.querySelector('select').value = 'FR'</script>",
        "DE",
        "skipped holds",
        "FR",
    ),
    "box, unticked": good(f"{BOX} checked>", UNTICK),
    "box, ticked": good(f"{BOX}>", TICK),
    "box as wanted": bad(f"{BOX}>", UNTICK, "skipped holds", UNTICK),
    "box that listens": good(f"{BOX} checked>" + listening("click", "event.stopPropagation()"), UNTICK),
    "box that refuses": bad(
        f"{BOX} checked>" + listening("click", "event.preventDefault()"), UNTICK, "skipped page-refused", TICK
    ),
    "box that ticks itself again": bad(
        f"{BOX} checked>" + listening("change", "a.checked = true"), UNTICK, "skipped page-refused", TICK
    ),
    "unseen box, unticked": good(f"{BOX} checked style='display:none'>", UNTICK),
    "unseen box, ticked": bad(f"{BOX} style='display:none'>", TICK, "skipped not-rendered", UNTICK),
    "box drawn by its label": good(f"{BOX} id=a style='display:none'><label for=a>News</label>", TICK),
    "radio": Case(RADIOS, {"a": "m"}, {"a": "written"}, {"f": False, "m": True, "o": False}),
    "radio, page's choice": Case(
        RADIOS.replace("id=f", "id=f checked"), {"a": "m"}, {"a": "written"}, {"f": False, "m": True, "o": False}
    ),
    "radio without the value": Case(
        RADIOS, {"a": "x"}, {"a": "skipped no-choice"}, {"f": False, "m": False, "o": False}
    ),
    "disabled": bad("<input name=a disabled>", "Ada", "skipped disabled", ""),
    "read only": bad("<input name=a readonly>", "Ada", "skipped disabled", ""),
    "in a disabled fieldset": bad("<fieldset disabled><input name=a></fieldset>", "Ada", "skipped disabled", ""),
    "holds already": bad("<input name=a value=Eve>", "Ada", "skipped holds", "Eve"),
    "page that empties": bad("<input name=a>" + listening("input", "a.value = ''"), "Ada", "cleared page-emptied", ""),
    "one of two": Case(
        "<input name=a><input name=b disabled>",
        {"a": "Ada", "b": "Eve"},
        {"a": "written", "b": "skipped disabled"},
        {"a": "Ada", "b": ""},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fill(show: Show, background: Background, name: str) -> None:
    """What was planned stands in the page, in the page's own spelling, or the report says that it does not."""
    case = CASES[name]
    page = show(case.html)
    filled = background.fill(background.told(page.url), case.plan)
    assert case.fates == filled.fates
    state = page.evaluate(STATE)
    assert isinstance(state, dict)
    assert case.state == state


def test_order(show: Show, background: Background) -> None:
    """All values stand in the page before it hears of the first; then each control has its input and its change."""
    page = show(
        "<form><input name=a><select name=b><option>1<option>2</select><input name=c type=checkbox></form>"
        "<script>const said = []; for (const kind of ['input', 'change', 'click']) addEventListener(kind, (event) =>"
        "said.push([event.target.name, kind, event.bubbles && event.composed, [...document.forms[0]].map((one) =>"
        "one.type === 'checkbox' ? one.checked : one.value).join()]))</script>"
    )
    background.fill(background.told(page.url), {"a": "Ada", "b": "2", "c": True})
    assert [
        ["a", "input", True, "Ada,2,false"],
        ["a", "change", False, "Ada,2,false"],
        ["b", "input", True, "Ada,2,false"],
        ["b", "change", False, "Ada,2,false"],
        ["c", "click", True, "Ada,2,true"],
        ["c", "input", True, "Ada,2,true"],
        ["c", "change", False, "Ada,2,true"],
    ] == page.evaluate("said")


def test_typed_text_stays(show: Show, background: Background) -> None:
    """What a person has typed is replaced only where the plan says so."""
    page = show("<input name=a><input name=b>")
    told = background.told(page.url)
    page.click("[name=a]")
    page.type_text("Eve")
    assert {"a": "skipped holds", "b": "written"} == background.fill(told, {"a": "Ada", "b": "Byron"}).fates
    assert {"a": "Eve", "b": "Byron"} == page.evaluate(STATE)
    assert {"a": "written"} == background.fill(told, {"a": "Ada"}, over=True).fates
    assert {"a": "Ada", "b": "Byron"} == page.evaluate(STATE)


def test_react(stage: Stage, go: Go, background: Background) -> None:
    """A framework that keeps the state itself takes a fill, keeps it when it draws anew, and sends it."""
    page = go(stage.site.url("shop", "/app"))
    told = background.told("/app", lambda forms: forms and len(forms[0]["fields"]) == 5)
    values = {"email": "ada@example.org", "first_name": "Ada", "last_name": "Byron"}
    fates = background.fill(told, {**values, "marketing": False}).fates
    page.click("[name=phone]")
    page.type_text("12")
    page.click("button[type=submit]")
    sent = stage.site.wait_for(lambda request: request.path == "/api/signup")
    assert ["written"] * 4 == list(fates.values())
    assert values | {"phone": "12", "marketing": False} == json.loads(sent.body)


BOXES: Final = (
    "<input type=checkbox name=box checked><input type=radio name=r id=r1 value=1 checked>"
    "<input type=radio name=r id=r2 value=2><input type=radio name=s id=s1 value=1>"
    "<select name=list><option>DE<option>FR</select>"
)
FOUND: Final[dict[str, Planned]] = {"box": True, "r1": True, "r2": False, "s1": False, "list": "DE"}
PLAN: Final[dict[str, Planned]] = {"box": False, "r": "2", "s": "1", "list": "FR"}
UNDONE: Final[dict[str, tuple[str, dict[str, Planned], dict[str, Planned]]]] = {
    "everything": ("<input name=a>" + BOXES, {"a": "Ada", **PLAN}, {"a": "", **FOUND}),
    "what a line replaced": ("<input name=a value=Eve>", {"a": "Ada"}, {"a": "Eve"}),
    "what the page spelt anew": (
        "<input name=a>" + listening("change", "setTimeout(() => a.value = a.value.toUpperCase(), 20)"),
        {"a": "Ada"},
        {"a": ""},
    ),
    "nothing that was left out": (
        "<input name=a><input name=b value=Eve disabled>",
        {"a": "Ada", "b": "x"},
        {"a": "", "b": "Eve"},
    ),
}


@pytest.mark.parametrize("name", UNDONE)
def test_undo(show: Show, background: Background, name: str) -> None:
    """Undo restores what the fill found: text, boxes and choices, also where the page has reformatted it."""
    html, plan, found = UNDONE[name]
    page = show(
        f"{html}<script>const said = []; addEventListener('input', (event) => said.push(event.target.name))</script>"
    )
    filled = background.fill(background.told(page.url), plan, over=True)
    assert found != page.evaluate(STATE)
    if "setTimeout" in html:
        page.wait_for("a.value === 'ADA'")
    page.evaluate("said.length = 0")
    filled.undo()
    assert found == page.evaluate(STATE)
    written = {one for one, fate in filled.fates.items() if fate == "written"}
    assert sorted(written) == page.evaluate("[...new Set(said)].sort()")


def test_undo_leaves_what_the_person_changed(show: Show, background: Background) -> None:
    """Undo leaves what the person has typed, picked or ticked since, even where it is what the fill wrote."""
    page = show("<input name=a><input name=b><input type=checkbox name=c checked><input name=d>")
    filled = background.fill(background.told(page.url), {"a": "Ada", "b": "Byron", "c": False, "d": "Ada"})
    page.click("[name=a]")
    page.press("End")
    page.type_text("!")
    page.click("[name=c]")
    page.click("[name=d]")
    page.press("End")
    page.type_text("x")
    page.press("Backspace")
    filled.undo()
    assert {"a": "Ada!", "b": "", "c": True, "d": "Ada"} == page.evaluate(STATE)


def test_undo_happens_once(show: Show, background: Background) -> None:
    """A second undo does nothing, and neither does one of a fill that another document had."""
    page = show("<input name=a>")
    filled = background.fill(background.told(page.url), {"a": "Ada"})
    filled.undo()
    page.evaluate("document.querySelector('input').value = 'Ada'")
    background.tell(filled.told.tab, {"type": "undo", "disclosure": filled.disclosure})
    background.tell(filled.told.tab, {"type": "undo", "disclosure": str(uuid.uuid4())})
    assert {"a": "Ada"} == page.evaluate(STATE)
    assert 1 == len(background.heard("undone"))
