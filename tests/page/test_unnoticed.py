"""What a curious page finds of Meum while nothing is filled: nothing (P01, P02)."""

from typing import Final

import pytest

from tests.browsers import Browser
from tests.house.stage import Stage, wait_for_offer
from tests.page.background import Background
from tests.page.conftest import Go, Show

TRAPS: Final = """
<script>
const calls = [], mutations = [], events = [], { MutationObserver: Watch } = window;
const listen = EventTarget.prototype.addEventListener.bind(window);
const trap = (owner, key) => {
  const known = Object.getOwnPropertyDescriptor(owner, key);
  const note = (call) => function (...all) { calls.push(key); return call.apply(this, all) };
  for (const part of ["get", "set", "value"]) if (typeof known?.[part] === "function") known[part] = note(known[part]);
  if (known) Object.defineProperty(owner, key, known);
};
for (const [owner, keys] of [
  [Document.prototype, ["querySelectorAll", "querySelector", "elementFromPoint", "createTreeWalker", "readyState"]],
  [Element.prototype, ["querySelectorAll", "getBoundingClientRect", "checkVisibility", "matches", "closest",
    "getAttribute", "shadowRoot", "scrollIntoView", "scrollTo"]],
  [HTMLElement.prototype, ["innerText"]], [Node.prototype, ["textContent", "parentElement", "getRootNode"]],
  [HTMLInputElement.prototype, ["value", "checked", "labels", "form", "name", "type"]],
  [HTMLFormElement.prototype, ["elements", "action", "method"]], [EventTarget.prototype, ["addEventListener"]],
  [window, ["getComputedStyle", "MutationObserver", "postMessage", "setTimeout", "frameElement"]],
]) for (const key of keys) trap(owner, key);
new Watch((seen) => mutations.push(...seen)).observe(document, {
  subtree: true, childList: true, attributes: true, characterData: true,
});
for (const kind of ["input", "change", "focus", "focusin", "blur", "click", "scroll", "message"]) {
  listen(kind, ({ target }) => target instanceof Element && events.push(kind), true);
}
listen("DOMContentLoaded", () => { mutations.length = 0 });
class Curious extends HTMLElement { static observedAttributes = ["class", "style", "data-meum"];
  attributeChangedCallback() { calls.push("attribute") } get innerText() { calls.push("own text") } }
customElements.define("x-curious", Curious);
</script>
"""
FORM: Final = (
    "<h1>Join</h1><form method=post action=/welcome><x-curious>E-mail</x-curious><input name=email type=email required>"
    "<p hidden><input name=b></p>"
    "<div style='height: 40px; overflow: auto'><p style='height: 90px'></p><input name=c></div></form>"
)
FOUND: Final = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const heard = [...calls];
  return {
    calls: heard, events, mutations: mutations.length,
    named: Object.getOwnPropertyNames(window).filter((name) => /meum/i.test(name)),
    marks: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes].map((mark) => mark.name)),
    resources: performance.getEntries().map((one) => one.name).filter((name) => /extension:/.test(name)),
    sheets: document.styleSheets.length + document.adoptedStyleSheets.length, focus: document.activeElement.localName,
  };
}
"""
MARKS: Final = [
    "lang", "charset", "method", "action", "name", "type", "required", "hidden", "name", "style", "style", "name",
]  # fmt: skip
NOTHING: Final = {
    "calls": [],
    "events": [],
    "mutations": 0,
    "named": [],
    "marks": MARKS,
    "resources": [],
    "sheets": 0,
    "focus": "body",
}


def test_page_finds_nothing(show: Show, browser: Browser, background: Background) -> None:
    """A page that has laid traps everywhere learns nothing, before the popup is opened and while it shows an offer."""
    page = show(TRAPS + FORM)
    background.told(page.url)
    assert NOTHING == page.evaluate(FOUND)
    page.evaluate("void (calls.length = events.length = 0)")
    page.focus()
    popup = browser.open_popup()
    wait_for_offer(popup)
    popup.close()
    assert NOTHING == page.evaluate(FOUND)


@pytest.mark.parametrize("path", ["/plain", "/signup", "/trap", "/de"])
def test_probe_finds_nothing(stage: Stage, go: Go, background: Background, path: str) -> None:
    """The practice site's probe sees no control change and no mutation that the page has not made itself."""
    page = go(stage.site.url("shop", path))
    if path != "/plain":
        background.told(path)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert [[], [], []] == page.evaluate("[__probe, __probeEvents, __probeMutations]")
