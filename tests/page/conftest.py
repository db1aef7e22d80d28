"""One stage for all tests here, a browser of each family on it, and a way to show pages that are a few lines long."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.browsers import Browser, Name, Page
from tests.house.stage import ADA, Stage
from tests.page.background import Background

Serve = Callable[..., str]
Go = Callable[[str], Page]
Show = Callable[[str], Page]


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """The stage that all tests here play on."""
    with Stage(ADA) as stage:
        yield stage


@pytest.fixture(scope="package", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Browser]:
    """A paired browser of each family."""
    name: Name = request.param
    with stage.browser(name) as browser:
        yield browser


@pytest.fixture(scope="package")
def _listening(browser: Browser) -> Background:
    return Background(browser)


@pytest.fixture
def background(_listening: Background) -> Background:
    """The browser's background, which has heard nothing yet."""
    _listening.forget()
    return _listening


@pytest.fixture(scope="package")
def serve(stage: Stage) -> Serve:
    """Serve a page that consists of the given HTML, and return its address."""
    numbers = count()

    def serve(html: str, host: str = "shop") -> str:
        page = f'<!doctype html><html lang="en"><meta charset="utf-8">{html}</html>'
        return stage.site.serve(f"/case-{next(numbers)}", page, name=host)

    return serve


@pytest.fixture(scope="package")
def _tab(stage: Stage, browser: Browser) -> Page:
    return browser.open(stage.site.url("shop", "/plain"))


@pytest.fixture
def go(_tab: Page) -> Go:
    """Show an address in the one tab of the tests, which is much faster than a tab for each."""

    def go(address: str) -> Page:
        _tab.evaluate("(address) => location.replace(address)", address)
        _tab.wait_for(
            f"location.href === {address!r} && performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
        )
        return _tab

    return go


@pytest.fixture
def show(serve: Serve, go: Go) -> Show:
    """Show a page of the shop that consists of the given HTML."""
    return lambda html: go(serve(html))
