"""From a value to the text that goes into a field: what fits, or nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import phonenumbers
from phonenumbers import PhoneNumber

from companion.formats import births, phones
from companion.formats.accepting import fitting, hint
from companion.formats.addresses import LINES, postcode_field, street_and_number, street_field
from companion.formats.answers import answer_field
from companion.formats.births import birth_field, birth_of, birth_part, year_only
from companion.formats.choosing import same
from companion.formats.countries import country_field, country_of, language_field, nationality_field
from companion.formats.people import full_name_field, name_field
from companion.formats.phones import Home, phone_field, phone_of, phone_part
from companion.formats.regions import region_field
from companion.protocol import Field

_STREETS: Final = frozenset({"street-address", "address-line1"})
_NAME_PARTS: Final = ("given-name", "additional-name", "family-name", "x-second-family-name", "nickname")
_NUMBERS: Final = frozenset({"x-iban", "x-vat-id", "x-tax-id", "x-national-id", "x-passport"})
"""Kinds whose groups are for people, so that a field may want them without."""
_IBAN_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Around:
    """What a field stands among: its form's language, the kinds that get something, and the person's country.

    `name` is the person's first and last name, as far as both are known.
    """

    language: str = ""
    going: frozenset[str] = frozenset()
    home: str = ""
    name: tuple[str, ...] = dataclass_field(default=(), repr=False)


NOWHERE: Final = Around()


@dataclass(frozen=True, slots=True)
class Asked:
    """One field and the datum for it."""

    kind: str
    source: str
    field: Field
    text: str = dataclass_field(repr=False)
    around: Around


def written(kind: str, source: str, field: Field, text: str, around: Around = NOWHERE) -> str | None:
    """Return the text to write into a field, for a choice its value; None when nothing fits.

    Args:
        kind: what the field asks for.
        source: the kind of the item that `text` is of, or was drawn from.
        field: the control.
        text: the datum, as `sources.drawn` returns it.
        around: what the control stands among.
    """
    spoken = replace(around, language=hint(field, "language") or around.language)
    return _WRITERS.get(kind, _other)(Asked(kind, source, field, text, spoken))


def generalised(kind: str, field: Field, text: str) -> str | None:
    """Return what a field gets where only a part of the truth is given: the year of a birth date."""
    born = birth_of(text)
    return year_only(kind, field, born) if born and kind in {"bday", *births.PARTS} else None


def _as_it_is(asked: Asked, *others: str) -> str | None:
    if asked.field.choices:
        return same(asked.field.choices, asked.text)
    return fitting(asked.field, [asked.text, *others])


def _other(asked: Asked) -> str | None:
    return _as_it_is(asked, *_compact(asked.kind, asked.text))


def _compact(kind: str, text: str) -> list[str]:
    if kind == "url" and "://" not in text:
        return [f"https://{text}"]
    if kind not in _NUMBERS:
        return []
    compact = re.sub(r"[\s.-]", "", text)
    groups = (compact[at : at + _IBAN_GROUP] for at in range(0, len(compact), _IBAN_GROUP))
    return [compact, *([" ".join(groups)] if kind == "x-iban" else [])]


def _country(asked: Asked) -> str | None:
    if not country_of(asked.text):
        return _as_it_is(asked)
    return country_field(asked.field, asked.text, asked.around.language)


def _birth(asked: Asked) -> str | None:
    if asked.source != "bday":
        return _as_it_is(asked)
    born = birth_of(asked.text)
    if born is None:
        return None
    if asked.kind == "bday":
        return birth_field(asked.field, born, asked.around.language)
    return birth_part(asked.kind, asked.field, born, asked.around.language)


def _phone(asked: Asked) -> str | None:
    if asked.kind in phones.PARTS and asked.source == asked.kind:
        return _as_it_is(asked)
    number = phone_of(asked.text, asked.around.home)
    coded = "tel-country-code" in asked.around.going
    home = _is_home(number, asked.around) if number else "maybe"
    if asked.kind not in phones.PARTS:
        return phone_field(asked.field, asked.text, number, coded=coded, home=home)
    return phone_part(asked.kind, asked.field, number, coded=coded, home=home) if number else None


def _is_home(number: PhoneNumber, around: Around) -> Home:
    """Tell whether a page is of a number's country: by the country that it gets, or by its language."""
    country = phonenumbers.region_code_for_number(number) or ""
    if around.home == country and not around.going.isdisjoint({"country", "country-name"}):
        return "yes"
    language, _, rest = around.language.replace("_", "-").partition("-")
    region = rest.rpartition("-")[2].upper()
    if len(region) == len("DE"):
        return "yes" if region == country else "no"
    spoken = _spoken_in().get(language.lower())
    return "maybe" if spoken is None or country in spoken else "no"


@cache
def _spoken_in() -> dict[str, frozenset[str]]:
    """Read where languages are official."""
    text = (files(__package__) / "names" / "spoken.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, frozenset[str]])


def _name(asked: Asked) -> str | None:
    around = asked.around
    if not around.name or asked.text != " ".join(around.name):
        return name_field(asked.field, asked.text)
    given, family = around.name
    return full_name_field(asked.field, given, family, around.language, around.home)


def _street(asked: Asked) -> str | None:
    if asked.field.choices or asked.source in LINES[1:]:
        return _as_it_is(asked)
    going = asked.around.going
    split = street_and_number(asked.text) if asked.kind in _STREETS and "x-house-number" in going else None
    if split:
        return fitting(asked.field, [split[0]])
    line = LINES.index(asked.kind) if asked.kind in LINES else 0
    lines = next((at for at, each in enumerate(LINES) if at and each not in going), len(LINES))
    return street_field(asked.field, asked.text, line, max(lines, line + 1))


def _postcode(asked: Asked) -> str | None:
    return _as_it_is(asked) if asked.field.choices else postcode_field(asked.field, asked.text, asked.around.home)


_WRITERS: Final[Mapping[str, Callable[[Asked], str | None]]] = {
    **dict.fromkeys(("bday", *births.PARTS), _birth),
    **dict.fromkeys(("tel", "x-fax", *phones.PARTS), _phone),
    **dict.fromkeys(("country", "country-name"), _country),
    **dict.fromkeys(("street-address", *LINES), _street),
    **dict.fromkeys(_NAME_PARTS, lambda asked: name_field(asked.field, asked.text)),
    **dict.fromkeys(("sex", "honorific-prefix"), lambda asked: answer_field(asked.kind, asked.field, asked.text)),
    "name": _name,
    "address-level1": lambda asked: region_field(asked.field, asked.text, asked.around.home),
    "x-nationality": lambda asked: nationality_field(asked.field, asked.text, asked.around.language),
    "language": lambda asked: language_field(asked.field, asked.text, asked.around.language),
    "postal-code": _postcode,
}
