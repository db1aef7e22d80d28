"""What watching costs a page: 300 requests, each answered after 40 ms, with the extension, with its rules, without.

A triple is one load in each of three browsers, in random order: (a) with an extension that does nothing, (b) with one
that only carries the same blocking rules, (c) with the whole extension, paired and unlocked, with a vault of 200
values. A load ends when the page's last answer is in. Ratios are medians of the triples' own ratios, with the 95 %
interval of a percentile bootstrap (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
"""

import argparse
import asyncio
import json
import random
import shutil
import socket
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self, cast

from aiohttp import web

from bench.report import percentile, say
from companion.control import AddItem
from companion.protocol import Done
from tests.browsers import Name, Page, launch
from tests.house.stage import EXTENSION, Stage
from tests.leaks import vault
from tests.ways.sending import bare_extension
from tests.ways.staged import PATTERNS_S

BROWSERS: tuple[Name, ...] = ("chromium", "firefox")
REQUESTS: Final = {"script": 60, "picture": 140, "style": 20, "data": 80}
HOSTS: Final = ("shop", "cdn", "media")
ANSWER_S: Final = 0.04
TRIPLES: Final = 30
WARM_UP: Final = 2
VALUES: Final = 200
SAMPLES: Final = 4000
AIMS: Final = {"c/b": 1.10, "c/a": 1.22}
TYPES: Final = {
    "script": "text/javascript",
    "picture": "image/svg+xml",
    "style": "text/css",
    "data": "application/json",
}
BODIES: Final = {
    "script": "/* " + 200 * "function of no use; " + "*/",
    "picture": '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
    "style": 60 * "main p { margin: 0 }\n",
    "data": json.dumps({"articles": list(range(100))}),
}
PAGE: Final = """<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">{styles}{scripts}
<main>{pictures}</main><script>
const data = {data}.map((url, at) => fetch(url, at % 4 ? {{}} : {{
  method: "POST", body: JSON.stringify({{ seen: at, section: "garden tools", viewport: [1280, 900], words: {words} }}),
}}).then((answer) => answer.text()));
Promise.all([new Promise((done) => addEventListener("load", done)), ...data])
  .then(() => setTimeout(() => {{ window.took = performance.now(); }}));
</script></html>"""


class Shop:
    """The page and all that it asks for, in a thread of its own; counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="shop", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def page(self) -> str:
        """The address of the page."""
        return f"{self._origin(0)}/page"

    def _origin(self, at: int) -> str:
        return f"http://{HOSTS[at % len(HOSTS)]}.localhost:{self._socket.getsockname()[1]}"

    async def _open(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        await request.read()
        await asyncio.sleep(ANSWER_S)
        self.asked += 1
        headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
        kind = request.path.split("/")[1]
        if kind in BODIES:
            return web.Response(text=BODIES[kind], content_type=TYPES[kind], headers=headers)
        response = web.Response(text=self._page(), content_type="text/html", headers=headers)
        for name in ("session", "visitor", "consent"):
            response.set_cookie(name, 8 * f"{name}0123456789")
        return response

    def _page(self) -> str:
        urls = {
            kind: [f"{self._origin(at)}/{kind}/{at}?v=20261101&session=a1b2c3&at=%2Fgarden" for at in range(n)]
            for kind, n in REQUESTS.items()
        }
        return PAGE.format(
            styles="".join(f'<link rel="stylesheet" href="{url}">' for url in urls["style"]),
            scripts="".join(f'<script async src="{url}"></script>' for url in urls["script"]),
            pictures="".join(f'<img alt="" src="{url}">' for url in urls["picture"]),
            data=json.dumps(urls["data"]),
            words=json.dumps(30 * ["spade", "rake"]),
        )


def measure(stage: Stage, name: Name, triples: int) -> list[tuple[float, float, float]]:
    """Load the page so many times in each of the three browsers; returns milliseconds, one triple after the other."""
    with ExitStack() as opened:
        shop = opened.enter_context(Shop())
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="meum-")))
        bare, rules = bare_extension(folder / "bare"), rules_extension(folder / "rules", name)
        browsers = [
            opened.enter_context(launch(name, extension=bare, home=folder / "a")),
            opened.enter_context(launch(name, extension=rules, home=folder / "b")),
            opened.enter_context(stage.browser(name)),
        ]
        time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
        pages = [browser.open("about:blank") for browser in browsers]
        loads = [_triple(shop, pages) for _ in range(WARM_UP + triples)]
    return loads[WARM_UP:]


def rules_extension(folder: Path, name: Name) -> Path:
    """Make an extension that has nothing but Meum's blocking rules, as they are in this browser."""
    bare_extension(folder)
    shutil.copytree(EXTENSION / "rules", folder / "rules")
    file = folder / "manifest.json"
    whole = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["declarative_net_request"]
    carried = [one | {"enabled": True} for one in whole["rule_resources"] if one["enabled"] or name == "firefox"]
    manifest = json.loads(file.read_text("utf-8")) | {
        "permissions": ["declarativeNetRequest"],
        "host_permissions": ["<all_urls>"],
        "declarative_net_request": {"rule_resources": carried},
    }
    file.write_text(json.dumps(manifest), "utf-8")
    return folder


def _triple(shop: Shop, pages: list[Page]) -> tuple[float, float, float]:
    took = [0.0, 0.0, 0.0]
    order = [0, 1, 2]
    random.shuffle(order)
    for at in order:
        shop.asked = 0
        pages[at].focus()
        pages[at].visit(shop.page)
        took[at] = cast("float", pages[at].wait_for("window.took"))
        if shop.asked != 1 + sum(REQUESTS.values()):
            raise RuntimeError(f"{shop.asked} requests arrived: what is compared is not the same")
    return took[0], took[1], took[2]


def interval(ratios: list[float]) -> tuple[float, float]:
    """The bootstrap interval of the median of these, 95 %."""
    medians = [statistics.median(random.choices(ratios, k=len(ratios))) for _ in range(SAMPLES)]  # noqa: S311
    return percentile(medians, 0.025), percentile(medians, 0.975)


def main() -> None:
    """Measure both browsers and print loads and ratios beside the aims."""
    parser = argparse.ArgumentParser(prog="scripts/bench page", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--triples", type=int, default=TRIPLES, help=f"default: {TRIPLES}")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="default: both")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    with Stage({}) as stage:
        for known in vault(VALUES):
            stage.say(AddItem(known.kind, known.text), Done)
        for name in arguments.browser or BROWSERS:
            loads = measure(stage, name, arguments.triples)
            middle = {f"{kind} ms": statistics.median(load[at] for load in loads) for at, kind in enumerate("abc")}
            for over, base in (("c/b", 1), ("c/a", 0), ("b/a", 0)):
                ratios = [load[1 if over == "b/a" else 2] / load[base] for load in loads]
                low, high = interval(ratios)
                row: dict[str, object] = {"browser": name, **middle, "ratio": over}
                row |= {"median": f"{statistics.median(ratios):.3f}", "95 %": f"{low:.3f}-{high:.3f}"}
                rows.append(row | {"aim": AIMS.get(over, ""), "triples": len(loads)})
    say(rows, "a: an extension that does nothing; b: the same blocking rules alone; c: the whole extension.")


if __name__ == "__main__":
    main()
