"""Chromium: Playwright drives ordinary tabs; the popup and the worker, which it cannot reach, go over DevTools."""

import contextlib
import os
import shutil
import signal
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from playwright.async_api import Error, async_playwright
from playwright.async_api import Page as Tab

from .browser import WAIT_SECONDS, BrowserError, Name, NativeHost
from .channel import Channel, Loop
from .devtools import ChromiumPopup, DevTools, Worker, heap_of
from .extension import Extension
from .installed import find_browser
from .keys import NAMED
from .profile import WINDOW, environment, read_if_there, write_native_manifest
from .surface import Scripted, as_call, from_json
from .waiting import until

T = TypeVar("T")
START_SECONDS: Final = 30.0
# The last --disable-features wins, so this repeats those of Playwright's that keep the browser quiet.
DISABLED: Final = (
    "AutofillServerCommunication",
    "DisableLoadExtensionCommandLineSwitch",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "Translate",
)
SWITCHES: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size={},{}".format(*WINDOW),
    f"--disable-features={','.join(DISABLED)}",
    # The updater of extensions asks there in spite of all of these.
    "--host-resolver-rules=MAP update.googleapis.com ~NOTFOUND",
    "--remote-debugging-port=0",
)


class ChromiumPage(Scripted):
    """A tab, by Playwright: its `evaluate` counts as a gesture, and its document always believes to be in front."""

    def __init__(self, loop: Loop, tab: Tab) -> None:
        self._loop = loop
        self._tab = tab

    @property
    def url(self) -> str:
        """The address of the document that the tab shows now."""
        return self._tab.url

    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the document's own world."""
        return from_json(_run(self._loop, self._tab.evaluate(as_call(script, args))))

    def click(self, selector: str) -> None:
        """Click the first match once it is shown, at rest and not covered."""
        _run(self._loop, self._tab.locator(selector).first.click())

    def click_at(self, x: float, y: float) -> None:
        """Click a point of the viewport."""
        _run(self._loop, self._tab.mouse.click(x, y))

    def press_all(self, keys: Sequence[str]) -> None:
        """Press keys; what no keyboard has is entered as text."""
        for key in keys:
            _run(self._loop, self._tab.keyboard.press(key) if key in NAMED else self._tab.keyboard.type(key))

    def screenshot(self, path: Path) -> None:
        """Write the viewport as a PNG."""
        path.write_bytes(_run(self._loop, self._tab.screenshot()))

    def visit(self, url: str) -> None:
        """Go to an address as when the person types it, and wait until its document has loaded."""
        _run(self._loop, self._tab.goto(url, wait_until="load"))

    def focus(self) -> None:
        """Bring the tab to the foreground."""
        _run(self._loop, self._tab.bring_to_front())

    def close(self) -> None:
        """Close the tab."""
        _run(self._loop, self._tab.close())


