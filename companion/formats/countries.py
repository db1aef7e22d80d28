"""Countries, nationalities and languages: read in any language and in codes, chosen or written as a field asks."""

import re
from typing import Final

import phonenumbers

from companion.formats.accepting import fitting
from companion.formats.choosing import NOTHING, Meaning, adorned, choose
from companion.formats.names import (
    alpha_3,
    country_codes,
    country_name,
    country_of_name,
    demonym,
    demonyms,
    language_name,
    languages,
)
from companion.formats.texts import folded
from companion.protocol import Field

_DIAL: Final = re.compile(r"(?:\+|00)\s?(\d[\d\s-]{0,6})")
_LETTERS: Final = re.compile(r"[A-Z]{2,3}")
_LETTER_CODES: Final = re.compile(r"(?<![A-Za-z])[A-Z]{2,3}(?![A-Za-z])")


def country_of(text: str) -> str:
    """Return the two letters of the country that a value of the vault means; "" for none."""
    return country_codes().get(text.strip().upper(), "") or country_of_name(text)


def country_field(field: Field, value: str, language: str) -> str | None:
    """Return what a field that asks for a country gets."""
    code = country_of(value)
    if not code:
        return None
    if field.choices:
        return choose(field.choices, frozenset({code}), country_text, country_value)
    name = country_name(code, language)
    codes = [code, alpha_3(code)]
    if field.autocomplete.lower().split()[-1:] == ["country"]:
        return fitting(field, [*codes, name])
    return fitting(field, [name, *([value] if folded(value) != folded(code) else []), *codes])


def nationality_field(field: Field, value: str, language: str) -> str | None:
    """Return what a field that asks for a nationality gets: a country, or what its people are called."""
    code = country_of(value)
    meant = frozenset({code}) if code else demonyms().get(folded(value), NOTHING)
    if field.choices:
        return choose(field.choices, meant, _nationality_text, country_value) if len(meant) == 1 else None
    if code and folded(value) in {folded(code), folded(alpha_3(code))}:
        return fitting(field, [demonym(code, language) or country_name(code, language), code])
    return fitting(field, [value])


def language_field(field: Field, value: str, language: str) -> str | None:
    """Return what a field that asks for a language gets."""
    meant = _language(value)
    if len(meant) != 1:
        return None
    if field.choices:
        return choose(field.choices, meant, _language_text, _language_value)
    code = next(iter(meant))
    return fitting(field, [language_name(code, language), code])


def country_text(text: str) -> Meaning:
    """Return the country that the text of an option means, with or without adornments."""
    return adorned(_without_dial(text), _named, lambda part, meant: _is_dial(part, next(iter(meant))))


def country_value(text: str) -> Meaning:
    """Return the country that the value of an option means: a code, a name, or one code among other words."""
    code = country_codes().get(text.strip().upper(), "") or country_of_name(text)
    if not code:
        found = {country_codes()[each] for each in _LETTER_CODES.findall(text) if each in country_codes()}
        code = found.pop() if len(found) == 1 else ""
    return frozenset({code}) if code else NOTHING


def dialled(text: str) -> str:
    """Return the dialling code in a text ("Germany (+49)" has 49), if there is just one; "" otherwise."""
    found = {re.sub(r"\D", "", digits) for digits in _DIAL.findall(text)}
    return found.pop() if len(found) == 1 else ""


def _named(text: str) -> Meaning:
    """Return the country of a name, or of a code in capital letters."""
    code = country_codes().get(text.strip(), "") if _LETTERS.fullmatch(text.strip()) else ""
    code = code or country_of_name(text)
    return frozenset({code}) if code else NOTHING


def _without_dial(text: str) -> str:
    """Set a dialling code at either end apart: "+49 Germany"."""
    found = _DIAL.search(text)
    if found is None or dialled(text) == "":
        return text
    return f"{text[: found.start()]} / {found[0]} / {text[found.end() :]}"


def _is_dial(part: str, country: str) -> bool:
    """Tell whether a text is nothing but a country's dialling code, or the start of its numbers ("+1 684")."""
    digits = re.sub(r"\D", "", part)
    code = str(phonenumbers.country_code_for_region(country))
    return re.fullmatch(r"[+\d\s-]+", part) is not None and digits.removeprefix("00").startswith(code)


def _nationality_text(text: str) -> Meaning:
    return adorned(text, lambda part: _named(part) or demonyms().get(folded(part), NOTHING), lambda *_: False)


def _language(text: str) -> Meaning:
    code = text.strip().lower().partition("-")[0]
    if len(code) == len("de") and language_name(code, "en"):
        return frozenset({code})
    return languages().get(folded(text), NOTHING)


def _language_text(text: str) -> Meaning:
    return adorned(text, lambda part: languages().get(folded(part), NOTHING), lambda *_: False)


def _language_value(text: str) -> Meaning:
    return _language(text.replace("_", "-"))
