"""What a control can hold, and what the choices that it offers tell."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.fields.boxes import statement
from companion.fields.guess import NOTHING, UNKEPT, Guess, quoted
from companion.fields.words import Words, label_tokens
from companion.kinds import KINDS
from companion.protocol import Field

DATES: Final = frozenset({"date", "month", "datetime-local"})
WRITABLE: Final = frozenset({"", "text", "email", "tel", "url", "search", "password", "number"}) | DATES
_YEAR: Final = re.compile(r"(19|20)\d\d")
_PLACES: Final = 5
_RADIO: Final = UNKEPT | {"sex", "honorific-prefix", "x-nationality", "country", "country-name"}
_SELECT: Final = frozenset(kind.name for kind in KINDS.values() if kind.group in {"address", "identity"}) | {
    "honorific-prefix",
    "language",
    "cc-exp",
    "tel-area-code",
    "tel-country-code",
    "x-security-question",
    "x-subject",
    *UNKEPT,
}
_TEXTAREA: Final = frozenset({"street-address", "address-line1", "x-health", "x-captcha", "x-honeypot"})
_DIALLING: Final = re.compile(r"\+\s?(\d{1,4})(?![\d:.,])")
_DIALLED: Final = frozenset(
    {"1", "7", "33", "34", "39", "44", "48", "49", "61", "81", "82", "86", "90", "91", "351", "420"}
)
"""Calling codes of big countries: a list of such is none of prices or time zones."""
_CODE: Final = re.compile(r"(?:\+|00)?([1-9]\d{0,3})")
_UNCALLED: Final = frozenset("2345689")
"""Calling codes of no country: where there are such, the list counts something."""


def suited(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess` if a control of this sort can hold it; where nothing was said, the choices may say it."""
    if field.tag == "textarea":
        return guess if guess.kind in _TEXTAREA else Guess("x-comment", quoted("tag", "textarea"), sure=False)
    if field.tag != "select" and field.input_type != "radio":
        suits = _fits(field, guess.kind)
        return guess if suits else Guess("x-unknown", quoted("type", field.input_type), sure=False)
    heard = _chosen(field, words) if guess.kind == "x-unknown" and not guess.declared else guess
    stated = statement(field, words) if field.input_type == "radio" and not _fits(field, heard.kind) else ""
    if stated:
        return Guess(stated, quoted("label", field.label), sure=False)
    coded = _coded(field, heard, words)
    return coded if _fits(field, coded.kind) else Guess("x-unknown", heard.why, sure=False)


def _fits(field: Field, kind: str) -> bool:
    """Tell whether a control of this sort can hold a kind."""
    if field.tag == "select":
        return kind in _SELECT
    if field.input_type == "radio":
        return kind in _RADIO
    return kind.startswith("bday") if field.input_type in DATES else field.input_type in WRITABLE


def _chosen(field: Field, words: Words) -> Guess:
    texts = [choice.text for choice in field.choices]
    why = quoted("choices", ", ".join(texts))
    for meaning in ("honorific-prefix", "sex", "country-name", "address-level1"):
        count = _count(field, meaning, words)
        place = meaning in {"country-name", "address-level1"}
        enough = count >= _PLACES if place else count > 1 and 2 * count >= len(texts)
        if enough:
            return Guess(meaning, why, sure=not place)
    return NOTHING


def _count(field: Field, meaning: str, words: Words) -> int:
    """Count the choices that are of one sort; behind a country's name, the native one may stand in brackets."""
    texts = (choice.text.partition("(")[0] or choice.text for choice in field.choices)
    return sum(words.choices[meaning].covers(label_tokens(text)) for text in texts)


def _coded(field: Field, guess: Guess, words: Words) -> Guess:
    """Return what the list tells: calling codes, years alone, countries, or their codes ("country")."""
    values = [choice.value for choice in field.choices if choice.value]
    if field.tag == "select" and _dials(field, guess.kind, values):
        return replace(guess, kind="tel-country-code")
    if guess.kind == "address-level1" and not guess.declared:
        states, countries = (_count(field, meaning, words) for meaning in ("address-level1", "country-name"))
        guess = replace(guess, kind="country-name") if countries >= max(_PLACES, states) else guess
    years = [value for value in values if _YEAR.fullmatch(value)]
    if guess.kind == "bday" and 2 * len(years) > len(values):
        return replace(guess, kind="bday-year")
    if guess.kind == "country-name" and values and all(len(value) == len("DE") for value in values):
        return Guess("country", guess.why, guess.sure, guess.declared)
    return guess


def _dials(field: Field, kind: str, values: Sequence[str]) -> bool:
    """Tell whether most choices are calling codes; in a list for phones, one of a big country is enough, or values."""
    codes = [found[1] for choice in field.choices if (found := _DIALLING.search(choice.text))]
    coded = [found[1] for value in values if (found := _CODE.fullmatch(value))]
    of_phones = kind.startswith("tel")
    if of_phones and not codes and _UNCALLED.isdisjoint(coded):
        codes = coded
    known = len(_DIALLED.intersection(codes))
    return 2 * len(codes) > len(field.choices) - 1 and (known > 1 or (of_phones and known == 1))
