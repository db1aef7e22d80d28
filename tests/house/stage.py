"""A stage for the main job: a throw-away home with its own daemon and vault, the practice site, and real browsers.

`scripts/run`, the tests and the benchmarks all play on it. It touches nothing of the person's own.
"""

import os
import secrets
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from companion.client import Answer, Client
from companion.control import (
    AddItem,
    ControlAsk,
    Created,
    CreateVault,
    Pair,
    ReadLog,
    Status,
    StatusReport,
    Stop,
    Table,
    UnlockVault,
    VerifyLog,
)
from companion.errors import MeumError
from companion.protocol import Done
from tests.browsers import Browser, BrowserError, Name, NativeHost, Page, Popup, launch
from tests.practice.site import PracticeSite

T = TypeVar("T")
HOST: Final = "org.meum.companion"
EXTENSION: Final = Path(__file__).resolve().parents[2] / "companion" / "extension"
NO_KEYRING: Final = "keyring.backends.null.Keyring"
PATIENCE_S: Final = 15.0

ADA: Final = {
    "given-name": "Ada",
    "family-name": "Lovelace",
    "name": "Ada Lovelace",
    "email": "ada.lovelace@example.org",
    "tel": "+44 20 7946 0958",
    "bday": "1985-12-10",
    "organization": "Analytical Engines Ltd",
    "street-address": "12 St James's Square",
    "postal-code": "SW1Y 4JH",
    "address-level2": "London",
    "country": "GB",
}
"""A person made up for demonstrations; the telephone number is one of those reserved for drama."""


def made_up_person() -> dict[str, str]:
    """Make a person of random values that occur nowhere else."""
    first, last = _word().title(), _word().title()
    return {
        "given-name": first,
        "family-name": last,
        "name": f"{first} {last}",
        "email": f"{_word()}{secrets.randbelow(10**4)}@{_word()}.example",
        "tel": f"+49 30 {secrets.randbelow(10**9):09}",
        "bday": f"{1940 + secrets.randbelow(60)}-{1 + secrets.randbelow(12):02}-{1 + secrets.randbelow(28):02}",
        "organization": f"{_word().title()} {_word().title()} GmbH",
        "street-address": f"{_word().title()}weg {1 + secrets.randbelow(99)}",
        "postal-code": f"{10000 + secrets.randbelow(89999)}",
        "address-level2": _word().title(),
        "country": "DE",
    }


def _word() -> str:
    return "".join(secrets.choice("bcdfghklmnprstvz") + secrets.choice("aeiou") for _ in range(5))


