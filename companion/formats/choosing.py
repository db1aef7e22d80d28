"""Choices: the option that means a value, or none; never the nearest."""

from collections.abc import Callable, Sequence
from typing import Final

from companion.formats.texts import folded, parts
from companion.protocol import Choice

Meaning = frozenset[str]
Read = Callable[[str], Meaning]
NOTHING: Final[Meaning] = frozenset()
_AGREEMENT: Final = 0.95
"""How many values must say what their texts do, before others are believed: "AS" is Australia in other lists."""


def choose(choices: Sequence[Choice], wanted: Meaning, text: Read, value: Read | None = None) -> str | None:
    """Return the value of the option that means what is wanted, by its text.

    By its value only where the text says nothing, and the other options' values say what their texts do.
    """
    meant = meanings(choices, text, value)
    first: dict[str, int] = {}
    for at, choice in enumerate(choices):
        first.setdefault(choice.value, at)
    return next(
        (
            choice.value
            for choice, meaning in zip(choices, meant, strict=True)
            # The page marks the first of several options with one value.
            if choice.value and meaning & wanted and meant[first[choice.value]] & wanted
        ),
        None,
    )


def meanings(choices: Sequence[Choice], text: Read, value: Read | None = None) -> list[Meaning]:
    """Return what each option means."""
    by_text = [text(choice.text) for choice in choices]
    by_value = [(value or text)(choice.value) for choice in choices]
    if not _is_believed(choices, by_text, by_value):
        return by_text
    return [one or other for one, other in zip(by_text, by_value, strict=True)]


def same(choices: Sequence[Choice], wanted: str) -> str | None:
    """Return the value of the option that says literally what is wanted."""
    plain = folded(wanted)
    by_text = (choice.value for choice in choices if plain and folded(choice.text) == plain)
    by_value = (choice.value for choice in choices if plain and not plain.isdecimal() and folded(choice.value) == plain)
    return next(by_text, None) or next(by_value, None)


def adorned(text: str, read: Read, adornment: Callable[[str, Meaning], bool]) -> Meaning:
    """Return what all parts of a text mean together: "Germany (Deutschland)", or a name beside an adornment of it."""
    found = read(text)
    if found:
        return found
    each = [(part, read(part)) for part in parts(text)]
    meant = [meaning for _, meaning in each if meaning]
    common = frozenset.intersection(*meant) if meant else NOTHING
    return common if common and all(meaning or adornment(part, common) for part, meaning in each) else NOTHING


def _is_believed(choices: Sequence[Choice], texts: Sequence[Meaning], values: Sequence[Meaning]) -> bool:
    both = [bool(one & other) for one, other in zip(texts, values, strict=True) if one and other]
    if both:
        return sum(both) >= _AGREEMENT * len(both)
    told = [bool(value) for choice, value in zip(choices, values, strict=True) if choice.value]
    return not any(texts) and sum(told) > 1 and sum(told) >= _AGREEMENT * len(told)
