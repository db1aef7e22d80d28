"""Our own form pages are what `README.md` promises, and the judge who holds readings against them is no lenient one."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Final, get_args

import msgspec
import pytest

from companion.fields.classify import FormReading, read_form
from companion.fields.purpose import FormKind
from companion.kinds import KINDS
from companion.protocol import Field, Form
from tests.forms import ExpectedField, ExpectedForm, FormPage, load, passed_at_first
from tests.forms.__main__ import noted
from tests.forms.described import describe
from tests.forms.judge import Mistake, find_of, mistakes, same_kind

PAGES: Final = load()
NAMES: Final = """
address-level3 address-line3 honorific-suffix tel-area-code tel-country-code tel-extension tel-local tel-local-prefix
tel-local-suffix tel-national
x-about-me x-age x-apartment x-date-other x-driver-licence x-ethnicity x-family-name-1 x-family-name-2 x-fax
x-insurance-id x-invite-code x-loyalty-id x-marital-status x-military-status x-none x-other-choice x-other-number
x-other-source x-other-text x-password-confirm x-phonetic-name x-quantity x-religion x-search-category
x-security-answer x-security-question x-sexual-orientation x-subject x-username-or-email x-vat-id x-vehicle-plate
"""
KNOWN: Final = {*KINDS, *NAMES.split()}
"""The kinds of the companion, and names for what it need not know: a control of such a kind is no mistake of a page."""
NOT_DATA: Final = {"hidden", "submit", "button", "image", "reset", "file", "range", "color"}
UNSAID: Final = ("x-none", "x-honeypot", "x-captcha", "x-quantity", "x-date-other", "x-search", "x-other")


class Controls(HTMLParser):
    """The controls of a page that take data, form by form, each by what an expectation calls it; radios as one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[list[str]] = []
        self.boxes: set[str] = set()
        self._inside: list[str] | None = None
        self._loose: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a control."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self._begin()
        kind = given.get("type", "text") if tag == "input" else tag
        if tag not in {"input", "select", "textarea"} or kind in NOT_DATA:
            return
        find = given.get("name") or (f"#{given['id']}" if given.get("id") else "")
        here = self._here()
        if kind == "checkbox":
            self.boxes.add(find)
        if kind != "radio" or find not in here:
            here.append(find)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self._inside = None

    def _here(self) -> list[str]:
        if self._inside is not None:
            return self._inside
        if self._loose is None:
            self._loose = self._begin()
        return self._loose

    def _begin(self) -> list[str]:
        self.forms.append([])
        return self.forms[-1]


@pytest.fixture(scope="module")
def described() -> dict[str, list[Form]]:
    """The forms of all pages, as the content script describes them."""
    return describe(PAGES)


def test_many_pages_in_many_languages() -> None:
    """There are at least 120 pages, in at least a dozen languages with three pages each."""
    languages = [page.language for page in PAGES]
    assert len(PAGES) >= 120
    assert len({language for language in languages if languages.count(language) >= 3}) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_control_has_its_expectation(page: FormPage) -> None:
    """Each control that takes data is listed once, in the page's order, and nothing else is."""
    assert Controls(page.html).forms == [[field.find for field in form.fields] for form in page.forms]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_controls_are_told_apart(page: FormPage) -> None:
    """No two controls of a page bear the same name."""
    finds = [field.find for form in page.forms for field in form.fields if field.find]
    assert sorted(set(finds)) == sorted(finds)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_expectations_say_what_they_must(page: FormPage) -> None:
    """Kinds are known ones; whose a datum is stands beside what a person gives, a box's meaning beside consent."""
    boxes = Controls(page.html).boxes
    for form in page.forms:
        assert set(form.kind) <= {*get_args(FormKind)}
        for field in form.fields:
            assert {field.kind, *field.also} <= KNOWN
            assert (field.polarity is not None) == (field.find in boxes and field.kind.startswith("x-consent"))
            assert field.whose is None or not field.kind.startswith(UNSAID)


def test_expectations_hold_every_answer() -> None:
    """Whatever is judged occurs often enough for the judgement to mean something."""
    fields = [field for page in PAGES for form in page.forms for field in form.fields]
    assert min(
        sum(field.required == word for field in fields) for word in ("required", "optional", "unclear")
    ) >= 100  # fmt: skip
    assert sum(field.whose == "other" for field in fields) >= 80
    assert sum(field.polarity == "tick-means-no" for field in fields) >= 12
    assert sum(field.kind == "x-honeypot" for field in fields) >= 20
    assert sum(form.offer is False for page in PAGES for form in page.forms) >= 20


