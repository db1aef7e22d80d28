import asyncio
import base64
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import pytest

from companion import daemon as daemon_module
from companion.client import Client
from companion.control import (
    AddItem,
    Created,
    CreateVault,
    LockVault,
    Pair,
    ReadLog,
    Status,
    StatusReport,
    Stop,
    Table,
    UnlockVault,
    VerifyLog,
)
from companion.daemon import Daemon
from companion.desk import Desk, Visitor
from companion.errors import Refused
from companion.events import Gap
from companion.paths import browser_socket, control_socket
from companion.protocol import Accept, Done, FormSeen, LineChoice, OpenDashboard, Record, Unlock
from companion.wire import MAX_IN, PROTOCOL
from tests.builders import CANARY, ORIGIN, BrowserKey, Wire, a_document, connected, framed, until, uuid
from tests.fields.forms import a_field, a_form

LINUX: Final = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
FORM: Final = a_form(a_field("First name", required=True), a_field("Last name", required=True), target=ORIGIN)


def command(home: Path) -> list[str]:
    """How a daemon is started."""
    return [sys.executable, "-I", "-m", "companion.daemon", "--home", str(home)]


@contextmanager
def running(home: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Client]]:
    """A daemon of `home` that listens, and the command line's connection to it."""
    with subprocess.Popen(command(home), cwd="/", stderr=subprocess.DEVNULL) as process, Client(home) as client:
        while not client.running():
            assert process.poll() is None, "the daemon ended at its start"
            time.sleep(0.01)
        yield process, client
        process.terminate()


def paired(wire: Wire, client: Client, key: BrowserKey) -> None:
    """Approve a browser by the code that it shows."""
    code = wire.greet(key)["code"]
    client.ask(Pair(code), Done)
    assert "ready" == wire.receive()["body"]["state"]


def connections(client: Client) -> int:
    """How many browsers are connected."""
    return client.ask(Status(), StatusReport).connections


def values_in(folder: Path) -> list[str]:
    """The files below a folder that show the canary, as it is or in a usual encoding."""
    forms = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
    forms += [base64.b64encode(b"x" * shift + CANARY.encode())[4:-4] for shift in range(3)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


# --- one daemon for each home ---


def test_a_second_daemon_leaves_the_first_alone(daemon: Client, home: Path) -> None:
    """Started twice, the second one ends well, and the first goes on serving on the same sockets."""
    sockets = [Path(browser_socket(home)), Path(control_socket(home))]
    before = [path.stat().st_ino for path in sockets]
    second = subprocess.run(command(home), cwd="/", timeout=60, check=False, capture_output=True)
    assert (0, b"", b"") == (second.returncode, second.stdout, second.stderr)
    assert before == [path.stat().st_ino for path in sockets]
    assert "no-vault" == daemon.ask(Status(), StatusReport).vault
    with connected(browser_socket(home)) as wire:
        assert "challenge" == wire.receive()["body"]["type"]


def test_everything_is_private(vault: Client, home: Path) -> None:
    """Folders are 0700; sockets and files are 0600, whatever the shell's umask was."""
    vault.ask(AddItem("tel", CANARY), Done)
    paths = [home, *home.rglob("*"), Path(browser_socket(home)), Path(control_socket(home)).parent]
    assert len(paths) > 6
    for path in paths:
        found = path.stat().st_mode
        assert stat.S_IMODE(found) == (0o700 if stat.S_ISDIR(found) else 0o600), path


def test_a_damaged_home_is_told(home: Path) -> None:
    """A daemon that cannot serve ends with an error, and its log says which file and what to do."""
    home.mkdir(mode=0o700)
    (home / "keyslots.json").write_text(CANARY)
    ended = subprocess.run(command(home), cwd="/", timeout=60, check=False, capture_output=True)
    assert (1, b"") == (ended.returncode, ended.stdout)
    assert "keyslots.json is damaged" in (home / "daemon.log").read_text("utf-8")
    assert CANARY not in (home / "daemon.log").read_text("utf-8")


# --- its end ---


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, "stop"])
def test_it_ends_cleanly(home: Path, passphrase: str, end: signal.Signals | str) -> None:
    """However it is told to end, it hangs up, ends well, and what it kept is there the next time."""
    with running(home) as (process, client), connected(browser_socket(home)) as wire:
        client.ask(CreateVault(passphrase), Created)
        client.ask(AddItem("tel", CANARY), Done)
        paired(wire, client, BrowserKey())
        assert "done" == wire.ask(Record([Gap(uuid(1), 1.0, 2.0, "x")]))["type"]
        if isinstance(end, signal.Signals):
            process.send_signal(end)
        else:
            client.ask(Stop(), Done)
        assert "locked" == list(wire.frames())[-1]["body"]["state"]
        assert 0 == process.wait(60)
    assert "" == (home / "daemon.log").read_text("utf-8")
    with running(home) as (_, client):
        client.ask(UnlockVault(passphrase), Done)
        assert ["x"] == [gap["why"] for gap in client.ask(ReadLog(), Table).tables["gaps"]]
        assert 1 == client.ask(VerifyLog(), Table).tables["chain"][0]["events"]


