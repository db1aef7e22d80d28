"""The keys without a character, and what each of the two protocols calls them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Key:
    """`code` is the DOM's `keyCode`; `bidi` the code point of WebDriver's table of keyboard actions."""

    code: int
    bidi: str


NAMED: Final = {
    "Backspace": Key(8, "\ue003"),
    "Tab": Key(9, "\ue004"),
    "Enter": Key(13, "\ue006"),
    "Escape": Key(27, "\ue00c"),
    "End": Key(35, "\ue010"),
    "Home": Key(36, "\ue011"),
    "ArrowLeft": Key(37, "\ue012"),
    "ArrowUp": Key(38, "\ue013"),
    "ArrowRight": Key(39, "\ue014"),
    "ArrowDown": Key(40, "\ue015"),
    "Delete": Key(46, "\ue017"),
}
