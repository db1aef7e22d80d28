"""How many made-up leaks the scanner finds, and that it finds none where there is none: a sample of the benchmark's."""

import sys

import pytest

from bench.encodings import MUST, Scanner, shares
from tests.leaks import GROUPS, vectors


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    """The extension's scanner with the patterns of a made-up vault."""
    return Scanner(tmp_path_factory.mktemp("encodings"))


def test_leaks_are_found(scanner: Scanner, capsys: pytest.CaptureFixture[str]) -> None:
    """At least 97 of 100 leaks are found, of families that nothing was written for, too."""
    made = list(vectors(5, groups=tuple(GROUPS)))
    counted = shares(made, scanner.finds(made))
    with capsys.disabled():
        told = ", ".join(f"{found} of {of} {group}" for group, (found, of) in counted.items() if group in GROUPS)
        sys.stdout.write(f" [{told} leaks found] ")
    assert len(made) > 600
    assert [] == [group for group in GROUPS if counted[group][0] < MUST * counted[group][1]]


def test_clean_traffic_is_clean(scanner: Scanner) -> None:
    """Nothing is found in two megabytes that are about nobody."""
    assert [] == scanner.false_hits(2)
