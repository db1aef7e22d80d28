"""Several browsers at once on one daemon."""

from tests.house.together import fill_together

FILLS = 4


def test_two_browsers_lose_nothing() -> None:
    """Chromium and Firefox fill at the same time: each fill is in the log once, and the chain verifies.

    A fixed sample of what `scripts/bench together` does with a hundred fills each.
    """
    report = fill_together(FILLS)
    assert {"chromium": FILLS, "firefox": FILLS} == report.filled
    assert 2 * FILLS == report.rows
    assert [] == report.differences
    assert report.chain_holds
