"""What Playwright does not show of Chromium, over raw DevTools: the extension's service worker and its popup."""

import base64
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from .browser import WAIT_SECONDS, BrowserError
from .channel import Channel
from .extension import Extension
from .keys import NAMED
from .surface import DRAWN, Scripted, as_call, from_json
from .waiting import until

CARRIAGE_RETURN: Final = "\r"


class DevTools:
    """The browser's own DevTools socket, and the targets that can be attached to."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def call(self, method: str, params: dict[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        """Send one command, to the browser or to an attached target."""
        return self._channel.call(method, params, session)

    def targets(self) -> list[dict[str, Any]]:
        """Everything that can be attached to."""
        found: list[dict[str, Any]] = self.call("Target.getTargets")["targetInfos"]
        return found

    def attach(self, target: str) -> str:
        """Open a session with a target."""
        session: str = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        return session

    def detach(self, session: str) -> None:
        """End a session; a worker without one may idle."""
        self.call("Target.detachFromTarget", {"sessionId": session})

    def evaluate(self, session: str, script: str, args: Sequence[object]) -> object:
        """Run `script` in a session's target."""
        call = {"expression": as_call(script, args), "awaitPromise": True, "returnByValue": True}
        done = self.call("Runtime.evaluate", call, session)
        if thrown := done.get("exceptionDetails"):
            raise BrowserError(thrown.get("exception", {}).get("description") or thrown["text"])
        return from_json(done["result"].get("value"))


def heap_of(used: dict[str, Any]) -> int:
    """Bytes in use by DevTools' word: scripts' objects, the document's, and buffers."""
    return int(used["usedSize"] + used["embedderHeapUsedSize"] + used["backingStorageSize"])


class Worker:
    """The extension's service worker, which comes and goes."""

    def __init__(self, tools: DevTools, channel: Channel, extension: Extension) -> None:
        self._tools = tools
        self._scope = f"chrome-extension://{extension.chromium_id}/"
        self._versions: dict[str, dict[str, Any]] = {}
        channel.listen("ServiceWorker.workerVersionUpdated", self._updated)
        # Only a tab has the ServiceWorker domain. A hidden one is in no window, and outlives the tabs of the test.
        hidden = tools.call("Target.createTarget", {"url": "about:blank", "hidden": True})["targetId"]
        self._session = tools.attach(hidden)
        tools.call("ServiceWorker.enable", session=self._session)

    def wait(self, seconds: float) -> str:
        """Wait until its script has run, and return its target."""
        return until(lambda: self._status("running"), seconds, "the extension's worker runs")

    def evaluate(self, script: str, args: Sequence[object]) -> object:
        """Run `script` in the worker, which is woken first."""
        with self._attached() as session:
            return self._tools.evaluate(session, script, args)

    def heap(self) -> int:
        """How many bytes it holds, buffers included, after its garbage has been collected."""
        with self._attached() as session:
            self._tools.call("HeapProfiler.collectGarbage", session=session)
            return heap_of(self._tools.call("Runtime.getHeapUsage", session=session))

    def stop(self) -> None:
        """End it at once; the workers of sites end with it, since Chromium stops all or none here."""
        self._tools.call("ServiceWorker.stopAllWorkers", session=self._session)
        until(lambda: not self._status("running"), WAIT_SECONDS, "the extension's worker stops")

    @contextlib.contextmanager
    def _attached(self) -> Iterator[str]:
        if not self._status("running"):
            self._tools.call("ServiceWorker.startWorker", {"scopeURL": self._scope}, self._session)
        session = self._tools.attach(self.wait(WAIT_SECONDS))
        try:
            yield session
        finally:
            self._tools.detach(session)

    def _updated(self, params: dict[str, Any]) -> None:
        self._versions |= {version["versionId"]: version for version in params["versions"]}

    def _status(self, status: str) -> str:
        for version in list(self._versions.values()):
            if version["scriptURL"].startswith(self._scope) and version["runningStatus"] == status:
                target: str = version["targetId"]
                return target
        return ""


class ChromiumPopup(Scripted):
    """The toolbar popup: a target of its own, in no tab strip."""

    def __init__(self, tools: DevTools, target: str) -> None:
        self._tools = tools
        self._target = target
        self._session = tools.attach(target)
        self.wait_for(DRAWN)

    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the popup's document."""
        return self._tools.evaluate(self._session, script, args)

    def click_at(self, x: float, y: float) -> None:
        """Click a point of the popup."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            self._input("Input.dispatchMouseEvent", event)

    def press_all(self, keys: Sequence[str]) -> None:
        """Press keys; only a text makes the browser enter something."""
        for key in keys:
            event: dict[str, Any] = {"type": "keyDown", "key": key}
            if named := NAMED.get(key):
                event |= {"code": key, "windowsVirtualKeyCode": named.code, "nativeVirtualKeyCode": named.code}
            if key not in NAMED or key == "Enter":
                event["text"] = CARRIAGE_RETURN if key == "Enter" else key
            self._input("Input.dispatchKeyEvent", event)
            self._input("Input.dispatchKeyEvent", {**event, "type": "keyUp", "text": ""})

    def screenshot(self, path: Path) -> None:
        """Write the popup as a PNG."""
        picture = self._tools.call("Page.captureScreenshot", {"format": "png"}, self._session)
        path.write_bytes(base64.b64decode(picture["data"]))

    def is_open(self) -> bool:
        """Whether it is still shown."""
        return any(target["targetId"] == self._target for target in self._tools.targets())

    def close(self) -> None:
        """Dismiss it with Escape."""
        if self.is_open():
            self.press("Escape")
        until(lambda: not self.is_open(), WAIT_SECONDS, "the popup closes")

    def _input(self, method: str, event: dict[str, Any]) -> None:
        try:
            self._tools.call(method, event, self._session)
        except BrowserError:
            # A click or a key may close the popup, and with it the session that would have answered.
            if self.is_open():
                raise
