"""Tests for companion/fields/classify.py and purpose.py: whole forms in four languages."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Field, Form
from tests.fields.forms import a_field, a_form, box, choice, kinds, message, secret


def test_english_sign_up() -> None:
    """A sign-up form collects for an account, and each of its fields is told apart."""
    reading = read_form(
        a_form(
            a_field("First name", name="user[first_name]"),
            a_field("Last name", name="user[last_name]"),
            a_field("E-mail address", input_type="email", name="user[email]"),
            a_field("Confirm e-mail address", input_type="email", name="user[email_confirmation]"),
            a_field("Mobile number (optional)", input_type="tel"),
            secret(name="user[password]"),
            secret("Repeat password"),
            a_field("Leave this field empty", name="website"),
            box("I accept the Terms of Service"),
            box("Yes, send me special offers by e-mail"),
            heading="Create your account",
            buttons=["Sign up"],
        )
    )
    assert ("registration", "account", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert [
        "given-name",
        "family-name",
        "email",
        "x-email-confirm",
        "tel",
        "x-password",
        "x-password",
        "x-honeypot",
        "x-consent-terms",
        "x-consent-marketing",
    ] == kinds(reading)


def test_german_sign_up() -> None:
    """Beside "Vorname" a bare "Name" is the last name; three selects under a legend make a birth date."""
    legend = ["legend: Geburtsdatum"]
    reading = read_form(
        a_form(
            choice("Anrede", "Bitte wählen", "Frau", "Herr"),
            a_field("Vorname *", name="vorname"),
            a_field("Name *", name="name"),
            a_field("E-Mail-Adresse *", name="mail"),
            choice("Tag", "1", "2", hints=legend),
            choice("Monat", "Januar", "Februar", hints=legend),
            choice("Jahr", "1980", "1981", hints=legend),
            secret("Passwort *"),
            box("Ich habe die AGB gelesen und akzeptiere sie *"),
            box("Ich habe die Datenschutzerklärung zur Kenntnis genommen *"),
            box("Ja, ich möchte den Newsletter mit Angeboten erhalten."),
            buttons=["Jetzt registrieren"],
        )
    )
    assert ("registration", "account", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert [
        "honorific-prefix",
        "given-name",
        "family-name",
        "email",
        "bday-day",
        "bday-month",
        "bday-year",
        "x-password",
        "x-consent-terms",
        "x-consent-privacy",
        "x-consent-marketing",
    ] == kinds(reading)
    assert "optional" == reading.fields[4].required
    assert "required" == reading.fields[8].required


def test_french_checkout() -> None:
    """An address that is asked for on the way to the payment is for the delivery."""
    reading = read_form(
        a_form(
            a_field("Prénom"),
            a_field("Nom"),
            a_field("Numéro et rue"),
            a_field("Complément d'adresse (facultatif)"),
            a_field("Code postal"),
            a_field("Ville"),
            choice("Pays", "France", "Suisse"),
            a_field("N° de téléphone", input_type="tel"),
            heading="Adresse de livraison",
            buttons=["Continuer"],
        )
    )
    assert ("checkout", "delivery", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert [
        "given-name",
        "family-name",
        "address-line1",
        "address-line2",
        "postal-code",
        "address-level2",
        "country-name",
        "tel",
    ] == kinds(reading)
    assert ["required"] * 3 + ["optional"] + ["required"] * 4 == [field.required for field in reading.fields]


def test_spanish_checkout_with_card() -> None:
    """Where the card is asked for beside the address, the form is for the purchase."""
    reading = read_form(
        a_form(
            a_field("Nombre"),
            a_field("Apellidos"),
            a_field("Calle y número"),
            a_field("Código postal"),
            a_field("Localidad"),
            choice("Provincia", "Madrid", "Sevilla"),
            a_field("Número de tarjeta", autocomplete="cc-number"),
            a_field("CVV"),
            buttons=["Realizar pedido"],
        )
    )
    assert ("checkout", "purchase", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert [
        "given-name",
        "family-name",
        "address-line1",
        "postal-code",
        "address-level2",
        "address-level1",
        "cc-number",
        "cc-csc",
    ] == kinds(reading)


def test_german_delivery_address() -> None:
    """Beside a house number, "Straße" is the street's name alone."""
    fields = [a_field("Straße"), a_field("Hausnummer"), a_field("PLZ"), a_field("Ort"), a_field("Land")]
    reading = read_form(a_form(*fields, heading="Lieferadresse", buttons=["Weiter"]))
    assert ("checkout", "delivery") == (reading.form_kind, reading.purpose)
    assert ["x-street-name", "x-house-number", "postal-code", "address-level2", "country-name"] == kinds(reading)


