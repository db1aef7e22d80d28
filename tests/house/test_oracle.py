"""No oracle: a page cannot learn from what becomes of its requests whether a value is in the vault.

Times are for `bench.oracle`; these tests look at outcomes, at what arrives, and at the document.
"""

import base64
import hashlib
import random
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from companion.control import ChangeItem, ListItems, Table
from companion.protocol import Done
from tests.browsers import Browser, Name, Page
from tests.house import kept, probing
from tests.house.kept import Typist
from tests.house.stage import Stage, made_up_person, wait_until

DECOYS = 4
"""For each value of the vault, so many others of its kind that nobody has."""
REACTION_S = 0.5
"""A recipient that was seen to get what it should not is stopped after about 0.1 s."""
LOOK = """
() => JSON.stringify([
  document.documentElement.outerHTML,
  Object.getOwnPropertyNames(globalThis).length,
  document.cookie,
  localStorage.length,
])
"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose person is made of random values, with the pages."""
    with Stage(made_up_person()) as stage:
        kept.serve(stage)
        probing.serve(stage)
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Browser:
    """A paired browser of each family that knows what the vault holds."""
    name: Name = request.param
    browser = stage.browser(name)
    page = browser.open(stage.site.url("shop", "/probing"))
    wait_until(lambda: _is_told(stage, page))
    page.close()
    return browser


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The sign-up page in a tab."""
    page = browser.open(stage.site.url("shop", "/join"))
    yield page
    page.close()


@pytest.fixture
def candidates(stage: Stage) -> list[str]:
    """The vault's values and decoys of every kind, in random order, each twice: a first sighting changes nothing."""
    people = [stage.person, *(made_up_person() for _ in range(DECOYS))]
    texts = [text for person in people for kind, text in person.items() if kind != "country"]
    random.Random(1).shuffle(texts)  # noqa: S311 - an order, not a secret
    return [*texts, *texts]


def test_a_page_that_holds_nothing(browser: Browser, stage: Stage, candidates: list[str]) -> None:
    """Whatever it sends and how, each candidate fares alike, all arrive, and no mark is left in the document."""
    page = browser.open(stage.site.url("shop", "/probing"))
    look = page.evaluate(LOOK)
    for way in probing.WAYS:
        stage.site.clear()
        assert 1 == len({one.outcome for one in probing.probe(stage, page, way, candidates)}), way
        _arrive_alike(stage, way, candidates)
    assert look == page.evaluate(LOOK)
    page.close()
    assert 0 == kept.rules(browser)


def _arrive_alike(stage: Stage, way: str, candidates: list[str]) -> None:
    """What is asserted of the servers: as many requests for each text, and the same headers with all of them."""
    received = [one for one in stage.site.received if one.host == f"{way}.pixels.localhost" and not one.frame]
    if way == "beacon":  # the list of trackers stops those to third parties
        assert [] == received
        return
    sent = [one for one in received if one.method != "OPTIONS" and (way != "next" or one.query)]
    assert len(candidates) == len(sent)
    names = {tuple(name.lower() for name, _value in one.headers) for one in sent}
    assert 1 == len(names - {()}), way


def test_a_typed_value_tells_nothing_of_others(
    browser: Browser, stage: Stage, page: Page, candidates: list[str]
) -> None:
    """A page that holds a value typed by hand has that one stopped, and all candidates of the vault fare as others."""
    typist = Typist()
    typist.fill_in(page)
    kept.wait_until_kept(stage, page, typist.person.tel)
    for way in ("address", "body", "image", "digest"):
        assert {"failed"} == {one.outcome for one in probing.probe(stage, page, way, [typist.email])}, way
        assert 1 == len({one.outcome for one in probing.probe(stage, page, way, candidates)}), way
    said = str(browser.background_eval("chrome.declarativeNetRequest.getSessionRules()")).lower()
    assert (typist.email in said) is (browser.name == "chromium")
    own = [text for kind, text in stage.person.items() if kind != "country"]
    assert [] == [text for text in own for form in _forms(text) if form in said]


def test_a_vault_value_beside_a_held_one(stage: Stage, page: Page) -> None:
    """A short held value counts only beside another one that is held: what the vault adds stops nothing."""
    typist = Typist()
    page.fill("[name=company]", "Zirkone")
    page.fill("[name=phone]", typist.person.tel)
    kept.wait_until_kept(stage, page, typist.person.tel)
    texts = {"vault": stage.person["email"], "decoy": made_up_person()["email"]}
    first, second = ({name: _fate(stage, page, name, f"Zirkone {text}") for name, text in texts.items()} for _ in "12")
    assert {"vault": "200", "decoy": "200"} == first == second


def test_another_version_of_a_held_value(stage: Stage, page: Page) -> None:
    """A page that holds the former value of an item learns nothing of its present one."""
    before, after = stage.person["tel"], made_up_person()["tel"]
    page.fill("[name=phone]", before)
    kept.wait_until_kept(stage, page, before)
    item = next(row for row in stage.say(ListItems(), Table).tables["items"] if row["kind"] == "tel")
    stage.say(ChangeItem(item["item"], after), Done)
    try:
        wait_until(lambda: _is_told(stage, page, after))
        assert ["200", "200"] == [_fate(stage, page, "version", after) for _ in "12"]
        assert "failed" == _fate(stage, page, "version", before)
    finally:
        stage.say(ChangeItem(item["item"], before), Done)


def _fate(stage: Stage, page: Page, name: str, text: str) -> str:
    """Send a text to a host of its own, and give whatever that starts the time it takes; returns what the page saw."""
    to = stage.site.url(f"{name}.pixels", "/in/fate")
    script = "(url) => fetch(url).then(({ status }) => String(status), () => 'failed')"
    fate = str(page.evaluate(script, f"{to}?v={quote(text)}"))
    time.sleep(REACTION_S)
    return fate


def _is_told(stage: Stage, page: Page, text: str = "") -> bool:
    """Whether the log tells of a vault value that a page sends to its own site: then patterns are there."""
    page.evaluate("(text) => void fetch(`/told?v=${encodeURIComponent(text)}`)", text or stage.person["email"])
    since = len(_transmissions(stage))
    try:
        wait_until(lambda: len(_transmissions(stage)) > since, 1)
    except TimeoutError:
        return False
    return True


def _transmissions(stage: Stage) -> list[kept.Row]:
    return stage.tables(kept.SITE)["transmissions"]


def _forms(text: str) -> set[str]:
    raw = text.lower().encode()
    digests = {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")}
    return {text.lower(), quote(text.lower(), safe=""), raw.hex(), base64.b64encode(raw).decode().lower()} | digests
