"""Vectors: requests that carry a value, composed by rule from a form, steps, a document and a place to put it."""

import base64
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tests.leaks.documents import document, dumps
from tests.leaks.families import GROUPS, Channel, Family, Group
from tests.leaks.people import Datum, data
from tests.leaks.steps import DIGESTS, STEPS


@dataclass(frozen=True, slots=True)
class Vector:
    """One request's part that carries `value`; `chain` says how, inside out."""

    family: str
    group: Group
    kind: str
    value: str
    channel: Channel
    carrier: bytes
    chain: str

    @property
    def unseen(self) -> bool:
        """Whether no pattern and no decoder was written for its family by name."""
        return self.group != "seen"

    def row(self) -> dict[str, object]:
        """Write it as JSON can: the carrier in base64."""
        return {
            "family": self.family,
            "group": self.group,
            "kind": self.kind,
            "value": self.value,
            "channel": self.channel,
            "carrier": base64.b64encode(self.carrier).decode(),
            "chain": self.chain,
        }


_TINY: Final = frozenset({"country", "sex"})
_USUAL: Final = frozenset({"", "lower", "normal", "squeezed", "e164", "digits", "national", "ymd"})
"""Forms that are sent three times as often as others: what was typed, and what ad platforms ask for."""
_COMMONEST: Final = {"email": 8, "tel": 4, "name": 3}
_OWN_KEYS: Final = ("v", "d", "q", "cd12", "payload", "u", "_x")


def vectors(per_family: int = 60, seed: int = 7, groups: Sequence[Group] = ("seen", "unseen")) -> Iterator[Vector]:
    """Compose the vectors of every family of some groups, the same each time."""
    rng = random.Random(seed)  # noqa: S311 - the same vectors each time
    people = [one for one in data() if one.kind not in _TINY]
    weights = [_COMMONEST.get(one.kind, 1) for one in people]
    for group in groups:
        for family in GROUPS[group]:
            made = 0
            while made < per_family:
                [one] = rng.choices(people, weights)
                [(form, text)] = rng.choices(one.forms, [3 if name in _USUAL else 1 for name, _ in one.forms])
                if _fits(family, one, text):
                    yield _vector(rng, group, family, one, (form, text))
                    made += 1


def _fits(family: Family, one: Datum, text: str) -> bool:
    steps = family.steps.split()
    if one.keys and (family.steps.startswith("base64-in-text") or family.document in {"binary", "msgpack"}):
        return False
    if "latin-1" in steps and not _is_latin(text):
        return False
    if {"rot13", "reversed"} & set(steps) and (one.keys or not DIGESTS & set(steps)):
        return one.kind in {"email", "name"} and text == one.text
    return True


def _is_latin(text: str) -> bool:
    return not text.isascii() and all(letter < "\u0100" for letter in text)


def _vector(rng: random.Random, group: Group, family: Family, one: Datum, form: tuple[str, str]) -> Vector:
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
        content = document(family.document, key, content)
    for step in family.outer.split():
        content = STEPS[step](content)
    channel = rng.choice(family.channels)
    if channel in {"url", "cookie"} and not _fits_address(content):
        channel = "body"
    carrier = _carrier(rng, channel, "d" if family.document else key, content, whole=bool(family.document))
    chain = ">".join(part for part in (name, *steps, family.document, *family.outer.split()) if part)
    return Vector(family.name, group, one.kind, one.text, channel, carrier, chain or "plain")


def _is_text(content: bytes) -> bool:
    try:
        return content.decode().replace("\r\n", "").isprintable()
    except UnicodeDecodeError:
        return False


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
        return dumps({"op": "set", key: content.decode()}).encode()
    return before + pair
