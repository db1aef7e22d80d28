from collections.abc import Mapping
from importlib.resources import files

import msgspec
import pytest

from companion.formats.accepting import accepts
from companion.formats.choosing import same
from companion.formats.names import country_codes, country_of_name
from companion.formats.names import regions as regions_of
from companion.formats.sources import drawn, home_of, kept_as, reachable, sources
from companion.formats.texts import folded
from companion.formats.writing import Around, generalised, written
from companion.kinds import KINDS
from companion.protocol import Field
from tests.formats.lists import line, options, texts

ADA: Mapping[str, str] = {
    "name": "Ada Lovelace",
    "bday": "1985-12-10",
    "tel": "+44 20 7946 0958",
    "street-address": "12 St James's Square",
    "country": "GB",
}


def put(kind: str, field: Field, around: Around | None = None, person: Mapping[str, str] = ADA) -> str | None:
    """What a field gets from a person's values."""
    home = home_of(person)
    for source in sources(kind):
        datum = drawn(kind, source, person[source], home) if source in person else ""
        if datum:
            return written(kind, source, field, datum, around or Around(home=home))
    return None


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("given-name", line(), "Ada"),
        ("family-name", line(), "Lovelace"),
        ("bday-day", line(), "10"),
        ("bday-month", texts("November", "December", "October"), "December"),
        ("bday-year", line(max_length=2), "85"),
        ("bday", line(input_type="date"), "1985-12-10"),
        ("bday", line(), None),
        ("tel-country-code", texts("+44", "+49"), "+44"),
        ("tel-area-code", line(), "020"),
        ("tel", line(), "+44 20 7946 0958"),
        ("x-street-name", line(), "St James's Square"),
        ("x-house-number", line(), "12"),
        ("address-line1", line(), "12 St James's Square"),
        ("address-line2", line(), None),
        ("country-name", line(), "United Kingdom"),
        ("country", options(("826", "United Kingdom"), ("276", "Germany")), "826"),
        ("additional-name", line(), None),
    ],
)
def test_parts_are_drawn_from_the_whole(kind: str, field: Field, text: str | None) -> None:
    """A field for a part gets it from the item that holds the whole, where it is in it for certain."""
    assert text == put(kind, field)
    assert (kind in reachable(ADA)) == (kind not in {"address-line2", "additional-name"})


def test_the_own_kind_comes_first() -> None:
    """What the vault holds of a kind itself is taken before anything is drawn from others."""
    person = {**ADA, "given-name": "Augusta Ada", "country-name": "Wales", "bday-year": "1815"}
    assert "Augusta Ada" == put("given-name", line(), person=person)
    assert "1815" == put("bday-year", line(), person=person)


def test_every_source_is_a_kind() -> None:
    """What fields are filled from, and what is typed into them becomes, are kinds of the one table."""
    for kind in KINDS:
        assert set(sources(kind)) <= KINDS.keys()
        assert kept_as(kind) in KINDS
    assert frozenset() == reachable({})


@pytest.mark.parametrize(
    ("language", "going", "text"),
    [
        ("en-GB", frozenset[str](), "2079460958"),
        ("en-US", frozenset[str](), None),
        ("en-US", frozenset({"country"}), "2079460958"),
        ("en", frozenset[str](), None),
        ("de", frozenset[str](), None),
    ],
)
def test_a_page_of_the_persons_country(language: str, going: frozenset[str], text: str | None) -> None:
    """A number goes without its code where the form gets the country, or is of it by its language."""
    assert text == put("tel", line(max_length=10), Around(language, going, "GB"))


def test_what_stands_beside_counts() -> None:
    """A dialling code or a house number in a field of its own is not written twice."""
    beside = Around("en", frozenset({"tel", "tel-country-code", "street-address", "x-house-number"}), "GB")
    assert "2079460958" == put("tel", line(), beside)
    assert "St James's Square" == put("street-address", line(), beside)
    two = {**ADA, "street-address": "c/o King\n12 St James's Square"}
    assert "c/o King" == put("address-line1", line(), Around(going=frozenset({"address-line2"})), two)
    assert "12 St James's Square" == put("address-line2", line(), Around(going=frozenset({"address-line2"})), two)
    assert "c/o King, 12 St James's Square" == put("address-line1", line(), Around(), two)