def test_every_control_is_described(described: dict[str, list[Form]]) -> None:
    """The content script describes every control of every page, each in its form, and nothing besides."""
    faults = {"not described", "not expected"}
    assert [
        str(each) for page in PAGES for each in mistakes(page, described[page.name]) if each.fault in faults
    ] == []  # fmt: skip
    for page in PAGES:
        found = [[find_of(field) for field in form.fields] for form in described[page.name]]
        assert found == [[field.find for field in form.fields] for form in page.forms]


def test_every_page_is_wholly_right(described: dict[str, list[Form]]) -> None:
    """Each field and form is read as a person reads it: kind, demand, whose datum, and what a box means."""
    assert [str(each) for page in PAGES for each in mistakes(page, described[page.name])] == []


def test_first_results_are_of_pages_that_exist() -> None:
    """What is noted of the first time is noted of a page that is there."""
    assert set(passed_at_first()) <= {page.name for page in PAGES}


def test_first_results_stay() -> None:
    """What was noted of the first time stays, whatever is judged later; new pages are added."""
    wrong = Mistake("xx/old", "", "form kind", "login", "other")
    assert noted({"xx/old": True}, {"xx/old": [wrong], "xx/new": [wrong], "xx/newer": []}) == {
        "xx/old": True,
        "xx/new": False,
        "xx/newer": True,
    }


# --- the judge ---

FORM: Final = Form(
    key="f",
    language="en",
    buttons=["Create account"],
    fields=[
        Field(key="1", tag="input", input_type="email", name="mail", label="E-mail", required=True),
        Field(key="2", tag="input", input_type="password", id="pw", label="Password", required=True),
        Field(key="3", tag="input", input_type="checkbox", label="Send me the newsletter"),
    ],
)
SAID: Final = (
    ExpectedField("mail", "email", required="required", whose="self"),
    ExpectedField("#pw", "x-password", required="required"),
    ExpectedField("", "x-consent-marketing", required="optional", polarity="tick-means-yes"),
)


def reading_of_own() -> FormReading:
    """What a faultless reader says of `FORM`."""
    fields = tuple(
        replace(field, kind=KINDS[said.kind], required=said.required or "unclear")
        for field, said in zip(read_form(FORM).fields, SAID, strict=True)
    )
    return FormReading("registration", "account", collects=True, fields=fields)


def judged(
    *said: ExpectedField, kind: str = "registration", offer: bool | None = True, forms: tuple[Form, ...] = (FORM,)
) -> list[tuple[str, str]]:
    """The faults found in the faultless reading, when a person says this."""
    page = FormPage("xx/page", PAGES[0].path, "en", (ExpectedForm([kind], list(said), offer),))
    return [(each.find, each.fault) for each in mistakes(page, forms, lambda _: reading_of_own())]


def test_right_is_right() -> None:
    """A reading that says what the person says has no mistakes, and what the person leaves open is none either."""
    assert judged(*SAID) == []
    assert judged(*(ExpectedField(field.find, field.kind) for field in SAID), offer=None) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "tel"}, "kind"),
        ({"required": "unclear"}, "required"),
        ({"whose": "other"}, "whose"),
        ({"polarity": "tick-means-no"}, "polarity"),
    ],
)
def test_each_fault_is_found(change: dict[str, str], fault: str) -> None:
    """A reading that differs in one thing has that one mistake."""
    at = 2 if fault == "polarity" else 0
    said = list(SAID)
    said[at] = msgspec.structs.replace(SAID[at], **change)
    assert judged(*said) == [(SAID[at].find, fault)]


def test_either_of_two_kinds_will_do() -> None:
    """Where a person might say one or the other, neither is a mistake."""
    assert judged(msgspec.structs.replace(SAID[0], kind="tel", also=["email"]), *SAID[1:]) == []


def test_faults_of_forms_are_found() -> None:
    """A form of another kind, and an offer where none is due, are mistakes."""
    assert judged(*SAID, kind="login") == [("", "form kind")]
    assert judged(*SAID, offer=False) == [("", "offer")]


def test_controls_too_many_and_too_few() -> None:
    """A control that nobody expects and one that nobody describes are mistakes."""
    assert judged(*SAID[:2]) == [("", "not expected")]
    assert judged(*SAID, ExpectedField("more", "tel")) == [("more", "not described")]
    assert [find for find, _ in judged(*SAID, forms=())] == [field.find for field in SAID]


def test_kinds_that_take_the_same() -> None:
    """Only what takes the same datum is the same kind."""
    assert same_kind("street-address", "address-line1")
    assert same_kind("x-other-text", "x-unknown")
    assert same_kind("x-username-or-email", "email")
    assert not same_kind("username", "email")
    assert not same_kind("street-address", "x-street-name")
    assert not same_kind("x-honeypot", "x-unknown")
