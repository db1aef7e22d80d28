"""What pages can send arrives as the table of ways says: a fixed sample in each browser, without Meum."""

import random
from pathlib import Path

import pytest

from tests.browsers import Name, launch
from tests.practice.site import PracticeSite
from tests.ways.compare import by_shot
from tests.ways.sending import bare_extension, fire
from tests.ways.shots import Shot, load
from tests.ways.table import BROWSERS, tries

SEED = 3
SAMPLE = 24


def sample() -> list[Shot]:
    """The same few tries each time, but for the two that send 40 MB."""
    light = [each for each in tries() if not each.way.name.startswith("fetch-40-mb")]
    return load(random.Random(SEED).sample(light, SAMPLE), SEED)  # noqa: S311 - a sample, not a secret


@pytest.mark.parametrize("name", BROWSERS)
def test_ways_arrive_as_the_table_says(name: Name, tmp_path: Path) -> None:
    """Each way that the browser has brings all three values to the server, and the others bring none."""
    shots = sample()
    with PracticeSite() as site, launch(name, extension=bare_extension(tmp_path / "bare"), home=tmp_path) as browser:
        counts = by_shot(shots, dict.fromkeys(fire(browser, site, shots), "logged"))
    arrived = {shot.what: counts[shot.id].total() for shot in shots}
    assert [] == [what for what, count in arrived.items() if (count >= 3) == (name in what.not_sent())]
