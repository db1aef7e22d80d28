"""What countries, their regions, languages and months are called: tables made by `scripts/names`, read when needed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from companion.formats.texts import folded, parts

T = TypeVar("T")
Names = dict[str, list[str]]
Codes = frozenset[str]

NOTHING: Final[Codes] = frozenset()
_ENGLISH: Final = "en"
_GENERIC: Final = re.compile(
    r"\b(?:county|province|state|region|governorate|prefecture|canton|kanton|department|district|oblast)\b"
    r"(?: of)?|^(?:co|provincia(?: de| di)?|departement|land|estado de) "
)
_ALIASES: Final = {"UK": "GB"}


class _Countries(msgspec.Struct, frozen=True):
    """ISO 3166-1: codes of three letters and of three digits; what names mean, folded, of whatever language."""

    codes: dict[str, tuple[str, str]]
    meanings: dict[str, str]


# --- countries ---


@cache
def country_codes() -> Mapping[str, str]:
    """Return each code of a country, of letters or of digits, with its two letters."""
    codes = _countries().codes
    known = {code: code for code in codes} | _ALIASES
    known |= {other: code for code, others in codes.items() for other in others}
    return known | {number.lstrip("0"): code for code, (_, number) in codes.items()}


def alpha_3(code: str) -> str:
    """Return the three letters of a country."""
    return _countries().codes[code][0]


def country_of_name(text: str) -> str:
    """Return the country that a name means in whatever language; "" for none, and for several."""
    known = _countries().meanings
    return next((known[plain] for each in (text, *_turned(text)) if (plain := folded(each)) in known), "")


def country_name(code: str, language: str) -> str:
    """Return what a country is called in a language, in English where that is not known."""
    return _country_names(language)[code]


@lru_cache(maxsize=32)
def _country_names(language: str) -> dict[str, str]:
    """Read the names in one language; those in all others are not kept."""
    names = _read("country-names", dict[str, dict[str, str]])
    found: dict[str, str] = {}
    for each in _inherited(language):
        found = names.get(each, {}) | found
    return found


@cache
def _countries() -> _Countries:
    return _read("countries", _Countries)


# --- those who live there, and what they speak ---


@cache
def demonyms() -> Mapping[str, Codes]:
    """Return the countries whose people are called so: "deutsch" is of Germany."""
    return _index(_read("demonyms", dict[str, Names]).values())


def demonym(code: str, language: str) -> str:
    """Return what the people of a country are called; "" where that is not known in this language."""
    names = _read("demonyms", dict[str, Names])
    return next(iter(names.get(language[:2].lower(), {}).get(code, [])), "")


@cache
def languages() -> Mapping[str, Codes]:
    """Return the languages that are called so."""
    return _index(_read("languages", dict[str, Names]).values())


def language_name(code: str, language: str) -> str:
    """Return what a language is called in another, in English where that is not known."""
    names = _read("languages", dict[str, Names])
    return next((names[each][code][0] for each in _inherited(language) if code in names.get(each, {})), "")


# --- months ---


@cache
def years() -> tuple[Mapping[str, int], ...]:
    """Return the names of months by language, folded, with their numbers."""
    return tuple(
        {folded(name): number for number, names in enumerate(year, 1) for name in names if folded(name)}
        for year in _read("months", dict[str, list[list[str]]]).values()
    )


def month_name(month: int, language: str) -> str:
    """Return what a month is called in a language; "" where that is not known."""
    known = _read("months", dict[str, list[list[str]]])
    return next((known[each][month - 1][0] for each in _spoken(language) if each in known), "")


# --- regions ---


@cache
def regions(country: str) -> Mapping[str, Codes]:
    """Return the codes (without their country's) of the regions that are called so."""
    found: dict[str, set[str]] = {}
    for code, names in _regions().get(country, {}).items():
        for name in names:
            plain = folded(name)
            for spelled in (plain, _GENERIC.sub("", plain).strip(), plain.removesuffix(" city")):
                found.setdefault(spelled, set()).add(code)
            for part in parts(name.replace(",", "/")):
                found.setdefault(folded(part), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items() if name}


def region_names(country: str, code: str) -> list[str]:
    """Return what a region is called; nothing for an unknown one."""
    return _regions().get(country, {}).get(code, [])


def generic_out(plain: str) -> str:
    """Return the folded name of a region without "county" and the like."""
    return _GENERIC.sub("", plain).strip() or plain


@cache
def _regions() -> dict[str, Names]:
    return _read("regions", dict[str, Names])


def _turned(text: str) -> Iterator[str]:
    """Turn "Korea, Republic of" round."""
    head, comma, tail = text.partition(",")
    if comma:
        yield f"{tail} {head}"


def _spoken(language: str) -> Iterator[str]:
    """Return a language and what it is a part of: "de-AT", "de"."""
    each = language.replace("_", "-")
    while each:
        yield each
        each = each.rpartition("-")[0]


def _inherited(language: str) -> Iterator[str]:
    yield from _spoken(language)
    yield _ENGLISH


def _index(languages: Iterable[Names]) -> Mapping[str, Codes]:
    found: dict[str, set[str]] = {}
    for code, name in {(code, name) for names in languages for code, each in names.items() for name in each}:
        found.setdefault(folded(name), set()).add(code)
    single: dict[str, Codes] = {}
    return {name: single.setdefault("/".join(sorted(codes)), frozenset(codes)) for name, codes in found.items()}


def _read(name: str, kind: type[T]) -> T:
    return msgspec.json.decode((files(__package__) / "names" / f"{name}.json").read_bytes(), type=kind)
