"""States, provinces and the like (address-level1): by code or name, within the person's country."""

import re
from typing import Final

from companion.formats.accepting import fitting
from companion.formats.choosing import NOTHING, Meaning, adorned, choose, meanings, same
from companion.formats.names import generic_out, region_names, regions
from companion.formats.texts import folded
from companion.protocol import Choice, Field

_CODE: Final = re.compile(r"(?:[A-Z]{2,3}[-_. ])?([A-Z0-9]{1,3})")
_FEW: Final = 2
"""Regions of one country among a list's options, below which it is another country's list."""


def region_field(field: Field, value: str, country: str) -> str | None:
    """Return what a field that asks for a region gets; `country` is the person's."""
    if not field.choices:
        return fitting(field, [value, *_spellings(value, country)])
    meant = _meant(value, country)
    if not meant:
        return same(field.choices, value)
    if not _is_list_of(field.choices, country):
        return None
    return choose(field.choices, meant, lambda text: _text(text, country), lambda text: _value(text, country))


def _meant(value: str, country: str) -> Meaning:
    return _value(value.upper(), country) or _named(value, country)


def _spellings(value: str, country: str) -> list[str]:
    """Return a region's code and name, if it is known."""
    meant = _meant(value, country)
    code = next(iter(meant)) if len(meant) == 1 else ""
    return [*([code] if code.isalpha() else []), *region_names(country, code)]


def _text(text: str, country: str) -> Meaning:
    return adorned(text, lambda part: _named(part, country) or _value(part, country), lambda *_: False)


def _named(text: str, country: str) -> Meaning:
    plain = folded(text)
    known = regions(country)
    return known.get(plain) or known.get(generic_out(plain), NOTHING)


def _value(text: str, country: str) -> Meaning:
    """Return the region of a code in capital letters, with its country's or without: "US-CA", "CA"."""
    found = _CODE.fullmatch(text.strip())
    if found and region_names(country, found[1]) and text.strip()[:2] in {found[1][:2], country}:
        return frozenset({found[1]})
    return _named(text, country)


def _is_list_of(choices: list[Choice], country: str) -> bool:
    """Tell whether most options are regions of a country, or most of its regions are options.

    There is a Córdoba in Spain, and one in Argentina.
    """
    found = [meaning for meaning in meanings(choices, lambda text: _text(text, country)) if meaning]
    told = sum(bool(folded(choice.text)) for choice in choices)
    every = frozenset.union(*found) if found else NOTHING
    known = frozenset[str]().union(*regions(country).values())
    return (len(every) >= _FEW and (2 * len(found) >= told - 1 or 3 * len(every) >= len(known))) or (
        len(every) > _FEW and 4 * len(found) >= told
    )
