"""Whose data a field asks for: its own words first, then its section, then who else the form is about."""

import pytest

from companion.fields.classify import read_form
from companion.protocol import Field
from tests.fields.forms import a_field, a_form, box, kinds

OTHER = "x-other-person"


def under(section: str, label: str, **more: object) -> Field:
    """A control with a label in a section of the form."""
    return a_field(label, hints=[f"section: {section}"], **more)


def kinds_of(*fields: Field) -> list[str]:
    """The kinds of the fields of one form."""
    return kinds(read_form(a_form(*fields)))


@pytest.mark.parametrize(
    "field",
    [
        a_field("Your friend's name"),
        a_field("Name der Begleitperson"),
        a_field("Phone", name="emergency_phone"),
        a_field("First name", name="driver2.first"),
        under("Passenger 2", "First name"),
        under("Voyageur 2", "Prénom"),
        under("第2位乘机人", "姓名"),
        under("Secondo ospite", "Cognome"),
        under("Next of kin", "Phone"),
        under("Familjemedlem", "Namn"),
        under("Membre de la famille", "Nom"),
        a_field("Name of a former employer"),
        a_field("Qui peut nous parler de toi ? (nom d'un ancien employeur)"),
        under("Parent or guardian", "Phone"),
        under("Your friend", "Does he or she have any allergies or illnesses?", tag="textarea", input_type=""),
    ],
)
def test_somebody_else(field: Field) -> None:
    """A friend, somebody to call, a second traveller: in a label, a name or a section, in whatever language."""
    assert kinds_of(field) == [OTHER]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (under("Passenger 1", "First name"), "given-name"),
        (under("Parent or guardian (that's you)", "Phone"), "tel"),
        (under("第1位乘机人（本人）", "姓名"), "name"),  # noqa: RUF001 - the wide forms are meant
        (under("Invite a friend", "Your phone number"), "tel"),
        (under("A friend", "Colour"), "x-unknown"),
        (a_field("Patient's last name"), "family-name"),
        (a_field("País / Región"), "country-name"),
        (a_field("Recipient", name="recipient_phone", hints=["section: Delivery"]), "tel"),
    ],
)
def test_the_person(field: Field, kind: str) -> None:
    """The first of several, a field that speaks to the reader, and whoever a form is about alone, is the person."""
    assert kinds_of(field) == [kind]


def test_parents_fill_in_the_form_of_a_child() -> None:
    """Beside a child's fields a parent's are the person's own, but not those of a second parent."""
    child, parent, second = under("Child", "Last name"), under("Parent", "Phone"), under("Parent 2", "Phone")
    assert kinds_of(child, parent, second) == [OTHER, "tel", OTHER]
    assert kinds_of(parent) == [OTHER]


def test_patients_and_those_who_come_for_them() -> None:
    """A patient is somebody else where the form asks for the reader's name, too."""
    patient = a_field("Patient's last name")
    assert kinds_of(patient, a_field("Your full name")) == [OTHER, "name"]
    assert kinds_of(patient, a_field("Phone")) == ["family-name", "tel"]
    birthday = a_field("Date of birth")
    assert kinds_of(patient, birthday, a_field("Your full name"), birthday) == [OTHER, OTHER, "name", "bday"]


def test_gifts() -> None:
    """Where somebody else's name is asked for, a recipient's whole section is about them; nobody ticks boxes for it."""
    gift = [under("Flowers for", "Recipient's phone"), under("Flowers for", "Town"), box("Gift wrap")]
    assert kinds_of(*gift, a_field("Full name")) == [OTHER, OTHER, "x-unknown", "name"]
    assert kinds_of(*gift)[1] == "address-level2"


def test_accounts_for_others() -> None:
    """Who adds a user gives nothing of their own; who registers does."""
    fields = [a_field("E-mail"), a_field("First name")]
    assert kinds(read_form(a_form(*fields, heading="Add New User"))) == [OTHER, OTHER]
    assert kinds(read_form(a_form(*fields, heading="New user? Register"))) == ["email", "given-name"]


def test_the_family_of_an_income_is_nobody_else() -> None:
    """A word for other people within the name of a datum speaks of nobody."""
    assert kinds_of(a_field("Renda familiar")) == ["x-income"]
    assert kinds_of(a_field("Nome do familiar")) == [OTHER]
