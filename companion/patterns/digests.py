"""Digests of a value's forms, of their simple encodings, and digests of digests.

Patterns hold the bytes of a digest; how it is spelled (hex, base64…) is for the scanner to undo.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Final
from urllib.parse import quote

Digest = Callable[[bytes], bytes]


def _algorithm(name: str) -> Digest:
    make = getattr(hashlib, name, None) or partial(hashlib.new, name)
    return lambda data: make(data, usedforsecurity=False).digest()


COMMON: Final = {name: _algorithm(name) for name in ("md5", "sha1", "sha256", "sha512")}
"""What was seen in the wild; the only ones that are chained."""
_RARE: Final = {
    name: _algorithm(name)
    for name in ("sha224", "sha384", "sha3_256", "ripemd160")
    if name in hashlib.algorithms_available
}
_SALT: Final = b"QX4QkKEU"
"""The fixed salt of one vendor, found on 225 (EU) and 237 (US) sites (Leaky Forms, USENIX Security 2022)."""
_ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "base64": base64.b64encode,
    "hex": lambda data: data.hex().encode(),
    "reversed": lambda data: data[::-1],
}
_SPELLINGS: Final[dict[str, Callable[[bytes], bytes]]] = {"raw": lambda data: data, "base64": base64.b64encode}
_SPELLED: Final = 3
"""How many of the common algorithms are chained otherwise than by hex."""


def common_digests(data: bytes, chain: str) -> Iterator[tuple[bytes, str]]:
    """Digest by the algorithms seen in the wild: (digest, chain)."""
    for name, digest in COMMON.items():
        yield digest(data), f"{chain}{name}"


def percent_digests(data: bytes, chain: str) -> Iterator[tuple[bytes, str]]:
    """Digest what stands in an address, where that differs: (digest, chain)."""
    percent = quote(data, safe="").encode()
    if percent != data:
        yield from common_digests(percent, f"{chain}percent>")


def rare_digests(data: bytes, chain: str) -> Iterator[tuple[bytes, str]]:
    """Digest by the other algorithms, and with the known salt: (digest, chain)."""
    for name, digest in _RARE.items():
        yield digest(data), f"{chain}{name}"
    yield COMMON["sha256"](data + _SALT), f"{chain}salted>sha256"


def encoded_digests(data: bytes, chain: str) -> Iterator[tuple[bytes, str]]:
    """Digest simple encodings by the algorithms seen in the wild: (digest, chain)."""
    for encoding, encode in _ENCODINGS.items():
        yield from common_digests(encode(data), f"{chain}{encoding}>")


def chained_digests(data: bytes, chain: str) -> Iterator[tuple[bytes, str]]:
    """Digest digests again, once and twice, as sites spell them in between: (digest, chain)."""
    inner = list(common_digests(data, chain))
    for digest, so_far in inner:
        yield from common_digests(digest.hex().encode(), f"{so_far}>")
    for digest, so_far in inner[:_SPELLED]:
        for spelling, spell in _SPELLINGS.items():
            for name in islice(COMMON, _SPELLED):
                yield COMMON[name](spell(digest)), f"{so_far}>{spelling}>{name}"
    for name, digest_of in COMMON.items():
        twice = digest_of(digest_of(data).hex().encode())
        yield digest_of(twice.hex().encode()), f"{chain}{name}>{name}>{name}"
