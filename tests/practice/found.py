"""What a recipient can read: which of some values occur in the requests that it received.

The rule, the same for every request:

1. URL and body are taken apart first: path segments, query parameters, form fields, multipart parts, JSON strings.
   Of a WebSocket's frame only its content counts; the handshake is a request of its own.
   Each piece is decoded as a server would decode it (one layer).
2. A value counts where it stands in a piece with no letter, digit or ``. _ - @ +`` directly before or after it. So
   "Weber" counts in "Anna Weber" and not in "anna.Weber@example.org" or "Webers". Case matters.
3. Longer values are looked for first, and what they matched is taken out: a shorter value counts only where it stands
   outside every longer one.
4. The encoding is "plain" when the value's own characters were sent at least once (JSON escapes and multipart framing
   are plain), and "percent" when it was always percent-encoded or had a plus for a space.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tests.practice.decoding import Piece, body_pairs, path_pieces, query_pairs
from tests.practice.received import Received

Channel = Literal["url", "body", "socket"]
Encoding = Literal["plain", "percent"]


@dataclass(frozen=True, slots=True)
class Found:
    """A named value in one channel of one request. `recipient` is the site that `host` belongs to."""

    recipient: str
    host: str
    method: str
    channel: Channel
    name: str
    encoding: Encoding


def find(received: Iterable[Received], values: Mapping[str, str]) -> list[Found]:
    """One row per request, channel and name, in the order of the requests and of `values`; empty values never count."""
    wanted = {name: _lines(value) for name, value in values.items() if value}
    rows = []
    for request in received:
        for channel, pieces in _channels(request):
            seen = _encodings(pieces, sorted(set(wanted.values()), key=len, reverse=True))
            rows += [
                Found(_site(request.host), request.host, request.method, channel, name, seen[value])
                for name, value in wanted.items()
                if value in seen
            ]
    return rows


def submitted_fields(received: Received) -> dict[str, list[str]]:
    """Every field of query and body with its values; an inner JSON field is called ``outer.inner``."""
    fields: dict[str, list[str]] = {}
    for name, value in [*query_pairs(received.query), *body_pairs(received)]:
        fields.setdefault(name.text, []).append(value.text)
    return fields


def _channels(request: Received) -> Iterator[tuple[Channel, list[Piece]]]:
    body = [piece for pair in body_pairs(request) for piece in pair]
    if request.frame:
        yield "socket", body
        return
    query = [piece for pair in query_pairs(request.query) for piece in pair]
    yield "url", [*path_pieces(request.path), *query]
    yield "body", body


def _encodings(pieces: list[Piece], longest_first: list[str]) -> dict[str, Encoding]:
    texts = [_lines(piece.text) for piece in pieces]
    seen: dict[str, Encoding] = {}
    for value in longest_first:
        standing_alone = re.compile(rf"(?<![\w.@+-]){re.escape(value)}(?![\w.@+-])")
        for place, piece in enumerate(pieces):
            texts[place], count = standing_alone.subn("\0", texts[place])
            if count and seen.get(value) != "plain":
                seen[value] = "plain" if value in _lines(piece.raw) else "percent"
    return seen


def _lines(text: str) -> str:
    """Forms send the line ends of a textarea as CR LF."""
    return text.replace("\r\n", "\n")


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])
