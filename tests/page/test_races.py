"""Pages that change between the offer and the fill, or in the midst of it: nothing stays where it does not belong."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import pytest

from tests.browsers import Browser
from tests.house.stage import Stage, wait_for_offer, wait_until
from tests.page.background import Background
from tests.page.conftest import Show
from tests.page.test_fill import STATE

FORM: Final = "<form id=one action=/x><input name=a><input name=b></form><form id=two action=/y></form>"
EVIL: Final = "https://else.example/"
BOTH: Final = {"a": "Ada", "b": "Byron"}
GONE: Final = {"a": "skipped removed", "b": "skipped removed"}
TURNED: Final = {"a": "skipped target-changed", "b": "skipped target-changed"}
TAKEN_BACK: Final = {"a": "cleared target-changed", "b": "cleared target-changed"}
EMPTY: Final = {"a": "", "b": ""}


class Race(NamedTuple):
    """What the page does, then what became of the fields `a` and `b`, and what they hold."""

    does: str
    fates: dict[str, str]
    state: dict[str, str]


def only(field: str, why: str) -> tuple[dict[str, str], dict[str, str]]:
    """One field is filled, the other is not, and is empty."""
    other = "b" if field == "a" else "a"
    return {field: "written", other: why}, {field: BOTH[field], other: ""}


BEFORE: Final = {
    "A02 action": Race(f"one.action = '{EVIL}'", TURNED, EMPTY),
    "A02 another port": Race("one.action = location.origin.replace(/\\d+$/, '1')", TURNED, EMPTY),
    "A02 no web address": Race("one.action = 'javascript:0'", TURNED, EMPTY),
    "A05 action of a button": Race(
        f"one.innerHTML += ''; one.append(Object.assign(document.createElement('button'), {{formAction: '{EVIL}'}}))",
        GONE,
        EMPTY,
    ),
    "A05 action of a button, fields kept": Race(
        f"one.append(Object.assign(document.createElement('button'), {{formAction: '{EVIL}'}}))", TURNED, EMPTY
    ),
    "A06 action of a far button": Race(
        f"document.body.insertAdjacentHTML('beforeend', '<button form=one formaction={EVIL}>x</button>')", TURNED, EMPTY
    ),
    "A12 base": Race(f"one.setAttribute('action', 'x'); document.head.innerHTML = '<base href={EVIL}>'", TURNED, EMPTY),
    "A18 moved to another form": Race("two.append(one.elements.b)", *only("a", "skipped removed")),
    "A18 given to another form": Race("one.elements.b.setAttribute('form', 'two')", *only("a", "skipped removed")),
    "A21 a clone in its place": Race(
        "one.elements.b.replaceWith(one.elements.b.cloneNode())", *only("a", "skipped removed")
    ),
    "a clone of the form": Race("one.replaceWith(one.cloneNode(true))", GONE, EMPTY),
    "hidden": Race("one.elements.b.style.opacity = 0", *only("a", "skipped transparent")),
    "hidden by a sheet (U08)": Race(
        "document.head.append(document.createElement('style'));"
        "document.styleSheets[0].insertRule('[name=b] { position: absolute; left: -9999px }')",
        *only("a", "skipped off-page"),
    ),
    "covered": Race(
        "one.elements.b.insertAdjacentHTML('afterend', '<b style=\"position: fixed; inset: 0; background: #fff\">')",
        {"a": "skipped covered", "b": "skipped covered"},
        EMPTY,
    ),
    "disabled": Race("one.elements.b.disabled = true", *only("a", "skipped disabled")),
    "F19 written anew": Race(
        "{ const html = document.body.innerHTML; document.open(); document.write(html); document.close() }", GONE, EMPTY
    ),
}
MEANWHILE: Final = {
    "A03 action": Race(f"one.action = '{EVIL}'", TAKEN_BACK, EMPTY),
    "A03 action, at the second field": Race(f"if (event.target.name === 'b') one.action = '{EVIL}'", TAKEN_BACK, EMPTY),
    "A03 base": Race(
        f"one.setAttribute('action', 'x'); document.head.innerHTML = '<base href={EVIL}>'", TAKEN_BACK, EMPTY
    ),
    "A05 button": Race(
        f"one.append(Object.assign(document.createElement('button'), {{formAction: '{EVIL}'}}))", TAKEN_BACK, EMPTY
    ),
    "A17 another field appears": Race(
        "if (!one.elements.c) one.insertAdjacentHTML('beforeend', '<input name=c>')",
        {"a": "written", "b": "written"},
        BOTH | {"c": ""},
    ),
    "A18 moved": Race("two.append(b)", *only("a", "cleared moved")),
    "removed": Race("b.remove(); window.kept = b.value", {"a": "written", "b": "cleared removed"}, {"a": "Ada"}),
    "hidden": Race("b.style.display = 'none'", *only("a", "cleared not-rendered")),
    "U09 made transparent": Race(
        "b.parentElement.style.opacity = 0.2", {"a": "cleared transparent", "b": "cleared transparent"}, EMPTY
    ),
    "emptied by the other": Race(
        "if (event.target.name === 'a') setTimeout(() => { b.value = '' }, 0)",
        {"a": "written", "b": "written"},
        {"a": "Ada", "b": ""},
    ),
    "copied elsewhere, as pages may": Race(
        "const { name, value } = event.target;"
        "one.insertAdjacentHTML('afterend', `<input type=hidden id=${name}2 value=${value}>`)",
        {"a": "written", "b": "written"},
        BOTH | {"a2": "Ada", "b2": "Byron"},
    ),
}


@pytest.mark.parametrize("name", BEFORE)
def test_changed_before_the_fill(show: Show, background: Background, name: str) -> None:
    """What changed after the offer is checked again before anything is written."""
    race = BEFORE[name]
    page = show(FORM)
    told = background.told(page.url)
    page.evaluate(f"() => {{ {race.does} }}")
    assert race.fates == background.fill(told, BOTH).fates
    assert race.state == page.evaluate(STATE)


@pytest.mark.parametrize("name", MEANWHILE)
def test_changed_by_the_fill(show: Show, background: Background, name: str) -> None:
    """What a page changes in answer to the fill is noticed, and what no longer belongs is taken back."""
    race = MEANWHILE[name]
    script = f"const {{ b }} = one.elements; addEventListener('input', (event) => {{ {race.does} }})"
    page = show(f"{FORM}<script>{script}</script>")
    assert race.fates == background.fill(background.told(page.url), BOTH).fates
    page.evaluate("new Promise((done) => setTimeout(done, 5))")
    assert race.state == page.evaluate(STATE)


def test_late_fill(show: Show, background: Background) -> None:
    """A fill that reaches its page when the person's yes has ended writes nothing (A24, G06)."""
    page = show(FORM)
    fates = background.fill(background.told(page.url), BOTH, seconds=-1).fates
    assert {"a": "skipped too-late", "b": "skipped too-late"} == fates
    assert EMPTY == page.evaluate(STATE)


