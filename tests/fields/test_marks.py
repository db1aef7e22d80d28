"""Tests for companion/fields/marks.py."""

import pytest

from companion.fields.marks import demands
from companion.fields.words import words
from companion.protocol import Field
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


@pytest.mark.parametrize(
    ("fields", "kinds", "required"),
    [
        (
            [a_field("Geburtstag *"), a_field("."), a_field("", hints=["group: Geburtstag *"]), a_field("Fax")],
            ["bday-day", "bday-month", "bday-year", "x-fax"],
            ["required", "required", "required", "optional"],
        ),
        (
            [a_field("First part"), a_field("Second part", hints=["group: (required)"]), a_field("Fax")],
            ["tel-area-code", "tel-local", "x-fax"],
            ["required", "required", "optional"],
        ),
        ([a_field("PLZ, Ort *"), a_field("Ort")], ["postal-code", "address-level2"], ["required", "required"]),
        ([a_field("ZIP *"), a_field("ZIP+4")], ["postal-code", "postal-code"], ["required", "required"]),
        ([a_field("Garaging ZIP *"), a_field("ZIP+4")], ["postal-code", "postal-code"], ["required", "optional"]),
        ([a_field("First name *"), a_field("Last name")], ["given-name", "family-name"], ["required", "optional"]),
    ],
)
def test_parts_are_demanded_together(fields: list[Field], kinds: list[str], required: list[str]) -> None:
    """The mark of one part of a datum, or of the row of its parts, is that of all."""
    assert required == demands(fields, words(), kinds)


def test_boxes_that_are_marked_optional() -> None:
    """Where even a tick box is marked as optional, one that is not is demanded."""
    assert ["required", "optional"] == demands([box("I am over 18"), box("Newsletter (optional)")], words())


@pytest.mark.parametrize(
    ("note", "required"),
    [
        ("Items marked * are optional.", ["optional", "required"]),
        ("This survey takes two minutes. Every question is optional.", ["required", "optional"]),
        ("Fields marked * must be filled in", ["required", "optional"]),
        ("Fields marked * must be filled in, all others are optional", ["required", "optional"]),
        ("Felder mit * sind keine Pflichtfelder", ["optional", "required"]),
        ("Please complete every field unless it is marked (optional).", ["required", "optional"]),
        ("The newsletter is optional.", ["required", "optional"]),
        ("Alle Angaben sind freiwillig", ["required", "optional"]),
    ],
)
def test_notes_tell_what_marks_mean(note: str, required: list[str]) -> None:
    """What a form says of its marks counts: an asterisk may say that a field need not be answered."""
    assert required == demands([a_field("Company *", hints=[f"note: {note}"]), a_field("E-mail")], words())


def test_everything_is_optional() -> None:
    """A form that says so demands nothing."""
    fields = [a_field("Phone", hints=["note: All questions are optional"]), a_field("E-mail", required=True)]
    assert ["optional", "required"] == demands(fields, words())


def test_statements_without_a_mark() -> None:
    """Where what need not be answered is marked, a statement without a mark must be made, and a wish need not."""
    fields = [a_field("Fax (optional)"), box("I agree to the terms"), box("Newsletter")]
    expected = ["optional", "required", "unclear"]
    assert expected == demands(fields, words(), ["x-fax", "x-consent-terms", "x-consent-marketing"])


def test_marks_behind_boxes() -> None:
    """The mark behind a box's label is that box's, behind another field's it is the next one's."""
    after = ["after: required"]
    assert ["required", "optional"] == demands([box("I agree", hints=after), a_field("Fax", hints=after)], words())
    assert ["required", "optional"] == demands([box("I agree", hints=["after: *"]), box("News")], words())


def test_notes_behind_boxes() -> None:
    """A sentence behind a box explains the form's marks, and is none."""
    fields = [box("Newsletter", hints=["after: * required fields"]), a_field("E-mail *")]
    assert ["optional", "required"] == demands(fields, words())


@pytest.mark.parametrize(
    "error",
    [
        "Please fill in this field",
        "This field is required.",
        "Bitte füllen Sie dieses Feld aus.",
        "Pflichtfeld",
        "Ce champ est obligatoire",
        "Veuillez renseigner ce champ",
        "Rellene este campo",
        "Questo campo è obbligatorio",
        "Preencha este campo",
        "Vul dit veld in",
        "To pole jest wymagane",
        "Bu alanı doldurunuz",  # noqa: RUF001 - Turkish has an i without a dot
        "Заполните это поле",
        "このフィールドを入力してください。",
        "请填写此字段",
        "이 입력란을 작성하세요.",
        "Prosím vyplňte toto pole",
        "Du skal udfylde dette felt",
        "Fyll i det här fältet",
        "Täytä tämä kenttä",
        "Kérjük, töltse ki ezt a mezőt",
        "Συμπληρώστε αυτό το πεδίο",
        "Заповніть це поле",
        "Completați acest câmp",
        "Harap isi bidang ini",
    ],
)
def test_a_field_that_a_refused_submit_missed(error: str) -> None:
    """The page's own message that an answer is missing demands that field, and says nothing of the others."""
    assert ["required", "unclear"] == demands([a_field("A", hints=[f"error: {error}"]), a_field("B")], words())


@pytest.mark.parametrize(
    "error",
    [
        "Please enter a valid e-mail address",
        "Bitte geben Sie eine gültige E-Mail-Adresse ein",
        "Veuillez saisir une adresse valide",
        "Introduzca un correo válido",
        "Inserisci un indirizzo valido",
        "Vul een geldig e-mailadres in",
        "Podaj poprawny adres",
        "Введите корректный адрес",
        "正しいメールアドレスを入力してください",
        "请输入有效的邮箱",
        "Please enter at least 8 characters",
        "The passwords do not match",
        "This address is already registered",
    ],
)
def test_an_error_of_another_meaning(error: str) -> None:
    """What is said of an answer's form does not tell whether there had to be one."""
    assert ["unclear"] == demands([a_field("A", hints=[f"error: {error}"])], words())


def test_a_message_beside_an_answer() -> None:
    """A field that holds something was not missed, unless the page says in so many words that it is required."""
    hold = [a_field("A", holds=True, hints=[f"error: {error}"]) for error in ("Please enter your name", "Required")]
    assert [["unclear"], ["required"]] == [demands([field], words()) for field in hold]


def test_a_form_that_told_of_all_it_missed() -> None:
    """Where several answers were missed, a field left empty without a complaint is optional; a full one is unclear."""
    missed = [a_field(name, hints=["error: Please fill in this field"]) for name in "AB"]
    fields = [*missed, a_field("C"), a_field("D", holds=True)]
    assert ["required", "required", "optional", "unclear"] == demands(fields, words())


def test_a_message_outweighs_a_word() -> None:
    """What the page refused to go without is demanded, whatever its label says."""
    assert ["required"] == demands([a_field("A (optional)", hints=["error: Please fill in this field"])], words())
