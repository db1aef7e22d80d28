"""What pages do to a value before they send it: escapes, encodings, digests, each from bytes to bytes."""

import base64
import codecs
import gzip
import hashlib
import html
import json
import quopri
import zlib
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, quote_plus

Step = Callable[[bytes], bytes]


def _text(step: Callable[[str], str]) -> Step:
    return lambda data: step(data.decode()).encode()


def _digest(name: str) -> Step:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).digest()


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _units(form: str) -> Callable[[str], str]:
    def escape(text: str) -> str:
        units = text.encode("utf-16-be")
        return "".join(form.format(units[at] << 8 | units[at + 1]) for at in range(0, len(units), 2))

    return escape


def _special_units(text: str) -> str:
    return "".join(letter if letter.isalnum() and letter.isascii() else _units("\\u{:04x}")(letter) for letter in text)


def _escape(text: str) -> str:
    """Do what JavaScript's old `escape` does."""
    bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@*_+-./"
    return "".join(
        letter if letter in bare else f"%{ord(letter):02X}" if letter < "\u0100" else _units("%u{:04X}")(letter)
        for letter in text
    )


def _token(data: bytes) -> bytes:
    """Put a text into the middle of a JSON Web Token."""
    parts = (b'{"alg":"HS256","typ":"JWT"}', data, hashlib.sha256(data).digest())
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def _field(data: bytes) -> bytes:
    """Put a text into a multipart body, as the field that holds another form."""
    head = b'--b8f1\r\nContent-Disposition: form-data; name="body"\r\n\r\n'
    return b"".join((head, data, b"\r\n--b8f1--\r\n"))


def _uuid(data: bytes) -> bytes:
    """Write bytes as a UUID is written."""
    digits = data.hex().encode()
    return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


STEPS: Final[dict[str, Step]] = {
    "lower": _text(str.lower),
    "rot13": _text(lambda text: codecs.encode(text, "rot13")),
    "reversed": _text(lambda text: text[::-1]),
    "percent": lambda data: quote(data, safe="").encode(),
    "percent-lower": lambda data: quote(data, safe="").lower().encode(),
    "percent-all": lambda data: b"".join(b"%%%02X" % byte for byte in data),
    "form": lambda data: quote_plus(data).encode(),
    "%u": _text(_units("%u{:04X}")),
    "json": _text(lambda text: json.dumps(text)[1:-1]),
    "json-all": _text(_units("\\u{:04x}")),
    "json-special": _text(_special_units),
    "js-hex": _text(
        lambda text: "".join(
            f"\\x{ord(letter):02x}" if letter < "\u0100" else _units("\\u{:04x}")(letter) for letter in text
        )
    ),
    "escape": _text(_escape),
    "html": _text(
        lambda text: html.escape(text).replace("@", "&commat;").replace("+", "&plus;").replace(".", "&period;")
    ),
    "html-decimal": _text(lambda text: "".join(f"&#{ord(letter)};" for letter in text)),
    "html-hex": _text(lambda text: "".join(f"&#x{ord(letter):X};" for letter in text)),
    "quoted-printable": quopri.encodestring,
    "base64": base64.b64encode,
    "base64-bare": lambda data: base64.b64encode(data).rstrip(b"="),
    "base64-lines": lambda data: base64.encodebytes(data).replace(b"\n", b"\r\n"),
    "base64url": lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
    "base64-in-text": lambda data: base64.b64encode(b"session|" + data + b"|web"),
    "base64-in-text-2": lambda data: base64.b64encode(b"session:1 " + data + b" web1"),
    "base32": base64.b32encode,
    "base32-bare": lambda data: base64.b32encode(data).rstrip(b"=").lower(),
    "hex": lambda data: data.hex().encode(),
    "HEX": lambda data: data.hex().upper().encode(),
    "0x": lambda data: b"0x" + data,
    "hex-colons": lambda data: data.hex(":").encode(),
    "uuid": _uuid,
    "json-web-token": _token,
    "data-url": lambda data: b"data:application/json;base64," + base64.b64encode(data),
    "multipart": _field,
    "utf-16": lambda data: data.decode().encode("utf-16-le"),
    "utf-16-bom": lambda data: data.decode().encode("utf-16"),
    "utf-16-be": lambda data: data.decode().encode("utf-16-be"),
    "latin-1": lambda data: data.decode().encode("latin-1", "replace"),
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "raw-deflate": _raw_deflate,
    **{name: _digest(name) for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256")},
}
DIGESTS: Final = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256"})
