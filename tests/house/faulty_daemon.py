"""The real daemon, told to kill itself at a chosen moment: run as ``-m tests.house.faulty_daemon --home DIR``.

The moment's name is read from the file `die-at` in the home, so that everything before goes undisturbed.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from companion import daemon, desk
from companion.desk import Desk, Visitor
from companion.events import Filled
from companion.log import Log
from companion.protocol import FillPlan, Hello, State

MOMENTS: Final = (
    "yes-arrived",
    "row-not-committed",
    "row-committed",
    "plan-sent",
    "report-arrived",
    "report-committed",
)
"""From the person's yes to the committed report of the page."""


def _die_at(moment: str) -> None:
    order = Path(sys.argv[sys.argv.index("--home") + 1]) / "die-at"
    if order.exists() and order.read_text("utf-8") == moment:
        os.kill(os.getpid(), signal.SIGKILL)


def _fail_hello_once() -> None:
    """Let the first greeting after the order fail inside the daemon, as a full disk would."""
    greet = Desk._hello

    def hello(self: Desk, visitor: Visitor, said: Hello) -> State:
        order = Path(sys.argv[sys.argv.index("--home") + 1]) / "die-at"
        if order.exists() and order.read_text("utf-8") == "hello":
            order.unlink()
            raise OSError
        return greet(self, visitor, said)

    setattr(Desk, "_hello", hello)  # noqa: B010 - a method of another class on purpose


def _replace(owner: object, name: str, *, concerns: Callable[..., bool], before: str = "", after: str = "") -> None:
    call = getattr(owner, name)

    def around(*arguments: object, **named: object) -> object:
        concerned = concerns(*arguments)
        if concerned:
            _die_at(before)
        result = call(*arguments, **named)
        if concerned:
            _die_at(after)
        return result

    setattr(owner, name, around)


def _arm() -> None:
    """Put the moments around the functions that they are named for."""
    _fail_hello_once()
    _replace(desk, "accept", before="yes-arrived", concerns=lambda *_: True)
    _replace(
        Log,
        "append",
        before="row-not-committed",
        after="row-committed",
        concerns=lambda _log, entries: entries[0].type == "disclosure",
    )
    _replace(
        daemon, "write_frame", after="plan-sent", concerns=lambda _writer, frame, *_: isinstance(frame.body, FillPlan)
    )
    _replace(
        Desk,
        "_record",
        before="report-arrived",
        after="report-committed",
        concerns=lambda _desk, _visitor, record: any(isinstance(event, Filled) for event in record.events),
    )


if __name__ == "__main__":
    _arm()
    sys.exit(daemon.main())
