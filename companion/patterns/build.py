"""Patterns: the byte strings that a request may carry because of one value.

A rule composes them: normal form, then spelling or digest. What the scanner undoes by itself (percent, base64, JSON,
hex and so on) needs no pattern.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final

import msgspec

from companion.patterns.digests import chained_digests, common_digests, encoded_digests, percent_digests, rare_digests
from companion.patterns.normal import Form, folded, full_names, normal_forms
from companion.patterns.phones import region_of
from companion.patterns.strength import is_tiny, is_weak, says_nothing, tells_by_digest
from companion.protocol import Guard

_LONGEST: Final = 4096
"""Bytes of a pattern: no field holds as much."""
_SHORTEST: Final = 6
"""Bytes of a strong pattern: shorter ones have no window to be found by."""
_FULL: Final = {"email": 4, "tel": 4, "name": 4, "bday": 3}
_FULL_OTHERS: Final = 2
"""How many spellings get more than the common digests: of what people are matched by, more."""
_PAIRS: Final = 10
"""How many given and family names are put together; a vault with several personas has more pairs than people."""
_NAME_KINDS: Final = frozenset({"name", "given-name", "additional-name", "family-name"})
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_ROT13: Final = str.maketrans(
    _ALPHABET + _ALPHABET.upper(),
    _ALPHABET[13:] + _ALPHABET[:13] + _ALPHABET[13:].upper() + _ALPHABET[:13].upper(),
)
_LETTER_MAP: Final = str.maketrans(
    "kibp8A4EWRMKHa7gvyz1dOPt6UI5xYD3nqhVwZBXfCcFeJmrLN20lS9QGsjTuo",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
)
"""A substitution seen on 74 sites (Leaky Forms, USENIX Security 2022)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value to look for: one version of a vault's item, or (with no `item`) what was typed by hand."""

    item: str
    version: int
    kind: str
    text: str = field(repr=False)
    guard: Guard | None = None


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """Bytes to look for, ASCII letters lower-cased, because of the value with index `value`.

    `chain` says how they came from it. `weak` ones count beside a telling key or a second value, `tiny` ones beside
    both; `digest` ones wherever they are.
    """

    data: bytes
    value: int
    chain: str
    weak: bool = False
    digest: bool = False
    tiny: bool = False

    def __repr__(self) -> str:
        return f"<Pattern {self.chain}>"


def home_region(known: Iterable[Known]) -> str:
    """Tell whose national phone numbers a person writes ("DE"), by their other values; empty when nothing tells."""
    values = list(known)
    return region_of(
        [value.text for value in values if value.kind == "country"],
        [value.text for value in values if value.kind == "tel"],
    )


def build(known: Sequence[Known], region: str = "") -> list[Pattern]:
    """Make the patterns of some values of one person; what two values have in common is the first one's.

    `region` is that of the person's phone numbers, where these values do not tell it: see `home_region`.
    """
    region = region or home_region(known)
    taken = {value.text.strip().lower() for value in known}
    patterns: list[Pattern] = []
    for index, value in enumerate(known):
        if not says_nothing(value.text):
            typed, *others = normal_forms(value.kind, value.text, region)
            patterns += _patterns(index, [typed, *_untaken(others, taken)])
    for index, forms in _pairs(known):
        patterns += _patterns(index, _untaken(forms, taken))
    return patterns


def spelled(forms: Sequence[Form]) -> Iterator[tuple[bytes, str, Form]]:
    """List what is hashed of some forms, the likeliest first, each once: (bytes, chain ending in ">", form)."""
    seen = set()
    hashed = [form for form in forms if form.rank != "plain" and tells_by_digest(form.kind, form.text)]
    for cases in (_usual_cases, _other_cases):
        for form in hashed:
            for text, chain in cases(form):
                data = text.encode()
                if data not in seen:
                    seen.add(data)
                    yield data, "".join(f"{step}>" for step in (form.chain, chain) if step), form


