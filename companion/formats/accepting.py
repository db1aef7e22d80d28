"""What a control takes: its sort, its length, its pattern."""

import re
from collections.abc import Iterable
from typing import Final

from companion.formats.expressions import takes
from companion.protocol import Field

_CUT: Final = 200
"""Characters of a hint: one as long may have been cut."""
_WITH_PATTERN: Final = frozenset({"text", "search", "url", "tel", "email", "password"})
_SHAPES: Final = {
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "month": re.compile(r"\d{4}-\d\d"),
    "datetime-local": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
    "url": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+"),
}
"""What browsers empty a control of, or refuse to send, where it is written otherwise."""


def hint(field: Field, route: str) -> str:
    """Return the text of one route among a field's hints, whole; "" for none."""
    start = f"{route}: "
    found = next((text for text in field.hints if text.startswith(start)), "")
    return found.removeprefix(start) if len(found) < _CUT else ""


def accepts(field: Field, text: str) -> bool:
    """Tell whether a text control would take a text, as far as it says what it takes."""
    if not text or (field.max_length and len(text) > field.max_length):
        return False
    least = hint(field, "minlength")
    if least.isdecimal() and len(text) < int(least):
        return False
    if field.tag == "textarea":
        return True
    if "\n" in text or (field.input_type in _SHAPES and not _SHAPES[field.input_type].fullmatch(text)):
        return False
    pattern = hint(field, "pattern") if field.input_type in _WITH_PATTERN else ""
    return not pattern or takes(pattern, text) is not False


def fitting(field: Field, texts: Iterable[str]) -> str | None:
    """Return the first text that a control takes."""
    return next((text for text in texts if accepts(field, text)), None)
