# ruff: noqa: RUF001 - words of other alphabets
"""Tests for companion/fields/boxes.py."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Field
from tests.fields.forms import a_form, box, kinds, radio, read


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
        ("Billing address is the same", "x-same-address"),
        ("Lieferadresse ist gleich Rechnungsadresse", "x-same-address"),
        ("Utiliser la même adresse pour la facturation", "x-same-address"),
        ("Deliver to a different address", "x-unknown"),
        ("Receive e-mail from other members", "x-unknown"),
        ("I promise not to sell what I buy here", "x-consent-terms"),
        ("Photos of my child may be published", "x-consent-other"),
        ("Haluan uutiskirjeen", "x-consent-marketing"),
        ("이용약관에 동의합니다", "x-consent-terms"),
        ("만 14세 이상입니다", "x-consent-age"),
        ("Согласен с политикой конфиденциальности", "x-consent-privacy"),
        ("Cats", "x-unknown"),
        ("Offers", "x-unknown"),
        # a tick that means "no"
        ("Tick here if you do NOT want to receive our newsletter", "x-decline-marketing"),
        ("Ich möchte keine Werbung erhalten", "x-decline-marketing"),
        ("Je ne souhaite pas recevoir vos offres", "x-decline-marketing"),
        ("No deseo recibir publicidad", "x-decline-marketing"),
        ("Non desidero ricevere comunicazioni commerciali", "x-decline-marketing"),
        ("Não desejo receber ofertas", "x-decline-marketing"),
        ("Ik wil geen nieuwsbrief ontvangen", "x-decline-marketing"),
        ("Nie chcę otrzymywać ofert i promocji", "x-decline-marketing"),
        ("Kampanya ve fırsatlar hakkında bilgi almak istemiyorum", "x-decline-marketing"),
        ("Не хочу получать новости и акции", "x-decline-marketing"),
        ("メールマガジンを希望しません", "x-decline-marketing"),
        ("不要接收促销信息", "x-decline-marketing"),
        ("Please do not pass my details to other companies", "x-decline-profiling"),
        ("Je refuse que mes coordonnées soient communiquées à des tiers", "x-decline-profiling"),
        (
            "We would like to write to you about offers. If you would prefer us not to, tick here.",
            "x-decline-marketing",
        ),
        # two negations are none
        ("Untick this box if you do not want our newsletter", "x-consent-marketing"),
        # advertising tied to the terms
        ("I accept the terms of service and wish to receive marketing emails", "x-consent-terms"),
        ("I am over 18 and wish to receive marketing emails", "x-consent-other"),
        ("Accetto e do il mio consenso", "x-consent-terms"),
        ("Ich stimme hiermit zu und erteile meine Einwilligung", "x-consent-terms"),
        # a negation that refuses nothing
        ("Never miss our latest offers", "x-consent-marketing"),
        (
            "You agree that we send you newsletters. You can unsubscribe from the newsletter at any time",
            "x-consent-marketing",
        ),
        ("Newsletter bestellen, ich kann mich jederzeit abmelden", "x-consent-marketing"),
        ("Recevoir la newsletter, pas plus d'un e-mail par mois", "x-consent-marketing"),
        ("Получать новости не чаще двух раз в месяц", "x-consent-marketing"),
        ("Vom Newsletter abmelden", "x-decline-marketing"),
        ("Opt out of marketing emails", "x-decline-marketing"),
        ("No quiero recibir ofertas para mis datos", "x-decline-marketing"),
    ],
)
def test_box_label(label: str, kind: str) -> None:
    """A box is told by its words, and whether its tick means "no"; one that ties two things is left to the person."""
    assert kind == read(box(label)).kind.name


@pytest.mark.parametrize(
    ("field", "kind", "sure"),
    [
        (box("", name="newsletter_optin"), "x-consent-marketing", False),
        (box("", id="acceptTerms"), "x-consent-terms", False),
        (box("Yes", name="newsletter_optout"), "x-decline-marketing", False),
        (box("Offers", name="newsletter"), "x-consent-marketing", True),
        (box("I agree", name="terms"), "x-consent-terms", False),
        (box("I agree", name="box1"), "x-consent-terms", True),
        (box("Weekly newsletter", hints=["legend: What would you like to hear about?"]), "x-consent-marketing", True),
    ],
)
def test_box_name(field: Field, kind: str, sure: bool) -> None:  # noqa: FBT001 - a table's column
    """Where a box's label says little, its name is heard, and not called sure."""
    assert (kind, sure) == (read(field).kind.name, read(field).sure)


def test_no_is_not_no_everywhere() -> None:
    """The word for "no" in one language is no refusal in a page of another, where it says "in the"."""
    form = a_form(box("Quero receber ofertas no meu e-mail"), language="pt-BR")
    assert ["x-consent-marketing"] == kinds(read_form(form))


@pytest.mark.parametrize(
    ("label", "answers", "kind"),
    [
        ("May we email you about events?", ("Yes, please", "No, thank you"), "x-consent-marketing"),
        ("Sign now", ("Yes, keep me informed", "No thanks"), "x-consent-marketing"),
        ("Einwilligung Klassenfoto:", ("ja", "nein"), "x-consent-other"),
        ("How should we answer?", ("By e-mail", "By phone"), "x-unknown"),
        ("Newsletter", ("daily", "weekly", "never"), "x-unknown"),
    ],
)
def test_question_to_be_answered_yes_or_no(label: str, answers: tuple[str, ...], kind: str) -> None:
    """Two radio buttons that say yes and no ask for consent like a box does."""
    assert kind == read(radio(label, *answers)).kind.name
