"""A field's further texts: each begins with its route ("placeholder: …")."""

from typing import Final

from companion.protocol import Field

_AROUND: Final = frozenset({"legend", "heading", "section", "group"})


def beside(field: Field) -> list[str]:
    """Return the hints about this control alone."""
    return [text for route, text in map(_parted, field.hints) if route not in _AROUND]


def around(field: Field) -> list[str]:
    """Return the hints about its neighbourhood: a legend, a heading."""
    return [text for route, text in map(_parted, field.hints) if route in _AROUND]


def _parted(hint: str) -> tuple[str, str]:
    route, colon, text = hint.partition(": ")
    return (route, text) if colon else ("", hint)
