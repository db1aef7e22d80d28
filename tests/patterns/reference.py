"""A small scanner in Python: it reads a request's bytes as the extension does, so that patterns can be tried on leaks.

It is slow and plain on purpose. What it shares with the extension is the layout of the table and the rules of DIGEST,
WEAK and TINY; how it decodes is its own.
"""

import base64
import binascii
import gzip
import html
import quopri
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from companion.patterns.fingerprints import DIGEST, TINY, WEAK, WINDOW, window
from companion.protocol import Patterns

DEPTH: Final = 3
_RECORD: Final = struct.Struct("<IHHHHIH")
_WORD: Final = re.compile(r"[\w.@+-]")
_PARTS: Final = (
    re.compile(rb'"([^"]+)"\s*:\s*"((?:[^"\\]|\\.)*)"'),
    re.compile(rb"(?:^|[?&;\s])([^=&;?\s]+)=([^&;#]*)"),
    re.compile(rb"<([\w.-]+)>([^<]*)(?=<)"),
    re.compile(rb"(?m)^(\w+): ?(.*?)\r?$"),
)
_ESCAPE: Final = re.compile(rb"(?:[\\%]u([0-9a-fA-F]{4}))+|\\([\"\\/nrt])")


class Entry(NamedTuple):
    """A record of the table with what its indexes stand for."""

    length: int
    fingerprint: int
    value: tuple[int, int]
    kind: str
    chain: str
    flags: int


@dataclass(frozen=True, slots=True)
class View:
    """Some bytes of a request after decoding, the key that they stood beside, and the decoders."""

    data: bytes
    key: str
    steps: tuple[str, ...]


class Scanner:
    """The pages of one generation, ready to look for."""

    def __init__(self, pages: Iterable[Patterns]) -> None:
        self._entries: defaultdict[int, list[Entry]] = defaultdict(list)
        self._keys: dict[str, frozenset[str]] = {}
        self.items: dict[tuple[int, int], str] = {}
        for page in pages:
            self._prime = page.prime
            self._keys |= {keys.kind: frozenset(keys.names) for keys in page.keys}
            self.items |= {(page.page, place): value.item for place, value in enumerate(page.values)}
            for start, length, value, chain, flags, low, high in _RECORD.iter_unpack(base64.b64decode(page.table)):
                entry = Entry(
                    length, high << 32 | low, (page.page, value), page.values[value].kind, page.chains[chain], flags
                )
                self._entries[start].append(entry)

    def scan(self, carrier: bytes) -> set[tuple[str, str]]:
        """Find values: (item, chain of the pattern and the decoders)."""
        hits = set()
        views, seen = [View(carrier, "", ())], {(carrier, "")}
        for view in views:  # which grows
            for entry in [*self._within(view.data), *self._whole(view)]:
                hits.add((self.items[entry.value], ">".join([entry.chain, *reversed(view.steps)])))
            if len(view.steps) < DEPTH:
                for new in _decoded(view):
                    if (new.data, new.key) not in seen:
                        seen.add((new.data, new.key))
                        views.append(new)
        return hits

    def _within(self, data: bytes) -> Iterator[Entry]:
        folded = data.lower()
        for at in range(len(folded) - WINDOW + 1):
            for entry in self._entries.get(window(folded[at : at + WINDOW]), ()):
                end = at + entry.length
                strong = entry.flags & DIGEST or (not entry.flags & WEAK and _stands_alone(folded, at, end))
                if strong and end <= len(folded) and self._same(entry, folded[at:end]):
                    yield entry

    def _whole(self, view: View) -> Iterator[Entry]:
        whole = [(view.key, view.data)] if view.key else []
        for key, _, text in [*_parts(view.data), *((key, (0, 0), data) for key, data in whole)]:
            folded = text.strip().lower()
            for entry in self._entries.get(window(folded), ()):
                told = entry.flags & WEAK and not entry.flags & TINY and self._tells(entry.kind, key)
                if told and entry.length == len(folded) and self._same(entry, folded):
                    yield entry

    def _tells(self, kind: str, key: str) -> bool:
        words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).lower())
        return any("".join(words[at:]) in self._keys[kind] for at in range(len(words)))

    def _same(self, entry: Entry, folded: bytes) -> bool:
        return int.from_bytes(folded) % self._prime == entry.fingerprint


def _stands_alone(data: bytes, start: int, end: int) -> bool:
    before = data[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:]
    after = data[end : end + 4].decode("utf-8", "ignore")[:1]
    return not (_WORD.match(before) or _WORD.match(after))


def _parts(data: bytes) -> Iterator[tuple[str, tuple[int, int], bytes]]:
    for shape in _PARTS:
        for found in shape.finditer(data):
            yield found[1].decode("utf-8", "replace"), found.span(2), found[2]


def _decoded(view: View) -> Iterator[View]:
    for name, decode in _WHOLE.items():
        with suppress(ValueError, OSError, EOFError, zlib.error):
            yield View(decode(view.data), view.key, (*view.steps, name))
    spans = [(key, span) for key, span, _text in _parts(view.data)]
    for name, (shape, decode) in _RUNS.items():
        for run in shape.finditer(view.data):
            key = next((key for key, (start, end) in spans if start <= run.start() <= end), view.key)
            with suppress(ValueError):
                yield View(decode(run[0]), key, (*view.steps, name))


def _inflate(data: bytes) -> bytes:
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else zlib.decompress(data)


def _wide(form: str) -> Callable[[bytes], bytes]:
    def decode(data: bytes) -> bytes:
        if data.count(0) * 8 < len(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b" " in data:
            raise ValueError
        return data.decode(form).encode()

    return decode


def _unescaped(data: bytes) -> bytes:
    def letter(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(found[2], found[2])
        units = bytes.fromhex(re.sub(rb"[\\%]u", b"", found[0]).decode())
        return units.decode("utf-16-be", "replace").encode()

    return _ESCAPE.sub(letter, data)


def _base64(data: bytes) -> bytes:
    bare = re.sub(rb"[\r\n=]", b"", data).translate(bytes.maketrans(b"-_", b"+/"))
    return binascii.a2b_base64(bare[: len(bare) - (len(bare) % 4 == 1)] + b"==")


def _base32(data: bytes) -> bytes:
    bare = data.rstrip(b"=").upper()
    return base64.b32decode(bare + b"=" * (-len(bare) % 8))


_WHOLE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "percent": unquote_to_bytes,
    "plus": lambda data: unquote_to_bytes(data.replace(b"+", b" ")),
    "json": _unescaped,
    "html": lambda data: html.unescape(data.decode()).encode(),
    "inflate": _inflate,
    "raw-deflate": lambda data: zlib.decompress(data, wbits=-15),
    "utf-16": _wide("utf-16-le"),
    "utf-16-be": _wide("utf-16-be"),
    "quoted-printable": quopri.decodestring,
}
_RUNS: Final[dict[str, tuple[re.Pattern[bytes], Callable[[bytes], bytes]]]] = {
    "base64": (re.compile(rb"[A-Za-z0-9+/_-]{4,}(?:\r\n[A-Za-z0-9+/_-]+)*={0,2}"), _base64),
    "hex": (
        re.compile(rb"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}){5,}(?![0-9a-fA-F])"),
        lambda data: bytes.fromhex(data.decode()),
    ),
    "base32": (re.compile(rb"[A-Za-z2-7]{8,}=*"), _base32),
}
