"""The wrapper among pages: it changes nothing, cannot be talked to, and no override of theirs breaks it."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.browsers import Browser, Name, Page, launch
from tests.page.wrapper.driving import (
    VALUE,
    WAYS,
    arrived,
    build,
    guard,
    heard,
    hold,
    new_path,
    opened,
    send,
    settled,
)
from tests.practice.site import PracticeSite, Received

FRAMES: Final = {
    "about:blank": "frame.src = 'about:blank'",
    "no address": "",
    "srcdoc": "frame.srcdoc = '<p>x'",
    "blob": "frame.src = URL.createObjectURL(new Blob(['<p>x'], { type: 'text/html' }))",
    "address": "frame.src = '/frame'",
    "script address": "frame.src = 'javascript:\"<p>x\"'",
}
# How the functions and constructors that are stood in for look.
LOOKS: Final = """
() => [
  [window, "fetch"], [XMLHttpRequest.prototype, "open"], [XMLHttpRequest.prototype, "send"],
  [Navigator.prototype, "sendBeacon"], [WebSocket.prototype, "send"],
  [HTMLFormElement.prototype, "submit"], [HTMLFormElement.prototype, "requestSubmit"],
  [Request.prototype, "clone"], [window, "Blob"], [window, "File"], [window, "Request"], [window, "EventSource"],
  [XMLHttpRequest.prototype, "setRequestHeader"], [window, "WebSocket"],
  [HTMLImageElement.prototype, "src"], [HTMLObjectElement.prototype, "data"],
].map(([owner, name]) => {
  const { value: own, get, set, ...rest } = Object.getOwnPropertyDescriptor(owner, name);
  const value = own ?? set;
  return [name, value.name, value.length, Object.keys(value), Object.getOwnPropertyNames(value).sort(),
    value.prototype && Object.getOwnPropertyDescriptor(value.prototype, "constructor").enumerable,
    value.prototype && value.prototype.constructor === value, rest, /\\[native code\\]/.test(`${value}`)];
})
"""
BEHAVIOUR: Final = """
async () => {
  const named = (error) => `${error.constructor.name}: ${error.message}`;
  const thrown = (run) => { try { return String(run()) } catch (error) { return named(error) } };
  const late = (run) => run().then(String, named);
  class Mine extends Blob { own() { return this.size } }
  class Asked extends Request { own() { return this.method } }
  class Wired extends WebSocket { send(data) { return super.send(data) } }
  class Sent extends XMLHttpRequest { send(body) { return super.send(body) } }
  let read = 0;
  const address = { toString() { read++; return "/in/once" } };
  await fetch(address, { method: "POST", body: new Blob(["x"]) });
  const mine = new Mine(["abc"]), asked = new Asked("/in/x", { method: "POST", body: "b" });
  return [
    thrown(() => fetch.call({}, "/").catch(() => {})), await late(() => fetch()), await late(() => fetch("http://[")),
    await late(() => fetch("/in/x", { method: "GET", body: "x" })), await late(() => fetch(Symbol())),
    thrown(() => Blob(["x"])), thrown(() => new Blob("x")), thrown(() => new Request("http://[")),
    thrown(() => new XMLHttpRequest().send()), thrown(() => new XMLHttpRequest().open("GET")),
    thrown(() => new XMLHttpRequest().open("TRACE", "/")), thrown(() => navigator.sendBeacon()),
    thrown(() => navigator.sendBeacon("data:,x")), thrown(() => WebSocket.prototype.send.call({}, "x")),
    thrown(() => new WebSocket("ws://localhost:9/").send("x")), thrown(() => new Wired("ws://localhost:9/").send("x")),
    thrown(() => HTMLFormElement.prototype.submit.call(document.body)), thrown(() => new Sent().send()),
    thrown(() => document.forms[0].requestSubmit(document.body)), read,
    mine.own(), mine instanceof Mine, mine instanceof Blob, Object.getPrototypeOf(mine) === Mine.prototype,
    asked.own(), await asked.clone().text(), asked instanceof Request, mine.constructor === Mine,
    new File(["x"], "f") instanceof Blob, Object.prototype.toString.call(mine), Object.getPrototypeOf(File) === Blob,
    Reflect.construct(Blob, [["x"]], Mine) instanceof Mine, (await new Response(mine.slice(1)).text()),
  ];
}
"""
# Overrides what a page can reach, sends in every way, and puts everything back.
SPOILED: Final = """
async (to, value) => {
  const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const one = await socket(to), request = new XMLHttpRequest(), mail = document.forms[0];
  request.open("POST", to);
  mail.target = await aside();
  mail.action = to;
  mail.elements.a.value = value;
  const text = post(value), buffer = post(bytes(value)), data = post(form(value)), asked = new Request(to, post(value));
  const blob = new Blob([value]), kept = new Set(["constructor", "send", "submit", "sendBeacon"]);
  let called = 0;
  const evil = function () { called++; throw new Error("overridden") };
  const targets = [];
  for (const one of [
    Array, String, WeakMap, Event, CustomEvent, MouseEvent, EventTarget, TextEncoder, TextDecoder, URL, URLSearchParams,
    FormData, Element, Node, Document, HTMLInputElement, HTMLFormElement, HTMLCollection, Blob, Request, XMLSerializer,
    Date, RegExp, Reflect, ArrayBuffer, DataView, Object.getPrototypeOf(Uint8Array), XMLHttpRequest, WebSocket,
  ]) {
    const owner = one.prototype ?? one;
    for (const key of ownKeys(owner)) {
      const known = getOwnPropertyDescriptor(owner, key);
      if (!known.configurable || kept.has(key)) continue;
      if (typeof known.value === "function") targets.push([owner, key, known, { ...known, value: evil }]);
      else if (known.get) targets.push([owner, key, known, { ...known, get: evil }]);
    }
  }
  for (const key of ["CustomEvent", "URL", "TextDecoder", "TextEncoder", "String", "TypeError", "Proxy", "Reflect"]) {
    const known = getOwnPropertyDescriptor(window, key);
    targets.push([window, key, known, { ...known, value: evil }]);
  }
  for (const key of ["get", "apply", "construct", "bubbles", "detail", "cancelable", "relatedTarget", "0", "1", "2"]) {
    targets.push([Object.prototype, key, null, { configurable: true, get: evil, set: evil }]);
  }
  for (const target of targets) target.bare = { __proto__: null, ...target[3] };
  const count = targets.length;
  for (let at = 0; at < count; at++) defineProperty(targets[at][0], targets[at][1], targets[at].bare);
  let broken = "";
  try {
    fetch(to, text); fetch(to, buffer); fetch(to, data); fetch(asked);
    navigator.sendBeacon(to, blob); one.send(value); request.send(value); mail.submit();
  } catch (error) { broken = `${error}` }
  for (let at = count - 1; at >= 0; at--) {
    const target = targets[at], known = target[2];
    if (known) defineProperty(target[0], target[1], known); else deleteProperty(target[0], target[1]);
  }
  return [broken, called];
}
"""
# Listens where the handshake might be heard, and tries to be the bridge: all that a page could do in a window.
LISTEN: Final = """
const overheard = [];
let posing = false;
const listen = (view) => {
  for (const target of [view, view.document, view.document.fonts]) {
    for (const type of ["meum-hello", "ask", "body", "sent"]) {
      target.addEventListener(type, () => posing || overheard.push(type), true);
    }
  }
};
const pose = (view) => {
  const channel = view.document.createElement("span");
  for (const type of ["ask", "body", "sent"]) channel.addEventListener(type, () => overheard.push("posed"));
  const hello = () => new view.MouseEvent("meum-hello", { relatedTarget: channel, cancelable: true });
  posing = true;
  const refused = [view, view.document, view.document.fonts].every((target) => target.dispatchEvent(hello()));
  posing = false;
  channel.dispatchEvent(new Event("guard"));
  return refused;
};
const joined = (view) => {
  view.dispatchEvent(new Event("test-joined"));
  return view.document.documentElement.dataset.joined;
};
"""
AT_ONCE: Final = """
async (prepare) => {
  const frame = document.createElement("iframe");
  new Function("frame", prepare)(frame);
  const loaded = new Promise((done) => { frame.onload = done });
  document.body.append(frame);
  listen(frame.contentWindow);
  const first = frame.contentDocument, early = pose(frame.contentWindow);
  await loaded;
  await new Promise((done) => setTimeout(done, 50));
  if (frame.contentDocument !== first) pose(frame.contentWindow);
  return [early, pose(frame.contentWindow), joined(frame.contentWindow), overheard.splice(0)];
}
"""


@pytest.fixture(scope="module")
def bare(family: Name, site: PracticeSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The same page in a browser without the wrapper."""
    folder = tmp_path_factory.mktemp("bare")
    with launch(family, extension=build(folder, wrapped=False), home=folder / "home") as browser:
        yield opened(browser, site)


