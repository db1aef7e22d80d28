"""What page scripts tell of the parts of a form: whose heading is over a control, and names of several texts."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.page.background import Background
from tests.page.conftest import Show

SECTIONS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "a legend within its fieldset": (
        "<fieldset><legend>Child</legend><input aria-label=Sex><input name=a aria-label=Name></fieldset>",
        {"label": "Name", "hints": ["legend: Child"]},
    ),
    "a legend whose fieldset is closed": (
        "<h2>You</h2><fieldset><legend>Child</legend><input></fieldset><input name=a aria-label=Phone>",
        {"label": "Phone", "hints": ["section: You"]},
    ),
    "a heading whose section is closed": (
        "<section><h2>Child</h2><input></section><p><input name=a aria-label=Phone>",
        {"label": "Phone", "hints": []},
    ),
    "a heading in a head of its own": (
        "<section><h2>You</h2></section><section><input name=a aria-label=Phone></section>",
        {"label": "Phone", "hints": ["section: You"]},
    ),
    "the heading of another form": (
        "<form><h2>Search</h2><input></form><input name=a aria-label=Phone>",
        {"label": "Phone", "hints": []},
    ),
    "radio buttons": (
        "<h2>Pet</h2><fieldset><legend>Sex</legend><label><input type=radio name=a>Male</label></fieldset>",
        {"label": "Sex", "hints": ["section: Pet"]},
    ),
    "radio buttons in a fieldset of several": (
        (
            "<fieldset><legend>Pet</legend><fieldset><legend>Sex</legend>"
            "<label><input type=radio name=a>Male</label></fieldset></fieldset>"
        ),
        {"label": "Sex", "hints": ["section: Pet"]},
    ),
    "a question within a part": (
        (
            "<fieldset><legend>Child</legend><fieldset><legend>Date of birth</legend>"
            "<input name=a aria-label=Day></fieldset></fieldset>"
        ),
        {"label": "Day", "hints": ["legend: Date of birth", "section: Child"]},
    ),
    "a lower heading": (
        "<h2>Child</h2><h3>Address</h3><input><h2>You</h2><p><input name=a aria-label=Name>",
        {"label": "Name", "hints": ["section: You"]},
    ),
}
NAMES: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "a group and a part of it": (
        "<b id=g>Name*</b><p><input name=a aria-labelledby='g p'><i id=p>First</i></p>",
        {"label": "Name* First", "hints": ["part: First", "before: Name*"]},
    ),
    "a group and itself": ("<b id=g>Name</b><input name=a id=i aria-labelledby='g i'>", {"label": "Name"}),
    "a cell for several": (
        "<dl><dt>Name <em>required</em><dd>First <input> Last <input name=a></dl>",
        {"label": "Name required Last", "hints": ["part: Last", "row: Name required"]},
    ),
    "a cell for several that have labels": (
        "<dl><dt>Name *<dd><label>First <input></label> <label>Last <input name=a></label></dl>",
        {"label": "Last", "hints": ["row: Name *"]},
    ),
    "a cell with texts behind": (
        "<table><tr><td>Born<td><input> year <input name=a> month</table>",
        {"label": "Born", "hints": ["after: month"]},
    ),
    "the label of another": (
        "<p><label>Friend <input></label> <label>Phone <input name=a></label></p>",
        {"label": "Phone", "hints": []},
    ),
    "the name of a row, labels behind": (
        (
            "<p><b>Name *</b> <span><input id=f><label for=f>First</label></span>"
            " <span><input name=a id=l><label for=l>Last</label></span></p>"
        ),
        {"label": "Last", "hints": ["group: Name *"]},
    ),
    "the name of a row, of its first": (
        "<p><b>Born</b> <input name=a aria-label=Day> <input aria-label=Year></p>",
        {"label": "Day", "hints": ["group: Born"]},
    ),
}
BOXES: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "a link in the text": (
        "<input type=checkbox name=a> I accept the <a href=#>Terms</a> and <a href=#>Privacy</a>.",
        {"label": "I accept the Terms and Privacy ."},
    ),
    "a link behind the label": (
        "<input type=checkbox id=x name=a><label for=x>I accept the</label> <a href=#>Terms</a>",
        {"label": "I accept the Terms"},
    ),
    "a link before the box": (
        "<p>I accept the <a href=#>Terms</a> <input type=checkbox name=a></p>",
        {"label": "I accept the Terms"},
    ),
    "a button behind the label": (
        "<label><input type=checkbox name=a> I accept</label> <a href=# role=button>Join</a>",
        {"label": "I accept"},
    ),
    "a link behind a sentence": (
        "<label><input type=checkbox name=a> I accept.</label> <a href=#>Back</a>",
        {"label": "I accept."},
    ),
}


@pytest.mark.parametrize("name", [*SECTIONS, *NAMES, *BOXES])
def test_parts(show: Show, background: Background, name: str) -> None:
    """A heading is over what is in its part alone; names of several texts say which is the control's own."""
    html, expected = {**SECTIONS, **NAMES, **BOXES}[name]
    show(html)
    fields: dict[str, Any] = {field["name"]: field for form in background.forms("") for field in form["fields"]}
    assert expected == {key: fields["a"][key] for key in expected}
