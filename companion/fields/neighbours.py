"""What the fields around a field tell about it: the second line of an address, an answer's question, a list."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.fields.guess import PERSONAL, Guess, quoted
from companion.fields.hints import around, beside, routed, section_of
from companion.fields.parts import parts_of_dates, parts_of_labels, parts_of_names, parts_of_numbers
from companion.fields.texts import label_kind, name_kind
from companion.fields.whose import of_animal
from companion.fields.words import Words, label_tokens, name_tokens
from companion.kinds import KINDS
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
_NAMED: Final = _PARTS | {"name"}
_PLACES: Final = frozenset({"street-address", "address-line1", "x-street-name", "postal-code", "address-level2"})
_ON_CARDS: Final = frozenset({"cc-exp", "cc-name", "cc-number"})
_INDEX: Final = re.compile(r"\[\d{0,4}\]$")
_ROW: Final = 2
"""So near a street is its house number."""
_CHOICES: Final = 3
"""As many boxes of one name are a list to choose from, and no statements."""
_WRITTEN: Final = frozenset({"text", "email", ""})


def refined(form: Form, guesses: Sequence[Guess], words: Words) -> list[Guess]:
    """Return what each field asks for once its neighbours are heard."""
    found = list(guesses)
    parts_of_labels(form.fields, found, words)
    parts_of_names(form, found, words)
    parts_of_dates(form, found, words)
    parts_of_numbers(form.fields, found)
    _behind(form.fields, found, words)
    _plates(form.fields, found, words)
    _told_apart(form.fields, found)
    _confirm_nothing(found)
    _second_lines(form.fields, found)
    _names_of_payers(form.fields, found, words)
    _names_on_cards(found)
    _names_of_writers(form.fields, found, words)
    _customer_cards(form, found, words)
    _lists(form.fields, found)
    _not_of_people(form.fields, found, words)
    _only_field(form, found, words)
    return found


def _told_apart(fields: Sequence[Field], found: list[Guess]) -> None:
    """Take a general word for what is missing beside its neighbour in the same section, or right beside it."""
    sections = [section_of(field) for field in fields]
    for general, neighbour, special in _REFINED:
        reach = _ROW if neighbour == "x-house-number" else len(found)
        kinds = [guess.kind for guess in found]
        for at in range(len(found)) if neighbour in kinds else ():
            if kinds[at] != general or found[at].declared:
                continue
            near = {
                kind
                for place, kind in enumerate(kinds)
                if abs(place - at) <= reach
                and (sections[place] == sections[at] or (abs(place - at) == 1 and not sections[min(place, at)]))
            }
            if neighbour in near and special not in near:
                found[at] = replace(found[at], kind=special)


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


def _behind(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Take a field that says little for what follows the one before it, or comes before the one after it."""
    for at, (field, guess) in enumerate(zip(fields, found, strict=True)):
        label = words.marks["filler"].find(label_tokens(field.label)).rest
        before = found[at - 1].kind if at else ""
        following = [guess.kind for guess in found[at + 1 : at + 3]]
        kind = ""
        written = field.tag == "input" and field.input_type in _WRITTEN
        if before == "x-security-question" and guess.kind == "x-unknown" and written:
            kind = "x-security-answer"
        elif before in _ON_CARDS and guess.kind == "x-unknown" and words.marks["card-code"].covers(label):
            kind = "cc-csc"
        elif guess.kind == "x-unknown" and following[:1] == ["address-level2"] and words.marks["code"].covers(label):
            kind = "postal-code"
        elif words.marks["title"].covers(label) and _NAMED.intersection(following):
            kind = "honorific-prefix"
        elif before in _STREETS | {"x-street-name"} and words.marks["house"].covers(label):
            kind = "x-house-number"
        elif before in _STREETS | {"x-street-name", "x-house-number"} and words.marks["flat"].covers(label):
            kind = "x-apartment"
        elif words.marks["extension"].covers(label) and (before == "tel" or before.startswith("tel-")):
            kind = "tel-extension"
        if kind and not guess.declared:
            found[at] = Guess(kind, quoted("label", field.label), sure=False)


