"""What one control asks for: signals in order, the first that speaks decides, contradiction means unknown."""

import re
from dataclasses import replace
from typing import Final

from companion.fields.autocomplete import kind_of_autocomplete
from companion.fields.boxes import box_guess
from companion.fields.guess import UNKEPT, Guess, quoted
from companion.fields.hints import around, beside, routed
from companion.fields.words import WISHES, Tokens, Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Field

_PARTS: Final = re.compile(r"[\[\]${}.:]+")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_DATES: Final = frozenset({"date", "month", "datetime-local"})
_WRITABLE: Final = frozenset({"", "text", "email", "tel", "url", "search", "password", "number"}) | _DATES
_TYPES: Final = {"email": "email", "url": "url"}
_NOTHING: Final = Guess("x-unknown", "nothing recognised", sure=False)
UNRENDERED: Final = frozenset({"not-rendered", "removed"})
"""Why a control is not seen that may be a step still to come; whoever hides one in another way sets a trap."""
_LABEL_WORDS: Final = 6
"""With more words of its own, a label asks something else (or asks for a "y" to receive e-mail)."""
_HINT_WORDS: Final = 6
"""A longer hint explains, and may mention anything."""
_TEL_LENGTH: Final = 7
"""A shorter numeric control without words is a code, or a part of a number."""
_PLACES: Final = 5
_RADIO: Final = frozenset({"sex", "honorific-prefix", "x-nationality", "country", "country-name"})
_SELECT: Final = frozenset(kind.name for kind in KINDS.values() if kind.group in {"address", "identity"}) | {
    "honorific-prefix",
    "cc-exp",
    "tel-country-code",
    "x-security-question",
    *UNKEPT,
}
_TEXTAREA: Final = frozenset({"street-address", "address-line1", "x-health", "x-captcha", "x-honeypot"})
_EITHER: Final = {
    frozenset({"email", "username"}): "x-username-or-email",
    frozenset({"email", "tel"}): "email",
    frozenset({"given-name", "family-name"}): "name",
}
"""What a label asks for that names two kinds; any other two are too many."""
_TOLD_BY_ASIDES: Final = frozenset({"name", "username"})
"""What "(as on your card)" and "(e-mail)" tell more about."""
_LOGIN: Final = frozenset({"username", "x-username-or-email"})
_LOGINS: Final = frozenset({"email", "tel"}) | _LOGIN
_GENERAL: Final = frozenset({"name", "street-address", "bday"})
"""Kinds whose label is often short for a part, which the control's name tells."""
_WEAK_NAMES: Final = frozenset({"name", "username", "url", "x-search", "x-comment"})
"""Authors call anything "name", "login", "url", "query" or "message"."""

_SAME_WORD: Final = frozenset({("email", "street-address"), ("x-nationality", "country-name")})
"""(label, name): an "address" may be one for e-mail, and a "state" the one whose citizen somebody is."""
_ABBREVIATED: Final = 2
"""In so few letters a name says nothing against a label: "cp" is a postcode here and a coupon there."""


def guess_control(field: Field, language: str, words: Words) -> Guess:
    """Return what a control asks for, as far as it says so itself."""
    writable = field.tag == "textarea" or (field.tag == "input" and field.input_type in _WRITABLE)
    if writable and field.hidden and field.hidden not in UNRENDERED:
        return Guess("x-honeypot", quoted("hidden", field.hidden), sure=True)
    if field.input_type == "password":
        return Guess("x-password", quoted("type", "password"), sure=True, declared=True)
    if field.input_type == "checkbox":
        return box_guess(field, language, words)
    return _suited(field, _again(field, _said(field, words), words), words)


def _said(field: Field, words: Words) -> Guess:
    label = label_kind(field.label, words)
    texts = (field.label, *(text for _, text in routed(field)))
    warning = next((text for text in texts if _warns(text, words)), "")
    if warning:
        return Guess("x-honeypot", quoted("text", warning), sure=True)
    declared = _declared(field)
    if declared:
        return _undisputed(declared, label)
    part = _birth_part(field, words)
    if part:
        return Guess(part, quoted("label", field.label or field.name), sure=True)
    named = name_kind(field, words)
    if label:
        return _weighed(field, label, named, words)
    if named and not (named in _WEAK_NAMES and label_tokens(field.label)):
        return Guess(named, quoted("name", field.name or field.id), sure=False)
    return _hinted(field, words)


def _warns(text: str, words: Words) -> bool:
    return any(hit.meaning == "x-honeypot" for hit in words.labels.find(label_tokens(text)).hits)


def _declared(field: Field) -> Guess | None:
    kind = kind_of_autocomplete(field.autocomplete)
    # "new-password" on a text control keeps the browser from filling it.
    if kind and kind != "x-password":
        return Guess(kind, quoted("autocomplete", field.autocomplete), sure=True, declared=True)
    kind = _TYPES.get(field.input_type, "")
    return Guess(kind, quoted("type", field.input_type), sure=True, declared=True) if kind else None


def label_kind(text: str, words: Words) -> str:
    """Return the kind that a text names; "x-unknown" for several, or for one that is known to be none of ours."""
    head, _, tail = text.partition("(")
    # "(as in your passport)" is an aside; "(s)", "(e)" and "(n)" are endings.
    if not head.strip() or tail.startswith(("s)", "e)", "n)", "a)")):
        return _text_kind(text, words)[0]
    aside, _, behind = tail.partition(")")
    kind = _text_kind(f"{head} {behind}", words)[0]
    told = _text_kind(aside, words)[0] if kind in _TOLD_BY_ASIDES else ""
    return told if told in {"cc-name", "email"} else kind


