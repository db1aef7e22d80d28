"""The ways to write a phone number."""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat

from companion.patterns.strength import Rank

_SEPARATED: Final = re.compile(r"[\s()./-]+")


def phone_forms(text: str, region: str) -> Iterator[tuple[str, str, Rank]]:
    """List the forms of a number as (text, chain, rank); only its digits when the country cannot be told.

    Ad platforms hash E.164 with the plus sign or without it; forms send what their country writes.
    """
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        yield re.sub(r"\D", "", text), "digits", "main"
        return
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    yield e164, "e164", "main"
    yield e164[1:], "e164-digits", "main"
    significant = phonenumbers.national_significant_number(number)
    yield re.sub(r"\D", "", national), "national", "main"
    yield significant, "significant", "common"
    yield f"+{number.country_code} {significant}", "spaced", "common"
    yield f"00{e164[1:]}", "00", "common"
    yield phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL), "international", "plain"
    yield national, "national-spaced", "plain"
    for mark in " -./":
        yield _SEPARATED.sub(mark, national).strip(mark), f"national by {mark}", "plain"


def region_of(countries: list[str], numbers: list[str]) -> str:
    """Tell whose national numbers a person writes: by a country's two letters, else by a number with its code."""
    for country in countries:
        if country.upper() in phonenumbers.SUPPORTED_REGIONS:
            return country.upper()
    for text in numbers:
        if text.lstrip().startswith("+"):
            try:
                return phonenumbers.region_code_for_country_code(phonenumbers.parse(text).country_code or 0)
            except phonenumbers.NumberParseException:
                continue
    return ""
