"""What page scripts tell of forms: labels by every route, marks, choices, addresses, and never a value."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.page.background import Background, Form
from tests.page.conftest import Show

Cases = Mapping[str, tuple[str, str | dict[str, Any]]]
LABELS: Final[Cases] = {
    "for": ('<label for="a1">E-mail</label><input id="a1" name=@>', "E-mail"),
    "wrapping": ("<label>E-mail <input name=@></label>", "E-mail"),
    "wrapping a list": ("<label>Country <select name=@><option>DE<option>FR</select></label>", "Country"),
    "wrapping a text": ("<label>Notes <textarea name=@>typed</textarea></label>", "Notes"),
    "wrapping, unseen": ("<div hidden><label>Notes <textarea name=@>typed</textarea></label></div>", "Notes"),
    "two labels": ('<label for="a2">Your</label> <label for="a2">e-mail</label><input id="a2" name=@>', "Your e-mail"),
    "of two lines": ("<label>E-mail<br>\n(required) <input name=@></label>", "E-mail (required)"),
    "with blocks": ("<label><div>E-mail</div><div>at work</div><input name=@></label>", "E-mail at work"),
    "with an unseen part": ("<label>E-mail <span hidden>is wrong</span><input name=@></label>", "E-mail"),
    "with a script": ("<label>E-mail <script>var x = 1</script><style>b {}</style><input name=@></label>", "E-mail"),
    "aria-label": ('<input aria-label="E-mail" name=@>', "E-mail"),
    "aria-labelledby": (
        '<b id="a3">E-mail</b> <i id="a4">at work</i><br><input aria-labelledby="a3 a4" name=@>',
        "E-mail at work",
    ),
    "labelledby nothing": ('E-mail <input aria-labelledby="nothing" name=@>', "E-mail"),
    "labelledby a control": ('<textarea id="a5">typed</textarea>E-mail <input aria-labelledby="a5" name=@>', "E-mail"),
    "text before": ("E-mail: <input name=@>", "E-mail:"),
    "element before": ("<b>E-mail</b><input name=@>", "E-mail"),
    "block before": ("<div><span>E-mail</span></div><div><div><input name=@></div></div>", "E-mail"),
    "comment before": ("E-mail <!-- a comment --><input name=@>", "E-mail"),
    "script before": ("E-mail <script>var x = 1</script><input name=@>", "E-mail"),
    "control before": ("E-mail <input><input name=@>", ""),
    "typed text before": ("<textarea>typed</textarea><input name=@>", ""),
    "list before": ("<select><option>DE</select><input name=@>", ""),
    "text beyond its form": ("</form>E-mail<form><input name=@>", ""),
    "table cell": ("<table><tr><td>E-mail<td><input name=@></table>", "E-mail"),
    "table head": ("<table><tr><th>E-mail<td>*<td><input name=@></table>", "E-mail *"),
    "second column": ("<table><tr><td>First<td><input><td>Last<td><input name=@></table>", "Last"),
    "placeholder": ('<input placeholder="E-mail" name=@>', "E-mail"),
    "placeholder below a heading": ('<h3>You</h3><p><input placeholder="E-mail" name=@>', "E-mail"),
    "heading alone": ("<h3>E-mail</h3><p><input name=@>", "E-mail"),
    "title": ('<input title="E-mail" name=@>', "E-mail"),
    "the best of all": ('Text <input placeholder="P" title="T" aria-label="A" name=@>', "A"),
    "none": ("<input name=@>", ""),
    "an image": ('<label><img alt="E-mail" src="data:,"> <input name=@></label>', ""),
    "markup": ('<input aria-label="<b>E-mail</b>" name=@>', "<b>E-mail</b>"),
    "long": (f'<input aria-label="{"x" * 500}" name=@>', "x" * 200),
    "half a letter": ("<input name=@ id='a6'><script>a6.ariaLabel = 'E\\ud83d-mail\\ud83d'</script>", "E-mail"),
    "radio, fieldset": (
        '<fieldset><legend>Title</legend><label><input type="radio" name=@>Ms</label></fieldset>',
        "Title",
    ),
    "radio, group": (
        '<p role="radiogroup" aria-label="Title"><label><input type="radio" name=@>Ms</label></p>',
        "Title",
    ),
    "radio, text": ('Title: <label><input type="radio" name=@>Ms</label>', "Title:"),
    "mark before": ('<label for="a7">*</label>E-mail <input id="a7" name=@>', "E-mail *"),
    "mark alone": ('<label for="a8">*</label><input id="a8" name=@>', "*"),
    "one label twice": ('<label for="a9">E-mail</label><label for="a9">E-mail</label><input id="a9" name=@>', "E-mail"),
    "five up": ("E-mail<div><div><div><div><input name=@></div></div></div></div>", "E-mail"),
    "far and long": (f"{'x ' * 60}<div><div><div><div><input name=@></div></div></div></div>", ""),
    "box, text behind": ('Before <input type="checkbox" name=@> News', "News"),
    "box, text before": ('<p>News <input type="checkbox" name=@></p>', "News"),
    "radio, alone": ('<label><input type="radio" name=@>Ms</label>', "Ms"),
}
MARKS: Final[Cases] = {
    "mark between": ("E-mail <em>*</em> <input name=@>", "E-mail *"),
    "mark before the text": ("<em>(*)</em> E-mail: <input name=@>", "E-mail: (*)"),
    "mark drawn by a style sheet": (
        "<style>.must::after { content: ' *' }</style><label class=must>E-mail <input name=@></label>",
        "E-mail *",
    ),
    "icon drawn by a style sheet": (
        "<style>.icon::before { content: '\\f007' }</style><label class=icon>E-mail <input name=@></label>",
        "E-mail",
    ),
    "radio, named group": (
        '<p role=group aria-label="Title"><label><input type="radio" name=@>Ms</label></p>',
        "Title",
    ),
}
OPTIONS: Final = '<option value="">Choose<option value=" DE ">Germany<option>France'
FIELDS: Final[Cases] = {
    "text": ("<input name=@>", {"tag": "input", "inputType": "text", "required": False, "hidden": "", "holds": False}),
    "required": ("<input required name=@>", {"required": True}),
    "aria-required": ('<input aria-required="true" name=@>', {"required": True}),
    "unknown type": ('<input type="what" name=@>', {"inputType": "text"}),
    "autocomplete": (
        '<input autocomplete="section-a shipping tel" name=@>',
        {"autocomplete": "section-a shipping tel"},
    ),
    "length": ('<input maxlength="7" name=@>', {"maxLength": 7}),
    "no length": ("<input name=@>", {"maxLength": 0}),
    "disabled": ("<input disabled name=@>", {"hidden": "", "holds": False}),
    "read only": ("<input readonly name=@>", {"hidden": "", "holds": False}),
    "holds text": ('<input value="x" name=@>', {"holds": True}),
    "textarea": (
        "<textarea required name=@>x</textarea>",
        {"tag": "textarea", "inputType": "", "required": True, "holds": True},
    ),
    "empty textarea": ("<textarea name=@></textarea>", {"holds": False}),
    "hints": (
        (
            '<span id="b1">No spam</span><fieldset><legend>You</legend>'
            '<input placeholder="a(at)b" title="Tip" aria-describedby="b1" class="big em" inputmode="email"'
            ' pattern=".+,.+" name=@></fieldset>'
        ),
        {
            "label": "a(at)b",
            "hints": [
                "title: Tip",
                "legend: You",
                "described: No spam",
                "class: big em",
                "inputmode: email",
                "pattern: .+,.+",
            ],
        },
    ),
    "hints around": (
        (
            "<h3>You</h3><table><tr><th>First<th>Last</table><p>Born <input><input name=@ formcontrolname=day></p>"
            "<h3>They</h3>"
        ),
        {"label": "", "hints": ["group: Born", "section: You", "data: day"]},
    ),
    "hints that a label outdoes": (
        'First name <label for=b7>E-mail</label> at work <input id=b7 aria-label="Work e-mail" name=@>',
        {"label": "E-mail", "hints": ["aria: Work e-mail", "before: at work"]},
    ),
    "hint of a group": (
        "<div role=group aria-labelledby=b8><b id=b8>Delivery</b><p><label>City <input name=@></label></div>",
        {"label": "City", "hints": ["legend: Delivery"]},
    ),
    "language of its own": (
        "<div lang=fr><label>Ville <input name=@></label></div>",
        {"label": "Ville"},
    ),
    "language unlike its form's": (
        "<label>City <input></label><label lang=fr>Ville <input name=@></label>",
        {"label": "Ville", "hints": ["language: fr"]},
    ),
    "hint behind": ("<label>E-mail <input name=@></label> No spam", {"label": "E-mail", "hints": ["after: No spam"]}),
    "head of a column": (
        "<table><tr><th>First<th>Last<tr><td><input><td><input name=@></table>",
        {"label": "", "hints": ["group: First Last", "header: Last"]},
    ),
    "far too many for one answer": ("<div>You <input><input><input><input><input name=@></div>", {"hints": []}),
    "select": (
        f"<select name=@>{OPTIONS}</select>",
        {
            "tag": "select",
            "inputType": "",
            "holds": False,
            "choices": [
                {"value": "", "text": "Choose"},
                {"value": "DE", "text": "Germany"},
                {"value": "France", "text": "France"},
            ],
        },
    ),
    "select, first disabled": ("<select name=@><option disabled>Choose<option>DE</select>", {"holds": False}),
    "select, preset": ("<select name=@><option>DE<option selected>FR</select>", {"holds": False}),
    "select, preset twice": ("<select name=@><option selected>DE<option selected>FR</select>", {"holds": False}),
    "select, picked": (
        "<select id=b2 name=@><option>DE<option>FR</select><script>b2.value='FR'</script>",
        {"holds": True},
    ),
    "select, emptied": ("<select id=b3 name=@><option>DE</select><script>b3.value='no'</script>", {"holds": False}),
    "list box": ("<select size=3 name=@><option>DE<option>FR</select>", {"holds": False}),
    "many of a list": ("<select multiple name=@><option>DE<option>FR</select>", {"holds": False}),
    "long list": (f"<select name=@>{'<option>a' * 10_000}</select>", {"choices": []}),
    "checkbox": ('<input type="checkbox" name=@>', {"inputType": "checkbox", "holds": False}),
    "ticked": ('<input type="checkbox" checked name=@>', {"holds": True}),
    "box drawn by its label": (
        '<input type="checkbox" id="b4" style="display:none" name=@><label for="b4">News</label>',
        {"hidden": "", "label": "News"},
    ),
    "box that nobody sees": ('<input type="checkbox" style="display:none" name=@>', {"hidden": "not-rendered"}),
    "radio": (
        (
            '<fieldset><legend>Title</legend><label><input type="radio" name=@ value="f">Ms</label>'
            '<label><input type="radio" name=@ value="m">Mr</label></fieldset>'
        ),
        {"inputType": "radio", "choices": [{"value": "f", "text": "Ms"}, {"value": "m", "text": "Mr"}], "holds": False},
    ),
    "radio, text behind": (
        '<input type="radio" name=@ value="y"> Yes <input type="radio" name=@ value="n"> No',
        {"choices": [{"value": "y", "text": "Yes"}, {"value": "n", "text": "No"}]},
    ),
    "radio, preset": ('<input type="radio" name=@><input type="radio" checked name=@>', {"holds": False}),
    "radio, picked": (
        '<input type="radio" name=@><input type="radio" id="b5" name=@><script>b5.checked = true</script>',
        {"holds": True},
    ),
    "far from its form": ('</form><form id="b6" action="/b6"></form><input form="b6" name=@>', {"hidden": ""}),
}
"""Each `@` stands for the case's name."""


def on_one_page(cases: Cases) -> str:
    """All cases, each in a form of its own."""
    return "".join(f"<form action=/x>{html.replace('@', repr(name))}</form>" for name, (html, _) in cases.items())


def by_name(forms: list[Form]) -> dict[str, dict[str, Any]]:
    """All fields by their names."""
    return {field["name"]: field for form in forms for field in form["fields"]}


@pytest.mark.parametrize("cases", [LABELS, MARKS, FIELDS], ids=["labels", "marks", "fields"])
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
