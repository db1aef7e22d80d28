from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.formats.births import birth_field, birth_of, birth_part, year_only
from companion.formats.names import month_name, years
from companion.protocol import Choice, Field
from tests.formats.lists import line, options, texts

BORN = date(1985, 3, 7)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "hr", "tr", "ru", "uk", "fi", "hu", "el", "ar", "he")
YEARS = [str(year) for year in range(2020, 1920, -1)]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        *(("1985-03-07", True), ("1985-3-7", True), ("07.03.1985", True), ("7. 3. 1985", True)),
        *(
            ("03/07/1985", False),
            ("7-3-1985", False),
            ("1985-02-30", False),
            ("31.13.1985", False),
            ("85-03-07", False),
        ),
    ],
)
def test_only_what_can_be_read_in_one_way_is_a_date(text: str, *, known: bool) -> None:
    """A date with slashes may be either of two, so that it is none."""
    assert (BORN if known else None) == birth_of(text)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        *(("dd/mm/yyyy", "07/03/1985"), ("MM/DD/YYYY", "03/07/1985"), ("yyyy-mm-dd", "1985-03-07")),
        *(("TT.MM.JJJJ", "07.03.1985"), ("jj/mm/aaaa", "07/03/1985"), ("gg/mm/aaaa", "07/03/1985")),
        *(("dd/mm/aaaa", "07/03/1985"), ("dd-mm-jjjj", "07-03-1985"), ("dd-mm-rrrr", "07-03-1985")),
        *(("gg.aa.yyyy", "07.03.1985"), ("дд.мм.гггг", "07.03.1985"), ("pp.kk.vvvv", "07.03.1985")),
        *(("éééé.hh.nn", "1985.03.07"), ("ÅÅÅÅ-MM-DD", "1985-03-07"), ("ηη/μμ/εεεε", "07/03/1985")),
        *(("zz.ll.aaaa", "07.03.1985"), ("YYYYMMDD", "19850307"), ("tt.mm.jj", "07.03.85"), ("d.m.yyyy", "7.3.1985")),
        *(("(Format: jj/mm/aaaa)", "07/03/1985"), ("e.g. 31.12.1990", "07.03.1985")),
        *(("12/31/1990", "03/07/1985"), ("1990-05-31", "1985-03-07"), ("5/31/1990", "3/7/1985")),
        *(("05/06/1990", None), ("Your birthday", None), ("mm/yyyy", None), ("", None)),
    ],
)
def test_a_text_field_says_its_order(hint: str, text: str | None) -> None:
    """The order is read off a mask in any language, or off an example that can be read in one way."""
    for route in ("placeholder", "title", "described", "after"):
        assert text == birth_field(line(f"{route}: {hint}"), BORN, "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("de", "07.03.1985"), ("de-AT", "07.03.1985"), ("fr", "07/03/1985"), ("fr-CA", "1985-03-07")),
        *(("en-US", "03/07/1985"), ("en-GB", "07/03/1985"), ("en_GB", "07/03/1985"), ("nl", "07-03-1985")),
        *(("sv-SE", "1985-03-07"), ("ja", "1985/03/07"), ("en", None), ("", None), ("xx", None)),
    ],
)
def test_a_language_tells_the_order_where_nothing_is_said(language: str, text: str | None) -> None:
    """Where people of a language write dates in one way, that is it; English alone is two ways, so that it is none."""
    assert text == birth_field(line(), BORN, language)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (line(input_type="date"), "1985-03-07"),
        (line(input_type="month"), "1985-03"),
        (line(input_type="datetime-local"), "1985-03-07T00:00"),
        (line("placeholder: dd/mm/yyyy", input_type="date"), "1985-03-07"),
        (line("placeholder: dd mm yyyy", max_length=8), "07031985"),
        (line("placeholder: dd/mm/yyyy", r"pattern: \d{2}\.\d{2}\.\d{4}"), "07.03.1985"),
        (line("placeholder: dd/mm/yyyy", r"pattern: \d{4}-\d{2}-\d{2}"), None),
        (line("placeholder: dd/mm/yyyy", "title: mm/dd/yyyy"), None),
        (line("placeholder: dd/mm/yyyy", max_length=4), None),
    ],
)
def test_what_a_field_does_not_take_is_not_written(field: Field, text: str | None) -> None:
    """Other marks may be put between the parts, but never another order, and nothing is cut."""
    assert text == birth_field(field, BORN, "")


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("bday-day", line(), "07"),
        ("bday-day", line(input_type="number"), "7"),
        ("bday-day", line(r"pattern: [1-9]\d?"), "7"),
        ("bday-month", line(), "03"),
        ("bday-month", line("pattern: [A-Z][a-z]+"), "March"),
        ("bday-year", line(), "1985"),
        ("bday-year", line(max_length=2), "85"),
        ("bday-year", line("placeholder: YY"), "85"),
        ("bday-year", line("placeholder: yyyy", max_length=4), "1985"),
        ("bday-day", options(("", "Day"), *((f"d{day}", f"{day:02}") for day in range(1, 32))), "d7"),
        ("bday-day", texts("1st", "2nd", "7th", "17th"), "7th"),
        ("bday-day", texts("6日", "7日", "17日"), "7日"),
        ("bday-month", options(("", "Month"), *((str(at), name) for at, name in enumerate(MONTHS))), "2"),
        ("bday-month", options(*((f"{at:02}", f"{at} - {name}") for at, name in enumerate(MONTHS, 1))), "03"),
        ("bday-month", texts(*(f"{name} ({at:02})" for at, name in enumerate(MONTHS, 1))), "March (03)"),
        ("bday-month", texts(*(name[:3] for name in MONTHS)), "Mar"),
        ("bday-month", texts(*(str(at) for at in range(1, 13))), "3"),
        ("bday-month", texts(*(f"{at}月" for at in range(1, 13))), "3月"),
        ("bday-month", options(*((str(at), str(at + 1)) for at in range(12))), "2"),
        ("bday-month", options(*((str(at), "🌸") for at in range(12))), None),
        ("bday-year", texts("Year", *YEARS), "1985"),
        ("bday-year", options(*((f"y{year}", f"{year}年") for year in YEARS)), "y1985"),
        ("bday-year", texts(*(year[2:] for year in YEARS)), "85"),
        ("bday-year", texts("2020", "2019"), None),
        ("bday-year", options(("1985", "-- Please choose --"), *((year, year) for year in YEARS[:9])), None),
    ],
)
def test_parts_of_a_date(kind: str, field: Field, text: str | None) -> None:
    """Day, month and year go into fields of their own, chosen by what a person reads."""
    assert text == birth_part(kind, field, BORN, "en")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (texts("Day", *(str(day) for day in range(1, 32))), "7"),
        (texts("Month", *MONTHS), "March"),
        (texts(*(str(month) for month in range(1, 13))), "3"),
        (texts("Year", *YEARS), "1985"),
        (texts("yes", "no"), None),
    ],
)
def test_a_list_tells_which_part_it_is(field: Field, text: str | None) -> None:
    """A list called "Date of birth" is for the part that its options are."""
    assert text == birth_field(field, BORN, "en")


