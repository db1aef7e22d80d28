"""Which fields a form demands: by attribute, asterisk and word, by what it leaves unmarked, and by what it missed."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from companion.fields.hints import beside, routed
from companion.fields.words import Words, label_tokens
from companion.protocol import Field
from companion.wire import Required

_PARTS: Final = frozenset(
    {
        *("bday-day", "bday-month", "bday-year"),
        *("tel-area-code", "tel-local", "tel-local-prefix", "tel-local-suffix"),
    }
)
_STATEMENTS: Final = frozenset({"x-consent-age", "x-consent-other", "x-consent-privacy", "x-consent-terms"})
_TITLES: Final = ("row", "group", "legend")
_TITLE_WORDS: Final = 8
"""A longer text is a sentence, and may demand anything."""
_SPARED: Final = frozenset({"additional-name", "address-line2", "address-line3", "honorific-prefix", "x-apartment"})
"""Parts that not everybody has: a name or an address is demanded without them."""
_ASTERISKS: Final = frozenset("*＊⁎")  # noqa: RUF001 - the wide form is meant
_REFERENCE: Final = "※"
"""Japanese for an asterisk where it ends a label; elsewhere it begins a note."""


def demands(fields: Sequence[Field], words: Words, kinds: Sequence[str] = ()) -> list[Required]:
    """Return for each field whether the form demands it; a form that marks nothing leaves all unclear.

    `kinds` are those of the fields: the parts of one datum are demanded together.
    """
    marks = _titled(fields, kinds, [_mark(field, words) for field in fields], words)
    marks = _shared(fields, kinds, marks, words)
    marks = _unmarked(fields, kinds, _noted(fields, marks, words))
    missed = [_is_missed(field, words) for field in fields]
    # A form may tell of one error at a time; where it told of several, it let pass what else is empty.
    told_all = missed.count(True) > 1
    return [
        "required" if miss else "optional" if told_all and mark == "unclear" and _is_empty(field) else mark
        for field, mark, miss in zip(fields, marks, missed, strict=True)
    ]


def _is_missed(field: Field, words: Words) -> bool:
    """Tell whether the page refused a submit because this field was left empty, not because of what it held."""
    errors = [label_tokens(text) for text in _errors(field)]
    if any(words.marks["wrong"].find(error) for error in errors):
        return False
    meant = ["required"] if field.holds else ["required", "missing"]
    return any(words.marks[mark].find(error) for error in errors for mark in meant)


def _errors(field: Field) -> list[str]:
    return [text for route, text in routed(field) if route == "error"]


def _is_empty(field: Field) -> bool:
    return not field.holds and field.tag != "select"


def _unmarked(fields: Sequence[Field], kinds: Sequence[str], marks: list[Required]) -> list[Required]:
    """Return the marks, with what those that are there say of the fields that have none."""
    if "required" in marks:
        return ["optional" if mark == "unclear" else mark for mark in marks]
    if "optional" not in marks:
        return marks
    # Where nobody writes "(optional)" beside tick boxes, a bare wish is not thereby demanded.
    boxes = [field.input_type == "checkbox" for field in fields]
    marked = any(box and mark == "optional" for box, mark in zip(boxes, marks, strict=True))
    stated = [kind in _STATEMENTS for kind in kinds] or [False] * len(fields)
    return [
        "required" if mark == "unclear" and (marked or states or not box) else mark
        for box, states, mark in zip(boxes, stated, marks, strict=True)
    ]


def _noted(fields: Sequence[Field], marks: list[Required], words: Words) -> list[Required]:
    """Return the marks as the form explains them: "* is optional", "every question is optional"."""
    note = " ".join(text for field in fields for route, text in routed(field) if route == "note")
    excused = words.marks["optional"].find(label_tokens(note))
    if not excused or words.marks["demanding"].find(excused.rest):
        return marks
    if _ASTERISKS.intersection(note):
        starred = [not field.required and bool(_ASTERISKS.intersection(field.label)) for field in fields]
        return ["optional" if star else mark for star, mark in zip(starred, marks, strict=True)]
    everything = bool(words.marks["every"].find(label_tokens(note)))
    return ["optional" if everything and mark == "unclear" else mark for mark in marks]


def _titled(fields: Sequence[Field], kinds: Sequence[str], marks: list[Required], words: Words) -> list[Required]:
    """Return the marks, with what the title of a row or a part says of all in it where none of them has its own."""
    found = list(marks)
    texts = [dict(routed(field)) for field in fields]
    for route in _TITLES:
        titles = [routes.get(route, "") for routes in texts]
        for title, run in groupby(range(len(fields)), key=titles.__getitem__):
            under = list(run)
            told = _of_title(title, words) if title else "unclear"
            if told == "unclear" or any(found[at] != "unclear" for at in under):
                continue
            for at in under:
                spared = told == "required" and kinds[at : at + 1] and kinds[at] in _SPARED
                found[at] = "unclear" if spared else told
    return found


def _of_title(text: str, words: Words) -> Required:
    """Return what a title says of all below it; an explanation of the form's marks is none."""
    tokens = label_tokens(text)
    marked = _ASTERISKS.intersection(text)
    bare = text.strip("()（）:： ")  # noqa: RUF001 - the wide forms are meant
    explains = marked and (words.marks["required"].find(tokens) or _ASTERISKS.isdisjoint(bare[:1] + bare[-1:]))
    return "unclear" if explains or len(tokens) > _TITLE_WORDS else _of_text(text, words)


