"""Tests for companion/patterns/fingerprints.py and keys.json."""

import base64
import re
import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.kinds import KINDS
from companion.patterns import Known, Pattern, build, new_prime, pages
from companion.patterns.fingerprints import MAX_PAGE, key_names, record, window
from companion.protocol import Guard
from tests.leaks import vault


def test_a_record() -> None:
    """A record is laid out as the scanner reads it."""
    pattern = Pattern(b"ann@mail.example", 3, "plain", weak=True)
    prime = (1 << 43) + 29
    unpacked = struct.unpack("<IHHHHIH", record(pattern, 3, 1, prime))
    fingerprint = 8_325_358_864_351  # computed as the scanner does, byte by byte
    assert (239_766_539, 16, 3, 1, 1, fingerprint & 0xFFFFFFFF, fingerprint >> 32) == unpacked


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (Pattern(b"abcdef", 0, ""), 0),
        (Pattern(b"abcdef", 0, "", weak=True), 1),
        (Pattern(b"abcdef", 0, "", digest=True), 2),
        (Pattern(b"abcdef", 0, "", weak=True, tiny=True), 5),
    ],
)
def test_flags(pattern: Pattern, flags: int) -> None:
    """Weak is 1, digest 2, tiny 4."""
    assert flags == struct.unpack_from("<H", record(pattern, 0, 0, 1 << 43), 10)[0]


@given(st.binary(min_size=6, max_size=40))
def test_the_window_is_the_first_six_bytes(data: bytes) -> None:
    """The window's hash is the scanner's: 32-bit multiplications of four bytes and of two."""
    low = int.from_bytes(data[:4], "little") * 0x9E3779B1 % (1 << 32)
    high = int.from_bytes(data[4:6], "little") * 0x85EBCA6B % (1 << 32)
    assert (low ^ high) ^ (low ^ high) >> 15 == window(data) == window(data[:6])


def test_short_patterns_have_no_window() -> None:
    """Five bytes have no window."""
    assert 0 == window(b"10115")


def test_primes_are_prime_and_differ() -> None:
    """A prime has 44 bits and no small divisor, and each generation has its own."""
    primes = {new_prime() for _ in range(8)}
    assert len(primes) > 1
    assert all(1 << 43 < prime < 1 << 44 for prime in primes)
    assert all(pow(base, prime - 1, prime) == 1 for prime in primes for base in (2, 3, 5, 7, 43))


def test_pages_fit_and_hold_all() -> None:
    """Each page of a big vault fits into a frame and stands by itself; together they hold every pattern."""
    known = vault(200)
    patterns = build(known)
    made = pages(known, patterns, 7, new_prime())
    tables = [base64.b64decode(page.table) for page in made]
    assert len(patterns) * 18 == sum(len(table) for table in tables)
    for number, (page, table) in enumerate(zip(made, tables, strict=True)):
        assert (7, number, len(made)) == (page.generation, page.page, page.pages)
        assert len(msgspec.json.encode(page)) <= MAX_PAGE
        rows = list(struct.iter_unpack("<IHHHHIH", table))
        assert set(range(len(page.values))) == {row[2] for row in rows}
        assert set(range(len(page.chains))) == {row[3] for row in rows}
        assert {value.kind for value in page.values} == {keys.kind for keys in page.keys}
    assert {value.item for page in made for value in page.values} == {value.item for value in known}


def test_guards_are_passed_on_and_counted() -> None:
    """A value's guard goes with it, and pages of many guards fit, too."""
    guard = Guard(filters=["f" * 200] * 40, exempt=["shop.example"], until="gone", rule="r1")
    known = [Known(f"item{number}", 2, "email", f"ann{number}@mail.example", guard) for number in range(60)]
    made = pages(known, build(known), 1, new_prime())
    assert all(len(msgspec.json.encode(page)) <= MAX_PAGE for page in made)
    assert [(f"item{number}", 2, guard) for number in range(60)] == [
        (value.item, value.version, value.guard) for page in made for value in page.values
    ]


def test_no_values_are_one_empty_page() -> None:
    """An empty vault has a page, too: it replaces what was known before."""
    [page] = pages([], [], 3, new_prime())
    assert (3, 0, 1, [], "") == (page.generation, page.page, page.pages, page.values, page.table)


def test_no_value_is_in_a_page() -> None:
    """A page holds fingerprints, and neither values nor their digests."""
    known = [Known("a", 1, "email", "ann@mail.example"), Known("b", 1, "postal-code", "10115")]
    [page] = pages(known, build(known), 1, new_prime())
    table = base64.b64decode(page.table)
    text = msgspec.json.encode(page)
    assert not any(pattern.data in text or pattern.data in table for pattern in build(known))


def test_key_names_are_of_kinds() -> None:
    """The table of key names knows the vault's kinds, in the letters that keys are reduced to."""
    assert {kind.name for kind in KINDS.values() if kind.storable} <= key_names().keys() <= KINDS.keys()
    for kind, names in key_names().items():
        assert len(names) == len(set(names)), kind
        assert [] == [name for name in names if not re.fullmatch(r"[a-z0-9]{2,64}", name)], kind


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("postal-code", "udzp"),
        ("postal-code", "plz"),
        ("given-name", "fn"),
        ("name", "vorname"),
        ("address-level2", "ct"),
    ],
)
def test_ad_platforms_keys_tell(kind: str, name: str) -> None:
    """The names that ad platforms and forms use tell the kind."""
    assert name in key_names()[kind]
