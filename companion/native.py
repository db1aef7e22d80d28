"""Native messaging: which browsers a person has, and where each of them looks for the manifests of native hosts.

The folders are those that browsers document and that native hosts in wide use write to; user level, Linux and macOS.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from companion.errors import MeumError

Family = Literal["chromium", "firefox"]


class UnknownSystem(MeumError):  # noqa: N818 - the product's word
    """A system that Meum does not run on so far."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a person's files lie: `home` is theirs, `config` is where browsers keep profiles."""

    system: Literal["linux", "darwin"]
    home: Path
    config: Path

    @classmethod
    def here(cls) -> Self:
        """Those of the person who runs this.

        Raises:
            UnknownSystem: not on Linux or macOS.
        """
        home = Path.home()
        if sys.platform == "linux":
            config = os.environ.get("XDG_CONFIG_HOME", "")
            return cls("linux", home, Path(config) if os.path.isabs(config) else home / ".config")  # noqa: PTH117
        if sys.platform == "darwin":
            return cls("darwin", home, home / "Library/Application Support")
        raise UnknownSystem("Meum installs itself on Linux and macOS only, so far.")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser: its own folders, where it looks for manifests, its programs, and where a sandboxed one keeps house."""

    name: str
    family: Family
    folders: tuple[Path, ...]
    hosts: tuple[Path, ...]
    programs: tuple[str, ...]
    sandboxes: tuple[Path, ...] = ()

    def found(self) -> bool:
        """Say whether the person has it: by its program, or by a folder that holds more than manifests."""
        if any(_exists(program) for program in self.programs):
            return True
        manifests = {hosts.name for hosts in self.hosts}
        return any(
            {entry.name for entry in folder.iterdir()} != manifests for folder in self.folders if folder.is_dir()
        )


@dataclass(frozen=True, slots=True)
class _Chromium:
    name: str
    linux: str
    macos: str
    programs: tuple[str, ...]
    app: str
    sandboxes: tuple[str, ...]


_CHROMIUMS: Final = (
    _Chromium(
        "Chrome",
        "google-chrome",
        "Google/Chrome",
        ("google-chrome", "google-chrome-stable"),
        "Google Chrome",
        (".var/app/com.google.Chrome",),
    ),
    _Chromium(
        "Chromium",
        "chromium",
        "Chromium",
        ("chromium", "chromium-browser"),
        "Chromium",
        (".var/app/org.chromium.Chromium", "snap/chromium"),
    ),
    _Chromium(
        "Brave",
        "BraveSoftware/Brave-Browser",
        "BraveSoftware/Brave-Browser",
        ("brave-browser", "brave"),
        "Brave Browser",
        (".var/app/com.brave.Browser", "snap/brave"),
    ),
    _Chromium(
        "Edge",
        "microsoft-edge",
        "Microsoft Edge",
        ("microsoft-edge", "microsoft-edge-stable"),
        "Microsoft Edge",
        (".var/app/com.microsoft.Edge",),
    ),
    _Chromium("Vivaldi", "vivaldi", "Vivaldi", ("vivaldi", "vivaldi-stable"), "Vivaldi", ()),
)
_ALWAYS: Final = ("Chromium", "Firefox")
"""The proxy for sandboxed browsers (org.freedesktop.NativeMessagingProxy) reads their folders on behalf of others."""


def browsers(places: Places) -> list[Browser]:
    """List the browsers that Meum knows."""
    chromiums = [_chromium(row, places) for row in _CHROMIUMS]
    return [*chromiums, *(_firefoxes_on_linux(places) if places.system == "linux" else _firefoxes_on_macos(places))]


def found(places: Places) -> list[Browser]:
    """List the browsers that the person has."""
    return [browser for browser in browsers(places) if browser.found()]


def addressed(places: Places) -> list[Browser]:
    """List the browsers that get a manifest: those found, and those whose folders others read, too."""
    return [browser for browser in browsers(places) if browser.name in _ALWAYS or browser.found()]


def sandboxed(places: Places) -> list[Browser]:
    """List the browsers that live in a sandbox (Flatpak, Snap), out of which they can start no program."""
    return [browser for browser in browsers(places) if any(folder.is_dir() for folder in browser.sandboxes)]


def _chromium(row: _Chromium, places: Places) -> Browser:
    folder = places.config / (row.linux if places.system == "linux" else row.macos)
    hosts = [folder / "NativeMessagingHosts"]
    if places.system == "linux":
        sandboxes = tuple(places.home / path for path in row.sandboxes)
        return Browser(row.name, "chromium", (folder,), tuple(hosts), row.programs, sandboxes)
    if row.name == "Brave":  # on macOS some of its versions read those of Chrome
        hosts.append(places.config / "Google/Chrome/NativeMessagingHosts")
    return Browser(row.name, "chromium", (folder,), tuple(hosts), (f"/Applications/{row.app}.app",))


def _firefoxes_on_linux(places: Places) -> list[Browser]:
    old, new = places.home / ".mozilla", places.config / "mozilla"
    # Profiles live in the new folder since Firefox 147; ESR 153 still looks for manifests in the old one alone.
    hosts = [folder / "native-messaging-hosts" for folder in (old, new) if folder == old or folder.is_dir()]
    wolf = places.home / ".librewolf"
    return [
        Browser(
            "Firefox",
            "firefox",
            (old, new),
            tuple(hosts),
            ("firefox", "firefox-esr", "firefox-devedition"),
            (places.home / ".var/app/org.mozilla.firefox",),
        ),
        Browser(
            "LibreWolf",
            "firefox",
            (wolf,),
            (wolf / "native-messaging-hosts",),
            ("librewolf",),
            (places.home / ".var/app/io.gitlab.librewolf-community",),
        ),
    ]


def _firefoxes_on_macos(places: Places) -> list[Browser]:
    programs = tuple(f"/Applications/{app}.app" for app in ("Firefox", "Firefox Developer Edition"))
    wolf = places.config / "LibreWolf"
    return [
        Browser(
            "Firefox",
            "firefox",
            (places.config / "Firefox",),
            (places.config / "Mozilla/NativeMessagingHosts",),
            programs,
        ),
        Browser("LibreWolf", "firefox", (wolf,), (wolf / "NativeMessagingHosts",), ("/Applications/LibreWolf.app",)),
    ]


def _exists(program: str) -> bool:
    return Path(program).exists() if program.startswith("/") else shutil.which(program) is not None