class Chromium(contextlib.AbstractContextManager["Chromium"]):
    """A running Chromium."""

    name: Final[Name] = "chromium"

    def __init__(
        self, extension: Path, home: Path, host: NativeHost | None, *, headless: bool, extra_env: Mapping[str, str]
    ) -> None:
        # A copy, as Chromium writes what it makes of the rulesets into the folder.
        self._extension = Extension.read(shutil.copytree(extension, home / "extension", dirs_exist_ok=True))
        self._headless = headless
        self._profile = home / "profile"
        self._port_file = self._profile / "DevToolsActivePort"
        if host:
            origins = [f"chrome-extension://{self._extension.chromium_id}/"]
            write_native_manifest(self._profile / "NativeMessagingHosts", host, allowed_origins=origins)
        with contextlib.ExitStack() as started:
            self._start(started, environment(home, headless=headless, extra=extra_env))
            self._ending = started.pop_all()

    def open(self, url: str) -> ChromiumPage:
        """Open a tab in the foreground and wait until its document has loaded."""
        tab = _run(self._loop, self._context.new_page())
        page = ChromiumPage(self._loop, tab)
        page.visit(url)
        return page

    def pages(self) -> list[ChromiumPage]:
        """All tabs."""
        return [ChromiumPage(self._loop, tab) for tab in self._context.pages]

    def open_popup(self) -> ChromiumPopup:
        """Have the worker open the toolbar popup, unless it is open, and wait until it is drawn."""
        if not self._popup_target():
            self.background_eval("chrome.action.openPopup()")
        return ChromiumPopup(self._tools, until(self._popup_target, WAIT_SECONDS, "the popup opens"))

    def stop_background(self) -> None:
        """End the extension's worker at once."""
        self._worker.stop()

    def background_eval(self, script: str, *args: object) -> object:
        """Run `script` in the extension's worker, which is woken when it sleeps."""
        return self._worker.evaluate(script, args)

    def heaps(self) -> dict[str, int]:
        """How many bytes the extension's worker and the newest tab hold, after their garbage has been collected."""
        session = _run(self._loop, self._context.new_cdp_session(self._context.pages[-1]))
        _run(self._loop, session.send("HeapProfiler.collectGarbage"))
        page = heap_of(_run(self._loop, session.send("Runtime.getHeapUsage")))
        _run(self._loop, session.detach())
        return {"background": self._worker.heap(), "page": page}

    def kill(self) -> None:
        """End the browser by SIGKILL, as a crash does; its children follow."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """End the browser in good order; harmless when it is gone already."""
        self._ending.close()

    def __exit__(self, *error: object) -> None:
        """End the browser, also after an error."""
        self.close()

    def _start(self, started: contextlib.ExitStack, env: dict[str, str]) -> None:
        folder = str(self._extension.folder)
        self._loop = Loop()
        started.callback(self._loop.close)
        playwright = _run(self._loop, async_playwright().start())
        started.callback(lambda: _run(self._loop, playwright.stop()))
        self._port_file.unlink(missing_ok=True)
        launch = playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=find_browser("chromium"),
            headless=self._headless,
            chromium_sandbox=os.geteuid() != 0,
            no_viewport=True,
            env={**env},
            timeout=START_SECONDS * 1000,
            ignore_default_args=["--disable-extensions", "--disable-back-forward-cache"],
            args=[*SWITCHES, f"--load-extension={folder}", f"--disable-extensions-except={folder}"],
        )
        self._context = _run(self._loop, launch)
        started.callback(self._close_context)
        self._context.set_default_timeout(WAIT_SECONDS * 1000)
        self._context.set_default_navigation_timeout(START_SECONDS * 1000)
        self._channel = Channel(self._loop, self._socket_url())
        started.callback(self._channel.close)
        self._tools = DevTools(self._channel)
        processes = self._tools.call("SystemInfo.getProcessInfo")["processInfo"]
        self.pid: int = next(process["id"] for process in processes if process["type"] == "browser")
        self._worker = Worker(self._tools, self._channel, self._extension)
        self._worker.wait(START_SECONDS)

    def _socket_url(self) -> str:
        until(lambda: "\n" in read_if_there(self._port_file), WAIT_SECONDS, "DevTools opens")
        port, path = read_if_there(self._port_file).split()
        return f"ws://127.0.0.1:{port}{path}"

    def _popup_target(self) -> str:
        address = f"chrome-extension://{self._extension.chromium_id}/{self._extension.popup}"
        for target in self._tools.targets():
            if target["url"].startswith(address) and not self._is_tab(target["targetId"]):
                popup: str = target["targetId"]
                return popup
        return ""

    def _is_tab(self, target: str) -> bool:
        try:
            self._tools.call("Browser.getWindowForTarget", {"targetId": target})
        except BrowserError:
            return False
        return True

    def _close_context(self) -> None:
        with contextlib.suppress(BrowserError):
            _run(self._loop, self._context.close())


def _run(loop: Loop, work: Coroutine[Any, Any, T]) -> T:
    """Wait for one of Playwright's answers; its errors become ours."""
    try:
        return loop.run(work)
    except Error as error:
        raise BrowserError(error.message) from None
    except TimeoutError:
        raise BrowserError("Playwright gave no answer") from None