def _plates(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Take a "registration number" for a vehicle's where this part of the form is about one."""
    for at, field in enumerate(fields):
        label = words.marks["filler"].find(label_tokens(field.label)).rest
        if found[at].kind != "x-unknown" or found[at].declared or not words.marks["plate"].covers(label):
            continue
        if any(words.marks["vehicle"].find(label_tokens(text)) for text in around(field)):
            found[at] = Guess("x-vehicle-plate", quoted("label", field.label), sure=False)


def _names_of_payers(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Take first and last names beside an address for the person's own, though the site counts them to a card."""
    if _PLACES.isdisjoint(guess.kind for guess in found):
        return
    for at, (field, guess) in enumerate(zip(fields, found, strict=True)):
        part = field.autocomplete.lower().partition("cc-")[2]
        if guess.kind != "cc-name" or part not in _PARTS:
            continue
        if "cc-name" not in {name_kind(field, words), *words.names.meanings(label_tokens(field.label))}:
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


def _customer_cards(form: Form, found: list[Guess], words: Words) -> None:
    """Take a card's number for that of a customer's card, where the form is about those or speaks of no payment."""
    if {guess.kind for guess in found if guess.kind.startswith("cc-")} != {"cc-number"}:
        return
    pays = _speaks_of_payment(form, words)
    for at, (field, guess) in enumerate(zip(form.fields, found, strict=True)):
        texts = (field.label, section_of(field), form.heading)
        about = any(words.marks["customer-card"].find(label_tokens(text)) for text in texts)
        if guess.kind == "cc-number" and not guess.declared and (about or not pays):
            found[at] = replace(guess, kind="x-loyalty-id", sure=False)


def _speaks_of_payment(form: Form, words: Words) -> bool:
    """Tell whether a form says anywhere that it takes money, or what banks' cards are called."""
    texts = [form.heading, *form.buttons]
    texts += [text for field in form.fields for text in (field.label, *(hint for _, hint in routed(field)))]
    names = [name for field in form.fields for name in (field.name, field.id)]
    told = (*map(label_tokens, texts), *map(name_tokens, (form.action, *names)))
    return any(words.marks["bank-card"].find(tokens) for tokens in told)


def _names_of_writers(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Take "Your name" for a name where the author calls it a user's, but people write a message without an account."""
    kinds = {guess.kind for guess in found}
    if "x-password" in kinds or "x-comment" not in kinds:
        return
    for at, (field, guess) in enumerate(zip(fields, found, strict=True)):
        if guess.kind == "username" and not guess.declared and label_kind(field.label, words) == "name":
            found[at] = Guess("name", quoted("label", field.label), sure=False)


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


def _not_of_people(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Forget places in a part about an accident or a product, all in one about an animal, and what no text asks for."""
    labelled = {guess.kind for field, guess in zip(fields, found, strict=True) if field.label}
    for at, (field, guess) in enumerate(zip(fields, found, strict=True)):
        section = label_tokens(section_of(field))
        elsewhere = KINDS[guess.kind].group == "address" and bool(words.marks["matter"].find(section))
        elsewhere = elsewhere or (KINDS[guess.kind].group in PERSONAL and of_animal(field, words))
        silent = not (field.label or beside(field) or "group" in dict(routed(field)) or guess.declared)
        if elsewhere or (silent and guess.kind in _NAMED | {"email"} and guess.kind in labelled):
            found[at] = Guess("x-unknown", guess.why, sure=False)


def _only_field(form: Form, found: list[Guess], words: Words) -> None:
    """Take the one text field of a newsletter for the e-mail address."""
    written = [at for at, field in enumerate(form.fields) if field.tag == "input" and field.input_type in _WRITTEN]
    if len(written) != 1 or found[written[0]].kind != "x-unknown" or found[written[0]].declared:
        return
    field = form.fields[written[0]]
    texts = (*form.buttons, form.heading, field.label)
    said = set().union(*(words.forms.meanings(label_tokens(text)) for text in texts))
    named = words.forms.meanings(name_tokens(f"{form.action} {field.name} {field.id}"))
    if "newsletter" in named or ("newsletter" in said and "search" not in said):
        found[written[0]] = Guess("email", "the one field of a newsletter", sure=False)