def _shared(fields: Sequence[Field], kinds: Sequence[str], marks: list[Required], words: Words) -> list[Required]:
    """Return the marks, those of a datum in several fields given to all of these."""
    shared = list(marks)
    start = 0
    for end in range(1, len(kinds) + 1):
        if end < len(kinds) and _goes_on(fields[end - 1], fields[end], kinds[end - 1], kinds[end]):
            continue
        if end - start > 1:
            rows = (dict(routed(field)).get("group", "") for field in fields[start:end])
            told = {*marks[start:end], *(_of_text(text, words) for text in rows)} - {"unclear"}
            if len(told) == 1:
                shared[start:end] = [*told] * (end - start)
        start = end
    return shared


def _goes_on(before: Field, field: Field, kind_before: str, kind: str) -> bool:
    """Tell whether a field asks for a further part of the datum before it: "PLZ, Ort", then "Ort"."""
    named, label = label_tokens(before.label), label_tokens(field.label)
    ends = 0 < len(label) < len(named) and named[-len(label) :] == label
    parts = {kind_before, kind} <= _PARTS and kind[:3] == kind_before[:3]
    return ends or parts or (kind == kind_before == "postal-code" and named[:1] == label[:1])


def _mark(field: Field, words: Words) -> Required:
    if field.required:
        return "required"
    errors = _errors(field)
    texts = (field.label, *beside(field), *_apart(field, words))
    told = {_of_text(text, words) for text in texts if text not in errors}
    if "optional" in told:
        return "optional"
    if field.label.rstrip("：: ").endswith(_REFERENCE):  # noqa: RUF001 - the wide colon is meant
        return "required"
    return "required" if "required" in told else "unclear"


def _apart(field: Field, words: Words) -> list[str]:
    """Return the marks that stand apart: on the row of a field without a label, behind the label of a box."""
    if field.input_type != "checkbox":
        return [text for route, text in routed(field) if route == "group" and not field.label]
    return [text for route, text in routed(field) if route == "after" and _is_mark(text, words)]


def _is_mark(text: str, words: Words) -> bool:
    """Tell whether a text is a mark and nothing else; "* = required" explains one."""
    tokens = label_tokens(text)
    if _ASTERISKS.intersection(text):
        return not tokens
    return any(words.marks[mark].covers(tokens) for mark in ("required", "optional"))


def _of_text(text: str, words: Words) -> Required:
    tokens = label_tokens(text)
    if words.marks["optional"].find(tokens):
        return "optional"
    return "required" if _ASTERISKS.intersection(text) or words.marks["required"].find(tokens) else "unclear"
