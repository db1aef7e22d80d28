"""The memory of the processes that Meum runs in."""

import subprocess
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from tests.browsers import Browser

EXTENSION: Final = {"chromium": "--extension-process", "firefox": "WebExtensions"}
"""What tells the process of a browser's extensions: an argument of Chromium's, the name of Firefox's."""
MIB: Final = 1024


class Process(NamedTuple):
    """One line of ps."""

    pid: int
    parent: int
    kib: int
    name: str
    command: str


def resident(browser: Browser, home: str) -> dict[str, int]:
    """Resident MiB of a home's daemon, of the relay, of the extension's process and of the browser's first one."""
    processes = _running()
    own = _below(browser.pid, processes)
    mark = EXTENSION[browser.name]
    daemons = (one for one in processes.values() if "-m companion.daemon " in one.command and home in one.command)
    return {
        "daemon": _mib(daemons),
        "relay": _mib(one for one in own if "-m companion.relay " in one.command),
        "extension": _mib(one for one in own if mark in (one.name, *one.command.split())),
        "main": _mib([processes[browser.pid]]),
    }


def _running() -> dict[int, Process]:
    fields = "pid=,ppid=,rss=,comm="
    names = _listed(fields)
    commands = {int(pid): command for pid, command in _listed("pid=,args=")}
    found = {}
    for pid, rest in names:
        parent, kib, name = rest.split(maxsplit=2)
        found[int(pid)] = Process(int(pid), int(parent), int(kib), name, commands.get(int(pid), ""))
    return found


def _listed(fields: str) -> list[tuple[str, str]]:
    done = subprocess.run(["ps", "-axwwo", fields], capture_output=True, check=True, encoding="utf-8", errors="replace")
    rows = (line.split(maxsplit=1) for line in done.stdout.splitlines())
    return [(row[0], row[1]) for row in rows if len(row) > 1]


def _below(root: int, processes: Mapping[int, Process]) -> list[Process]:
    found, todo = [], [root]
    while todo:
        parent = todo.pop()
        children = [one for one in processes.values() if one.parent == parent]
        found += children
        todo += [one.pid for one in children]
    return found


def _mib(processes: Iterable[Process]) -> int:
    return sum(one.kib for one in processes) // MIB
