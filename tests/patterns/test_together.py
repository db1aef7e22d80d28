"""Tests of patterns and leaks together: what is made by rule is found by the reference scanner, and nothing else is."""

from collections import Counter

import pytest

from companion.patterns import build, new_prime, pages
from tests.leaks import clean, vault, vectors
from tests.patterns.reference import Scanner


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    """A scanner that knows a vault of two hundred values."""
    known = vault(200)
    return Scanner(pages(known, build(known), 1, new_prime()))


def test_leaks_are_found(scanner: Scanner) -> None:
    """At least 97 of 100 vectors are found, of families that nothing was written for, too."""
    texts = {value.item: value.text for value in vault(200)}
    found, made = Counter[bool](), Counter[bool]()
    for vector in vectors(12):
        made[vector.unseen] += 1
        found[vector.unseen] += any(texts[item] == vector.value for item, _ in scanner.scan(vector.carrier))
    assert found[False] / made[False] >= 0.97
    assert found[True] / made[True] >= 0.97


def test_clean_traffic_is_clean(scanner: Scanner) -> None:
    """Nothing is found in what is about nobody."""
    assert set() == {hit for one in clean(0.1) for hit in scanner.scan(one.url.encode()) | scanner.scan(one.body)}


def test_a_chain_is_told_inside_out(scanner: Scanner) -> None:
    """A hit says how the value was changed, and then how that was carried."""
    [email] = vault(1)
    carrier = b"https://t.example/?d=" + email.text.encode().hex().encode()
    assert (email.item, "plain>hex") in scanner.scan(carrier)
