"""Speaks to page scripts as the extension's background does, in that background, and hears all that they say."""

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
(tab, frame, message) => chrome.tabs.sendMessage(tab, message, frame === null ? {} : { frameId: frame }).then(() => true)
"""
SECONDS = 5.0


@dataclass(frozen=True)
class Heard:
    """One message of a page script, with the sender as the browser gives it."""

    message: dict[str, Any]
    tab: int
    frame: int
    url: str
    origin: str


class Background:
    """The background of a browser, in which the tests listen and speak, too."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        browser.background_eval(LISTEN)

    def heard(self, kind: str, path: str = "") -> list[Heard]:
        """All messages of one kind that came from documents whose address contains `path`, in order."""
        return [one for one in self._heard() if one.message["type"] == kind and path in one.url]

    def forget(self) -> None:
        """Forget what was heard."""
        self.browser.background_eval("void (globalThis.__heard.length = 0)")

    def wait(self, kind: str, path: str = "", wanted: Callable[[Heard], object] = bool) -> Heard:
        """The first message of one kind that is `wanted`, waiting for it if need be."""
        return until(lambda: next(filter(wanted, self.heard(kind, path)), None), SECONDS, f"a message {kind}")

    def tell(self, tab: int, message: Mapping[str, object], frame: int | None = None) -> None:
        """Send a message to the page scripts of a tab, or of one of its frames."""
        self.browser.background_eval(TELL, tab, frame, dict(message))

    def forms(self, path: str, wanted: Callable[[list[dict[str, Any]]], object] = bool) -> list[dict[str, Any]]:
        """The forms that a document tells of, as soon as they are `wanted`."""
        return self.told(path, wanted).message["forms"]  # type: ignore[no-any-return]

    def told(self, path: str, wanted: Callable[[list[dict[str, Any]]], object] = bool) -> Heard:
        """As `forms`, the whole message, newest first."""

        def latest() -> Heard | None:
            return next((one for one in reversed(self.heard("forms", path)) if wanted(one.message["forms"])), None)

        return until(latest, SECONDS, f"the forms of {path}")

    def fill(
        self, told: Heard, form: dict[str, Any], fields: list[dict[str, Any]], target: str | None = None
    ) -> "Filled":
        """Have a page script fill a form, and return its report. Each field names its control by `name`."""
        disclosure = str(uuid.uuid4())
        keys = {field["name"]: field["key"] for field in form["fields"]}
        plan = [
            {"text": "", "checked": None, "over": False, **field, "key": keys.get(field["key"], field["key"])}
            for field in fields
        ]
        aim = form["target"] if target is None else target
        message = {"disclosure": disclosure, "form": form["key"], "target": aim, "fields": plan}
        self.tell(told.tab, {"type": "fill", "fill": message}, told.frame)
        report = self.wait("filled", wanted=lambda one: one.message["disclosure"] == disclosure)
        names = {key: name for name, key in keys.items()}
        fates = {
            names.get(one["key"], one["key"]): (one["fate"], one["why"])
            for one in report.message["results"]
        }
        return Filled(self, told, disclosure, fates)

    def _heard(self) -> list[Heard]:
        return [Heard(**one) for one in cast("list[dict[str, Any]]", self.browser.background_eval("__heard"))]


@dataclass(frozen=True)
class Filled:
    """What became of a fill: fate and reason of each planned field by its name."""

    background: Background
    told: Heard
    disclosure: str
    fates: dict[str, tuple[str, str]]

    def undo(self) -> None:
        """Take it back."""
        self.background.tell(self.told.tab, {"type": "undo", "disclosure": self.disclosure}, self.told.frame)
        self.background.wait("undone", wanted=lambda one: one.message["disclosure"] == self.disclosure)

    def submitted(self) -> dict[str, str]:
        """What the page script says of the submitted fields, by their keys."""
        said = self.background.wait("submitted", wanted=lambda one: one.message["disclosure"] == self.disclosure)
        return {field["key"]: field["state"] for field in said.message["fields"]}
