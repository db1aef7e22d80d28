"""What page scripts tell of forms: labels by every route, marks, choices, addresses, and never a value."""

import json
from typing import Any, Final

import pytest

from tests.page.background import Background, Form
from tests.page.cases import FIELDS, LABELS, MARKS, PARTS, Cases
from tests.page.conftest import Show


def on_one_page(cases: Cases) -> str:
    """All cases, each in a form of its own."""
    return "".join(f"<form action=/x>{html.replace('@', repr(name))}</form>" for name, (html, _) in cases.items())


def by_name(forms: list[Form]) -> dict[str, dict[str, Any]]:
    """All fields by their names."""
    return {field["name"]: field for form in forms for field in form["fields"]}


@pytest.mark.parametrize("cases", [LABELS, MARKS, PARTS, FIELDS], ids=["labels", "marks", "parts", "fields"])
def test_fields(show: Show, background: Background, cases: Cases) -> None:
    """Each control is described by what a person sees and what the page says of it."""
    show(on_one_page(cases))
    fields = by_name(background.forms(""))
    expected = {name: {"label": want} if isinstance(want, str) else want for name, (_, want) in cases.items()}
    assert expected == {name: {key: fields[name].get(key) for key in want} for name, want in expected.items()}


HERE: Final = "ORIGIN"
TEXT: Final = "<input name=a>"
OF_FORMS: Final = """
action method elements submit id name length form localName tagName attributes dataset shadowRoot lang getAttribute
hasAttribute querySelector querySelectorAll closest matches ownerDocument parentElement parentNode assignedSlot
getRootNode previousSibling childNodes compareDocumentPosition isConnected scrollTo scrollTop checkVisibility contains
toString valueOf constructor __proto__
"""
OF_DOCUMENTS: Final = """
documentElement querySelector querySelectorAll body title baseURI defaultView createTreeWalker getElementById
elementFromPoint location addEventListener activeElement forms readyState
"""
FORMS: Final[Cases] = {
    "no form": (f"<h1>Join</h1>{TEXT}", {"key": "page", "heading": "Join", "method": "script", "target": ""}),
    "form without address": (f"<form>{TEXT}</form>", {"method": "script", "target": "", "action": ""}),
    "post": (
        f"<form method=post action='/x?token=1'>{TEXT}<button>Send</button></form>",
        {"method": "post", "target": HERE, "action": "/x", "buttons": ["Send"]},
    ),
    "get by default": (f"<form action=/x>{TEXT}</form>", {"method": "get", "target": HERE}),
    "get by its button": (
        f"<form method=post action=/x>{TEXT}<button formmethod=get>Find</button></form>",
        {"method": "get"},
    ),
    "dialog": (f"<form method=dialog>{TEXT}</form>", {"method": "dialog", "target": ""}),
    "another site": (f"<form action='https://else.example/x'>{TEXT}</form>", {"target": "https://else.example"}),
    "another site by a button (A05)": (
        f"<form action=/x>{TEXT}<button>Save</button><button formaction='https://else.example/x'>Send</button></form>",
        {"target": "https://else.example"},
    ),
    "another site by a far button (A06)": (
        f"<form id=f action=/x>{TEXT}</form><input type=image form=f formaction='https://else.example/x'>",
        {"target": "https://else.example"},
    ),
    "another site in spite of a button": (
        f"<form action='https://else.example/x'>{TEXT}<button formaction=''>Save</button><button>Send</button></form>",
        {"target": "https://else.example"},
    ),
    "two other sites": (
        f"<form action='https://one.example/'>{TEXT}<button formaction='https://two.example/'>Send</button></form>",
        {"target": "null"},
    ),
    "base (A12)": (
        f"<base href='https://else.example/'><form action=x>{TEXT}</form>",
        {"target": "https://else.example", "action": "x"},
    ),
    "base, white space": (
        f"<base href='https://else.example/'><form action=' '>{TEXT}</form>",
        {"target": "https://else.example"},
    ),
    "base, no address": (
        f"<base href='https://else.example/'><form action='' method=post>{TEXT}</form>",
        {"target": ""},
    ),
    "script (A11)": (f"<form action='javascript:x()'>{TEXT}</form>", {"target": "null"}),
    "mail (A11)": (f"<form action='mailto:x'>{TEXT}</form>", {"target": "null"}),
    "data (A11)": (f"<form action='data:,x'>{TEXT}</form>", {"target": "null"}),
    "no address at all": (f"<form action='http://['>{TEXT}</form>", {"target": "null"}),
    "insecure (A08)": (f"<form action='http://else.example/'>{TEXT}</form>", {"target": "http://else.example"}),
    "language": (f"<form lang=de>{TEXT}</form>", {"language": "de"}),
    "language of the page": (TEXT, {"language": "en"}),
    "heading within": (f"<h1>Shop</h1><form><h2>Join</h2>{TEXT}<h3>Later</h3></form>", {"heading": "Join"}),
    "name for those who do not see": (f"<h1>Shop</h1><form aria-label=Join>{TEXT}</form>", {"heading": "Join"}),
    "nearest heading": (f"<h1>Shop</h1><h2>Join</h2><form>{TEXT}</form><h2>Later</h2>", {"heading": "Join"}),
    "title of the page": (f"<title>Join</title>{TEXT}", {"heading": "Join"}),
    "names of what forms have": (
        f"<form method=post action=/x>{''.join(2 * f'<input name={one}>' for one in OF_FORMS.split())}</form>",
        {"method": "post", "target": HERE, "action": "/x"},
    ),
    "names of what documents have": (
        "".join(f"<form name={one} action=/x></form><img name={one}>" for one in OF_DOCUMENTS.split())
        + f"<form method=post action=/x>{TEXT}</form>",
        {"method": "post", "target": HERE, "language": "en"},
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms(show: Show, background: Background, name: str) -> None:
    """Each form says what it is and where it leads, whatever its controls are called."""
    html, expected = FORMS[name]
    assert isinstance(expected, dict)
    page = show(html)
    told = background.told(page.url)
    want = {key: told.origin if value == HERE else value for key, value in expected.items()}
    assert want == {key: told.form[key] for key in want}
    assert all(field["hidden"] == "" for field in told.form["fields"])


LIMIT: Final = 64 * 1024
WIDE: Final = "ß" * 40
FACES: Final = "😀" * 300
BIG: Final = {
    "5,000 controls": "".join(f"<p>Field {number} <input name=n{number} class='{'c' * 90}'>" for number in range(5000)),
    "2,000 forms": "".join(f"<form>Field {number} <input name=n{number}></form>" for number in range(2000)),
    "lists": f"<select name=n0>{'<option>a' * 10_000}</select>"
    + "".join(
        f"<select name=n{number}>{''.join(f'<option value=o{choice}>{WIDE}' for choice in range(250))}</select>"
        for number in range(1, 200)
    ),
    "long texts": "".join(
        f"<fieldset><legend>{FACES}</legend><input name=n{number} title={FACES} placeholder={FACES}></fieldset>"
        for number in range(200)
    ),
    "one list among 100 fields": f"<select name=n0>{''.join(f'<option>Country {n}' for n in range(250))}</select>"
    + "".join(f"<input name=n{number} placeholder='Field'>" for number in range(1, 100)),
}


@pytest.mark.parametrize("name", BIG)
def test_bounds(show: Show, background: Background, name: str) -> None:
    """However big a page is, each description stays small, and the first fields are in it."""
    show(BIG[name])
    told = background.told("")
    sizes = [len(json.dumps(form, ensure_ascii=False).encode()) for form in told.forms]
    assert max(sizes) <= LIMIT
    assert len(told.forms) <= 50
    fields = told.forms[0]["fields"]
    assert "n0" == fields[0]["name"]
    assert len(fields) > (0 if name == "2,000 forms" else 20)
    if name == "one list among 100 fields":
        assert (100, 250) == (len(fields), len(fields[0]["choices"]))


CANARY: Final = "canary-4711"
CANARIES: Final = f"""
<form action=/x>
<label>Mail <input name=a value={CANARY}></label> <label>Text <textarea name=b>{CANARY}</textarea></label>
<div hidden><label>Unseen <textarea name=c>{CANARY}</textarea></label></div>
<textarea name=d>{CANARY}</textarea><input name=e>
<p id=p>Before <textarea>{CANARY}</textarea></p><input name=f aria-labelledby=p aria-describedby=p>
<fieldset><legend>Legend <input value={CANARY}></legend><input name=g type=search value={CANARY}></fieldset>
<input type=hidden name=h value={CANARY}><input type=password name=i value={CANARY}>
<table><tr><td><input value={CANARY}><textarea>{CANARY}</textarea><td><input name=j></table>
<h2>Heading <textarea>{CANARY}</textarea></h2>
<button name=k>Send <textarea>{CANARY}</textarea></button>
<input list=l name=l value={CANARY}><datalist id=l><option>{CANARY}</datalist>
<label>Pick <select name=m><option value=1>One</select><output>0</output></label>
<script>const typed = "{CANARY}"</script><input name=n>
<input name=o id=o><script>document.querySelector("#o").value = "{CANARY}"</script>
<b id=t contenteditable>{CANARY}</b>
</form>
"""


def test_no_values(show: Show, background: Background) -> None:
    """What controls hold, typed or given by the page, is in no message of a page script."""
    page = show(CANARIES)
    told = background.told(page.url)
    assert not {"h", "k"} & {field["name"] for field in told.form["fields"]}
    page.click("[name=e]")
    page.type_text(CANARY)
    page.evaluate("document.body.append('more', document.createElement('input'))")
    background.told(page.url, lambda forms: len(forms) == 2)
    assert CANARY not in json.dumps([one.message for one in background.everything()])