def _text_kind(text: str, words: Words) -> tuple[str, bool]:
    """Return the kind that a text names, and whether it does so by a general word ("Name", "Address")."""
    found = words.labels.find(label_tokens(text))
    own = words.marks["filler"].find(found.rest).rest if found else ()
    if not found or len(own) > _LABEL_WORDS:
        return "", False
    hits = [hit for hit in found.hits if not (own and hit.alone)]
    kinds = {hit.meaning for hit in hits}
    kind = kinds.pop() if len(kinds) == 1 else _EITHER.get(frozenset(kinds), "x-unknown") if kinds else ""
    return kind, all(hit.alone for hit in hits)


def name_kind(field: Field, words: Words) -> str:
    """Return the kind that the author's name for a control tells."""
    for text in (field.name, field.id):
        # Names go from the general to the special: "company[phone]" is a phone, "ctl00$Body$tbCity" a city.
        last = next((part for part in reversed(_PARTS.split(text)) if _telling(name_tokens(part), words)), "")
        for part in (last, text) if last != text else (text,):
            kind = _part_kind(name_tokens(part), words)
            if kind:
                return kind
    return ""


def _part_kind(tokens: Tokens, words: Words) -> str:
    found = words.names.find(tokens)
    if not found or _telling(found.tail, words):
        # "email[title]" is no address.
        return ""
    lonely = not _telling(found.rest, words)
    kinds = [hit.meaning for hit in found.hits if lonely or not hit.alone]
    if kinds and KINDS[kinds[-1]].group == "name" and "cc-name" in kinds:
        return "cc-name"
    return kinds[-1] if kinds else ""


def _telling(tokens: Tokens, words: Words) -> Tokens:
    rest = words.marks["name-filler"].find(words.marks["filler"].find(tokens).rest).rest
    return tuple(token for token in rest if len(token) > 1 and not token.isdigit())


def _weighed(field: Field, label: str, named: str, words: Words) -> Guess:
    general = label == "bday" or (label in _GENERAL and _text_kind(field.label, words)[1])
    weak = (named in _WEAK_NAMES and (label, named) != ("name", "username")) or (label, named) in _SAME_WORD
    agreed = named in {"", label} or weak or len(field.name or field.id) <= _ABBREVIATED
    by_label = Guess(label, quoted("label", field.label), sure=agreed or general)
    if agreed or label == "x-unknown":
        return by_label
    if not _alike(label, named) and label != field.input_type:
        return Guess("x-unknown", f"{by_label.why} against {quoted('name', field.name or field.id)}", sure=False)
    return Guess(named, quoted("name", field.name or field.id), sure=False) if general else by_label


def _alike(kind: str, other: str) -> bool:
    if kind == other or (not _LOGIN.isdisjoint({kind, other}) and {kind, other} <= _LOGINS):
        return True
    if {kind, other} == {"sex", "honorific-prefix"}:
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
        kind = label_kind(text, words) if "@" not in text and len(label_tokens(text)) <= _HINT_WORDS else ""
        if kind:
            return Guess(kind, quoted("hint", text), sure=False)
    if field.input_type == "search":
        return Guess("x-search", quoted("type", "search"), sure=True)
    if field.input_type == "tel" and any(label_kind(text, words) == "tel" for text in around(field)):
        return Guess("tel", quoted("type", "tel"), sure=False)
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


def _fits(field: Field, kind: str) -> bool:
    """Tell whether a control of this sort can hold a kind."""
    if field.tag == "select":
        return kind in _SELECT
    if field.input_type == "radio":
        return kind in _RADIO
    return kind.startswith("bday") if field.input_type in _DATES else field.input_type in _WRITABLE


def _suited(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess` if a control of this sort can hold it; where nothing was said, the choices may say it."""
    if field.tag == "textarea":
        return guess if guess.kind in _TEXTAREA else Guess("x-comment", quoted("tag", "textarea"), sure=False)
    if field.tag != "select" and field.input_type != "radio":
        suits = _fits(field, guess.kind)
        return guess if suits else Guess("x-unknown", quoted("type", field.input_type), sure=False)
    heard = _chosen(field, words) if guess.kind == "x-unknown" and not guess.declared else guess
    wish = _wish(field, words) if heard.kind == "x-unknown" and field.input_type == "radio" else ""
    if wish:
        return Guess(wish, quoted("label", field.label), sure=False)
    return _coded(field, heard) if _fits(field, heard.kind) else Guess("x-unknown", heard.why, sure=False)


def _wish(field: Field, words: Words) -> str:
    """Return what a question to be answered with yes or no wishes for."""
    stated = words.box_labels.meanings(label_tokens(field.label)) & WISHES
    return min(stated) if stated and len(field.choices) == len(("yes", "no")) else ""


def _chosen(field: Field, words: Words) -> Guess:
    texts = [choice.text for choice in field.choices]
    why = quoted("choices", ", ".join(texts))
    for meaning in ("honorific-prefix", "sex", "country-name", "address-level1"):
        lexicon = words.choices[meaning]
        count = sum(bool(found) and not found.rest for found in map(lexicon.find, map(label_tokens, texts)))
        place = meaning in {"country-name", "address-level1"}
        enough = count >= _PLACES if place else count > 1 and 2 * count >= len(texts)
        if enough:
            return Guess(meaning, why, sure=not place)
    return _NOTHING


def _coded(field: Field, guess: Guess) -> Guess:
    """Return what the values tell: years alone, or two-letter codes ("country", not "country-name")."""
    values = [choice.value for choice in field.choices if choice.value]
    years = [value for value in values if _YEAR.fullmatch(value)]
    if guess.kind == "bday" and 2 * len(years) > len(values):
        return replace(guess, kind="bday-year")
    if guess.kind == "country-name" and values and all(len(value) == len("DE") for value in values):
        return Guess("country", guess.why, guess.sure, guess.declared)
    return guess
