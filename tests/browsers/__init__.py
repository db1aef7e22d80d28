"""Real browsers for tests, benchmarks and `scripts/run`: `launch` one with an extension in a throw-away profile."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from .browser import Browser, BrowserError, Name, NativeHost, Page, Popup
from .installed import ensure_browser, find_browser

__all__ = [
    "Browser",
    "BrowserError",
    "Name",
    "NativeHost",
    "Page",
    "Popup",
    "ensure_browser",
    "find_browser",
    "launch",
]


def launch(
    name: Name,
    *,
    extension: Path,
    home: Path,
    native_host: NativeHost | None = None,
    headless: bool = True,
    extra_env: Mapping[str, str] = MappingProxyType({}),
) -> Browser:
    """Start a browser with the unpacked extension in the folder `extension`, and wait until its background runs.

    `home` is a temporary folder of the caller's: it becomes HOME and holds the profile and every cache.

    Raises:
        BrowserError: the browser is not installed, or did not start.

    """
    # Each driver is imported when it is asked for, since only Chromium's needs Playwright.
    if name == "chromium":
        from .chromium import Chromium  # noqa: PLC0415

        return Chromium(extension, home, native_host, headless=headless, extra_env=extra_env)
    from .firefox import Firefox  # noqa: PLC0415

    return Firefox(extension, home, native_host, headless=headless, extra_env=extra_env)
