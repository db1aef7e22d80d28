"""Fingerprints of patterns, in pages that fit into frames: no value can be read from them.

A record of the table is 18 bytes, little endian: the hash of the first six bytes (u32, 0 for shorter patterns), the
length (u16), the indexes of value and chain on this page (u16 each), flags (u16: 1 weak, 2 digest, 4 tiny), and the
pattern as a number, its first byte the highest, modulo the prime (low 32 bits, then high 16).
"""

import base64
import secrets
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Final

import msgspec

from companion.kinds import KINDS
from companion.patterns.build import Known, Pattern
from companion.protocol import KindKeys, Patterns, PatternValue
from companion.wire import MAX_OUT

WEAK: Final = 1
DIGEST: Final = 2
TINY: Final = 4
WINDOW: Final = 6
"""Bytes at the start of a pattern by which the scanner finds it."""
MAX_PAGE: Final = MAX_OUT - (16 << 10)
"""Bytes of a page; the rest of a frame is for its envelope, or for the plan that carries it."""
_PRIME_BITS: Final = 44
"""So that `(fingerprint * 256 + byte) % prime` is exact in a double."""
_WITNESSES: Final = (2, 3, 5, 7, 11, 13, 17)
"""Miller and Rabin's test is exact with these below 3.4e14 (Jaeschke 1993)."""
_RECORD: Final = struct.Struct("<IHHHHIH")
_START: Final = struct.Struct("<IH")
_HEAD: Final = 256
"""Bytes of a page beside its lists and its table."""
_BASE64_RECORD: Final = _RECORD.size * 4 // 3


def new_prime() -> int:
    """Draw a random prime between 2**43 and 2**44."""
    candidates = (secrets.randbits(_PRIME_BITS) | 1 << (_PRIME_BITS - 1) | 1 for _ in count())
    return next(number for number in candidates if _is_prime(number))


def window(data: bytes) -> int:
    """Hash the first six bytes; 0 where there are fewer."""
    if len(data) < WINDOW:
        return 0
    low, high = _START.unpack_from(data)
    mixed = (low * 0x9E3779B1 ^ high * 0x85EBCA6B) & 0xFFFFFFFF
    return int(mixed ^ mixed >> 15)


def record(pattern: Pattern, value: int, chain: int, prime: int) -> bytes:
    """Pack a pattern's fingerprint with the indexes of its value and its chain."""
    flags = WEAK * pattern.weak | DIGEST * pattern.digest | TINY * pattern.tiny
    fingerprint = int.from_bytes(pattern.data) % prime
    low, high = fingerprint & 0xFFFFFFFF, fingerprint >> 32
    return _RECORD.pack(window(pattern.data), len(pattern.data), value, chain, flags, low, high)


def pages(known: Sequence[Known], patterns: Sequence[Pattern], generation: int, prime: int) -> list[Patterns]:
    """Lay the fingerprints of some values out in pages of at most `MAX_PAGE` bytes; at least one, if an empty one.

    A page stands by itself: it has the values, chains and keys that its records need.
    """
    parts = list(_split(known, patterns))
    return [_page(known, part, (generation, number, len(parts)), prime) for number, part in enumerate(parts)]


def _split(known: Sequence[Known], patterns: Sequence[Pattern]) -> Iterator[list[Pattern]]:
    groups: defaultdict[int, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        groups[pattern.value].append(pattern)
    part: list[Pattern] = []
    shared: dict[str, int] = {}
    room = MAX_PAGE - _HEAD
    for index, group in groups.items():
        kind = known[index].kind
        own = len(group) * _BASE64_RECORD + _size(_value(known[index]))
        needs = {pattern.chain: len(pattern.chain) + 3 for pattern in group} | {f"kind {kind}": _size(_keys(kind))}
        more = own + sum(size for name, size in needs.items() if name not in shared)
        if part and more > room:
            yield part
            part, shared, room = [], {}, MAX_PAGE - _HEAD
            more = own + sum(needs.values())
        room -= more
        part.extend(group)
        shared |= needs
    yield part


def _page(known: Sequence[Known], part: Sequence[Pattern], numbers: tuple[int, int, int], prime: int) -> Patterns:
    values = {index: place for place, index in enumerate(dict.fromkeys(pattern.value for pattern in part))}
    chains = {chain: place for place, chain in enumerate(dict.fromkeys(pattern.chain for pattern in part))}
    kinds = dict.fromkeys(known[index].kind for index in values)
    generation, page, number = numbers
    return Patterns(
        generation=generation,
        page=page,
        pages=number,
        prime=prime,
        values=[_value(known[index]) for index in values],
        chains=list(chains),
        keys=[_keys(kind) for kind in kinds],
        table=base64.b64encode(
            b"".join(record(pattern, values[pattern.value], chains[pattern.chain], prime) for pattern in part)
        ).decode(),
    )


def _value(known: Known) -> PatternValue:
    return PatternValue(known.item, known.version, known.kind, KINDS[known.kind].text, known.guard)


@cache
def key_names() -> dict[str, list[str]]:
    """Read the table of key names that tell a kind: lower case letters and digits only."""
    return msgspec.json.decode(
        files("companion.patterns").joinpath("keys.json").read_bytes(), type=dict[str, list[str]]
    )


def _keys(kind: str) -> KindKeys:
    return KindKeys(kind, key_names().get(kind, []))


def _size(part: msgspec.Struct) -> int:
    return len(msgspec.json.encode(part)) + 1


def _is_prime(number: int) -> bool:
    twos = (number - 1 & 1 - number).bit_length() - 1
    odd = number - 1 >> twos
    for witness in _WITNESSES:
        power = pow(witness, odd, number)
        if power in {1, number - 1}:
            continue
        if all(pow(power, 1 << step, number) != number - 1 for step in range(1, twos)):
            return False
    return True
