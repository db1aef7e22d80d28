"""What pages, networks and a broken companion can do to Meum, each as much as it is told to."""

from functools import partial
from typing import Final

from tests.browsers import Page
from tests.house.robust import FORM, RUN, SEARCHED, Counts, House, Scenario

MIB: Final = 1 << 20
BEACON: Final = 60 << 10

BODY: Final = """async (way, url, text, size) => {
  const post = { method: "POST", mode: "no-cors" };
  const bytes = new Uint8Array(size).fill(120);
  bytes.set(new TextEncoder().encode(text));
  const loaded = (target) => new Promise((done) => { target.onload = target.onerror = done });
  const ways = {
    fetch: () => fetch(url, { ...post, body: bytes }),
    text: () => fetch(url, { ...post, body: text + "x".repeat(size - text.length) }),
    blob: () => fetch(url, { ...post, body: new Blob([bytes]) }),
    beacon: () => navigator.sendBeacon(url, bytes) || "refused",
    kept: () => fetch(url, { ...post, keepalive: true, body: bytes }).catch(() => "refused"),
    xhr() {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.send(bytes);
      return loaded(request);
    },
    file() {
      const body = new FormData();
      body.append("text", text);
      body.append("file", new File([bytes], "x.bin"));
      return fetch(url, { ...post, body });
    },
    form() {
      document.querySelector("main").innerHTML =
        `<iframe name=sink></iframe><form method=post target=sink><textarea name=text hidden></textarea></form>`;
      const form = document.querySelector("main form");
      form.action = url;
      form.text.value = text + "x".repeat(size - text.length);
      const done = loaded(document.querySelector("main iframe"));
      form.submit();
      return done;
    },
    async socket() {
      const socket = new WebSocket(url.replace("http", "ws"));
      await new Promise((done) => { socket.onopen = done });
      socket.send(bytes);
      while (socket.bufferedAmount > 0) await new Promise((done) => setTimeout(done, 50));
    },
  };
  const answer = await ways[way]();
  document.querySelector("main").replaceChildren();
  return answer === "refused" ? "refused" : "sent";
}"""
WAYS: Final = ("fetch", "text", "xhr", "blob", "file", "form", "socket")


def noise(house: House, page: Page, counts: Counts) -> list[str]:
    """Malformed patterns come by the thousand, while the page sends what is nobody's; good ones come after them."""
    url = f"{house.url(house.host('during'))}?mail=nobody%40example.net"
    page.evaluate(RUN % STORM.strip(), [url], 2000, 5, "nobody@example.net", "steady")
    house.make_noise(counts.noise)
    return []


def bodies(house: House, page: Page, counts: Counts) -> list[str]:
    """A body of 100 MB goes out in each way that takes one; beacons take 64 KiB."""
    wrong = []
    text = f"mail={house.email} "
    for way, size in [*((way, counts.mib * MIB) for way in WAYS), ("beacon", BEACON)]:
        host = house.own if way == "beacon" else house.host(way)  # lists of trackers name all beacons to others
        said = house.run(page, BODY, way, house.url(host), text, size)
        house.wait_for(host, b"x", size)
        if said != "sent":
            wrong.append(f"{way}: {said}")
    for way in ("beacon", "kept"):  # they are to be small, except in Firefox
        house.run(page, BODY, way, house.url(house.own), text, counts.mib * MIB)
    return wrong


ROUND: Final = """(urls, body) => Promise.all(urls.flatMap(([found, again]) => [
  fetch(found, { mode: "no-cors" }).catch(() => {}),
  fetch(again, { method: "POST", mode: "no-cors", body }).catch(() => {}),
  new Promise((done) => { const image = new Image(); image.onload = image.onerror = done; image.src = found }),
  new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.src = found;
    frame.onload = frame.onerror = done;
    setTimeout(done, 3000);
    document.querySelector("main").append(frame);
  }),
])).then(() => true)"""
HOPS: Final = """(url) => new Promise((done) => {
  addEventListener("message", done, { once: true });
  const frame = document.createElement("iframe");
  frame.src = url;
  document.querySelector("main").append(frame);
}).then(() => true)"""


