"""The main job in real browsers: what the servers received is what the offer showed, and what the log says."""

import time
from collections.abc import Iterator

import pytest

from tests.browsers import Browser, Name, Page
from tests.house.demo import offer_lines, wait_for_agreement
from tests.house.scenes import SCENES, Scene, Step
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer
from tests.house.truth import alias_from
from tests.practice.found import find, submitted_fields


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose person is made of random values."""
    with Stage(made_up_person()) as stage:
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Browser:
    """A paired browser of each family, shared by the scenes."""
    name: Name = request.param
    return stage.browser(name)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_scene(stage: Stage, browser: Browser, scene: Scene) -> None:
    """The site gets exactly what the offer showed, and the log says what the servers recorded."""
    stage.site.clear()
    since = time.time() * 1000
    page = browser.open(stage.site.url("shop", scene.path))
    try:
        page.wait_for(scene.ready)
        values = dict(stage.person)
        for step in scene.steps:
            values |= _play(stage, browser, page, step, values)
            if step is not scene.steps[-1]:
                page.wait_for(f"location.pathname === {step.post!r} && document.readyState === 'complete'")
    finally:
        page.close()
    assert [] == wait_for_agreement(stage, values, since)


def _play(stage: Stage, browser: Browser, page: Page, step: Step, values: dict[str, str]) -> dict[str, str]:
    """Play one form and check what was received; returns the alias that the offer showed, if any."""
    before = len(stage.site.received)
    popup = browser.open_popup()
    wait_for_offer(popup)
    assert [] == page.evaluate("window.__probe"), "a field changed before the person said yes"
    assert [] == find(stage.site.received[before:], values), "a value was sent before the person said yes"
    masked = [line["what"] for line in offer_lines(popup) if line["kind"] == "email"]
    alias = {"alias": alias_from(masked[0], stage.person["email"])} if masked else {}
    values = values | alias
    if step.other_site:
        assert step.other_site in str(popup.evaluate("document.body.innerText"))
        assert popup.evaluate("document.querySelector('[data-accept]').disabled") is True
        popup.click("input[id^=other-]")
        popup.wait_for("!document.querySelector('[data-accept]').disabled")
    accept(popup)
    popup.close()
    step.before_sending(page)
    page.click("button[type=submit]")
    sent = stage.site.wait_for(lambda request: request.method == "POST" and request.path == step.post)
    fields = submitted_fields(sent)
    assert {name: [values[kind]] for name, kind in step.given.items()} == {
        name: fields.get(name) for name in step.given
    }
    assert [] == [name for name in step.empty if any(fields.get(name, []))]
    assert [] == [name for name in step.absent if name in fields]
    page.wait_for("document.readyState === 'complete'")
    return alias
