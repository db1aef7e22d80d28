"""Tests for companion/fields/words.py and its table."""

import json
from importlib.resources import files

import pytest

from companion.fields.words import label_tokens, name_tokens, words
from companion.kinds import KINDS


def test_table_uses_known_kinds() -> None:
    """Every kind in the table of words is in the one table of kinds."""
    table = json.loads(files("companion.fields").joinpath("words.json").read_text("utf-8"))
    assert set() == {*table["kinds"], *table["boxes"], *table["choices"]} - KINDS.keys()


def test_no_word_stands_for_two_kinds() -> None:
    """A word in labels belongs to one kind, in whatever language."""
    table = json.loads(files("companion.fields").joinpath("words.json").read_text("utf-8"))
    for part in ("kinds", "boxes"):
        seen: dict[tuple[str, ...], str] = {}
        for kind, entry in table[part].items():
            for phrases in [*entry.get("label", {}).values(), *entry.get("alone", {}).values()]:
                for phrase in phrases:
                    assert kind == seen.setdefault(label_tokens(phrase), kind), phrase


def test_words_are_read_once() -> None:
    """The table is compiled once."""
    assert words() is words()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Numéro & RUE *", ("numero", "rue")),
        ("Straße", ("strasse",)),
        ("", ()),
        ("***", ()),
    ],
)
def test_label_tokens(text: str, tokens: tuple[str, ...]) -> None:
    """Labels are compared without case, accents and punctuation."""
    assert tokens == label_tokens(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("billing[firstName2]", ("billing", "first", "name", "2")),
        ("post-code_XMLField", ("post", "code", "xml", "field")),
        ("txtEMail", ("txt", "e", "mail")),
    ],
)
def test_name_tokens(text: str, tokens: tuple[str, ...]) -> None:
    """Names are split at case, digits, hyphens, underscores and brackets."""
    assert tokens == name_tokens(text)
