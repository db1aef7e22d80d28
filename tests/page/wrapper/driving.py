"""The extension of these tests, and what they do with a page that knows every way to send."""

import json
import subprocess
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

from aiohttp import web

from tests.browsers import Browser, Page
from tests.page.node import EXTENSION, _program
from tests.practice.site import PracticeSite, Received

HERE: Final = Path(__file__).parent
VALUE: Final = "Ada.Lovelace+shop@gmail.com"
EXEMPT: Final = "shop.localhost"
MANIFEST: Final = {
    "manifest_version": 3,
    "name": "wrapper",
    "version": "1",
    "host_permissions": ["<all_urls>"],
    "browser_specific_settings": {
        "gecko": {"id": "wrapper@wrapper.example", "data_collection_permissions": {"required": ["none"]}}
    },
    "background": {"service_worker": "background.js", "scripts": ["background.js"]},
}
SCRIPTS: Final = [
    {
        "matches": ["<all_urls>"],
        "js": [script],
        "world": world,
        "run_at": "document_start",
        "all_frames": True,
        "match_about_blank": True,
        "match_origin_as_fallback": True,
    }
    for script, world in (("wrapper.js", "MAIN"), ("content.js", "ISOLATED"))
]
WAYS: Final = (
    "fetch text", "fetch params", "fetch form", "fetch file", "fetch blob", "fetch blobs", "fetch buffer", "fetch view",
    "fetch request", "fetch clone", "xhr text", "xhr form", "xhr blob", "xhr document", "xhr sync", "beacon text",
    "beacon blob", "beacon form", "socket text", "socket blob", "socket buffer", "form submit", "form request",
    "fetch wide", "fetch gzip", "fetch deflate", "fetch name", "fetch header", "fetch headers", "fetch asked header",
    "fetch address", "xhr header", "xhr address", "beacon address", "events address", "element image", "element frame",
    "connect address", "connect protocol", "form click", "form late", "form changed", "form file",
)  # fmt: skip
SENT: Final = {
    "fetch": "sent",
    "xhr": "load,loadend 4 true",
    "beacon": "true",
    "socket": "undefined",
    "form": "undefined",
    "xhr sync": "true",
    "events": "error",
    "element": "error",
    "element frame": "made",
    "connect": "open,close",
}
STOPPED: Final = SENT | {
    "fetch": "failed",
    "xhr": "error,loadend 4 false",
    "xhr sync": "NetworkError",
    "connect": "error,close",
}

_numbers: Final = count()


def build(folder: Path, *, wrapped: bool) -> Path:
    """Write the extension to a folder; one that is not `wrapped` does nothing."""
    target = folder / "extension"
    options = ["--bundle", "--format=iife", "--target=chrome123,firefox140", "--log-level=error", f"--outdir={target}"]
    esbuild = EXTENSION / "node_modules/.bin/esbuild"
    entries = [EXTENSION / "src/wrapper.ts", HERE / "content.js"]
    subprocess.run([_program(), esbuild, *entries, "--entry-names=[name]", *options], check=True)
    (target / "manifest.json").write_text(json.dumps(MANIFEST | {"content_scripts": SCRIPTS if wrapped else []}))
    (target / "background.js").touch()
    return target


def answer(_: Received) -> web.Response:
    """Let any page send anything, and read the answer."""
    allowed = ("Origin", "Headers", "Methods")
    return web.Response(text="ok", headers={f"Access-Control-Allow-{name}": "*" for name in allowed})


def opened(browser: Browser, site: PracticeSite, first: str = "") -> Page:
    """A tab with the page, whose own first script is `first`."""
    html = f"<!doctype html><script>{first}</script>{(HERE / 'ways.html').read_text()}"
    return browser.open(site.serve(f"/page-{next(_numbers)}", html))


def guard(page: Page, exempt: str | None = EXEMPT) -> None:
    """Guard what the page's fields hold from all but one domain, or (with None) from nobody."""
    page.evaluate(
        """(exempt) => {
        const [email, phone] = document.querySelectorAll("input");
        for (const field of [email, phone]) delete field.dataset.guard;
        if (exempt) [email.dataset.guard, phone.dataset.guard] = ["email", "phone"];
        tell("test-guard", exempt ?? "");
    }""",
        exempt,
    )


def hold(page: Page, email: str, phone: str = "") -> None:
    """Let the two fields hold these."""
    page.evaluate("(...held) => document.querySelectorAll('input').forEach((one, at) => one.value = held[at] ?? '')",
                  email, phone)  # fmt: skip


def heard(page: Page, name: str) -> list[dict[str, Any]]:
    """What the bridge told, but for sockets that were only opened."""
    told = [one for one in cast("list[dict[str, Any]]", page.evaluate("HEARD()")) if one.pop("name") == name]
    return [one for one in told if one.get("bytes") != []]


def new_path() -> str:
    """A path at which nothing has arrived yet."""
    return f"/in/{next(_numbers)}"


def send(page: Page, site: PracticeSite, way: str, text: str, host: str = "pixels") -> tuple[str, str]:
    """Send a text in some way; returns the path that it went to and what the page saw of it."""
    path = new_path()
    return path, cast("str", page.evaluate("(way, to, text) => WAYS[way](to, text)", way, site.url(host, path), text))


def saw(way: str, outcomes: dict[str, str]) -> str:
    """What a page sees of a way: the outcome of that very way, or of its family."""
    return outcomes.get(way) or outcomes[way.split(maxsplit=1)[0]]


def arrived(site: PracticeSite, path: str) -> Received:
    """The request or frame that came at a path, waiting for it; a socket's handshake is none."""
    return site.wait_for(lambda one: one.path == path and carries(one))


def carries(one: Received) -> bool:
    """Whether it is something that was sent: not a socket's handshake, and not a question before a request."""
    return one.frame or (not one.header("Upgrade") and one.method != "OPTIONS")


def settled(page: Page, site: PracticeSite, path: str) -> list[Received]:
    """All that came at a path by the time that something sent later has come."""
    later, _ = send(page, site, "fetch text", "later")
    arrived(site, later)
    return [one for one in site.received if one.path == path and carries(one)]