@pytest.mark.parametrize(
    ("kind", "value", "field", "text"),
    [
        ("x-iban", "DE89 3704 0044 0532 0130 00", line(max_length=22), "DE89370400440532013000"),
        ("x-iban", "DE89370400440532013000", line(r"pattern: ([A-Z0-9]{4} )+[A-Z0-9]+"), "DE89 3704 0044 0532 0130 00"),
        ("url", "ada.example", line(input_type="url"), "https://ada.example"),
        ("url", "ada.example", line(), "ada.example"),
        ("organization", "Engines Ltd", line(max_length=5), None),
        ("organization", "Engines Ltd", texts("Other", "engines ltd."), "engines ltd."),
        ("email", "a@b.example", line(r"pattern: [^ @]+@[^ @]+"), "a@b.example"),
        ("given-name", "Ann", line("minlength: 4"), None),
        ("sex", "female", options(("1", "Frau"), ("2", "Herr")), "1"),
        ("language", "de", texts("English", "Deutsch"), "Deutsch"),
        ("x-nationality", "DE", texts("Austria", "Germany"), "Germany"),
        ("address-level1", "Kent", texts("Essex", "Kent", "Surrey"), "Kent"),
        ("postal-code", "SW1Y 4JH", line(max_length=7), "SW1Y4JH"),
        ("honorific-prefix", "Ms", texts("Mr", "Ms"), "Ms"),
        ("country", "Atlantis", texts("Atlantis", "Mu"), "Atlantis"),
        ("country", "Atlantis", line(), "Atlantis"),
    ],
)
def test_other_kinds(kind: str, value: str, field: Field, text: str | None) -> None:
    """Each kind is written as it may be, or chosen by what it says."""
    assert text == put(kind, field, Around(home="GB"), {kind: value})


def test_only_a_part_of_the_truth() -> None:
    """Generalised, a birth date is its year, and anything else is nothing."""
    assert "1985" == generalised("bday", line(), "1985-12-10")
    assert generalised("bday-month", line(), "1985-12-10") is None
    assert generalised("tel", line(), "1985-12-10") is None
    assert generalised("bday", line(), "10/12/1985") is None


@pytest.mark.parametrize(
    ("field", "text", "taken"),
    [
        *((line(), "a", True), (line(), "", False), (line(), "a\nb", False), (line(max_length=1), "ab", False)),
        *((line(tag="textarea", input_type=""), "a\nb", True), (line(input_type="number"), "+1", False)),
        *((line("pattern: x" + "x" * 200), "a", True), (line("pattern: [0-9]+", input_type="number"), "12", True)),
        *(
            (line("pattern: [0-9]+"), "a", False),
            (line("pattern: (?=x)"), "a", True),
            (line(input_type="date"), "x", False),
        ),
    ],
)
def test_what_a_control_takes(field: Field, text: str, *, taken: bool) -> None:
    """Length, sort and pattern decide; a pattern that is not understood, or was cut, decides nothing."""
    assert taken == accepts(field, text)


def test_the_same_words() -> None:
    """An option that says literally the same is chosen; a number that happens to be its value is not."""
    assert "b" == same(options(("a", "Berlin"), ("b", "München")).choices, "MUNCHEN")
    assert "berlin" == same(options(("berlin", "Hauptstadt")).choices, "Berlin")
    assert same(options(("12", "Berlin")).choices, "12") is None
    assert same(texts("", "Berlin").choices, "") is None


def test_the_tables_are_those_that_the_code_reads() -> None:
    """Names in the tables are written as texts are compared, and mean codes that there are."""
    assert "DE" == country_of_name("Deutschland")
    table = msgspec.json.decode((files("companion.formats") / "names" / "countries.json").read_bytes())
    assert [] == [name for name in table["meanings"] if name != folded(name)]
    assert {"BY"} == regions_of("DE")[folded("Bayern")]
    assert {"GB"} == {code for known, code in country_codes().items() if known in {"GB", "GBR", "826", "UK"}}
