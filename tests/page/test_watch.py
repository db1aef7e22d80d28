"""Where and when page scripts find forms: in shadow roots and frames, late, replaced, and in the midst of a storm."""

from typing import Final

import pytest

from tests.page.background import Background, Form
from tests.page.conftest import Serve, Show

ROOTS: Final = {
    "shadow root": (
        (
            "<x-a></x-a><script>const root = document.querySelector('x-a').attachShadow({mode: 'open'});"
            "root.innerHTML = '<label for=a>E-mail</label><input id=a name=a>'</script>"
        ),
        [["E-mail"]],
    ),
    "shadow root in a shadow root": (
        (
            "<x-a></x-a><script>const open = {mode: 'open'};"
            "const outer = document.querySelector('x-a').attachShadow(open); outer.innerHTML = '<x-b></x-b>';"
            "outer.firstChild.attachShadow(open).innerHTML ="
            "'<form><b id=l>E-mail</b><input aria-labelledby=l></form><form><input aria-label=Phone></form>'</script>"
        ),
        [["E-mail"], ["Phone"]],
    ),
    "shadow root by markup": ("<div><template shadowrootmode=open>E-mail <input></template></div>", [["E-mail"]]),
    "each root for itself": (
        (
            "<div><template shadowrootmode=open>One <input></template></div>"
            "<div><template shadowrootmode=open>Two <input></template></div>"
        ),
        [["One"], ["Two"]],
    ),
    "closed shadow root": ("<div><template shadowrootmode=closed>No <input></template></div>A <input>", [["A"]]),
    "later": ("<script>setTimeout(() => document.body.innerHTML = 'E-mail <input>', 300)</script>", [["E-mail"]]),
    "later, in a root that nothing announces": (
        (
            "<x-a></x-a><script>onload = () => setTimeout(() => { const open = {mode: 'open'};"
            "document.querySelector('x-a').attachShadow(open).innerHTML = 'E-mail <input>';"
            "dispatchEvent(new Event('load')) }, 200)</script>"
        ),
        [["E-mail"]],
    ),
    "replaced": (
        (
            "<main>Old <input></main><script>setTimeout(() => { history.pushState(null, '', '?new');"
            "document.querySelector('main').innerHTML = '<form>New <input></form>' }, 400)</script>"
        ),
        [["New"]],
    ),
    "written anew (F19)": (
        (
            "Old <input><script>onload = () => setTimeout(() => { document.open();"
            "document.write('New <input>'); document.close() }, 300)</script>"
        ),
        [["New"]],
    ),
    "shown later": (
        "<p id=p hidden>E-mail <input></p><script>setTimeout(() => p.hidden = false, 400)</script>",
        [["E-mail"]],
    ),
    "a page that never rests": (
        (
            "<p id=p></p><script>const beat = new MessageChannel();"
            "beat.port1.onmessage = () => { p.className = Math.random(); beat.port2.postMessage(0) };"
            "beat.port2.postMessage(0);"
            "setTimeout(() => document.body.insertAdjacentHTML('beforeend', 'E-mail <input>'), 500)</script>"
        ),
        [["E-mail"]],
    ),
}


@pytest.mark.parametrize("name", ROOTS)
def test_where_forms_are(show: Show, background: Background, name: str) -> None:
    """Forms are found in open shadow roots of any depth, and whenever they come."""
    html, expected = ROOTS[name]

    def labels(forms: list[Form]) -> list[list[str]]:
        return [[field["label"] for field in form["fields"] if not field["hidden"]] for form in forms]

    show(html)
    assert expected == labels(background.forms("", lambda forms: labels(forms) == expected))


