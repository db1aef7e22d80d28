"""Fields that a person sees are filled; what the hard refusals must catch is never filled, by whatever trick."""

import sys
from typing import Final

import pytest

from tests.page.background import Background
from tests.page.conftest import Show

FIELD: Final = "<input name=tel>"
LABEL: Final = f"<label>Phone {FIELD}</label>"


def styled(style: str, around: str = "") -> str:
    """The field with a style of its own, in an element with another."""
    field = f'<input name=tel style="{style}">'
    return f'<div style="{around}">{field}</div>' if around else field


def inside(style: str) -> str:
    """The field in an element with a style."""
    return f'<div style="{style}">{LABEL}</div>'


def over(cover: str) -> str:
    """The field with something laid over it."""
    return f'<div style="position: relative; width: 220px; height: 30px">{FIELD}{cover}</div>'


def framed(style: str, around: str = "") -> str:
    """The field in a frame of the same origin, with a style of the frame and of what it lies in."""
    frame = f'<iframe style="width: 300px; height: 60px; {style}" srcdoc="{LABEL}"></iframe>'
    return f'<div style="{around}">{frame}</div>'


def shadowed(markup: str, inner: str = "", mode: str = "open") -> str:
    """A host whose shadow root holds some markup, and whose light child is another."""
    return f'<div><template shadowrootmode="{mode}">{markup}</template>{inner}</div>'


def scrolling(height: int, inner: str) -> str:
    """A box that scrolls what it holds."""
    return f'<div style="height: {height}px; overflow: auto">{inner}</div>'


