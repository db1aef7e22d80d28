import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import pytest

from companion.client import Client
from companion.control import Created, CreateVault, Pair, Status, StatusReport, Stop
from companion.paths import browser_socket
from companion.protocol import Done, OpenDashboard
from companion.wire import MAX_IN
from tests.builders import CANARY, BrowserKey, Wire, framed, until

FROM_BROWSER: Final = ["chrome-extension://abc/", "--parent-window=7"]
"""What browsers append to the command line."""
PATIENT_S: Final = 60
"""How long a process may take to end before the test is given up."""
STRAY: Final = """
import os, subprocess, sys
from companion import relay

def connect(home, plain=relay.connect):
    print("stray canary-7f3a", flush=True)
    os.write(1, b"stray canary-7f3a")
    subprocess.run(["echo", "stray canary-7f3a"])
    return plain(home)

relay.connect = connect
os._exit(relay.main())
"""
"""A relay in which something prints, as a library might."""
IN_VAIN: Final = """
from companion import relay
relay.PATIENCE_S, relay.start_daemon = 0.1, lambda home: None
raise SystemExit(relay.main())
"""
"""A relay whose daemon does not come up."""


class Relay:
    """A relay as a browser starts it, with the browser's end of its pipes."""

    def __init__(self, home: Path, *how: str) -> None:
        command = [sys.executable, "-I", *(how or ("-m", "companion.relay")), "--home", str(home), *FROM_BROWSER]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd="/")
        assert self.process.stdin
        assert self.process.stdout
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        self.wire = Wire(self.stdout, self.stdin)  # type: ignore[arg-type]

    def ended(self) -> int:
        """The exit code, once it has ended by itself."""
        return self.process.wait(PATIENT_S)

    def kill(self) -> None:
        """End it, in whatever state it and its pipes are."""
        self.process.kill()
        with suppress(BrokenPipeError), self.process:
            pass


def daemons_of(home: Path) -> list[str]:
    """The processes that are, or are about to be, a daemon of `home`; none where the system does not tell."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            found += [path.parent.name] if {b"companion.daemon", os.fsencode(home)} <= {*words} else []
    return found


@contextmanager
def relays(home: Path, count: int = 1, *how: str) -> Iterator[list[Relay]]:
    """Relays that are started at the same time, and ended at last, with the daemon that they may have started."""
    started = [Relay(home, *how) for _ in range(count)]
    try:
        yield started
    finally:
        for relay in started:
            relay.kill()
        until(lambda: len(daemons_of(home)) <= 1)  # the others are about to find that there is one already
        with Client(home) as client:
            until(lambda: client.running() or not daemons_of(home))
            if client.running():
                client.ask(Stop(), Done)
                client.wait_for_end()


@pytest.fixture
def home(home: Path) -> Path:
    """The test's home, made: `meum install` has done so before a browser starts a relay."""
    home.mkdir(mode=0o700)
    return home


