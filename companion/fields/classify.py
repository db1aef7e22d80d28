"""Read a form: what each field asks for, whether it must be answered, and what the form is for. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from companion.fields.control import guess_control
from companion.fields.guess import Guess
from companion.fields.marks import demands
from companion.fields.purpose import FormKind, Purpose, form_purpose
from companion.fields.words import words
from companion.kinds import KINDS, Kind
from companion.protocol import Form
from companion.wire import Required

_REFINED: Final = (
    ("name", "given-name", "family-name"),
    ("name", "family-name", "given-name"),
    ("street-address", "x-house-number", "x-street-name"),
    ("street-address", "address-line2", "address-line1"),
)
"""(general, neighbour, refined): beside "Vorname" a bare "Name" is the last name."""


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
    guesses = _refined([guess_control(field, table) for field in form.fields])
    kinds = [guess.kind for guess in guesses]
    form_kind, purpose, collects = form_purpose(form, kinds, table)
    marked = demands(form.fields, table)
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
    return FormReading(form_kind, purpose, collects, readings)


def _refined(guesses: Sequence[Guess]) -> list[Guess]:
    kinds = {guess.kind for guess in guesses}
    refined = list(guesses)
    for general, neighbour, special in _REFINED:
        if neighbour in kinds and special not in kinds:
            refined = [
                replace(guess, kind=special) if guess.kind == general and not guess.declared else guess
                for guess in refined
            ]
    first = next((at for at, guess in enumerate(refined) if guess.kind in {"email", "x-email-confirm"}), None)
    if first is not None:
        # The first address of a form confirms nothing, whatever its label says ("E-mail for the confirmation").
        refined[first] = replace(refined[first], kind="email")
    return refined
