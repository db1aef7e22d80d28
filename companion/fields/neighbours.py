"""What the fields around a field tell about it: the second line of an address, the parts of a number, a list."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.fields.control import name_kind
from companion.fields.guess import Guess
from companion.fields.words import Words, label_tokens, name_tokens
from companion.protocol import Field, Form

_REFINED: Final = (
    ("name", "given-name", "family-name"),
    ("name", "family-name", "given-name"),
    ("street-address", "x-house-number", "x-street-name"),
    ("street-address", "address-line2", "address-line1"),
)
"""(general, neighbour, refined): beside "Vorname" a bare "Name" is the last name."""
_STREETS: Final = frozenset({"street-address", "address-line1"})
_PARTS: Final = frozenset({"given-name", "additional-name", "family-name"})
_PLACES: Final = frozenset({"street-address", "address-line1", "x-street-name", "postal-code", "address-level2"})
_NUMBERS: Final = {
    2: ("tel-area-code", "tel-local"),
    3: ("tel-area-code", "tel-local-prefix", "tel-local-suffix"),
}
_INDEX: Final = re.compile(r"\[\w{0,4}\]$")
_CHOICES: Final = 3
"""As many boxes of one name are a list to choose from, and no statements."""
_WRITTEN: Final = frozenset({"text", "email", ""})


def refined(form: Form, guesses: Sequence[Guess], words: Words) -> list[Guess]:
    """Return what each field asks for once its neighbours are heard."""
    found = _told_apart(guesses)
    _confirm_nothing(found)
    _second_lines(form.fields, found)
    _parts_of_numbers(form.fields, found)
    _names_of_payers(form.fields, found, words)
    _names_on_cards(found)
    _lists(form.fields, found)
    _only_field(form, found, words)
    return found


def _told_apart(guesses: Sequence[Guess]) -> list[Guess]:
    kinds = {guess.kind for guess in guesses}
    found = list(guesses)
    for general, neighbour, special in _REFINED:
        if neighbour in kinds and special not in kinds:
            found = [
                replace(guess, kind=special) if guess.kind == general and not guess.declared else guess
                for guess in found
            ]
    return found


def _confirm_nothing(found: list[Guess]) -> None:
    """Let the first e-mail address of a form repeat nothing, whatever its label says ("E-mail for confirmation")."""
    first = next((at for at, guess in enumerate(found) if guess.kind in {"email", "x-email-confirm"}), None)
    if first is not None:
        found[first] = replace(found[first], kind="email")


def _second_lines(fields: Sequence[Field], found: list[Guess]) -> None:
    """Take the second of two fields for a street, one right behind the other, for the address's second line."""
    for at in range(1, len(found)):
        alike = _same_name(fields[at - 1], fields[at]) or fields[at - 1].label == fields[at].label
        if alike and {found[at - 1].kind, found[at].kind} <= _STREETS and not found[at].declared:
            found[at] = replace(found[at], kind="address-line2", sure=False)


def _parts_of_numbers(fields: Sequence[Field], found: list[Guess]) -> None:
    """Take fields for a phone number that share one label for its parts: the area code comes first."""
    at = 0
    while at < len(found):
        end = at + 1
        while end < len(found) and _is_phone(found[at]) and _is_phone(found[end]) and _twins(fields[at], fields[end]):
            end += 1
        for part, kind in zip(range(at, end), _NUMBERS.get(end - at, ()), strict=False):
            found[part] = replace(found[part], kind=kind, sure=False)
        at = end


def _names_of_payers(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Take first and last names beside an address for the person's own, though the site counts them to a card."""
    if _PLACES.isdisjoint(guess.kind for guess in found):
        return
    for at, (field, guess) in enumerate(zip(fields, found, strict=True)):
        part = field.autocomplete.lower().partition("cc-")[2]
        if guess.kind == "cc-name" and part in _PARTS and name_kind(field, words) != "cc-name":
            found[at] = replace(guess, kind=part)


def _names_on_cards(found: list[Guess]) -> None:
    """Take the names in a form of nothing else but a card for those of its holder, who may be anybody."""
    kinds = {guess.kind for guess in found if guess.kind != "x-unknown"}
    on_card = {kind for kind in kinds if kind.startswith("cc-")}
    if on_card and kinds - on_card <= _PARTS | {"name"}:
        found[:] = [
            replace(guess, kind="cc-name") if guess.kind in kinds - on_card and not guess.declared else guess
            for guess in found
        ]


def _is_phone(guess: Guess) -> bool:
    return guess.kind == "tel" and not guess.declared


def _twins(one: Field, other: Field) -> bool:
    return one.label == other.label and bool(one.label)


def _same_name(one: Field, other: Field) -> bool:
    """Tell whether two names differ in a number alone, such as "street[0]" and "street[1]"."""
    names = [re.sub(r"\d", "", field.name or field.id) for field in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _lists(fields: Sequence[Field], found: list[Guess]) -> None:
    lists = Counter(_list_name(field) for field in fields)
    for at, field in enumerate(fields):
        count = lists[_list_name(field)]
        if field.input_type == "checkbox" and count >= _CHOICES and "[" in field.name:
            found[at] = Guess("x-unknown", f"one of {count} choices", sure=False)


def _list_name(field: Field) -> str:
    """Return what the boxes of one list are called alike: "topics[3]" and "topics[]" are "topics"."""
    return field.name.partition("[")[0] if field.input_type == "checkbox" and _INDEX.search(field.name) else field.key


def _only_field(form: Form, found: list[Guess], words: Words) -> None:
    """Take the one text field of a newsletter for the e-mail address."""
    written = [at for at, field in enumerate(form.fields) if field.tag == "input" and field.input_type in _WRITTEN]
    if len(written) != 1 or found[written[0]].kind != "x-unknown" or found[written[0]].declared:
        return
    field = form.fields[written[0]]
    said = set().union(*(words.forms.meanings(label_tokens(text)) for text in (*form.buttons, form.heading)))
    named = words.forms.meanings(name_tokens(f"{form.action} {field.name} {field.id}"))
    if "newsletter" in named or ("newsletter" in said and "search" not in said):
        found[written[0]] = Guess("email", "the one field of a newsletter", sure=False)
