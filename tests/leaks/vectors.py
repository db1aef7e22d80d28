"""Vectors: requests that carry a value, composed by rule from a form, steps, a document and a place to put it.

A family is one composition. The *unseen* ones are those that no pattern and no decoder was written for by name: they
are found only by composing what was.
"""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from urllib.parse import quote

from tests.leaks.people import Datum, data
from tests.leaks.steps import DIGESTS, STEPS

Channel = Literal["url", "body", "header", "cookie", "socket"]
Document = Literal["", "json", "form", "nested", "xml", "lines"]


class Family(NamedTuple):
    """What is done to the value (`steps`), what it is put into, and what is done to that (`outer`)."""

    steps: str
    document: Document = ""
    outer: str = ""
    channels: tuple[Channel, ...] = ("url", "body", "cookie", "socket")

    @property
    def name(self) -> str:
        """Say what is done, inside out."""
        return ">".join(part for part in (self.steps, self.document, self.outer) if part).replace(" ", ">") or "plain"


@dataclass(frozen=True, slots=True)
class Vector:
    """One request's part that carries `value`; `chain` says how, inside out."""

    family: str
    unseen: bool
    kind: str
    value: str
    channel: Channel
    carrier: bytes
    chain: str

    def row(self) -> dict[str, object]:
        """Write it as JSON can: the carrier in base64."""
        return {
            "family": self.family,
            "unseen": self.unseen,
            "kind": self.kind,
            "value": self.value,
            "channel": self.channel,
            "carrier": base64.b64encode(self.carrier).decode(),
            "chain": self.chain,
        }


_BODY: Final[tuple[Channel, ...]] = ("body", "socket")
SEEN: Final = (
    Family(""),
    Family("percent"),
    Family("percent percent"),
    Family("form"),
    Family("base64"),
    Family("base64url"),
    Family("base64 percent"),
    Family("base64-in-text"),
    Family("base64-in-text-2"),
    Family("json-special", "json", "", _BODY),
    Family("html", "xml", "", _BODY),
    Family("", "json", "", _BODY),
    Family("", "json", "percent"),
    Family("", "json", "base64"),
    Family("", "json", "gzip", ("body",)),
    Family("", "form", "deflate", ("body",)),
    Family("", "form", "percent"),
    Family("", "form", "utf-16", ("body",)),
    Family("hex"),
    Family("HEX"),
    Family("latin-1 percent"),
    Family("rot13 percent"),
    Family("reversed percent"),
    *(Family(f"{name} hex") for name in ("md5", "sha1", "sha256", "sha512", "sha384", "sha3_256")),
    Family("sha256 HEX"),
    Family("sha256 base64 percent"),
    Family("md5 base64url"),
    Family("sha256 hex", "json", "base64"),
    Family("md5 hex sha256 hex"),
    Family("sha1 hex md5 hex"),
    Family("base64 sha256 hex"),
    Family("percent md5 hex"),
    Family("sha256", "", "", ("body",)),
)
UNSEEN: Final = (
    Family("base32"),
    Family("base32-bare"),
    Family("utf-16 hex"),
    Family("utf-16-be base64 percent"),
    Family("", "json", "utf-16-bom", ("body",)),
    Family("html percent"),
    Family("html-decimal percent"),
    Family("html-hex", "json", "", _BODY),
    Family("", "json", "base64 percent"),
    Family("", "json", "base64url base64url"),
    Family("", "json", "gzip base64 percent"),
    Family("", "json", "gzip gzip base64", ("body", "socket")),
    Family("", "form", "raw-deflate base64url"),
    Family("", "json", "deflate hex"),
    Family("", "nested", "", _BODY),
    Family("", "nested", "percent"),
    Family("", "nested", "base64"),
    Family("", "lines", "quoted-printable", ("body",)),
    Family("quoted-printable", "lines", "", ("body",)),
    Family("json-all", "json", "percent"),
    Family("json-all percent"),
    Family("%u"),
    Family("percent-all percent"),
    Family("percent-lower base64"),
    Family("percent percent percent"),
    Family("base64 base64 base64url"),
    Family("base64 hex"),
    Family("hex base64url"),
    Family("base64-lines", "", "", ("body",)),
    Family("base64-bare", "json", "percent"),
    Family("", "xml", "base64"),
    Family("", "form", "base64 hex"),
    Family("sha256 base32"),
    Family("sha224 base64url"),
    Family("sha384 base64", "json", "", _BODY),
    Family("md5 HEX", "nested", "percent"),
    Family("sha1 base64 base64url"),
    Family("sha256 hex base64 percent"),
    Family("sha256 hex", "json", "gzip base64", ("body", "socket")),
    Family("sha256 hex", "nested", "", _BODY),
    Family("md5 hex md5 hex md5 hex"),
    Family("sha256 hex sha512 base64url"),
    Family("md5 sha1 base64url"),
    Family("sha1 base64 sha256 hex"),
    Family("base64 md5 base64url"),
    Family("hex sha256 hex"),
    Family("reversed sha1 hex"),
    Family("percent sha512 base64url"),
    Family("sha256 hex percent-all"),
)
_TINY: Final = frozenset({"country", "sex"})
_USUAL: Final = frozenset({"", "lower", "normal", "squeezed", "e164", "digits", "national", "ymd"})
"""Forms that are sent three times as often as others: what was typed, and what ad platforms ask for."""
_COMMONEST: Final = {"email": 8, "tel": 4, "name": 3}
_OWN_KEYS: Final = ("v", "d", "q", "cd12", "payload", "u", "_x")


