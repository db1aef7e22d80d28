"""WebDriver BiDi, as far as the Firefox driver needs it, and a tab that is driven by it."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from .browser import BrowserError
from .channel import Channel
from .keys import NAMED
from .surface import Scripted, as_call, from_json

Scope = Literal["content", "chrome"]


class Bidi:
    """One session; `chrome` is the scope of the browser's own windows, `content` that of its tabs."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.call("session.new", {"capabilities": {}})

    def call(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send one command and wait for its result."""
        return self._channel.call(method, params)

    def contexts(self, scope: Scope) -> list[dict[str, Any]]:
        """The tabs, or the browser's own windows."""
        tree = self.call("browsingContext.getTree", {"moz:scope": scope, "maxDepth": 0})
        found: list[dict[str, Any]] = tree["contexts"]
        return found

    def evaluate(self, context: str, script: str, args: Sequence[object] = ()) -> object:
        """Run `script` in a context's own world."""
        call = {"expression": as_call(script, args), "target": {"context": context}, "awaitPromise": True}
        done = self.call("script.evaluate", call)
        if done["type"] == "exception":
            raise BrowserError(done["exceptionDetails"]["text"])
        return from_json(done["result"].get("value"))


class FirefoxPage(Scripted):
    """A tab."""

    def __init__(self, bidi: Bidi, context: str) -> None:
        self._bidi = bidi
        self._context = context

    @property
    def url(self) -> str:
        """The address of the document that the tab shows now."""
        tree = self._bidi.call("browsingContext.getTree", {"root": self._context, "maxDepth": 0})
        address: str = tree["contexts"][0]["url"]
        return address

    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the document's own world."""
        return self._bidi.evaluate(self._context, script, args)

    def click_at(self, x: float, y: float) -> None:
        """Click a point of the viewport."""
        self._act(
            "pointer",
            [
                {"type": "pointerMove", "x": round(x), "y": round(y)},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        )

    def press_all(self, keys: Sequence[str]) -> None:
        """Press keys."""
        values = [NAMED[key].bidi if key in NAMED else key for key in keys]
        self._act("key", [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")])

    def screenshot(self, path: Path) -> None:
        """Write the viewport as a PNG."""
        picture = self._bidi.call("browsingContext.captureScreenshot", {"context": self._context})
        path.write_bytes(base64.b64decode(picture["data"]))

    def visit(self, url: str) -> None:
        """Go to an address as when the person types it, and wait until its document has loaded."""
        self._bidi.call("browsingContext.navigate", {"context": self._context, "url": url, "wait": "complete"})

    def focus(self) -> None:
        """Bring the tab to the foreground."""
        self._bidi.call("browsingContext.activate", {"context": self._context})

    def close(self) -> None:
        """Close the tab."""
        self._bidi.call("browsingContext.close", {"context": self._context})

    def _act(self, device: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": device, "id": device, "actions": actions}
        self._bidi.call("input.performActions", {"context": self._context, "actions": [source]})
