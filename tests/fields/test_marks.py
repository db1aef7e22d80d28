"""Tests for companion/fields/marks.py."""

import pytest

from companion.fields.marks import demands
from companion.fields.words import words
from tests.fields.forms import a_field, box


def test_a_form_that_marks_what_it_demands() -> None:
    """Attribute, asterisk and word demand; what the same form leaves unmarked is optional."""
    assert ["required", "required", "required", "optional", "optional"] == demands(
        [
            a_field("E-mail", required=True),
            a_field("Name *"),
            a_field("Ort", hints=["description: Pflichtfeld"]),
            a_field("Phone"),
            box("Newsletter"),
        ],
        words(),
    )


def test_a_form_that_marks_what_it_does_not_demand() -> None:
    """If only optional fields are marked, the others are demanded; a box is not, as nobody marks boxes so."""
    assert ["required", "optional", "unclear"] == demands(
        [a_field("E-mail"), a_field("Phone (optional)"), box("Newsletter")], words()
    )


def test_a_form_that_marks_nothing() -> None:
    """Without any mark, whether a field must be answered is unclear."""
    assert ["unclear", "unclear"] == demands([a_field("E-mail"), a_field("Phone")], words())


@pytest.mark.parametrize(
    ("label", "required"),
    [
        ("Phone (not required)", "optional"),
        ("Telefon (freiwillig)", "optional"),
        ("Téléphone (facultatif)", "optional"),
        ("Téléphone, non obligatoire", "optional"),
        ("Teléfono (opcional)", "optional"),
        ("Phone (required)", "required"),
        ("Telefon＊", "required"),  # noqa: RUF001 - the wide asterisk
        ("Téléphone (obligatoire)", "required"),
        ("Teléfono (obligatorio)", "required"),
    ],
)
def test_marks_in_four_languages(label: str, required: str) -> None:
    """The words for "optional" and "required" are known, and "not required" is not "required"."""
    assert [required] == demands([a_field(label)], words())


def test_a_legend_marks_nothing() -> None:
    """The sentence "* = required" over a form demands no single field."""
    assert ["unclear"] == demands([a_field("Phone", hints=["legend: Fields with * are required"])], words())
