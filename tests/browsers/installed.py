"""Which browsers this machine has, and how it gets one."""

import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Final

from .browser import BrowserError, Name

# Chromium comes before Chrome, which no longer loads an unpacked extension from its command line.
COMMANDS: Final[dict[Name, tuple[str, ...]]] = {
    "chromium": (
        "chromium",
        "chromium-browser",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "google-chrome",
        "google-chrome-stable",
    ),
    "firefox": (
        "firefox-esr",
        "firefox",
        "firefox-devedition",
        "/Applications/Firefox.app/Contents/MacOS/firefox",
    ),
}
PACKAGES: Final[dict[Name, str]] = {"chromium": "chromium", "firefox": "firefox-esr"}


def find_browser(name: Name) -> Path:
    """The browser's executable; raises `BrowserError` with what to install where there is none."""
    for command in COMMANDS[name]:
        if found := shutil.which(command):
            return Path(found)
    raise BrowserError(f"{name} is not installed; on Debian: apt-get install {PACKAGES[name]}")


def ensure_browser(name: Name) -> Path:
    """The browser's executable, installed first if it is missing and we are root on Debian, else as `find_browser`."""
    try:
        return find_browser(name)
    except BrowserError:
        if os.geteuid() != 0 or not _is_debian():
            raise
    for step in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGES[name]]):
        done = subprocess.run(
            ["apt-get", "--quiet", *step],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BrowserError(f"apt-get {' '.join(step)} failed: {done.stderr.strip()}")
    return find_browser(name)


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False
