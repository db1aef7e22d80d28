import re
from typing import Final, get_args

from companion.kinds import _ROWS, KINDS, UNKNOWN, Group

AUTOFILL: Final = """
    name honorific-prefix given-name additional-name family-name honorific-suffix nickname username new-password
    current-password one-time-code organization-title organization street-address address-line1 address-line2
    address-line3 address-level4 address-level3 address-level2 address-level1 country country-name postal-code
    cc-name cc-given-name cc-additional-name cc-family-name cc-number cc-exp cc-exp-month cc-exp-year cc-csc cc-type
    transaction-currency transaction-amount language bday bday-day bday-month bday-year sex url photo
    tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix tel-local-suffix tel-extension email impp
"""
"""The field names of the HTML standard, section "Autofill"."""


def test_each_kind_stands_once() -> None:
    """No kind is in the table twice, for the second would silently win."""
    assert len(_ROWS) == len(KINDS)


def test_names_are_those_of_the_standard() -> None:
    """A kind has its name from the HTML standard, or one of Meum's own, which begins with x-."""
    for name in KINDS:
        assert name in AUTOFILL.split() or re.fullmatch(r"x(-[a-z]+)+", name), name
        assert len(name) <= 64


def test_people_can_read_them() -> None:
    """Each kind has words for people, and a group that is known."""
    for kind in KINDS.values():
        assert kind.text.strip()
        assert "x-" not in kind.text
        assert kind.group in get_args(Group)


def test_what_no_vault_keeps() -> None:
    """Secrets, traps, statements and a person's own words are never stored; what people have is."""
    never = {kind.name for kind in KINDS.values() if kind.group in ("secret", "trap", "consent", "other")}
    assert never | {"x-email-confirm"} == {kind.name for kind in KINDS.values() if not kind.storable}
    assert {"x-password", "one-time-code", "cc-number", "cc-csc"} <= never


def test_what_is_sensitive() -> None:
    """Exactly the group of identity is sensitive, as the terms ask by group."""
    assert {kind for kind in KINDS.values() if kind.group == "identity"} == {
        kind for kind in KINDS.values() if kind.sensitive
    }


def test_the_unknown_is_harmless() -> None:
    """What was not recognised is kept nowhere."""
    assert not UNKNOWN.storable
