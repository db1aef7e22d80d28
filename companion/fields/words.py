"""The words that tell kinds apart, from `words.json`: English, German, French and Spanish, all at once.

Everything is compared as tuples of tokens: lower case, without accents or punctuation.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

Tokens = tuple[str, ...]
_Phrases = dict[Literal["en", "de", "fr", "es"], list[str]]
_WORD: Final = re.compile(r"[^\W_]+")
_JOINT: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a kind: `label` anywhere, `alone` only where nothing else is said, `name` in names and ids."""

    label: _Phrases = {}
    alone: _Phrases = {}
    name: list[str] = []


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[str, _Entry]
    boxes: dict[str, _Entry]
    marks: dict[str, _Phrases]
    choices: dict[str, _Phrases]
    forms: dict[str, _Phrases]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: what it stands for, whether it counts only alone, and how many tokens it took."""

    meaning: str
    alone: bool
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in a text from left to right, the tokens that no phrase took, and those of them after the last hit."""

    hits: tuple[Hit, ...]
    rest: Tokens
    tail: Tokens

    def __bool__(self) -> bool:
        """Tell whether any phrase was found."""
        return bool(self.hits)


class Lexicon:
    """Phrases by their first token; the longest that fits wins."""

    def __init__(self, phrases: Iterable[tuple[str, str, bool]]) -> None:
        """Take (phrase, meaning, alone); of two equal phrases the first one counts."""
        known: dict[str, dict[Tokens, Hit]] = {}
        for phrase, meaning, alone in phrases:
            tokens = label_tokens(phrase)
            known.setdefault(tokens[0], {}).setdefault(tokens, Hit(meaning, alone, len(tokens)))
        self._known: Mapping[str, tuple[tuple[Tokens, Hit], ...]] = {
            first: tuple(sorted(found.items(), key=lambda entry: -len(entry[0]))) for first, found in known.items()
        }

    def find(self, tokens: Tokens) -> Found:
        """Return what phrases are in `tokens`, without overlap."""
        hits: list[Hit] = []
        rest: list[str] = []
        at, behind = 0, 0
        while at < len(tokens):
            hit = self._longest(tokens, at)
            if hit is None:
                rest.append(tokens[at])
                at += 1
            else:
                hits.append(hit)
                at += hit.size
                behind = at
        return Found(tuple(hits), tuple(rest), tokens[behind:])

    def meanings(self, tokens: Tokens) -> set[str]:
        """Return what the phrases in `tokens` stand for."""
        return {hit.meaning for hit in self.find(tokens).hits}

    def _longest(self, tokens: Tokens, at: int) -> Hit | None:
        for phrase, hit in self._known.get(tokens[at], ()):
            if tokens[at : at + hit.size] == phrase:
                return hit
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """All lexicons; `marks` and `choices` by their keys in `words.json`, the others find what is meant."""

    labels: Lexicon
    names: Lexicon
    box_labels: Lexicon
    box_names: Lexicon
    marks: Mapping[str, Lexicon]
    choices: Mapping[str, Lexicon]
    forms: Lexicon


@cache
def words() -> Words:
    """Read `words.json`, once."""
    table = msgspec.json.decode(files(__package__).joinpath("words.json").read_bytes(), type=_Table)
    return Words(
        labels=Lexicon(_spoken(table.kinds)),
        names=Lexicon([*_named(table.kinds), *_spoken(table.kinds)]),
        box_labels=Lexicon(_spoken(table.boxes)),
        box_names=Lexicon(_named(table.boxes)),
        marks=_apart(table.marks),
        choices=_apart(table.choices),
        forms=Lexicon(_listed(table.forms)),
    )


def label_tokens(text: str) -> Tokens:
    """Split a text that people read: "Numéro et rue *" becomes ("numero", "et", "rue")."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tuple(_WORD.findall(text.casefold()))


def name_tokens(text: str) -> Tokens:
    """Split a name of the page's author: "billing[firstName2]" becomes ("billing", "first", "name", "2")."""
    return label_tokens(_JOINT.sub(" ", text))


def _spoken(entries: Mapping[str, _Entry]) -> Iterable[tuple[str, str, bool]]:
    for meaning, entry in entries.items():
        yield from ((phrase, meaning, False) for phrases in entry.label.values() for phrase in phrases)
        yield from ((phrase, meaning, True) for phrases in entry.alone.values() for phrase in phrases)


def _named(entries: Mapping[str, _Entry]) -> Iterable[tuple[str, str, bool]]:
    for meaning, entry in entries.items():
        for phrase in entry.name:
            # The same name may be written in one piece with a digit: "address1" is split like the names it is met by.
            yield " ".join(name_tokens(phrase)), meaning, False


def _apart(lists: Mapping[str, _Phrases]) -> dict[str, Lexicon]:
    return {meaning: Lexicon(_listed({meaning: phrases})) for meaning, phrases in lists.items()}


def _listed(lists: Mapping[str, _Phrases]) -> Iterable[tuple[str, str, bool]]:
    for meaning, phrases in lists.items():
        yield from ((phrase, meaning, False) for listed in phrases.values() for phrase in listed)
