"""Tests for the normal forms: companion/patterns/normal.py, phones.py, dates.py and strength.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.kinds import KINDS
from companion.patterns.normal import folded, full_names, normal_forms
from companion.patterns.phones import region_of
from companion.patterns.strength import is_tiny, is_weak, says_nothing, tells_by_digest


@pytest.mark.parametrize(
    ("kind", "text", "forms"),
    [
        ("email", " Ann.Lee+shop@GMail.com ", ["Ann.Lee+shop@GMail.com", "annlee@gmail.com", "ann.lee@gmail.com"]),
        ("email", "ann+shop@mail.example", ["ann+shop@mail.example", "ann@mail.example"]),
        ("email", "ann@bücher.example", ["ann@bücher.example", "ann@xn--bcher-kva.example"]),
        ("tel", "+49 176 12345678", ["+4917612345678", "4917612345678", "017612345678", "17612345678"]),
        ("tel", "0176/12345678", ["+4917612345678", "004917612345678", "0176 12345678", "0176-12345678"]),
        (
            "name",
            "Ann Mary Lee",
            ["Lee Ann Mary", "Lee, Ann Mary", "Ann MaryLee", "Ann Lee", "Ann", "Lee"],
        ),
        ("postal-code", "SW1A 2AA", ["SW1A 2AA", "SW1A2AA"]),
        ("postal-code", "02139-4307", ["021394307", "02139"]),
        ("x-iban", "DE89 3704 0044", ["DE8937040044", "37040044"]),
        ("x-iban", "DE8937040044", ["DE89 3704 0044"]),
        ("x-national-id", "12-34 AB", ["1234AB"]),
        ("street-address", "Hauptstraße 5a", ["5a Hauptstraße", "Hauptstraße", "hauptstr. 5a"]),
        ("street-address", "Hauptstr. 5", ["hauptstraße 5"]),
        ("street-address", "12 rue de la Paix", ["rue de la Paix 12", "rue de la Paix"]),
        ("street-address", "10 Main St.", ["10 main street"]),
        ("street-address", "c/o Lee\nMain Street 1", ["c/o Lee, Main Street 1", "c/o Lee\r\nMain Street 1", "c/o Lee"]),
        ("url", "https://ann.example/", ["ann.example"]),
        ("organization", "Lee  & Sons", ["Lee  & Sons", "Lee & Sons"]),
    ],
)
def test_forms_of_a_value(kind: str, text: str, forms: list[str]) -> None:
    """A value is looked for in the ways that sites write its kind."""
    found = [form.text for form in normal_forms(kind, text, "DE")]
    assert [] == [form for form in forms if form not in found], found


@pytest.mark.parametrize(
    "form",
    [
        "19851205",
        "05121985",
        "12051985",
        "05.12.1985",
        "5.12.1985",
        "12/05/1985",
        "12/5/1985",
        "1985/12/05",
        "502588800",
    ],
)
@pytest.mark.parametrize("text", ["1985-12-05", "5.12.1985", "19851205"])
def test_forms_of_a_birth_date(text: str, form: str) -> None:
    """A birth date is looked for in its common orders, however it was typed."""
    assert form in [found.text for found in normal_forms("bday", text)]


def test_a_date_of_either_order_is_read_in_both() -> None:
    """3/4/1990 may be in March or in April; 31/4/1990 is no date."""
    forms = [form.text for form in normal_forms("bday", "3/4/1990")]
    assert {"19900304", "19900403"} <= set(forms)
    assert ["31/4/1990"] == [form.text for form in normal_forms("bday", "31/4/1990")]


def test_a_number_of_no_country_is_its_digits() -> None:
    """Where nothing tells the country, a number is not guessed at."""
    assert ["030 12-34", "0301234"] == [form.text for form in normal_forms("tel", "030 12-34")]


@pytest.mark.parametrize("text", ["ann", "@mail.example", "ann@", "+tag@mail.example"])
def test_half_an_address_is_looked_for_as_it_is(text: str) -> None:
    """What is no address, yet or at all, has no other form."""
    assert [text] == [form.text for form in normal_forms("email", text)]


@pytest.mark.parametrize(
    ("countries", "numbers", "region"),
    [
        (["de"], ["+33 6 84993681"], "DE"),
        (["Germany"], ["0176", "+33 6 84993681"], "FR"),
        ([], ["+", "+999 1"], ""),
        ([], [], ""),
    ],
)
def test_region_of_a_person(countries: list[str], numbers: list[str], region: str) -> None:
    """A country's two letters tell the region, else a number with its country's code."""
    assert region == region_of(countries, numbers)


def test_names_together() -> None:
    """Given and family name are looked for in both orders."""
    forms = [form.text for form in full_names("Ann", "Lee")]
    assert {"Ann Lee", "AnnLee", "Lee Ann", "Lee, Ann", "LeeAnn"} == set(forms)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoé", ["Zoe"]),
        ("Müller", ["Muller", "Mueller"]),
        ("Groß", ["Gross"]),
        ("Łódź", ["Lodz"]),
        ("Bjørn", ["Bjorn", "Bjoern"]),
        ("Ann", []),
    ],
)
def test_accents_are_left_out(text: str, written: list[str]) -> None:
    """Letters with accents are looked for without them, umlauts also written out."""
    assert written == [form for form, _ in folded(text)]


@pytest.mark.parametrize(
    ("kind", "text", "weak", "tiny"),
    [
        ("email", "a@b.example", False, False),
        ("tel", "+4917612345678", False, False),
        ("tel", "1234567", True, False),
        ("postal-code", "10115", True, False),
        ("postal-code", "SW1A 2AA", True, False),
        ("address-level2", "Copenhagen", True, False),
        ("given-name", "Alexander", True, False),
        ("given-name", "Anna Maria", False, False),
        ("family-name", "Lee", True, False),
        ("family-name", "Holt", True, False),
        ("family-name", "Lovelace", False, False),
        ("name", "山田", True, False),
        ("name", "山田太郎", False, False),
        ("name", "Ann Lee", False, False),
        ("organization", "Google", True, False),
        ("bday", "1.2.1990", False, False),
        ("bday-year", "1990", True, True),
        ("country", "DE", True, True),
        ("country-name", "Deutschland", True, True),
        ("sex", "female", True, True),
    ],
)
def test_what_counts_alone(kind: str, text: str, weak: bool, tiny: bool) -> None:  # noqa: FBT001 - a table
    """Short and common texts are weak, and the commonest are tiny."""
    assert (weak, tiny) == (is_weak(kind, text), is_tiny(kind, text))


@pytest.mark.parametrize(
    ("kind", "text", "tells"),
    [("postal-code", "8001", True), ("x-income", "500", False), ("country", "DE", False), ("given-name", "Ann", True)],
)
def test_whose_digests_tell(kind: str, text: str, tells: bool) -> None:  # noqa: FBT001 - a table
    """A digest tells of its value, unless half the world has the same."""
    assert tells == tells_by_digest(kind, text)


@pytest.mark.parametrize("text", ["", " ", "0", "1", "Yes", "off", "true"])
def test_answers_say_nothing(text: str) -> None:
    """What may answer any question is not looked for."""
    assert says_nothing(text)


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_any_text_has_forms(kind: str, text: str) -> None:
    """Whatever was typed has forms: itself first, each once."""
    forms = [form.text for form in normal_forms(kind, text, "DE")]
    assert len(forms) == len(set(forms))
    assert bool(text.strip()) == bool(forms)
