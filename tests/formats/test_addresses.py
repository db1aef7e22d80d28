import pytest

from companion.formats.addresses import postcode_field, street_and_number, street_field
from companion.protocol import Field
from tests.formats.lists import line

TWO = "c/o King\n12 St James's Square"


@pytest.mark.parametrize(
    ("address", "street", "number"),
    [
        ("Hauptstraße 5", "Hauptstraße", "5"),
        ("Hauptstr. 5a", "Hauptstr.", "5a"),
        ("Via Roma, 10", "Via Roma", "10"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("12 St James's Square", "St James's Square", "12"),
        ("221B Baker Street", "Baker Street", "221B"),
        ("10 5th Avenue", "5th Avenue", "10"),
        ("12, rue de la Paix", "rue de la Paix", "12"),
        ("Calle Mayor 12-14", "Calle Mayor", "12-14"),
        ("Hauptstraße 5\n10115 Berlin", "Hauptstraße", "5"),
    ],
)
def test_street_and_number_are_told_apart(address: str, street: str, number: str) -> None:
    """The number comes last in some countries and first in others; the 17th of June is a street's name."""
    assert (street, number) == street_and_number(address)


@pytest.mark.parametrize(
    "address", ["12 Main St Apt 4", "Platz 1 Haus 3", "The Old Mill", "Apt 4, 12 Main St", "", "5"]
)
def test_what_is_not_certain_stays_together(address: str) -> None:
    """An address with two numbers, or with none, is not divided."""
    assert street_and_number(address) is None


@pytest.mark.parametrize(
    ("at", "lines", "text"),
    [(0, 1, "c/o King, 12 St James's Square"), (0, 2, "c/o King"), (1, 2, "12 St James's Square"), (2, 3, None)],
)
def test_lines_go_into_as_many_fields_as_there_are(at: int, lines: int, text: str | None) -> None:
    """The last field gets all that is left; one without a line of its own gets nothing."""
    assert text == street_field(line(), TWO, at, lines)


def test_a_text_box_keeps_the_lines() -> None:
    """Where lines can be written, they are."""
    assert TWO == street_field(line(tag="textarea", input_type=""), TWO, 0, 1)
    assert street_field(line(max_length=12), TWO, 0, 1) is None


@pytest.mark.parametrize(
    ("value", "country", "field", "text"),
    [
        ("SW1Y 4JH", "GB", line(), "SW1Y 4JH"),
        ("SW1Y 4JH", "GB", line(max_length=7), "SW1Y4JH"),
        ("sw1y4jh", "GB", line(r"pattern: [A-Z0-9]{3,4} [A-Z0-9]{3}"), "SW1Y 4JH"),
        ("1234AB", "NL", line(r"pattern: \d{4} [A-Z]{2}"), "1234 AB"),
        ("K1A0B1", "CA", line(r"pattern: [A-Z]\d[A-Z] \d[A-Z]\d"), "K1A 0B1"),
        ("00950", "PL", line(r"pattern: \d{2}-\d{3}"), "00-950"),
        ("11455", "SE", line(r"pattern: \d{3} \d{2}"), "114 55"),
        ("100-0001", "JP", line(r"pattern: \d{7}"), "1000001"),
        ("12345-6789", "US", line(max_length=5), "12345"),
        ("12345-6789", "US", line(), "12345-6789"),
        ("10115", "DE", line(input_type="number"), "10115"),
        ("10115", "DE", line(max_length=4), None),
        ("SW1Y 4JH", "GB", line(r"pattern: \d{5}"), None),
    ],
)
def test_postcodes_are_written_as_a_field_takes_them(value: str, country: str, field: Field, text: str | None) -> None:
    """With or without what divides them, and never a part that is another place's."""
    assert text == postcode_field(field, value, country)