def redirects(house: House, page: Page, counts: Counts) -> list[str]:
    """Chains of redirects without an end, by every code, and a document that leads on to itself."""
    hosts = [house.host("round") for _ in range(counts.chains)]
    urls = [[house.mailed(host, path) for path in ("round302", "round307")] for host in hosts]
    house.run(page, ROUND, urls, house.email)
    house.run(page, HOPS, f"{house.mailed(house.host('hop'), 'hop')}&left={counts.chains * 5}")
    short = [host for host in hosts if sum(one.host == host for one in house.stage.site.received) < 4 * 15]
    return [f"a chain at {host} was short" for host in short]


FRAMES: Final = """async (how, frames, form, url, body) => {
  const main = document.querySelector("main");
  let into = main, made = 0, last = null;
  for (let n = 0; n < frames; n += 1) {
    const frame = document.createElement("iframe");
    if (how === "gone" && n % 10 === 0) frame.srcdoc = form;
    into.append(frame);
    if (!frame.contentWindow) break; // as many as this browser lets a page have
    made += 1;
    last = frame;
    if (how === "nested") into = made % 8 === 0 ? main : frame.contentDocument.body;
    if (how === "gone" && n % 100 === 99) {
      await new Promise((done) => setTimeout(done));
      main.replaceChildren();
    }
  }
  const { contentWindow } = last.isConnected ? last : main.appendChild(last);
  await contentWindow.fetch(url, { method: "POST", mode: "no-cors", body });
  main.replaceChildren();
  return made;
}"""
SHARES: Final = {"beside": 0.1, "nested": 0.1, "gone": 0.8}
"""How many of the frames are beside each other, inside each other, and gone as soon as they are there."""


def frames(house: House, page: Page, counts: Counts) -> list[str]:
    """Thousands of frames: beside each other, inside each other, made and removed again."""
    for how, share in SHARES.items():
        wanted = round(share * counts.frames)
        made = house.run(page, FRAMES, how, wanted, FORM, house.url(house.host(how)), house.email, seconds=600)
        house.notes.append(f"{made} of {wanted} frames {how}")
    return []


STORM: Final = """async (urls, ms, many, text, how) => {
  const body = how === "heavy" ? text + " ".repeat(1 << 20) : text;
  const post = { method: "POST", mode: "no-cors", body };
  let [number, taken] = [0, 0];
  const send = (at) => {
    number += 1;
    const options = how === "burst" || number % 2 ? { mode: "no-cors" } : post;
    return fetch(`${urls[at % urls.length]}&n=${number}`, options).then(() => { taken += 1 }, () => {});
  };
  if (how === "burst") await Promise.all(Array.from({ length: many * 50 }, (_, at) => send(at)));
  const end = performance.now() + ms;
  await Promise.all(Array.from({ length: many }, async (_, at) => { while (performance.now() < end) await send(at) }));
  return [number, taken];
}"""


def storm(how: str, house: House, page: Page, counts: Counts) -> list[str]:
    """As many requests as the page can send, with values in addresses and in every other body."""
    urls = [house.mailed(house.host("storm")) for _ in range(8)]
    sent, taken = house.run(page, STORM, urls, 1000 * counts.storm_s, 60, house.email, how)
    house.notes.append(f"{sent} requests, of which the browser refused {sent - taken}")
    arrived = len([one for one in house.stage.site.received if one.host.endswith(".pixels.localhost")])
    return [] if arrived == taken else [f"{taken} requests were answered, {arrived} arrived"]


SOCKETS: Final = """async (url, ms, text) => {
  const socket = new WebSocket(url.replace("http", "ws"));
  await new Promise((done) => { socket.onopen = done });
  const end = performance.now() + ms;
  let sent = 0;
  while (performance.now() < end) {
    for (let n = 0; n < 100; n += 1) socket.send(`${text} ${(sent += 1)}`);
    do await new Promise((done) => setTimeout(done)); while (socket.bufferedAmount > 1e5);
  }
  return sent;
}"""


