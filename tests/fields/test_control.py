"""Tests for companion/fields/control.py: one field, one signal at a time."""

from typing import Final

import pytest

from companion.fields.classify import FieldReading
from companion.kinds import KINDS
from companion.protocol import Choice, Field
from tests.fields.forms import a_field, box, choice, message, read

WISH: Final = "x-consent-marketing"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (a_field("E-mail", hidden="off-screen"), "x-honeypot"),
        (message("Message", hidden="transparent"), "x-honeypot"),
        (a_field("Please leave this blank", input_type="email", name="email"), "x-honeypot"),
        (a_field("Name", hints=["after: This field is for validation purposes"]), "x-honeypot"),
        (a_field("E-mail", hidden="not-rendered"), "email"),
        (box("I accept the terms of use", hidden="transparent"), "x-consent-terms"),
        (choice("Country", "France", "Spain", hidden="no size"), "country-name"),
    ],
)
def test_honeypot(field: Field, kind: str) -> None:
    """A text control that nobody can see is a trap; a styled-away box or list, or a step still to come, is not."""
    assert kind == read(field).kind.name


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (a_field("Anything", autocomplete="family-name"), "family-name"),
        (a_field("Vorname", autocomplete="off"), "given-name"),
        (a_field("E-mail", autocomplete="username"), "email"),
        (a_field("", input_type="email"), "email"),
        (a_field("Email or phone number"), "email"),
        (a_field("E-mail / user name"), "x-username-or-email"),
        (a_field("First & last name"), "name"),
        (a_field("Username (e-mail)"), "email"),
        (a_field("Name (as it appears on the card)"), "cc-name"),
        (a_field("Număr de înmatriculare"), "x-vehicle-plate"),
        (a_field("Reg", name="vrm"), "x-vehicle-plate"),
        (a_field("Numero di tessera"), "x-loyalty-id"),
        (a_field("N. tessera sanitaria"), "x-insurance-id"),
        (a_field("Etnisk bakgrund"), "x-ethnicity"),
        (a_field("Faixa etária"), "x-age"),
        (a_field("Gatunummer"), "x-house-number"),
        (a_field("Název ulice"), "x-street-name"),
        (a_field("Engångskod"), "one-time-code"),
        (a_field("Rok narození"), "bday-year"),
        (a_field("DNI / NIF / NIE"), "x-tax-id"),
        (a_field("Nummer van uw klantenpas"), "x-loyalty-id"),
        (a_field("Name", name="username"), "username"),
        (a_field("First name", autocomplete="name"), "given-name"),
        (a_field("Full name First name", hints=["before: Full name"]), "given-name"),
        (a_field("Confirmation sent", name="phoneCode"), "x-unknown"),
        (a_field("Sorting", name="order_by"), "x-unknown"),
        (a_field("Preferred language"), "language"),
        (a_field("Full name", name="first_name"), "name"),
        (a_field("E-mail", autocomplete="new-password"), "email"),
        (a_field("Phone", input_type="tel", name="fields[email]"), "tel"),
        (a_field("Number", input_type="tel", hints=["legend: Phone"]), "tel"),
        (a_field("Age", hints=["after: E-mail"]), "x-age"),
        (a_field("", hints=["after: Last name"]), "family-name"),
        (a_field("", name="ctl00$Body$tbCity"), "address-level2"),
        (a_field("Address line 1", input_type="search"), "address-line1"),
        (a_field("Country code", input_type="tel"), "tel-country-code"),
        (a_field("", input_type="tel"), "tel"),
        (a_field("", input_type="tel", max_length=6), "x-unknown"),
        (a_field("Postcode", input_type="tel"), "postal-code"),
        (a_field("When?", input_type="date"), "x-unknown"),
        (a_field("Fecha de nacimiento", input_type="date"), "bday"),
        (a_field("Arrival", input_type="date", name="email"), "x-unknown"),
        (a_field("", name="billing[firstName]"), "given-name"),
        (a_field("", id="customer-post-code"), "postal-code"),
        (a_field("", name="company_phone"), "tel"),
        (a_field("", name="email_title"), "x-unknown"),
        (a_field("", name="pet_name"), "x-unknown"),
        (a_field("", hints=["placeholder: Ihre Telefonnummer"]), "tel"),
        (a_field("", hints=["placeholder: you@company.example"]), "x-unknown"),
        (a_field("", hints=["legend: Street address"]), "x-unknown"),
        (a_field("Date of birth", hints=["placeholder: DD/MM/YYYY"]), "bday"),
        (a_field("Año de nacimiento"), "bday-year"),
        (a_field("Day"), "x-unknown"),
        (a_field("Verification code", input_type="number"), "one-time-code"),
        (a_field("Choose a photo", input_type="file", name="email"), "x-unknown"),
        (message("Anything else?"), "x-comment"),
        (message("Straße und Hausnummer"), "address-line1"),
        (choice("Phone", "Home", "Work"), "x-unknown"),
        (choice("Phone", "Austria", "France", "Germany", "Italy", "Spain"), "x-unknown"),
        (choice("", "Austria", "France", "Germany", "Italy", "Spain"), "country-name"),
        (choice("", "Alabama", "Alaska", "Arizona", "Texas", "Utah"), "address-level1"),
        (choice("Birth date", "1999", "2000", "2001"), "bday-year"),
        (choice("Title", "", "Mr", "Mrs", "Dr"), "honorific-prefix"),
        (choice("Ich bin", "Mann", "Frau"), "sex"),
        (choice("Zone", "(GMT+1) Berlin, Germany", "(GMT) London"), "x-unknown"),
        (a_field("Sexo", input_type="radio"), "sex"),
        (a_field("E-mail", input_type="radio"), "x-unknown"),
        (a_field("First name", name="address"), "given-name"),
        (a_field("Company phone"), "tel"),
        (a_field("Name / Company"), "x-unknown"),
        (a_field("Straße oder Packstation"), "street-address"),
        (a_field("CPF, e-mail ou usuário"), "x-username-or-email"),
        (a_field("Имя и отчество"), "name"),
        (a_field("Address Postcode", hints=["section: Address"]), "postal-code"),
        (a_field("Name Street", hints=["header: Street"]), "street-address"),
        (a_field("Inserisci il codice che vedi nell'immagine"), "x-captcha"),
        (a_field("What is seven plus two?"), "x-captcha"),
        (a_field("Sicherheitsfrage: 3 + 4"), "x-captcha"),
        (a_field("Login (between 2 and 24 characters)"), "username"),
        (a_field("Get your coupon now", hints=["placeholder: Your name"]), "name"),
        (a_field("Country", name="country_search"), "x-search"),
        (a_field("", name="search_name"), "x-search"),
        (a_field("First name", name="card_holder_first_name"), "cc-name"),
        (a_field("Website", hidden="not-rendered", autocomplete="off"), "x-honeypot"),
        (a_field("Website", hidden="not-rendered"), "url"),
        (message("Δ", hidden="not-rendered", name="ak_hp"), "x-honeypot"),
        (a_field("E-mail", input_type="email", hints=["error: You can't leave this empty"]), "email"),
        (a_field("郵便番号は〒", name="code"), "postal-code"),
        (a_field("出生日期", input_type="date"), "bday"),
        (a_field("Segundo apellido"), "x-second-family-name"),
        (a_field("Previous surname"), "x-unknown"),
        (a_field("LinkedIn profile"), "x-unknown"),
        (choice("Prefijo", "España +34", "Francia +33", "Portugal +351"), "tel-country-code"),
        (choice("Zone", "GMT+1:00", "GMT+2:00", "GMT+3:00"), "x-unknown"),
        (choice("Size", "M", "L +500 zł", "XL +900 zł"), "x-unknown"),
        (choice("Birth date", "Month", "January", "February"), "bday-month"),
        (choice("Subject", "Press", "Other"), "x-subject"),
        (a_field("Receive our newsletter?", input_type="radio", choices=[Choice("1", "Yes"), Choice("0", "No")]), WISH),
    ],
)
def test_signals(field: Field, kind: str) -> None:
    """Each signal counts for what it can tell, and none makes a control hold what it cannot."""
    assert kind == read(field).kind.name


