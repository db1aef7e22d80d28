"""The attribute `autocomplete`, as the HTML standard defines it ("Autofill", autofill detail tokens)."""

from typing import Final

from companion.kinds import KINDS

_PLACES: Final = frozenset({"shipping", "billing"})
_DEVICES: Final = frozenset({"home", "work", "mobile", "fax", "pager"})
_OF_DEVICES: Final = frozenset({"tel", "tel-national", "email"})
_FOLDED: Final = {
    "new-password": "x-password",
    "current-password": "x-password",
    "tel-national": "tel",
    "cc-given-name": "cc-name",
    "cc-additional-name": "cc-name",
    "cc-family-name": "cc-name",
    "cc-exp-month": "cc-exp",
    "cc-exp-year": "cc-exp",
}
_WITHOUT_KIND: Final = frozenset(
    {
        "address-level4",
        "cc-type",
        "transaction-currency",
        "transaction-amount",
        "photo",
        "impp",
    }
)


def kind_of_autocomplete(value: str) -> str:
    """Return the kind's name; "x-unknown" for a datum that Meum has no kind for; "" if the value says nothing."""
    tokens = value.lower().split()
    if tokens[-1:] == ["webauthn"]:
        tokens.pop()
    if not tokens:
        return ""
    *before, field = tokens
    if before and before[0].startswith("section-"):
        before = before[1:]
    if before and before[0] in _PLACES:
        before = before[1:]
    device = before.pop(0) if before and before[0] in _DEVICES and field in _OF_DEVICES else ""
    if before:
        return ""
    if field in _WITHOUT_KIND or device in {"fax", "pager"}:
        return "x-unknown"
    return _FOLDED.get(field, field if field in KINDS and not field.startswith("x-") else "")
