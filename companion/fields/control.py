"""What one control asks for: signals in order, the first that speaks decides, contradiction means unknown."""

from dataclasses import replace
from typing import Final

from companion.fields.autocomplete import kind_of_autocomplete
from companion.fields.boxes import box_guess
from companion.fields.choices import DATES, WRITABLE, suited
from companion.fields.guess import LOGINS, NOTHING, PERSONAL, Guess, quoted
from companion.fields.hints import around, beside, routed
from companion.fields.texts import (
    asks_for_a_sum,
    date_part,
    is_plain,
    label_kind,
    labelled_kind,
    name_kind,
    text_kind,
)
from companion.fields.words import Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Field

_TYPES: Final = {"email": "email", "url": "url"}
UNRENDERED: Final = frozenset({"not-rendered", "removed"})
"""Why a control is not seen that may be a step still to come; whoever hides one in another way sets a trap."""
_HINT_WORDS: Final = 6
"""A longer hint explains, and may mention anything."""
_TEL_LENGTH: Final = 7
"""A shorter numeric control without words is a code, or a part of a number."""
_COMPLAINTS: Final = frozenset({"error", "note"})
"""Texts that may say "do not leave this empty" of what they want."""
_LURES: Final = frozenset({"url"})
"""What robots like to fill, and no later step of a form asks for."""
_UNFILLED: Final = frozenset({"off", "nope", "false", "new-password"})
"""How `autocomplete` keeps the browser from filling a control."""
_PARTS_OF_NAMES: Final = frozenset({"given-name", "family-name"})
_GENERAL: Final = frozenset({"name", "street-address", "bday"})
"""Kinds whose label is often short for a part, which the control's name tells."""
_WEAK_NAMES: Final = frozenset({"name", "username", "url", "x-search", "x-comment"})
"""Authors call anything "name", "login", "url", "query" or "message"."""
_VAGUE_NAMES: Final = _WEAK_NAMES | {"tel-country-code"}
"""Names that say nothing beside an unknown label; a "phone code" may be one that was sent."""
_SAME_WORD: Final = frozenset({("email", "street-address"), ("x-nationality", "country-name")})
"""(label, name): an "address" may be one for e-mail, and a "state" the one whose citizen somebody is."""
_ABBREVIATED: Final = 2
"""In so few letters a name says nothing against a label: "cp" is a postcode here and a coupon there."""


def guess_control(field: Field, language: str, words: Words) -> Guess:
    """Return what a control asks for, as far as it says so itself."""
    writable = field.tag == "textarea" or (field.tag == "input" and field.input_type in WRITABLE)
    if writable and field.hidden and field.hidden not in UNRENDERED:
        return Guess("x-honeypot", quoted("hidden", field.hidden), sure=True)
    if field.input_type == "password":
        return Guess("x-password", quoted("type", "password"), sure=True, declared=True)
    if field.input_type == "checkbox":
        return box_guess(field, language, words)
    guess = suited(field, _again(field, _said(field, words), words), words)
    if writable and field.hidden and _lures(field, guess, words):
        return Guess("x-honeypot", quoted("hidden", field.hidden), sure=False)
    return guess


def _lures(field: Field, guess: Guess, words: Words) -> bool:
    """Tell whether a control that is not rendered is there for robots, and no later step."""
    wanted = guess.kind in _LURES and field.autocomplete in _UNFILLED
    return wanted or bool(words.marks["lure-name"].find(name_tokens(field.name) + name_tokens(field.id)))


def _said(field: Field, words: Words) -> Guess:
    label = labelled_kind(field, words)
    first = _trap(field, label, words) or _declared(field)
    if first:
        return _undisputed(first, label) if first.declared else first
    part = _birth_part(field, words)
    if part:
        return Guess(part, quoted("label", field.label or field.name), sure=True)
    if label:
        return _prompted(field, label, words) or _weighed(field, label, name_kind(field, words), words)
    named = name_kind(field, words)
    if named and not (named in _VAGUE_NAMES and label_tokens(field.label)):
        return Guess(named, quoted("name", field.name or field.id), sure=False)
    return _hinted(field, words)


def _trap(field: Field, label: str, words: Words) -> Guess | None:
    texts = (field.label, *(text for route, text in routed(field) if route not in _COMPLAINTS))
    warning = next((text for text in texts if _warns(text, words)), "")
    if warning:
        return Guess("x-honeypot", quoted("text", warning), sure=True)
    tests = label == "x-captcha" or asks_for_a_sum(field.label, words)
    return Guess("x-captcha", quoted("label", field.label), sure=True) if tests else None


