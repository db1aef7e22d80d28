"""Labelled corpora: a folder with `forms.jsonl` and the pages that it names, each control bearing its index."""

from pathlib import Path
from typing import Final

import msgspec

INDEX: Final = "data-fc-idx"
"""The attribute by which a page's controls are told apart."""
DEFAULT: Final = Path(__file__).resolve().parents[2] / "shared/corpora"


class Labelled(msgspec.Struct, frozen=True):
    """What a human said of one control, and of its form."""

    index: int
    label: str
    form_type: str | None = None


class LabelledPage(msgspec.Struct, frozen=True):
    """One page, by its path in the folder."""

    corpus: str
    page: str
    fields: list[Labelled]


def labelled_pages(folder: Path) -> list[LabelledPage]:
    """Read all labels of a folder."""
    lines = (folder / "forms.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=LabelledPage) for line in lines]
