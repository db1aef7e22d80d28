"""What the browser enforces by itself: trackers are stopped, GPC signals go out, and both end where they should."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import pytest

from tests.browsers import Browser, Page
from tests.browsers.waiting import until
from tests.house.stage import Stage
from tests.page.conftest import Go, Serve
from tests.page.node import EXTENSION, _program
from tests.practice.received import Received

RULES: Final = EXTENSION / "rules"
SHOP, NEWS, PIXELS = "shop.localhost", "news.localhost", "pixels.localhost"
TRACKER: Final = "/__utm.gif"
TYPES: Final = {
    "easyprivacy": {
        *("font", "image", "media", "object", "other", "ping", "script"),
        *("stylesheet", "sub_frame", "websocket", "xmlhttprequest"),
    },
    "easyprivacy-firefox": {"imageset", "beacon"},
}
BLOCKED: Final = {"chromium": "net::ERR_BLOCKED_BY_CLIENT", "firefox": "NS_ERROR_ABORT"}
COUNT_WRITES: Final = """
() => {
  globalThis.__writes = 0;
  const count = (api, name) => {
    const write = api[name].bind(api);
    api[name] = (...given) => (__writes++, write(...given));
  };
  count(chrome.declarativeNetRequest, "updateDynamicRules");
  count(chrome.scripting, "updateContentScripts");
  count(chrome.scripting, "registerContentScripts");
}
"""
LISTEN: Final = """
() => {
  globalThis.__seen = [];
  const listen = (name) => chrome.webRequest[name].addListener(
    ({ type, error, url }) => void __seen.push([name, type, error ?? "", url]), { urls: ["<all_urls>"] });
  ["onBeforeRequest", "onSendHeaders", "onErrorOccurred"].forEach(listen);
}
"""
ACCEPTED: Final = """
async (id) => {
  const api = chrome.declarativeNetRequest, change = (how) => api.updateEnabledRulesets({ [how]: [id] });
  await change("disableRulesetIds");
  const without = await api.getAvailableStaticRuleCount();
  await change("enableRulesetIds");
  return without - await api.getAvailableStaticRuleCount();
}
"""
ASK: Final = """
async (address) => {
  const answers = [await ask(address)];
  for (const { contentWindow } of document.querySelectorAll("iframe")) {
    answers.push(await new Promise((done) => {
      onmessage = ({ data }) => done(data);
      contentWindow.postMessage(address, "*");
    }));
  }
  return answers;
}
"""
SCRIPT: Final = """
<script>
  const first = navigator.globalPrivacyControl;
  async function ask(address) {
    const got = await fetch(`${address}?${Math.random()}`, { mode: "no-cors" }).then(() => "got", () => "stopped");
    return [got, first ?? null];
  }
  onmessage = async ({ data, source }) => source.postMessage(await ask(data), "*");
</script>
"""


@dataclass(frozen=True)
class Enforced:
    """The class `Rules`, at work in the extension's own background."""

    browser: Browser

    def follow(self, paused: list[str], no_gpc: list[str]) -> None:
        """Say which sites are paused, and which get no signal."""
        sites = {"type": "sites", "paused": paused, "noGpc": no_gpc}
        self.browser.background_eval("(sites) => __rules.follow(sites)", sites)

    def start(self) -> None:
        """Begin anew."""
        self.browser.background_eval("__rules.start()")

    def writes(self) -> int:
        """How often rules or scripts were written, since the last time of asking."""
        return cast("int", self.browser.background_eval("() => { const was = __writes; __writes = 0; return was }"))


@pytest.fixture(scope="module")
def _at_work(browser: Browser) -> Enforced:
    esbuild = EXTENSION / "node_modules/.bin/esbuild"
    options = ["--bundle", "--format=iife", "--global-name=built"]
    command = [_program(), str(esbuild), str(EXTENSION / "src/rules.ts"), *options]
    code = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    browser.background_eval(f"() => {{ {code}; globalThis.__rules = new built.Rules(); }}")
    browser.background_eval(COUNT_WRITES)
    return Enforced(browser)


@pytest.fixture
def rules(_at_work: Enforced) -> Iterator[Enforced]:
    """Rules that protect every site, and do so again in the end."""
    _at_work.start()
    _at_work.follow([], [])
    yield _at_work
    _at_work.follow([], [])


