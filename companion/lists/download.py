"""Fetching a list: one request, without a cookie, without following anybody elsewhere, and with a limit."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientSSLError, ClientTimeout, DummyCookieJar

from companion.lists import ListError

MOST: Final = 1 << 24
"""Bytes; WhoTracks.Me's database had 2.1 million in 2026."""
PATIENCE_S: Final = 60.0
_HEADERS: Final = {"User-Agent": "Meum", "Accept-Encoding": "identity"}
_OK: Final = 200
_REDIRECTS: Final = range(300, 400)


async def fetch(url: str, *, patience_s: float = PATIENCE_S) -> bytes:
    """Fetch what is at an address.

    Raises:
        ListError: the address may not be asked, cannot be reached, or has nothing that could be a list.
    """
    host = _checked(url)
    session = ClientSession(
        headers=_HEADERS,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=patience_s),
        auto_decompress=False,  # something small could become something huge
    )
    try:
        async with session, session.get(url, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                raise ListError(f"{host} sends elsewhere, and Meum does not follow: give the right address by --from.")
            if response.status != _OK:
                raise ListError(f"{host} answered with status {response.status}, so there is no list.")
            received = bytearray()
            async for chunk in response.content.iter_chunked(1 << 16):
                received += chunk
                if len(received) > MOST:
                    raise ListError(f"What {host} sends is longer than any list: more than {MOST >> 20} MiB.")
    except ClientSSLError:
        raise ListError(f"{host} could not show that it is {host}: its certificate does not hold.") from None
    except ClientConnectorError:
        raise ListError(f"{host} cannot be reached.") from None
    except (ClientError, ValueError):
        raise ListError(f"{host} broke off, or does not speak HTTP.") from None
    except TimeoutError:
        raise ListError(f"{host} took longer than {patience_s:.0f} seconds.") from None
    return bytes(received)


def _checked(url: str) -> str:
    """Return the host of an address that may be asked."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    except ValueError:
        raise ListError("That is not an address.") from None
    if not host or not allowed or not url.isprintable():
        raise ListError("A list is fetched from an address that begins with https://.")
    if _names_a_user(parts):
        raise ListError("An address with a password in it is not asked.")
    return host


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names_a_user(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None
