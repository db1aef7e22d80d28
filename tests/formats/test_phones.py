import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.formats.phones import Home, phone_field, phone_of, phone_part
from companion.protocol import Field
from tests.formats.lists import line, options, texts

AMERICAN, BRITISH, GERMAN, ITALIAN = "+1 212 555 0123", "+44 20 7946 0958", "+49 30 901820", "+39 02 1234 5678"
CODES = (("1", "United States (+1)"), ("1", "Canada (+1)"), ("44", "United Kingdom (+44)"), ("49", "Germany (+49)"))


def whole(field: Field, text: str, home: Home = "maybe", *, coded: bool = False) -> str | None:
    """What a field for a whole number gets."""
    return phone_field(field, text, phone_of(text, ""), coded=coded, home=home)


def part(kind: str, field: Field, text: str, home: Home = "maybe", *, coded: bool = False) -> str | None:
    """What a field for a part of a number gets."""
    number = phone_of(text, "")
    assert number
    return phone_part(kind, field, number, coded=coded, home=home)


@pytest.mark.parametrize(
    ("text", "country", "known"),
    [
        (AMERICAN, "", True),
        ("030 901820", "DE", True),
        ("030 901820", "", False),
        ("0049 30 901820", "DE", True),
        ("12", "DE", False),
        ("no", "DE", False),
    ],
)
def test_a_number_without_its_code_is_of_the_persons_country(text: str, country: str, *, known: bool) -> None:
    """What is too short for a number, or of an unknown country, is not understood."""
    assert known == (phone_of(text, country) is not None)


@pytest.mark.parametrize(
    ("text", "field", "written"),
    [
        (GERMAN, line(), GERMAN),
        (GERMAN, line(max_length=12), "+4930901820"),
        (GERMAN, line("pattern: [0-9]*"), "004930901820"),
        (GERMAN, line("pattern: [0-9]*", max_length=9), "030901820"),
        (GERMAN, line(max_length=8), None),
        (AMERICAN, line("placeholder: (555) 555-5555"), "(212) 555-0123"),
        (AMERICAN, line("placeholder: (___) ___-____"), "(212) 555-0123"),
        (AMERICAN, line("placeholder: ( ___ ) ___ - ____"), "(212) 555 - 0123"),
        (AMERICAN, line("placeholder: xxx-xxx-xxxx"), "212-555-0123"),
        (AMERICAN, line(r"pattern: \d{3}[\-]\d{3}[\-]\d{4}", "title: 123-456-7890"), "212-555-0123"),
        (AMERICAN, line(max_length=10), "2125550123"),
        (AMERICAN, line(input_type="number"), "0012125550123"),
        (GERMAN, line("placeholder: (555) 555-5555"), GERMAN),
        (ITALIAN, line("placeholder: (555) 555-5555"), ITALIAN),
        (GERMAN, line("placeholder: +44 20 7946 0958"), "+4930901820"),
        (GERMAN, line("placeholder: +7 (___) ___-__-__"), None),
        (GERMAN, line("after: +49"), "30901820"),
        (GERMAN, line("after: Deutschland (+49)"), "30901820"),
        (GERMAN, line("after: +380"), None),
        (GERMAN, line(label="+36"), None),
        (GERMAN, line("after: Example: +4315555555"), GERMAN),
        (GERMAN, line(autocomplete="tel-national"), "30901820"),
        (ITALIAN, line(autocomplete="tel-national"), "0212345678"),
        (GERMAN, texts("work", "home"), None),
    ],
)
def test_a_number_takes_the_shape_that_a_field_shows(text: str, field: Field, written: str | None) -> None:
    """With its code wherever that fits; without it only where the code stands beside, or the field shows its shape."""
    assert written == whole(field, text)


@pytest.mark.parametrize(("home", "written"), [("yes", "2079460958"), ("maybe", None), ("no", None)])
def test_ten_digits_are_an_american_number(home: Home, written: str | None) -> None:
    """A British number without code and nought fits into a field of ten, but only in Britain is it that number."""
    assert written == whole(line(max_length=10), BRITISH, home)
    assert (None if home == "no" else "02079460958") == whole(line(max_length=11), BRITISH, home)


