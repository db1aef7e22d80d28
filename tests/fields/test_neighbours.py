"""Tests for companion/fields/neighbours.py: what the fields around a field tell about it."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Form
from tests.fields.forms import a_field, a_form, box, kinds, secret


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (a_form(a_field("Vorname"), a_field("Name")), ["given-name", "family-name"]),
        (a_form(a_field("Straße"), a_field("Hausnummer")), ["x-street-name", "x-house-number"]),
        (
            a_form(a_field("Address", name="street[0]"), a_field("", name="street[1]")),
            ["street-address", "address-line2"],
        ),
        (a_form(a_field("Phone"), a_field("Phone", key="2")), ["tel-area-code", "tel-local"]),
        (
            a_form(*(a_field("Phone", key=str(at)) for at in range(3))),
            ["tel-area-code", "tel-local-prefix", "tel-local-suffix"],
        ),
        (a_form(a_field("Phone"), a_field("Mobile phone")), ["tel", "tel"]),
        (a_form(a_field("E-mail"), a_field("Repeat e-mail")), ["email", "x-email-confirm"]),
        (
            a_form(a_field("Postcode"), a_field("City"), a_field("First name", autocomplete="cc-given-name")),
            ["postal-code", "address-level2", "given-name"],
        ),
        (a_form(a_field("First name"), a_field("Card number")), ["cc-name", "cc-number"]),
        (
            a_form(a_field("First name"), a_field("Card number"), a_field("E-mail")),
            ["given-name", "cc-number", "email"],
        ),
        (a_form(*(box("News", name=f"newsletters[{at}]", key=str(at)) for at in range(3))), ["x-unknown"] * 3),
        (
            a_form(*(box("News", name=f"newsletters[{at}]", key=str(at)) for at in range(2))),
            ["x-consent-marketing"] * 2,
        ),
        (a_form(a_field("", name="footer_box"), heading="Our newsletter"), ["email"]),
        (a_form(a_field("", name="footer_box"), a_field("Colour"), heading="Our newsletter"), ["x-unknown"] * 2),
        (a_form(a_field("", name="footer_box")), ["x-unknown"]),
        (a_form(a_field("E-mail"), secret(), buttons=["Log in"]), ["x-username-or-email", "x-password"]),
    ],
)
def test_neighbours(form: Form, expected: list[str]) -> None:
    """A field beside others means what it cannot mean alone."""
    assert expected == kinds(read_form(form))


def test_unopened_dialog_collects_nothing() -> None:
    """A form of which nothing can be seen yet gets no offer; the same form does once it is there."""
    unseen, seen = (a_form(a_field("E-mail", hidden=hidden), buttons=["Subscribe"]) for hidden in ("not-rendered", ""))
    assert (False, True) == (read_form(unseen).collects, read_form(seen).collects)
