"""The normal forms of values: how a site, or an ad platform that hashes it, may write one before it sends it.

Which forms there are follows the platforms' own rules for what they match by hash (addresses trimmed and lower-cased,
Gmail's dots and tags removed, phone numbers with the country's code) and what forms do to their fields.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import idna

from companion.patterns.dates import date_forms
from companion.patterns.phones import phone_forms
from companion.patterns.strength import Rank

_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_COMPACT: Final = frozenset({"x-iban", "x-national-id", "x-tax-id", "x-vat-id", "x-passport", "postal-code"})
"""Kinds whose groups and separators are for people: machines leave them out."""
_NUMBER: Final = r"\d+\s?[a-zA-Z]?(?:\s?[-/]\s?\d+)?"
_STREET: Final = re.compile(rf"(?P<name>.*\D)\s+(?P<number>{_NUMBER})|(?P<first>{_NUMBER}),?\s+(?P<rest>.*\D.*)")
_ABBREVIATIONS: Final = tuple(
    (re.compile(long), short)
    for long, short in (
        (r"stra(?:ß|ss)e\b", "str."),
        (r"str\.", "straße"),
        (r"\bstreet\b", "st"),
        (r"\bst\b\.?", "street"),
        (r"\bavenue\b", "ave"),
        (r"\bave\b\.?", "avenue"),
        (r"\broad\b", "rd"),
        (r"\brd\b\.?", "road"),
        (r"\bboulevard\b", "blvd"),
        (r"\bcalle\b", "c/"),
    )
)
_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"}
)
_BARE: Final = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a value: the `chain` that led to it (empty: as it is), and what it is then."""

    text: str = field(repr=False)
    chain: str
    kind: str
    rank: Rank = "common"


def normal_forms(kind: str, text: str, region: str = "") -> list[Form]:
    """List the forms of a value, the likeliest first, each once; `region` tells whose national numbers are meant."""
    value = unicodedata.normalize("NFC", text.strip())
    forms = [Form(value, "", kind, "common" if kind in _COMPACT and not value.isalnum() else "main")]
    if kind in {"tel", "x-fax"}:
        forms += (Form(found, chain, kind, rank) for found, chain, rank in phone_forms(value, region))
    elif kind in _MAKERS:
        forms += _MAKERS[kind](value)
    if len(lines := value.split()) > 1 and (spaced := " ".join(lines)) != value:
        forms.append(Form(spaced, "one-line", kind))
    first: dict[str, Form] = {}
    for form in forms:
        first.setdefault(form.text, form)
    return [form for text, form in first.items() if text]


def full_names(given: str, family: str) -> list[Form]:
    """List the ways to write a given name and a family name together."""
    together = f"{given} {family}"
    return [Form(together, "given+family", "name", "main"), *_ordered(given, family)]


def folded(text: str) -> Iterator[tuple[str, str]]:
    """Write a text without its accents, and with umlauts written out: (text, chain), if it has any."""
    if text.isascii():
        return
    letters = unicodedata.normalize("NFD", text.translate(_BARE))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if bare != text:
        yield bare, "unaccented"
    if (written := text.translate(_UMLAUTS)) not in {text, bare}:
        yield written, "umlauts"


def _email(text: str) -> Iterator[Form]:
    local, _, domain = text.lower().rpartition("@")
    untagged = local.partition("+")[0]
    if not untagged or not domain:
        return
    if domain in _GMAIL:
        bare = untagged.replace(".", "")
        yield Form(f"{bare}@{domain}", "gmail", "email", "main")
        yield Form(f"{untagged}@{domain}", "untagged", "email")
    else:
        yield Form(f"{untagged}@{domain}", "untagged", "email", "main")
    if not domain.isascii():
        with suppress(idna.IDNAError):  # no domain, then: the other forms have to do
            yield Form(f"{local}@{idna.encode(domain, uts46=True).decode()}", "idna", "email")


def _name(text: str) -> Iterator[Form]:
    parts = text.split()
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        yield from _ordered(" ".join(parts[:-1]), last)
        yield Form(f"{first} {last}", "first+last", "name")
        yield Form(first, "first", "given-name", "plain")
        yield Form(last, "last", "family-name", "plain")


def _ordered(given: str, family: str) -> Iterator[Form]:
    yield Form(f"{given}{family}", "joined", "name", "main")
    yield Form(f"{family} {given}", "family-first", "name")
    yield Form(f"{family}, {given}", "family-first", "name")
    yield Form(f"{family}{given}", "family-first>joined", "name", "plain")


def _street(text: str) -> Iterator[Form]:
    lines = text.splitlines()
    if len(lines) > 1:
        yield Form(", ".join(lines), "one-line", "street-address")
        yield Form("\r\n".join(lines), "crlf", "street-address", "plain")
        yield Form(lines[0], "first-line", "street-address")
    split = _STREET.fullmatch(lines[0]) if lines else None
    if split:
        name, number = split["name"] or split["rest"], split["number"] or split["first"]
        yield Form(f"{name} {number}", "number-last", "street-address", "plain")
        yield Form(f"{number} {name}", "number-first", "street-address", "plain")
        yield Form(name, "no-number", "x-street-name", "plain")
    for long, short in _ABBREVIATIONS:
        shorter = long.sub(short, text.lower())
        if shorter != text.lower():
            yield Form(shorter, "abbreviated", "street-address")


def _postcode(text: str) -> Iterator[Form]:
    yield Form(re.sub(r"[\s-]", "", text), "compact", "postal-code", "main")
    if re.fullmatch(r"\d{5}-\d{4}", text):
        yield Form(text[:5], "zip5", "postal-code")


def _iban(text: str) -> Iterator[Form]:
    compact = re.sub(r"[\s-]", "", text)
    yield Form(compact, "compact", "x-iban", "main")
    yield Form(" ".join(compact[at : at + 4] for at in range(0, len(compact), 4)), "grouped", "x-iban")
    yield Form(compact[4:], "bban", "x-iban")


def _number(text: str) -> Iterator[Form]:
    yield Form(re.sub(r"[^\w]|_", "", text), "compact", "x-national-id", "main")


def _url(text: str) -> Iterator[Form]:
    yield Form(re.sub(r"^https?://", "", text).rstrip("/"), "no-scheme", "url")


def _birthday(text: str) -> Iterator[Form]:
    for found, chain, rank in date_forms(text):
        yield Form(found, chain, "bday", rank)


_MAKERS: Final[dict[str, Callable[[str], Iterator[Form]]]] = {
    "email": _email,
    "x-email-confirm": _email,
    "name": _name,
    "street-address": _street,
    "address-line1": _street,
    "postal-code": _postcode,
    "x-iban": _iban,
    "x-national-id": _number,
    "x-tax-id": _number,
    "x-vat-id": _number,
    "x-passport": _number,
    "url": _url,
    "bday": _birthday,
}
