"""What a tick box states: advertising, sharing, terms and the like, by the words beside it."""

import re
from collections.abc import Sequence
from typing import Final

from companion.fields.guess import Guess, quoted
from companion.fields.hints import around, beside
from companion.fields.words import WISHES, Words, label_tokens, name_tokens
from companion.protocol import Field

_SENTENCE: Final = re.compile(r"[.!?;:。！？]\s*")  # noqa: RUF001 - the wide forms are meant
_RANKED: Final = (
    *("x-unknown", "x-same-address", "x-remember-me"),
    *("x-consent-profiling", "x-consent-marketing", "x-consent-age", "x-consent-terms"),
)
"""Whoever links the privacy notice beside a newsletter box still asks for the newsletter."""

_LONG: Final = 12
"""A question of more words explains, and may mention any statement."""
_SHORT: Final = 2
"""In so few words, "News" may be a topic to choose."""


def box_guess(field: Field, language: str, words: Words) -> Guess:
    """Return what a tick box states.

    "x-decline-marketing" and "x-decline-profiling" are said of a box whose tick means *no*, and "x-consent-other" of
    one that ties advertising to the terms: none may be unticked like an ordinary wish for advertising.
    """
    label = field.label or next(iter(beside(field)), "")
    labelled = words.box_labels.meanings(label_tokens(label))
    signals = [("label", label, labelled)]
    signals += [("name", text, words.box_names.meanings(name_tokens(text))) for text in (field.name, field.id)]
    # "I agree" says less than the name "terms".
    telling = [signal for signal in signals if signal[2] - {"x-consent-other"}] or [each for each in signals if each[2]]
    if not telling:
        return Guess("x-unknown", quoted("label", label), sure=False)
    route, text, stated = telling[0]
    if route == "label" and _is_topic(text, words) and not _alike(field, stated, signals, words):
        return Guess("x-unknown", quoted("label", text), sure=False)
    kind = _ranked(stated)
    if stated & WISHES and _is_reversed(field, label, language, words):
        kind = "x-decline-profiling" if "x-consent-profiling" in stated else "x-decline-marketing"
    elif stated == {"x-consent-other"} and route == "label" and _accepts_alone(text, words):
        kind = "x-consent-terms"
    return Guess(kind, quoted(route, text), sure=route == "label")


def statement(field: Field, words: Words) -> str:
    """Return what a question to be answered with yes or no asks consent to, "" for any other."""
    if len(field.choices) != len(("yes", "no")):
        return ""
    yes, no = (label_tokens(choice.text) for choice in field.choices)
    label = label_tokens(field.label)
    stated = words.box_labels.meanings(label) & (WISHES if len(label) > _LONG else {*WISHES, "x-consent-other"})
    if words.marks["negation"].find(no) and not words.marks["negation"].find(yes):
        stated = stated or words.box_labels.meanings(yes) & WISHES
    return _ranked(stated) if stated else ""


def _is_topic(text: str, words: Words) -> bool:
    """Tell whether a text is so short that it may be no more than the name of a topic."""
    tokens = label_tokens(text)
    return len(tokens) <= _SHORT and not words.marks["want"].find(tokens)


def _alike(field: Field, stated: set[str], signals: Sequence[tuple[str, str, set[str]]], words: Words) -> bool:
    """Tell whether the name or the question says what the label does, or the label is more than a topic's name."""
    asked = (words.box_labels.meanings(label_tokens(text)) for text in around(field))
    named = (meanings for _, _, meanings in signals[1:])
    return not stated <= WISHES or any(meanings & WISHES for meanings in (*named, *asked))


def _accepts_alone(text: str, words: Words) -> bool:
    """Tell whether a text accepts without saying what, which is then the terms: "I agree"."""
    rest = words.box_labels.find(label_tokens(text)).rest
    return not words.marks["agreeing"].find(words.marks["filler"].find(rest).rest).rest


def _ranked(stated: set[str]) -> str:
    if stated & WISHES and stated & {"x-consent-terms", "x-consent-age"}:
        return "x-consent-other"
    for kind in (*_RANKED, "x-consent-privacy"):
        if kind in stated:
            return kind
    return "x-consent-other"


def _is_reversed(field: Field, label: str, language: str, words: Words) -> bool:
    """Tell whether a tick would mean "no": a negation beside the wish or the tick, or in the control's name."""
    names = name_tokens(field.name) + name_tokens(field.id)
    if words.marks["negated-name"].meanings(names) and WISHES & words.box_names.meanings(names):
        return True
    spoken = words.polarity.get(language[:2].lower())
    wished = bool(WISHES & words.box_labels.meanings(label_tokens(label)))
    return any(
        not each.untick.find(sentence)
        for sentence in map(label_tokens, _SENTENCE.split(label))
        for each in ([spoken] if spoken else words.polarity.values())
        if each.negation.find(sentence)
        and (each.wishes.find(sentence) or (wished and words.marks["tick"].find(sentence)))
    )
