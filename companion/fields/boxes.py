"""What a tick box states: advertising, sharing, terms and the like, by the words beside it."""

import re
from collections.abc import Sequence
from typing import Final

from companion.fields.guess import Guess, quoted
from companion.fields.hints import beside
from companion.fields.words import WISHES, Words, label_tokens, name_tokens
from companion.protocol import Field

_SENTENCE: Final = re.compile(r"[.!?;:。！？]\s*")  # noqa: RUF001 - the wide forms are meant
_RANKED: Final = ("x-remember-me", "x-consent-profiling", "x-consent-marketing", "x-consent-age", "x-consent-terms")
"""Whoever links the privacy notice beside a newsletter box still asks for the newsletter."""

_SHORT: Final = 2
"""In so few words, "News" may be a topic to choose."""


def box_guess(field: Field, language: str, words: Words) -> Guess:
    """Return what a tick box states.

    "x-decline-marketing" is said of a box whose tick means *no*, and "x-consent-other" of one that ties advertising to
    the terms: neither may be unticked like an ordinary wish for advertising.
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
    if route == "label" and len(label_tokens(text)) <= _SHORT and not _alike(stated, signals):
        return Guess("x-unknown", quoted("label", text), sure=False)
    kind = "x-decline-marketing" if _is_reversed(field, label, language, words) else _ranked(stated)
    return Guess(kind, quoted(route, text), sure=route == "label")


def _alike(stated: set[str], signals: Sequence[tuple[str, str, set[str]]]) -> bool:
    """Tell whether a name says what the label does, or the label is more than the name of a topic."""
    return not stated <= WISHES or any(named & WISHES for _, _, named in signals[1:])


def _ranked(stated: set[str]) -> str:
    if stated & WISHES and stated & {"x-consent-terms", "x-consent-age"}:
        return "x-consent-other"
    for kind in (*_RANKED, "x-consent-privacy"):
        if kind in stated:
            return kind
    return "x-consent-other"


def _is_reversed(field: Field, label: str, language: str, words: Words) -> bool:
    """Tell whether a tick would mean "no": a negation beside the wish, in its sentence or in the control's name."""
    names = name_tokens(field.name) + name_tokens(field.id)
    if words.marks["negated-name"].meanings(names) and WISHES & words.box_names.meanings(names):
        return True
    spoken = words.polarity.get(language[:2].lower())
    return any(
        bool(each.negation.find(sentence)) != bool(each.untick.find(sentence))
        for sentence in map(label_tokens, _SENTENCE.split(label))
        for each in ([spoken] if spoken else words.polarity.values())
        if each.wishes.find(sentence) and each.negation.find(sentence)
    )
