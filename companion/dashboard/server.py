"""The dashboard's server: it starts when somebody wants to look, and stops when nobody looks any more."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from typing import Final

from aiohttp import web

from companion.dashboard.routes import make_app
from companion.dashboard.sessions import Destination, Sessions
from companion.errors import BadOrigin, Refused
from companion.keeper import Keeper
from companion.sites import registrable

ADDRESS: Final = "127.0.0.1"
SWEEP_S: Final = 10.0
_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


class Dashboard:
    """Shows the log of the vault that `keeper` keeps; `clock` tells seconds that never run backwards."""

    def __init__(self, keeper: Keeper, clock: Callable[[], float] = time.monotonic) -> None:
        self._keeper = keeper
        self._sessions = Sessions(clock)
        self._runner: web.AppRunner | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()

    async def url(self, path: str) -> str:
        """Make a one-time URL for a page, starting the server when it does not run.

        Args:
            path: "" for the start, "site/<site>", or "disclosure/<uuid>".

        Raises:
            Refused: "locked", "no-vault", or "bad-value" for any other path.
        """
        destination = _destination(path)
        async with self._changing:
            log = self._keeper.open().log
            runner = self._runner or await self._start()
            code = self._sessions.code(destination, log)
            return f"http://{ADDRESS}:{runner.addresses[0][1]}/open/{code}"

    async def sweep(self) -> None:
        """Forget codes and sessions that have ended, and stop the server when none is left."""
        async with self._changing:
            if not self._sessions.sweep():
                await self._stop()

    async def close(self) -> None:
        """End all sessions and stop the server."""
        async with self._changing:
            if self._sweeper:
                self._sweeper.cancel()
            self._sessions.clear()
            await self._stop()

    async def _start(self) -> web.AppRunner:
        # aiohttp logs what it cannot parse, which may be a code or a token: its logger has nowhere to write to.
        silent = logging.Logger("aiohttp")  # noqa: LOG001 - not a registered one, so it has no parent either
        silent.addHandler(logging.NullHandler())
        app = make_app(self._keeper, self._sessions)
        runner = web.AppRunner(app, access_log=None, logger=silent, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, ADDRESS, 0).start()
        self._runner = runner
        self._sweeper = asyncio.create_task(self._sweep_until_stopped())
        return runner

    async def _stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    async def _sweep_until_stopped(self) -> None:
        while self._runner:
            await asyncio.sleep(SWEEP_S)
            await self.sweep()


def _destination(path: str) -> Destination:
    page, _, about = path.partition("/")
    if not path or (page == "disclosure" and _UUID.fullmatch(about)):
        return Destination(page, about)
    if page == "site":
        try:
            return Destination(page, registrable(about))
        except BadOrigin:
            pass
    raise Refused("bad-value", "The dashboard has no such page.")
