"""What a label or a control's name tells by itself: the kinds that its words stand for."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from companion.fields.guess import LOGINS
from companion.fields.hints import routed, titles
from companion.fields.words import Tokens, Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Field

_PARTS: Final = re.compile(r"[\[\]${}.:]+")
_NAME_LIKE: Final = re.compile(r"[a-z]+([-_][a-z0-9]+)+:?")
"""A label that nobody wrote for people: "sender-address"."""
_POSTAL_MARK: Final = "〒"
_LABEL_WORDS: Final = 6
"""With more words of its own, a label asks something else (or asks for a "y" to receive e-mail)."""
_SEVERAL: Final = 2
_EITHER: Final = {
    frozenset({"email", "username"}): "x-username-or-email",
    frozenset({"email", "tel"}): "email",
    frozenset({"email", "street-address"}): "email",
    frozenset({"given-name", "family-name"}): "name",
    frozenset({"given-name", "additional-name"}): "name",
}
"""What a label asks for that names two kinds; any other two are too many."""
_TOLD_BY_ASIDES: Final = frozenset({"name", "username"})
"""What "(as on your card)" and "(e-mail)" tell more about."""
_NAMES_TO_LOG_IN: Final = frozenset({"username", "x-loyalty-id", "x-national-id"})
"""What a site knows somebody by; beside an e-mail address, one of the two is wanted to log in."""
_OF_FIRMS: Final = frozenset({"contact", "address"})
"""Groups of kinds that a "company" has, as in "company phone"."""
_SUM: Final = re.compile(r"\d\s*[+×*]\s*\d")  # noqa: RUF001 - the sign of multiplication is meant


def label_kind(text: str, words: Words) -> str:
    """Return the kind that a text names; "x-unknown" for several, or for one that is known to be none of ours."""
    head, _, tail = text.partition("(")
    # "(as in your passport)" is an aside; "(s)", "(e)" and "(n)" are endings.
    if not head.strip() or tail.startswith(("s)", "e)", "n)", "a)")):
        return text_kind(text, words)[0]
    aside, _, behind = tail.partition(")")
    kind = text_kind(f"{head} {behind}", words)[0]
    told = text_kind(aside, words)[0] if kind in _TOLD_BY_ASIDES else ""
    return told if told in {"cc-name", "email"} else kind


def text_kind(text: str, words: Words) -> tuple[str, bool]:
    """Return the kind that a text names, and whether it does so by a general word ("Name", "Address")."""
    found = words.labels.find(label_tokens(text))
    own = words.marks["filler"].find(found.rest).rest if found else ()
    if not found or len(own) > _LABEL_WORDS:
        return "", False
    hits = [hit for hit in found.hits if not (own and hit.alone)]
    kind = _one_of([hit.meaning for hit in hits], text, words)
    if kind == "x-unknown" and len(hits) > 1 and any(hit.alone for hit in hits):
        # The word of one language may be an article of another.
        bare = words.labels.find(words.marks["filler"].find(label_tokens(text)).rest)
        kind = _one_of([hit.meaning for hit in bare.hits], text, words) or kind
    return kind, all(hit.alone for hit in hits)


def _one_of(named: Sequence[str], text: str, words: Words) -> str:
    """Return what is asked for by a text that names these kinds, in this order."""
    kinds = frozenset(named)
    if len(kinds) < _SEVERAL:
        return next(iter(kinds), "")
    if kinds in _EITHER:
        return _EITHER[kinds]
    if kinds & _NAMES_TO_LOG_IN and kinds <= _NAMES_TO_LOG_IN | LOGINS and kinds & LOGINS:
        return "x-username-or-email"
    alternatives = "/" in text or bool(words.marks["or"].find(label_tokens(text)))
    if alternatives and named[-1] == "x-unknown" and len(kinds) == _SEVERAL:
        # "Street or parcel station"
        return named[0]
    others = kinds - {"organization"}
    if len(others) == 1 < len(kinds) and not alternatives and KINDS[min(others)].group in _OF_FIRMS:
        return min(others)
    return "x-unknown"


def is_plain(text: str, words: Words) -> bool:
    """Tell whether a text says what it says by nothing but a phrase that says it anywhere."""
    found = words.labels.find(label_tokens(text))
    whole = bool(found) and not words.marks["filler"].find(found.rest).rest
    return whole and not any(hit.alone for hit in found.hits)


def own_part(field: Field) -> str:
    """Return what a label says behind the name of its section or row: "Postcode" for "Address Postcode"."""
    routes = dict(routed(field))
    if "part" in routes:
        return routes["part"]
    around = (*titles(field), routes.get("before", ""))
    parts = (field.label.removeprefix(text).strip() for text in around if text)
    return next((part for part in parts if part not in {"", field.label}), field.label)


def labelled_kind(field: Field, words: Words) -> str:
    """Return the kind that the label names; where it names several, that of its own part, or of the column's head."""
    if _POSTAL_MARK in field.label and field.tag == "input":
        return "postal-code"
    part = dict(routed(field)).get("part", "")
    kind = label_kind(part, words) or label_kind(field.label, words)
    if kind != "x-unknown" or words.labels.meanings(label_tokens(field.label)) == {"x-unknown"}:
        return kind
    told = (label_kind(text, words) for text in (own_part(field), dict(routed(field)).get("header", "")))
    return next((each for each in told if each not in {"", "x-unknown"}), kind)


def asks_for_a_sum(text: str, words: Words) -> bool:
    """Tell whether a text is like "What is 3 + 4?" or "seven plus two"."""
    tokens = label_tokens(text)
    if not words.marks["plus"].find(tokens):
        return bool(_SUM.search(text))
    three = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return any(
        _is_number(one, words) and bool(words.marks["plus"].find((sign,))) and _is_number(other, words)
        for one, sign, other in three
    )


def _is_number(token: str, words: Words) -> bool:
    return token.isdigit() or bool(words.marks["number"].find((token,)))


def name_kind(field: Field, words: Words) -> str:
    """Return the kind that the author's name for a control tells."""
    written = [field.label] if _NAME_LIKE.fullmatch(field.label) else []
    for text in (*written, field.name, field.id):
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
    if found.hits[0].meaning == "x-search" and KINDS[found.hits[-1].meaning].group == "name":
        return "x-search"
    lonely = not _telling(found.rest, words)
    kinds = [hit.meaning for hit in found.hits if lonely or not hit.alone]
    if kinds and KINDS[kinds[-1]].group == "name" and "cc-name" in kinds:
        return "cc-name"
    return kinds[-1] if kinds else ""


def _telling(tokens: Tokens, words: Words) -> Tokens:
    rest = words.marks["name-filler"].find(words.marks["filler"].find(tokens).rest).rest
    return tuple(token for token in rest if len(token) > 1 and not token.isdigit())


def date_part(texts: Iterable[Tokens], words: Words) -> str:
    """Return which part of a date some texts ask for, "" for none or several."""
    rests = [words.marks["birth"].find(tokens).rest for tokens in texts]
    parts = [part for part in ("day", "month", "year") if any(map(words.marks[part].find, rests))]
    return parts[0] if len(parts) == 1 else ""
