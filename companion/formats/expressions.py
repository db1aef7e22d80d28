"""The attribute `pattern`: whether a page's regular expression takes a text, in a bounded number of steps.

The expression is the page's, and a hostile one could keep a backtracking engine busy for ever. This one follows all
ways at once (Thompson 1968), so that each character costs at most one look at each part. What it does not know (looking
ahead or behind, back references, word borders) it does not judge.
"""

from collections.abc import Callable
from typing import Final

Takes = Callable[[str], bool]
Step = tuple[str, Takes | None, tuple[int, ...]]
"""What to do, what character it takes, and where to go on, counted from here."""
Steps = list[Step]

MAX_STEPS: Final = 2000
MAX_LOOKS: Final = 200_000
_MAX_DEPTH: Final = 20
_DIGITS: Final = frozenset("0123456789")
_WORDS: Final = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_CLASSES: Final[dict[str, Takes]] = {"d": _DIGITS.__contains__, "w": _WORDS.__contains__, "s": str.isspace}
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_PROPERTIES: Final[dict[str, Takes]] = {
    "L": str.isalpha,
    "Letter": str.isalpha,
    "Alphabetic": str.isalpha,
    "N": str.isnumeric,
    "Nd": str.isdecimal,
    "Lu": str.isupper,
    "Ll": str.islower,
}


class _Unknown(Exception):  # noqa: N818 - it never leaves this file
    """The expression holds what is not judged here."""


def takes(pattern: str, text: str) -> bool | None:
    """Tell whether an expression takes the whole text; None when that is not known."""
    try:
        steps = _Parser(pattern).parse()
    except (_Unknown, IndexError, ValueError):
        return None
    if len(steps) * (len(text) + 1) > MAX_LOOKS:
        return None
    there = _reached(steps, [0], 0, len(text))
    for at, character in enumerate(text, 1):
        onward = [index + 1 for index in there if index < len(steps) and (take := steps[index][1]) and take(character)]
        there = _reached(steps, onward, at, len(text))
    return len(steps) in there


def _reached(steps: Steps, starts: list[int], at: int, end: int) -> set[int]:
    """Return where one stands after all steps that take no character."""
    seen: set[int] = set()
    waiting = list(starts)
    while waiting:
        index = waiting.pop()
        if index in seen:
            continue
        seen.add(index)
        if index == len(steps):
            continue
        what, _, ways = steps[index]
        if what == "go" or (what == "start" and at == 0) or (what == "end" and at == end):
            waiting.extend(index + way for way in ways)
    return seen


class _Parser:
    """Turns an expression into steps, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def parse(self) -> Steps:
        steps = self._either()
        if self._at < len(self._text):
            raise _Unknown
        return steps

    def _either(self) -> Steps:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Unknown
        steps = self._row()
        while self._take("|"):
            other = self._row()
            steps = _limited([("go", None, (1, len(steps) + 2)), *steps, ("go", None, (len(other) + 1,)), *other])
        self._depth -= 1
        return steps

    def _row(self) -> Steps:
        steps: Steps = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            steps = _limited(steps + self._repeated(self._one()))
        return steps

    def _repeated(self, steps: Steps) -> Steps:
        if self._take("*"):
            least, most = 0, None
        elif self._take("+"):
            least, most = 1, None
        elif self._take("?"):
            least, most = 0, 1
        elif self._text[self._at : self._at + 1] == "{":
            least, most = self._count()
        else:
            return steps
        self._take("?")
        if self._text[self._at : self._at + 1] in {"*", "+", "{"}:
            raise _Unknown
        if len(steps) * max(least, most or 0) > MAX_STEPS:
            raise _Unknown
        maybe: Steps = [("go", None, (1, len(steps) + 1)), *steps]
        if most is None:
            return _limited(
                steps * least + [("go", None, (1, len(steps) + 2)), *steps, ("go", None, (-len(steps) - 1,))]
            )
        return _limited(steps * least + maybe * (most - least))

    def _count(self) -> tuple[int, int | None]:
        inside, closed, _ = self._text[self._at + 1 :].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or not least.isdecimal() or (most and not most.isdecimal()):
            raise _Unknown
        self._at += len(inside) + 2
        return int(least), int(most) if most else None if comma else int(least)

    def _one(self) -> Steps:
        character = self._next()
        if character == "(":
            return self._group()
        if character in "^$":
            return [("start" if character == "^" else "end", None, (1,))]
        if character == ".":
            return [("take", lambda each: each not in "\n\r", ())]
        if character == "[":
            return [("take", self._set(), ())]
        if character == "\\":
            found = self._escaped()
            return [("take", found if callable(found) else _same(found), ())]
        if character in "*+?{}])":
            raise _Unknown
        return [("take", _same(character), ())]

    def _group(self) -> Steps:
        if self._take("?"):
            if self._take("<"):
                name, closed, _ = self._text[self._at :].partition(">")
                if not closed or not name.isidentifier():
                    raise _Unknown
                self._at += len(name) + 1
            elif not self._take(":"):
                raise _Unknown
        steps = self._either()
        if not self._take(")"):
            raise _Unknown
        return steps

    def _set(self) -> Takes:
        negated = self._take("^")
        single: set[str] = set()
        wider: list[Takes] = []
        while not self._take("]"):
            found = self._member()
            if not isinstance(found, str):
                wider.append(found)
            elif self._text[self._at : self._at + 1] == "-" and self._text[self._at + 1 : self._at + 2] not in {
                "",
                "]",
            }:
                self._at += 1
                last = self._member()
                if not isinstance(last, str) or last < found:
                    raise _Unknown
                wider.append(_between(found, last))
            else:
                single.add(found)
        return lambda each: (each in single or any(take(each) for take in wider)) is not negated

    def _member(self) -> str | Takes:
        character = self._next()
        return self._escaped() if character == "\\" else character

    def _escaped(self) -> str | Takes:
        character = self._next()
        if character.lower() in _CLASSES:
            take = _CLASSES[character.lower()]
            return take if character.islower() else _other(take)
        if character in "pP":
            name, _, _ = self._text[self._at :].partition("}")
            if name[1:] not in _PROPERTIES:
                raise _Unknown
            self._at += len(name) + 1
            take = _PROPERTIES[name[1:]]
            return take if character == "p" else _other(take)
        if character in "ux":
            return self._number({"u": 4, "x": 2}[character])
        if character in _ESCAPED:
            return _ESCAPED[character]
        if character.isalnum():
            raise _Unknown
        return character

    def _number(self, size: int) -> str:
        if self._take("{"):
            digits, _, _ = self._text[self._at :].partition("}")
            self._at += 1
        else:
            digits = self._text[self._at : self._at + size]
        self._at += len(digits)
        return chr(int(digits, 16))

    def _next(self) -> str:
        character = self._text[self._at]
        self._at += 1
        return character

    def _take(self, wanted: str) -> bool:
        there = self._text[self._at : self._at + 1] == wanted
        self._at += there
        return there


def _limited(steps: Steps) -> Steps:
    if len(steps) > MAX_STEPS:
        raise _Unknown
    return steps


def _same(wanted: str) -> Takes:
    return lambda each: each == wanted


def _between(first: str, last: str) -> Takes:
    return lambda each: first <= each <= last


def _other(take: Takes) -> Takes:
    return lambda each: not take(each)