def test_frames(show: Show, serve: Serve, background: Background) -> None:
    """A same-origin frame tells of its forms by itself; about: frames, too, as parts of the page that wrote them."""
    inner = serve("Inner <input>")
    page = show(
        f"Outer <input><iframe src='{inner}'></iframe><iframe srcdoc='Inline <input>'></iframe>"
        "<iframe id=blank></iframe><iframe sandbox='allow-scripts' srcdoc='Boxed <input>'></iframe>"
        "<script>const written = document.querySelector('#blank').contentDocument;"
        "written.open(); written.write('Written <input>'); written.close()</script>"
    )
    said = {
        url: background.told(url, lambda forms: forms[0]["fields"][0]["hidden"] == "")
        for url in (page.url, inner, "about:blank")
    }
    inline = background.told("about:srcdoc", lambda forms: forms[0]["fields"][0]["label"] == "Inline")
    boxed = background.told("about:srcdoc", lambda forms: forms[0]["fields"][0]["label"] == "Boxed")
    labels = [told.form["fields"][0]["label"] for told in said.values()]
    origin = said[page.url].origin
    assert ["Outer", "Inner", "Written"] == labels
    assert [origin] * 4 == [told.origin for told in [*said.values(), inline]]
    assert "null" == boxed.origin


FRAMES: Final = {
    "object": "<object data='INNER' type=text/html></object>",
    "embed": "<embed src='INNER' type=text/html>",
    "frameset": "</head><frameset><frame src='INNER'></frameset>",
    "fenced in by a shadow root": "<div><template shadowrootmode=open><iframe src='INNER'></iframe></template></div>",
    "blob": (
        "<iframe></iframe><script>const html = new Blob(['E-mail <input>'], {type: 'text/html'});"
        "document.querySelector('iframe').src = URL.createObjectURL(html)</script>"
    ),
    "data": "<iframe src='data:text/html,E-mail <input>'></iframe>",
    "another site": "<iframe src='OTHER'></iframe>",
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_every_type(show: Show, serve: Serve, background: Background, name: str) -> None:
    """Whatever shows a document within another, the forms of that document are told of, as its own."""
    form = "E-mail <input>"
    page = show(FRAMES[name].replace("INNER", serve(form)).replace("OTHER", serve(form, "news")))
    told = background.told(
        "", lambda forms: [["E-mail"]] == [[field["label"] for field in form["fields"]] for form in forms]
    )
    assert told.frame != 0
    assert told.url != page.url


def test_never_half_changed(show: Show, background: Background) -> None:
    """A page that renames all its fields again and again is described as it was at one moment, and finally as it is."""
    fields = "".join(f"<p><label>0 {number} <input name=n{number}></label></p>" for number in range(400))
    page = show(
        f"<form>{fields}</form><script>let version = 0; const labels = document.querySelectorAll('label');"
        "const timer = setInterval(() => { version += 1;"
        "labels.forEach((label, at) => { label.firstChild.data = `${version} ${at} ` });"
        "if (version === 200) clearInterval(timer) }, 8)</script>"
    )
    page.wait_for("version === 200")
    background.told(page.url, lambda forms: forms[0]["fields"][0]["label"] == "200 0")
    told = [one.form["fields"] for one in background.heard("forms", page.url)]
    assert [1] * len(told) == [len({field["label"].split()[0] for field in fields}) for fields in told]


def test_calm(show: Show, background: Background) -> None:
    """A page that changes 1,000 times a second, in ways that matter, is told of a few times a second."""
    page = show(
        "<input name=a placeholder=c0><script>let changes = 0; const start = performance.now();"
        "const beat = new MessageChannel();"
        "beat.port1.onmessage = () => { if (changes > 2000) return;"
        "changes = performance.now() - start; const field = document.querySelector('input');"
        "field.placeholder = field.className = 'c' + changes; beat.port2.postMessage(0) };"
        "beat.port2.postMessage(0)</script>"
    )
    page.wait_for("changes > 2000")
    background.told(page.url, lambda forms: float(forms[0]["fields"][0]["label"][1:]) > 1900)
    assert 2 <= len(background.heard("forms", page.url)) <= 8
