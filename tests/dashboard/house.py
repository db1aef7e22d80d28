"""A dashboard over a real store, and a client that visits it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, Self

from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from yarl import URL

from companion.dashboard import Dashboard
from companion.keeper import Keeper, Opened
from tests.dashboard.story import open_vault

_INSIDE_WORDS: Final = ("bdi", "span", "wbr")


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        """Tell the time in seconds."""
        return self.now


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, read to its end."""

    status: int
    url: URL
    headers: dict[str, str]
    text: str

    @classmethod
    async def read(cls, response: ClientResponse) -> Self:
        """Read an answer."""
        return cls(response.status, response.url, dict(response.headers), await response.text())


@dataclass(slots=True)
class House:
    """An open vault, its dashboard, and a visitor."""

    keeper: Keeper
    dashboard: Dashboard
    clock: Clock
    client: ClientSession

    @property
    def opened(self) -> Opened:
        """The open vault."""
        return self.keeper.open()

    async def ask(self, url: str | URL, method: str = "GET", **headers: str) -> Page:
        """Send one request, following nothing; underscores in headers' names stand for hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        address = url if isinstance(url, URL) else URL(url, encoded=True)
        async with self.client.request(method, address, headers=named, allow_redirects=False) as response:
            return await Page.read(response)

    async def enter(self, path: str = "") -> Page:
        """Open a page as the popup does."""
        async with self.client.get(await self.dashboard.url(path)) as response:
            return await Page.read(response)

    async def origin(self) -> str:
        """Say where the server is."""
        return str(URL(await self.dashboard.url("")).origin())

    async def raw(self, request: str) -> str:
        """Send bytes as they are, and read the answer."""
        origin = URL(await self.origin())
        assert origin.host
        reader, writer = await asyncio.open_connection(origin.host, origin.port)
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
        return answer.decode()


def live(test: Callable[[House], Awaitable[None]]) -> Callable[[Path], None]:
    """Make a test of a coroutine that is given a house."""

    async def inside(home: Path) -> None:
        keeper, clock = await open_vault(home), Clock()
        dashboard = Dashboard(keeper, clock)
        try:
            async with ClientSession(cookie_jar=DummyCookieJar()) as client:
                await test(House(keeper, dashboard, clock, client))
        finally:
            await dashboard.close()
            keeper.lock()

    def run(tmp_path: Path) -> None:
        asyncio.run(inside(tmp_path))

    run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
    return run


class Reading(HTMLParser):
    """What a browser would make of a page: its tags, its attributes, its links, where its forms lead, and its text."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.actions: list[str] = []
        self.text = ""
        self.feed(page.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.text += "" if tag in _INSIDE_WORDS else " "
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.actions += [value or "" for name, value in attrs if name in ("action", "formaction")]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    @property
    def words(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())
