import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.formats.countries import country_field, country_of, language_field, nationality_field
from companion.formats.names import country_codes, country_name
from companion.protocol import Choice, Field
from tests.formats.lists import line, options, texts

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "ja", "zh", "ko", "ar", "he", "el", "hu", "fi")
CODES = sorted(set(country_codes().values()))
NAMES = {language: {code: country_name(code, language) for code in CODES} for language in LANGUAGES}
ADORNED = ("{name}", "{name} ({other})", "{code} - {name}", "{name} ({code})", "{name} / {other}", "\U0001f3f3 {name}")
NOISE = ("", "Select a country", "-----", "Other", "Ireland (Northern)", "Georgia (US state)", "Europe", "Congo")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *(("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("276", "DE"), ("Germany", "DE"), ("Deutschland", "DE")),
        *(
            ("Allemagne", "DE"),
            ("ドイツ", "DE"),
            ("UK", "GB"),
            ("USA", "US"),
            ("U.S.A.", "US"),
            ("Korea, Republic of", "KR"),
        ),
        *(
            ("Côte d'Ivoire", "CI"),
            ("Cote d'Ivoire", "CI"),
            ("Trinidad & Tobago", "TT"),
            ("भारत", "IN"),
            ("Türkiye", "TR"),
        ),
        *(("Congo", ""), ("Europe", ""), ("Germ", ""), ("", ""), ("Atlantis", "")),
    ],
)
def test_a_country_is_known_by_code_or_name(value: str, code: str) -> None:
    """A value of the vault is a code or a name in any language; what means two countries means none."""
    assert code == country_of(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("Germany", "276"), ("GERMANY", "1"), ("Deutschland", "GER"), ("Germany (Deutschland)", "x")),
        *(("🇩🇪 Germany", "x"), ("+49 Germany", "x"), ("Germany (+49)", "x"), ("Germany +49", "x"), ("DE", "x")),
        *(("DE - Germany", "x"), ("Deutschland / Germany", "x"), ("Alemania", "x"), ("Германия", "x"), ("독일", "x")),
    ],
)
def test_adornments_do_not_hide_a_country(text: str, value: str) -> None:
    """An option is known by its name in any language, beside a flag, a dialling code, its code or another name."""
    field = options(("0", "Choose"), ("99", "France"), (value, text))
    assert value == country_field(field, "DE", "en")


@pytest.mark.parametrize(
    "text",
    [
        "Germany (East)",
        "Germany (+48)",
        "+48 Germany",
        "West Germany",
        "Niger",
        "Germany and France",
        "Germany (France)",
    ],
)
def test_what_is_said_besides_counts(text: str) -> None:
    """An option that says more, or contradicts itself, is not chosen."""
    for code in ("DE", "NG"):
        assert country_field(texts("Austria", "Belgium", text), code, "en") is None


def test_the_text_counts_before_the_value() -> None:
    """Where values are another list's codes, Australia is not "AU", and a person from Germany is not in Gambia."""
    field = options(("AG", "Algeria"), ("AU", "Austria"), ("AS", "Australia"), ("GM", "Germany"), ("GA", "Gambia"))
    assert "AS" == country_field(field, "AU", "en")
    assert "AU" == country_field(field, "AT", "en")
    assert "GM" == country_field(field, "DE", "en")
    assert country_field(options(("AG", "Algeria"), ("AU", "Austria"), ("DE", "Den Haag")), "DE", "en") is None


@pytest.mark.parametrize("values", ["alpha-2", "alpha-3", "numeric", "locale"])
def test_values_help_where_texts_do_not(values: str) -> None:
    """An option whose text says nothing is known by its value, if the other values say what their texts do."""
    spelled = {
        "alpha-2": ("fr", "de", "at"),
        "alpha-3": ("FRA", "DEU", "AUT"),
        "numeric": ("250", "276", "040"),
        "locale": ("fr_FR", "de_DE", "de_AT"),
    }[values]
    field = options((spelled[0], "France"), (spelled[1], "The Land of Poets"), (spelled[2], "Austria"))
    assert spelled[1] == country_field(field, "DE", "en")
    assert spelled[1] == country_field(options(*((value, "") for value in spelled)), "DE", "en")


