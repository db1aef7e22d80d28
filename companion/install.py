"""Installing into a person's browsers: what is written where, and taking it away again.

A launcher for the relay, a manifest for each browser that names it, and the built extension, unpacked and as a file.
"""

import base64
import hashlib
import io
import json
import os
import shlex
import shutil
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Literal, Self

from companion.errors import MeumError
from companion.native import Browser, Family
from companion.paths import private_folder

HOST: Final = "org.meum.companion"
LAUNCHER: Final = "bin/meum-relay"
UNPACKED: Final = "extension"
PACKED: Final = "meum.xpi"

_HEX_TO_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP file can hold: the same extension always makes the same file."""


class InstallError(MeumError):
    """Nothing can be installed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """One file to be written, and what it is for."""

    part: Literal["extension", "launcher", "manifest"]
    path: Path
    content: bytes = field(repr=False)
    mode: int = 0o644

    def stands(self) -> bool:
        """Say whether it is on the disk, just so."""
        try:
            return stat.S_IMODE(self.path.stat().st_mode) == self.mode and self.path.read_bytes() == self.content
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Extension:
    """The built extension: its files by name, and its manifest."""

    contents: dict[str, bytes] = field(repr=False)
    manifest: dict[str, Any] = field(repr=False)

    @classmethod
    def read(cls) -> Self:
        """Read it from this package.

        Raises:
            InstallError: it was not built.
        """
        contents = dict(_read(files("companion") / "extension"))
        if "manifest.json" not in contents:
            raise InstallError("The extension was not built: run scripts/build in the checkout.")
        return cls(contents, json.loads(contents["manifest.json"]))

    def allowed(self, family: Family) -> dict[str, list[str]]:
        """Write who may start the native host: Chromium makes the extension's id of its key, Firefox is told it."""
        if family == "firefox":
            return {"allowed_extensions": [self.manifest["browser_specific_settings"]["gecko"]["id"]]}
        digest = hashlib.sha256(base64.b64decode(self.manifest["key"])).hexdigest()
        return {"allowed_origins": [f"chrome-extension://{digest[:32].translate(_HEX_TO_LETTERS)}/"]}

    def packed(self) -> bytes:
        """Pack it as one file, for browsers that install from a file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in sorted(self.contents.items()):
                archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
        return buffer.getvalue()


def plan(home: Path, browsers: Iterable[Browser], extension: Extension) -> list[File]:
    """Work out every file that an installation writes."""
    unpacked = home / UNPACKED
    launcher = home / LAUNCHER
    manifests = [
        File("manifest", hosts / f"{HOST}.json", _manifest(launcher, extension.allowed(browser.family)))
        for browser in browsers
        for hosts in browser.hosts
    ]
    return [
        *(File("extension", unpacked / name, content) for name, content in sorted(extension.contents.items())),
        File("extension", home / PACKED, extension.packed()),
        File("launcher", launcher, _script(home), 0o700),
        *{manifest.path: manifest for manifest in manifests}.values(),
    ]


def write(home: Path, planned: Iterable[File]) -> None:
    """Write what was planned; the unpacked extension replaces the one before as a whole, so no stale file stays.

    Raises:
        OSError: a folder cannot be used; also, with a sentence for the person, a home that is open to others.
    """
    private_folder(home)
    unpacked, fresh, old = (home / f"{UNPACKED}{suffix}" for suffix in ("", ".new", ".old"))
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for file in planned:
        if file.path.is_relative_to(unpacked):
            _write(fresh / file.path.relative_to(unpacked), file)
        else:
            _write(file.path, file)
    with suppress(FileNotFoundError):
        unpacked.rename(old)
    fresh.rename(unpacked)
    shutil.rmtree(old, ignore_errors=True)


def remove(home: Path, browsers: Iterable[Browser]) -> list[Path]:
    """Remove what installing into `home` wrote, and the folders that are empty then; return what was there.

    A manifest that names another launcher belongs to another installation and stays.
    """
    launcher = home / LAUNCHER
    manifests = {hosts / f"{HOST}.json" for browser in browsers for hosts in browser.hosts}
    ours = [manifest for manifest in sorted(manifests) if _names(manifest, launcher)]
    removed = [path for path in (*ours, launcher, home / PACKED, home / UNPACKED) if path.exists()]
    for path in removed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    _remove_empty(launcher.parent)
    for manifest in ours:
        _remove_empty(manifest.parent, manifest.parent.parent)
    return removed


def _read(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _read(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()


def _manifest(launcher: Path, allowed: dict[str, list[str]]) -> bytes:
    manifest = {"name": HOST, "description": "Meum's companion", "path": str(launcher), "type": "stdio", **allowed}
    return json.dumps(manifest, indent=2).encode() + b"\n"


def _script(home: Path) -> bytes:
    # -I: neither the folder that the browser was started in nor the environment may decide which Python code runs.
    command = shlex.join([sys.executable, "-I", "-m", "companion.relay", "--home", str(home)])
    return f'#!/bin/sh\nexec {command} "$@"\n'.encode()


def _names(manifest: Path, launcher: Path) -> bool:
    try:
        found = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("path") == str(launcher)


def _write(path: Path, file: File) -> None:
    """Write a file at once: a browser that reads it meanwhile gets the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode), "wb") as out:  # noqa: PTH123 - its mode
        out.write(file.content)
    fresh.chmod(file.mode)
    fresh.replace(path)


def _remove_empty(*folders: Path) -> None:
    """Remove the folders, innermost first, as long as nothing is left in them."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()
