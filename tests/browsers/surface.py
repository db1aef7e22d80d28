"""What every surface does alike, once its browser can run a script, click at a point, and press keys."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final, cast

from .browser import WAIT_SECONDS
from .waiting import until

TYPED_KEYS: Final = {"\n": "Enter", "\t": "Tab"}

# Finds the first match, in the document or in an open shadow root, and says where its middle is once it has a size.
MIDDLE: Final = """
(selector) => {
  const search = (root) => {
    const inner = () => [...root.querySelectorAll("*")].filter((element) => element.shadowRoot);
    return root.querySelector(selector) ?? inner().map((host) => search(host.shadowRoot)).find(Boolean);
  };
  const element = search(document);
  element?.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const box = element?.getBoundingClientRect();
  return box?.width && box.height ? [box.x + box.width / 2, box.y + box.height / 2] : null;
}
"""
DRAWN: Final = """
() => document.readyState === "complete"
  && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))
"""
SELECT_CONTENT: Final = """
() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  element.select ? element.select() : getSelection().selectAllChildren(element);
}
"""


def as_call(script: str, args: Sequence[object]) -> str:
    """One expression that runs `script` (an expression, or a function of `args`) and promises its answer as JSON."""
    return f"""(async () => {{
      const value = ({script.strip().removesuffix(";")}
      );
      return JSON.stringify(await (typeof value === "function" ? value(...{json.dumps(args)}) : value));
    }})()"""


def from_json(answer: object) -> object:
    """What `as_call` promised; None stands for `undefined`."""
    return json.loads(answer) if isinstance(answer, str) else None


class Scripted(ABC):
    """A surface that is worked by looking where things are and sending input there."""

    @abstractmethod
    def evaluate(self, script: str, *args: object) -> object:
        """Run `script` in the document's own world."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """Press and release the left button at a point of the surface."""

    @abstractmethod
    def press_all(self, keys: Sequence[str]) -> None:
        """Press and release keys by their DOM names, one after the other."""

    def wait_for(self, script: str, timeout: float = WAIT_SECONDS, *args: object) -> object:
        """Ask `script` until its answer is truthy; what it throws meanwhile counts as no."""
        return until(lambda: self.evaluate(script, *args), timeout, f"{script.strip()} {args or ''}".rstrip())

    def click(self, selector: str) -> None:
        """Click the middle of the first match, as soon as there is one."""
        x, y = cast("list[float]", self.wait_for(MIDDLE, WAIT_SECONDS, selector))
        self.click_at(x, y)

    def fill(self, selector: str, text: str) -> None:
        """Click the first match, select what stands in it, and type over it."""
        self.click(selector)
        self.evaluate(SELECT_CONTENT)
        if text:
            self.type_text(text)
        else:
            self.press("Delete")

    def type_text(self, text: str) -> None:
        """Type `text` key by key to whatever has the focus."""
        self.press_all([TYPED_KEYS.get(character, character) for character in text])

    def press(self, key: str) -> None:
        """Press and release one key by its DOM name."""
        self.press_all([key])