def test_the_page_marks_the_first_of_equal_values() -> None:
    """An option that another one with its value would stand for is left alone, unless that means the same."""
    assert country_field(options(("1", "Canada"), ("1", "United States")), "US", "en") is None
    assert "US" == country_field(options(("US", "USA"), ("CA", "Canada"), ("US", "United States")), "US", "en")


@pytest.mark.parametrize(
    ("language", "more", "text"),
    [
        ("de", {}, "Deutschland"),
        ("fr-CA", {}, "Allemagne"),
        ("zh-Hant-TW", {}, "德國"),
        ("", {}, "Germany"),
        ("xx", {}, "Germany"),
        ("en", {"max_length": 2}, "DE"),
        ("en", {"max_length": 3}, "DE"),
        ("en", {"autocomplete": "shipping country"}, "DE"),
        ("en", {"autocomplete": "country-name"}, "Germany"),
        ("en", {"hints": ["pattern: [A-Z]{3}"]}, "DEU"),
    ],
)
def test_text_fields_get_a_name(language: str, more: dict[str, object], text: str) -> None:
    """A text field gets the name in the page's language, or a code where it asks for one or takes no more."""
    assert text == country_field(line(**more), "DE", language)


def test_the_persons_own_spelling_is_kept() -> None:
    """A name that the vault holds is written where the page's own does not fit."""
    assert "Holland" == country_field(line(max_length=8), "Holland", "en")


@pytest.mark.parametrize(
    ("value", "names", "chosen"),
    [
        ("DE", ("French", "German", "Austrian"), "German"),
        ("DE", ("Französisch", "Deutsch", "Österreichisch"), "Deutsch"),
        ("deutsch", ("French", "German"), "German"),
        ("DE", ("France", "Germany"), "Germany"),
        ("Dutch", ("Belgische", "Nederlandse"), "Nederlandse"),
        ("DE", ("French", "Other"), None),
    ],
)
def test_a_nationality_is_a_country_or_its_people(value: str, names: tuple[str, ...], chosen: str | None) -> None:
    """A nationality is chosen among countries and among what their people are called."""
    assert chosen == nationality_field(texts(*names), value, "en")


@pytest.mark.parametrize(("value", "text"), [("DE", "German"), ("German", "German"), ("stateless", "stateless")])
def test_a_nationality_is_written(value: str, text: str) -> None:
    """A text field gets the people's name for a code, and what the vault holds otherwise."""
    assert text == nationality_field(line(), value, "en")


@pytest.mark.parametrize(
    ("value", "names", "chosen"),
    [
        ("de", ("English", "German"), "German"),
        ("German", ("English", "Deutsch"), "Deutsch"),
        ("de-AT", ("Anglais", "Allemand"), "Allemand"),
        ("fr", ("English", "German"), None),
    ],
)
def test_a_language_is_known_in_others(value: str, names: tuple[str, ...], chosen: str | None) -> None:
    """A language is chosen by its own name or that in the page's language."""
    assert chosen == language_field(texts(*names), value, "en")


@st.composite
def lists(draw: st.DrawFn) -> tuple[Field, dict[str, str], str]:
    """A list of countries in some language and scheme of values, what each value means, and a country to choose."""
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True))
    language, other = draw(st.sampled_from(LANGUAGES)), draw(st.sampled_from(LANGUAGES))
    form = draw(st.sampled_from(ADORNED))
    mixed = draw(st.permutations(codes))
    scheme = draw(st.sampled_from(["code", "other code", "number", "text"]))
    rows, truth = [], {}
    for at, (code, strange) in enumerate(zip(codes, mixed, strict=True)):
        name = form.format(name=NAMES[language][code], other=NAMES[other][code], code=code)
        value = {"code": code, "other code": strange, "number": str(at), "text": name}[scheme]
        rows.append(Choice(value, name))
        truth[value] = code
    noise = [Choice(text, text) for text in draw(st.lists(st.sampled_from(NOISE), max_size=4))]
    return Field(key="f", tag="select", choices=[*noise, *rows]), truth, draw(st.sampled_from(CODES))


@given(lists())
def test_never_another_country(made: tuple[Field, dict[str, str], str]) -> None:
    """Whatever the language, adornments and values: a chosen option means the country, and one that does is found."""
    field, truth, wanted = made
    chosen = country_field(field, wanted, "en")
    assert chosen is None or wanted == truth[chosen]
    if len(set(truth.values())) == len(field.choices):
        assert (wanted in truth.values()) == (chosen is not None)