@pytest.mark.parametrize(
    ("label", "choices", "kind"),
    [
        ("Country", ("France (+33)", "Germany (+49)", "Malta (+356)"), "tel-country-code"),
        ("Phone prefix", ("Malta +356", "Italia +39"), "tel-country-code"),
        ("Phone", ("49=Germany", "33=France", "356=Malta"), "tel-country-code"),
        ("Phone", ("1=Home", "2=Work", "7=Mobile"), "x-unknown"),
        ("Find posts", ("1=Yesterday", "7=A week ago", "90=Three months ago"), "x-unknown"),
        ("Region", ("France (la France)", "Germany", "Spain", "Italy", "Canada"), "country-name"),
        ("State", ("Alabama", "Alaska", "Georgia", "Ohio", "Utah"), "address-level1"),
    ],
)
def test_lists(label: str, choices: tuple[str, ...], kind: str) -> None:
    """Calling codes are told by what a list shows, or by values in one for phones, and countries by their names."""
    pairs = [text.split("=") for text in choices]
    options = [Choice(pair[0], pair[-1]) for pair in pairs]
    field = a_field(label, tag="select", input_type="", choices=options)
    assert kind == read(field).kind.name


def test_two_letter_choices_are_country_codes() -> None:
    """A list of countries with codes for values asks for `country`, not for the name."""
    choices = [Choice("", "Choose"), Choice("FR", "France"), Choice("DE", "Germany")]
    assert "country" == read(a_field("Country", tag="select", input_type="", choices=choices)).kind.name


