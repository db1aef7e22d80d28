import pytest

from companion.formats.people import name_field, part_of_name
from companion.protocol import Field
from tests.formats.lists import line, texts


@pytest.mark.parametrize(
    ("name", "country", "given", "family"),
    [
        ("Ada Lovelace", "GB", "Ada", "Lovelace"),
        ("Lovelace, Ada", "", "Ada", "Lovelace"),
        ("Nagy, Anna Mária", "HU", "Anna Mária", "Nagy"),
        ("Nagy Anna", "HU", "", ""),
        ("Ada King Lovelace", "GB", "", ""),
        ("Ludwig van Beethoven", "DE", "", ""),
        ("Ada", "GB", "", ""),
        ("山田 太郎", "", "", ""),
        ("김철수", "KR", "", ""),
    ],
)
def test_a_name_is_divided_only_where_that_is_certain(name: str, country: str, given: str, family: str) -> None:
    """Of three words nobody knows which belong together, and in some countries the family comes first."""
    assert (given, family) == (part_of_name("given-name", name, country), part_of_name("family-name", name, country))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (line(), "Maria"),
        (line(max_length=1), "M"),
        (line(label="Middle initial"), "M"),
        (line("placeholder: M.I.", label="MI"), "M"),
        (line(r"pattern: [A-Z]\.", label="Initial"), "M."),
        (line(max_length=4), None),
        (line("pattern: [a-zA-Z ]*"), "Maria"),
        (texts("Maria", "Anna"), "Maria"),
    ],
)
def test_a_field_may_want_the_initial(field: Field, text: str | None) -> None:
    """Where a field asks for an initial, it gets one; a name that does not fit is not cut."""
    assert text == name_field(field, "Maria")
