"""What a form says of all its questions is told with the first of them."""

from typing import Final

import pytest

from tests.page.background import Background
from tests.page.conftest import Show

FIELDS: Final = "<p><label>Name * <input name=a></label><p><label>Phone <input name=b></label>"
NOTES: Final = {
    "before the questions": (f"<form><p>Fields with * are required.</p>{FIELDS}</form>", "Fields with * are required."),
    "behind them": (f"<form>{FIELDS}<p><b>*</b> = required</p></form>", "* = required"),
    "before the form": (f"<h1>Join</h1><p>Items marked * are optional.</p><form>{FIELDS}</form>",
                        "Items marked * are optional."),
    "without a mark": (
        ("<h1>Survey</h1><p>Every question is optional.</p><form><fieldset><legend>You</legend>"
        "<label>Age <input name=a></label></fieldset></form>"),
        "Every question is optional.",
    ),
    "before the heading": (f"<p>Welcome</p><h2>Join</h2><form>{FIELDS}</form>", ""),
    "none": (f"<h1>Join</h1><form>{FIELDS}</form>", ""),
    "far too long": (f"<h1>Join</h1><p>{'word ' * 50}</p><form>{FIELDS}</form>", ""),
    "in a button": (f"<h1>Join</h1><form>{FIELDS}<button>* required fields</button></form>", ""),
    "unseen": (f"<h1>Join</h1><form>{FIELDS}<p hidden>* = required</p></form>", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_notes(show: Show, background: Background, name: str) -> None:
    """The sentence over the questions and the one that explains the mark are hints of the first field alone."""
    html, note = NOTES[name]
    page = show(html)
    first, *others = background.told(page.url).form["fields"]
    assert [f"note: {note}"] * bool(note) == [hint for hint in first["hints"] if hint.startswith("note")]
    assert not [hint for field in others for hint in field["hints"] if hint.startswith("note")]
