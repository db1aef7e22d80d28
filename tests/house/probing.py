"""A page that tries whether a text is in somebody's vault: it sends candidates and looks what becomes of each.

What it could tell them apart by: whether the request fails, how long it takes, and how long the next one takes.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, cast

from tests.browsers import Page
from tests.house.stage import Stage
from tests.ways.recorder import prepare

WAYS: Final = ("address", "body", "image", "script", "socket", "beacon", "digest", "next")
"""`next` is the time of an empty request that follows right after the candidate's."""
_ISOLATED: Final = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
"""With these a page's clock is at its finest."""
_PAGE: Final = '<!doctype html><html lang="en"><title>Nothing here</title><link rel="icon" href="data:,"><body></html>'
_PROBE: Final = """
async (way, to, texts) => {
  // No address twice: an image that is known is not asked for again, and of few values more would be known.
  const at = (text) => `${to}?n=${crypto.randomUUID()}&v=${encodeURIComponent(text)}`;
  const loads = (tag, attribute) => (text) =>
    new Promise((resolve) => {
      const element = document.createElement(tag);
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("failed");
      element[attribute] = at(text);
      if (tag !== "img") document.head.append(element);
    });
  const get = async (url, init) => fetch(url, init).then(({ status }) => String(status), () => "failed");
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const ways = {
    address: (text) => get(at(text)),
    body: (text) => get(to, { method: "POST", body: text }),
    image: loads("img", "src"),
    script: loads("script", "src"),
    socket: (text) =>
      new Promise((resolve) => {
        const socket = new WebSocket(at(text).replace("http", "ws"));
        socket.onerror = () => resolve("failed");
        socket.onclose = ({ code }) => resolve(`closed ${code}`);
        socket.onopen = () => {
          socket.send(text);
          socket.close(1000);
        };
      }),
    beacon: async (text) => String(navigator.sendBeacon(to, text)),
    digest: async (text) => get(at(hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))))),
    next: async (text) => {
      void get(at(text));
      return get(to);
    },
  };
  const found = [];
  for (const text of texts) {
    const start = performance.now();
    const outcome = await ways[way](text);
    found.push([outcome, performance.now() - start]);
    document.head.querySelectorAll("script").forEach((script) => script.remove());
  }
  return found;
}
"""


class Outcome(NamedTuple):
    """What a page saw of one try."""

    outcome: str
    ms: float


def serve(stage: Stage) -> str:
    """Serve the page, and receive what it sends; returns its address."""
    prepare(stage.site)
    return stage.site.serve("/probing", _PAGE, headers=_ISOLATED)


def probe(stage: Stage, page: Page, way: str, texts: Sequence[str]) -> list[Outcome]:
    """Send texts to a third party, one after the other, and say what the page saw of each."""
    to = stage.site.url(f"{way}.pixels", "/in/probe")
    rows = cast("list[list[object]]", page.evaluate(_PROBE, way, to, texts))
    return [Outcome(str(outcome), float(str(ms))) for outcome, ms in rows]