def test_pages_have_no_channel(show: Show, background: Background) -> None:
    """Messages and events of a page that look like ours do nothing (F17)."""
    page = show(FORM)
    told = background.told(page.url)
    keys = {field["name"]: field["key"] for field in told.forms[0]["fields"]}
    fill = {
        "disclosure": "x",
        "form": told.forms[0]["key"],
        "target": told.forms[0]["target"],
        "fields": [{"key": keys["a"], "text": "Ada"}],
    }
    page.evaluate(
        """async (message) => {
          window.postMessage(message, "*");
          for (const target of [window, document, document.documentElement]) {
            target.dispatchEvent(new MessageEvent("message", { data: message }));
            for (const kind of ["fill", "meum", "undo", "describe"]) {
              target.dispatchEvent(new CustomEvent(kind, { detail: message }));
            }
          }
          try { await chrome.runtime.sendMessage(message) } catch {}
          await new Promise((done) => setTimeout(done, 50));
        }""",
        {"type": "fill", "fill": fill},
    )
    assert EMPTY == page.evaluate(STATE)
    assert {"forms"} == {one.message["type"] for one in background.everything()}


SIGN_UP: Final = (
    "<h1>Create your account</h1><form method=post action=/welcome>"
    "<label>E-mail <input name=email type=email required autocomplete=email></label>"
    "<label>First name <input name=first required autocomplete=given-name></label><button>Sign up</button></form>"
)


@contextmanager
def companion_paused(stage: Stage) -> Iterator[None]:
    """Meanwhile the companion takes messages and answers none."""
    pid = stage.daemon_pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def newest(stage: Stage) -> tuple[str, list[str]]:
    """The status of the newest disclosure, and the fates of its fields."""
    [disclosure, *_] = stage.tables("shop.localhost")["disclosures"]
    fields = stage.tables(disclosure=disclosure["disclosure"])["fields"]
    return disclosure["status"], [field["fate"] for field in fields]


WHILE_ANSWERING: Final = {
    "F13 another document": ("location.replace(location.href + '?anew')", "location.search === '?anew'"),
    "A02 action": (f"document.forms[0].action = '{EVIL}'", "true"),
    "A21 clone": ("document.forms[0].replaceWith(document.forms[0].cloneNode(true))", "true"),
    "F19 written anew": ("document.open(); document.write('<input name=email>'); document.close()", "true"),
}


@pytest.mark.parametrize("name", WHILE_ANSWERING)
def test_changed_while_the_companion_answers(
    stage: Stage, browser: Browser, show: Show, background: Background, name: str
) -> None:
    """Between the yes and the values the page changes: nothing is filled, and the log says so."""
    does, done = WHILE_ANSWERING[name]
    page = show(SIGN_UP)
    background.told(page.url)
    known = len(stage.tables("shop.localhost")["disclosures"])
    page.focus()
    popup = browser.open_popup()
    wait_for_offer(popup)
    with companion_paused(stage):
        popup.click("[data-accept]")
        popup.wait_for("document.querySelector('[data-fill]')?.dataset.fill === 'filling'")
        page.evaluate(f"() => {{ {does} }}")
        page.wait_for(f"document.readyState === 'complete' && {done}")
    wait_until(lambda: len(stage.tables("shop.localhost")["disclosures"]) > known and newest(stage)[0] != "unconfirmed")
    popup.close()
    assert ("not filled", ["skipped", "skipped"]) == newest(stage)
    assert "" == page.evaluate("document.querySelector('[name=email]').value")
