"""Hostile and broken input: no crash, no page broken, and the log says what was skipped."""

import base64
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from aiohttp import web

from tests.browsers import Browser, Name, Page
from tests.house.stage import Stage, made_up_person, wait_until
from tests.page.scanner import ADA, EMAIL, asks, found, page, scanner
from tests.practice.received import Received
from tests.ways.staged import PATTERNS_S

SITE: Final = "shop.localhost"
MIB: Final = 1 << 20
HUGE_MIB: Final = 100
FRAMES: Final = 200
STORM_MS: Final = 3000
PAGE: Final = '<!doctype html><html lang="en"><title>Robust</title><link rel="icon" href="data:,"><main></main>'
SEND: Final = "(url, body) => fetch(url, { method: 'POST', mode: 'no-cors', body }).then(() => true)"


@dataclass
class House:
    """A paired browser, and a vault whose e-mail address the pages send."""

    stage: Stage
    browser: Browser
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def email(self) -> str:
        """The value that is looked for."""
        return self.stage.person["email"]

    def host(self, name: str) -> str:
        """A recipient that nobody else is."""
        return f"{name}-{next(self.numbers)}-{self.browser.name}.pixels.localhost"

    def url(self, host: str, rest: str = "") -> str:
        """An address at that recipient."""
        return f"http://{host}:{self.stage.site.port}/robust/in{rest}"

    def open(self, name: str = "page") -> Page:
        """A page of the shop in a new tab."""
        return self.browser.open(self.stage.site.url("shop", f"/robust/{name}"))

    def sent(self, host: str) -> list[Received]:
        """What a recipient got."""
        return [request for request in self.stage.site.received if request.host == host]

    def logged(self, host: str) -> list[str]:
        """The channels of the transmissions to a recipient in the log."""
        return [str(row["channel"]) for row in self._rows("transmissions", host)]

    def skipped(self, host: str) -> set[str]:
        """Why requests to a recipient could not be read, by the log."""
        return {str(row["why"]) for row in self._rows("unreadable", host)}

    def assert_alive(self, page: Page) -> None:
        """The background still finds what a page sends, and the page can still send it."""
        host = self.host("alive")
        assert page.evaluate(SEND, self.url(host), f"mail={self.email}")
        wait_until(lambda: self.logged(host) == ["body"])

    def _rows(self, table: str, host: str) -> list[dict[str, object]]:
        return [row for row in self.stage.tables(SITE)[table] if row["host"] == host]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose site answers everything below /robust/."""

    def answer(received: Received) -> web.Response:
        if received.path.startswith("/robust/in"):
            again = received.path.endswith("/round")
            to = f"{received.target}x"
            return web.Response(status=302 if again else 200, headers={"Location": to} if again else {}, text="ok")
        return web.Response(text=PAGE, content_type="text/html")

    with Stage(made_up_person()) as stage:
        stage.site.mount("/robust/", answer)
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def house(request: pytest.FixtureRequest, stage: Stage) -> Iterator[House]:
    """Both browsers, one after the other."""
    name: Name = request.param
    with stage.browser(name) as browser:
        time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
        yield House(stage, browser)


def test_pages_of_noise(tmp_path: Path) -> None:
    """Of pages of patterns that are noise, or good ones with some bytes changed, nothing is thrown or found wrongly."""
    rng = random.Random(8)  # noqa: S311 - the same noise each time
    good = page(ADA)
    table = bytearray(base64.b64decode(good["table"]))
    pages = []
    for _ in range(300):
        bent = bytearray(rng.randbytes(rng.randrange(400))) if rng.random() < 0.5 else bytearray(table)
        for _ in range(3):
            if bent:
                bent[rng.randrange(len(bent))] = rng.randrange(256)
        pages.append({**good, "table": base64.b64encode(bent).decode()})
    noise = base64.b64encode(rng.randbytes(3000)).decode()
    alone = scanner(tmp_path)([asks(noise, sets=[[one]]) for one in pages])
    [beside] = scanner(tmp_path)([asks(EMAIL, sets=[[good, *pages]])])
    assert [""] * len(pages) == [found(one) for one in alone]
    assert "email" in found(beside)


def test_a_huge_body(house: House) -> None:
    """A body of 100 MB arrives whole; what stands at its beginning is found, and the rest is unreadable: too big."""
    page, host = house.open(), house.host("huge")
    page.evaluate(
        """async (url, text, mib) => {
          const bytes = new Uint8Array(mib << 20).fill(120);
          bytes.set(new TextEncoder().encode(text));
          await fetch(url, { method: "POST", mode: "no-cors", body: bytes });
        }""",
        house.url(host),
        f"mail={house.email} ",
        HUGE_MIB,
    )
    wait_until(lambda: house.skipped(host) and house.logged(host))
    assert [HUGE_MIB * MIB] == [len(request.body) for request in house.sent(host)]
    assert (["body"], {"too-big"}) == (house.logged(host), house.skipped(host))
    house.assert_alive(page)
    page.close()


def test_an_endless_redirect(house: House) -> None:
    """A chain of redirects ends where the browser ends it, and each hop that arrived is in the log once."""
    page, host = house.open(), house.host("round")
    script = "(url) => fetch(url, { mode: 'no-cors' }).catch(() => {})"
    page.evaluate(script, house.url(host, f"/round?mail={quote(house.email)}&n="))
    house.assert_alive(page)
    hops = len(house.sent(host))
    assert hops >= 20
    wait_until(lambda: len(house.logged(host)) == hops)
    page.close()


def test_many_frames(house: House) -> None:
    """A page with hundreds of frames works, and what its last frame sends is in the log."""
    page, host = house.open(), house.host("frames")
    page.evaluate(
        """async (frames, url, body) => {
          const main = document.querySelector("main");
          for (let n = 0; n < frames; n += 1) main.append(document.createElement("iframe"));
          const [last] = [...main.children].slice(-1);
          await last.contentWindow.fetch(url, { method: "POST", mode: "no-cors", body });
        }""",
        FRAMES,
        house.url(host),
        house.email,
    )
    wait_until(lambda: house.logged(host))
    assert (FRAMES, ["body"]) == (page.evaluate("frames.length"), house.logged(host))
    house.assert_alive(page)
    page.close()


def test_a_storm(house: House) -> None:
    """Of as many requests as a page can send, every one arrives, and is in the log or said to be skipped."""
    page, host = house.open(), house.host("storm")
    asked = page.evaluate(
        """async (url, ms) => {
          const end = performance.now() + ms;
          let sent = 0;
          const go = async () => {
            while (performance.now() < end) {
              sent += 1;
              await fetch(`${url}&n=${sent}`, { mode: "no-cors" });
            }
          };
          await Promise.all(Array.from({ length: 60 }, go));
          return sent;
        }""",
        house.url(host, f"?mail={quote(house.email)}"),
        STORM_MS,
    )
    house.assert_alive(page)
    assert asked == len(house.sent(host))
    wait_until(lambda: len(house.logged(host)) == asked or house.skipped(host) or house.stage.tables()["gaps"])
    page.close()


def test_bytes_that_are_no_text(house: House) -> None:
    """Invalid UTF-8 in an address and in a body is sent as it is and hides nothing."""
    page, host = house.open(), house.host("bytes")
    sent = page.evaluate(
        """(url, text) => {
          const noise = [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0x20];
          const bytes = new Uint8Array([...noise, ...new TextEncoder().encode(text), 0x20, ...noise]);
          return fetch(url, { method: "POST", mode: "no-cors", body: bytes }).then(() => bytes.length);
        }""",
        house.url(host, f"?a=%ff%fe%c0%80&mail={quote(house.email)}&b=%ed%a0%80%f5"),
        house.email,
    )
    wait_until(lambda: len(house.logged(host)) == 2)
    assert ([sent], {"url", "body"}) == ([len(one.body) for one in house.sent(host)], set(house.logged(host)))
    house.assert_alive(page)
    page.close()


HOSTILE: Final = """(url, body) => {
  const bad = () => { throw new Error("overridden"); };
  const send = fetch;
  const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const made = [Array, String, Map, Set, Promise, Function, EventTarget, Event, Node, URL];
  const owners = made.map((one) => one.prototype);
  const options = ["get", "set", "toJSON", "body", "method", "kind", "0"];
  for (let at = 0; at < owners.length; at += 1) {
    const names = getOwnPropertyNames(owners[at]);
    for (let n = 0; n < names.length; n += 1)
      if (names[n] !== "constructor" && typeof getOwnPropertyDescriptor(owners[at], names[n]).value === "function")
        owners[at][names[n]] = bad;
  }
  Array.prototype[Symbol.iterator] = bad;
  JSON.parse = JSON.stringify = Reflect.apply = bad;
  for (let n = 0; n < options.length; n += 1)
    defineProperty(Object.prototype, options[n], { __proto__: null, get: bad, set: bad, configurable: true });
  globalThis.fetch = bad;
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.send(body);
  send(url, { __proto__: null, method: "POST", body, mode: "no-cors" });
}"""


def test_a_page_that_overrides_everything(house: House) -> None:
    """A page may override what its world is made of: it still sends, and what it sends is in the log."""
    page, host = house.open(), house.host("hostile")
    page.evaluate(f"(url, body) => void setTimeout(() => ({HOSTILE})(url, body), 50)", house.url(host), house.email)
    wait_until(lambda: len(house.logged(host)) == 2)
    assert 2 * [house.email.encode()] == [request.body for request in house.sent(host)]
    page.close()
    other = house.open()
    house.assert_alive(other)
    other.close()