def _untaken(forms: list[Form], taken: set[str]) -> list[Form]:
    """Leave out forms that are another value, or another's form: the aliases of one address have much in common."""
    new = [form for form in forms if form.text.lower() not in taken]
    taken.update(form.text.lower() for form in new)
    return new


def _patterns(index: int, forms: list[Form]) -> Iterator[Pattern]:
    seen = set()
    for form in forms:
        weak, tiny = is_weak(form.kind, form.text), is_tiny(form.kind, form.text)
        for data, chain in _texts(form, weak=weak):
            if data not in seen and 0 < len(data) <= _LONGEST:
                seen.add(data)
                yield Pattern(data, index, chain, weak or len(data) < _SHORTEST, tiny=tiny)
    for data, chain in _digests(list(spelled(forms))):
        if data not in seen:
            seen.add(data)
            yield Pattern(data.lower(), index, chain, digest=True)


def _digests(inputs: list[tuple[bytes, str, Form]]) -> Iterator[tuple[bytes, str]]:
    main = [(data, chain) for data, chain, form in inputs if form.rank == "main"]
    full = _FULL.get(inputs[0][2].kind, _FULL_OTHERS) if inputs else 0
    for data, chain, _form in inputs:
        yield from common_digests(data, chain)
        yield from percent_digests(data, chain)
    for data, chain in main[:full]:
        yield from rare_digests(data, chain)
        yield from encoded_digests(data, chain)
        yield from chained_digests(data, chain)


def _usual_cases(form: Form) -> Iterator[tuple[str, str]]:
    lower = form.text.lower()
    yield lower, "" if lower == form.text else "lower"
    yield form.text, ""


def _other_cases(form: Form) -> Iterator[tuple[str, str]]:
    lower = form.text.lower()
    yield form.text.upper(), "upper"
    if form.kind in _NAME_KINDS:
        yield form.text.title(), "title"
    if " " in form.text:
        yield lower.replace(" ", ""), "joined"
    yield from folded(lower)


def _texts(form: Form, *, weak: bool) -> Iterator[tuple[bytes, str]]:
    text, chain = form.text, form.chain or "plain"
    yield text.encode().lower(), chain
    if not weak and form.rank == "main":
        yield text.translate(_ROT13).encode().lower(), _after(form, "rot13")
        yield text[::-1].encode().lower(), _after(form, "reversed")
        yield text.translate(_LETTER_MAP).encode().lower(), _after(form, "letter-map")
    if form.rank == "main" and " " in text:
        for cased in (text, text.lower()):
            yield cased.replace(" ", "").encode().lower(), _after(form, "joined")
    if text.isascii():
        return
    for cased in (text, text.lower(), text.upper()):
        yield cased.encode().lower(), chain
        latin = cased.encode("latin-1", "ignore")
        if latin.decode("latin-1") == cased:
            yield latin.lower(), _after(form, "latin-1")
    for other, step in folded(text):
        yield other.encode().lower(), _after(form, step)
    if form.rank == "main":
        yield unicodedata.normalize("NFD", text).encode().lower(), _after(form, "nfd")
        yield text.encode().decode("latin-1").encode().lower(), _after(form, "mojibake")


def _after(form: Form, step: str) -> str:
    return f"{form.chain}>{step}" if form.chain else step


def _pairs(known: Sequence[Known]) -> Iterator[tuple[int, list[Form]]]:
    """Put given and family names together, those that stand near each other first."""
    given = [value.text.strip() for value in known if value.kind == "given-name"]
    family = [(index, value.text.strip()) for index, value in enumerate(known) if value.kind == "family-name"]
    pairs = sorted(product(enumerate(given), enumerate(family)), key=lambda pair: abs(pair[0][0] - pair[1][0]))
    for (_, first), (_, (index, last)) in islice(pairs, _PAIRS):
        yield index, full_names(first, last)
