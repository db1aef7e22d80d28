"""The memory of the processes that Meum runs in."""

import subprocess
from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.browsers import Browser

EXTENSION: Final = {"chromium": "--extension-process", "firefox": "WebExtensions"}
"""What tells the process of a browser's extensions: an argument of Chromium's, the name of Firefox's."""
PAGES: Final = {"chromium": "--type=renderer", "firefox": "Isolated Web Co"}
"""What tells the processes of a browser's pages."""
KIB: Final = 1024
SHARE: Final = 0.1
SLACK_MIB: Final = 8
JUDGED: Final = ("extension", "background heap", "relay", "daemon")
"""Whose memory is to be level. The browser's own processes, and its pages', come and go as they like."""


class Process(NamedTuple):
    """One line of ps."""

    pid: int
    parent: int
    kib: int
    name: str
    command: str


def resident(browser: Browser, home: str) -> dict[str, int]:
    """Resident MiB of a home's daemon, of the relay, of the extension's process and of the browser's others."""
    return {part: sum(one.kib for one in found) // KIB for part, found in _parts(browser, home).items()}


def held(browser: Browser, home: str) -> dict[str, int]:
    """The same, and the MiB that the heaps of the extension's background and of the newest tab hold."""
    heaps = {f"{part} heap": size // KIB**2 for part, size in browser.heaps().items()}
    return resident(browser, home) | heaps


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Say in sentences whose memory is not at the level of before: neither within 10 % nor within 8 MiB."""
    return [
        f"{part} holds {after[part]} MiB, and held {before[part]}"
        for part in JUDGED
        if after[part] > before[part] + max(SLACK_MIB, SHARE * before[part])
    ]


def pids(browser: Browser, home: str) -> dict[str, set[int]]:
    """The numbers of the same processes."""
    return {part: {one.pid for one in found} for part, found in _parts(browser, home).items()}


def _parts(browser: Browser, home: str) -> dict[str, list[Process]]:
    processes = _running()
    own = _below(browser.pid, processes)
    extension = [one for one in own if _has(one, EXTENSION[browser.name])]
    daemons = (one for one in processes.values() if "-m companion.daemon " in one.command)
    return {
        "daemon": [one for one in daemons if home in one.command],
        "relay": [one for one in own if "-m companion.relay " in one.command],
        "extension": extension,
        "pages": [one for one in own if _has(one, PAGES[browser.name]) and one not in extension],
        "main": [one for one in processes.values() if one.pid == browser.pid],
    }


def _has(process: Process, mark: str) -> bool:
    return mark in (process.name, *process.command.split())


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
