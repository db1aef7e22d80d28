"""In which order, and with what between, a text field wants day, month and year: by its words, or else its language."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from companion.formats.accepting import hint
from companion.protocol import Field

Order = tuple[str, ...]
"""The parts with what stands between, as in ("DD", ".", "MM", ".", "YYYY")."""

_DAY: Final = "djtgдηpnzδ日일"
_MONTH: Final = "mмμakhl月월"
_YEAR: Final = "yajгрεvéår年년"  # noqa: RUF001 - two are Cyrillic
_LETTERS: Final = f"{_DAY}{_MONTH}{_YEAR}"
_MASK: Final = re.compile(
    rf"(?<!\w)(?P<one>([{_LETTERS}])\2{{0,3}})(?P<between>[-./ ]{{0,2}})(?P<two>([{_LETTERS}])\5{{0,3}})"
    rf"(?P<again>[-./ ]{{0,2}})(?P<three>([{_LETTERS}])\8{{0,3}})(?!\w)",
    re.IGNORECASE,
)
_EXAMPLE: Final = re.compile(r"(?<!\d)(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)")
_ROUTES: Final = ("placeholder", "described", "title", "error", "after")
_YEAR_DIGITS: Final = 4
_SHORT_YEAR: Final = 2
_MONTHS: Final = 12
_DAYS: Final = 31
_BY_LANGUAGE: Final = {
    **dict.fromkeys(("de", "cs", "sk", "pl", "ru", "uk", "fi", "no", "nb", "nn", "da", "ro", "tr", "bg", "et"), "dmy."),
    **dict.fromkeys(("fr", "es", "it", "pt", "el", "id", "he", "vi", "ca", "ar", "gl"), "dmy/"),
    **dict.fromkeys(("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za"), "dmy/"),
    "nl": "dmy-",
    "en-us": "mdy/",
    "sv": "ymd-",
    "lt": "ymd-",
    "fr-ca": "ymd-",
    **dict.fromkeys(("ja", "zh", "ko"), "ymd/"),
    "hu": "ymd.",
}
"""What people write where nothing is said; English alone does not tell, nor does a language that is not listed."""


def order_of(field: Field, language: str) -> Order | None:
    """Return how a text field wants a date; None where that cannot be told."""
    texts = [hint(field, route) for route in _ROUTES]
    said = {order for text in (*texts, field.label) if (order := _masked(text) or _shown(text))}
    if said:
        return said.pop() if len(said) == 1 else None
    spoken = language.lower().replace("_", "-")
    known = _BY_LANGUAGE.get(spoken) or _BY_LANGUAGE.get(spoken.partition("-")[0])
    if known is None:
        return None
    size = {"d": "DD", "m": "MM", "y": "YYYY"}
    return (size[known[0]], known[3], size[known[1]], known[3], size[known[2]])


def year_digits(field: Field) -> int:
    """Return how many digits of a year a field of its own wants: four unless it says two."""
    said = f"{hint(field, 'placeholder')} {field.label}".lower()
    short = re.search(rf"(?<!\w)([{_YEAR}])\1(?!\w)", said)
    return _SHORT_YEAR if field.max_length == _SHORT_YEAR or short else _YEAR_DIGITS


def _masked(text: str) -> Order | None:
    """Read a mask: "TT.MM.JJJJ", "jj/mm/aaaa", "YYYYMMDD"."""
    for found in _MASK.finditer(text):
        runs = [found["one"], found["two"], found["three"]]
        fitting = {parts for parts in product(*map(_possible, runs)) if {part[0] for part in parts} == set("DMY")}
        if len(fitting) == 1:
            one, two, three = fitting.pop()
            return (one, found["between"], two, found["again"], three)
    return None


def _possible(run: str) -> Iterator[str]:
    letter, size = run[0].lower(), len(run)
    if size == _YEAR_DIGITS or (size == _SHORT_YEAR and letter in _YEAR):
        yield from ["Y" * size] if letter in _YEAR else []
    if size <= _SHORT_YEAR:
        yield from ["D" * size] if letter in _DAY else []
        yield from ["M" * size] if letter in _MONTH else []


def _shown(text: str) -> Order | None:
    """Read an example that can be read in one way: "31.12.1990", "1990-05-31"."""
    found = _EXAMPLE.search(text)
    if found is None:
        return None
    one, mark, two, three = found.groups()
    orders = list(_readings(one, two, three))
    if len(orders) != 1:
        return None
    padded = any(len(part) > 1 and part[0] == "0" for part in (one, two, three)) or all(
        len(part) > 1 for part in (one, two, three)
    )
    return tuple(_sized(orders[0], padded=padded, mark=mark))


def _readings(one: str, two: str, three: str) -> Iterable[str]:
    if len(one) == _YEAR_DIGITS and len(three) <= _SHORT_YEAR:
        if int(two) <= _MONTHS:
            yield "ymd"
    elif len(three) == _YEAR_DIGITS and len(one) <= _SHORT_YEAR:
        if int(two) <= _MONTHS and int(one) <= _DAYS:
            yield "dmy"
        if int(one) <= _MONTHS and int(two) <= _DAYS:
            yield "mdy"


def _sized(order: str, *, padded: bool, mark: str) -> Iterator[str]:
    for at, part in enumerate(order.upper()):
        if at:
            yield mark
        yield part * (_YEAR_DIGITS if part == "Y" else 1 + padded)
