"""Tests for companion/fields/boxes.py."""

import pytest

from companion.protocol import Field
from tests.fields.forms import box, read


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Keep me updated about news and offers", "x-consent-marketing"),
        ("Ich möchte Angebote per E-Mail erhalten. Ich kann mich jederzeit abmelden.", "x-consent-marketing"),
        ("Je souhaite recevoir vos offres commerciales", "x-consent-marketing"),
        ("Quiero recibir novedades y promociones", "x-consent-marketing"),
        ("Send me the newsletter (see our privacy policy)", "x-consent-marketing"),
        ("You may share my data with selected partners", "x-consent-profiling"),
        ("Meine Daten dürfen zur Profilbildung genutzt werden", "x-consent-profiling"),
        ("J'accepte que mes données soient transmises à des tiers", "x-consent-profiling"),
        ("Acepto la cesión de mis datos a terceros", "x-consent-profiling"),
        ("I agree to the terms and conditions and the privacy policy", "x-consent-terms"),
        ("J'accepte les conditions générales de vente", "x-consent-terms"),
        ("He leído y acepto las condiciones de uso", "x-consent-terms"),
        ("Ich habe die Datenschutzhinweise gelesen", "x-consent-privacy"),
        ("J'ai lu la politique de confidentialité", "x-consent-privacy"),
        ("Acepto la política de privacidad", "x-consent-privacy"),
        ("I am over 18", "x-consent-age"),
        ("Ich bin mindestens 16 Jahre alt", "x-consent-age"),
        ("J'ai plus de 18 ans", "x-consent-age"),
        ("Soy mayor de edad", "x-consent-age"),
        ("I confirm that the above is true", "x-consent-other"),
        ("Angemeldet bleiben", "x-remember-me"),
        ("Billing address is the same", "x-unknown"),
        ("Cats", "x-unknown"),
        # a tick that means "no"
        ("Tick here if you do NOT want to receive our newsletter", "x-consent-other"),
        ("Ich möchte keine Werbung erhalten", "x-consent-other"),
        ("Je ne souhaite pas recevoir vos offres", "x-consent-other"),
        ("No deseo recibir publicidad", "x-consent-other"),
        # advertising tied to the terms
        ("I accept the terms of service and wish to receive marketing emails", "x-consent-other"),
    ],
)
def test_box_label(label: str, kind: str) -> None:
    """A box is told by its words; one whose tick means "no", or that ties two things, is left to the person."""
    assert kind == read(box(label)).kind.name


@pytest.mark.parametrize(
    ("field", "kind", "sure"),
    [
        (box("", name="newsletter_optin"), "x-consent-marketing", False),
        (box("", id="acceptTerms"), "x-consent-terms", False),
        (box("Yes", name="newsletter_optout"), "x-consent-other", False),
        (box("I agree", name="terms"), "x-consent-terms", False),
        (box("I agree", name="box1"), "x-consent-other", True),
    ],
)
def test_box_name(field: Field, kind: str, sure: bool) -> None:  # noqa: FBT001 - a table's column
    """Where a box's label says little, its name is heard, and not called sure."""
    assert (kind, sure) == (read(field).kind.name, read(field).sure)
