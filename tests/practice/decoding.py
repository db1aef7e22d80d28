"""Reading requests as servers do: queries, urlencoded, multipart and JSON bodies, taken apart into texts.

Written for the tests alone and on purpose without the companion's code, so that one can check the other.
"""

import json
import re
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from tests.practice.received import Received

_NAME = re.compile(rb';\s*name="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";]+)', re.IGNORECASE)


class Piece(NamedTuple):
    """A text and how it was sent; the two differ by percent-encoding only."""

    text: str
    raw: str


class Pair(NamedTuple):
    """A field."""

    name: Piece
    value: Piece


def path_pieces(path: str) -> list[Piece]:
    """The segments of a path."""
    return [Piece(unquote(segment), segment) for segment in path.split("/")]


def query_pairs(raw: str) -> list[Pair]:
    """The fields of ``a=1&b=2``, a plus being a space."""
    halves = [pair.partition("=") for pair in raw.split("&") if pair]
    return [Pair(Piece(unquote_plus(name), name), Piece(unquote_plus(value), value)) for name, _, value in halves]


def body_pairs(received: Received) -> list[Pair]:
    """The fields of a body by its content type; a text of any other type is one field without a name."""
    content_type = received.header("content-type")
    match content_type.partition(";")[0].strip().lower():
        case "application/x-www-form-urlencoded":
            return query_pairs(_text(received.body))
        case "multipart/form-data":
            return _multipart_pairs(received.body, content_type)
        case _:
            return _json_pairs(_text(received.body)) if received.body else []


def _multipart_pairs(body: bytes, content_type: str) -> list[Pair]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return [_plain("", _text(body))]
    pairs = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if named := _NAME.search(head):
            pairs.append(_plain(_text(named[1]), _text(content)))
    return pairs


def _json_pairs(text: str) -> list[Pair]:
    try:
        return _leaves("", json.loads(text))
    except ValueError:
        return [Pair(Piece("", ""), Piece(unquote(text), text))]


def _leaves(name: str, value: object) -> list[Pair]:
    match value:
        case dict():
            return [pair for key, inner in value.items() for pair in _leaves(f"{name}.{key}".lstrip("."), inner)]
        case list():
            return [pair for inner in value for pair in _leaves(name, inner)]
        case str():
            return [_plain(name, value)]
        case _:
            return [_plain(name, json.dumps(value))]


def _plain(name: str, value: str) -> Pair:
    return Pair(Piece(name, name), Piece(value, value))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
