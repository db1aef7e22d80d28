"""Tests for companion/fields/autocomplete.py."""

import pytest

from companion.fields.autocomplete import kind_of_autocomplete


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("email", "email"),
        ("Given-Name", "given-name"),
        ("section-a shipping street-address", "street-address"),
        ("billing work email", "email"),
        ("work tel-national", "tel"),
        ("username webauthn", "username"),
        ("new-password", "x-password"),
        ("cc-exp-month", "cc-exp"),
        ("tel-country-code", "tel-country-code"),
        ("tel-extension", "tel-extension"),
        ("fax tel", "x-unknown"),
        ("work given-name", ""),
        ("shipping section-a email", ""),
        ("email please", ""),
        ("off", ""),
        ("nope", ""),
        ("x-iban", ""),
        ("", ""),
    ],
)
def test_autocomplete(value: str, kind: str) -> None:
    """Only the standard's tokens in the standard's order count; what Meum has no kind for is known to be unknown."""
    assert kind == kind_of_autocomplete(value)
