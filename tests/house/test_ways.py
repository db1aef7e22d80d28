"""The log equals what the servers received, way by way: a fixed sample of all ways of sending, in each browser."""

import random

import pytest

from tests.browsers import Name
from tests.house.stage import Stage, made_up_person
from tests.ways.shots import Shot, load
from tests.ways.staged import fire_and_judge, keep
from tests.ways.table import BROWSERS, tries

SEED = 3
SAMPLE = 40


def sample() -> list[Shot]:
    """The same tries each time, but for the two that send 40 MB."""
    light = [each for each in tries() if not each.way.name.startswith("fetch-40-mb")]
    return load(random.Random(SEED).sample(light, SAMPLE), SEED)  # noqa: S311 - a sample, not a secret


@pytest.mark.parametrize("name", BROWSERS)
def test_the_log_equals_what_arrived(name: Name) -> None:
    """What reached a server is in the log, or is said to be unreadable; and nothing is in the log that did not."""
    shots = sample()
    with Stage(made_up_person()) as stage:
        keep(stage, shots)
        verdicts = fire_and_judge(stage, name, shots).verdicts
    blind = {shot.host for shot in shots if name in shot.what.not_shown()}
    wrong = {sighting: verdict for sighting, verdict in verdicts.items() if verdict in {"missed", "false"}}
    assert {} == {sighting: verdict for sighting, verdict in wrong.items() if sighting.host not in blind}
    assert sum(verdict == "logged" for verdict in verdicts.values()) > SAMPLE
