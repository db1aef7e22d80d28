"""The words that tell kinds apart: a file for each language in `languages/`, all at once, and one of authors' names.

Everything is compared as tuples of tokens: lower case, without accents or punctuation. Chinese and Japanese have no
spaces, so that there each letter is a token. A word that ends with "*" stands for all that begin so: "regulamin*".
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec

Tokens = tuple[str, ...]
WISHES: Final = frozenset({"x-consent-marketing", "x-consent-profiling"})
"""What a site would like, and a person may not."""
_TURNING: Final = ("negation", "untick", "leaving", "anytime", "harmless")
_PARTS: Final = (
    *("sending", "posted", "contacting", "phoned", "permitting", "service"),
    *("data", "transferring", "handling", "analysing", "doings", "retained"),
)
"""Verbs and objects of sentences that somebody consents to."""
_WIDE: Final = "\u3005-\u30ff\u3400-\u9fff"
_WORD: Final = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")
_SPLIT: Final = 2048
"""Texts of a form that are split but once."""
_BEGINNING: Final = 2
"""Letters by which beginnings of words are looked up; none is shorter."""
_FOLDED: Final = str.maketrans("łøđıæœñ", "lodiaon")
"""Letters that Unicode takes for whole ones, though people leave out their strokes."""
_JOINT: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a kind: `label` anywhere, `alone` only where nothing else is said."""

    label: list[str] = []
    alone: list[str] = []


class _Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read."""

    kinds: dict[str, _Entry]
    boxes: dict[str, _Entry] = {}
    marks: dict[str, list[str]] = {}
    choices: dict[str, list[str]] = {}
    forms: dict[str, list[str]] = {}


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What authors call controls, in whatever language."""

    kinds: dict[str, list[str]]
    boxes: dict[str, list[str]]
    marks: dict[str, list[str]]


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
    """Phrases by their tokens; the longest that fits wins, one with beginnings of words only where no other fits."""

    def __init__(self, phrases: Iterable[tuple[str, str, bool]]) -> None:
        """Take (phrase, meaning, alone); of two equal phrases the first one counts."""
        self._known: dict[Tokens, Hit] = {}
        self._begun: dict[str, list[tuple[tuple[tuple[str, bool], ...], Hit]]] = {}
        sizes: dict[str, set[int]] = {}
        for phrase, meaning, alone in phrases:
            tokens = label_tokens(phrase)
            hit = Hit(meaning, alone, len(tokens))
            if "*" in phrase:
                self._begun.setdefault(tokens[0][:_BEGINNING], []).append((tuple(_begun(phrase)), hit))
            else:
                self._known.setdefault(tokens, hit)
                sizes.setdefault(tokens[0], set()).add(len(tokens))
        self._sizes = {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}
        for found in self._begun.values():
            found.sort(key=lambda each: -sum(len(part) for part, _ in each[0]))

    def find(self, tokens: Tokens) -> Found:
        """Return what phrases are in `tokens`, without overlap."""
        if not self._begun and self._sizes.keys().isdisjoint(tokens):
            return Found((), tokens, tokens)
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

    def covers(self, tokens: Tokens) -> bool:
        """Tell whether `tokens` are phrases and nothing besides."""
        found = self.find(tokens)
        return bool(found) and not found.rest

    def meanings(self, tokens: Tokens) -> set[str]:
        """Return what the phrases in `tokens` stand for."""
        return {hit.meaning for hit in self.find(tokens).hits}

    def _longest(self, tokens: Tokens, at: int) -> Hit | None:
        for size in self._sizes.get(tokens[at], ()):
            hit = self._known.get(tokens[at : at + size])
            if hit:
                return hit
        for parts, hit in self._begun.get(tokens[at][:_BEGINNING], ()):
            there = tokens[at : at + hit.size]
            if len(there) == hit.size and all(map(_fits, there, parts)):
                return hit
        return None


def _begun(phrase: str) -> Iterable[tuple[str, bool]]:
    """Return the tokens of a phrase, each with whether it is but the beginning of a word."""
    for word in phrase.split():
        *whole, last = label_tokens(word)
        yield from ((token, False) for token in whole)
        yield last, word.endswith("*")


