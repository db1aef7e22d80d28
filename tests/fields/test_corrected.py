from dataclasses import replace

import msgspec
import pytest

from companion.fields.classify import FieldReading, FormReading, read_form
from companion.fields.corrected import COLLECTS, NEVER, Correction, corrected, form_sign, possible, ranked, signs
from companion.kinds import KINDS, UNKNOWN
from companion.protocol import Field, Form
from tests.fields.forms import a_field, a_form, box, choice, secret

SITE = "shop.example"
WIBBLE = a_field("Wibble")
COMPANY = a_field("Wibble", name="wib", autocomplete="organization")


def reread(form: Form, said: Field, kind: str, later: Form | None = None) -> list[FieldReading]:
    """How `later` (or the same form) is read after the person's word on one field of a form."""
    sign = signs(form)[form.fields.index(said)]
    seen = later or form
    return list(corrected(seen, read_form(seen), [Correction(SITE, sign, kind)]).fields)


def replaced(field: Field, more: dict[str, object]) -> Field:
    """A field that differs in something."""
    return msgspec.structs.replace(field, **more)


def known_again(before: Field, after: Field) -> bool:
    """Whether a field is taken for the one that was corrected."""
    return bool(reread(a_form(before), before, NEVER, a_form(after))[0].said)


def test_the_persons_word_counts() -> None:
    """The field has the kind that the person said, and says why; the form and its other fields are read as before."""
    other = a_field("First name", required=True)
    form = a_form(COMPANY, other)
    before = read_form(form)
    after = corrected(form, before, [Correction(SITE, signs(form)[0], "address-level2")])
    assert before.fields[0].kind is KINDS["organization"]
    assert KINDS["address-level2"] is after.fields[0].kind
    assert "you said so → address-level2" == after.fields[0].why
    assert ("kind", True) == (after.fields[0].said, after.fields[0].sure)
    assert before.fields[1] == after.fields[1]
    assert replace(before, fields=()) == replace(after, fields=())


def test_never_keeps_the_kind() -> None:
    """A field that never gets anything is still known for what it asks for."""
    (read,) = reread(a_form(COMPANY), COMPANY, NEVER)
    assert ("organization", "never") == (read.kind.name, read.said)


def test_without_corrections_nothing_changes() -> None:
    """The reading itself comes back."""
    form = a_form(COMPANY)
    reading = read_form(form)
    assert reading is corrected(form, reading, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"id": ":r1:"}, {"id": ":r9k:"}),
        ({"name": "mat-input-3"}, {"name": "mat-input-17"}),
        ({"name": "customer[169][name]"}, {"name": "customer[1699][name]"}),
        ({"name": ":r1a:-city"}, {"name": ":rg:-city"}),
        ({"name": "f_a8f3e2"}, {"name": "f_77b01c"}),
        ({"name": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"}, {"name": "9b0c7d1e-cafe-4bad-8ace-0123456789ab"}),
        ({"autocomplete": "nope-81"}, {"autocomplete": "off"}),
        ({"label": "Wibble *"}, {"label": "wibble:", "required": True, "holds": True}),
        ({"key": "input-3"}, {"key": "input-40", "hidden": "not-rendered"}),
        ({"label": "", "id": "x-city"}, {"label": "", "id": "x-city-9"}),
        ({"label": "", "hints": ["legend: Where to"]}, {"label": "", "hints": ["legend: Where to?", "class: css-1x"]}),
    ],
)
def test_a_field_is_known_again(before: dict[str, object], after: dict[str, object]) -> None:
    """What frameworks, browsers and the person change from visit to visit does not count."""
    assert known_again(replaced(WIBBLE, before), replaced(WIBBLE, after))


@pytest.mark.parametrize(
    "after",
    [
        {"label": "Wobble"},
        {"name": "last_name"},
        {"input_type": "email"},
        {"tag": "textarea", "input_type": ""},
        {"label": "Wibble 2"},
    ],
)
def test_another_field_is_not_taken_for_it(after: dict[str, object]) -> None:
    """A field of another sort, label or name is another one."""
    field = a_field("Wibble", name="first_name")
    assert not known_again(field, replaced(field, after))


def test_alike_fields_are_counted() -> None:
    """Of several that the page calls alike, the person's word is about the one in that place."""
    day, month, year = (a_field("Date", key=key, name=f"date[{at}]") for at, key in enumerate("dmy"))
    assert ["", "kind", ""] == [read.said for read in reread(a_form(day, month, year), month, "bday-month")]


def test_a_form_of_nameless_fields() -> None:
    """Where a field says nothing at all, what its form is called and its place tell it."""
    one, two = a_field(key="one"), a_field(key="two")
    form = a_form(one, two, heading="Delivery")
    assert ["", "never"] == [read.said for read in reread(form, two, NEVER)]
    assert ["", ""] == [read.said for read in reread(form, two, NEVER, a_form(one, two, heading="Contact"))]


