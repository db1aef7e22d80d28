"""Holds what the companion reads in a page's forms against what a person says of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from companion.fields.classify import FieldReading, FormReading, read_form
from companion.protocol import Field, Form
from tests.forms import ExpectedField, ExpectedForm, FormPage

Fault = Literal["not described", "not expected", "form kind", "offer", "kind", "required", "whose", "polarity"]

SAME: Final = {
    "address-line1": "street-address",
    "address-line3": "address-line2",
    "x-apartment": "address-line2",
    "country-name": "country",
    "tel-national": "tel",
    "tel-local": "tel",
    "x-family-name-1": "family-name",
    "x-family-name-2": "x-second-family-name",
    "new-password": "x-password",
    "current-password": "x-password",
    "x-password-confirm": "x-password",
    "x-none": "x-unknown",
    "x-quantity": "x-unknown",
    "x-date-other": "x-unknown",
    "x-search-category": "x-unknown",
}
"""Kinds that take the same datum, or none: who says the one means the other. So do all that begin with "x-other"."""
OTHER: Final = "x-other-person"
DECLINED: Final = {"x-decline-marketing": "x-consent-marketing", "x-decline-profiling": "x-consent-profiling"}
"""What a box states whose tick means *no*."""
_LOGIN_IDS: Final = frozenset({"username", "email", "x-username-or-email"})


@dataclass(frozen=True)
class Mistake:
    """One thing that was read otherwise than a person says; `find` names the control, "" the form."""

    page: str
    find: str
    fault: Fault
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.page} {self.find or 'the form'}: {self.fault} is {self.expected}, not {self.got}"


def mistakes(page: FormPage, forms: Iterable[Form], read: Callable[[Form], FormReading] = read_form) -> list[Mistake]:
    """Return what is wrong with the reading of a page, whose `forms` are as the content script describes them."""
    found: list[Mistake] = []
    waiting = {number: _by_find(form) for number, form in enumerate(page.forms)}
    for form in forms:
        number = _match(form, page.forms)
        reading = read(form)
        found += _of_form(page, page.forms[number], reading)
        for field, field_reading in zip(form.fields, reading.fields, strict=True):
            find = find_of(field)
            if waiting[number][find]:
                found += _of_field(page, waiting[number][find].pop(0), field_reading)
            else:
                found.append(Mistake(page.name, find, "not expected", "nothing", field_reading.kind.name))
    missing = [field for fields in waiting.values() for left in fields.values() for field in left]
    return found + [Mistake(page.name, field.find, "not described", field.kind, "nothing") for field in missing]


def find_of(field: Field) -> str:
    """Return what an expectation calls a described field."""
    return field.name or (f"#{field.id}" if field.id else "")


def _match(form: Form, expected: Sequence[ExpectedForm]) -> int:
    """Return the number of the expected form that has the most controls in common with a described one."""
    finds = Counter(find_of(field) for field in form.fields)
    shared = [(finds & Counter(field.find for field in each.fields)).total() for each in expected]
    return shared.index(max(shared))


def _by_find(form: ExpectedForm) -> dict[str, list[ExpectedField]]:
    finds: dict[str, list[ExpectedField]] = defaultdict(list)
    for field in form.fields:
        finds[field.find].append(field)
    return finds


def _of_form(page: FormPage, expected: ExpectedForm, reading: FormReading) -> Iterable[Mistake]:
    if reading.form_kind not in expected.kind:
        yield Mistake(page.name, "", "form kind", " or ".join(expected.kind), reading.form_kind)
    if expected.offer is not None and reading.collects is not expected.offer:
        yield Mistake(page.name, "", "offer", str(expected.offer), str(reading.collects))


def _of_field(page: FormPage, expected: ExpectedField, reading: FieldReading) -> Iterable[Mistake]:
    kind = DECLINED.get(reading.kind.name, reading.kind.name)
    whose = "other" if kind == OTHER else "self"
    # What asks about somebody else is that and nothing else: the vault has nothing for it.
    if kind != OTHER and not any(same_kind(each, kind) for each in (expected.kind, *expected.also)):
        yield Mistake(page.name, expected.find, "kind", expected.kind, kind)
    said: tuple[tuple[Fault, str | None, str], ...] = (
        ("required", expected.required, reading.required),
        ("whose", expected.whose, whose),
        ("polarity", expected.polarity, "tick-means-no" if reading.kind.name in DECLINED else "tick-means-yes"),
    )
    for fault, wanted, got in said:
        if wanted is not None and wanted != got:
            yield Mistake(page.name, expected.find, fault, wanted, got)


def same_kind(expected: str, got: str) -> bool:
    """Whether two kinds take the same datum; what asks for a name to log in with may be called by either."""
    if "x-username-or-email" in (expected, got) and {expected, got} <= _LOGIN_IDS:
        return True
    return _plain(expected) == _plain(got)


def _plain(kind: str) -> str:
    return "x-unknown" if kind.startswith("x-other-") and kind != OTHER else SAME.get(kind, kind)