@pytest.fixture
def framed(serve: Serve) -> str:
    """A page of the shop with a frame of another site, one of its own and one without an address."""
    within = SCRIPT.replace('"', "&quot;")
    frames = f"<iframe src='{serve(SCRIPT, 'news')}'></iframe><iframe src='{serve(SCRIPT)}'></iframe>"
    return serve(f'{SCRIPT}{frames}<iframe srcdoc="{within}"></iframe>')


@pytest.fixture
def tracker(stage: Stage) -> str:
    """An address that EasyPrivacy names on any host."""
    return stage.site.serve(TRACKER, "", name="pixels")


def ask(page: Page, tracker: str) -> list[list[object]]:
    """For the page and each of its frames, whether the tracker answers, and what the GPC property was at first."""
    return cast("list[list[object]]", page.evaluate(ASK, tracker))


def fates(page: Page, tracker: str) -> list[object]:
    """Whether the tracker answers the page and each of its frames."""
    return [fate for fate, _ in ask(page, tracker)]


def signals(requests: list[Received]) -> dict[str, list[str]]:
    """The GPC headers that came with requests, by host and path."""
    return {
        request.host + request.path: [value.decode() for name, value in request.headers if name.lower() == b"sec-gpc"]
        for request in requests
        if request.path != "/favicon.ico"
    }


@pytest.mark.parametrize("name", TYPES)
def test_rules_stop_no_page(name: str) -> None:
    """No rule is for a page itself, all types are known by name, and no priority is over that of exceptions."""
    rules: list[dict[str, Any]] = json.loads((RULES / f"{name}.json").read_text("utf-8"))
    assert f"| `{name}.json` | {len(rules)} |" in (RULES / "README.md").read_text("utf-8")
    assert {"block", "allow"} == {rule["action"]["type"] for rule in rules}
    assert {1, 20} == {rule.get("priority", 1) for rule in rules}
    for rule in rules:
        assert set(rule["condition"].get("resourceTypes", [])) <= TYPES[name]
        assert "excludedResourceTypes" not in rule["condition"]


@pytest.mark.usefixtures("rules")
def test_browser_refuses_no_rule(browser: Browser) -> None:
    """The browser has taken every rule that is meant for it."""
    names = ["easyprivacy", "easyprivacy-firefox"] if browser.name == "firefox" else ["easyprivacy"]
    for name in names:
        assert len(json.loads((RULES / f"{name}.json").read_text("utf-8"))) == browser.background_eval(ACCEPTED, name)
    assert names == sorted(
        cast("list[str]", browser.background_eval("chrome.declarativeNetRequest.getEnabledRulesets()"))
    )


SENDS: Final = (
    "image.src = address",
    "image.srcset = `${address} 1x`",
    "fetch(address, { mode: 'no-cors' }).catch(() => {})",
    "navigator.sendBeacon(address, 'x')",
    "document.body.append(Object.assign(document.createElement('iframe'), { src: address }))",
    "document.body.append(Object.assign(document.createElement('script'), { src: address }))",
    "new WebSocket(address.replace('http', 'ws'))",
)


@pytest.mark.usefixtures("rules")
def test_trackers_are_stopped(stage: Stage, browser: Browser, go: Go, serve: Serve, tracker: str) -> None:
    """No request reaches a tracker, the browser tells of each that it was stopped, and the page works on."""
    page = go(serve("<p>A page"))
    browser.background_eval(LISTEN)
    stage.site.clear()
    for number, send in enumerate(SENDS):
        page.evaluate(f"(address) => {{ const image = new Image(); {send}; }}", f"{tracker}?{number}")

    def seen() -> list[tuple[str, str]]:
        everything = cast("list[tuple[str, str, str, str]]", browser.background_eval("__seen"))
        return [(name, error) for name, _, error, url in everything if TRACKER in url]

    until(lambda: len(seen()) >= 2 * len(SENDS), 5, "word of all requests")
    assert [("onBeforeRequest", "")] * len(SENDS) + [("onErrorOccurred", BLOCKED[browser.name])] * len(SENDS) == sorted(
        seen()
    )
    page.evaluate("(address) => fetch(address, { mode: 'no-cors' })", stage.site.url("pixels", "/view"))
    assert [(PIXELS, "/view")] == [(one.host, one.path) for one in stage.site.received if one.host != SHOP]


@pytest.mark.usefixtures("rules")
def test_a_page_is_never_stopped(go: Go, tracker: str) -> None:
    """Whoever goes to an address that would be stopped within a page gets there."""
    assert TRACKER in str(go(f"{tracker}?x=1").evaluate("location.href"))


