"""The recording servers' answers: whatever a page sends to ``/in/…`` at any host is welcome and gets what fits."""

from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from aiohttp import web

from tests.practice.received import Received
from tests.practice.site import PracticeSite

_PAGES: Final = Path(__file__).parent / "pages"
_EMPTY_PAGE: Final = '<!doctype html><html lang="en"><title>Thanks</title><link rel="icon" href="data:,"></html>'
_PICTURE: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_SCRIPT: Final = ("text/javascript", "")
_PAGE: Final = ("text/html", _EMPTY_PAGE)
_BY_DESTINATION: Final = {
    "image": ("image/svg+xml", _PICTURE),
    "style": ("text/css", ""),
    "json": ("application/json", "{}"),
    "manifest": ("application/manifest+json", "{}"),
    "track": ("text/vtt", "WEBVTT\n"),
    **dict.fromkeys(("script", "worker", "sharedworker", "serviceworker", "audioworklet", "paintworklet"), _SCRIPT),
    **dict.fromkeys(("document", "iframe", "frame", "object", "embed"), _PAGE),
}
_PLAIN: Final = ("text/plain", "ok")


def prepare(site: PracticeSite) -> None:
    """Serve the pages below ``/ways/`` and receive below ``/in/``, at every host of the site."""
    site.mount("/in/", _receive)
    site.mount("/ways/", _show)


def _receive(received: Received) -> web.Response:
    """Send on where the path ends in a redirect's status; else the thing that was asked for."""
    last = received.path.rpartition("/")[2]
    headers = _permissions(received)
    if received.method == "OPTIONS":
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)
    if last in {"301", "302", "307"}:
        return web.Response(status=int(last), headers=headers | {"Location": parse_qs(received.query)["to"][0]})
    if last == "file":
        return web.Response(text="saved", headers=headers | {"Content-Disposition": 'attachment; filename="file.txt"'})
    if "text/event-stream" in received.header("accept"):
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)  # it will not ask again
    kind, text = _BY_DESTINATION.get(received.header("sec-fetch-dest"), _PLAIN)
    return web.Response(text=text, content_type=kind, headers=headers)


def _permissions(received: Received) -> dict[str, str]:
    """Everything that another origin may be permitted."""
    return {
        "Access-Control-Allow-Origin": received.header("origin") or "*",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Allow-Headers": received.header("access-control-request-headers"),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Supports-Loading-Mode": "credentialed-prerender",
    }


def _show(received: Received) -> web.Response:
    name = received.path.rpartition("/")[2]
    if name == "end":
        return web.Response(text=_EMPTY_PAGE, content_type="text/html")
    file = _PAGES / (name if name.endswith(".js") else f"{name}.html")
    if file not in _PAGES.iterdir():
        return web.Response(status=HTTPStatus.NOT_FOUND)
    kind = "text/javascript" if file.suffix == ".js" else "text/html"
    headers = _policy(received) if name == "policy" else {}
    return web.Response(text=file.read_text("utf-8"), content_type=kind, charset="utf-8", headers=headers)


def _policy(received: Received) -> dict[str, str]:
    """No images, and a report of each that was tried to where the address says."""
    asked = {name: values[0] for name, values in parse_qs(received.query).items()}
    if asked.get("by") == "header":
        return {
            "Reporting-Endpoints": f'here="{asked["to"]}"',
            "Content-Security-Policy": "img-src 'none'; report-to here",
        }
    return {"Content-Security-Policy": f"img-src 'none'; report-uri {asked['to']}"}
