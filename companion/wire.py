"""What every message is made of: the base classes, the short words, and the limits.

Lengths are capped here once; what is longer is refused, never cut.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

PROTOCOL: Final = 1
MAX_IN: Final = 1 << 20
"""Bytes of one frame from the browser."""
MAX_OUT: Final = 1 << 18
"""Bytes of one frame to the browser (browsers stop at 1 MiB)."""
MAX_DEPTH: Final = 16

Word = Annotated[str, Meta(max_length=64)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=4096)]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z")]
Origin = Annotated[str, Meta(max_length=300)]
Millis = Annotated[float, Meta(ge=0, le=1e14)]
"""Milliseconds since 1970, by the sender's clock."""

Required = Literal["required", "optional", "unclear"]
Outcome = Literal["give", "alias", "generalise", "withhold", "refuse", "ask"]
LinkState = Literal["ready", "locked", "pending", "no-vault"]
FieldFate = Literal["written", "cleared", "skipped"]
"""What became of a planned field: its value stands in the page, stood there and was taken back, or never entered."""


def _tag(name: str) -> str:
    return name[0].lower() + name[1:]


class Message(Struct, frozen=True, forbid_unknown_fields=True, rename="camel", tag_field="type", tag=_tag):
    """Base of all messages and their parts. Its `repr` names the type alone, as many hold a person's values."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Part(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Base of what messages are made of."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