def test_a_killed_daemon_is_followed_by_another(home: Path, passphrase: str) -> None:
    """What was said to be kept survives a kill, and the sockets that stayed behind hinder nobody."""
    with running(home) as (process, client), connected(browser_socket(home)) as wire:
        client.ask(CreateVault(passphrase), Created)
        paired(wire, client, BrowserKey())
        wire.ask(Record([Gap(uuid(1), 1.0, 2.0, "x")]))
        client.ask(LockVault(), Done)
        wire.ask(Record([Gap(uuid(2), 1.0, 2.0, "y")]))
        process.kill()
        process.wait()
    assert Path(browser_socket(home)).exists()
    with running(home) as (_, client):
        client.ask(UnlockVault(passphrase), Done)
        assert ["y", "x"] == [gap["why"] for gap in client.ask(ReadLog(), Table).tables["gaps"]]


# --- the main job, over the wire ---


def test_the_main_job_leaves_no_trace(home: Path) -> None:
    """From the challenge to the log: the value goes to the approved browser, and shows nowhere else."""
    with running(home) as (process, client), connected(browser_socket(home)) as wire:
        client.ask(CreateVault(f"{CANARY} passphrase"), Created)
        client.ask(AddItem("given-name", CANARY), Done)
        challenge, key = wire.receive()["body"], BrowserKey()
        assert (PROTOCOL, 32) == (challenge["protocol"], len(base64.b64decode(challenge["nonce"])))
        state = wire.ask(key.hello(base64.b64decode(challenge["nonce"])))
        assert "not-paired" == wire.ask(FormSeen(a_document(), FORM))["code"]
        client.ask(Pair(state["code"]), Done)
        offer = wire.ask(FormSeen(a_document(), FORM))
        fill = wire.ask(Accept(offer["offer"], uuid(1), [LineChoice("Last name", "give", text=f"{CANARY} too")]))
        assert [CANARY, f"{CANARY} too"] == [field["text"] for field in fill["fields"]]
        client.ask(LockVault(), Done)
        assert "wrong-passphrase" == wire.ask(Unlock(CANARY))["code"]
        assert "ready" == wire.ask(Unlock(f"{CANARY} passphrase"))["state"]
        rows = client.ask(ReadLog(disclosure=uuid(1)), Table).tables
        assert CANARY not in repr(rows)
        assert ["give", "give"] == [field["outcome"] for field in rows["fields"]]
        assert [] == values_in(home)
        if sys.platform == "linux":
            for name in ("cmdline", "environ"):
                assert CANARY.encode() not in Path(f"/proc/{process.pid}/{name}").read_bytes()
    assert [] == values_in(home)


@LINUX
def test_it_leaves_no_core(home: Path) -> None:
    """A crash writes nothing of the memory to the disk."""
    with running(home) as (process, _):
        limits = Path(f"/proc/{process.pid}/limits").read_text("utf-8")
        assert ["0", "0"] == limits.partition("Max core file size")[2].split()[:2]


# --- hostile connections ---


@pytest.mark.parametrize("path", [browser_socket, control_socket])
@pytest.mark.parametrize("frame", [b"\0\0\0\0", b"\xff\xff\xff\xff", (MAX_IN + 1).to_bytes(4, sys.byteorder) + b"x"])
def test_a_bad_frame_costs_its_connection(
    daemon: Client, home: Path, path: Callable[[Path], str], frame: bytes
) -> None:
    """A length out of bounds ends the connection it came on, and no other."""
    with connected(path(home)) as wire, connected(path(home)) as other:
        wire._writer.write(frame)
        wire._writer.flush()
        assert [] == [found for found in wire.frames() if found["body"]["type"] != "challenge"]
        assert "refusal" == other.ask({"type": CANARY}, 9)["type"]
    assert "no-vault" == daemon.ask(Status(), StatusReport).vault


@pytest.mark.parametrize("path", [browser_socket, control_socket])
def test_bad_messages_are_refused_one_by_one(daemon: Client, home: Path, path: Callable[[Path], str]) -> None:
    """What cannot be read is refused with its id, the connection stays, and nothing of it is in the log."""
    with connected(path(home)) as wire:
        for number, body in enumerate(({"type": CANARY}, CANARY, {CANARY: 1}, None), 1):
            assert "bad-message" == wire.ask(body, number)["code"]  # type: ignore[arg-type]
        wire.send(b"\xff" + CANARY.encode(), b"[" * 60_000, b'{"id": 5, "id": 5, "body": "canary-7f3a"}')
        answers = [wire.receive() for _ in range(3)]
        assert ["bad-frame"] * 3 == [answer["body"]["code"] for answer in answers]
        assert 5 == answers[2]["re"]
        assert CANARY not in repr(answers)
    assert "no-vault" == daemon.ask(Status(), StatusReport).vault
    assert "" == (home / "daemon.log").read_text("utf-8")


