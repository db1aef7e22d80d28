"""Controls in all their shapes, and how page scripts describe them: by a label alone, or in several respects."""

from collections.abc import Mapping
from typing import Any, Final

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
    "signs around": ("<em>*</em> Address <br>〒 <input name=@>", "Address 〒 *"),
    "sign alone": ("<b>$</b> <input name=@>", "$"),
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
PARTS: Final[Cases] = {
    "mark behind a box's label": (
        "<p><label><input type=checkbox name=@> News</label> <b>required</b></p>",
        {"label": "News", "hints": ["after: required"]},
    ),
    "text behind a box's label, of the next": (
        "<label><input type=checkbox name=@> News</label> <label>Name <input></label>",
        {"label": "News", "hints": []},
    ),
    "caption of a table": (
        (
            "<fieldset><legend>Order</legend><table><caption>Child</caption><tr><td>Name<td><input name=@></table>"
            "</fieldset>"
        ),
        {"label": "Name", "hints": ["legend: Child", "section: Order"]},
    ),
    "table without a caption": (
        "<fieldset><legend>Order</legend><table><tr><td>Name<td><input name=@></table></fieldset>",
        {"label": "Name", "hints": ["legend: Order"]},
    ),
    "definition list": (
        "<dl><dt>Name <b>required</b></dt><dd><b>First</b> <input> <input name=@></dd></dl>",
        {"label": "Name required"},
    ),
    "legend of another part": (
        "<h2>You</h2><fieldset><legend>Title</legend><input></fieldset><label>Name <input name=@></label>",
        {"label": "Name", "hints": ["section: You"]},
    ),
    "radio in a part of its own": (
        "<h2>You</h2><fieldset><legend>Title</legend><label>Ms <input type=radio name=@></label></fieldset>",
        {"label": "Title", "hints": ["section: You", "before: Ms"]},
    ),
    "form within a definition": (
        f"<dl><dt>Account</dt><dd><p>{'<input> ' * 4}</p><p><i>Name</i> <input name=@></p></dd></dl>",
        {"label": "Name"},
    ),
    "long explanation in a label": (
        "<label>First names <small>In the order of your passport, with commas</small> <input name=@></label>",
        {"label": "First names", "hints": ["described: In the order of your passport, with commas"]},
    ),
    "short explanation in a label": (
        "<label>Name <small>(at your birth)</small> <input name=@></label>",
        {"label": "Name (at your birth)"},
    ),
    "long explanation of a box": (
        "<label><input type=checkbox name=@> News <small>that we send you each and every month</small></label>",
        {"label": "News that we send you each and every month"},
    ),
    "radio in a table with a caption": (
        "<table><caption>Child</caption><tr><td>Title<td><input type=radio name=@></table>",
        {"label": "Title", "hints": ["note: Child"]},
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
