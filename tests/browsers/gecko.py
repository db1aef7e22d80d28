"""What BiDi does not show of Firefox, from within the browser's own window: the toolbar button, popup and background.

BiDi runs scripts in that window (`--remote-allow-system-access`), but neither lists nor drives the extension's own
documents. A frame script reaches into their process, and a Debugger there runs a script in the document's own world.
"""

import base64
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from .bidi import Bidi
from .browser import WAIT_SECONDS, BrowserError
from .keys import NAMED
from .surface import DRAWN, Scripted, as_call, from_json
from .waiting import until

IN_FRAME: Final = """
(async () => {
  const answer = {};
  try {
    ChromeUtils.importESModule("resource://gre/modules/jsdebugger.sys.mjs").addDebuggerToGlobal(globalThis);
    const done = new Debugger().makeGlobalObjectReference(content).executeInGlobal(SCRIPT);
    if (done.throw) throw done.throw.unsafeDereference();
    const left = new Promise((_, fail) => addEventListener("pagehide", () => fail("its document has gone"), true));
    answer.value = await Promise.race([done.return.unsafeDereference(), left]);
  } catch (error) {
    answer.error = String(error);
  }
  sendAsyncMessage("driver:answer", answer);
})()
"""
HEAP: Final = """
(() => {
  const memory = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
  memory.minimizeMemoryUsage(() => {
    const held = memory.heapAllocated + memory.JSMainRuntimeGCHeap;
    sendAsyncMessage("driver:answer", { value: JSON.stringify(held) });
  });
})()
"""
RUN_IN_FRAME: Final = """
async (script) => {
  const frame = FRAME;
  if (!frame) return { error: "it is not there" };
  const messages = frame.messageManager;
  let answer;
  const hear = ({ data }) => (answer = data);
  messages.addMessageListener("driver:answer", hear);
  messages.loadFrameScript(`data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`, false);
  const isThere = () => frame.isConnected && frame.messageManager === messages;
  while (!answer && isThere()) await new Promise((done) => setTimeout(done, 5));
  messages.removeMessageListener("driver:answer", hear);
  return answer ?? { error: "it is gone" };
}
"""
POPUP: Final = 'document.querySelector(".webextension-popup-browser")'
NO_POPUP: Final = "none"
POPUP_STATE: Final = f'{POPUP}?.closest("panel")?.state ?? "{NO_POPUP}"'
CLICK: Final = """
(x, y) => {
  for (const kind of ["mousemove", "mousedown", "mouseup"])
    window.synthesizeMouseEvent(kind, x, y, { button: 0, clickCount: 1 }, { isDOMEventSynthesized: false });
}
"""
PRESS: Final = """
(keys) => {
  const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
  processor.beginInputTransactionForTests(window);
  for (const [key, keyCode] of keys) {
    const event = new KeyboardEvent("", { key, keyCode });
    processor.keydown(event);
    processor.keyup(event);
  }
}
"""
SNAPSHOT: Final = f"""
(async () => {{
  const picture = await {POPUP}.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white");
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL().split(",")[1];
}})()
"""


