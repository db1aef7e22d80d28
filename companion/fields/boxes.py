"""What a tick box states: advertising, sharing, terms and the like, by the words beside it."""

from collections.abc import Sequence
from typing import Final

from companion.fields.guess import Guess, quoted
from companion.fields.hints import around, beside, routed
from companion.fields.sentences import answers, is_reversed, promised, stated
from companion.fields.words import WISHES, Words, label_tokens, name_tokens
from companion.protocol import Field

_RANKED: Final = (
    *("x-unknown", "x-same-address", "x-remember-me"),
    *("x-consent-profiling", "x-consent-marketing", "x-consent-age", "x-consent-terms"),
)
"""Whoever links the privacy notice beside a newsletter box still asks for the newsletter."""

_LONG: Final = 12
"""A question of more words explains, and may mention any statement."""
_FEW: Final = 5
"""In so few words, "by post" is no sentence."""
_SHORT: Final = 2
"""In so few words, "News" may be a topic to choose."""


def box_guess(field: Field, language: str, words: Words) -> Guess:
    """Return what a tick box states.

    "x-decline-marketing" and "x-decline-profiling" are said of a box whose tick means *no*. One that ties advertising
    to the terms is about the terms: it may not be unticked like an ordinary wish for advertising.
    """
    label = field.label or next(iter(beside(field)), "")
    labelled = _labelled(label, language, words)
    if not labelled and _is_short(label, words):
        # "Yes, by post" and "No thanks" under "Would you like to hear from us?"
        question = _question(field)
        labelled = _labelled(question, language, words) & WISHES
        label = f"{question}. {label}" if labelled else label
    signals = [("label", label, labelled)]
    signals += [("name", text, words.box_names.meanings(name_tokens(text))) for text in (field.name, field.id)]
    # "I agree" says less than the name "terms".
    telling = [signal for signal in signals if signal[2] - {"x-consent-other"}] or [each for each in signals if each[2]]
    if not telling:
        return Guess("x-unknown", quoted("label", label), sure=False)
    route, text, told = telling[0]
    if route == "label" and _is_topic(text, language, words) and not _alike(field, told, signals, words):
        return Guess("x-unknown", quoted("label", text), sure=False)
    kind = _ranked(told)
    if told & WISHES and _is_reversed(field, label, labelled, language, words):
        kind = "x-decline-profiling" if "x-consent-profiling" in told else "x-decline-marketing"
    elif told == {"x-consent-other"} and route == "label" and _accepts_alone(text, words):
        kind = "x-consent-terms"
    return Guess(kind, quoted(route, text), sure=route == "label")


def _labelled(text: str, language: str, words: Words) -> set[str]:
    """Return what a text states: by the phrases that are known, and by the verbs and objects of its sentences."""
    told = words.box_labels.meanings(label_tokens(text))
    if told <= {"x-consent-other"} | WISHES:
        told |= stated(text, language, words)
    if "x-consent-profiling" in told and promised(text, language, words):
        told.remove("x-consent-profiling")
    return told


def _is_short(text: str, words: Words) -> bool:
    """Tell whether a text says no more than yes or no, or how somebody is written to or called: "By e-mail"."""
    tokens = label_tokens(text)
    channel = len(tokens) <= _FEW and any(words.marks[part].find(tokens) for part in ("posted", "phoned"))
    return channel or answers(tokens, words)


def _question(field: Field) -> str:
    """Return what is asked above a box, or in the sentence before it."""
    return ". ".join((*around(field), *(text for route, text in routed(field) if route == "before")))


def statement(field: Field, words: Words) -> str:
    """Return what a question to be answered with yes or no asks consent to, "" for any other."""
    if len(field.choices) != len(("yes", "no")):
        return ""
    yes, no = (label_tokens(choice.text) for choice in field.choices)
    label = label_tokens(field.label)
    told = words.box_labels.meanings(label) & (WISHES if len(label) > _LONG else {*WISHES, "x-consent-other"})
    if len(label) <= _LONG:
        told |= WISHES & stated(field.label, "", words)
    if words.marks["negation"].find(no) and not words.marks["negation"].find(yes):
        told = told or words.box_labels.meanings(yes) & WISHES
    return _ranked(told) if told else ""


def _is_topic(text: str, language: str, words: Words) -> bool:
    """Tell whether a text is so short that it may be no more than the name of a topic."""
    tokens = label_tokens(text)
    return len(tokens) <= _SHORT and not words.marks["want"].find(tokens) and not stated(text, language, words)


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
    tied = stated & {"x-consent-terms", "x-consent-age"}
    if stated & WISHES and tied:
        return "x-consent-other" if "x-consent-age" in tied else "x-consent-terms"
    for kind in (*_RANKED, "x-consent-privacy"):
        if kind in stated:
            return kind
    return "x-consent-other"


def _is_reversed(field: Field, label: str, kinds: set[str], language: str, words: Words) -> bool:
    """Tell whether a tick would mean "no", by the control's name or by what is said beside it."""
    names = name_tokens(field.name) + name_tokens(field.id)
    if words.marks["negated-name"].meanings(names) and WISHES & words.box_names.meanings(names):
        return True
    return is_reversed(label, kinds, language, words)
