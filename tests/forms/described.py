"""Shows the pages in a real Chromium, and takes down how the real content script describes their forms."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from companion.protocol import Form
from tests.browsers import launch
from tests.forms import FormPage
from tests.house.stage import EXTENSION
from tests.page.background import Background
from tests.practice.site import PracticeSite


def describe(pages: Iterable[FormPage]) -> dict[str, list[Form]]:
    """Return the forms of each page by its name. No companion takes part: the extension describes without one."""
    with (
        tempfile.TemporaryDirectory(prefix="meum-", ignore_cleanup_errors=True) as home,
        PracticeSite() as site,
        launch("chromium", extension=EXTENSION, home=Path(home)) as browser,
    ):
        background = Background(browser)
        tab = browser.open(site.url("shop", "/plain"))
        described = {}
        for page in pages:
            path = f"/{page.name}"
            background.forget()
            tab.visit(site.serve(path, page.html))
            described[page.name] = msgspec.convert(background.forms(path), list[Form])
        return described