class Stage:
    """A context manager: a home with a vault that holds `person`, and the practice site at `site`."""

    def __init__(self, person: Mapping[str, str], folder: Path | None = None) -> None:
        self.person = dict(person)
        self.site = PracticeSite()
        self.passphrase = secrets.token_hex(16)
        self._exit: ExitStack[bool | None] = ExitStack()
        if folder is None:
            folder = Path(
                self._exit.enter_context(tempfile.TemporaryDirectory(prefix="meum-", ignore_cleanup_errors=True))
            )
        self.folder = folder
        self.home = folder / "vault"

    def __enter__(self) -> Self:
        with self._exit.pop_all() as entered:
            self._exit = entered
            self._set_up()
            self._exit = entered.pop_all()
        return self

    def _set_up(self) -> None:
        self.home.mkdir(mode=0o700, parents=True)
        self._without_keyring()
        self._launcher = self._write_launcher()
        self.on_exit(self.stop_daemon)
        self.start_daemon()
        self.say(CreateVault(self.passphrase), Created)
        for kind, value in self.person.items():
            self.say(AddItem(kind, value), Done)
        self._exit.enter_context(self.site)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def on_exit(self, call: Callable[[], object]) -> None:
        """Call this when the stage is cleared, before what was set up earlier."""
        self._exit.callback(call)

    # --- the companion ---

    def start_daemon(self) -> None:
        """Start the daemon; nothing to do, as whoever first speaks to it starts it."""

    def say(self, message: ControlAsk, answer: type[Answer]) -> Answer:
        """Say something to the daemon as the command line does, and hand back its answer."""
        with Client(self.home) as client:
            return client.ask(message, answer)

    def unlock(self) -> None:
        """Open the vault again, as the person would in a terminal."""
        self.say(UnlockVault(self.passphrase), Done)

    def tables(self, site: str = "", disclosure: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """Read a part of the log."""
        return self.say(ReadLog(site, disclosure), Table).tables

    def chain(self) -> dict[str, Any]:
        """Verify the log's chain."""
        return self.say(VerifyLog(), Table).tables["chain"][0]

    def status(self) -> StatusReport:
        """Ask how things stand."""
        return self.say(Status(), StatusReport)

    def daemon_pid(self) -> int | None:
        """Find this home's daemon; None when it does not run."""
        return next(iter(_processes("companion.daemon", str(self.home))), None)

    def kill_daemon(self) -> None:
        """End the daemon as a crash does."""
        _kill(_processes("companion.daemon", str(self.home)))

    def kill_relays(self) -> None:
        """End this home's relays as a crash does."""
        _kill(_processes("companion.relay", str(self.home)))

    def stop_daemon(self) -> None:
        """End the daemon in good order."""
        if self.daemon_pid() is not None:
            try:
                self.say(Stop(), Done)
            except (MeumError, OSError):
                self.kill_daemon()
            wait_until(lambda: self.daemon_pid() is None)

    # --- browsers ---

    def browser(self, name: Name, *, headless: bool = True, pair: bool = True) -> Browser:
        """Start a browser with the extension in a new profile, and approve that profile."""
        home = self.folder / f"{name}-{secrets.token_hex(3)}"
        home.mkdir()
        browser = launch(
            name, extension=EXTENSION, home=home, native_host=NativeHost(HOST, self._launcher), headless=headless
        )
        self._exit.enter_context(browser)
        if pair:
            self.pair()
        return browser

    def pair(self) -> None:
        """Approve the profile that waits, as the person does by comparing its code."""
        code = str(wait_until(self._waiting_code))
        self.say(Pair(code), Done)

    def _waiting_code(self) -> str | None:
        return next((profile.code for profile in self.status().profiles if profile.code), None)

    def _without_keyring(self) -> None:
        """Keep this home's key out of the person's own keyring; whoever starts a daemon passes this on to it."""
        before = os.environ.get("PYTHON_KEYRING_BACKEND")
        os.environ["PYTHON_KEYRING_BACKEND"] = NO_KEYRING
        self.on_exit(lambda: _set_variable("PYTHON_KEYRING_BACKEND", before))

    def _write_launcher(self) -> Path:
        launcher = self.folder / "meum-relay"
        command = shlex.join([sys.executable, "-I", "-m", "companion.relay", "--home", str(self.home)])
        keyring = f"PYTHON_KEYRING_BACKEND={NO_KEYRING}"
        launcher.write_text(f'#!/bin/sh\n{keyring} exec {command} "$@"\n', "utf-8")
        launcher.chmod(0o700)
        return launcher


# --- what a person does in the popup ---


def wait_for_offer(popup: Popup) -> None:
    """Wait until the popup shows an offer, and past the half second in which it takes no click."""
    _wait_in(popup, "document.querySelector('[data-accept]')?.dataset.locked === 'false'")


def accept(popup: Popup) -> None:
    """Say yes to the first form that the popup shows, and wait until it says what became of it."""
    wait_for_offer(popup)
    popup.click("[data-accept]")
    _wait_in(popup, "document.querySelector('[data-fill]')?.dataset.fill === 'filled'")


def _wait_in(popup: Popup, script: str) -> None:
    try:
        popup.wait_for(script)
    except BrowserError as error:
        raise BrowserError(f"{error}; the popup says: {popup.evaluate('document.body.innerText')}") from None


def fill_page(browser: Browser, page: Page) -> None:
    """Open the popup on a page and say yes."""
    page.focus()
    popup = browser.open_popup()
    accept(popup)
    popup.close()


def wait_until(ask: Callable[[], T | None], seconds: float = PATIENCE_S) -> T:
    """Ask until the answer is true, and return it.

    Raises:
        TimeoutError: it never was.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.02)
    raise TimeoutError


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _processes(module: str, home: str) -> list[int]:
    listed = subprocess.run(["ps", "-axwwo", "pid=,args="], capture_output=True, check=True, encoding="utf-8").stdout
    rows = (line.split(maxsplit=1) for line in listed.splitlines())
    return [int(row[0]) for row in rows if len(row) > 1 and f"-m {module} " in row[1] and home in row[1]]


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    for pid in pids:
        wait_until(partial(_is_gone, pid))


def _is_gone(pid: int) -> bool:
    """Whether nothing of a process is left but its entry: a first thread may be dead before the others."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
        return state == "Z" and len(list(Path(f"/proc/{pid}/task").iterdir())) <= 1
    except OSError:
        return True
