"""Which items of the vault a field may be filled from: its own kind's, or one that its datum is drawn from."""

from collections.abc import Mapping
from typing import Final

from companion.formats import births, phones
from companion.formats.addresses import LINES, street_and_number
from companion.formats.births import birth_of
from companion.formats.countries import country_of
from companion.formats.people import part_of_name
from companion.formats.phones import phone_of
from companion.kinds import KINDS

SAME: Final = {"x-email-confirm": "email", "address-line1": "street-address", "country-name": "country"}
"""Kinds whose data are another kind's: what is typed into their fields is kept as that."""
_STREETS: Final = ("street-address", "address-line1")
_FROM: Final = {
    "x-email-confirm": ("email",),
    "country": ("country", "country-name"),
    "country-name": ("country", "country-name"),
    "given-name": ("given-name", "name"),
    "family-name": ("family-name", "name"),
    "street-address": _STREETS,
    "address-line1": _STREETS,
    "address-line2": ("address-line2", "street-address"),
    "address-line3": ("address-line3", "street-address"),
    "x-street-name": ("x-street-name", *_STREETS),
    "x-house-number": ("x-house-number", *_STREETS),
    **{part: (part, "bday") for part in births.PARTS},
    **{part: (part, "tel") for part in phones.PARTS},
}


def sources(kind: str) -> tuple[str, ...]:
    """Return the kinds of the items that may fill a field of a kind, the best first."""
    return _FROM.get(kind, (kind,))


def kept_as(kind: str) -> str:
    """Return the kind that a value typed for a field is kept as."""
    return SAME.get(kind, kind)


def reachable(values: Mapping[str, str]) -> frozenset[str]:
    """Return the kinds of fields that something can be given to, by the person's values of each kind."""
    home = home_of(values)
    return frozenset(
        kind
        for kind in KINDS
        if any(each in values and drawn(kind, each, values[each], home) for each in sources(kind))
    )


def home_of(values: Mapping[str, str]) -> str:
    """Return the two letters of the person's country; "" where no value tells."""
    return next((code for kind in ("country", "country-name") if (code := country_of(values.get(kind, "")))), "")


def drawn(kind: str, source: str, text: str, home: str) -> str:
    """Draw the datum of a kind from an item of another; "" where it is not in it for certain.

    Parts of dates and numbers stay what they are parts of, as it depends on the field how they are written.
    """
    if source == kind:
        return text
    if source == "name":
        return part_of_name(kind, text, home)
    if kind in {"x-street-name", "x-house-number"}:
        split = street_and_number(text)
        return split[kind == "x-house-number"] if split else ""
    return text if _is_in(kind, text, home) else ""


def _is_in(kind: str, text: str, home: str) -> bool:
    """Tell whether the whole has the part that a field asks for."""
    if kind in LINES:
        return len([line for line in text.splitlines() if line.strip()]) > LINES.index(kind)
    if kind in births.PARTS:
        return birth_of(text) is not None
    return kind not in phones.PARTS or phone_of(text, home) is not None