class Window:
    """The browser's window, and the one extension in it."""

    def __init__(self, bidi: Bidi, gecko_id: str) -> None:
        self._bidi = bidi
        self._context: str = bidi.contexts("chrome")[0]["context"]
        self._extension = f"WebExtensionPolicy.getByID({json.dumps(gecko_id)}).extension"
        self._background = f'[...{self._extension}.views].find((view) => view.viewType === "background")?.xulBrowser'
        self._button = f"document.querySelector('toolbarbutton[data-extensionid=\"{gecko_id}\"]')"
        widget = re.sub(r"[^a-z0-9_-]", "_", gecko_id.lower()) + "-browser-action"
        # A new extension's button lies in a menu; a person who uses it has pinned it.
        self.run("(widget) => void CustomizableUI.addWidgetToArea(widget, CustomizableUI.AREA_NAVBAR)", widget)
        until(lambda: self.run(f"{self._background} && true"), WAIT_SECONDS, "the extension's background runs")

    def run(self, script: str, *args: object) -> object:
        """Run `script` in the window, with all of the browser's own rights."""
        return self._bidi.evaluate(self._context, script, args)

    def run_in_frame(self, frame: str, script: str, args: Sequence[object]) -> object:
        """Run `script` in the document of a `<browser>` element that `frame` is an expression for."""
        return self._run_frame_script(frame, IN_FRAME.replace("SCRIPT", json.dumps(as_call(script, args))))

    def click(self, x: float, y: float) -> None:
        """Click a point of the window."""
        self.run(CLICK, x, y)

    def click_toolbar_button(self) -> None:
        """Click the extension's button."""
        middle = "(({ x, y, width, height }) => [x + width / 2, y + height / 2])"
        x, y = cast("list[float]", self.run(f"{middle}({self._button}.getBoundingClientRect())"))
        self.click(x, y)

    def popup_state(self) -> str:
        """A XUL panel's state (`showing`, `open`, `hiding`, `closed`), or `NO_POPUP`."""
        return str(self.run(POPUP_STATE))

    def settled_popup(self) -> str:
        """`open` or `NO_POPUP`, as soon as it is one of them."""
        settled = {"open", NO_POPUP}
        return until(
            lambda: state if (state := self.popup_state()) in settled else "", WAIT_SECONDS, "the popup is there or not"
        )

    def run_in_background(self, script: str, args: Sequence[object]) -> object:
        """Run `script` in the extension's event page, which is woken first."""
        self.run(f"{self._extension}.wakeupBackground()")
        return self.run_in_frame(self._background, script, args)

    def heaps(self) -> dict[str, int]:
        """How many bytes the processes of the event page and of the tab in front hold, after collecting garbage."""
        frames = {"background": self._background, "page": "gBrowser.selectedBrowser"}
        return {name: cast("int", self._run_frame_script(frame, HEAP)) for name, frame in frames.items()}

    def stop_background(self) -> None:
        """End the event page, even while a native port would keep it."""
        # Its state is not asked for: the next request or an open popup starts it again at once.
        everything = "{ ignoreDevToolsAttached: true, disableResetIdleForTest: true }"
        self.run(f"{self._extension}.terminateBackground({everything}).then(() => true)")

    def _run_frame_script(self, frame: str, source: str) -> object:
        answer = cast("dict[str, str]", self.run(RUN_IN_FRAME.replace("FRAME", frame), source))
        if "error" in answer:
            raise BrowserError(answer["error"])
        return from_json(answer.get("value"))


class FirefoxPopup(Scripted):
    """The toolbar popup: a remote document in a panel of the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        until(self.is_open, WAIT_SECONDS, "the popup opens")
        self.wait_for(DRAWN)

    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the popup's document."""
        return self._window.run_in_frame(POPUP, script, args)

    def click_at(self, x: float, y: float) -> None:
        """Click a point of the popup."""
        left, top = cast("list[float]", self._window.run(f"(({{ x, y }}) => [x, y])({POPUP}.getBoundingClientRect())"))
        self._window.click(left + x, top + y)

    def press_all(self, keys: Sequence[str]) -> None:
        """Press keys."""
        self._window.run(PRESS, [(key, NAMED[key].code if key in NAMED else 0) for key in keys])

    def screenshot(self, path: Path) -> None:
        """Write the popup as a PNG."""
        picture = self._window.run(SNAPSHOT)
        path.write_bytes(base64.b64decode(str(picture)))

    def is_open(self) -> bool:
        """Whether it is still shown."""
        return self._window.popup_state() == "open"

    def close(self) -> None:
        """Dismiss it with Escape."""
        if self.is_open():
            self.press("Escape")
        until(lambda: self._window.popup_state() == NO_POPUP, WAIT_SECONDS, "the popup closes")
