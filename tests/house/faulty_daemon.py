"""The real daemon, told to kill itself at a chosen moment of a fill: run as ``-m tests.house.faulty_daemon --home DIR``.

The moment's name is read from the file `die-at` in the home, so that everything before goes undisturbed.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from companion import daemon, desk
from companion.desk import Desk
from companion.log import Log
from companion.protocol import FillPlan

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


def _around(before: str, call: Callable[..., Any], after: str, concerns: Callable[..., bool]) -> Callable[..., Any]:
    def around(*arguments: Any, **named: Any) -> Any:
        concerned = concerns(*arguments)
        if concerned:
            _die_at(before)
        result = call(*arguments, **named)
        if concerned:
            _die_at(after)
        return result

    return around


def _sets_up() -> None:
    desk.accept = _around("yes-arrived", desk.accept, "", lambda *_: True)
    Log.append = _around(  # type: ignore[method-assign]
        "row-not-committed", Log.append, "row-committed", lambda _log, entries: entries[0].type == "disclosure"
    )
    daemon.write_frame = _around(
        "", daemon.write_frame, "plan-sent", lambda _writer, frame, *_: isinstance(frame.body, FillPlan)
    )
    Desk._record = _around(  # type: ignore[method-assign]  # noqa: SLF001 - the moment is inside
        "report-arrived",
        Desk._record,  # noqa: SLF001
        "report-committed",
        lambda _desk, _visitor, record: any(type(event).__name__ == "Filled" for event in record.events),
    )


if __name__ == "__main__":
    _sets_up()
    sys.exit(daemon.main())
