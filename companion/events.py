"""The events of the log, as a browser reports them. Every one has a UUID made by its sender and the time it happened.

Together with the companion's own `disclosure` rows they are the log; no event holds a value.
"""

from typing import Annotated, Literal

from msgspec import Meta

from companion.wire import FieldFate, Line, Message, Millis, Origin, Part, Uuid, Word

Host = Annotated[str, Meta(max_length=255)]
"""A host as the browser writes it; no name is longer than 253 characters (RFC 1035)."""


class FieldResult(Part, frozen=True):
    """What became of one planned field; `why` is a word of the page script ("hidden", "moved", …)."""

    key: Word
    fate: FieldFate
    why: Word = ""


class Filled(Message, frozen=True):
    """The page script's report on a fill."""

    uuid: Uuid
    at: Millis
    disclosure: Uuid
    results: Annotated[list[FieldResult], Meta(max_length=500)]


class Undone(Message, frozen=True):
    """The person took a fill back; what was sent stays sent."""

    uuid: Uuid
    at: Millis
    disclosure: Uuid


class SentField(Part, frozen=True):
    """The state of one field when the form was submitted: as filled, typed by hand, empty, or a box on or off."""

    key: Word
    state: Literal["as-filled", "typed", "empty", "on", "off"]


class Submitted(Message, frozen=True):
    """A form with a disclosure was submitted."""

    uuid: Uuid
    at: Millis
    disclosure: Uuid
    fields: Annotated[list[SentField], Meta(max_length=500)]


class Transmission(Message, frozen=True):
    """A request that carried a value. `host` is the recipient's; `channel` where in the request it was.

    `item` is empty for a value that was typed by hand, which is known by its `kind` alone. `encoding` is the chain from
    the value to what was found, inside out ("plain", "percent", "lower>sha256>hex"). `request` is the kind of request
    in the browser's words ("main_frame", "xmlhttprequest", …). `submitted`: whether the document's form was by then.
    """

    uuid: Uuid
    at: Millis
    document: Line
    origin: Origin
    host: Host
    method: Word
    request: Word
    channel: Literal["url", "body", "header", "cookie", "referer", "socket"]
    item: Word
    version: int
    kind: Word
    encoding: Line
    disclosure: Uuid | None = None
    submitted: bool = False
    rule: Word = ""


class TransmissionFailed(Message, frozen=True):
    """A request seen before did not leave: something stopped it, or it could not be sent."""

    uuid: Uuid
    at: Millis
    transmissions: Annotated[list[Uuid], Meta(max_length=500)]
    outcome: Literal["stopped", "failed"]


class Unreadable(Message, frozen=True):
    """A request that could not be searched whole: `why` says what the browser did not show, or what was too big."""

    uuid: Uuid
    at: Millis
    document: Line
    origin: Origin
    host: Host
    request: Word
    why: Word
    disclosure: Uuid | None = None


class Contact(Message, frozen=True):
    """Requests of a page to one host: how many of which kind since the last row, and how many more were stopped."""

    uuid: Uuid
    at: Millis
    document: Line
    origin: Origin
    host: Host
    counts: Annotated[dict[Word, int], Meta(max_length=32)]
    disclosure: Uuid | None = None
    stopped: int = 0


class Gap(Message, frozen=True):
    """A time when nothing was watching."""

    uuid: Uuid
    at: Millis
    until: Millis
    why: Word


class GpcSupport(Part, frozen=True):
    """What a site answered when the person had Meum ask it what it does with Global Privacy Control.

    The companion's own event: no browser reports it; the log gets it with the `site`, and the `origin` that was asked.
    `answer`: it says that it abides by the signal, or does not; it has no such file; what it has says nothing; nothing
    came. `why`: a word of `companion.gpc` for the last two. `last_update`: a date, as in "2025-04-15".
    """

    answer: Literal["yes", "no", "none", "unknown", "no-answer"]
    why: Word = ""
    last_update: Word = ""


Event = Filled | Undone | Submitted | Transmission | TransmissionFailed | Unreadable | Contact | Gap
