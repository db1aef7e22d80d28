"""What one control asks for: signals in order, the first that speaks decides, contradiction means unknown."""

from dataclasses import replace
from typing import Final

from companion.fields.autocomplete import kind_of_autocomplete
from companion.fields.boxes import box_guess
from companion.fields.guess import PERSONAL, Guess, quoted
from companion.fields.hints import around, beside
from companion.fields.words import Tokens, Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Field

_DATES: Final = frozenset({"date", "month", "datetime-local"})
_WRITABLE: Final = frozenset({"", "text", "email", "tel", "url", "search", "password", "number"}) | _DATES
_TYPES: Final = {"email": "email", "url": "url", "search": "x-search"}
_NOTHING: Final = Guess("x-unknown", "nothing recognised", sure=False)
_LABEL_WORDS: Final = 8
"""With more words of its own, a label asks something else (or asks for a "y" to receive e-mail)."""
_HINT_WORDS: Final = 6
"""A longer hint explains, and may mention anything."""
_TEL_LENGTH: Final = 7
"""A shorter numeric control without words is a code, or a part of a number."""
_COUNTRIES: Final = 5
_RADIO: Final = frozenset({"sex", "honorific-prefix", "x-nationality", "country", "country-name"})
_SELECT: Final = frozenset(kind.name for kind in KINDS.values() if kind.group in {"address", "identity"}) | {
    "honorific-prefix",
    "cc-exp",
}
_TEXTAREA: Final = frozenset({"street-address", "address-line1", "x-health", "x-captcha", "x-honeypot"})
_LOGINS: Final = frozenset({"username", "email", "tel"})
_GENERAL: Final = frozenset({"name", "street-address", "bday"})
"""Kinds whose label is often short for a part, which the control's name tells."""
_WEAK_NAMES: Final = frozenset({"name", "username", "url", "x-search", "x-comment"})
"""Authors call anything "name", "login", "url", "query" or "message"."""


def guess_control(field: Field, words: Words) -> Guess:
    """Return what a control asks for, as far as it says so itself."""
    writable = field.tag == "textarea" or (field.tag == "input" and field.input_type in _WRITABLE)
    if writable and field.hidden:
        return Guess("x-honeypot", quoted("hidden", field.hidden), sure=True)
    if field.input_type == "password":
        return Guess("x-password", quoted("type", "password"), sure=True, declared=True)
    if field.input_type == "checkbox":
        return box_guess(field, words)
    return _suited(field, _own(field, _again(field, _said(field, words), words), words), words)


def _said(field: Field, words: Words) -> Guess:
    label = _of_label(field.label, words)
    if label == "x-honeypot":
        return Guess(label, quoted("label", field.label), sure=True)
    declared = _declared(field)
    if declared:
        return _undisputed(declared, label)
    part = _birth_part(field, words)
    if part:
        return Guess(part, quoted("label", field.label or field.name), sure=True)
    named = _of_name(field, words)
    if label:
        return _weighed(field, label, named)
    if named and not (named in _WEAK_NAMES and label_tokens(field.label)):
        return Guess(named, quoted("name", field.name or field.id), sure=False)
    return _hinted(field, words)


def _declared(field: Field) -> Guess | None:
    kind = kind_of_autocomplete(field.autocomplete)
    if kind:
        return Guess(kind, quoted("autocomplete", field.autocomplete), sure=True, declared=True)
    kind = _TYPES.get(field.input_type, "")
    return Guess(kind, quoted("type", field.input_type), sure=True, declared=True) if kind else None


def _of_label(text: str, words: Words) -> str:
    """Return the kind that a text names; "x-unknown" for several, or for one that is known to be none of ours."""
    head, _, tail = text.partition("(")
    # "(as in your passport)" is an aside; "(s)", "(e)" and "(n)" are endings.
    aside = head.strip() and not tail.startswith(("s)", "e)", "n)"))
    found = words.labels.find(label_tokens(f"{head} {tail.partition(')')[2]}" if aside else text))
    if not found or len(found.rest) > _LABEL_WORDS:
        return ""
    lonely = not words.marks["filler"].find(found.rest).rest
    kinds = {hit.meaning for hit in found.hits if lonely or not hit.alone}
    return kinds.pop() if len(kinds) == 1 else "x-unknown" if kinds else ""


def _of_name(field: Field, words: Words) -> str:
    for text in (field.name, field.id):
        found = words.names.find(name_tokens(text))
        # Names go from the general to the special: "company[phone]" is a phone, "email[title]" no address.
        if found and not _telling(found.tail, words):
            lonely = not _telling(found.rest, words)
            kinds = [hit.meaning for hit in found.hits if lonely or not hit.alone]
            if kinds:
                return kinds[-1]
    return ""


def _telling(tokens: Tokens, words: Words) -> Tokens:
    rest = words.marks["name-filler"].find(words.marks["filler"].find(tokens).rest).rest
    return tuple(token for token in rest if len(token) > 1 and not token.isdigit())


