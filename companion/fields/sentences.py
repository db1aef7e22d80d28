"""What a sentence beside a tick box consents to or refuses, by its verb and its object, in the words of one language.

Nobody can list all that sites write: "Ring me", "No post, please", "My data may be passed on". But such a sentence
says what is done (send, call, pass on, store, analyse), what with (post, data, purchases), and whether it is wanted.
"""

import re
from collections.abc import Collection
from typing import Final

from companion.fields.words import WISHES, Polarity, Tokens, Words, label_tokens

_SENTENCE: Final = re.compile(r"[.!?;:。！？]\s*")  # noqa: RUF001 - the wide forms are meant
_ANSWER: Final = 4
"""Words of a yes or a no."""
_OBJECTS: Final = ("contacting", "posted", "data", "doings", "retained")
"""Parts one of which is in any sentence that is understood."""


def sentences(text: str) -> list[Tokens]:
    """Return the sentences of a text, each as its tokens."""
    return [tokens for tokens in map(label_tokens, _SENTENCE.split(text)) if tokens]


def _tongues(text: str, language: str, words: Words) -> Collection[Polarity]:
    """Return the languages that a text may be in: that of the page, unless a wish in the text is none of its own."""
    spoken = words.polarity.get(language[:2].lower())
    if spoken and any(spoken.wishes.find(each) or meant(each, spoken, words) for each in sentences(text)):
        return [spoken]
    return words.polarity.values()


def stated(text: str, language: str, words: Words) -> set[str]:
    """Return the kinds of all that a text consents to, or refuses; a page's language may not be that of the text."""
    told = [each for each in sentences(text) if any(words.marks[part].find(each) for part in _OBJECTS)]
    spoken = words.polarity.get(language[:2].lower())
    understood = spoken and any(len(_parts(each, spoken)) > 1 for each in told)
    tongues = [spoken] if spoken and understood else words.polarity.values()
    return {kind for each in told for tongue in tongues if (kind := meant(each, tongue, words))}


def _parts(sentence: Tokens, spoken: Polarity) -> set[str]:
    """Return the parts that a sentence has, none where it speaks of nothing that could be consented to."""
    objects = {part for part in _OBJECTS if spoken.parts[part].find(sentence)}
    return objects and {part for part, lexicon in spoken.parts.items() if part in objects or lexicon.find(sentence)}


def meant(sentence: Tokens, spoken: Polarity, words: Words) -> str:
    """Return the kind of what one sentence consents to or refuses, "" where it does neither."""
    there = _parts(sentence, spoken)
    refused = bool(spoken.negation.find(sentence))
    # "Your data will not be passed on" promises.
    if not there or (refused and spoken.harmless.find(sentence)):
        return ""
    consented = "x-consent-other" in words.box_labels.meanings(sentence)
    agreed = consented or "permitting" in there
    wanted = agreed or bool(words.marks["want"].find(sentence))
    if "retained" in there and there & {"handling", "transferring"} and (agreed or "data" in there):
        return "x-consent-other"
    analysed = "analysing" in there and there & {"data", "doings"} and (wanted or refused or "handling" in there)
    if {"transferring", "data"} <= there or analysed:
        return "x-consent-profiling"
    if {"handling", "data"} <= there and not {"sending", "posted"} <= there:
        return "x-consent-privacy" if agreed else ""
    written = "posted" in there and ("sending" in there or (refused and wanted))
    called = "contacting" in there and (wanted or refused)
    if "service" in there or not (written or called):
        return ""
    # "I consent to be contacted" does not say what for.
    return "x-consent-other" if consented and not (written or refused) else "x-consent-marketing"


def promised(text: str, language: str, words: Words) -> bool:
    """Tell whether a text says of handing data on that nobody will: "They are never shared with third parties"."""
    told = [each for each in sentences(text) if "x-consent-profiling" in words.box_labels.meanings(each)]
    spoken = words.polarity.get(language[:2].lower())
    among = [spoken] if spoken else words.polarity.values()
    return bool(told) and all(
        any(one.negation.find(each) and one.harmless.find(each) for one in among) for each in told
    )


def refuses(sentence: Tokens, spoken: Polarity) -> bool:
    """Tell whether a sentence says no; that one may end something at any time says nothing of now."""
    if spoken.untick.find(sentence):
        return False
    refused = spoken.negation.find(sentence) and not spoken.harmless.find(sentence)
    return bool(refused or (spoken.leaving.find(sentence) and not spoken.anytime.find(sentence)))


def answers(sentence: Tokens, words: Words) -> bool:
    """Tell whether a sentence is a yes or a no and nothing besides: "No thanks", "Ja, gerne"."""
    rest = sentence
    for mark in ("want", "negation", "thanks", "filler"):
        rest = words.marks[mark].find(rest).rest
    return len(rest) < len(sentence) <= _ANSWER and not rest


def is_reversed(text: str, kinds: set[str], language: str, words: Words) -> bool:
    """Tell whether ticking a box whose text says `kinds` would mean "no": a negation beside the wish or the tick."""
    wished = bool(WISHES & kinds)
    return any(
        refuses(sentence, each)
        and (
            each.wishes.find(sentence)
            or meant(sentence, each, words) in WISHES
            or (wished and (words.marks["tick"].find(sentence) or answers(sentence, words)))
        )
        for each in _tongues(text, language, words)
        for sentence in sentences(text)
    )
