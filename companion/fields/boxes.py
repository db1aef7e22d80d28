"""What a tick box states: advertising, sharing, terms and the like, by the words beside it."""

import re
from typing import Final

from companion.fields.guess import Guess, quoted
from companion.fields.words import Words, label_tokens, name_tokens
from companion.protocol import Field

_SENTENCE: Final = re.compile(r"[.!?;:]\s+")
_ASKED_FOR: Final = frozenset({"x-consent-marketing", "x-consent-profiling"})
_RANKED: Final = ("x-remember-me", "x-consent-profiling", "x-consent-marketing", "x-consent-age", "x-consent-terms")
"""Whoever links the privacy notice beside a newsletter box still asks for the newsletter."""


def box_guess(field: Field, words: Words) -> Guess:
    """Return what a tick box states.

    "x-consent-other" is said of a box that ties advertising to the terms, and of one whose tick means *no*: neither may
    be unticked like an ordinary wish for advertising.
    """
    labelled = words.box_labels.meanings(label_tokens(field.label))
    signals = [("label", field.label, labelled)]
    signals += [("name", text, words.box_names.meanings(name_tokens(text))) for text in (field.name, field.id)]
    # "I agree" says less than the name "terms".
    telling = [signal for signal in signals if signal[2] - {"x-consent-other"}] or [each for each in signals if each[2]]
    if not telling:
        return Guess("x-unknown", quoted("label", field.label), sure=False)
    route, text, stated = telling[0]
    kind = "x-consent-other" if _is_reversed(field, words) else _ranked(stated)
    return Guess(kind, quoted(route, text), sure=route == "label")


def _ranked(stated: set[str]) -> str:
    if stated & _ASKED_FOR and stated & {"x-consent-terms", "x-consent-age"}:
        return "x-consent-other"
    for kind in (*_RANKED, "x-consent-privacy"):
        if kind in stated:
            return kind
    return "x-consent-other"


def _is_reversed(field: Field, words: Words) -> bool:
    """Tell whether a tick would mean "no": a negation beside the wish, in its sentence or in the control's name."""
    names = name_tokens(field.name) + name_tokens(field.id)
    if words.marks["negated-name"].meanings(names) and _ASKED_FOR & words.box_names.meanings(names):
        return True
    sentences = [label_tokens(sentence) for sentence in _SENTENCE.split(field.label)]
    return any(
        words.marks["negation"].meanings(sentence) and _ASKED_FOR & words.box_labels.meanings(sentence)
        for sentence in sentences
    )