def sockets(house: House, page: Page, counts: Counts) -> list[str]:
    """As many frames of a socket as the page can send."""
    host = house.host("frames")
    sent = house.run(page, SOCKETS, house.url(host), 1000 * counts.storm_s, house.email)

    def arrived() -> int:
        return sum(one.frame for one in house.stage.site.received)

    house.wait_for(host, f" {sent}".encode())
    house.notes.append(f"{sent} frames of a socket")
    return [] if arrived() == sent else [f"{sent} frames were sent, {arrived()} arrived"]


BROKEN: Final = """async (hosts, text, rounds) => {
  const noise = () => {
    const some = [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0xe2, 0x82];
    const any = (most) => Math.floor(Math.random() * most);
    return Array.from({ length: 1 + any(20) }, () => some[any(some.length)]);
  };
  const percent = () => noise().map((byte) => `%${byte.toString(16)}`).join("");
  const latin = () => String.fromCharCode(...noise());
  const lone = () => String.fromCharCode(0xd800 + Math.floor(Math.random() * 0x800));
  const bytes = () => new Uint8Array([...noise(), 0x20, ...new TextEncoder().encode(text), 0x20, ...noise()]);
  const post = (body) => ({ method: "POST", mode: "no-cors", body });
  const coded = encodeURIComponent(text);
  const socket = new WebSocket(hosts.socket.replace("http", "ws"));
  await new Promise((done) => { socket.onopen = done });
  const frame = document.createElement("iframe");
  frame.name = "sink";
  document.querySelector("main").append(frame);
  for (let n = 0; n < rounds; n += 1) {
    await Promise.all([
      fetch(`${hosts.url}?a=${percent()}&mail=${coded}&b=${percent()}`, { mode: "no-cors" }),
      fetch(`${hosts.lone}?a=${lone()}&mail=${text}&b=${lone()}`, { mode: "no-cors" }),
      fetch(hosts.body, post(bytes())),
      fetch(hosts.blob, post(new Blob([bytes()]))),
      fetch(hosts.text, post(`${lone()} ${text} ${lone()}`)),
      fetch(hosts.params, post(new URLSearchParams({ [lone()]: lone(), mail: text }))),
      fetch(hosts.header, { headers: { "x-data": `${latin()} ${text} ${latin()}` } }),
    ]);
    socket.send(bytes());
    socket.send(`${lone()} ${text} ${lone()}`);
    await new Promise((done) => {
      const form = document.createElement("form");
      const acceptCharset = ["shift_jis", "utf-16", "x"][n % 3];
      Object.assign(form, { action: hosts.form, method: "post", target: "sink", acceptCharset });
      form.innerHTML = "<input name=a><input name=mail>";
      [form.children[0].value, form.children[1].value] = [lone(), text];
      document.querySelector("main").append(form);
      frame.onload = done;
      form.submit();
    });
    await new Promise((done) => setTimeout(done, 20)); // within what the wrapper passes on of one second
  }
  return true;
}"""
BROKEN_WAYS: Final = ("url", "lone", "body", "blob", "text", "params", "header", "form", "socket")


def broken_text(house: House, page: Page, counts: Counts) -> list[str]:
    """Bytes that are no text, in addresses, bodies, headers and frames of sockets, hide nothing."""
    hosts = {way: house.host(way) for way in BROKEN_WAYS}
    house.run(page, BROKEN, {way: house.url(host) for way, host in hosts.items()}, house.email, counts.broken)
    ledger = house.settled()
    unread = [where for where in ledger.skipped if where[1] != SEARCHED]  # a form makes the page a watched one
    return [f"hidden: {where}" for where in [*(ledger.arrived - ledger.logged), *unread]]


