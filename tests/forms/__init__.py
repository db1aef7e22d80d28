"""Form pages of our own, and beside each what a person says of it: `README.md` tells how they are written."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from companion.wire import Required

__all__ = ["ExpectedField", "ExpectedForm", "FormPage", "load", "passed_at_first"]

HERE: Final = Path(__file__).resolve().parent
PAGES: Final = HERE / "pages"
FIRST: Final = HERE / "first.json"

Whose = Literal["self", "other"]
Polarity = Literal["tick-means-yes", "tick-means-no"]


class ExpectedField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says of one control; what they would quarrel about is None, and nobody is judged by it.

    `find` is the control's name, else "#" and its id; the empty ones of a form are told apart by their order. `also`
    are kinds that a person might say as well.
    """

    find: str
    kind: str
    also: list[str] = []
    required: Required | None = None
    whose: Whose | None = None
    polarity: Polarity | None = None


class ExpectedForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says of one form: any of `kind` will do; `offer` says whether there is something to offer."""

    kind: list[str]
    fields: list[ExpectedField]
    offer: bool | None = None


class _Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    forms: list[ExpectedForm]


@dataclass(frozen=True)
class FormPage:
    """A page with its forms; `name` is its language and file name, such as "de/konto-anlegen"."""

    name: str
    path: Path
    language: str
    forms: tuple[ExpectedForm, ...]

    @property
    def html(self) -> str:
        """The page itself."""
        return self.path.read_text("utf-8")


def load() -> list[FormPage]:
    """Read all pages, in the order of their names.

    Raises:
        FileNotFoundError: a page has no expectation.
        msgspec.ValidationError: an expectation is not written as `README.md` says.
    """
    return [_page(path) for path in sorted(PAGES.glob("*/*.html"))]


def _page(path: Path) -> FormPage:
    said = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=_Expectation)
    return FormPage(f"{path.parent.name}/{path.stem}", path, said.language, tuple(said.forms))


def passed_at_first() -> dict[str, bool]:
    """Say for each page whether the classifier got all of it right when the page was new."""
    return dict(json.loads(FIRST.read_text("utf-8"))) if FIRST.exists() else {}
