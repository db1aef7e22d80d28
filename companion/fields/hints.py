"""A field's further texts: each begins with its route ("placeholder: …")."""

from collections.abc import Iterator
from typing import Final

from companion.protocol import Field

_AROUND: Final = frozenset({"legend", "heading", "section", "group", "row"})
_SECTIONS: Final = ("legend", "section", "heading")
_TITLES: Final = ("row", "group", *_SECTIONS)
_UNREAD: Final = frozenset({"class", "data", "inputmode", "language", "minlength", "note", "pattern"})
_BETWEEN: Final = frozenset({"before", "after"})
"""Texts that may be about another control, where this one has a label."""


def beside(field: Field) -> list[str]:
    """Return the hints about this control alone; what stands around a control with a label is about the next one."""
    unread = _UNREAD | _BETWEEN if field.label else _UNREAD
    return [text for route, text in routed(field) if route not in _AROUND and route not in unread]


def around(field: Field) -> list[str]:
    """Return the hints about its neighbourhood: a legend, a heading, the name of its row."""
    return [text for route, text in routed(field) if route in _AROUND]


def routed(field: Field) -> Iterator[tuple[str, str]]:
    """Return each hint with its route, "" where it has none."""
    for hint in field.hints:
        route, colon, text = hint.partition(": ")
        yield (route, text) if colon else ("", hint)


def titles(field: Field) -> list[str]:
    """Return what is said of the parts of the form that a control stands in, the nearest first."""
    texts = dict(routed(field))
    return [texts[route] for route in _TITLES if route in texts]


def section_of(field: Field) -> str:
    """Return what the nearest part of the form is called, "" where it has no name."""
    texts = dict(routed(field))
    return next((texts[route] for route in _SECTIONS if route in texts), "")