def _fits(token: str, part: tuple[str, bool]) -> bool:
    beginning, open_ended = part
    return token.startswith(beginning) if open_ended else token == beginning


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words of one language for wanting post, and those that turn a sentence round: "no" is a yes elsewhere.

    `harmless` are those beside which a negation refuses nothing ("never miss an offer"); `leaving` are those for
    ending what one has begun, which is no refusal where one may do so at `anytime`. `parts` are verbs and objects of
    what one consents to, as `sentences.py` puts them together.
    """

    wishes: Lexicon
    negation: Lexicon
    untick: Lexicon
    leaving: Lexicon
    anytime: Lexicon
    harmless: Lexicon
    parts: Mapping[str, Lexicon]


@dataclass(frozen=True, slots=True)
class Words:
    """All lexicons; `marks` and `choices` by their keys in the files, the others find what is meant."""

    labels: Lexicon
    names: Lexicon
    box_labels: Lexicon
    box_names: Lexicon
    marks: Mapping[str, Lexicon]
    choices: Mapping[str, Lexicon]
    forms: Lexicon
    polarity: Mapping[str, Polarity]


@cache
def words() -> Words:
    """Read `languages/`, once."""
    folder = files(__package__) / "languages"
    names = msgspec.json.decode((folder / "names.json").read_bytes(), type=_Names)
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json") and file.name != "names.json")
    spoken = [msgspec.json.decode((folder / name).read_bytes(), type=_Language) for name in found]
    codes = [name.removesuffix(".json") for name in found]
    return Words(
        labels=Lexicon(_spoken([language.kinds for language in spoken])),
        names=Lexicon([*_named(names.kinds), *_spoken([language.kinds for language in spoken])]),
        box_labels=Lexicon(_spoken([language.boxes for language in spoken])),
        box_names=Lexicon(_named(names.boxes)),
        marks=_apart([*(language.marks for language in spoken), names.marks]),
        choices=_apart([language.choices for language in spoken]),
        forms=Lexicon(_listed([language.forms for language in spoken])),
        polarity={code: _polarity(language) for code, language in zip(codes, spoken, strict=True)},
    )


def _polarity(language: _Language) -> Polarity:
    wishes = {kind: entry for kind, entry in language.boxes.items() if kind in WISHES}
    marks = {mark: Lexicon(_listed([{mark: language.marks.get(mark, [])}])) for mark in (*_TURNING, *_PARTS)}
    turning = {mark: marks[mark] for mark in _TURNING}
    return Polarity(wishes=Lexicon(_spoken([wishes])), parts={part: marks[part] for part in _PARTS}, **turning)


@lru_cache(maxsize=_SPLIT)
def label_tokens(text: str) -> Tokens:
    """Split a text that people read: "Numéro et rue *" becomes ("numero", "et", "rue").

    Many rules ask of the same texts; `read_form` forgets them when it is done, as they are a page's.
    """
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = text.lower().translate(_FOLDED)
    return tuple(_WORD.findall(text.casefold()))


def name_tokens(text: str) -> Tokens:
    """Split a name of the page's author: "billing[firstName2]" becomes ("billing", "first", "name", "2")."""
    return label_tokens(_JOINT.sub(" ", text))


def _spoken(languages: Iterable[Mapping[str, _Entry]]) -> Iterable[tuple[str, str, bool]]:
    for entries in languages:
        for meaning, entry in entries.items():
            for phrase in entry.label:
                yield phrase, meaning, False
                if phrase.isascii() and " " in phrase:
                    # "First name" is written "firstname", too.
                    yield "".join(label_tokens(phrase)), meaning, False
            yield from ((phrase, meaning, True) for phrase in entry.alone)


def _named(names: Mapping[str, list[str]]) -> Iterable[tuple[str, str, bool]]:
    for meaning, phrases in names.items():
        # The same name may be written in one piece with a digit: "address1" is split like the names it is met by.
        yield from ((" ".join(name_tokens(phrase)), meaning, False) for phrase in phrases)


def _apart(languages: Iterable[Mapping[str, list[str]]]) -> dict[str, Lexicon]:
    joined: dict[str, list[tuple[str, str, bool]]] = {}
    for phrase, meaning, alone in _listed(languages):
        joined.setdefault(meaning, []).append((phrase, meaning, alone))
    return {meaning: Lexicon(phrases) for meaning, phrases in joined.items()}


def _listed(languages: Iterable[Mapping[str, list[str]]]) -> Iterable[tuple[str, str, bool]]:
    for lists in languages:
        yield from ((phrase, meaning, False) for meaning, phrases in lists.items() for phrase in phrases)
