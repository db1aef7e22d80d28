"""Browsing goes on and on: a sample of what scripts/bench soak does for hundreds of pages."""

import pytest

from tests.browsers import Name
from tests.house.soak import visit_all
from tests.house.stage import Stage, made_up_person

PAGES = 25


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_page_after_page(name: Name) -> None:
    """After many pages the log has each transmission that the servers got once, and nothing else."""
    with Stage(made_up_person()) as stage, stage.browser(name) as browser:
        assert [] == visit_all(stage, browser, PAGES)
        assert [] == stage.tables()["gaps"]