CLASHING: Final = "<input name=assignedSlot><input name=parentElement><input name=getRootNode>"
WHOLE: Final = "inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none; border: 0; background: #eef"
CLIPPED: Final = "position: absolute; width: 1px; height: 1px; overflow: hidden"
COVER: Final = "position: absolute; inset: 0; background: #fff; z-index: 9"
TALL: Final = '<div style="height: 3000px"></div>'
VISIBLE: Final = {
    "H00 plain": LABEL,
    "H01 below the fold": TALL + LABEL,
    "H02 in a shadow root": shadowed(LABEL),
    "H03 in a modal dialog": f"<dialog>{LABEL}</dialog><script>document.querySelector('dialog').showModal()</script>",
    "H04 under a floating label": over(
        '<span style="position: absolute; left: 4px; top: 4px; pointer-events: none">Phone</span>'
    ),
    "H05 a little transparent": inside("opacity: 0.85"),
    "H06 with an icon at its end": over(
        '<span style="position: absolute; right: 2px; top: 2px; background: #fff">&#128274;</span>'
    ),
    "H07 under its own label": over('<label for="t" style="position: absolute; inset: 4px">Phone</label>').replace(
        FIELD, "<input id=t name=tel>"
    ),
    "H08 without a border": styled(
        "border: 0; outline: 0; background: transparent", "border: 1px solid; padding: 4px; width: 220px"
    ),
    "H09 dark": styled("background: #333; color: #eee; border: 1px solid #555", "background: #222; padding: 8px"),
    "list": "<select name=tel><option>1<option>2</select>",
    "text": "<textarea name=tel></textarea>",
    "short": styled("width: 30px"),
    "half transparent, twice": '<div style="opacity: 0.8"><div style="opacity: 0.8">' + LABEL + "</div></div>",
    "turned": inside("transform: rotate(5deg) scale(0.8); transform-origin: 0 0"),
    "right to left": f'<script>document.documentElement.dir = "rtl"</script><div style="width: 3000px">{LABEL}</div>',
    "in a box that scrolls": scrolling(200, TALL + LABEL + TALL),
    "in a box that scrolls, within the window": scrolling(90, f'<p style="height: 200px"></p>{LABEL}'),
    "in boxes that scroll": scrolling(300, TALL + scrolling(90, TALL + LABEL) + TALL),
    "drawn when it is near": TALL + inside("content-visibility: auto; contain-intrinsic-size: 100px"),
    "behind a bar that stays": (
        f'<b style="{COVER}; position: fixed; bottom: auto; height: 60px"></b>'
        f"{TALL}{LABEL}{TALL}<script>scrollTo(0, 3000)</script>"
    ),
    "in a frame": framed(""),
    "in a frame below the fold": TALL + framed(""),
    "in a frame with a border": framed("border: 20px solid; padding: 10px"),
    "in a frame that is scaled": framed("transform: scale(0.6); transform-origin: 0 0"),
    "in a frame in a shadow root": shadowed(framed("")),
    "in a frame below the fold of a frame": TALL
    + framed("").replace(LABEL, (TALL + framed("")).replace('"', "'").replace(LABEL, "<input name=tel>")),
    "in a slot": shadowed("<div><slot></slot></div>", LABEL),
    "in a slot of a closed root": shadowed("<div><slot></slot></div>", LABEL, "closed"),
    "in a shadow root in a shadow root": shadowed(shadowed(LABEL)),
    "in a form with clashing names": f"<form>{LABEL}{CLASHING}</form>",
    "fixed in something clipped": f'<div style="{CLIPPED}"><p style="position: fixed; top: 0">{LABEL}</p></div>',
    "placed from outside of something clipped": (
        '<div style="height: 0; overflow: hidden">' + inside("position: absolute; top: 9px") + "</div>"
    ),
    "in a body without height": (
        f"<style>body {{ height: 0; overflow: hidden }} form {{ position: fixed; top: 0 }}</style><form>{LABEL}</form>"
    ),
    "in something without height that shows all": inside("height: 0"),
}
HIDDEN: Final = {
    "H12 around it nothing is drawn": inside("display: none"),
    "H14 visibility": inside("visibility: collapse"),
    "H16 transparent": styled("opacity: 0"),
    "H18 in something transparent": inside("opacity: 0"),
    "H20 opacities": '<div style="opacity: 0.7"><div style="opacity: 0.7">' + styled("opacity: 0.7") + "</div></div>",
    "H22 left of the page": styled("position: absolute; left: -9999px"),
    "H24 above the page": styled("position: absolute; top: -9999px"),
    "fixed below the window": styled("position: fixed; top: 9999px"),
    "H28 without a size": styled("width: 0; height: 0; border: 0; padding: 0"),
    "H30 scaled to nothing": styled("transform: scale(0)"),
    "H32 on edge": styled("transform: rotateX(90deg)"),
    "H34 in something without height": inside("height: 0; overflow: hidden"),
    "in a clipped box": inside(CLIPPED),
    "placed in a clipped box": f'<div style="{CLIPPED}">{inside("position: absolute; top: 0")}</div>',
    "in a form that is clipped, with clashing names": (
        f'<form style="{CLIPPED}">{LABEL}{CLASHING}<input name=getBoundingClientRect></form>'
    ),
    "H36 clipped": styled("clip-path: inset(50%)"),
    "H38 clipped the old way": styled("position: absolute; clip: rect(0, 0, 0, 0)"),
    "H54 behind": '<div style="position: relative; z-index: 0"><div style="background: #fff; height: 30px">'
    + styled("position: absolute; z-index: -1")
    + "</div></div>",
    "H56 the whole page": f"<style>body {{ opacity: 0.001 }}</style>{LABEL}",
    "H58 contents not drawn": inside("content-visibility: hidden"),
    "H60 inert": f'<div inert style="opacity: 0">{LABEL}</div>',
    "H62 in a transparent slot of a closed root": shadowed(
        '<div style="opacity: 0"><slot></slot></div>', LABEL, "closed"
    ),
    "in a transparent slot": shadowed('<div style="opacity: 0.4"><slot></slot></div>', LABEL),
    "H64 without a slot": shadowed("hi", LABEL),
    "H66 tiny": styled("zoom: 0.01"),
    "H68 in a transparent frame": framed("opacity: 0"),
    "in a frame off the page": framed("position: absolute; left: -9999px"),
    "in a frame in something transparent": framed("", "opacity: 0.3"),
    "in a frame in a transparent shadow root": f'<div style="opacity: 0.3">{shadowed(framed(""))}</div>',
    "in a frame under a cover": framed("", "position: relative").replace(
        "</iframe>", f'</iframe><b style="{COVER}"></b>'
    ),
    "in a frame without a size": framed("width: 0; height: 0; border: 0"),
    "in a transparent frame of a frame": framed("opacity: 0").replace(
        LABEL, framed("").replace('"', "'").replace(LABEL, "<input name=tel>")
    ),
    "H72 honeypot": f'<div aria-hidden=true style="position: absolute; left: -5000px">{LABEL}</div>',
    "H74 a text of one pixel": '<textarea name=tel style="height: 1px; width: 1px; padding: 0; border: 0"></textarea>',
    "H76 behind the eye": '<div style="perspective: 100px">' + styled("transform: translateZ(101px)") + "</div>",
    "H78 painted no further than its box": '<div style="contain: paint; width: 10px; height: 10px">'
    + styled("margin-left: 40px")
    + "</div>",
    "under a cover": over(f'<b style="{COVER}"></b>'),
    "in a shadow root under a cover": over(f'<b style="{COVER}"></b>').replace(FIELD, shadowed(FIELD)),
    "under a modal dialog": f"{LABEL}<dialog id=d style='{WHOLE}'></dialog><script>d.showModal()</script>",
    "under a cover that stays": f'{LABEL}<b style="position: fixed; inset: 0; background: #fff"></b>',
    "in a transparent form with clashing names": f'<form style="opacity: 0.4">{LABEL}{CLASHING}</form>',
}
"""What the hard refusals are for."""
UNSEEN: Final = {
    "H26 far to the right": styled("position: absolute; left: 20000px"),
    "H40 masked": styled("mask-image: linear-gradient(transparent, transparent)"),
    "H42 filter": styled("filter: opacity(0)"),
    "H44 white by filters": styled("filter: brightness(100) contrast(0) brightness(100); border-color: #fff"),
    "H46 white on white": styled("background: #fff; border: 0; color: #fff; caret-color: #fff; outline: 0"),
    "H48 blended away": styled(
        "background: #000; color: #000; border: 0; mix-blend-mode: screen", "background: #fff; isolation: isolate"
    ),
    "H50 under a cover that lets clicks through": over(f'<b style="{COVER}; pointer-events: none"></b>'),
    "H52 under a popover that lets clicks through": (
        f"{LABEL}<p id=p popover=manual style='{WHOLE}; pointer-events: none'></p><script>p.showPopover()</script>"
    ),
    "H70 in a frame under a cover that lets clicks through": framed("", "position: relative").replace(
        "</iframe>", f'</iframe><b style="{COVER}; pointer-events: none"></b>'
    ),
    "H80 letters without colour": styled("border: 0; background: #fff; -webkit-text-fill-color: transparent"),
    "H82 letters pushed out": styled("border: 0; padding-left: 500px; width: 100px; box-sizing: border-box"),
    "H84 under a canvas": over(f'<canvas width=220 height=30 style="{COVER}; pointer-events: none"></canvas>'),
    "H86 under a bright backdrop": over(
        '<b style="position: absolute; inset: 0; pointer-events: none; '
        'backdrop-filter: brightness(100) contrast(0) brightness(100)"></b>'
    ),
    "H88 letters of the ground's colour": styled(
        "background: #036; color: #036; border: 0; caret-color: #036", "background: #036; padding: 6px"
    ),
}
"""What only a look at the pixels can tell; how many are refused already is printed."""


