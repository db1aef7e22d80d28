"""The daemon: one for each user and home, the only writer of the store and the only holder of its key.

``python -m companion.daemon --home DIR`` listens on two sockets: one for browsers (through their relays), one for the
command line. It imports the dashboard and the keyring only when they are first needed.
"""

import argparse
import asyncio
import ctypes
import fcntl
import logging
import os
import resource
import signal
import socket
import struct
import sys
from asyncio import StreamReader, StreamWriter
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion import __version__
from companion.control import ControlEnvelope, ControlReply
from companion.control_desk import ControlDesk
from companion.desk import Desk, Visitor
from companion.errors import MeumError, Refused
from companion.frames import message_id, parse, read_frame, write_frame
from companion.keeper import Keeper
from companion.keyrings import SystemKeyring
from companion.paths import browser_socket, control_socket, private_folder
from companion.protocol import AnswerEnvelope, AskEnvelope, Challenge, Refusal, Tell
from companion.wire import MAX_IN, PROTOCOL

if TYPE_CHECKING:
    from companion.dashboard import Dashboard

log = logging.getLogger("meum")
PR_SET_DUMPABLE: Final = 4
MAX_WAITING: Final = 1 << 22
"""Bytes that may wait for a browser that does not read (the patterns of 600 values are 2.5 MB); then it is cut off."""
TOO_MUCH: Final = Refusal("not-fillable", "There is more in this form than fits into one message.")


class Daemon:
    """The daemon of one home; `run` serves until it is stopped."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.keeper = Keeper(home, SystemKeyring())
        self.desk = Desk(self.keeper, self.dashboard)
        self._stopped = asyncio.Event()
        self.control = ControlDesk(self.desk, self.dashboard, self._stopped.set)
        self._dashboard: Dashboard | None = None

    async def run(self) -> None:
        """Listen on both sockets until stopped by a signal or by the command line."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(name, self._stopped.set)
        self.keeper.unlock_by_keyring()
        paths = browser_socket(self.home), control_socket(self.home)
        servers = [
            await _listen(path, serve)
            for path, serve in zip(paths, (self.serve_browser, self.serve_control), strict=True)
        ]
        await asyncio.to_thread(self.desk.warm_up)
        keeping_up = asyncio.create_task(self._keep_up())
        await self._stopped.wait()
        keeping_up.cancel()
        for server in servers:
            server.close()
        self.desk.lock()
        if self._dashboard:
            await self._dashboard.close()
        for path in paths:
            _remove(path)

    async def serve_browser(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one browser connection; knows streams only."""

        def tell(message: Tell) -> None:
            if writer.transport.get_write_buffer_size() > MAX_WAITING:
                writer.transport.abort()
            else:
                write_frame(writer, AnswerEnvelope(message))

        visitor = Visitor(tell)
        self.desk.joined(visitor)
        try:
            tell(Challenge(b64encode(visitor.nonce).decode(), PROTOCOL, __version__))
            while (payload := await read_frame(reader, MAX_IN)) is not None:
                answer = await self._browser_answer(visitor, payload)
                try:
                    write_frame(writer, answer)
                except Refused:
                    write_frame(writer, AnswerEnvelope(TOO_MUCH, re=answer.re))
                await writer.drain()
        finally:
            self.desk.left(visitor)

    async def serve_control(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one connection of the command line."""
        while (payload := await read_frame(reader, MAX_IN)) is not None:
            try:
                envelope = parse(payload, ControlEnvelope)
                reply = ControlReply(await self.control.answer(envelope.body), envelope.id)
            except Refused as refused:
                reply = ControlReply(Refusal(refused.code, refused.text), message_id(payload) or 0)
            # The command line is ours and reads whatever there is; the limit is for browsers.
            write_frame(writer, reply, limit=1 << 26)
            await writer.drain()

    async def dashboard(self, path: str) -> str:
        """Start the dashboard when it is not running, and make a one-time URL for one of its paths."""
        # Imported here: aiohttp and jinja2 take as long as all the rest of the daemon, and are seldom needed.
        from companion.dashboard import Dashboard  # noqa: PLC0415

        if self._dashboard is None:
            self._dashboard = Dashboard(self.keeper)
        return await self._dashboard.url(path)

    async def _keep_up(self) -> None:
        while True:
            try:
                await self.desk.keep_up()
            except Exception as error:  # noqa: BLE001 - the next change is another try; no value is in a type's name
                log.error("handing out failed: %s", type(error).__name__)  # noqa: TRY400

    async def _browser_answer(self, visitor: Visitor, payload: bytes) -> AnswerEnvelope:
        try:
            envelope = parse(payload, AskEnvelope)
        except Refused as refused:
            return AnswerEnvelope(Refusal(refused.code, refused.text), re=message_id(payload))
        try:
            return AnswerEnvelope(await self.desk.answer(visitor, envelope.body), re=envelope.id)
        except Exception as error:  # noqa: BLE001 - one broken answer must not end the daemon; no value is in a type's name
            log.error("%s failed: %s", type(envelope.body).__name__, type(error).__name__)  # noqa: TRY400
            return AnswerEnvelope(
                Refusal("internal", "The companion failed at this; its log says where."), re=envelope.id
            )


async def _listen(path: str, serve: Callable[[StreamReader, StreamWriter], Awaitable[None]]) -> asyncio.Server:
    async def guarded(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            if _peer(writer) == os.getuid():
                await serve(reader, writer)
        except (Refused, ConnectionError, asyncio.CancelledError):
            pass  # a broken frame, a peer that went away, or the end of the daemon: this connection is over
        except Exception as error:  # noqa: BLE001 - only its type is told, as a text might hold a value
            log.error("a connection failed: %s", type(error).__name__)  # noqa: TRY400
        finally:
            writer.close()

    return await asyncio.start_unix_server(guarded, sock=_bound(path), limit=MAX_IN)


def _bound(path: str) -> socket.socket:
    _remove(path)  # of a daemon that was killed: we hold the lock, so nobody listens there
    address = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    address.bind(path)
    Path(path).chmod(0o600)  # the umask leaves 0700
    return address


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def _peer(writer: StreamWriter) -> int:
    """Ask the kernel who is on the other end: a user id."""
    connection: socket.socket = writer.get_extra_info("socket")
    if sys.platform == "linux":
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[1])
    return os.getuid()  # elsewhere the private folder alone keeps others out


def _harden() -> None:
    """Let nothing of the process leave it: private files, no core dumps, no reading by others of the same user."""
    os.chdir("/")
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def main() -> int:
    """Run the daemon of a home; 0 at its end, also when another one is there already."""
    arguments = argparse.ArgumentParser(prog="meum-daemon")
    arguments.add_argument("--home", type=Path, required=True)
    home: Path = arguments.parse_args().home.absolute()
    _harden()
    private_folder(str(home))
    logging.basicConfig(filename=home / "daemon.log", format="%(asctime)s %(levelname)s %(message)s")
    with (home / "daemon.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return 0
        try:
            asyncio.run(_run(home))
        except MeumError as error:
            log.error("%s", error)  # noqa: TRY400 - its text is written for people and holds no value
            return 1
    return 0


async def _run(home: Path) -> None:
    await Daemon(home).run()


if __name__ == "__main__":
    sys.exit(main())