@pytest.mark.parametrize(
    "field",
    [
        a_field("Nickname", name="ssn"),
        a_field("E-mail", name="tax_id"),
        a_field("Nickname", autocomplete="tel"),
        a_field("Phone", input_type="email"),
        a_field("PLZ / Ort", name="ort"),
        a_field("Your pet's name", name="name"),
        a_field("City of birth", name="city"),
        a_field("Project name"),
        a_field("Would you like to hear from us by e-mail every week? Then type the letter y"),
        a_field("Frobnication"),
        a_field(""),
    ],
)
def test_doubt_means_unknown(field: Field) -> None:
    """What is contradicted, mixed or not recognised stays unknown and unsure."""
    reading = read(field)
    assert ("x-unknown", False) == (reading.kind.name, reading.sure)


@pytest.mark.parametrize(
    "field",
    [
        a_field("Friend's e-mail", input_type="email"),
        a_field("E-mail", input_type="email", hints=["legend: Emergency contact"]),
        a_field("Telefon", hints=["section: Erziehungsberechtigter"]),
        a_field("Nom", hints=["legend: Parrain"]),
        a_field("Телефон ребенка"),
        a_field("保護者の氏名"),
    ],
)
def test_another_person(field: Field) -> None:
    """What is asked of somebody else is known to be so, whatever datum it is."""
    reading = read(field)
    assert ("x-other-person", True) == (reading.kind.name, reading.sure)


def test_general_label_is_refined_by_the_name() -> None:
    """Where the label says "Name" and the control's name says which one, the name decides, unsurely."""
    reading = read(a_field("Name", name="nachname"))
    assert ("family-name", False, "name 'nachname' → family-name") == (reading.kind.name, reading.sure, reading.why)


def test_first_address_confirms_nothing() -> None:
    """A form's only e-mail address is no repetition, whatever its label says."""
    assert "email" == read(a_field("E-mail for the booking confirmation")).kind.name


def test_reason_names_the_signal() -> None:
    """Every reading says which signal made it, and whether none spoke against it."""
    field = a_field("Vorname", key="k1", name="vorname", required=True)
    assert FieldReading("k1", KINDS["given-name"], "required", "label 'Vorname' → given-name", sure=True) == read(field)


def test_long_labels_are_cut_in_reasons() -> None:
    """A reason fits into a line of the protocol, however long the site's label is."""
    assert len(read(box("I accept the terms " * 10)).why) < 120