@given(
    st.sampled_from(LANGUAGES),
    st.integers(1, 12),
    st.sampled_from(["{at}", "{at:02}", "{zero}", "m{at}"]),
    st.permutations(range(1, 13)),
)
def test_never_another_month(language: str, month: int, scheme: str, order: list[int]) -> None:
    """In whatever language and order, with whatever values: "listopad" is November in Prague and October in Zagreb."""
    rows = [Choice(scheme.format(at=at, zero=at - 1), month_name(at, language)) for at in order]
    field = Field(key="f", tag="select", choices=[Choice("", "-"), *rows])
    assert scheme.format(at=month, zero=month - 1) == birth_part("bday-month", field, date(1985, month, 7), "")


@given(st.sampled_from(years()), st.integers(1, 12), st.integers(1, 12))
def test_never_another_month_of_a_few(year: dict[str, int], month: int, left_out: int) -> None:
    """A list of some months gives the right one or none."""
    rows = [Choice(str(at), name) for name, at in year.items() if at != left_out]
    chosen = birth_part("bday-month", Field(key="f", tag="select", choices=rows), date(1985, month, 7), "")
    assert chosen in ({str(month), None} if month != left_out else {None})


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.text(alphabet="dmyjatg/.- 0123456789", max_size=14))
def test_never_another_date(born: date, hint: str) -> None:
    """Whatever a field says: what is written holds the year, the month and the day."""
    text = birth_field(line(f"placeholder: {hint}"), born, "")
    if text is not None:
        digits = "".join(letter for letter in text if letter.isdecimal())
        assert str(born.year % 100).zfill(2) in digits
        assert len(digits) in range(4, 9)


def test_only_the_year_may_be_given() -> None:
    """Where the terms allow the year alone, nothing else of the date goes out."""
    assert "1985" == year_only("bday-year", line(), BORN)
    assert "1985" == year_only("bday", line(), BORN)
    assert "1985" == year_only("bday", texts("Year", *YEARS), BORN)
    assert [None] * 4 == [
        year_only("bday-day", line(), BORN),
        year_only("bday-month", texts(*MONTHS), BORN),
        year_only("bday", texts(*(str(day) for day in range(1, 32))), BORN),
        year_only("bday", line(input_type="date"), BORN),
    ]
