"""Tests for companion/fields/purpose.py: what a form is for, by its fields and by its words."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Form
from tests.fields.forms import a_field, a_form, box, kinds, message, secret

MAIL = a_field("E-mail")
GIFT = (a_field("Recipient's name"), a_field("Recipient's address"), message("Card"), a_field("Your name"), MAIL)
HOME = (a_field("Full name"), MAIL, a_field("Street"), a_field("Town"), message("Remarks"))


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (a_form(a_field("How old are you?"), message("Why?"), MAIL, heading="How satisfied are you?"), "survey"),
        (a_form(message("Warum?"), heading="Umfrage"), "survey"),
        (a_form(*GIFT, buttons=["Place order"]), "checkout"),
        (a_form(*GIFT, buttons=["Send"]), "contact"),
        (a_form(*HOME, heading="Request a plot"), "other"),
        (a_form(*HOME, heading="Contact us"), "contact"),
        (a_form(*HOME[:2], message("Comment"), heading="Sign the petition"), "other"),
        (a_form(MAIL, a_field("Nickname"), heading="メルマガ登録"), "newsletter"),
        (a_form(MAIL, a_field("Country"), box("Weekly newsletter, please"), buttons=["Sign me up"]), "newsletter"),
        (a_form(MAIL, a_field("Name", hints=["section: Newsletter"]), heading="The harbour"), "newsletter"),
        (a_form(a_field("Nome", hints=["legend: Ospite principale"]), MAIL), "booking"),
        (a_form(MAIL, a_field("Name"), heading="Mitgliedsantrag"), "registration"),
    ],
)
def test_what_a_form_is_for(form: Form, kind: str) -> None:
    """What it asks for and how it calls itself tell what a form is for."""
    assert kind == read_form(form).form_kind


def test_what_a_log_in_asks_for() -> None:
    """The text field before the password is what one logs in with, whatever it is called; a box is not."""
    assert ["x-username-or-email", "x-password"] == kinds(
        read_form(a_form(a_field("Runners' Forum"), secret(), buttons=["Log in"]))
    )
    assert ["x-unknown", "x-password"] == kinds(read_form(a_form(box("Office"), secret(), buttons=["Log in"])))


def test_a_search_takes_no_data() -> None:
    """What a search is asked for is no datum of the person, though it may be called like one."""
    reading = read_form(a_form(a_field("Town or postcode"), buttons=["Find"]))
    assert (["x-search"], False) == (kinds(reading), reading.collects)