def fate(show: Show, background: Background, html: str) -> str:
    """Show a page, fill its field, and return what became of it."""
    page = show(html)
    place = "about:srcdoc" if "<iframe" in html else page.url
    told = background.told(place, lambda forms: forms and forms[0]["fields"][0]["name"] == "tel")
    before = page.evaluate("[scrollX, scrollY]")
    filled = background.fill(told, {"tel": "2"})
    assert before == page.evaluate("[scrollX, scrollY]")
    return filled.fates["tel"]


@pytest.mark.parametrize("name", VISIBLE)
def test_visible_fields_are_filled(show: Show, background: Background, name: str) -> None:
    """A field that a person can see, or scroll to, is filled, and the page does not jump."""
    assert "written" == fate(show, background, VISIBLE[name])


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_fields_are_refused(show: Show, background: Background, name: str) -> None:
    """A field that is not drawn, transparent, without size, off the page or covered is refused."""
    assert "skipped" == fate(show, background, HIDDEN[name]).split()[0]


def test_unseen_fields(show: Show, background: Background, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the fields that are drawn and still unseen, each is filled or refused, and how many is printed."""
    fates = {name: fate(show, background, html) for name, html in UNSEEN.items()}
    refused = [name for name, fate in fates.items() if fate.startswith("skipped")]
    with capsys.disabled():
        sys.stdout.write(f" [{len(refused)} of {len(fates)} unseen fields refused without a look at the pixels] ")
    assert {"written", "skipped"} >= {fate.split()[0] for fate in fates.values()}
