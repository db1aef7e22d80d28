"""What a test, a benchmark or `scripts/run` may do with a real browser, whichever browser it is.

Scripts given to `evaluate`, `wait_for` and `background_eval` are one JavaScript expression, or one function (it is
called with the arguments); a promise is awaited, and the answer comes back as JSON, `undefined` as None.
Everything that takes a selector takes CSS and looks into open shadow roots; typed keys, clicks and texts are trusted
input of the browser, never events made by a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol, Self

Name = Literal["chromium", "firefox"]
WAIT_SECONDS: Final = 10.0


class BrowserError(Exception):
    """A browser is missing, did not start, or did not do what it was told; the text says which."""


@dataclass(frozen=True)
class NativeHost:
    """A program that the extension may start: the name it asks for, and the executable file that answers."""

    name: str
    path: Path


class Surface(Protocol):
    """What a tab and the toolbar popup have in common."""

    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the document's own world; raises `BrowserError` with what it threw."""

    def wait_for(self, script: str, timeout: float = WAIT_SECONDS) -> object:
        """Ask `script` until its answer is truthy, and return that; raises `BrowserError` after `timeout` seconds."""

    def click(self, selector: str) -> None:
        """Press and release the left button in the middle of the first match, scrolled into view."""

    def fill(self, selector: str, text: str) -> None:
        """Click the first match, select what stands in it, and type `text` over it."""

    def type_text(self, text: str) -> None:
        """Type `text` key by key to whatever has the focus."""

    def press(self, key: str) -> None:
        """Press and release one key by its DOM name, such as `Enter`, `Tab`, `Escape` or `a`."""

    def screenshot(self, path: Path) -> None:
        """Write what is visible as a PNG."""

    def close(self) -> None:
        """Close it; a popup is dismissed as a person does it."""


class Page(Surface, Protocol):
    """A tab."""

    @property
    def url(self) -> str:
        """The address of the document that the tab shows now."""

    def visit(self, url: str) -> None:
        """Go where the person says, as when they type an address, and wait until that document has loaded."""

    def focus(self) -> None:
        """Bring the tab to the foreground."""


class Popup(Surface, Protocol):
    """The extension's toolbar popup, in the browser's own frame."""

    def is_open(self) -> bool:
        """Whether it is still shown."""


class Browser(Protocol):
    """A running browser with a throw-away profile and one extension in it; a context manager that ends it."""

    @property
    def name(self) -> Name:
        """Which of the two it is."""

    @property
    def pid(self) -> int:
        """The browser's main process."""

    def open(self, url: str) -> Page:
        """Open a tab in the foreground and wait until its document has loaded."""

    def pages(self) -> Sequence[Page]:
        """All tabs, also those that the extension opened."""

    def open_popup(self) -> Popup:
        """Open the extension's toolbar popup for the tab in the foreground, and wait until it is drawn."""

    def stop_background(self) -> None:
        """End the extension's background at once, as the browser does when it idles."""

    def background_eval(self, script: str, *args: object) -> object:
        """Run `script` in the extension's background, which is started when it sleeps."""

    def heaps(self) -> dict[str, int]:
        """How many bytes the extension's background and the newest tab hold, after their garbage has been collected."""

    def kill(self) -> None:
        """End the browser and its children by SIGKILL, as a crash does."""

    def close(self) -> None:
        """End the browser in good order; harmless when it is gone already."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...
