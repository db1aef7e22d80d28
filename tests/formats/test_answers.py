import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.formats.answers import answer_field
from tests.formats.lists import line, options, texts

PAIRS = (
    ("Male", "Female"),
    ("Männlich", "Weiblich"),
    ("Homme", "Femme"),
    ("Hombre", "Mujer"),
    ("Masculino", "Feminino"),
    ("Maschio", "Femmina"),
    ("Man", "Vrouw"),
    ("Mężczyzna", "Kobieta"),
    ("Erkek", "Kadın"),
    ("Мужской", "Женский"),
    ("男性", "女性"),
    ("男", "女"),
    ("남성", "여성"),
    ("ذكر", "أنثى"),
    ("Muž", "Žena"),
    ("Férfi", "Nő"),
    ("Mies", "Nainen"),
    ("Kvinna", "Man")[::-1],
    ("M", "F"),
    ("M", "W"),
    ("H", "M"),
    ("K", "M")[::-1],
    ("М", "Ж"),
    ("Male (M)", "Female (F)"),
    ("Мужской (Male)", "Женский (Female)"),
    ("Herr", "Frau"),
    ("Mr.", "Ms."),
)


@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
@pytest.mark.parametrize(("value", "place"), [("male", 0), ("Female", 1), ("männlich", 0), ("mujer", 1), ("女性", 1)])
def test_a_gender_is_known_in_many_languages(pair: tuple[str, str], value: str, place: int) -> None:
    """A gender is chosen by what it means, whatever the languages of vault and page: "M" is mujer beside "H"."""
    assert str(place) == answer_field("sex", options(("", "Choose"), ("0", pair[0]), ("1", pair[1])), value)


@given(st.sampled_from(PAIRS), st.sampled_from(["non-binary", "divers", "other", "prefer not to say", "agender"]))
def test_never_another_gender(pair: tuple[str, str], value: str) -> None:
    """Who is neither gets no option where the list has only two."""
    assert answer_field("sex", texts(*pair), value) is None


def test_other_answers_are_told_apart() -> None:
    """Neither "other" nor "prefer not to say" stands for the other one."""
    field = options(("f", "Female"), ("m", "Male"), ("o", "Other"), ("n", "Prefer not to say"), ("x", "Non-binary"))
    chosen = [answer_field("sex", field, value) for value in ("andere", "keine Angabe", "divers", "weiblich")]
    assert ["o", "n", "x", "f"] == chosen
    assert "agender" == answer_field("sex", texts("Female", "agender"), "agender")


@pytest.mark.parametrize(
    ("value", "names", "chosen"),
    [
        ("Ms", ("Mr", "Mrs", "Ms", "Miss"), "Ms"),
        ("Mrs", ("Mr.", "Mrs.", "Ms."), "Mrs."),
        ("Mrs", ("Herr", "Frau"), "Frau"),
        ("Miss", ("M.", "Mme", "Mlle"), "Mlle"),
        ("Frau", ("Mr", "Mrs", "Ms"), "Ms"),
        ("Frau", ("M", "Mme", "Mlle"), "Mme"),
        ("Herr", ("M", "Mme", "Mlle"), "M"),
        ("Mr", ("Sr.", "Sra.", "Srta."), "Sr."),
        ("Mr", ("Sig.", "Sig.ra"), "Sig."),
        ("Mr", ("Г-жа", "Г-н"), "Г-н"),
        ("Mr", ("Female", "Male"), "Male"),
        ("Dr.", ("Mr", "Ms", "Dr"), "Dr"),
        ("Frau", ("Mr", "Mrs", "Miss"), None),
        ("Ms", ("Mr", "Mrs", "Miss"), None),
        ("Dr.", ("Herr", "Frau"), None),
        ("Mr", ("Mr-Mrs", "Mrs"), None),
        ("Mx", ("Mr", "Ms"), None),
    ],
)
def test_titles(value: str, names: tuple[str, ...], chosen: str | None) -> None:
    """A title is given as what it means; nobody is called by a marriage, or by none, that they did not tell."""
    assert chosen == answer_field("honorific-prefix", texts(*names), value)


def test_a_text_field_gets_the_persons_own_word() -> None:
    """Where there is nothing to choose, what the vault holds is written."""
    assert "Frau" == answer_field("honorific-prefix", line(), "Frau")
    assert answer_field("sex", line(max_length=1), "female") is None
