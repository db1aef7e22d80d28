"""What the person says that lasts, and what is answered: of a site, a recipient, and a misread field or form."""

from typing import Literal

from companion.events import Host
from companion.wire import Line, Message, Part, Word


class Protect(Message, frozen=True):
    """The person's word on a site: pause all protection there, or switch its GPC signal off; false takes it back."""

    site: Line
    what: Literal["pause", "no-gpc"]
    on: bool


class Allow(Message, frozen=True):
    """The person lets a recipient have values on a site, from now on; false takes it back."""

    site: Line
    recipient: Host
    on: bool


class Sites(Message, frozen=True):
    """Where the person has paused protection, and where no GPC signal goes out: registrable domains."""

    paused: list[Host]
    no_gpc: list[Host]


class AskKinds(Message, frozen=True):
    """A line is wrong: the person wants to know what else its field may ask for."""

    offer: Word
    key: Word


class KindName(Part, frozen=True):
    """A kind, and what people call it."""

    kind: Word
    text: Line


class PossibleKinds(Message, frozen=True):
    """Answers `AskKinds`, the likeliest first."""

    kinds: list[KindName]


class Correct(Message, frozen=True):
    """The person's word on what a field asks for, on this site from now on; false takes it back.

    `kind` is one of `PossibleKinds`, or "never" for a field that never gets anything. With no `key` it is a word on
    the form: "collects", where it asks for the person's data after all. All browsers are told the state, upon which
    they ask for new offers.
    """

    offer: Word
    key: Word
    kind: Word
    on: bool