def test_pausing_works_at_once(rules: Enforced, go: Go, framed: str, tracker: str) -> None:
    """A page that is open is freed by pausing its site and protected again after it, and so are its own frames."""
    page = go(framed)
    assert ["stopped"] * 4 == fates(page, tracker)
    rules.follow([SHOP], [])
    page_fate, _, *own = fates(page, tracker)
    assert ["got"] * 3 == [page_fate, *own]
    rules.follow([], [])
    assert ["stopped"] * 4 == fates(page, tracker)


def test_pausing_reaches_all_frames_of_the_next_page(rules: Enforced, go: Go, framed: str, tracker: str) -> None:
    """A page of a paused site is free as a whole, with the frames of others, and has no GPC property."""
    rules.follow([SHOP], [])
    page = go(framed)
    assert ["got"] * 4 == fates(page, tracker)
    assert True not in [value for _, value in (ask(page, tracker)[at] for at in (0, 2, 3))]


def test_pausing_is_for_one_site(rules: Enforced, go: Go, serve: Serve, tracker: str) -> None:
    """Pausing a site leaves all others protected."""
    rules.follow(["cdn.localhost", "op.localhost"], [])
    assert [["stopped", True]] == ask(go(serve(SCRIPT)), tracker)


@pytest.mark.usefixtures("rules")
def test_signal(stage: Stage, go: Go, framed: str, tracker: str) -> None:
    """Page and frames come with the header, once; the property is there before any script of the page."""
    go(stage.site.url("news", "/plain"))
    stage.site.clear()
    assert [True] * 4 == [value for _, value in ask(go(framed), tracker)]
    found = signals(stage.site.received)
    assert 3 == len(found)
    assert [["1"]] * 3 == list(found.values())


@pytest.mark.parametrize("why", ["paused", "no GPC"])
def test_no_signal(rules: Enforced, stage: Stage, go: Go, serve: Serve, why: str) -> None:
    """A page of an excepted site, and what it asks for, come without the signal; the page after it comes with it."""
    rules.follow(*(([SHOP], []) if why == "paused" else ([], [SHOP])))
    go(stage.site.url("news", "/plain"))
    stage.site.clear()
    page = go(serve(SCRIPT))
    assert True not in ask(page, stage.site.url("pixels", "/view"))[0]
    assert [[], []] == list(signals(stage.site.received).values())
    stage.site.clear()
    address = serve(SCRIPT, "news")
    assert [["got", True]] == ask(go(address), stage.site.url("pixels", "/view"))
    assert [["1"], ["1"]] == list(signals(stage.site.received).values())


def test_nothing_is_written_twice(rules: Enforced) -> None:
    """Rules and scripts are written when sites change, and at no other time."""
    rules.writes()
    rules.follow([SHOP, NEWS], ["[::1]", "127.0.0.1"])
    assert 2 == rules.writes()
    rules.follow([NEWS, SHOP], ["127.0.0.1", "[::1]"])
    rules.start()
    assert 0 == rules.writes()


def test_the_last_word_counts(rules: Enforced, browser: Browser) -> None:
    """Of changes in one moment the last one stays."""
    both = "(...both) => { for (const paused of both) __rules.follow({ type: 'sites', paused, noGpc: [] }) }"
    browser.background_eval(both, [SHOP], [NEWS])
    rules.start()
    found = browser.background_eval("chrome.declarativeNetRequest.getDynamicRules()")
    domains = [rule["condition"].get("initiatorDomains") for rule in cast("list[dict[str, Any]]", found)]
    assert [[NEWS]] == [names for names in domains if names]


def test_a_new_start(rules: Enforced, browser: Browser) -> None:
    """A new background removes all session rules, keeps what was said of sites, and has the GPC script again."""
    rules.follow([SHOP], [])
    browser.background_eval(
        "chrome.declarativeNetRequest.updateSessionRules({ addRules: [{ id: 7, action: { type: 'block' },"
        " condition: { urlFilter: 'a-value' } }] })"
    )
    browser.background_eval("chrome.scripting.unregisterContentScripts({ ids: ['gpc'] })")
    rules.start()
    assert [] == browser.background_eval("chrome.declarativeNetRequest.getSessionRules()")
    scripts = browser.background_eval("chrome.scripting.getRegisteredContentScripts({ ids: ['gpc'] })")
    [script] = cast("list[dict[str, Any]]", scripts)
    assert (["*://*.shop.localhost/*"], True) == (script["excludeMatches"], script["persistAcrossSessions"])
    assert 4 == len(cast("list[object]", browser.background_eval("chrome.declarativeNetRequest.getDynamicRules()")))
