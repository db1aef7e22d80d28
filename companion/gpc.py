"""What a site says of Global Privacy Control: its support file, fetched when the person asks for that, and only then.

By https://www.w3.org/TR/gpc/ (GPC Support Resource) a site may say at `/.well-known/gpc.json` whether it intends to
abide by the signal, "at least to the extent it is legally obligated to do so"; what is not such a file says nothing.
"""

import asyncio
import re
import socket
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from typing import Final

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from companion.errors import BadOrigin
from companion.events import GpcSupport
from companion.sites import registrable, site_of

PATH: Final = "/.well-known/gpc.json"
MOST: Final = 1 << 16
"""Bytes; the file needs forty."""
PATIENCE_S: Final = 5.0
HOPS: Final = 3
"""Redirects that are followed, within the site."""
_HEADERS: Final = {"User-Agent": "Meum", "Accept": "application/json", "Accept-Encoding": "identity"}
_OK: Final = 200
_ABSENT: Final = (404, 410)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_HTTPS_PORT: Final = 443
_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?", re.IGNORECASE
)


class _File(msgspec.Struct, frozen=True):
    """The file's members that have a meaning; others are ignored, as the specification wants it."""

    gpc: bool
    last_update: object = msgspec.field(name="lastUpdate", default=None)


class _Resolver(ThreadedResolver):
    """Finds hosts; names of this machine are this machine's (RFC 6761), also where the system does not know them."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Find the addresses of a host."""
        return await super().resolve("localhost" if _is_this_machine(host) else host, port, family)


def origin_of(site: str, seen: str) -> str:
    """Say where to ask a site.

    Args:
        site: as the log names it.
        seen: the origin where a browser last met it, or "": it counts when it names a port or is this machine's.
    """
    with suppress(BadOrigin):
        met = site_of(seen)
        other_port = met.scheme == "https" and met.port != _HTTPS_PORT
        if met.site == site and (other_port or _is_this_machine(met.host)):
            return seen
    return f"https://{site}"


async def ask(origin: str, *, patience_s: float = PATIENCE_S) -> GpcSupport:
    """Fetch an origin's support file, without cookies and without leaving its site; errors are answers, too."""
    try:
        site = site_of(origin).site
        async with (
            asyncio.timeout(patience_s),
            ClientSession(
                headers=_HEADERS,
                cookie_jar=DummyCookieJar(),
                connector=TCPConnector(resolver=_Resolver()),
                auto_decompress=False,  # something small could become something huge
            ) as session,
        ):
            return await _follow(session, site, URL(origin + PATH))
    except BadOrigin:
        return GpcSupport("no-answer", "bad-name")
    except TimeoutError:
        return GpcSupport("no-answer", "late")
    except ClientSSLError:
        return GpcSupport("no-answer", "certificate")
    except ClientConnectorError:
        return GpcSupport("no-answer", "unreachable")
    except (ClientError, OSError, ValueError):
        return GpcSupport("no-answer", "broken-off")


def understand(body: bytes) -> GpcSupport:
    """Read the file. No text of it is kept but a date."""
    try:
        file = msgspec.json.decode(body, type=_File)
    except (ValueError, RecursionError):
        return GpcSupport("unknown", "malformed")
    return GpcSupport("yes" if file.gpc else "no", last_update=_date(file.last_update))


async def _follow(session: ClientSession, site: str, url: URL) -> GpcSupport:
    for _ in range(1 + HOPS):
        if not _is_within(url, site):
            break
        async with session.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECTS or "Location" not in response.headers:
                return await _read(response)
            url = url.join(URL(response.headers["Location"]))
    return GpcSupport("unknown", "elsewhere")


async def _read(response: ClientResponse) -> GpcSupport:
    if response.status in _ABSENT:
        return GpcSupport("none")
    if response.status != _OK:
        return GpcSupport("unknown", "status")
    if response.content_type != "application/json":
        return GpcSupport("unknown", "not-json")
    received = bytearray()
    async for chunk in response.content.iter_any():
        received += chunk
        if len(received) > MOST:
            return GpcSupport("unknown", "too-big")
    return understand(bytes(received))


def _is_within(url: URL, site: str) -> bool:
    """Say whether an address belongs to a site, and is safe to ask. Raises `BadOrigin`."""
    host = url.host_subcomponent or ""
    safe = url.scheme == "https" or (url.scheme == "http" and _is_this_machine(host))
    return safe and registrable(host) == site


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _date(text: object) -> str:
    """Take the date of a date or time as RFC 3339 writes it; anything else is none."""
    if isinstance(text, str) and _RFC3339.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text.upper()).date().isoformat()
    return ""
