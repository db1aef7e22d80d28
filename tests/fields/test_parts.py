"""Names of two parts: a question's title, and what one of its controls is of that."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Field
from tests.fields.forms import a_field, a_form, kinds, message, radio

ANIMAL = ["section: About your pet"]


@pytest.mark.parametrize(
    ("label", "part", "kind"),
    [
        ("Nom complet* Prénom", "Prénom", "given-name"),
        ("Téléphone Indicatif du pays", "Indicatif du pays", "tel-country-code"),
        ("Adresse de l'entreprise Code postal", "Code postal", "postal-code"),
        ("Full name City", "City", "address-level2"),
        ("Your e-mail", "Frobnication", "email"),
    ],
)
def test_the_last_part_counts_most(label: str, part: str, kind: str) -> None:
    """What a control is within its group tells its kind; the whole does where the part says nothing."""
    assert kinds(read_form(a_form(a_field(label, hints=[f"part: {part}"])))) == [kind]


@pytest.mark.parametrize("route", ["row", "group", "legend"])
@pytest.mark.parametrize("title", ["Name *", "Name (required)", "お名前 必須"])
def test_a_mark_beside_a_title(route: str, title: str) -> None:
    """It holds for all controls below the title, and for no other."""
    parts = [a_field(label, hints=[f"{route}: {title}"]) for label in ("First name", "Last name")]
    reading = read_form(a_form(*parts, a_field("Phone")))
    assert ["required", "required", "optional"] == [field.required for field in reading.fields]


@pytest.mark.parametrize(
    ("title", "labels", "expected"),
    [
        ("Address (optional)", ("Street", "Town"), ["optional", "optional"]),
        ("Address *", ("Street *", "Town"), ["required", "optional"]),
        ("Address *", ("Street", "Address line 2", "Town"), ["required", "optional", "required"]),
        ("Fields marked * must be filled in", ("Street", "Town"), ["unclear", "unclear"]),
        ("* required", ("Street", "Town"), ["unclear", "unclear"]),
    ],
)
def test_a_title_says_what_its_controls_do_not(title: str, labels: tuple[str, ...], expected: list[str]) -> None:
    """Where one of them has a mark, that of the title is theirs no more; who explains the marks has none."""
    fields = [a_field(label, hints=[f"legend: {title}"]) for label in labels]
    assert expected == [field.required for field in read_form(a_form(*fields)).fields]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (a_field("Name*", hints=ANIMAL), "x-unknown"),
        (a_field("Date of birth", hints=ANIMAL), "x-unknown"),
        (a_field("Your name", hints=ANIMAL), "name"),
        (a_field("Owner's last name", hints=ANIMAL), "family-name"),
        (a_field("Last name", hints=["section: Pet owner"]), "family-name"),
        (a_field("Nachname des Tierhalters", hints=["section: Ihr Haustier"]), "family-name"),
        (a_field("Geburtsdatum", hints=["row: Ihr Hund", "section: Ihre Angaben"]), "x-unknown"),
        (a_field("Имя", hints=["legend: Питомец"]), "x-unknown"),
    ],
)
def test_animals(field: Field, kind: str) -> None:
    """An animal's name or birthday is nobody's who fills in the form; its owner's is."""
    assert kinds(read_form(a_form(field, a_field("E-mail")))) == [kind, "email"]


def test_the_sex_of_an_animal() -> None:
    """The question of radio buttons is as much about an animal as what is written."""
    sex = radio("Sex", "Male", "Female")
    assert kinds(read_form(a_form(sex))) == ["sex"]
    sex.hints.extend(ANIMAL)
    assert kinds(read_form(a_form(sex))) == ["x-unknown"]


def test_somebody_around() -> None:
    """Whom a row, a group or any part around a control names is whom it asks about, the nearest first."""
    for hints in (["row: Emergency contact"], ["legend: Date of birth", "section: Your child"]):
        assert kinds(read_form(a_form(a_field("First name", hints=hints), message("Notes")))) == [
            "x-other-person",
            "x-comment",
        ]
    mine = a_field("First name", hints=["group: Your details", "section: Emergency contact"])
    assert kinds(read_form(a_form(mine))) == ["given-name"]
