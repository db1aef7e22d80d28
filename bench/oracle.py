"""Whether a page can tell vault values from others by time: candidates of both sorts, in random order, by each way.

Each way gets as many values of the vault as decoys of the same kinds, which nobody has. ``p`` is of a rank-sum test
(two-sided, normal approximation, with ties) of the times that the page measures with its finest clock; the page holds
nothing. Exit status 1 when one is less likely than 1 % to be chance, all tests together.
"""

import math
import random
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Final

from bench.report import say
from tests.browsers import Name, Page
from tests.house.probing import Outcome, probe, serve
from tests.house.stage import Stage, made_up_person

CANDIDATES: Final = 10_000
"""In each browser, all ways together."""
WAYS: Final = ("address", "body", "image", "digest", "next")
BATCH: Final = 100
DECOYS: Final = 20
WARM_UP: Final = 100
PATTERNS_S: Final = 3.0
CHANCE: Final = 0.01
BROWSERS: Final[tuple[Name, ...]] = ("chromium", "firefox")


def rank_sum(one: Sequence[float], other: Sequence[float]) -> float:
    """Tell how likely two samples of one distribution differ in rank as much as these (Mann and Whitney, 1947)."""
    pooled = sorted([*one, *other])
    first: dict[float, int] = {}
    count: dict[float, int] = {}
    for rank, value in enumerate(pooled, 1):
        first.setdefault(value, rank)
        count[value] = count.get(value, 0) + 1
    n, m = len(one), len(other)
    ranks = sum(first[value] + (count[value] - 1) / 2 for value in one)
    ties = sum(times**3 - times for times in count.values())
    spread = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    return math.erfc(abs(ranks - n * (n + m + 1) / 2) / spread / math.sqrt(2)) if spread else 1.0


def measure(stage: Stage, page: Page, way: str, count: int) -> tuple[dict[str, object], float]:
    """Measure one way; returns its row and `p`."""
    chance = random.Random(way)  # noqa: S311 - an order, not a secret
    vault = [text for kind, text in stage.person.items() if kind != "country"]
    decoys = [text for _ in range(DECOYS) for kind, text in made_up_person().items() if kind != "country"]
    known = [True, False] * (count // 2)
    chance.shuffle(known)
    probe(stage, page, way, chance.choices(decoys, k=WARM_UP))
    texts = [chance.choice(vault if is_known else decoys) for is_known in known]
    seen: list[Outcome] = []
    for at in range(0, len(texts), BATCH):
        seen += probe(stage, page, way, texts[at : at + BATCH])
        stage.site.clear()
    ours, others = (
        [one.ms * 1000 for one, is_known in zip(seen, known, strict=True) if is_known is wanted]
        for wanted in (True, False)
    )
    p = rank_sum(ours, others)
    row: dict[str, object] = {
        "way": way,
        "candidates": count,
        "outcomes": ", ".join(sorted({one.outcome for one in seen})),
        "median µs": statistics.median(others),
        "difference µs": statistics.median(ours) - statistics.median(others),
        "p": f"{p:.3f}",
    }
    return row, p


def main() -> None:
    """Run all and print the table."""
    numbers = [word for word in sys.argv[1:] if word.isdecimal()]
    each = int(numbers[0] if numbers else CANDIDATES) // len(WAYS)
    rows, likely, start = [], [], time.monotonic()
    with Stage(made_up_person()) as stage:
        address = serve(stage)
        for name in BROWSERS:
            with stage.browser(name) as browser:
                time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
                page = browser.open(address)
                for way in WAYS:
                    row, p = measure(stage, page, way, each)
                    rows.append({"browser": name, **row})
                    likely.append(p)
    say(rows, f"Least p {min(likely):.3f} of {len(likely)} tests; {time.monotonic() - start:.0f} s.")
    sys.exit(min(likely) * len(likely) < CHANCE)


if __name__ == "__main__":
    main()
