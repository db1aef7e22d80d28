import pytest

from companion.formats.people import full_name_field, name_field, part_of_name
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
    ("given", "family", "language", "country", "text"),
    [
        ("Ada", "Lovelace", "en-GB", "GB", "Ada Lovelace"),
        ("Ada", "Lovelace", "", "", "Ada Lovelace"),
        ("Ada", "Lovelace", "hu", "GB", "Lovelace Ada"),
        ("Ada", "Lovelace", "ja-JP", "", "Lovelace Ada"),
        ("Ada", "Lovelace", "zh_TW", "", "Lovelace Ada"),
        ("Anna Mária", "Nagy", "", "HU", "Nagy Anna Mária"),
        ("Anna Mária", "Nagy", "de", "HU", "Anna Mária Nagy"),
        ("太郎", "山田", "ja", "JP", "山田 太郎"),
        ("太郎", "山田", "en", "JP", "山田 太郎"),
        ("철수", "김", "ko", "KR", "김철수"),
        ("小明", "王", "zh-CN", "CN", "王小明"),
    ],
)
def test_a_full_name_is_composed_in_the_order_of_the_language(
    given: str, family: str, language: str, country: str, text: str
) -> None:
    """The family name comes first where the form's language, or the name's own script, has it so."""
    assert text == full_name_field(line(), given, family, language, country)


def test_a_composed_name_fits_its_field() -> None:
    """Where the usual way does not fit, another one may; nothing is cut, and a list gets the option that says it."""
    assert "山田太郎" == full_name_field(line("pattern: \\S+"), "太郎", "山田", "ja", "JP")
    assert full_name_field(line(max_length=5), "Ada", "Lovelace", "en", "") is None
    assert "Lovelace Ada" == full_name_field(texts("Ada", "Lovelace Ada"), "Ada", "Lovelace", "hu", "")


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