def plain(received: Received) -> tuple[str, bytes, list[bytes]]:
    """A request as it was sent, but for the names that browsers make up."""
    kind = received.header("Content-Type")
    boundary = kind.partition("boundary=")[2].encode() or b"\0"
    names = sorted(name.lower() for name, _ in received.headers)
    return kind.partition(";")[0], received.body.replace(boundary, b""), names


@pytest.mark.parametrize("way", WAYS)
def test_sends_the_same_bytes(page: Page, bare: Page, site: PracticeSite, way: str) -> None:
    """With nothing guarded every way sends what it sends without the wrapper."""
    sent = []
    for one in (page, bare):
        path, _ = send(one, site, way, "Ada é\n2")
        sent.append(plain(arrived(site, path)))
    assert sent[0] == sent[1]


def test_looks_and_behaves_the_same(page: Page, bare: Page) -> None:
    """Functions and constructors keep names, lengths, properties and errors, and can be extended."""
    assert bare.evaluate(LOOKS) == page.evaluate(LOOKS)
    expected = bare.evaluate(BEHAVIOUR)
    assert expected == page.evaluate(BEHAVIOUR)
    guard(page)
    assert expected == page.evaluate(BEHAVIOUR)


def test_page_cannot_hear_or_pose(browser: Browser, site: PracticeSite) -> None:
    """A page's first script hears no handshake and takes part in none, and the bridge works."""
    page = opened(browser, site, f"{LISTEN} listen(window); var refused = pose(window)")
    path, _ = send(page, site, "socket text", VALUE)
    arrived(site, path)
    assert [[True, True, "true", []], 1] == [
        page.evaluate("[refused, pose(window), joined(window), overheard]"),
        len(heard(page, "sent")),
    ]


@pytest.mark.parametrize("kind", FRAMES)
def test_frames_that_are_used_at_once(browser: Browser, site: PracticeSite, kind: str) -> None:
    """The same holds for a frame that a script makes and uses before it has loaded."""
    page = opened(browser, site, LISTEN)
    assert [True, True, "true", []] == page.evaluate(AT_ONCE, FRAMES[kind])


def test_overrides_break_nothing(browser: Browser, site: PracticeSite) -> None:
    """A page that overrides what the wrapper may use is neither called by it nor lets a value go."""
    page = opened(browser, site)
    hold(page, VALUE)
    path = new_path()
    assert ["", 0] == page.evaluate(SPOILED, site.url("pixels", path), "harmless")
    assert 8 == len(settled(page, site, path))
    guard(page)
    path = new_path()
    assert ["", 0] == page.evaluate(SPOILED, site.url("pixels", path), VALUE)
    assert [] == settled(page, site, path)
    kinds = ["fetch"] * 4 + ["beacon", "socket", "xhr", "form"]
    assert kinds == [one["kind"] for one in heard(page, "kept")]