OVERRIDES: Final = """(urls, body) => {
  const bad = () => { throw new Error("overridden"); };
  const { apply, construct } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const [Xhr, Socket, Ask, Bytes] = [XMLHttpRequest, WebSocket, Request, Blob];
  const [send, beacon, later] = [fetch, navigator.sendBeacon, setTimeout];
  const [open, go, say] = [Xhr.prototype.open, Xhr.prototype.send, Socket.prototype.send];
  const [root, agent] = [globalThis, navigator];
  const [socket, blob] = [new Socket(urls.socket), new Bytes([body])];
  const names = getOwnPropertyNames(root);
  const spared = { __proto__: null, Object: 1, Function: 1 };
  for (let at = 0; at < names.length; at += 1) {
    const made = getOwnPropertyDescriptor(root, names[at])?.value;
    if (typeof made !== "function" || typeof made.prototype !== "object" || spared[names[at]]) continue;
    const methods = getOwnPropertyNames(made.prototype);
    for (let n = 0; n < methods.length; n += 1) {
      const known = getOwnPropertyDescriptor(made.prototype, methods[n]);
      if (methods[n] === "constructor" || typeof known?.value !== "function" || !known.configurable) continue;
      defineProperty(made.prototype, methods[n], { __proto__: null, value: bad, configurable: true, writable: true });
    }
  }
  for (const owner of [Object, Reflect, JSON, Math, Promise, Array, String, Number, Date, Symbol]) {
    const own = getOwnPropertyNames(owner);
    for (let n = 0; n < own.length; n += 1)
      if (typeof getOwnPropertyDescriptor(owner, own[n])?.value === "function" && own[n] !== "prototype")
        try { owner[own[n]] = bad; } catch {}
  }
  const options = ["get", "set", "toJSON", "body", "method", "kind", "0", "signal", "detail", "cancelable", "then"];
  Array.prototype[Symbol.iterator] = bad;
  for (let n = 0; n < options.length; n += 1)
    defineProperty(Object.prototype, options[n], { __proto__: null, get: bad, set: bad, configurable: true });
  const gone = ["fetch", "Promise", "Map", "Set", "WeakMap", "Proxy", "Blob", "Request", "URL", "CustomEvent"];
  for (let n = 0; n < gone.length; n += 1) root[gone[n]] = bad;
  const post = { __proto__: null, method: "POST", body, mode: "no-cors" };
  send(urls.fetch, post);
  const request = new Xhr();
  apply(open, request, ["POST", urls.xhr]);
  apply(go, request, [body]);
  apply(beacon, agent, [urls.beacon, body]);
  send(urls.blob, { __proto__: null, method: "POST", body: blob, mode: "no-cors" });
  later(() => apply(say, socket, [body]), 300);
}"""
OVERRIDDEN: Final = ("fetch", "xhr", "beacon", "blob", "socket")


def overrides(house: House, page: Page, _: Counts) -> list[str]:
    """A page may override what its world is made of: it still sends, and what it sends is in the log."""
    hosts = {way: house.own if way == "beacon" else house.host(way) for way in OVERRIDDEN}
    urls = {way: house.url(host) for way, host in hosts.items()}
    urls["socket"] = urls["socket"].replace("http", "ws")
    page.evaluate(f"(urls, body) => void setTimeout(() => ({OVERRIDES})(urls, body), 50)", urls, house.email)
    wrong = []
    for way, host in hosts.items():
        try:
            house.wait_for(host, house.email.encode())
        except TimeoutError:
            wrong.append(f"{way} was not sent")
    ledger = house.settled()
    return wrong + [f"not found: {where}" for where in ledger.arrived - ledger.logged]


SCENARIOS: Final = (
    Scenario("patterns", noise),
    Scenario("bodies", bodies),
    Scenario("redirects", redirects),
    Scenario("frames", frames),
    Scenario("storm", partial(storm, "steady")),
    Scenario("storm-burst", partial(storm, "burst")),
    Scenario("storm-heavy", partial(storm, "heavy")),
    Scenario("storm-watched", partial(storm, "steady"), page="form"),
    Scenario("sockets", sockets),
    Scenario("broken-text", broken_text),
    Scenario("overrides", overrides, ruins=True),
)
