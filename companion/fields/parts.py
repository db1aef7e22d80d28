"""Data that a form asks for in several fields: the parts of a date, a phone number, a name, a town."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.fields.guess import Guess, quoted
from companion.fields.hints import beside, routed
from companion.fields.texts import date_part, label_kind, name_kind, own_part
from companion.fields.words import Words, label_tokens, name_tokens
from companion.protocol import Field, Form

_NUMBERS: Final = {
    2: ("tel-area-code", "tel-local"),
    3: ("tel-area-code", "tel-local-prefix", "tel-local-suffix"),
    4: ("tel-area-code", "tel-local-prefix", "tel-local-suffix", "tel-extension"),
}
_SEPARATORS: Final = re.compile(r"[/,+&・、，]")  # noqa: RUF001 - the wide forms are meant
_FAMILY_FIRST: Final = frozenset({"ja", "zh", "ko", "hu"})
_NAMES: Final = frozenset({"given-name", "family-name"})
_TWO: Final = 2
_SHORT: Final = 6
"""Digits that no area code has."""
_DATE: Final = ("day", "month", "year")
_PARTS_OF_BIRTH: Final = frozenset(f"bday-{part}" for part in _DATE)


def parts_of_labels(fields: Sequence[Field], found: list[Guess], words: Words) -> None:
    """Give the parts of a label that names two things to two fields, such as "Postcode / Town" and "Town"."""
    for at in range(len(found) - 1):
        here, there = found[at], found[at + 1]
        if here.declared or fields[at].tag == "textarea":
            continue
        listed = [label_kind(part, words) for part in _SEPARATORS.split(own_part(fields[at]))]
        if len(listed) != _TWO or "" in listed or "x-unknown" in listed or listed[0] == listed[1]:
            continue
        why = quoted("label", fields[at].label)
        if here.kind == "x-unknown" and there.kind == listed[1]:
            found[at] = Guess(listed[0], why, sure=False)
        elif _same_question(fields[at], fields[at + 1]) and not there.declared:
            found[at : at + _TWO] = [Guess(kind, why, sure=False) for kind in listed]


def parts_of_names(form: Form, found: list[Guess], words: Words) -> None:
    """Take two fields with one label for a name for its parts, as they are called or in the language's order."""
    family_first = form.language[:2].lower() in _FAMILY_FIRST
    for at in range(len(found) - 1):
        pair = form.fields[at : at + _TWO]
        if {found[at].kind, found[at + 1].kind} == {"name"} and _same_question(*pair):
            named = [name_kind(field, words) for field in pair]
            parts = named if set(named) == _NAMES else ["family-name", "given-name"] if family_first else []
            for each, part in enumerate(parts, at):
                found[each] = replace(found[each], kind=part)


def parts_of_dates(form: Form, found: list[Guess], words: Words) -> None:
    """Take day, month and year in a row for those of a birth date where the text before the first says so."""
    born = words.marks["birth"]
    headed = bool(born.find(label_tokens(form.heading)))
    for at in range(len(found) - 2):
        three = form.fields[at : at + 3]
        before = dict(routed(form.fields[at - 1])).get("after", "") if at else form.heading
        told = headed or bool(born.find(label_tokens(before)))
        kinds = {guess.kind for guess in found[at : at + 3]}
        told = told or bool(kinds & _PARTS_OF_BIRTH)
        open_still = "x-unknown" in kinds and kinds <= _PARTS_OF_BIRTH | {"x-unknown"}
        if not (told and open_still) or any(guess.declared for guess in found[at : at + 3]):
            continue
        parts = [_part(field, words) for field in three]
        if set(parts) == set(_DATE):
            why = quoted("before", before)
            found[at : at + 3] = [Guess(f"bday-{part}", why, sure=False) for part in parts]
    kinds = {guess.kind for guess in found}
    if not kinds & {"bday-month", "bday-year"}:
        for at, each in enumerate(found):
            found[at] = replace(each, kind="bday") if each.kind == "bday-day" and not each.declared else each


def _part(field: Field, words: Words) -> str:
    texts = [label_tokens(text) for text in (field.label, *beside(field))]
    return date_part([*texts, name_tokens(field.name), name_tokens(field.id)], words)


def parts_of_numbers(fields: Sequence[Field], found: list[Guess]) -> None:
    """Take fields for a phone number that share one label for its parts: the area code comes first."""
    at = 0
    while at < len(found):
        end = at + 1
        while end < len(found) and _is_phone(found[at]) and _goes_on(fields[at], fields[end], found[end]):
            end += 1
        # A second number may stand behind the first without a word; beside a short field, it is the rest.
        parts = end - at > _TWO or fields[at].label == fields[end - 1].label or 0 < fields[at].max_length < _SHORT
        for part, kind in zip(range(at, end if parts else at), _NUMBERS.get(end - at, ()), strict=False):
            found[part] = replace(found[part], kind=kind, sure=False)
        at = end


def _is_phone(guess: Guess) -> bool:
    return guess.kind == "tel" and not guess.declared


def _goes_on(first: Field, field: Field, guess: Guess) -> bool:
    """Tell whether a field is a further part of the number that `first` begins."""
    unknown = guess.kind == "x-unknown" and not guess.declared
    return _same_question(first, field) and (_is_phone(guess) or (unknown and not label_tokens(field.label)))


def _same_question(one: Field, other: Field) -> bool:
    """Tell whether two fields have one label, which may stand before the first alone."""
    if not label_tokens(one.label):
        return False
    unlabelled = not label_tokens(other.label) and dict(routed(other)).get("group") == one.label
    return one.label == other.label or unlabelled
