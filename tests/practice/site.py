"""The practice site: a small shop and the others behind it, on 127.0.0.1 and one port, told apart by the Host header.

`shop.localhost` is the shop, `pixels.localhost` a tracker on its sign-up page, `news.localhost` another company that a
newsletter form posts to, `cdn.localhost` serves the stylesheet. Browsers resolve these names to this machine.
Every host takes WebSockets at every path.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Self

from aiohttp import web

from tests.practice.answers import Answer, Answers
from tests.practice.received import Received

__all__ = ["PracticeSite", "Received"]


class PracticeSite:
    """Serves in a thread of its own and keeps everything that it receives.

    Use it as ``with PracticeSite() as site``, ``async with PracticeSite() as site``, or by `start` and `stop`; once.
    """

    _runner: web.ServerRunner

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._answers = Answers(self.port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="practice-site", daemon=True)
        self._received: list[Received] = []
        self._arrival = threading.Condition()

    def url(self, name: str, target: str = "/") -> str:
        """The address of `target` at the host called `name`: "shop", "pixels", "news" or "cdn"."""
        return f"http://{name}.localhost:{self.port}{target}"

    def serve(
        self,
        path: str,
        text: str,
        *,
        name: str = "shop",
        headers: Mapping[str, str] = MappingProxyType({}),
        status: int = 200,
    ) -> str:
        """Answer GET and POST of `path` at the host called `name` with this page from now on; returns its address."""
        self._answers.serve(name, path, text, headers, status)
        return self.url(name, path)

    def mount(self, prefix: str, answer: Answer) -> None:
        """Let `answer` have every request, of any method and host, whose path begins with `prefix`, from now on."""
        self._answers.mount(prefix, answer)

    @property
    def received(self) -> list[Received]:
        """All requests since the start or the last `clear`, in the order in which they were complete."""
        with self._arrival:
            return list(self._received)

    def clear(self) -> None:
        """Forget what was received."""
        with self._arrival:
            self._received.clear()

    def wait_for(self, wanted: Callable[[Received], bool], seconds: float = 5) -> Received:
        """The first received request that is `wanted`, waiting for it if need be. Raises `TimeoutError`."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: any(map(wanted, self._received)), seconds):
                raise TimeoutError
            return next(filter(wanted, self._received))

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def stop(self) -> None:
        """Close all connections and end the thread."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.stop)

    async def _open(self) -> None:
        # Bodies stay as they were sent, and no request line goes to a log.
        server = web.Server(self._answer, auto_decompress=False, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        received = await self._record(request)
        protocols = received.header("sec-websocket-protocol").replace(" ", "").split(",")
        socket = web.WebSocketResponse(protocols=protocols, max_msg_size=0)
        if not socket.can_prepare(request).ok:
            return self._answers.answer(received)
        await socket.prepare(request)
        async for message in socket:
            content = message.data.encode() if isinstance(message.data, str) else message.data
            self._keep(replace(received, at=time.time(), body=content, frame=True))
        return socket

    async def _record(self, request: web.BaseRequest) -> Received:
        """Keep the request, also when its sender breaks off in the middle of the body."""
        at = time.time()
        body = bytearray()
        try:
            async for chunk in request.content.iter_any():
                body += chunk
        finally:
            host = request.headers.get("Host", "").partition(":")[0].lower()
            received = Received(at, request.method, host, request.raw_path, request.raw_headers, bytes(body))
            self._keep(received)
        return received

    def _keep(self, received: Received) -> None:
        with self._arrival:
            self._received.append(received)
            self._arrival.notify_all()
