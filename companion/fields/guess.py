"""A first word on one control, before its neighbours are heard."""

from dataclasses import dataclass
from typing import Final

PERSONAL: Final = frozenset({"contact", "name", "address", "identity", "work"})
"""Groups of kinds that say something about a person."""
UNKEPT: Final = frozenset(
    {
        "address-level3",
        "honorific-suffix",
        "x-age",
        "x-driver-licence",
        "x-ethnicity",
        "x-insurance-id",
        "x-loyalty-id",
        "x-marital-status",
        "x-military-status",
        "x-religion",
        "x-sexual-orientation",
        "x-vehicle-plate",
    }
)
"""Kinds that say something about a person, too, though no vault keeps them."""
LOGINS: Final = frozenset({"email", "tel", "username", "x-username-or-email"})
"""What one logs in with."""
_SHOWN: Final = 60
"""Characters of a site's text that an explanation quotes."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind by its name.

    `why` says which signal spoke; `sure` that none spoke against it; `declared` that the site named the kind itself
    (autocomplete, type), so that no neighbour refines it.
    """

    kind: str
    why: str
    sure: bool
    declared: bool = False


NOTHING: Final = Guess("x-unknown", "nothing recognised", sure=False)


def quoted(route: str, text: str) -> str:
    """Return a signal for people: ``label 'Vorname'``."""
    return f"{route} '{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}'"
