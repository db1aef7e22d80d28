"""Made-up pages of 500 controls, each shaped to be hard in a way of its own."""

from collections.abc import Callable
from typing import Final

CONTROLS: Final = 500
_HEAD: Final = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Big</title>'
_ROW: Final = """<div class="row"><label for="f{0}">Field number {0}</label><div class="wrap"><input id="f{0}"
name="field{0}" class="form-control input-{0}" placeholder="Type {0}"></div><small>Help for {0}</small></div>"""


def _rows(start: int = 0, end: int = CONTROLS) -> str:
    return "".join(_ROW.format(number) for number in range(start, end))


def _in_fifty(around: Callable[[int, str], str]) -> str:
    tens = range(0, CONTROLS, 10)
    return "".join(around(start // 10, _rows(start, start + 10)) for start in tens)


def _heavy_css() -> str:
    rules = (
        f".row:has(.input-{number}:focus) ~ .row small, .row > :not(.x{number}) > [name$='y{number}'] {{ color: red }}"
        for number in range(300)
    )
    look = ".row { display: grid; grid-template-columns: 1fr 2fr; opacity: 0.99 } label::after { content: ' *' }"
    return f"<style>{look}{''.join(rules)}</style><form action=/x>{_rows()}</form>"


_NEST: Final = "<div><template shadowrootmode=open><section>"
_UNNEST: Final = "</section></template></div>"
_CELLS: Final = "".join(
    f"<tr><th>Row {row}" + "".join(f"<td><input name=t{row}-{column}>" for column in range(10)) for row in range(50)
)
_CHOICES: Final = "".join(f"<option>Choice {number}" for number in range(100))
SHAPES: Final = {
    shape: _HEAD + body
    for shape, body in {
        "one form": f"<form action=/x><h2>Join</h2>{_rows()}<button>Send</button></form>",
        "50 forms": _in_fifty(
            lambda at, rows: f"<form action=/{at}><h2>Form {at}</h2>{rows}<button>Go</button></form>"
        ),
        "no form": f"<h1>Join</h1>{_rows()}<button>Send</button>",
        "nothing but controls": "".join(f"<input name=a{number}>" for number in range(CONTROLS)),
        "texts between": "<form>" + "".join(f"Text {number} <input><br>" for number in range(CONTROLS)) + "</form>",
        "deep shadow roots": _in_fifty(lambda _, rows: _NEST * 8 + rows + _UNNEST * 8),
        "deep elements": "<form>" + "<div>" * 60 + _rows() + "</div>" * 60 + "</form>",
        "a table": f"<form><table><tr><th>Row{'<th>Column' * 10}{_CELLS}</table></form>",
        "heavy style sheets": _heavy_css(),
        "radio buttons": "<form>"
        + "".join(
            f"<fieldset><legend>Question {number}</legend>"
            + "".join(f"<label><input type=radio name=q{number}>Answer {answer}</label>" for answer in range(5))
            + "</fieldset>"
            for number in range(CONTROLS // 5)
        )
        + "</form>",
        "lists of 100": "<form>"
        + "".join(f"<label>Pick {number} <select>{_CHOICES}</select></label>" for number in range(CONTROLS))
        + "</form>",
    }.items()
}
"""Each page by what it is like."""
