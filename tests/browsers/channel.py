"""One WebSocket of numbered commands, the shape that Chromium's DevTools and Firefox's BiDi have in common."""

import asyncio
import itertools
import json
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

import aiohttp

from .browser import BrowserError

# Longer than any wait inside a command, so that the command's own words are heard.
COMMAND_SECONDS: Final = 60.0
T = TypeVar("T")


class Loop:
    """An event loop in its own thread: the drivers stay synchronous, and the caller is free to run a loop as well."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser-driver", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = COMMAND_SECONDS) -> T:
        """Wait for `work`, at most so many seconds; raises `BrowserError` when this was closed before."""
        if self._loop.is_closed():
            work.close()
            raise BrowserError("the browser was closed")
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop)
        return future.result()

    def close(self) -> None:
        """Stop the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Channel:
    """Sends commands and returns their results; events go to who listens, or nowhere."""

    def __init__(self, loop: Loop, url: str) -> None:
        self._loop = loop
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[str, asyncio.Future[dict[str, Any]]]] = {}
        self._listeners: dict[str, Callable[[dict[str, Any]], None]] = {}
        self._client = loop.run(_client())
        self._socket, self._reader = loop.run(self._open(url))

    def call(self, method: str, params: dict[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        """Send one command and wait for its result; `session` is DevTools' way to address an attached target.

        Raises:
            BrowserError: the browser refused, was silent for too long, or is gone.

        """
        try:
            answer = self._loop.run(self._ask({"method": method, "params": params or {}}, session))
        except TimeoutError:
            raise BrowserError(f"{method}: no answer in {COMMAND_SECONDS:.0f} s") from None
        except (aiohttp.ClientError, ConnectionError) as error:
            raise BrowserError(f"{method}: the browser, or that part of it, is gone") from error
        if "error" in answer:
            # DevTools nests the text in `error`; BiDi puts a code there and the text beside it.
            raise BrowserError(f"{method}: {answer.get('message') or answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def listen(self, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Hand the parameters of each such event to `listener`, in the loop's thread."""
        self._listeners[event] = listener

    def close(self) -> None:
        """Hang up; the browser goes on."""
        self._loop.run(self._close())

    async def _open(self, url: str) -> tuple[aiohttp.ClientWebSocketResponse, asyncio.Task[None]]:
        try:
            socket = await self._client.ws_connect(url, max_msg_size=0)
        except aiohttp.ClientError as error:
            await self._client.close()
            raise BrowserError("the browser does not let itself be driven") from error
        return socket, asyncio.create_task(self._read(socket))

    async def _ask(self, command: dict[str, Any], session: str) -> dict[str, Any]:
        if self._reader.done():
            raise ConnectionError
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = session, answer
        addressed = {"sessionId": session} if session else {}
        try:
            await self._socket.send_str(json.dumps({"id": number} | command | addressed))
            return await answer
        finally:
            del self._waiting[number]

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            async for message in socket:
                self._hear(json.loads(message.data))
        finally:
            for session, _ in list(self._waiting.values()):
                self._abandon(session)

    def _hear(self, message: dict[str, Any]) -> None:
        event, number = message.get("method"), message.get("id")
        if event == "Target.detachedFromTarget":
            self._abandon(message["params"]["sessionId"])
        if event in self._listeners:
            self._listeners[event](message["params"])
        if number in self._waiting and not (answer := self._waiting[number][1]).done():
            answer.set_result(message)

    def _abandon(self, session: str) -> None:
        for waiting_session, answer in self._waiting.values():
            if waiting_session == session and not answer.done():
                answer.set_exception(ConnectionError())

    async def _close(self) -> None:
        await self._socket.close()
        await self._client.close()
        await asyncio.wait([self._reader])


async def _client() -> aiohttp.ClientSession:
    # It is made inside the loop that it will use.
    return aiohttp.ClientSession()
