"""What arrived: which values the recording servers can read out of what they received, however it was wrapped.

A value is looked up, not searched for: every word, number and digest of a text is compared with all values at once.
"""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote, unquote_plus

from tests.practice.decoding import body_pairs, path_pieces, query_pairs
from tests.practice.received import Received
from tests.ways.shots import Shot

Channel = Literal["url", "body", "header", "cookie", "referer", "socket"]
Kind = Literal["email", "tel", "name"]
DEPTH: Final = 3
_PADDING: Final = re.compile(rb"x{64,}")
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ]{7,}[0-9]")
_NAME: Final = re.compile(r"[^\W\d_]{8,12}")
_HEX: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){16,}(?![0-9A-Za-z])")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_ZIPPED: Final = (b"\x1f\x8b", b"\x78\x9c", b"\x78\x01", b"\x78\xda", b"\x78\x5e")


class Datum(NamedTuple):
    """What a value is: of which kind, and whose. An e-mail address belongs to a shot, the others to a person."""

    kind: Kind
    owner: str


class Sighting(NamedTuple):
    """A datum in one channel of what one host received."""

    host: str
    channel: Channel
    datum: Datum


class Values:
    """All values that were sent, by every form in which one may be read."""

    def __init__(self, shots: Iterable[Shot]) -> None:
        self._known: dict[str, Datum] = {}
        for shot in shots:
            person = shot.person
            self._add(shot.email, Datum("email", shot.id))
            self._add(person.tel.replace(" ", ""), Datum("tel", person.last))
            for name in (person.first, person.last):
                self._add(name.lower(), Datum("name", person.last))

    def __getitem__(self, value: str) -> Datum:
        """The datum that a value of the vault is."""
        return self._known[_normal(value)]

    def read(self, text: str) -> set[Datum]:
        """Every datum in a text, as it stands there."""
        words = [match[0] for form in (_ADDRESS, _NUMBER, _NAME, _HEX) for match in form.finditer(text)]
        return {self._known[word] for word in map(_normal, words) if word in self._known}

    def _add(self, value: str, datum: Datum) -> None:
        self._known[value] = datum
        self._known[hashlib.sha256(value.encode()).hexdigest()] = datum


def arrivals(received: Iterable[Received], values: Values) -> set[Sighting]:
    """Everything that the servers got to read."""
    return {
        Sighting(request.host, channel, datum)
        for request in received
        for channel, texts in _channels(request)
        for text in texts
        for layer in _layers(text, DEPTH)
        for datum in values.read(layer)
    }


def _channels(request: Received) -> Iterator[tuple[Channel, list[str]]]:
    body = _PADDING.sub(b" ", request.body)
    texts = [_text(content) for content in (body, _unzipped(body)) if content]
    if request.frame:
        yield "socket", texts
        return
    pairs = body_pairs(Received(0, "", "", "", request.headers, body))
    yield "body", [*texts, *(piece.text for pair in pairs for piece in pair)]
    query = [piece.text for pair in query_pairs(request.query) for piece in pair]
    yield "url", [*(piece.text for piece in path_pieces(request.path)), *query]
    for name, value in request.headers:
        channel: Channel = "cookie" if name.lower() == b"cookie" else "header"
        yield "referer" if name.lower() == b"referer" else channel, [_text(value)]


def _layers(text: str, depth: int) -> Iterator[str]:
    """A text, and what is left of it when one wrapping after another is taken off."""
    yield text
    if depth == 0:
        return
    inner = {unquote(text), unquote_plus(text), _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)} - {text}
    inner |= {_text(bytes.fromhex(match[0])) for match in _HEX.finditer(text)}
    inner |= {decoded for match in _BASE64.finditer(text) if (decoded := _from_base64(match[0]))}
    for layer in inner:
        yield from _layers(layer, depth - 1)


def _from_base64(text: str) -> str:
    raw = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(raw.replace("+", "-").replace("/", "_") + "=" * (-len(raw) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _unzipped(body: bytes) -> bytes:
    if not body.startswith(_ZIPPED):
        return b""
    try:
        return zlib.decompress(body, 32 + zlib.MAX_WBITS)
    except zlib.error:
        return b""


def _text(raw: bytes) -> str:
    even, odd = raw[::2], raw[1::2]
    return raw.decode("utf-16-le", "replace") if even and odd.strip(b"\0") == b"" else raw.decode("utf-8", "replace")


def _normal(word: str) -> str:
    return word.lower().replace(" ", "") if _NUMBER.fullmatch(word) else word.lower()
