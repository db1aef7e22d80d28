"""Gender and title: what the answers of a list mean, in the languages that forms are understood in."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from companion.formats.accepting import fitting
from companion.formats.choosing import NOTHING, Meaning, adorned, choose, same
from companion.formats.texts import folded
from companion.protocol import Field

_PAIRS: Final = (
    ("m", "f"),
    ("m", "w"),
    ("h", "m"),
    ("h", "f"),
    ("m", "v"),
    ("m", "k"),
    ("m", "n"),
    ("e", "k"),
    ("f", "n"),
    ("l", "p"),
    ("м", "ж"),
    ("ч", "ж"),
    ("m", "z"),
)
"""Letters for a man and a woman: what one means depends on the other ("H" and "M" are hombre and mujer)."""
_IMPLIED: Final = {
    "male": ("mr",),
    "female": ("ms",),
    "mr": ("male",),
    "ms": ("female",),
    "mrs": ("ms", "female"),
    "miss": ("ms", "female"),
}
"""What also holds of whom an answer holds, the nearest first: "Mrs" is "Frau", though not every "Frau" is "Mrs"."""


def answer_field(kind: str, field: Field, value: str) -> str | None:
    """Return what a field that asks for a gender ("sex") or a title ("honorific-prefix") gets."""
    if not field.choices:
        return fitting(field, [value])
    meant = _words().get(folded(value), NOTHING) & _of_kind(kind) or _words().get(folded(value), NOTHING)
    if not meant:
        return same(field.choices, value)
    letters = _letters([choice.text for choice in field.choices])
    codes = _letters([choice.value for choice in field.choices])
    for wanted in (meant, *(frozenset({other}) for one in sorted(meant) for other in _IMPLIED.get(one, ()))):
        found = choose(field.choices, wanted, lambda text: _read(text, letters), lambda text: _read(text, codes))
        if found:
            return found
    return None


def _read(text: str, letters: Mapping[str, Meaning]) -> Meaning:
    plain = folded(text)
    if len(plain) == 1:
        return letters.get(plain) or _words().get(plain, NOTHING)
    return adorned(text, _word, lambda part, _meant: len(folded(part)) == 1)


def _word(text: str) -> Meaning:
    plain = folded(text)
    return _words().get(plain, NOTHING) if len(plain) > 1 else NOTHING


def _letters(texts: Sequence[str]) -> dict[str, Meaning]:
    """Return what single letters mean among the options of one list."""
    single = {plain for text in texts if len(plain := folded(text)) == 1}
    for man, woman in _PAIRS:
        if {man, woman} <= single:
            return {man: frozenset({"male"}), woman: frozenset({"female"})}
    return {}


@cache
def _of_kind(kind: str) -> Meaning:
    return frozenset(_table()[kind])


@cache
def _words() -> Mapping[str, Meaning]:
    found: dict[str, set[str]] = {}
    for meanings in _table().values():
        for meaning, words in meanings.items():
            for word in words:
                found.setdefault(folded(word), set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in found.items() if word}


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = (files(__package__) / "names" / "answers.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, list[str]]])