def test_what_a_field_cannot_ask_for_is_not_heard() -> None:
    """A box is no name, a password stays one, and an unknown kind says nothing, whatever a file of corrections says."""
    news = box("Send me the newsletter")
    card = a_field("Number", autocomplete="cc-number")
    for field, kind in (
        (news, "email"),
        (secret(), "tel"),
        (card, "tel"),
        (COMPANY, "nothing"),
        (COMPANY, "x-unknown"),
    ):
        (read,) = reread(a_form(field), field, kind)
        assert not read.said
    assert () == possible(secret())
    assert () == possible(card)
    assert {"consent"} == {kind.group for kind in possible(news)}
    assert "consent" not in {kind.group for kind in possible(COMPANY)}


@pytest.mark.parametrize(
    ("field", "first"),
    [
        (a_field("Ort der Lieferung", autocomplete="organization"), "address-level2"),
        (a_field("Wibble", input_type="tel"), "tel"),
        (a_field("Wibble", name="zip"), "postal-code"),
        (box("Ja, ich bestelle den Newsletter"), "x-consent-marketing"),
        (a_field("Wibble"), "given-name"),
    ],
)
def test_the_likeliest_comes_first(field: Field, first: str) -> None:
    """By the words of the page in any language, by the sort of control, and by what the vault still has to give."""
    held = frozenset({"email", "given-name"})
    kinds = [kind.name for kind in ranked(field, UNKNOWN, taken={"email"}, held=held)]
    assert first == kinds[0]
    assert "x-unknown" not in kinds


def test_a_list_of_kinds_names_each_once() -> None:
    """No two are called alike, and what the field was taken for is not among them."""
    texts = [kind.text for kind in ranked(COMPANY, KINDS["organization"], taken=(), held=())]
    assert len(set(texts)) == len(texts)
    assert "company" not in texts
    assert set(texts) | {"company"} == {kind.text for kind in possible(COMPANY)}


def test_a_select_may_be_corrected() -> None:
    """A list of choices takes the kinds that a text takes."""
    field = choice("Where", "Here", "There")
    (read,) = reread(a_form(field), field, "country")
    assert "country" == read.kind.name


# --- forms ---

MAIL = a_field("E-mail", key="mail", name="mail", input_type="email", required=True)
LOGIN = a_form(MAIL, secret(key="pass"), heading="Sign in", buttons=["Sign in"])
SEARCH = a_form(a_field("Search", key="q", name="q"), a_field("City", key="city"), heading="Search", buttons=["Search"])


def claimed(form: Form, later: Form | None = None) -> FormReading:
    """How `later` (or the same form) is read after the person said of a form that it collects."""
    seen = later or form
    return corrected(seen, read_form(seen), [Correction(SITE, form_sign(form), COLLECTS)])


@pytest.mark.parametrize(
    ("form", "was", "kinds"),
    [
        (LOGIN, "login", ["email", "x-password"]),
        (SEARCH, "search", ["x-search", "address-level2"]),
        (a_form(WIBBLE), "other", ["x-unknown"]),
    ],
)
def test_a_form_collects_when_the_person_says_so(form: Form, was: str, kinds: list[str]) -> None:
    """What was taken for a log-in or a search, or was not understood, is read as a form that asks for data."""
    before = read_form(form)
    assert (was, False, False) == (before.form_kind, before.collects, before.claimed)
    after = claimed(form)
    assert ("other", True, True) == (after.form_kind, after.collects, after.claimed)
    assert kinds == [read.kind.name for read in after.fields]


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({}, True),
        ({"key": "form-9", "target": "https://www.shop.example", "fields": [MAIL, secret(key="p2")]}, True),
        ({"fields": [replaced(MAIL, {"id": ":r3:", "holds": True}), secret(key="pass")]}, True),
        ({"heading": "Members"}, False),
        ({"buttons": ["Go"]}, False),
        ({"fields": [MAIL, a_field("Name"), secret(key="pass")]}, False),
    ],
)
def test_a_form_is_known_again(more: dict[str, object], *, known: bool) -> None:
    """By its fields and its name: the person's word on one form makes no other log-in of the site a form to fill."""
    assert known == claimed(LOGIN, msgspec.structs.replace(LOGIN, **more)).claimed


def test_a_form_that_nobody_sees_collects_nothing() -> None:
    """A dialog that is not open asks for nothing, whatever was said of it when it was."""
    hidden = [replaced(field, {"hidden": "not-rendered"}) for field in LOGIN.fields]
    assert not claimed(LOGIN, msgspec.structs.replace(LOGIN, fields=hidden)).collects


def test_a_long_form_has_a_short_sign() -> None:
    """What is kept of a form is cut, so that it can be exported and taken in again."""
    sign = form_sign(a_form(*(a_field(f"Wibble wobble {at}", name=f"wibble-{at}-wobble") for at in range(60))))
    assert (200, 200) == (len(sign.name), len(sign.label))
