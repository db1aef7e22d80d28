import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from companion import client as client_module
from companion.client import Client, DaemonError
from companion.control import ListItems, LockVault, Status, StatusReport, Stop, Table
from companion.errors import Refused
from companion.paths import control_socket
from companion.protocol import Done


@contextmanager
def answering(home: Path, reply: bytes) -> Iterator[None]:
    """Something that listens where the daemon would and gives one answer to the first frame."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(control_socket(home))
    server.listen()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1 << 16)
            connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    with server:
        yield
        thread.join()


def frame(text: bytes) -> bytes:
    """One frame as the daemon writes it."""
    return struct.pack("=I", len(text)) + text


def test_asks_and_is_answered(daemon: Client) -> None:
    """A question gets the answer that belongs to it, as often as one asks."""
    report = daemon.ask(Status(), StatusReport)
    assert ("no-vault", str(daemon.home)) == (report.vault, report.home)
    assert Done() == daemon.ask(LockVault(), Done)


def test_a_refusal_is_raised(daemon: Client) -> None:
    """What the daemon refuses arrives with its code and a sentence for the person."""
    with pytest.raises(Refused) as caught:
        daemon.ask(ListItems(), Table)
    assert "no-vault" == caught.value.code
    assert "meum unlock" in caught.value.text


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_starts_the_daemon_where_none_runs(home: Path) -> None:
    """Whoever asks first starts the daemon, and asking whether it runs does not."""
    with Client(home) as client:
        assert not client.running()
        assert not home.exists()
        assert "no-vault" == client.ask(Status(), StatusReport).vault
        client.ask(Stop(), Done)
        client.wait_for_end()
        assert not client.running()


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_says_why_the_daemon_does_not_start(home: Path) -> None:
    """A daemon that ends at its start is not waited for: its own words are shown, not those of an earlier day."""
    home.mkdir(mode=0o700)
    (home / "daemon.log").write_text("2026-01-01 00:00:00,000 ERROR of an earlier day\n")
    (home / "keyslots.json").write_text("no key slots")
    with Client(home) as client, pytest.raises(DaemonError, match=r"^keyslots\.json is damaged"):
        client.ask(Status(), StatusReport)


def test_says_when_the_daemon_does_not_come_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When patience ends, the person reads which command shows what is wrong."""
    monkeypatch.setattr(client_module, "start_daemon", lambda _home: None)
    monkeypatch.setattr(client_module, "PATIENCE_S", 0.05)
    with Client(home) as client, pytest.raises(DaemonError, match=r"does not start.*-m companion\.daemon --home"):
        client.ask(Status(), StatusReport)


def test_refuses_a_home_that_is_open_to_others(home: Path) -> None:
    """Nothing is started in a folder that other users may read or write."""
    home.mkdir()
    home.chmod(0o770)
    with Client(home) as client, pytest.raises(PermissionError, match="chmod 700"):
        client.ask(Status(), StatusReport)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (b"", "went away"),
        (struct.pack("=I", 100) + b"half of it", "went away"),
        (frame(b"nonsense"), "another version"),
        (frame(b'{"body":{"type":"fromTheFuture"}}'), "another version"),
        (frame(b'{"body":{"type":"done"}}'), "another version"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(home: Path, reply: bytes, why: str) -> None:
    """A daemon that dies or speaks otherwise leads to a sentence that says what to do."""
    home.mkdir(mode=0o700)
    with answering(home, reply), Client(home) as client, pytest.raises(DaemonError, match=why):
        client.ask(Status(), StatusReport)
