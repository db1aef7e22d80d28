"""What values are put into: documents with a value under its key, among other things."""

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, quote_plus

from tests.leaks.families import Document

_SHORT: Final = 32
"""Bytes of a text whose length msgpack has in its first byte."""


def document(kind: Document, key: str, content: bytes) -> bytes:
    """Put a value into a document; only binary ones take what is no text."""
    if kind in _BINARY:
        return _BINARY[kind](key, content)
    return _TEXTS[kind](key, content.decode()).encode()


def dumps(value: object) -> str:
    """Write JSON as browsers do."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(key: str, text: str) -> str:
    escaped = text if "\\u" in text or "\\x" in text else dumps(text)[1:-1]
    return f'{{"event":"identify","{key}":"{escaped}","v":2}}'


def _twice(key: str, text: str) -> str:
    return dumps({"message": dumps({"level": "info", "data": dumps({"id": 7, key: text})})})


def _nested(key: str, text: str) -> str:
    return dumps({"batch": [{"type": "track", "body": dumps({"user": {key: text}, "t": 1722})}]})


def _pairs(key: str, text: str) -> str:
    return dumps([{"name": "form", "value": "checkout"}, {"name": key, "value": text}])


def _multipart(key: str, text: str) -> str:
    parts = (
        f'------WebKitFormBoundary7MA4\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{sent}\r\n'
        for name, sent in {"action": "save", key: text}.items()
    )
    return f"{''.join(parts)}------WebKitFormBoundary7MA4--\r\n"


def _xml(key: str, text: str) -> str:
    tag = "".join(letter for letter in key if letter.isalnum() or letter == "_")
    return f"<identify><{tag}>{text}</{tag}></identify>"


def _query(key: str, text: str) -> str:
    return f"?lang=de&{quote(key)}={quote_plus(text)}&score=17&ref=https%3A%2F%2Fnews.example%2F&ok=1"


def _binary(_key: str, content: bytes) -> bytes:
    """Write fields of a number and a length, as protobuf has them."""
    return b"\x08\x07\x12" + bytes([len(content)]) + content + b"\x1a\x02de\x20\x01"


def _msgpack(key: str, content: bytes) -> bytes:
    size = len(content)
    head = bytes([0xA0 + size]) if size < _SHORT else bytes([0xD9, size])
    return b"\x82\xa1e\xa5track\xa3" + key[:3].ljust(3, "_").encode() + head + content


_BINARY: Final[dict[Document, Callable[[str, bytes], bytes]]] = {"binary": _binary, "msgpack": _msgpack}
_TEXTS: Final[dict[Document, Callable[[str, str], str]]] = {
    "json": _json,
    "twice": _twice,
    "nested": _nested,
    "pairs": _pairs,
    "form": lambda key, text: f"e=identify&{quote(key)}={quote(text)}&z=1",
    "query": _query,
    "multipart": _multipart,
    "xml": _xml,
    "lines": lambda key, text: f"{key}: {text}\r\ntype: text/plain; charset=utf-8\r\n",
}