@pytest.mark.parametrize(
    ("heading", "button", "label"),
    [
        ("Our newsletter", "Subscribe", "Your e-mail"),
        ("Newsletter", "Anmelden", "Ihre E-Mail-Adresse"),
        ("", "Je m'abonne", "Votre adresse e-mail"),
        ("", "Suscríbete", "Correo electrónico"),
    ],
)
def test_newsletter(heading: str, button: str, label: str) -> None:
    """An e-mail address and a word for subscribing make a newsletter."""
    reading = read_form(a_form(a_field(label), heading=heading, buttons=[button]))
    assert ("newsletter", "newsletter", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert ["email"] == kinds(reading)


@pytest.mark.parametrize(
    ("button", "name", "word"),
    [
        ("Log in", "Username or email", "Password"),
        ("Einloggen", "Benutzername", "Passwort"),
        ("Se connecter", "Adresse e-mail", "Mot de passe"),
        ("Iniciar sesión", "Usuario", "Contraseña"),
    ],
)
def test_log_in(button: str, name: str, word: str) -> None:
    """A name and one password are a log-in, for which no offer is made."""
    reading = read_form(a_form(a_field(name), secret(word), box("Remember me"), buttons=[button]))
    assert ("login", "other", False) == (reading.form_kind, reading.purpose, reading.collects)
    assert ["x-password", "x-remember-me"] == kinds(reading)[1:]


@pytest.mark.parametrize(
    ("form", "form_kind"),
    [
        (a_form(a_field("Email"), buttons=["Continue"], heading="Sign in"), "login"),
        (a_form(a_field("Email"), buttons=["Create account"]), "registration"),
        (a_form(a_field("Email"), secret(), box("Remember me")), "login"),
        (a_form(a_field("Email"), secret(autocomplete="new-password")), "registration"),
        (a_form(a_field("Email"), secret(), buttons=["Join now"], heading="Log in or join"), "registration"),
        (a_form(secret("New password"), secret("Repeat it"), buttons=["Save"]), "other"),
        (a_form(a_field("Card number"), a_field("Expiry date"), a_field("CVC"), buttons=["Pay now"]), "payment"),
        (a_form(a_field("Name"), a_field("Phone"), a_field("Wann?"), buttons=["Tisch reservieren"]), "booking"),
        (a_form(a_field("City"), a_field("From"), buttons=["Search"]), "search"),
        (a_form(a_field("Name"), a_field("Email"), buttons=["Save"]), "other"),
        (a_form(), "other"),
    ],
)
def test_form_kind(form: Form, form_kind: str) -> None:
    """What a form asks, and the words on its buttons and heading, tell what it is for."""
    assert form_kind == read_form(form).form_kind


@pytest.mark.parametrize(
    "field",
    [
        a_field(input_type="search"),
        a_field("Suchbegriff"),
        a_field("", hints=["placeholder: Que recherchez-vous ?"]),
        a_field(name="q"),
    ],
)
def test_search(field: Field) -> None:
    """A search form collects nothing."""
    reading = read_form(a_form(field))
    assert ("search", "other", False, ["x-search"]) == (
        reading.form_kind,
        reading.purpose,
        reading.collects,
        kinds(reading),
    )


@pytest.mark.parametrize(
    ("name", "email", "text", "button"),
    [
        ("Your name", "Your e-mail", "Your message", "Send message"),
        ("Ihr Name", "Ihre E-Mail-Adresse", "Ihre Nachricht", "Absenden"),
        ("Votre nom", "Votre courriel", "Votre message", "Envoyer"),
        ("Su nombre", "Su correo electrónico", "Su mensaje", "Enviar"),
    ],
)
def test_contact(name: str, email: str, text: str, button: str) -> None:
    """A message with a name and an address is an enquiry."""
    reading = read_form(a_form(a_field(name), a_field(email), message(text), buttons=[button]))
    assert ("contact", "enquiry", True) == (reading.form_kind, reading.purpose, reading.collects)
    assert ["name", "email", "x-comment"] == kinds(reading)


def test_form_of_unknown_fields_collects_nothing() -> None:
    """Where nothing personal is recognised, nothing is collected as far as we know."""
    reading = read_form(a_form(a_field("Flavour"), a_field("Size"), buttons=["Save"]))
    assert ("other", "other", False) == (reading.form_kind, reading.purpose, reading.collects)
    assert ["x-unknown", "x-unknown"] == kinds(reading)
