"""Phone numbers: in whole as a field shows that it wants them, or in parts."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from companion.formats.accepting import fitting, hint
from companion.formats.choosing import NOTHING, Meaning, choose, same
from companion.formats.countries import country_text, country_value, dialled
from companion.protocol import Field

PARTS: Final = ("tel-country-code", "tel-area-code", "tel-local", "tel-local-prefix", "tel-local-suffix")
Home = Literal["yes", "maybe", "no"]
_SLOT: Final = re.compile(r"[\dXx#_]")
_TEMPLATE: Final = re.compile(r"\+?[\dXx#_()./\s-]+")
_FIXED: Final = re.compile(r"\+\s?(\d{1,3})(?!\d)")
_MASKED_CODE: Final = re.compile(r"\+(\d{1,3})[^\d\w]*[_Xx#]")
"""A dialling code before slots that are none of it: "+7 (___) ___-__-__"."""
_NORTH_AMERICA: Final = 1
_LOCAL_PREFIX: Final = 3
_FEWEST: Final = 6
"""Digits of a number that shows how one is written."""
_SHOWN_ROUTES: Final = ("placeholder", "described", "title", "error", "after")
_FIXED_ROUTES: Final = ("placeholder", "before", "after", "title", "described", "group")
_LONGEST_FIXED: Final = 30
"""Characters of a text that is about the dialling code alone, as in "中国大陆 (+86)"."""


def phone_of(text: str, country: str) -> PhoneNumber | None:
    """Return the number that a value of the vault means; one without its code is of the person's country."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return number if whole else None


def phone_field(field: Field, text: str, number: PhoneNumber | None, *, coded: bool, home: Home) -> str | None:
    """Return what a field for a number gets.

    Args:
        field: the control.
        text: the number as the person writes it.
        number: what it means, if that is known.
        coded: whether another field of the form gets the dialling code.
        home: whether the page is of the number's country: then it may be written as people do there.
    """
    if field.choices:
        return None
    if number is None:
        return fitting(field, [text]) if home != "no" else None
    fixed = _fixed_code(field)
    if fixed and fixed != str(number.country_code):
        return None
    if fixed or coded or field.autocomplete.lower().endswith("tel-national"):
        return fitting(field, [*_shown(field, number, "yes"), *_significant(number), *_national(number)])
    own = [text] if home != "no" or text.startswith("+") else []
    abroad = [*own, *_international(number)]
    return fitting(field, [*_shown(field, number, home), *abroad, *_inland(number, home)])


def phone_part(kind: str, field: Field, number: PhoneNumber, *, coded: bool, home: Home) -> str | None:
    """Return what a field for a part of a number gets; see `phone_field`."""
    if kind == "tel-country-code":
        return _code(field, number)
    if home == "no" and not coded:
        return None
    if kind == "tel-area-code":
        return _area(field, number, bare=coded or home == "yes", inland=not coded)
    area, local = _split(number)
    if kind == "tel-local":
        return fitting(field, [local]) if area else None
    if number.country_code != _NORTH_AMERICA:
        return None
    return fitting(field, [local[:_LOCAL_PREFIX] if kind == "tel-local-prefix" else local[_LOCAL_PREFIX:]])


def _area(field: Field, number: PhoneNumber, *, bare: bool, inland: bool) -> str | None:
    """Return the area code, as it is dialled inland or bare."""
    area, trunk = _split(number)[0], _trunk(number)
    texts = [f"{trunk}{area}"] * (inland and trunk in {"", "0"}) + [area] * bare if area else []
    if field.choices:
        return next((found for text in texts if (found := same(field.choices, text))), None)
    return fitting(field, texts)


def _code(field: Field, number: PhoneNumber) -> str | None:
    code, country = str(number.country_code), phonenumbers.region_code_for_number(number) or ""
    if not field.choices:
        plus = not hint(field, "placeholder").strip().isdecimal()
        return fitting(field, [f"+{code}", code, f"00{code}"] if plus else [code, f"00{code}", f"+{code}"])
    for wanted in (country, f"+{code}"):
        found = choose(field.choices, frozenset({wanted}), _dial_text, _dial_value)
        if found:
            return found
    return None