def _prompted(field: Field, label: str, words: Words) -> Guess | None:
    """Return what a placeholder asks for, where the label is a text above several fields ("Get your coupon")."""
    prompt = dict(routed(field)).get("placeholder", "")
    if KINDS[label].group != "other" or not prompt or is_plain(field.label, words):
        return None
    told, rest = label_kind(prompt, words), words.labels.find(label_tokens(prompt)).rest
    whole = told and KINDS[told].group in PERSONAL and not words.marks["filler"].find(rest).rest
    return Guess(told, quoted("placeholder", prompt), sure=False) if whole else None


def _warns(text: str, words: Words) -> bool:
    return any(hit.meaning == "x-honeypot" for hit in words.labels.find(label_tokens(text)).hits)


def _declared(field: Field) -> Guess | None:
    kind = kind_of_autocomplete(field.autocomplete)
    # "new-password" on a text control keeps the browser from filling it.
    if kind and kind != "x-password":
        return Guess(kind, quoted("autocomplete", field.autocomplete), sure=True, declared=True)
    kind = _TYPES.get(field.input_type, "")
    return Guess(kind, quoted("type", field.input_type), sure=True, declared=True) if kind else None


def _weighed(field: Field, label: str, named: str, words: Words) -> Guess:
    general = label == "bday" or (label in _GENERAL and text_kind(field.label, words)[1])
    weak = (named in _WEAK_NAMES and (label, named) != ("name", "username")) or (label, named) in _SAME_WORD
    agreed = named in {"", label} or weak or len(field.name or field.id) <= _ABBREVIATED
    by_label = Guess(label, quoted("label", field.label), sure=agreed or general)
    if named == "x-search" and label in {"country", "country-name"}:
        return Guess(named, quoted("name", field.name or field.id), sure=False)
    if agreed or label == "x-unknown":
        return by_label
    if (label == "tel" and named.startswith("tel-")) or (named == "cc-name" and KINDS[label].group == "name"):
        return Guess(named, quoted("name", field.name or field.id), sure=False)
    # Whatever authors call it, people answer a plain label; but nobody calls a name "ssn".
    told = is_plain(field.label, words) and not KINDS[named].sensitive
    if not _alike(label, named) and label != field.input_type and not told:
        return Guess("x-unknown", f"{by_label.why} against {quoted('name', field.name or field.id)}", sure=False)
    return Guess(named, quoted("name", field.name or field.id), sure=False) if general else by_label


def _alike(kind: str, other: str) -> bool:
    if kind == other or ({kind, other} <= LOGINS and {kind, other} != {"email", "tel"}):
        return True
    if {kind, other} == {"sex", "honorific-prefix"}:
        return True
    if any(kind.startswith(parted) and other.startswith(parted) for parted in ("bday", "tel")):
        return True
    return KINDS[kind].group == KINDS[other].group and KINDS[kind].group in {"name", "address", "secret", "other"}


def _undisputed(guess: Guess, label: str) -> Guess:
    if guess.kind == "username" and label in LOGINS:
        # Sites ask password managers for a user name where they ask people for their e-mail address.
        return replace(guess, kind=label)
    if guess.kind == "name" and label in _PARTS_OF_NAMES:
        return replace(guess, kind=label)
    if label in {"", "x-unknown", "username", "x-comment"} or guess.kind == "x-unknown" or _alike(guess.kind, label):
        return guess
    if guess.kind.startswith("cc-"):
        return guess
    return Guess("x-unknown", f"{guess.why} against a label for {label}", sure=False, declared=True)


def _birth_part(field: Field, words: Words) -> str:
    if field.input_type in DATES:
        return ""
    own = [label_tokens(text) for text in (field.label, *beside(field), *_prompt(field))]
    own += [name_tokens(field.name), name_tokens(field.id)]
    heard = (*own, *(label_tokens(text) for text in around(field)))
    if not any(words.marks["birth"].find(tokens) for tokens in heard):
        return ""
    # Where the label is that of all parts, what stands behind each of them tells it apart.
    part = date_part(own, words) or date_part([label_tokens(dict(routed(field)).get("after", ""))], words)
    return f"bday-{part}" if part else ""


def _prompt(field: Field) -> list[str]:
    """Return what a list that is shown says before anything is chosen: "Month"."""
    return [choice.text for choice in field.choices[:1]] if field.tag == "select" and not field.hidden else []


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
    return NOTHING


def _again(field: Field, guess: Guess, words: Words) -> Guess:
    """Return `guess`, or that an e-mail address is wanted a second time."""
    if guess.kind != "email":
        return guess
    names = name_tokens(field.name) + name_tokens(field.id)
    texts = (field.label, dict(routed(field)).get("placeholder", ""))
    repeats = words.marks["confirm-name"].find(names) or any(
        words.marks["confirm"].find(label_tokens(text)) for text in texts
    )
    return replace(guess, kind="x-email-confirm") if repeats else guess
