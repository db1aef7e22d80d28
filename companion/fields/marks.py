"""Which fields a form demands: by attribute, asterisk and word, and by what it leaves unmarked."""

from collections.abc import Sequence
from typing import Final

from companion.fields.hints import beside
from companion.fields.words import Words, label_tokens
from companion.protocol import Field
from companion.wire import Required

_ASTERISKS: Final = frozenset("*＊⁎")  # noqa: RUF001 - the wide form is meant
_REFERENCE: Final = "※"
"""Japanese for an asterisk where it ends a label; elsewhere it begins a note."""


def demands(fields: Sequence[Field], words: Words) -> list[Required]:
    """Return for each field whether the form demands it; a form that marks nothing leaves all unclear."""
    marks = [_mark(field, words) for field in fields]
    if "required" in marks:
        return ["optional" if mark == "unclear" else mark for mark in marks]
    if "optional" not in marks:
        return marks
    # Nobody writes "(optional)" beside a tick box, so a bare one is not thereby demanded.
    return [
        "required" if mark == "unclear" and field.input_type != "checkbox" else mark
        for field, mark in zip(fields, marks, strict=True)
    ]


def _mark(field: Field, words: Words) -> Required:
    if field.required:
        return "required"
    texts = (field.label, *beside(field))
    if any(words.marks["optional"].find(label_tokens(text)) for text in texts):
        return "optional"
    if field.label.rstrip("：: ").endswith(_REFERENCE):  # noqa: RUF001 - the wide colon is meant
        return "required"
    if any(_ASTERISKS.intersection(text) or words.marks["required"].find(label_tokens(text)) for text in texts):
        return "required"
    return "unclear"
