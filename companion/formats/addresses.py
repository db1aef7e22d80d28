"""Addresses: one line or several, street and house number apart, postcodes with or without what divides them."""

import re
from collections.abc import Iterator
from typing import Final

from companion.formats.accepting import fitting
from companion.protocol import Field

LINES: Final = ("address-line1", "address-line2", "address-line3")
_NUMBER: Final = r"\d+\s?[a-zA-Z]?(?:\s?[-/]\s?\d+\s?[a-zA-Z]?)?"
_LAST: Final = re.compile(rf"(?P<street>\D.*?),?\s+(?P<number>{_NUMBER})")
_FIRST: Final = re.compile(rf"(?P<number>{_NUMBER}),?\s+(?P<street>\D.*|\d+(?:st|nd|rd|th)\b.*)")
_OTHER_NUMBER: Final = re.compile(r"\d+(?!\d|\.|st\b|nd\b|rd\b|th\b|de\b|er\b|e\b)")
"""A number in a street's own name is an ordinal: "Straße des 17. Juni"."""
_POSTCODES: Final = (
    (re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})"), " "),
    (re.compile(r"([A-Z]\d[A-Z])(\d[A-Z]\d)"), " "),
    (re.compile(r"(\d{4})([A-Z]{2})"), " "),
)
"""Postcodes with letters, whose halves people set apart: British, Canadian, Dutch."""
_DIGIT_POSTCODES: Final = {
    **dict.fromkeys(("SE", "CZ", "SK", "GR"), (3, " ")),
    **dict.fromkeys(("PL",), (2, "-")),
    "JP": (3, "-"),
    "PT": (4, "-"),
    "BR": (5, "-"),
}
_ZIP: Final = re.compile(r"(\d{5})-\d{4}")


def street_field(field: Field, value: str, line: int, lines: int) -> str | None:
    """Return what a field for a line of an address gets.

    Args:
        field: the control.
        value: the whole address, with its lines.
        line: which of them it is for, counted from nought.
        lines: how many lines the form takes; the last one gets all that is left.
    """
    written = [each.strip() for each in value.splitlines() if each.strip()]
    mine = written[line:] if line + 1 == lines else written[line : line + 1]
    if field.tag == "textarea":
        return fitting(field, ["\n".join(mine)])
    return fitting(field, [", ".join(mine), " ".join(mine)])


def street_and_number(value: str) -> tuple[str, str] | None:
    """Return street and house number of an address's first line; None where they cannot be told apart for certain."""
    line = next((each.strip() for each in value.splitlines() if each.strip()), "")
    found = _LAST.fullmatch(line) or _FIRST.fullmatch(line)
    if found is None or _OTHER_NUMBER.search(found["street"]):
        return None
    return found["street"].strip(), found["number"].strip()


def postcode_field(field: Field, value: str, country: str) -> str | None:
    """Return what a field for a postcode gets."""
    return fitting(field, dict.fromkeys(_postcodes(value, country)))


def _postcodes(value: str, country: str) -> Iterator[str]:
    compact = re.sub(r"[\s-]", "", value)
    yield value
    yield compact
    for shape, mark in _POSTCODES:
        if found := shape.fullmatch(compact.upper()):
            yield f"{found[1]}{mark}{found[2]}"
    if country in _DIGIT_POSTCODES and compact.isdecimal():
        size, mark = _DIGIT_POSTCODES[country]
        yield f"{compact[:size]}{mark}{compact[size:]}"
    if country in {"US", ""} and (found := _ZIP.fullmatch(value)):
        yield found[1]