def test_who_never_reads_blocks_nobody(daemon: Client, home: Path) -> None:
    """A browser that asks without end and reads no answer is held back; the others are served meanwhile."""
    asked = framed(msgspec.json.encode({"id": 1, "body": OpenDashboard()})) * 1000
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as deaf, connected(browser_socket(home)) as wire:
        deaf.connect(browser_socket(home))
        deaf.settimeout(1)
        sent = 0
        with suppress(TimeoutError):
            while sent < 1 << 23:
                sent += deaf.send(asked)
        assert sent < 1 << 23
        assert "not-paired" == wire.ask(OpenDashboard())["code"]
        assert 2 == connections(daemon)
    until(lambda: connections(daemon) == 0)


def test_who_never_listens_is_hung_up(vault: Client, home: Path) -> None:
    """A browser that does not read what it is told is given up, before what waits for it fills the memory."""
    with connected(browser_socket(home)) as wire:
        paired(wire, vault, BrowserKey())
        offer = wire.ask(FormSeen(a_document(), FORM))["offer"]
        for number in range(1, 11):
            choices = [LineChoice(field.key, "give", text=f"{number}" + "x" * 4000) for field in FORM.fields]
            wire.ask(Accept(offer, uuid(number), choices))
        told = 0
        while connections(vault) == 1:
            vault.ask(AddItem("tel", "+49 30 1"), Done)
            told += 1
            assert told < 5000
        assert told > 5
    vault.ask(LockVault(), Done)


def test_too_long_an_answer_is_a_refusal(vault: Client, home: Path) -> None:
    """A page with hundreds of fields and long labels cannot cut the browser off: it gets no offer, others do."""
    labels = [f"{number} " + "\U0001f40c" * 190 for number in range(400)]
    huge = a_form(*(a_field(label, key=f"k{number}") for number, label in enumerate(labels)), target=ORIGIN)
    with connected(browser_socket(home)) as wire:
        paired(wire, vault, BrowserKey())
        assert "not-fillable" == wire.ask(FormSeen(a_document(), huge))["code"]
        assert "offer" == wire.ask(FormSeen(a_document(), FORM))["type"]


def test_half_a_frame_and_gone(daemon: Client, home: Path) -> None:
    """Browsers that hang up at any point leave nothing behind, and no complaint."""
    whole = framed(msgspec.json.encode({"id": 1, "body": OpenDashboard()}))
    for size in (0, 3, 4, 10, len(whole)):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(browser_socket(home))
            connection.sendall(whole[:size])
    until(lambda: connections(daemon) == 0)
    assert "" == (home / "daemon.log").read_text("utf-8")


def test_another_user_is_not_served(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever the kernel says is another user is hung up on before a word is said."""
    monkeypatch.setattr(daemon_module, "_peer", lambda _writer: os.getuid() + 1)
    home.mkdir(mode=0o700)

    async def visit() -> bytes:
        server = await daemon_module._listen(browser_socket(home), Daemon(home).serve_browser)
        async with server:
            reader, writer = await asyncio.open_unix_connection(browser_socket(home))
            heard = await reader.read()
            writer.close()
        return heard

    assert b"" == asyncio.run(visit())


def test_a_failure_is_told_by_its_type(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When something breaks, browser and log learn where, and nothing of what it was about."""

    async def fail(_desk: Desk, _visitor: Visitor, _ask: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(Desk, "_answer", fail)
    with caplog.at_level(logging.INFO):
        frame = msgspec.json.encode({"id": 7, "body": Unlock(CANARY)})
        answer = asyncio.run(Daemon(home)._browser_answer(Visitor(lambda _: None), frame))
    assert ("internal", 7) == (getattr(answer.body, "code", ""), answer.re)
    assert ["Unlock failed: ValueError"] == caplog.messages
    assert CANARY not in f"{caplog.text}{msgspec.to_builtins(answer)}"


def test_commands_of_the_terminal_are_not_for_browsers(daemon: Client, home: Path) -> None:
    """What only this user's terminal may say is no message on the browsers' socket, and the other way round."""
    with connected(browser_socket(home)) as wire, connected(control_socket(home)) as terminal:
        for message in (CreateVault(CANARY), Status(), Stop(), Pair("123456")):
            assert "bad-message" == wire.ask(message)["code"]
        assert "bad-message" == terminal.ask(OpenDashboard())["code"]
    with pytest.raises(Refused, match="no-vault"):
        daemon.ask(ReadLog(), Table)
