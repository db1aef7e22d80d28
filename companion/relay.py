"""The process that a browser starts for its native port: pumps bytes between the browser and the daemon.

Standard library only, as it starts with every browser. The frames on both sides are the same, so it reads none of
them: it starts the daemon when its socket is absent, and ends when either side does.
"""

import argparse
import os
import socket
import sys
import threading
import time

from companion.paths import browser_socket

PATIENCE_S = 15.0
"""How long a daemon may take to listen; its imports take up to 1.6 s when file caches are cold."""
RESTART_S = 5.0
"""After this long without an answer the daemon is started again: the first may have met one that was just dying."""
CHUNK = 1 << 16


def main() -> int:
    """Pump until the browser or the daemon goes away; 0 then, 1 when no daemon answers."""
    # A stray print must not corrupt the wire: fd 1 becomes stderr, the wire keeps a private descriptor.
    wire = os.dup(1)
    os.dup2(2, 1)
    arguments = argparse.ArgumentParser(prog="meum-relay")
    arguments.add_argument("--home", required=True)
    home = arguments.parse_known_args()[0].home  # the browser appends its own arguments
    daemon = connect(home)
    if daemon is None:
        sys.stderr.write("Meum's companion does not answer; `meum doctor` says why.\n")
        return 1
    threading.Thread(target=_pump_in, args=(0, daemon), daemon=True).start()
    _pump_out(daemon, wire)
    return 0


def connect(home: str) -> socket.socket | None:
    """Connect to the daemon of `home`, starting it when nobody listens; None when it does not come up."""
    deadline = time.monotonic() + PATIENCE_S
    next_start = 0.0
    while time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(browser_socket(home))
        except OSError:
            connection.close()
        else:
            return connection
        if time.monotonic() >= next_start:
            start_daemon(home)
            next_start = time.monotonic() + RESTART_S
        time.sleep(0.01)
    return None


def start_daemon(home: str) -> None:
    """Start a daemon that outlives this process; a second one sees the first one's lock and ends by itself."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    command = [sys.executable, "-I", "-m", "companion.daemon", "--home", home]
    streams = [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in (0, 1, 2)]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=streams, setsid=True)
    os.close(nowhere)


def _pump_in(browser: int, daemon: socket.socket) -> None:
    try:
        while chunk := os.read(browser, CHUNK):
            daemon.sendall(chunk)
        daemon.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other direction ends, too, and with it the process


def _pump_out(daemon: socket.socket, wire: int) -> None:
    try:
        while chunk := daemon.recv(CHUNK):
            view = memoryview(chunk)
            while view:
                view = view[os.write(wire, view) :]
    except OSError:
        pass


if __name__ == "__main__":
    # Not sys.exit: a thread may still wait for the browser's next byte.
    os._exit(main())
