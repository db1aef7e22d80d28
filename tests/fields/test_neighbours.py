"""Tests for companion/fields/neighbours.py: what the fields around a field tell about it."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Form
from tests.fields.forms import a_field, a_form, box, choice, kinds, message, secret


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
        (a_form(a_field("Card number"), a_field("Security code")), ["cc-number", "cc-csc"]),
        (a_form(a_field("Name", hints=["section: About your dog"]), a_field("E-mail")), ["x-unknown", "email"]),
        (a_form(a_field("Card number"), heading="Your loyalty card"), ["x-loyalty-id"]),
        (a_form(a_field("E-mail"), a_field("Card number")), ["email", "x-loyalty-id"]),
        (a_form(a_field("E-mail"), a_field("Card number"), buttons=["Pay"]), ["email", "cc-number"]),
        (a_form(a_field("E-mail"), a_field("Credit card number")), ["email", "cc-number"]),
        (a_form(a_field("Kortnummer"), a_field("Sikkerhetskode")), ["cc-number", "cc-csc"]),
        (a_form(a_field("Registration number", hints=["legend: Your vehicle"])), ["x-vehicle-plate"]),
        (a_form(a_field("Registration number", hints=["legend: Your company"])), ["x-unknown"]),
        (a_form(a_field("Card number"), a_field("Expiry date"), heading="Loyalty"), ["cc-number", "cc-exp"]),
        (a_form(a_field("Title (optional)"), a_field("First name")), ["honorific-prefix", "given-name"]),
        (a_form(a_field("Your name", name="userName"), message("Message")), ["name", "x-comment"]),
        (a_form(a_field("Name", name="userName"), a_field("E-mail")), ["username", "email"]),
        (a_form(a_field("News by e-mail: our newsletter", name="ea"), buttons=["Go"]), ["email"]),
        (
            a_form(*(box("I agree to the terms", name=f"form[{at}]", key=at) for at in ("reg", "tos", "agb"))),
            ["x-consent-terms"] * 3,
        ),
        (
            a_form(
                choice("Día", "1", "2", hints=["before: Fecha de nacimiento"]),
                choice("Mes", "1", hints=["group: Fecha de nacimiento"]),
                choice("Año", "1990", hints=["group: Fecha de nacimiento"]),
            ),
            ["bday-day", "bday-month", "bday-year"],
        ),
        (
            a_form(a_field("First name"), a_field("Card number"), a_field("E-mail"), buttons=["Pay"]),
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


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (a_form(a_field("PLZ / Ort"), a_field("Ort")), ["postal-code", "address-level2"]),
        (a_form(a_field("PLZ, Ort"), a_field("", hints=["group: PLZ, Ort"])), ["postal-code", "address-level2"]),
        (a_form(a_field("氏名"), a_field("氏名", key="2"), language="ja"), ["family-name", "given-name"]),
        (
            a_form(a_field("お名前", name="mei"), a_field("お名前", key="2", name="sei"), language="ja"),
            ["given-name", "family-name"],
        ),
        (a_form(a_field("Name"), a_field("Name", key="2"), language="en"), ["name", "name"]),
        (
            a_form(a_field("Day"), a_field("Month"), a_field("Year"), heading="Your date of birth"),
            ["bday-day", "bday-month", "bday-year"],
        ),
        (
            a_form(a_field("Name", hints=["after: Born:"]), a_field("DD"), a_field("MM"), a_field("YYYY")),
            ["name", "bday-day", "bday-month", "bday-year"],
        ),
        (a_form(a_field("Day"), a_field("Month"), a_field("Year"), heading="Your stay"), ["x-unknown"] * 3),
        (a_form(a_field("День рождения")), ["bday"]),
        (
            a_form(a_field("電話番号"), *(a_field("-", hints=["group: 電話番号"], key=str(at)) for at in range(2))),
            ["tel-area-code", "tel-local-prefix", "tel-local-suffix"],
        ),
        (a_form(a_field("Phone"), a_field("", hints=["group: Phone"], name="phone2")), ["tel", "tel"]),
    ],
)
def test_parts_of_one_datum(form: Form, expected: list[str]) -> None:
    """Several fields for one datum are told apart by what they share and by their order."""
    assert expected == kinds(read_form(form))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (a_form(a_field("Rue"), a_field("N°"), a_field("App.")), ["x-street-name", "x-house-number", "x-apartment"]),
        (a_form(a_field("Téléphone"), a_field("Poste")), ["tel", "tel-extension"]),
        (a_form(a_field("Kod"), a_field("Miasto")), ["postal-code", "address-level2"]),
        (
            a_form(a_field("Title"), a_field("Initials"), a_field("Surname")),
            ["honorific-prefix", "x-unknown", "family-name"],
        ),
        (a_form(a_field("Title"), message("Post")), ["x-unknown", "x-comment"]),
        (
            a_form(choice("Security question", "a pet?", "a town?"), a_field("Answer")),
            ["x-security-question", "x-security-answer"],
        ),
        (a_form(a_field("", name="full_name"), a_field("Name")), ["x-unknown", "name"]),
        (a_form(a_field("Town", hints=["section: The accident"]), a_field("Phone")), ["x-unknown", "tel"]),
        (
            a_form(
                a_field("Straße", hints=["section: Rechnung"]),
                a_field("Nr", hints=["section: Rechnung"]),
                a_field("Adresse", hints=["section: Lieferung"]),
            ),
            ["x-street-name", "x-house-number", "street-address"],
        ),
    ],
)
def test_what_little_is_said_beside(form: Form, expected: list[str]) -> None:
    """A field that says little is told by the one before or behind it, one of another section is not."""
    assert expected == kinds(read_form(form))
