"""What pages say is wrong with an answer: a hint of that field, told as soon as a submit was refused."""

from typing import Final

import pytest

from tests.page.background import Background, Form
from tests.page.conftest import Show

WORDS: Final = "Please fill in this field"
SHOWN: Final = {
    "aria-errormessage": f"<input name=a aria-invalid=true aria-errormessage=e><b id=e>{WORDS}</b>",
    "aria-describedby": f"<input name=a aria-invalid=true aria-describedby=e><b id=e>{WORDS}</b>",
    "alert beside": f"<p><label>Name <input name=a></label><span role=alert>{WORDS}</span></p>",
    "alert above": f"<div><span role=alert>{WORDS}</span><label>Name <input name=a></label></div>",
    "class behind": f"<label for=a>Name</label><input id=a name=a><span class=field-error>{WORDS}</span><hr>",
    "class far behind": f"<div><p><label>Name <input name=a></label></p><p class=errorText>{WORDS}</p></div>",
    "a second label": f"<label for=a>Name</label><input id=a name=a><label for=a class=error>{WORDS}</label>",
    "a box that is wrong": f"<div class=has-error><input name=a><span class=help-block>{WORDS}</span></div>",
    "a German box": f"<div class=mit-fehler><label>Name <input name=a></label><small>{WORDS}</small></div>",
    "radio buttons": f"<p><input type=radio name=a><input type=radio name=a><i class=error>{WORDS}</i></p>",
}
SILENT: Final = {
    "not wrong": f"<input name=a aria-invalid=false aria-errormessage=e><b id=e>{WORDS}</b>",
    "unseen": f"<p><input name=a><span class=error hidden>{WORDS}</span></p>",
    "transparent": f"<p><input name=a><span class=error style='opacity: 0'>{WORDS}</span></p>",
    "of another field": f"<p><input name=a></p><p><input name=b><span class=error>{WORDS}</span></p>",
    "behind the next label": f"<input name=a><label for=b>B</label><span class=error>{WORDS}</span><input id=b name=b>",
    "its own label": "<label class=error>Name <input name=a></label>",
    "what was typed": "<p><input name=a value=canary><span class=error>canary is no name</span></p>",
    "help": f"<p><input name=a><span class=help>{WORDS}</span></p>",
}
STAY: Final = "<script>addEventListener('submit', (event) => event.preventDefault());</script>"
REFUSED: Final = {
    "a new element": (
        f"<form><p><input name=a></p><button>Send</button></form>{STAY}<script>addEventListener('submit', () => "
        f"document.querySelector('p').insertAdjacentHTML('beforeend', '<b role=alert>{WORDS}</b>'))</script>"
    ),
    "a new text": (
        f"<form><p><input name=a><b class=error></b></p><button>Send</button></form>{STAY}<script>"
        f"const text = document.querySelector('b').appendChild(new Text());"
        f"addEventListener('submit', () => {{ text.data = '{WORDS}' }})</script>"
    ),
    "an attribute": (
        f"<form><input name=a aria-errormessage=e><b id=e>{WORDS}</b><button>Send</button></form>{STAY}<script>"
        "addEventListener('submit', () => document.querySelector('input').setAttribute('aria-invalid', true))</script>"
    ),
    "the browser's own bubble": (
        "<form><input name=a><button>Send</button></form><script>"
        f"document.querySelector('input').setCustomValidity('{WORDS}')</script>"
    ),
    "the browser's own bubble, in a shadow root": (
        "<x-a><template shadowrootmode=open><form><input name=a><button>Send</button></form></template></x-a><script>"
        f"document.querySelector('x-a').shadowRoot.querySelector('input').setCustomValidity('{WORDS}')</script>"
    ),
}


def errors(forms: list[Form]) -> list[str]:
    """What is told of the field `a`."""
    return [
        hint.removeprefix("error: ")
        for form in forms
        for field in form["fields"]
        for hint in field["hints"]
        if field["name"] == "a" and hint.startswith("error: ")
    ]


@pytest.mark.parametrize("name", SHOWN)
def test_shown(show: Show, background: Background, name: str) -> None:
    """A message is told by every route on which a person finds it, and is no part of the label."""
    page = show(f"<form>{SHOWN[name]}</form>")
    told = background.told(page.url).forms
    assert [WORDS] == errors(told)
    assert WORDS not in told[0]["fields"][0]["label"]


@pytest.mark.parametrize("name", SILENT)
def test_not_shown(show: Show, background: Background, name: str) -> None:
    """What a person does not see, what is about something else, and what repeats an answer is no message."""
    page = show(f"<form>{SILENT[name]}</form>")
    told = background.told(page.url)
    assert [] == errors(told.forms)
    assert "canary" not in str(told.message)


@pytest.mark.parametrize("name", REFUSED)
def test_after_a_refused_submit(show: Show, background: Background, name: str) -> None:
    """Before the submit nothing is told; after it the form is told anew, with the message."""
    page = show(REFUSED[name])
    assert [] == errors(background.told(page.url).forms)
    page.click("button")
    assert [WORDS] == errors(background.forms(page.url, errors))
