"""When a page is kept from sending: from the first key on, and until the person submits, to the very task.

In each browser one stage and one person's vault for all tests; each test has a tab of its own.
"""

import time
from collections.abc import Iterator
from typing import Final

import pytest

from tests.browsers import Browser, Name, Page
from tests.house import kept
from tests.house.kept import KINDS, Typist
from tests.house.stage import Stage, made_up_person, wait_until

AT_ONCE: Final = """
    fetch-get fetch-string fetch-utf16 fetch-header xhr-string xhr-header beacon-string socket-address event-source
    image form-click form-get
"""
"""Ways by which nothing goes, even in the task in which the page hears of a key."""
BY_RULES_ALONE: Final = ["style-sheet"]
OFFER_S: Final = 0.5
"""By then the page's fields are known."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage whose person is made of random values, with the sign-up page."""
    with Stage(made_up_person()) as stage:
        kept.serve(stage)
        yield stage


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, stage: Stage) -> Browser:
    """A paired browser of each family."""
    name: Name = request.param
    return stage.browser(name)


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The sign-up page in a tab, whose fields are known."""
    stage.site.clear()
    page = browser.open(stage.site.url("shop", "/join#stays"))
    time.sleep(OFFER_S)
    yield page
    page.close()


@pytest.fixture
def typist(stage: Stage, page: Page) -> Typist:
    """Somebody who has typed values by hand that no vault holds, so that they are kept."""
    typist = Typist()
    typist.fill_in(page)
    kept.wait_until_kept(stage, page, typist.person.tel)
    return typist


def test_the_first_breath(stage: Stage, page: Page) -> None:
    """What a page sends in the very task in which it hears of a key is stopped; what only rules stop is told."""
    typist = Typist()
    at_once = typist.shots(AT_ONCE.split(), ["third"])
    shots = [*at_once, *typist.shots(BY_RULES_ALONE, ["third"])]
    page.evaluate(
        """(shots) => document.querySelector("[name=email]").addEventListener("input", ({ target: { value } }) => {
          if (!value.includes(".example")) return;
          for (const { way, to, hop } of shots) void senders[way](to, { email: value }, hop);
        })""",
        [shot.as_json(stage.site.port) for shot in shots],
    )
    page.fill("[name=email]", typist.email)
    kept.wait_until_kept(stage, page, typist.email)
    wait_until(lambda: all(kept.rows_of(stage, shots).values()))
    found = kept.arrived(stage, shots)
    assert {} == {shot.what.way.name: found[shot.id] for shot in at_once if found[shot.id]}
    for shot in shots:
        outcome = "gone" if found[shot.id] else "stopped"
        rows = kept.wait_for_rows(stage, [shot], outcome)[shot.id]
        expected = (outcome, "email", "typed by hand", "before submit", "not-before-submit")
        columns = ("outcome", "kind", "label", "moment", "rule")
        assert expected in {tuple(row[column] for column in columns) for row in rows}


def test_a_submit_handler_may_send(stage: Stage, page: Page, typist: Typist) -> None:
    """Whom a page asks in the very task in which the person submits, such as a service that logs people in, gets it."""
    (shot,) = typist.shots(["fetch-json"], ["third"])
    page.evaluate(
        "(shot) => join.addEventListener('submit', () => void senders[shot.way](shot.to, shot.fields, shot.hop))",
        shot.as_json(stage.site.port),
    )
    page.click("#join button")
    kept.wait_for_arrival(stage, [shot])
    rows = kept.wait_for_rows(stage, [shot], "gone")[shot.id]
    assert {("gone", "after submit")} == {(row["outcome"], row["moment"]) for row in rows}
    assert {shot.id: KINDS} == kept.arrived(stage, [shot])


def test_the_persons_own_form_passes(stage: Stage, page: Page, typist: Typist) -> None:
    """What the person sends into a hidden frame of somebody else passes, as some sites have their forms answered so."""
    (shot,) = typist.shots(["form-post"], ["third"])
    page.evaluate(
        """(to) => {
          const frame = document.createElement("iframe");
          frame.name = "unseen";
          document.body.append(frame);
          Object.assign(join, { action: to, target: "unseen" });
          location.hash = "";
        }""",
        shot.as_json(stage.site.port)["to"],
    )
    page.click("#join button")
    kept.wait_for_arrival(stage, [shot])
    assert {shot.id: KINDS} == kept.arrived(stage, [shot])