@contextmanager
def standing_in(home: Path) -> Iterator[tuple[socket.socket, Relay]]:
    """A relay, and the socket of what stands where its daemon would be."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(browser_socket(home))
        server.listen()
        server.settimeout(PATIENT_S)
        with relays(home) as (relay,):
            daemon, _ = server.accept()
            server.close()
            with daemon:
                daemon.settimeout(PATIENT_S)
                yield daemon, relay


def test_it_starts_the_daemon_and_reaches_the_vault(home: Path, passphrase: str) -> None:
    """A browser needs nothing but the relay: the daemon comes up, and questions are answered over the pipes."""
    with relays(home) as (relay,), Client(home) as client:
        challenge = relay.wire.receive()["body"]
        assert "challenge" == challenge["type"]
        assert client.running()
        client.ask(CreateVault(passphrase), Created)
    with relays(home) as (relay,), Client(home) as client:
        assert "locked" == relay.wire.greet(BrowserKey())["state"]


def test_browsers_share_one_daemon(home: Path, passphrase: str) -> None:
    """Relays that start in the same moment start one daemon, and each has its own connection to it."""
    with relays(home, 4) as started, Client(home) as client:
        keys = [BrowserKey() for _ in started]
        states = [relay.wire.greet(key)["state"] for relay, key in zip(started, keys, strict=True)]
        assert ["no-vault"] * 4 == states
        assert 4 == client.ask(Status(), StatusReport).connections
        until(lambda: len(daemons_of(home)) <= 1)
        client.ask(CreateVault(passphrase), Created)
        codes = [relay.wire.receive()["body"]["code"] for relay in started]
        client.ask(Pair(codes[2]), Done)
        assert ["pending", "pending", "ready", "pending"] == [
            relay.wire.receive()["body"]["state"] for relay in started
        ]


def test_a_stray_print_does_not_reach_the_wire(home: Path) -> None:
    """What a library, or a program that it starts, writes to standard output goes elsewhere; the frames stay whole."""
    with relays(home, 1, "-c", STRAY) as (relay,):
        assert "no-vault" == relay.wire.greet(BrowserKey())["state"]
        relay.stdin.close()
        assert b"" == relay.stdout.read()
        assert relay.process.stderr
        assert 3 == relay.process.stderr.read().count(CANARY.encode())


def test_bytes_pass_as_they_are(home: Path) -> None:
    """The longest frames, and bytes that are none, pass both ways unchanged: the relay judges nothing."""
    everything = bytes(range(256)) * (MAX_IN // 256)
    sent = framed(everything) + b"\r\n\x1a\0 no frame"
    with standing_in(home) as (daemon, relay):
        writing = threading.Thread(target=lambda: (relay.stdin.write(sent), relay.stdin.flush()))
        writing.start()
        received = bytearray()
        while len(received) < len(sent):
            received += daemon.recv(1 << 16)
        writing.join()
        assert sent == received
        answering = threading.Thread(target=daemon.sendall, args=[sent])
        answering.start()
        assert sent == relay.stdout.read(len(sent))
        answering.join()


def test_it_ends_with_the_browser(home: Path) -> None:
    """When the browser closes its end the relay is gone, also in the middle of a frame, and the daemon hears of it."""
    for torn in (b"", b"\x10\0\0\0half"):
        with relays(home, 2) as (relay, other), Client(home) as client:
            relay.wire.receive()
            other.wire.receive()
            relay.stdin.write(torn)
            relay.stdin.close()
            assert 0 == relay.ended()
            until(lambda: client.ask(Status(), StatusReport).connections == 1)
            assert "not-paired" == other.wire.ask(OpenDashboard())["code"]


def test_it_ends_when_the_browser_stops_reading(home: Path) -> None:
    """A browser that was killed reads no more: the relay ends without a word."""
    with standing_in(home) as (daemon, relay):
        relay.stdout.close()
        daemon.sendall(framed(b"{}"))
        assert 0 == relay.ended()
        assert relay.process.stderr
        assert b"" == relay.process.stderr.read()


def test_it_ends_with_the_daemon(home: Path) -> None:
    """When the daemon is gone the relay ends, so that the browser knows, though the browser's end is open."""
    with relays(home) as (relay,), Client(home) as client:
        relay.wire.receive()
        client.ask(Stop(), Done)
        assert 0 == relay.ended()
    with standing_in(home) as (daemon, relay):
        daemon.sendall(framed(b'{"body":1}'))
        daemon.close()
        assert [{"body": 1}] == list(relay.wire.frames())
        assert 0 == relay.ended()


def test_a_daemon_that_does_not_come_up_is_told(home: Path) -> None:
    """When nobody answers the relay ends with a sentence that says what to do, and writes nothing to the wire."""
    with relays(home, 1, "-c", IN_VAIN) as (relay,):
        assert 1 == relay.ended()
        assert relay.process.stderr
        assert b"meum doctor" in relay.process.stderr.read()
        assert b"" == relay.stdout.read()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_daemon_is_nobodys_child(home: Path) -> None:
    """The daemon has a session of its own and none of the relay's pipes, so that it outlives every browser."""
    with relays(home) as (relay,), Client(home):
        relay.wire.receive()
        (child,) = daemons_of(home)
        assert int(child) == os.getsid(int(child))
        assert {os.devnull} == {str(Path(f"/proc/{child}/fd/{number}").readlink()) for number in (0, 1, 2)}
        relay.kill()
        with Client(home) as client:
            assert "no-vault" == client.ask(Status(), StatusReport).vault


def test_it_imports_next_to_nothing() -> None:
    """The relay starts with every browser: it imports the standard library and `companion.paths`, and nothing more."""
    script = "import sys; before = set(sys.modules); import companion.relay; print(*sorted(set(sys.modules) - before))"
    command = [sys.executable, "-I", "-c", script]
    modules = subprocess.run(command, cwd="/", capture_output=True, check=True, text=True).stdout.split()
    own = [name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names]
    assert ["companion", "companion.paths", "companion.relay"] == own
    assert not {"asyncio", "json", "pathlib", "subprocess", "typing", "ssl", "logging"} & set(modules)


def test_frames_are_the_same_on_both_sides() -> None:
    """A frame of the browser is a frame of the daemon: four bytes in native order, then the text."""
    assert len(b"{}").to_bytes(4, sys.byteorder) + b"{}" == framed(msgspec.json.encode({}))