def vectors(per_family: int = 60, seed: int = 7) -> Iterator[Vector]:
    """Compose the vectors of every family, the same each time."""
    rng = random.Random(seed)  # noqa: S311 - the same vectors each time
    people = [one for one in data() if one.kind not in _TINY]
    weights = [_COMMONEST.get(one.kind, 1) for one in people]
    for families, unseen in ((SEEN, False), (UNSEEN, True)):
        for family in families:
            made = 0
            while made < per_family:
                [one] = rng.choices(people, weights)
                [(form, text)] = rng.choices(one.forms, [3 if name in _USUAL else 1 for name, _ in one.forms])
                if _fits(family, one, text):
                    yield _vector(rng, family, one, (form, text), unseen=unseen)
                    made += 1


def _fits(family: Family, one: Datum, text: str) -> bool:
    steps = family.steps.split()
    if one.keys and family.steps.startswith("base64-in-text"):
        return False
    if "latin-1" in steps and not _is_latin(text):
        return False
    if {"rot13", "reversed"} & set(steps) and (one.keys or not DIGESTS & set(steps)):
        return one.kind in {"email", "name"} and text == one.text
    return True


def _is_latin(text: str) -> bool:
    return not text.isascii() and all(letter < "\u0100" for letter in text)


def _vector(rng: random.Random, family: Family, one: Datum, form: tuple[str, str], *, unseen: bool) -> Vector:
    name, text = form
    told = one.keys and not DIGESTS & set(family.steps.split())
    key = rng.choice(one.keys) if told else rng.choice(_OWN_KEYS)
    steps = family.steps.split()
    content = text.encode()
    if steps and steps[0] in DIGESTS and rng.random() < 0.5:
        steps.insert(0, "lower")
    for step in steps:
        content = STEPS[step](content)
    if family.document:
        content = _document(family.document, key, content.decode())
    for step in family.outer.split():
        content = STEPS[step](content)
    channel = rng.choice(family.channels)
    if channel in {"url", "cookie"} and not _fits_address(content):
        channel = "body"
    carrier = _carrier(rng, channel, "d" if family.document else key, content, whole=bool(family.document))
    chain = ">".join(part for part in (name, *steps, family.document, *family.outer.split()) if part)
    return Vector(family.name, unseen, one.kind, one.text, channel, carrier, chain or "plain")


def _document(kind: Document, key: str, text: str) -> bytes:
    if kind == "json":
        escaped = text if "\\u" in text else _dumps(text)[1:-1]
        return f'{{"event":"identify","{key}":"{escaped}","v":2}}'.encode()
    if kind == "nested":
        inner = _dumps({"user": {key: text}, "t": 1722})
        return _dumps({"batch": [{"type": "track", "body": inner}]}).encode()
    if kind == "xml":
        return f"<identify><{_tag(key)}>{text}</{_tag(key)}></identify>".encode()
    if kind == "lines":
        return f"{key}: {text}\r\ntype: text/plain; charset=utf-8\r\n".encode()
    return f"e=identify&{quote(key)}={quote(text)}&z=1".encode()


def _is_text(content: bytes) -> bool:
    try:
        return content.decode().replace("\r\n", "").isprintable()
    except UnicodeDecodeError:
        return False


def _dumps(value: object) -> str:
    """Write JSON as browsers do."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tag(key: str) -> str:
    return "".join(letter for letter in key if letter.isalnum() or letter == "_")


def _fits_address(content: bytes) -> bool:
    return all(byte in b"!$%'()*+,-./:;=?@_~|\\{}" or (chr(byte).isalnum() and byte < 128) for byte in content)


def _carrier(rng: random.Random, channel: Channel, key: str, content: bytes, *, whole: bool) -> bytes:
    before = rng.choice((b"", b"tid=G-7Q2&", b"id=4411&cid=90.81&"))
    pair = quote(key).encode() + b"=" + content
    if channel == "url":
        return b"https://t.example/collect?" + before + pair + rng.choice((b"", b"&en=page_view", b"#top"))
    if channel == "cookie":
        return b"sid=a81; " + key.encode() + b"=" + content + b"; theme=dark"
    if whole or not _is_text(content):
        return content
    if channel == "socket":
        return _dumps({"op": "set", key: content.decode()}).encode()
    return before + pair
