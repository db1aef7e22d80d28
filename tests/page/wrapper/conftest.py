"""A recording server, and browsers with the wrapper."""

from collections.abc import Iterator

import pytest

from tests.browsers import Browser, Name, Page, launch
from tests.page.wrapper.driving import VALUE, answer, build, guard, hold, opened
from tests.practice.site import PracticeSite


@pytest.fixture(scope="package")
def site() -> Iterator[PracticeSite]:
    """A recording server."""
    with PracticeSite() as site:
        site.mount("/in/", answer)
        site.serve("/frame", "<!doctype html><p>x")
        yield site


@pytest.fixture(scope="package", params=["chromium", "firefox"])
def family(request: pytest.FixtureRequest) -> Name:
    """Both families of browsers."""
    name: Name = request.param
    return name


@pytest.fixture(scope="package")
def browser(family: Name, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with the wrapper."""
    folder = tmp_path_factory.mktemp("wrapped")
    with launch(family, extension=build(folder, wrapped=True), home=folder / "home") as browser:
        yield browser


@pytest.fixture(scope="package")
def tab(browser: Browser, site: PracticeSite) -> Page:
    """A tab with the page of these tests."""
    return opened(browser, site)


@pytest.fixture
def page(tab: Page, site: PracticeSite) -> Page:
    """The page: its e-mail field holds the value, nothing is guarded, and nothing has been heard."""
    hold(tab, VALUE)
    guard(tab, None)
    tab.evaluate("tell('test-forget')")
    site.clear()
    return tab
