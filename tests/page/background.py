"""Speaks to page scripts as the extension's background does, in that background, and hears all that they say."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from tests.browsers import Browser
from tests.browsers.waiting import until

LISTEN = """
() => {
  globalThis.__heard ??= [];
  if (globalThis.__listens) return;
  globalThis.__listens = true;
  chrome.runtime.onMessage.addListener((message, sender) => {
    const { tab, frameId, url, origin } = sender;
    globalThis.__heard.push({ message, tab: tab?.id, frame: frameId, url, origin });
  });
}
"""
TELL = """
(tab, frame, message) =>
  chrome.tabs.sendMessage(tab, message, frame === null ? {} : { frameId: frame }).then(() => true)
"""
SECONDS = 5.0
Form = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One message of a page script, with the sender as the browser gives it."""

    message: dict[str, Any]
    tab: int
    frame: int
    url: str
    origin: str

    @property
    def forms(self) -> list[Form]:
        """The forms that the message tells of."""
        forms: list[Form] = self.message["forms"]
        return forms

    @property
    def form(self) -> Form:
        """The only form that it tells of."""
        [form] = self.forms
        return form


class Background:
    """The background of a browser, in which the tests listen and speak, too."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        browser.background_eval(LISTEN)

    def heard(self, kind: str, path: str = "") -> list[Heard]:
        """All messages of one kind that came from documents whose address ends with `path`, in order."""
        return [one for one in self.everything() if one.message["type"] == kind and one.url.endswith(path)]

    def everything(self) -> list[Heard]:
        """All messages, in order."""
        return [Heard(**one) for one in cast("list[dict[str, Any]]", self.browser.background_eval("__heard"))]

    def forget(self) -> None:
        """Forget what was heard."""
        self.browser.background_eval("void (globalThis.__heard.length = 0)")

    def wait(self, kind: str, path: str = "", wanted: Callable[[Heard], object] = bool) -> Heard:
        """The first message of one kind that is `wanted`, waiting for it if need be."""
        return until(lambda: list(filter(wanted, self.heard(kind, path))), SECONDS, f"a message {kind}")[0]

    def tell(self, tab: int, message: Mapping[str, object], frame: int | None = None) -> None:
        """Send a message to the page scripts of a tab, or of one of its frames."""
        self.browser.background_eval(TELL, tab, frame, dict(message))

    def forms(self, path: str, wanted: Callable[[list[Form]], object] = bool) -> list[Form]:
        """The forms that a document tells of, as soon as they are `wanted`."""
        return self.told(path, wanted).forms

    def told(self, path: str, wanted: Callable[[list[Form]], object] = bool) -> Heard:
        """The newest message about forms, as soon as it tells of what is `wanted`."""
        [told] = until(lambda: self._latest(path, wanted), SECONDS, f"the forms of {path}")
        return told

    def _latest(self, path: str, wanted: Callable[[list[Form]], object]) -> list[Heard]:
        return [one for one in self.heard("forms", path) if wanted(one.forms)][-1:]

    def fill(
        self, told: Heard, values: Mapping[str, str | bool], form: int = 0, *, over: bool = False, seconds: float = 10
    ) -> "Filled":
        """Have a page script fill one of the forms that it told of, and return its report.

        `values` holds a text, or for a box whether it is to be ticked, for each control by its `name`; `seconds` is
        for how long the person's yes is good.
        """
        disclosure = str(uuid.uuid4())
        described = told.forms[form]
        keys = {field["name"]: field["key"] for field in described["fields"]}
        plan = [
            {"key": keys[name], "over": over}
            | ({"text": "", "checked": value} if isinstance(value, bool) else {"text": value, "checked": None})
            for name, value in values.items()
        ]
        aim = {"form": described["key"], "target": described["target"], "until": (time.time() + seconds) * 1000}
        guard: dict[str, object] = {"keys": [], "lasting": [], "typed": {}, "exempt": []}
        message = {"disclosure": disclosure, **aim, "fields": plan, "guard": guard}
        self.tell(told.tab, {"type": "fill", "fill": message}, told.frame)
        report = self.wait("filled", wanted=lambda one: one.message["disclosure"] == disclosure)
        names = {key: name for name, key in keys.items()}
        fates = {names[one["key"]]: f"{one['fate']} {one['why']}".strip() for one in report.message["results"]}
        return Filled(self, told, disclosure, names, fates)


@dataclass(frozen=True)
class Filled:
    """What became of a fill: fate and reason of each planned field by its name, which `names` has for each key."""

    background: Background
    told: Heard
    disclosure: str
    names: dict[str, str]
    fates: dict[str, str]

    def undo(self) -> None:
        """Take it back."""
        self.background.tell(self.told.tab, {"type": "undo", "disclosure": self.disclosure}, self.told.frame)
        self.background.wait("undone", wanted=lambda one: one.message["disclosure"] == self.disclosure)

    def submitted(self) -> dict[str, str]:
        """What the page script says of the submitted fields, by their names."""
        said = self.background.wait("submitted", wanted=lambda one: one.message["disclosure"] == self.disclosure)
        return {self.names[field["key"]]: field["state"] for field in said.message["fields"]}
