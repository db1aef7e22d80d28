"""The real relay, and between it and the browser malformed patterns: run as ``-m tests.house.noisy_relay --home DIR``.

How many frames of them are sent, each between two of the companion's own, is read from the file `noise` in the home,
which is deleted when they are on the wire.
"""

import base64
import json
import os
import random
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, Final

LENGTH: Final = struct.Struct("=I")
PRIME: Final = 17592186044399
POLL_S: Final = 0.05
GENERATION: Final = 10**9
"""Beyond all that the companion counts to."""


class Wire:
    """The way to the browser: whole frames only."""

    def __init__(self, wire: int) -> None:
        self._wire = wire
        self._turn = threading.Lock()

    def send(self, payload: bytes) -> None:
        """Send one frame."""
        view = memoryview(LENGTH.pack(len(payload)) + payload)
        with self._turn:
            while view:
                view = view[os.write(self._wire, view) :]


def main() -> int:
    """Pump until the relay ends; returns its exit status."""
    wire = Wire(os.dup(1))
    command = [sys.executable, "-I", "-m", "companion.relay", *sys.argv[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as relay:
        order = Path(sys.argv[sys.argv.index("--home") + 1]) / "noise"
        threading.Thread(target=_make_noise, args=(order, wire), daemon=True).start()
        if relay.stdout:
            while head := relay.stdout.read(LENGTH.size):
                wire.send(_read(relay.stdout, head))
    return relay.returncode


def _read(stream: IO[bytes], head: bytes) -> bytes:
    (size,) = LENGTH.unpack(head)
    return stream.read(size)


def _make_noise(order: Path, wire: Wire) -> None:
    rng = random.Random(8)  # noqa: S311 - the same noise each time
    while True:
        time.sleep(POLL_S)
        if not order.exists():
            continue
        for number in range(int(order.read_text("utf-8"))):
            wire.send(json.dumps({"body": bent(rng, GENERATION + number)}).encode())
        order.unlink()


def bent(rng: random.Random, generation: int) -> dict[str, Any]:
    """Make a page of patterns of which something is wrong: its records, its lists, its numbers, or all there is."""
    page: dict[str, Any] = {
        "type": "patterns",
        "generation": generation,
        "page": 0,
        "pages": 1,
        "prime": PRIME,
        "values": [{"item": "noise", "version": 1, "kind": "email", "guard": None}],
        "chains": ["plain"],
        "keys": [{"kind": "email", "names": ["mail"]}],
        "table": base64.b64encode(rng.randbytes(rng.randrange(4000))).decode(),
    }
    wrong: dict[str, list[Any]] = {
        "prime": [0, -1, 1e300, None, "7"],
        "values": [[], None, [None], {}],
        "chains": [[], None, [7]],
        "keys": [[], None, [{}], [{"kind": "email", "names": None}]],
        "table": ["", "*", None, 7, 2000 * "A", "é"],
        "pages": [0, -1, None],
    }
    if rng.random() < 0.5:
        name = rng.choice(list(wrong))
        page[name] = rng.choice(wrong[name])
    if rng.random() < 0.05:
        del page[rng.choice([name for name in page if name != "type"])]
    return page


if __name__ == "__main__":
    sys.exit(main())
