"""Fires shots in a browser: many at once from one page, those that leave their page each from its own tab."""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from tests.browsers import Browser
from tests.practice.received import Received
from tests.practice.site import PracticeSite
from tests.ways.arrived import Sighting, Values, arrivals
from tests.ways.recorder import prepare
from tests.ways.shots import Shot

QUIET_S: Final = 1.5
AT_MOST_S: Final = 45.0
ALONE_S: Final = 1.5
_BARE: Final = {
    "manifest_version": 3,
    "name": "Nothing",
    "version": "1",
    "browser_specific_settings": {"gecko": {"id": "nothing@example.org"}},
    "background": {"service_worker": "background.js", "scripts": ["background.js"]},
}


def bare_extension(folder: Path) -> Path:
    """Make an extension that does nothing: the drivers want one, and this one is the truth without Meum."""
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(_BARE))
    (folder / "background.js").write_text("")
    return folder


def fire(browser: Browser, site: PracticeSite, shots: Sequence[Shot]) -> set[Sighting]:
    """Send every shot and return all that arrived, at whichever host. Its tabs stay open."""
    prepare(site)
    site.clear()
    together = [shot for shot in shots if not shot.what.way.leaves]
    page = browser.open(site.url("shop", "/ways/page"))
    page.evaluate("(shots) => play(shots)", [shot.as_json(site.port) for shot in together])
    settle(site, _awaited(browser, together))  # first, since a page in the background puts some things off
    alone = [shot for shot in shots if shot.what.way.leaves]
    _fire_alone(browser, site, alone)
    settle(site, _awaited(browser, alone))
    return arrivals(site.received, Values(shots))


def _fire_alone(browser: Browser, site: PracticeSite, shots: Sequence[Shot]) -> None:
    """Send shots one after the other, each from a tab of its own."""
    for shot in shots:
        page = browser.open(site.url("shop", "/ways/leave"))
        page.evaluate("(shot) => void (globalThis.shot = shot)", shot.as_json(site.port))
        page.click("#go")
        if _awaited(browser, [shot]):
            with suppress(TimeoutError):
                site.wait_for(partial(_is_for, shot.id), ALONE_S)


def _awaited(browser: Browser, shots: Iterable[Shot]) -> set[str]:
    return {shot.id for shot in shots if browser.name not in shot.what.not_sent()}


def settle(site: PracticeSite, missing: set[str]) -> None:
    """Wait until every shot has been heard of and nothing more has come for a while."""
    start, count, since = time.monotonic(), -1, time.monotonic()
    while time.monotonic() < start + AT_MOST_S:
        received = site.received
        if len(received) != count:
            missing = missing - {received_id(request) for request in received[max(count, 0) :]}
            count, since = len(received), time.monotonic()
        elif not missing and time.monotonic() > since + QUIET_S:
            return
        time.sleep(0.05)


def received_id(received: Received) -> str:
    """The shot that an address belongs to; empty for the pages' own requests."""
    folder, _, rest = received.path.removeprefix("/").partition("/")
    return rest.partition("/")[0] if folder == "in" else ""


def _is_for(shot: str, received: Received) -> bool:
    return received_id(received) == shot and received.path.rpartition("/")[2] not in {"301", "302", "307"}
