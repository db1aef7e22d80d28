"""Read a form: what each field asks for, whether it must be answered, and what the form is for. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from companion.fields.control import guess_control
from companion.fields.guess import PERSONAL, Guess
from companion.fields.marks import demands
from companion.fields.neighbours import refined
from companion.fields.purpose import FormKind, Purpose, form_purpose
from companion.fields.whose import own
from companion.fields.words import label_tokens, words
from companion.kinds import KINDS, Kind
from companion.protocol import Field, Form
from companion.wire import Required

_LOGIN: Final = "x-username-or-email"
_NAMES: Final = frozenset({"username", "email", "x-loyalty-id"})
"""What one logs in with is a password manager's to know, whatever the site calls it."""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What one field asks for; `why` names the signal, `sure` says that nothing spoke against it.

    `said` is the person's word on it, if any: what kind it is, or that it never gets anything.
    """

    key: str
    kind: Kind
    required: Required
    why: str
    sure: bool
    said: Literal["", "kind", "never"] = ""


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form is for; `collects` is false where it takes nothing that a vault could give (log-in, search).

    `claimed` tells that it collects by the person's word.
    """

    form_kind: FormKind
    purpose: Purpose
    collects: bool
    fields: tuple[FieldReading, ...]
    claimed: bool = False


def read_form(form: Form, *, claimed: bool = False) -> FormReading:
    """Return what a form asks for. A field that is not recognised is "x-unknown": nothing is assumed.

    A `claimed` form, of which the person says that it collects, is neither a log-in nor a search.
    """
    table = words()
    first = [guess_control(field, form.language, table) for field in form.fields]
    guesses = refined(form, own(form, first, table), table)
    kinds = [guess.kind for guess in guesses]
    form_kind, purpose, collects = form_purpose(form, kinds, table)
    if claimed and not collects:
        form_kind = "other"
    if form_kind == "login":
        guesses = [replace(guess, kind=_LOGIN) if guess.kind in _NAMES else guess for guess in guesses]
        _name_before_password(form.fields, guesses)
    elif form_kind == "search":
        guesses = [
            replace(guess, kind="x-search") if KINDS[guess.kind].group in PERSONAL and _is_written(field) else guess
            for field, guess in zip(form.fields, guesses, strict=True)
        ]
    marked = demands(form.fields, table, [guess.kind for guess in guesses])
    label_tokens.cache_clear()
    # A dialog that nobody has opened asks for nothing yet.
    seen = any(
        not field.hidden and (claimed or KINDS[kind].group in PERSONAL)
        for field, kind in zip(form.fields, kinds, strict=True)
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
    return FormReading(form_kind, purpose, (collects or claimed) and seen, readings, claimed)


def _name_before_password(fields: Sequence[Field], guesses: list[Guess]) -> None:
    """Take what a log-in asks for right before the password for the name to log in with."""
    kinds = [guess.kind for guess in guesses]
    at = kinds.index("x-password") - 1 if "x-password" in kinds else -1
    if at >= 0 and kinds[at] == "x-unknown" and _LOGIN not in kinds and _is_written(fields[at]):
        guesses[at] = Guess(_LOGIN, "the field before the password", sure=False)


def _is_written(field: Field) -> bool:
    return field.tag == "input" and field.input_type in {"text", "search", ""}