def _weighed(field: Field, label: str, named: str) -> Guess:
    agreed = named in {"", label} | _WEAK_NAMES
    by_label = Guess(label, quoted("label", field.label), sure=agreed or named in _GENERAL)
    if agreed or label == "x-unknown":
        return by_label
    if not _alike(label, named):
        return Guess("x-unknown", f"{by_label.why} against {quoted('name', field.name or field.id)}", sure=False)
    return Guess(named, quoted("name", field.name or field.id), sure=False) if label in _GENERAL else by_label


def _alike(kind: str, other: str) -> bool:
    if kind == other or ("username" in {kind, other} and {kind, other} <= _LOGINS):
        return True
    if kind.startswith("bday") and other.startswith("bday"):
        return True
    return KINDS[kind].group == KINDS[other].group and KINDS[kind].group in {"name", "address", "secret", "other"}


def _undisputed(guess: Guess, label: str) -> Guess:
    if guess.kind == "username" and label in _LOGINS:
        # Sites ask password managers for a user name where they ask people for their e-mail address.
        return replace(guess, kind=label)
    if label in {"", "x-unknown", "username", "x-comment"} or guess.kind == "x-unknown" or _alike(guess.kind, label):
        return guess
    if guess.kind.startswith("cc-"):
        return guess
    return Guess("x-unknown", f"{guess.why} against a label for {label}", sure=False, declared=True)


def _birth_part(field: Field, words: Words) -> str:
    own = [label_tokens(text) for text in (field.label, *beside(field))]
    own += [name_tokens(field.name), name_tokens(field.id)]
    heard = (*own, *(label_tokens(text) for text in around(field)))
    if not any(words.marks["birth"].find(tokens) for tokens in heard):
        return ""
    parts = [part for part in ("day", "month", "year") if any(words.marks[part].find(tokens) for tokens in own)]
    return f"bday-{parts[0]}" if len(parts) == 1 else ""


def _hinted(field: Field, words: Words) -> Guess:
    """Return what short hints say, a radio's question among them, or what the type alone does."""
    asked = around(field) if field.input_type == "radio" else []
    for text in (*beside(field), *asked):
        kind = _of_label(text, words) if "@" not in text and len(label_tokens(text)) <= _HINT_WORDS else ""
        if kind:
            return Guess(kind, quoted("hint", text), sure=False)
    if field.input_type == "tel" and not field.label and not 0 < field.max_length < _TEL_LENGTH:
        return Guess("tel", quoted("type", "tel"), sure=False)
    return _NOTHING


def _again(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess`, or that an e-mail address is wanted a second time."""
    if guess.kind != "email":
        return guess
    names = name_tokens(field.name) + name_tokens(field.id)
    repeats = words.marks["confirm"].find(label_tokens(field.label)) or words.marks["confirm-name"].find(names)
    return replace(guess, kind="x-email-confirm") if repeats else guess


def _own(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess`, unless the text speaks of another person, whose data the vault does not hold."""
    texts = (field.label, *around(field)) if KINDS[guess.kind].group in PERSONAL else ()
    for text in texts:
        if words.marks["someone-else"].find(label_tokens(text)):
            return Guess("x-unknown", f"{quoted('text', text)} speaks of somebody else", sure=False, declared=True)
    return guess


def _suited(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess` if a control of this sort can hold it; where nothing was said, the choices may say it."""
    if field.tag == "textarea":
        return guess if guess.kind in _TEXTAREA else Guess("x-comment", quoted("tag", "textarea"), sure=False)
    if field.tag == "select" or field.input_type == "radio":
        heard = _chosen(field, words) if guess == _NOTHING else guess
        fits = heard.kind in (_SELECT if field.tag == "select" else _RADIO)
        return _coded(field, heard) if fits else Guess("x-unknown", heard.why, sure=False)
    fits = guess.kind.startswith("bday") if field.input_type in _DATES else field.input_type in _WRITABLE
    return guess if fits else Guess("x-unknown", quoted("type", field.input_type), sure=False)


def _chosen(field: Field, words: Words) -> Guess:
    texts = [choice.text for choice in field.choices]
    why = quoted("choices", ", ".join(texts))
    for meaning in ("honorific-prefix", "sex", "country-name"):
        lexicon = words.choices[meaning]
        count = sum(bool(found) and not found.rest for found in map(lexicon.find, map(label_tokens, texts)))
        enough = count >= _COUNTRIES if meaning == "country-name" else count > 1 and 2 * count >= len(texts)
        if enough:
            return Guess(meaning, why, sure=meaning != "country-name")
    return _NOTHING


def _coded(field: Field, guess: Guess) -> Guess:
    """Return "country" for a choice among two-letter codes, as the HTML standard tells it from "country-name"."""
    values = [choice.value for choice in field.choices if choice.value]
    if guess.kind == "country-name" and values and all(len(value) == len("DE") for value in values):
        return Guess("country", guess.why, guess.sure, guess.declared)
    return guess
