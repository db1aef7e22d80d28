"""Texts as they are compared: lower case, without accents, punctuation or pictures, words apart by one blank."""

import re
import unicodedata
from typing import Final

_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_APART: Final = re.compile(r"[^\w\u0591-\u05c7\u0610-\u065f\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]+|_+")
"""Other scripts' marks are no accents but vowels, though Python takes them for no part of a word."""
_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "&": " and "})  # noqa: RUF001
_PARTS: Final = re.compile(r"[()\[\]（）/|:·•]|(?<!\S)[-–—=](?!\S)|(?<=\S)-(?=\s)|(?<=\s)-(?=\S)")  # noqa: RUF001
"""Where a text is divided into a name and what adorns it: "Germany (Deutschland)", "DE - Germany"."""


def folded(text: str) -> str:
    """Return a text as it is compared with others."""
    lower = text.lower().translate(_STROKES)
    if not lower.isascii():
        lower = _ACCENTS.sub("", unicodedata.normalize("NFKD", lower)).casefold()
    return " ".join(_APART.sub(" ", lower).split())


def parts(text: str) -> list[str]:
    """Return the parts of a text: "Germany (Deutschland)" has two."""
    return [part.strip() for part in _PARTS.split(text) if folded(part)]
