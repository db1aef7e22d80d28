"""Hostile and broken input, a little of each thing that scripts/bench robust does much of: no crash, nothing hidden."""

import base64
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.hostile import SCENARIOS
from tests.house.noisy_relay import bent
from tests.house.robust import FEW, House, NoisyStage, Scenario, play
from tests.house.stage import made_up_person
from tests.page.scanner import ADA, EMAIL, asks, found, page, scanner
from tests.ways.staged import PATTERNS_S


@pytest.fixture(scope="module")
def stage() -> Iterator[NoisyStage]:
    """One stage for both browsers."""
    with NoisyStage(made_up_person()) as stage:
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def house(request: pytest.FixtureRequest, stage: NoisyStage) -> Iterator[House]:
    """Both browsers, one after the other."""
    with stage.browser(request.param) as browser:
        time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
        yield House(stage, browser)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_little(house: House, scenario: Scenario) -> None:
    """Nothing crashes, all goes on to work, and the log has, or says to have skipped, what the servers received."""
    played = play(house, scenario, FEW)
    assert ([], [], True) == (played.wrong, played.crashed, played.works)


def test_pages_of_noise(tmp_path: Path) -> None:
    """Of pages of patterns that are noise, or good ones with some bytes changed, nothing is thrown or found wrongly."""
    rng = random.Random(8)  # noqa: S311 - the same noise each time
    good = page(ADA)
    table = bytearray(base64.b64decode(good["table"]))
    pages = []
    for number in range(300):
        bytes_changed = bytearray(table)
        for _ in range(3):
            bytes_changed[rng.randrange(len(table))] = rng.randrange(256)
        pages += [{**good, "table": base64.b64encode(bytes_changed).decode()}, bent(rng, number)]
    noise = base64.b64encode(rng.randbytes(3000)).decode()
    alone = scanner(tmp_path)([asks(noise, sets=[[one]]) for one in pages])
    [beside] = scanner(tmp_path)([asks(EMAIL, sets=[[good, *pages]])])
    assert [""] * len(pages) == [found(one) for one in alone]
    assert "email" in found(beside)
