"""Read a form: what each field asks for, whether it must be answered, and what the form is for. Pure functions."""

from dataclasses import dataclass, replace
from typing import Final

from companion.fields.control import guess_control
from companion.fields.guess import PERSONAL
from companion.fields.marks import demands
from companion.fields.neighbours import refined
from companion.fields.purpose import FormKind, Purpose, form_purpose
from companion.fields.whose import own
from companion.fields.words import words
from companion.kinds import KINDS, Kind
from companion.protocol import Form
from companion.wire import Required

_LOGIN: Final = "x-username-or-email"
_NAMES: Final = frozenset({"username", "email", "x-loyalty-id"})
"""What one logs in with is a password manager's to know, whatever the site calls it."""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What one field asks for; `why` names the signal, `sure` says that nothing spoke against it."""

    key: str
    kind: Kind
    required: Required
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form is for; `collects` is false where it takes nothing that a vault could give (log-in, search)."""

    form_kind: FormKind
    purpose: Purpose
    collects: bool
    fields: tuple[FieldReading, ...]


def read_form(form: Form) -> FormReading:
    """Return what a form asks for. A field that is not recognised is "x-unknown": nothing is assumed."""
    table = words()
    first = [guess_control(field, form.language, table) for field in form.fields]
    guesses = refined(form, own(form.fields, first, table), table)
    kinds = [guess.kind for guess in guesses]
    form_kind, purpose, collects = form_purpose(form, kinds, table)
    if form_kind == "login":
        guesses = [replace(guess, kind=_LOGIN) if guess.kind in _NAMES else guess for guess in guesses]
    marked = demands(form.fields, table)
    # A dialog that nobody has opened asks for nothing yet.
    seen = any(
        not field.hidden and KINDS[kind].group in PERSONAL for field, kind in zip(form.fields, kinds, strict=True)
    )
    readings = tuple(
        FieldReading(
            field.key,
            KINDS[guess.kind],
            required,
            f"{guess.why} → {guess.kind}",
            guess.sure and guess.kind != "x-unknown",
        )
        for field, guess, required in zip(form.fields, guesses, marked, strict=True)
    )
    return FormReading(form_kind, purpose, collects and seen, readings)
