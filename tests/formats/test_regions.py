import pytest

from companion.formats.regions import region_field
from tests.formats.lists import line, options, texts

STATES = (
    ("", "Select a state"),
    ("1AL", "Alabama"),
    ("1CA", "California"),
    ("1WA", "Washington"),
    ("1DC", "Washington D.C."),
)


@pytest.mark.parametrize("value", ["CA", "ca", "California", "CALIFORNIA", "US-CA"])
@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        (options(*STATES), "1CA"),
        (options(("0", "AL"), ("4", "CA"), ("5", "WA")), "4"),
        (options(("AL", "Alabama"), ("CA", "CA - California"), ("WA", "Washington")), "CA"),
        (options(("x", "(AL) Alabama"), ("y", "California (CA)")), "y"),
        (options(("US-AL", ""), ("US-CA", ""), ("US-WA", "")), "US-CA"),
    ],
)
def test_a_state_is_found_by_code_or_name(value: str, field: object, chosen: str) -> None:
    """Codes and names mean the same, in the vault as in the list."""
    assert chosen == region_field(field, value, "US")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("country", "value", "names", "chosen"),
    [
        ("DE", "Bavaria", ("Baden-Württemberg", "Bayern", "Berlin"), "Bayern"),
        ("DE", "NW", ("Hessen", "Nordrhein-Westfalen"), "Nordrhein-Westfalen"),
        ("AT", "Tirol", ("Salzburg", "Tirol", "Wien"), "Tirol"),
        ("CH", "ZH", ("Bern", "Zürich"), "Zürich"),
        ("CA", "Quebec", ("Ontario", "Québec", "Yukon"), "Québec"),
        ("JP", "Tokyo", ("北海道", "東京都", "大阪府"), "東京都"),
        ("CN", "北京市", ("Beijing Shi", "Shanghai Shi"), "Beijing Shi"),
        ("IE", "Cork", ("Co. Carlow", "Co. Cork"), "Co. Cork"),
        ("IE", "County Cork", ("Carlow", "Cork"), "Cork"),
        ("MX", "JAL", ("Jalisco", "Puebla", "Chiapas"), "Jalisco"),
        ("IT", "MI", ("Bergamo", "Milano", "Roma"), "Milano"),
        ("ES", "Córdoba", ("Cadiz", "Cordoba", "Jaen"), "Cordoba"),
        ("BR", "SP", ("Rio de Janeiro", "São Paulo"), "São Paulo"),
        ("AU", "New South Wales", ("ACT", "NSW", "VIC"), "NSW"),
        ("IN", "Kerala", ("Karnataka", "Kerala"), "Kerala"),
    ],
)
def test_regions_of_many_countries(country: str, value: str, names: tuple[str, ...], chosen: str) -> None:
    """Regions are known where forms ask for them, with and without accents, in their own letters and in Latin ones."""
    assert chosen == region_field(texts("Select", *names), value, country)


@pytest.mark.parametrize(
    ("country", "value", "names"),
    [
        ("ES", "Córdoba", ("Buenos Aires", "Chaco", "Córdoba", "Salta", "Mendoza")),
        ("NL", "Limburg", ("Antwerpen", "Limburg", "Hainaut", "Namur", "Liège")),
        ("US", "WA", ("Virginia", "Washington D.C.", "West Virginia")),
        ("US", "VA", ("Alabama", "West Virginia")),
        ("DE", "Bayern", ("Alabama", "Alaska", "California")),
        ("US", "CA", ("Afghanistan", "Canada", "Germany")),
    ],
)
def test_never_another_region(country: str, value: str, names: tuple[str, ...]) -> None:
    """Another country's list has nothing for the person, though it may have a region of the same name."""
    assert region_field(texts(*names), value, country) is None


def test_an_unknown_region_is_chosen_by_its_name_alone() -> None:
    """What no table knows is chosen where the list says the same, and nowhere else."""
    field = texts("Westland", "Eastland")
    assert "Eastland" == region_field(field, "eastland", "")
    assert region_field(field, "Northland", "") is None


@pytest.mark.parametrize(
    ("value", "country", "more", "text"),
    [
        ("California", "US", {}, "California"),
        ("CA", "US", {}, "CA"),
        ("California", "US", {"max_length": 2}, "CA"),
        ("CA", "US", {"hints": ["pattern: [A-Za-z]{4,}"]}, "California"),
        ("Toscana", "IT", {"max_length": 2}, None),
        ("Nowhere", "US", {"max_length": 2}, None),
    ],
)
def test_text_fields_get_what_fits(value: str, country: str, more: dict[str, object], text: str | None) -> None:
    """A text field gets the region as the vault has it, or as its code or name where only that fits."""
    assert text == region_field(line(**more), value, country)
