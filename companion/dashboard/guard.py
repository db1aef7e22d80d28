"""The door of the dashboard's server: requests that no page or person of ours makes get no further than this.

A web page can reach any port of 127.0.0.1, and under a name of its own that it points there; so can every program on
this machine. The name in `Host` tells the first kind, `Origin` and `Sec-Fetch-*` the next, tokens all the others.
"""

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # With no-referrer, a form of ours would send `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE: Final = ("GET", "HEAD")


async def harden(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Put the headers on that every answer carries, errors included."""
    response.headers.update(HEADERS)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through what a browser sends for a page of this very address, or for a person who opens one."""
    own = _address(request)
    # An absolute request target would be another host's, whatever Host says.
    if request.headers.getall("Host", []) != [own] or not request.raw_path.startswith("/"):
        return web.Response(status=web.HTTPMisdirectedRequest.status_code, text="Misdirected request")
    if not (_may_change(request, own) if request.method not in _SAFE else _may_read(request)):
        return web.Response(status=web.HTTPForbidden.status_code, text="Not for other sites")
    return await handler(request)


def _address(request: web.Request) -> str:
    """Say where the request arrived: the only name that this server has."""
    if request.transport is None:
        return ""
    host, port = request.transport.get_extra_info("sockname")
    return f"{host}:{port}"


def _may_change(request: web.Request, own: str) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and request.headers.get("Origin") == f"http://{own}"


def _may_read(request: web.Request) -> bool:
    """Refuse to be part of another site's page: to be its picture, script, frame or data."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site in ("none", "same-origin") or request.headers.get("Sec-Fetch-Dest") == "document"
