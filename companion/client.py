"""The command line's connection to the daemon: one question, one answer, over the control socket."""

import socket
import struct
import sys
import time
from pathlib import Path
from typing import Final, Self, TypeVar

import msgspec

from companion.control import ControlAsk, ControlEnvelope, ControlReply
from companion.errors import MeumError, Refused
from companion.paths import control_socket, private_folder
from companion.protocol import Refusal
from companion.relay import PATIENCE_S, start_daemon
from companion.wire import Message

ANSWER_S: Final = 120.0
"""How long an answer may take: checking a long log is the slowest thing that can be asked."""
_LENGTH: Final = struct.Struct("=I")

Answer = TypeVar("Answer", bound=Message)


class DaemonError(MeumError):
    """The daemon cannot be reached or understood; the text says what to do."""


class Client:
    """A connection to the daemon of `home`, made when something is asked for the first time."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._connection: socket.socket | None = None

    def ask(self, message: ControlAsk, answer: type[Answer]) -> Answer:
        """Ask the daemon, starting it where none runs, and return its answer.

        Raises:
            Refused: what the daemon refused, with its code and text.
            DaemonError: no daemon comes up, or it goes away, or it is of another version.
            OSError: the home folder cannot be used; the text is a sentence for the person.
        """
        connection = self._connection = self._connection or self._connected()
        payload = msgspec.json.encode(ControlEnvelope(message))
        try:
            connection.sendall(_LENGTH.pack(len(payload)) + payload)
            (size,) = _LENGTH.unpack(_received(connection, _LENGTH.size))
            body = msgspec.json.decode(_received(connection, size), type=ControlReply).body
        except OSError:
            self.close()
            raise DaemonError(f"The companion went away before it answered: {self._log} may say why.") from None
        except msgspec.MsgspecError:
            raise DaemonError("The companion that runs is of another version: `meum stop`, then try again.") from None
        if isinstance(body, Refusal):
            raise Refused(body.code, body.text)
        if not isinstance(body, answer):
            raise DaemonError("The companion that runs is of another version: `meum stop`, then try again.")
        return body

    def running(self) -> bool:
        """Say whether a daemon runs, without starting one."""
        self._connection = self._connection or self._reached()
        return self._connection is not None

    def wait_for_end(self) -> None:
        """Wait until the daemon has hung up, as it does when it ends."""
        if self._connection:
            while self._connection.recv(1):
                pass
        self.close()

    def close(self) -> None:
        """Hang up; the daemon goes on."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def _log(self) -> Path:
        return self.home / "daemon.log"

    def _connected(self) -> socket.socket:
        private_folder(self.home)
        if connection := self._reached():
            return connection
        known = self._log.stat().st_size if self._log.exists() else 0
        start_daemon(str(self.home))
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if connection := self._reached():
                return connection
            if complaint := self._complaint(known):
                raise DaemonError(complaint)
            time.sleep(0.02)
        by_hand = f'{sys.executable} -I -m companion.daemon --home "{self.home}"'
        raise DaemonError(f"The companion does not start. This shows why: {by_hand}")

    def _reached(self) -> socket.socket | None:
        if not self.home.is_dir():  # looking for its sockets would make it
            return None
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(ANSWER_S)
        try:
            connection.connect(control_socket(self.home))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        except BaseException:
            connection.close()
            raise
        return connection

    def _complaint(self, known: int) -> str:
        """Read why a daemon that was just started ended: its error in the log's part that is new."""
        if not self._log.exists():
            return ""
        errors = self._log.read_bytes()[known:].decode("utf-8", "replace").split(" ERROR ")
        return errors[-1].strip() if len(errors) > 1 else ""


def _received(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        chunk = connection.recv(min(size - len(received), 1 << 16))
        if not chunk:
            raise ConnectionResetError
        received += chunk
    return bytes(received)
