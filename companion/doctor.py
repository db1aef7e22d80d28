"""The doctor: looks at everything that has to be in order, and says for each what to do about it."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from companion import __version__
from companion.client import Client, DaemonError
from companion.control import Status, StatusReport
from companion.errors import KeyringAbsent
from companion.install import LAUNCHER, UNPACKED, Extension, InstallError, plan
from companion.keyrings import SystemKeyring
from companion.native import Places, addressed, sandboxed
from companion.paths import private_folder, socket_folder


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is in order, and the fact or what to do."""

    what: str
    ok: bool
    text: str


def examine(client: Client, places: Places) -> Iterator[Finding]:
    """Look at everything, in the order in which one thing needs another."""
    yield Finding("Python", ok=True, text=f"{platform.python_version()} at {sys.executable}")
    yield _folder("home", client)
    yield _folder("sockets", client)
    yield from _installed(client, places)
    yield from _sandboxes(places)
    yield _keyring()
    yield from _daemon(client)


def _folder(what: str, client: Client) -> Finding:
    try:
        path = private_folder(client.home) if what == "home" else socket_folder(client.home)
    except OSError as error:
        return Finding(what, ok=False, text=str(error))
    return Finding(what, ok=True, text=path)


def _installed(client: Client, places: Places) -> Iterator[Finding]:
    browsers = addressed(places)
    try:
        planned = plan(client.home, browsers, Extension.read())
    except InstallError as error:
        yield Finding("extension", ok=False, text=str(error))
        return
    in_order = {
        "extension": str(client.home / UNPACKED),
        "launcher": str(client.home / LAUNCHER),
        "manifest": ", ".join(browser.name for browser in browsers),
    }
    for part, text in in_order.items():
        amiss = [file.path for file in planned if file.part == part and not file.stands()]
        if amiss:
            yield Finding(part, ok=False, text=f"{amiss[0]} is missing or of another version: run `meum install`")
        else:
            yield Finding(part, ok=True, text=text)


def _sandboxes(places: Places) -> Iterator[Finding]:
    for browser in sandboxed(places):
        text = "cannot start Meum's relay from its sandbox (Flatpak, Snap): take the package of the system or the maker"
        yield Finding(f"{browser.name} in a sandbox", ok=False, text=text)


def _keyring() -> Finding:
    try:
        SystemKeyring().get("doctor")
    except KeyringAbsent:
        return Finding("keyring", ok=True, text="none on this system: the passphrase opens the vault")
    return Finding("keyring", ok=True, text="there: it opens the vault when you are logged in")


def _daemon(client: Client) -> Iterator[Finding]:
    try:
        report = client.ask(Status(), StatusReport)
    except (DaemonError, OSError) as error:
        yield Finding("companion", ok=False, text=str(error))
        return
    if report.version != __version__:
        text = f"version {report.version} runs, {__version__} is installed: run `meum stop`"
        yield Finding("companion", ok=False, text=text)
    else:
        yield Finding("companion", ok=True, text=f"version {report.version} answers")
    match report.vault:
        case "ready":
            yield Finding("vault", ok=True, text="open")
        case "locked":
            yield Finding("vault", ok=False, text="locked: run `meum unlock`")
        case "no-vault":
            yield Finding("vault", ok=False, text="not there yet: run `meum unlock`")
    waiting = [profile.name for profile in report.profiles if profile.connected and profile.state != "approved"]
    if waiting:
        text = f"{', '.join(waiting)} waits for your approval: run the `meum pair` that its popup shows"
        yield Finding("browsers", ok=False, text=text)
    elif report.connections:
        yield Finding("browsers", ok=True, text=f"{report.connections} connected now")
    else:
        yield Finding("browsers", ok=False, text="none connected: load the extension as `meum install` says")
