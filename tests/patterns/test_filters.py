"""Tests for companion/patterns/filters.py."""

import base64
import hashlib
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.kinds import KINDS
from companion.patterns import url_filters


def stops(kind: str, text: str, address: str) -> bool:
    """Tell whether a value's filters match an address, as Chromium does it."""
    return any(one.lower() in address.lower() for one in url_filters(kind, text, "DE"))


EMAIL = "Ann.Lee@Mail.example"
LOWER = b"ann.lee@mail.example"


@pytest.mark.parametrize(
    "sent",
    [
        EMAIL,
        quote(EMAIL),
        quote(quote(EMAIL)),
        *(quote(base64.b64encode(b"x" * shift + LOWER + b"y" * end)) for shift in range(3) for end in range(3)),
        LOWER.hex(),
        *(hashlib.new(name, LOWER).hexdigest().upper() for name in ("md5", "sha1", "sha256")),
        *(base64.b64encode(hashlib.new(name, LOWER).digest()).decode() for name in ("md5", "sha1", "sha256")),
    ],
)
def test_an_address_with_the_value_is_stopped(sent: str) -> None:
    """A value is stopped in an address as it is, escaped, in base64 wherever it begins, in hex and as a digest."""
    assert stops("email", EMAIL, f"https://t.example/p?d={sent}&x=1")


def test_digests_in_base64_are_stopped_in_each_alphabet() -> None:
    """A digest with all of base64's letters is stopped with the characters of addresses, and with escaped ones."""
    digest = hashlib.sha256(b"lee4@mail.example").digest()
    plain = base64.b64encode(digest).decode()
    assert {"+", "/"} <= set(plain)
    for sent in (plain, quote(plain, safe=""), base64.urlsafe_b64encode(digest).decode()):
        assert stops("email", "lee4@mail.example", f"https://t.example/p?d={sent}")


@pytest.mark.parametrize(
    ("kind", "text", "sent"),
    [
        ("tel", "0176 12345678", "%2B4917612345678"),
        ("tel", "0176 12345678", "4917612345678"),
        ("name", "Ann O'Leary", "Ann%20O%27Leary"),
        ("name", "Ann O'Leary", "Ann+O%27Leary"),
        ("family-name", "Müller", "M%C3%BCller"),
        ("bday", "1990-02-01", "19900201"),
        ("organization", "Lee|Sons Ltd", "Lee%7CSons%20Ltd"),
        ("postal-code", "10115", hashlib.sha256(b"10115").hexdigest()),
    ],
)
def test_other_kinds_are_stopped(kind: str, text: str, sent: str) -> None:
    """Each kind is stopped in the forms that addresses carry it in."""
    assert stops(kind, text, f"https://t.example/p?d={sent}")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("postal-code", "10115"),
        ("given-name", "Ann"),
        ("address-level2", "Berlin"),
        ("country", "DE"),
        ("x-health", "yes"),
    ],
)
def test_a_short_value_alone_stops_nothing(kind: str, text: str) -> None:
    """A weak value is stopped by its digests alone."""
    assert not stops(kind, text, f"https://t.example/{text}?d={text}&b={base64.b64encode(text.encode()).decode()}")
    assert not [one for one in url_filters(kind, text) if len(one) < 20]


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60) | st.text(alphabet="ab*|^ %@", max_size=300))
def test_filters_are_what_chromium_takes(kind: str, text: str) -> None:
    """Filters are ASCII, without special characters, of a length, and few."""
    filters = url_filters(kind, text, "DE")
    assert len(filters) == len(set(filters)) <= 40
    assert all(one.isascii() and 6 <= len(one) <= 200 and not set("*|^") & set(one) for one in filters)
