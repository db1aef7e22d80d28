"""Tests for companion/patterns/build.py and digests.py."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.kinds import KINDS
from companion.patterns import Known, Pattern, build, home_region
from tests.leaks import vault


def made(*values: tuple[str, str]) -> list[Pattern]:
    """Build the patterns of values given as (kind, text)."""
    return build([Known(f"item{place}", 1, kind, text) for place, (kind, text) in enumerate(values)])


def digest(algorithm: str, data: bytes) -> bytes:
    """Compute a digest."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def chains(patterns: list[Pattern], data: bytes) -> list[str]:
    """Say by which chains some bytes are looked for."""
    return [pattern.chain for pattern in patterns if pattern.data == data.lower()]


@pytest.mark.parametrize(
    ("kind", "text", "data", "chain"),
    [
        ("email", "Ann@Mail.example", b"ann@mail.example", "plain"),
        ("email", "Ann@Mail.example", b"naa@znvy.rknzcyr", "rot13"),
        ("email", "Ann@Mail.example", b"elpmaxe.liam@nna", "reversed"),
        ("email", "ann.b+c@gmail.com", b"annb@gmail.com", "gmail"),
        ("email", "ann@mail.example", b"dww@kd1q.isdk3qi", "letter-map"),
        ("family-name", "Müller", "MÜLLER".encode(), "plain"),
        ("family-name", "Müller", b"m\xfcller", "latin-1"),
        ("family-name", "Müller", b"mu\xcc\x88ller", "nfd"),
        ("family-name", "Müller", "mÃ¼ller".encode(), "mojibake"),
        ("family-name", "Müller", b"muller", "unaccented"),
        ("family-name", "Müller", b"mueller", "umlauts"),
        ("address-level2", "San Francisco", b"sanfrancisco", "joined"),
    ],
)
def test_spellings(kind: str, text: str, data: bytes, chain: str) -> None:
    """A value is looked for in each spelling that the scanner cannot undo."""
    assert [chain] == chains(made((kind, text)), data)


@pytest.mark.parametrize(
    ("kind", "text", "algorithm", "hashed", "chain"),
    [
        ("email", "ann@mail.example", "md5", b"ann@mail.example", "md5"),
        ("email", "Ann@mail.example", "sha256", b"ann@mail.example", "lower>sha256"),
        ("email", "ann@mail.example", "sha1", b"ANN@MAIL.EXAMPLE", "upper>sha1"),
        ("email", "ann@mail.example", "sha3_256", b"ann@mail.example", "sha3_256"),
        ("email", "ann@mail.example", "sha256", b"ann@mail.exampleQX4QkKEU", "salted>sha256"),
        ("email", "ann@mail.example", "md5", b"YW5uQG1haWwuZXhhbXBsZQ==", "base64>md5"),
        ("email", "ann@mail.example", "md5", b"ann%40mail.example", "percent>md5"),
        ("email", "ann@mail.example", "sha1", b"elpmaxe.liam@nna", "reversed>sha1"),
        ("tel", "+49 176 12345678", "sha256", b"+4917612345678", "e164>sha256"),
        ("tel", "+49 176 12345678", "sha512", b"017612345678", "national>sha512"),
        ("address-level2", "San Francisco", "sha256", b"sanfrancisco", "joined>sha256"),
        ("given-name", "ann", "sha256", b"Ann", "title>sha256"),
        ("postal-code", "10115", "sha256", b"10115", "sha256"),
        ("bday", "1990-02-01", "sha256", b"19900201", "ymd>sha256"),
    ],
)
def test_digests(kind: str, text: str, algorithm: str, hashed: bytes, chain: str) -> None:
    """Digests of the forms that ad platforms ask for are looked for as bytes, those of weak values, too."""
    patterns = made((kind, text))
    assert [chain] == chains(patterns, digest(algorithm, hashed))
    assert all(pattern.digest and not pattern.weak for pattern in patterns if pattern.chain == chain)


@pytest.mark.parametrize(
    ("inner", "outer", "chain"),
    [
        (digest("md5", b"ann@mail.example").hex().encode(), "sha256", "md5>sha256"),
        (digest("sha1", b"ann@mail.example"), "md5", "sha1>raw>md5"),
        (b"W/bVP/NjU0h0xXzBC0sA2A==", "sha1", None),
    ],
)
def test_digests_of_digests(inner: bytes, outer: str, chain: str | None) -> None:
    """A digest of a digest is looked for, and of nothing that was not made of the value."""
    found = chains(made(("email", "ann@mail.example")), digest(outer, inner))
    assert ([chain] if chain else []) == found


@pytest.mark.parametrize(("kind", "text"), [("country", "DE"), ("sex", "female"), ("bday-year", "1990")])
def test_no_digest_of_what_half_the_world_has(kind: str, text: str) -> None:
    """A country's digest tells of nobody."""
    [only] = made((kind, text))
    assert (True, True, False) == (only.weak, only.tiny, only.digest)


def test_answers_have_no_patterns() -> None:
    """Nothing is looked for because of a yes."""
    assert [] == made(("x-health", "yes"), ("username", " "))


def test_names_are_put_together() -> None:
    """First and last name, kept apart, are found together; a name that is kept whole is found as that."""
    apart = made(("given-name", "Ann"), ("family-name", "Lee"))
    assert ["given+family"] == chains(apart, b"ann lee")
    assert ["family-first>sha256"] == chains(apart, digest("sha256", b"Lee Ann"))
    whole = made(("given-name", "Ann"), ("family-name", "Lee"), ("name", "Ann Lee"))
    assert [2] == [pattern.value for pattern in whole if pattern.data == b"ann lee"]
    assert [0] == [pattern.value for pattern in whole if pattern.data == b"ann"]


def test_aliases_share_nothing() -> None:
    """What all aliases of an address have in common is the address's own, or the first one's."""
    aliases = [("email", "ann.lee+a@gmail.com"), ("email", "ann.lee+b@gmail.com")]
    patterns = made(*aliases, ("email", "ann.lee@gmail.com"))
    assert [2] == [pattern.value for pattern in patterns if pattern.data == b"ann.lee@gmail.com"]
    assert [0] == [pattern.value for pattern in patterns if pattern.data == b"annlee@gmail.com"]


def test_national_numbers_are_those_of_the_persons_country() -> None:
    """Another value tells what a number without a country's code means; so does the caller."""
    country, number = Known("a", 1, "country", "DE"), Known("b", 1, "tel", "0176 12345678")
    assert "DE" == home_region([country])
    for patterns in (build([country, number]), build([number], "DE")):
        assert ["e164"] == chains(patterns, b"+4917612345678")


def test_a_vault_stays_within_its_budget() -> None:
    """Two hundred values have 75 to 150 patterns each, on average."""
    assert 15_000 <= len(build(vault(200))) <= 30_000


def test_nothing_shows_a_value() -> None:
    """Neither a value nor a pattern shows its text."""
    known = Known("a", 1, "email", "ann@mail.example")
    assert "ann" not in repr((known, build([known])))


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.text(max_size=40))
def test_any_value_can_be_looked_for(kind: str, text: str) -> None:
    """Patterns of whatever was typed are lower case, of a length, each once, and strong only with six bytes."""
    patterns = made((kind, text))
    assert all(pattern.data == pattern.data.lower() for pattern in patterns)
    assert all(0 < len(pattern.data) <= 4096 for pattern in patterns)
    assert all(pattern.weak or len(pattern.data) >= 6 for pattern in patterns)
    assert all(pattern.weak for pattern in patterns if pattern.tiny)
