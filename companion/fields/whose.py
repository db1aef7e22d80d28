"""Whose data a field asks for: the person's own, or somebody else's, which the vault does not hold.

What is said of a field itself counts before what is said of its section. Who a form is about depends on its other
fields: a parent fills in the form about a child, and a patient the form about nobody else.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from companion.fields.guess import PERSONAL, UNKEPT, Guess, quoted
from companion.fields.hints import routed, section_of, titles
from companion.fields.words import Tokens, Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Field, Form

Role = Literal["", "self", "guardian", "child", "someone-else", "patient", "recipient"]

_PART: Final = re.compile(r"[()\[\]（）–—,:/]")  # noqa: RUF001 - the wide and long forms are meant
_SPOKEN: Final[tuple[Role, ...]] = ("guardian", "child", "someone-else", "patient", "recipient")
"""In this order: a child's guardian is a guardian, and a patient who is a child is one."""
_NAMED: Final[tuple[Role, ...]] = ("guardian", "child", "someone-else")
_LATER: Final = frozenset("23456789２３４５６７８９")  # noqa: RUF001 - the wide forms are meant
_DATA: Final = PERSONAL - {"name"}
"""Groups of kinds whose names speak of nobody: "pais" is a country here, and parents there."""
_NO_DATUM: Final = frozenset({"checkbox", "file", "radio"})
_NAMES: Final = frozenset({"name", "given-name", "family-name"})


def own(form: Form, guesses: Sequence[Guess], words: Words) -> list[Guess]:
    """Return the guesses; "x-other-person" stands for those about somebody else."""
    fields = form.fields
    administered = _is_of_users(form, words)
    roles: list[Role] = ["someone-else" if administered else _role(field, words) for field in fields]
    _continue(fields, guesses, roles)
    named = [at for at, guess in enumerate(guesses) if guess.kind in _NAMES]
    others: set[Role] = {"someone-else", "child"}
    if "child" not in roles:
        others.add("guardian")
    if any(roles[at] == "self" for at in named):
        others.add("patient")
    if any(roles[at] != "recipient" for at in named):
        others.add("recipient")
        given = {_section(field) for field, role in zip(fields, roles, strict=True) if role == "recipient"}
        given -= {"", *(_section(fields[at]) for at in named if roles[at] != "recipient")}
        roles = ["recipient" if not role and _section(field) in given else role
                 for field, role in zip(fields, roles, strict=True)]  # fmt: skip
    return [
        Guess("x-other-person", quoted("text", field.label or _section(field)), sure=True, declared=True)
        if role in others and _about_people(field, guess, words)
        else guess
        for field, guess, role in zip(fields, guesses, roles, strict=True)
    ]


def _continue(fields: Sequence[Field], guesses: Sequence[Guess], roles: list[Role]) -> None:
    """Count what nobody but a patient or child would be asked for, right behind their name or birthday, to them."""
    for at in range(1, len(fields)):
        told = not roles[at] and roles[at - 1] in {"patient", "child"}
        if told and _section(fields[at]) == _section(fields[at - 1]) and _is_of_one(guesses[at].kind):
            roles[at] = roles[at - 1]


def _is_of_one(kind: str) -> bool:
    return KINDS[kind].group == "identity" or kind in UNKEPT


def of_animal(field: Field, words: Words) -> bool:
    """Tell whether a field asks for an animal's name or birthday; its owner's, and what is "yours", are a person's."""
    texts = (field.label, *titles(field))
    animals = [bool(words.marks["animal"].find(label_tokens(text))) for text in texts]
    if True not in animals:
        return False
    nearest = animals.index(True)
    owned = words.marks["owner"].find(label_tokens(texts[nearest]))
    return not (owned or any(_told(text, words) for text in texts[:nearest]))


def _is_of_users(form: Form, words: Words) -> bool:
    """Tell whether a form is there to make accounts for others."""
    return any("users" in words.forms.meanings(label_tokens(text)) for text in (form.heading, *form.buttons))


def _about_people(field: Field, guess: Guess, words: Words) -> bool:
    """Tell whether an answer would be about a person; a label that names one asks so in whatever words."""
    if guess.kind == "x-unknown":
        return field.input_type not in _NO_DATUM and _told(field.label, words) not in {"", "self"}
    if guess.kind == "x-comment":
        return "x-health" in words.labels.meanings(label_tokens(field.label))
    return KINDS[guess.kind].group in PERSONAL or guess.kind in UNKEPT


def _section(field: Field) -> str:
    """Return what the nearest part of the form is called; a row is called like its first control, which says little."""
    return section_of(field) or dict(routed(field)).get("group", "")


def _role(field: Field, words: Words) -> Role:
    own = _told(field.label, words) or _of_name(field, words)
    return own or next((role for title in titles(field) if (role := _told(title, words))), "")


def _told(text: str, words: Words) -> Role:
    """Return whom a text speaks of; "(you)" and "Your details" tell that it is the reader."""
    parts = [label_tokens(part) for part in _PART.split(text)]
    if any(found and not found.rest for found in map(words.marks["yourself"].find, parts)):
        return "self"
    tokens = label_tokens(text)
    if _is_later(tokens, words):
        return "someone-else"
    tokens = _without_data(tokens, words)
    for role in _SPOKEN:
        if words.marks[role].find(tokens):
            return role
    return "self" if words.marks["owner"].find(tokens) or words.marks["your"].find(tokens) else ""


def _without_data(tokens: Tokens, words: Words) -> Tokens:
    """Return what a text says besides what it asks for: in "family income", the family is nobody else's."""
    found = words.labels.find(tokens)
    asked = all(KINDS[hit.meaning].group in _DATA for hit in found.hits)
    return found.rest if found and asked else tokens


def _of_name(field: Field, words: Words) -> Role:
    tokens = name_tokens(field.name)
    if _is_later(tokens, words):
        return "someone-else"
    return next((role for role in _NAMED if words.marks[f"{role}-name"].find(tokens)), "")


def _is_later(tokens: Tokens, words: Words) -> bool:
    """Tell whether this is the second or a later one of several people."""
    later = not _LATER.isdisjoint(tokens) or bool(words.marks["second"].find(tokens))
    return later and bool(words.marks["companion"].find(tokens) or words.marks["guardian"].find(tokens))
