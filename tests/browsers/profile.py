"""A browser's throw-away home: its environment, and the native host's manifest in it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from .browser import NativeHost

WINDOW: Final = (1280, 900)


def environment(home: Path, *, headless: bool, extra: Mapping[str, str]) -> dict[str, str]:
    """The browser's environment: `home` is HOME and holds every XDG folder, so nothing lands in the person's own.

    A window on the person's screen still needs their display's cookie and sockets, which lie in the real home and in
    the real `XDG_RUNTIME_DIR`.
    """
    folders = {
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_STATE_HOME": home / ".local/state",
    }
    if headless:
        folders["XDG_RUNTIME_DIR"] = home / ".runtime"
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shown = {} if headless else {"XAUTHORITY": os.environ.get("XAUTHORITY", str(Path.home() / ".Xauthority"))}
    return {**os.environ, **shown, "HOME": str(home), **{name: str(path) for name, path in folders.items()}, **extra}


def write_native_manifest(folder: Path, host: NativeHost, **allowed: list[str]) -> None:
    """Tell the browser about `host`; `allowed` is `allowed_origins` for Chromium, `allowed_extensions` for Firefox."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"name": host.name, "description": host.name, "path": str(host.path.absolute()), "type": "stdio"}
    (folder / f"{host.name}.json").write_text(json.dumps(manifest | allowed))


def read_if_there(file: Path) -> str:
    """The text of a file that the browser writes when it is ready; empty until then."""
    return file.read_text() if file.exists() else ""