def test_a_national_number_is_not_given_abroad() -> None:
    """What the person writes without a code gets one on a page of another country."""
    number = phone_of("030 901820", "DE")
    assert "+4930901820" == phone_field(line(), "030 901820", number, coded=False, home="no")
    assert "030 901820" == phone_field(line(), "030 901820", number, coded=False, home="yes")
    assert phone_field(line(), "030 901820", None, coded=False, home="no") is None
    assert "030 901820" == phone_field(line(), "030 901820", None, coded=False, home="maybe")


@pytest.mark.parametrize(
    ("text", "field", "written"),
    [
        (GERMAN, line(), "+49"),
        (GERMAN, line(max_length=2), "49"),
        (GERMAN, line("pattern: 00[0-9]+"), "0049"),
        (GERMAN, line("placeholder: 49"), "49"),
        (GERMAN, options(*CODES), "49"),
        (AMERICAN, options(*CODES), "1"),
        ("+1 416 555 0199", options(*CODES), None),
        (GERMAN, texts("+1", "+44", "+49"), "+49"),
        (GERMAN, texts("0044", "0049"), "0049"),
        (GERMAN, texts("1", "44", "49"), "49"),
        (GERMAN, options(("GB", "🇬🇧 +44"), ("DE", "🇩🇪 +49")), "DE"),
        (GERMAN, options(("44:GB", "- United Kingdom"), ("49:DE", "- Germany")), "49:DE"),
        ("+1 416 555 0199", options(("1", "United States/Canada (+1)"), ("52", "Mexico (+52)")), "1"),
        (AMERICAN, options(("1242", "Bahamas (+1242)"), ("1", "United States (+1)")), "1"),
        (GERMAN, options(("49", "Austria"), ("43", "Germany")), "43"),
        (GERMAN, texts("+1", "+44"), None),
    ],
)
def test_dialling_codes(text: str, field: Field, written: str | None) -> None:
    """A code is chosen by country or number; Canada's is not that of the United States, though it is the same."""
    assert written == part("tel-country-code", field, text)


@pytest.mark.parametrize(
    ("text", "home", "coded", "parts"),
    [
        (AMERICAN, "maybe", False, ("212", "5550123", "555", "0123")),
        (GERMAN, "maybe", False, ("030", "901820", None, None)),
        (GERMAN, "maybe", True, ("30", "901820", None, None)),
        (GERMAN, "no", False, (None, None, None, None)),
        (BRITISH, "yes", False, ("020", "79460958", None, None)),
        (ITALIAN, "yes", False, ("02", "12345678", None, None)),
        ("+7 495 123 45 67", "yes", False, ("495", "1234567", None, None)),
    ],
)
def test_parts_of_a_number(text: str, home: Home, coded: bool, parts: tuple[str | None, ...]) -> None:  # noqa: FBT001
    """Area code and local number; three and four digits only where numbers are made so."""
    kinds = ("tel-area-code", "tel-local", "tel-local-prefix", "tel-local-suffix")
    assert parts == tuple(part(kind, line(), text, home, coded=coded) for kind in kinds)


def test_an_area_code_may_be_a_choice() -> None:
    """A list of area codes has the number's, or none."""
    assert "030" == part("tel-area-code", texts("030", "040"), GERMAN)
    assert part("tel-area-code", texts("040", "089"), GERMAN) is None


REGIONS = sorted({"US", "GB", "DE", "FR", "IT", "ES", "NL", "PL", "RU", "IN", "JP", "BR", "MX", "CA", "CH", "SE", "TR"})
SHAPES = ("(555) 555-5555", "+44 20 7946 0958", "___-___-____", "0171 1234567", "06 12 34 56 78", "xxx xxx xxx", "")


@given(st.sampled_from(REGIONS), st.sampled_from(SHAPES), st.integers(0, 20), st.sampled_from(["yes", "maybe"]))
def test_never_another_number(region: str, shape: str, most: int, home: Home) -> None:
    """Whatever a field shows: read with the code, or in the number's own country, what is written is the number."""
    number = phonenumbers.example_number(region)
    assert number
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    written = whole(line(f"placeholder: {shape}", max_length=most), text, home)
    if written is not None:
        assert number == phonenumbers.parse(f"+{written[2:]}" if written.startswith("00") else written, region)
