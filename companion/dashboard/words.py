"""The log's short words as a person reads them, one table for each column."""

from dataclasses import dataclass
from typing import Final

from companion.kinds import KINDS, UNKNOWN
from companion.log import Row
from companion.recipients import CATEGORIES


@dataclass(frozen=True, slots=True)
class Status:
    """How a status looks, is called, and what it means."""

    shape: str
    word: str
    meaning: str


STATUSES: Final = {
    "filled": Status("●", "filled", "At least one value entered the page, or was seen leaving it."),
    "not filled": Status(
        "○", "not filled", "By the page script's report nothing entered the page, and nothing was seen leaving."
    ),
    "unconfirmed": Status(
        "◐", "unconfirmed", "You said yes, and no report came back. Values may have entered the page: assume it."
    ),
}

WORDS: Final[dict[str, dict[object, str]]] = {
    "outcome": {
        "give": "give",
        "alias": "give an alias",
        "generalise": "give in part",
        "withhold": "withhold",
        "refuse": "refuse",
        "ask": "ask you",
    },
    "fate": {
        "written": "entered the page",
        "cleared": "entered the page, then taken back",
        "skipped": "did not enter the page",
        "unconfirmed": "may have entered the page",
        "ticked": "box ticked",
        "unticked": "box unticked",
        None: "left alone",
    },
    "sent_as": {
        "as-filled": "sent as filled",
        "typed": "sent as typed by hand",
        "empty": "sent empty",
        "on": "box sent ticked",
        "off": "box sent unticked",
        None: "not seen being sent",
    },
    "reach": {
        "unconfirmed": "may have entered the page",
        "cleared": "entered the page, then taken back",
        "written": "entered the page",
        "submitted": "submitted",
        "seen": "seen leaving",
    },
    "channel": {
        "url": "in the web address",
        "body": "in the request's body",
        "header": "in a header of the request",
        "cookie": "in a cookie",
        "referer": "in the address of the page, which the request names",
        "socket": "in a message over a socket",
    },
    "category": dict(CATEGORIES.items()),
    "sending": {"gone": "gone", "stopped": "stopped", "failed": "could not be sent"},
    "request": {
        "main_frame": "page",
        "sub_frame": "frame",
        "xmlhttprequest": "background request",
        "ping": "beacon",
        "websocket": "socket",
    },
    "unreadable": {
        "not-shown": "the browser did not show its body",
        "too-big": "too big to search",
        "not-inflated": "compressed in a way that could not be undone",
        "not-kept": "it was gone before the values to look for were there",
        "too-many": "too many requests at once",
        "file": "it carried a file",
    },
    "gap": {
        "locked": "the vault was locked",
        "browser-away": "the browser was closed, or Meum was off in it",
        "not-kept": "an event could not be written into the log",
        "outbox-full": "more happened than could be written into the log",
        "sealed-damaged": "events that came while the vault was locked are damaged",
    },
    "gpc": {
        "yes": "It says that it abides by the signal, at least where the law obliges it to",
        "no": "It says that it does not abide by the signal",
        "none": "It has no such file, so it does not say what it does with the signal",
        "unknown": "It answered in a way that says nothing",
        "no-answer": "There was no answer",
    },
    "gpc-why": {
        "elsewhere": "it points to another site, and Meum does not follow",
        "status": "the answer is an error",
        "not-json": "the answer is not of the kind that the file must be",
        "too-big": "it is longer than any such file",
        "malformed": "the file says neither yes nor no",
        "bad-name": "the site's name is none that can be asked",
        "late": "it took longer than five seconds",
        "certificate": "the site could not show that it is itself, for its certificate does not hold",
        "unreachable": "the site cannot be reached",
        "broken-off": "the connection broke off",
    },
    "required": {"required": "required", "optional": "optional", "unclear": "not said whether required"},
}


def kind_text(kind: str | None) -> str:
    """Call a kind what people call it; a kind that this companion does not know goes by its name."""
    known = KINDS.get(kind or UNKNOWN.name)
    return known.text if known else str(kind)


def fate(disclosure: Row, field: Row) -> str | None:
    """Say what became of a field: boxes are ticked or not, an undone fill is taken back, and no report is no denial."""
    if field["fate"] == "written" and disclosure["undone"] and not disclosure["submitted"]:
        return "cleared"
    if field["fate"] == "written" and not field["item"]:
        return "unticked" if field["outcome"] == "refuse" else "ticked"
    return "unconfirmed" if field["item"] and field["fate"] is None else field["fate"]


def duration(milliseconds: float) -> str:
    """Say how long something took, in its two largest units."""
    minutes = round(milliseconds / 60_000)
    if minutes < 1:
        return "less than a minute"
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    units = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in [pair for pair in units if pair[0]][:2])