def _dial_text(text: str) -> Meaning:
    """Return the country that an option means, or the bare code."""
    named = country_text(text)
    bare = re.fullmatch(r"(?:\+|00)?\s?(\d{1,3})", text.strip())
    return named or (frozenset({f"+{bare[1]}"}) if bare else _shared(text))


def _shared(text: str) -> Meaning:
    """Return the code that several countries have in common: "United States/Canada (+1)"."""
    code = dialled(text)
    named = {country for part in re.split(r"[/,(]", text) for country in country_text(part)}
    alike = bool(named) and all(str(phonenumbers.country_code_for_region(each)) == code for each in named)
    return frozenset({*named, f"+{code}"}) if alike else NOTHING


def _dial_value(text: str) -> Meaning:
    bare = re.fullmatch(r"(?:\+|00)?(\d{1,3})", text.strip())
    return frozenset({f"+{bare[1]}"}) if bare else country_value(text)


def _fixed_code(field: Field) -> str:
    """Return the dialling code that stands beside a field, so that it is not to be written again."""
    masked = _MASKED_CODE.match(hint(field, "placeholder").strip())
    if masked:
        return masked[1]
    for text in (field.label, *(hint(field, route) for route in _FIXED_ROUTES)):
        found = _FIXED.search(text)
        if found and len(text) <= _LONGEST_FIXED and not re.search(r"[\dXx#_]", text[found.end() :]):
            return found[1]
    return ""


def _shown(field: Field, number: PhoneNumber, home: Home) -> Iterator[str]:
    """Write a number into the shape that a field shows, where it has as many digits: "(___) ___-____"."""
    significant = phonenumbers.national_significant_number(number)
    for route in _SHOWN_ROUTES:
        shape = _TEMPLATE.search(hint(field, route))
        slots = len(_SLOT.findall(shape[0])) if shape else 0
        if shape is None or slots < _FEWEST:
            continue
        written = shape[0].strip()
        american = [len(run) for run in re.findall(rf"{_SLOT.pattern}+", written)] == [3, 3, 4]
        if written.startswith("+"):
            yield phonenumbers.format_number(number, PhoneNumberFormat.E164)
        elif american and home != "yes" and number.country_code != _NORTH_AMERICA:
            continue
        elif home != "no":
            digits = f"{_trunk(number)}{significant}"
            if len(digits) == slots and written.lstrip("( ").startswith("0") == digits.startswith("0"):
                yield _filled(written, digits)


def _filled(shape: str, digits: str) -> str:
    left = iter(digits)
    return " ".join(_SLOT.sub(lambda _: next(left), shape).replace("( ", "(").replace(" )", ")").split())


def _international(number: PhoneNumber) -> Iterator[str]:
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    yield plain
    yield phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    yield f"00{plain[1:]}"


def _inland(number: PhoneNumber, home: Home) -> Iterator[str]:
    """Return how a number is written in its country; without its trunk digit only where the page is certainly there."""
    if home != "no":
        yield from _national(number)
    if home == "yes":
        yield from _significant(number)


def _national(number: PhoneNumber) -> Iterator[str]:
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    yield re.sub(r"\D", "", written)
    yield written


def _significant(number: PhoneNumber) -> Iterator[str]:
    yield phonenumbers.national_significant_number(number)


def _trunk(number: PhoneNumber) -> str:
    """Return what a number begins with inside its country: "0" in many."""
    significant = phonenumbers.national_significant_number(number)
    return re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)).removesuffix(significant)


def _split(number: PhoneNumber) -> tuple[str, str]:
    """Return area code (or that of a network) and the rest; no code where the country's numbers have none."""
    significant = phonenumbers.national_significant_number(number)
    size = phonenumbers.length_of_national_destination_code(number)
    return significant[:size], significant[size:]
