"""What a page holds is kept from third parties until the person submits it: the recording servers say what got through.

In each browser one stage and one person's vault for all tests; each test has a tab of its own.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import quote

import pytest

from companion.control import ListExceptions, LockVault, SetException, Table
from companion.protocol import Done
from tests.browsers import Browser, Name, Page
from tests.house import kept
from tests.house.kept import KINDS, SITE, Typist
from tests.house.stage import Stage, accept, made_up_person, wait_until
from tests.practice.found import find
from tests.ways.sending import settle
from tests.ways.table import stoppable

FEW: Final = ["image", "fetch-get", "fetch-json", "fetch-sha256", "socket-text", "form-post"]
"""No beacons: the list of trackers stops those to third parties, whatever they carry."""


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
    """The sign-up page in a tab."""
    stage.site.clear()
    page = browser.open(stage.site.url("shop", "/join#stays"))
    yield page
    page.close()


@pytest.fixture
def typist(stage: Stage, page: Page) -> Typist:
    """Somebody who has typed values by hand that no vault holds, so that they are kept."""
    typist = Typist()
    typist.fill_in(page)
    kept.wait_until_kept(stage, page, typist.person.tel)
    return typist


def test_typed_values_are_kept_from_third_parties(browser: Browser, stage: Stage, page: Page, typist: Typist) -> None:
    """By no way but the named ones does a third party get what was typed; the site gets all, and the log says both."""
    shots = [typist.shot(what) for what in stoppable()]
    kept.fire(stage, page, shots)
    settle(stage.site, {shot.id for shot in shots if browser.name in shot.what.arrives()})
    found = kept.arrived(stage, shots)
    expected = {shot.id: KINDS if browser.name in shot.what.arrives() else set() for shot in shots}
    assert {} == {shot.what: found[shot.id] for shot in shots if found[shot.id] - expected[shot.id]}
    own = [shot for shot in shots if shot.what.party == "first"]
    assert {} == {shot.what: found[shot.id] for shot in own if found[shot.id] != expected[shot.id]}
    sent = [shot for shot in shots if browser.name not in shot.what.not_sent()]
    stopped = kept.wait_for_rows(stage, [shot for shot in sent if not expected[shot.id]], "stopped")
    gone = kept.rows_of(stage, own)  # but for what is unreadable
    assert {"stopped"} == {row["outcome"] for rows in stopped.values() for row in rows}
    assert {"gone"} == {row["outcome"] for rows in gone.values() for row in rows}
    for rows in (stopped, gone):
        said = [row for each in rows.values() for row in each]
        assert {("typed by hand", "before submit")} == {(row["label"], row["moment"]) for row in said}
        assert KINDS == {row["kind"] for row in said}


def test_digests_of_the_usual_form_are_stopped(stage: Stage, page: Page, typist: Typist) -> None:
    """A digest of the trimmed address in lower case is the address: no request with one gets to a third party."""
    digests = [hashlib.new(name, typist.email.encode()).hexdigest() for name in ("md5", "sha1", "sha256")]
    assert [True] * 3 == [kept.is_kept(stage, page, digest) for digest in digests]
    assert [] == [one for one in stage.site.received if any(digest in one.target for digest in digests)]


def test_filled_values_are_kept_until_submitted(browser: Browser, stage: Stage, page: Page) -> None:
    """What Meum filled is kept from third parties until its form is submitted, and then told as given after that."""
    popup = kept.open_popup(browser, page)
    accept(popup)
    popup.close()
    typist = Typist()
    typist.email = str(page.evaluate("document.querySelector('[name=email]').value"))
    first, last = stage.person["given-name"], stage.person["family-name"]
    typist.person = typist.person.__class__(stage.person["tel"], first, last)
    before, after = typist.shots(FEW, ["third"]), typist.shots(FEW, ["third"])
    kept.fire(stage, page, before)
    rows = kept.wait_for_rows(stage, before, "stopped")
    assert {("stopped", "before submit")} == _said(rows)
    assert all(row["disclosure"] for each in rows.values() for row in each if row["kind"] == "email")
    assert {} == {shot: kinds for shot, kinds in kept.arrived(stage, before).items() if kinds}
    page.click("#join button")
    wait_until(lambda: any(row["submitted"] for row in stage.tables(SITE)["disclosures"][:1]))
    kept.fire(stage, page, after)
    kept.wait_for_arrival(stage, after)
    assert {("gone", "after submit")} == _said(kept.wait_for_rows(stage, after, "gone"))
    found = kept.arrived(stage, after)
    assert [] == [shot.what.way.name for shot in after if "email" not in found[shot.id]]


def test_typed_values_may_go_after_the_submit(stage: Stage, page: Page, typist: Typist) -> None:
    """After the person has sent the form, third parties may get what was typed; what is typed next is kept again."""
    page.click("#join button")
    wait_until(lambda: not kept.is_kept(stage, page, typist.person.tel))
    shots = typist.shots(FEW, ["third"])
    kept.fire(stage, page, shots)
    kept.wait_for_arrival(stage, shots)
    assert {("gone", "after submit")} == _said(kept.wait_for_rows(stage, shots, "gone"))
    assert [KINDS] * len(FEW) == list(kept.arrived(stage, shots).values())
    again = Typist()
    again.fill_in(page)
    kept.wait_until_kept(stage, page, again.person.tel)


def test_another_form_tells_nothing(stage: Stage, page: Page, typist: Typist) -> None:
    """A form without what was typed is submitted, by the page itself or by the person: what is held is kept on."""
    page.evaluate('() => { search.addEventListener("submit", (e) => e.preventDefault()); search.requestSubmit(); }')
    page.fill("[name=q]", "shoes")
    page.press("Enter")
    shots = typist.shots(["fetch-get", "fetch-json"], ["third"])
    kept.fire(stage, page, shots)
    assert {("stopped", "before submit")} == _said(kept.wait_for_rows(stage, shots, "stopped"))
    assert [set(), set()] == list(kept.arrived(stage, shots).values())


def test_a_worker_gets_through_once(browser: Browser, stage: Stage, page: Page, typist: Typist) -> None:
    """What no rule can stop is told as gone at its first sighting; then its recipient gets nothing from the tab."""
    for place in ("worker", "shared-worker") if browser.name == "chromium" else ("worker",):
        (shot,) = typist.shots(["fetch-json"], ["third"], place)
        kept.fire(stage, page, [shot])
        if browser.name == "firefox":
            kept.wait_for_rows(stage, [shot], "stopped")
            assert {shot.id: set()} == kept.arrived(stage, [shot])
            continue
        kept.wait_for_rows(stage, [shot], "gone")
        assert {shot.id: KINDS} == kept.arrived(stage, [shot])
        wait_until(partial(_is_refused, stage, page, shot.host))
        count = len(stage.site.received)
        kept.fire(stage, page, [shot])
        kept.wait_for_rows(stage, [shot], "stopped")
        assert [] == find(stage.site.received[count:], {"email": typist.email})


def test_the_popup_lets_through(browser: Browser, stage: Stage, page: Page, typist: Typist) -> None:
    """The popup names who was kept out; allowed once, one of them gets it, and always, also at the next visit."""
    once, always, never = typist.shots(["fetch-get"] * 3, ["third"])
    kept.fire(stage, page, [once, always, never])
    kept.wait_for_rows(stage, [once, always, never], "stopped")
    popup = kept.open_popup(browser, page)
    popup.wait_for("document.querySelector('[data-stops]') !== null")
    text = str(popup.evaluate("document.querySelector('[data-stops]').innerText"))
    assert [] == [shot.host for shot in (once, always, never) if shot.host not in text]
    assert "e-mail address" in text
    popup.click(f'[id="once-{once.host}"]')
    popup.wait_for(f"document.querySelector('[id=\"once-{once.host}\"]') === null")
    popup.click(f'[id="always-{always.host}"]')
    popup.wait_for(f"document.querySelector('[id=\"always-{always.host}\"]') === null")
    popup.close()
    kept.fire(stage, page, [once, always, never])
    kept.wait_for_arrival(stage, [once, always])
    kept.wait_for_rows(stage, [once, always], "gone")
    assert [KINDS, KINDS, set()] == list(kept.arrived(stage, [once, always, never]).values())
    assert [always.host.split(".", 1)[1]] == [row["recipient"] for row in _exceptions(stage)]
    try:
        page.visit(stage.site.url("shop", "/plain"))
        page.visit(stage.site.url("shop", "/join"))
        typist.fill_in(page)
        (shot,) = typist.shots(["fetch-get"], ["third"])
        kept.fire(stage, page, [shot])
        kept.wait_for_arrival(stage, [shot])
        kept.wait_for_rows(stage, [shot], "gone")
    finally:
        stage.say(SetException(SITE, "allow", "pixels.localhost", on=False), Done)


def test_pausing(browser: Browser, stage: Stage, page: Page, typist: Typist) -> None:
    """Paused, a page's third parties get everything at once; resumed, nothing more."""
    popup = kept.open_popup(browser, page)
    popup.click("#pause")
    popup.wait_for("document.querySelector('#pause').dataset.paused === 'true'")
    popup.close()
    wait_until(lambda: not kept.is_kept(stage, page, typist.person.tel))
    shots = typist.shots(FEW, ["third"])
    kept.fire(stage, page, shots)
    kept.wait_for_arrival(stage, shots)
    assert {"gone"} == {outcome for outcome, _moment in _said(kept.wait_for_rows(stage, shots, "gone"))}
    assert [KINDS] * len(FEW) == list(kept.arrived(stage, shots).values())
    stage.say(SetException(SITE, "pause", on=False), Done)
    kept.wait_until_kept(stage, page, typist.person.tel)


def test_never_read(browser: Browser, stage: Stage, page: Page) -> None:
    """Of what is no known datum nothing is read: long texts, searches, secrets, and card numbers anywhere."""
    texts = {
        "message": "Please call me at noon tomorrow",
        "q": "blue umbrellas",
        "password": "correct horse battery",
        "card": "4111 1111 1111 1111",
        "code": "7384",
        "company": "4111111111111111",
    }
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)
    (shot,) = Typist().shots(["image"], ["third"])
    to = shot.as_json(stage.site.port)["to"]
    page.evaluate("(to, texts) => void fetch(to, { method: 'POST', body: JSON.stringify(texts) })", to, texts)
    page.evaluate("(to, texts) => void fetch(`${to}?${new URLSearchParams(texts)}`)", to, texts)
    wait_until(lambda: len([one for one in stage.site.received if one.host == shot.host]) == 2)
    page.fill("[name=email]", Typist().email)  # later than all of them, so what there is to say of them is said
    wait_until(lambda: kept.rules(browser) > 0 or browser.name == "firefox")
    assert {shot.id: []} == kept.rows_of(stage, [shot])
    assert len(texts) == len(find(stage.site.received, {text: text for text in texts.values()})) // 2


def test_navigations_pass(stage: Stage, page: Page, typist: Typist) -> None:
    """The person goes where they go: a page that leads to a third party with what it holds is not stopped, but told."""
    (shot,) = typist.shots(["location"], ["third"])
    address = f"{shot.as_json(stage.site.port)['to']}?e={typist.email}"
    page.evaluate("(address) => void setTimeout(() => location.assign(address))", address)
    page.wait_for(f"location.host.startsWith({shot.host!r})")
    rows = kept.wait_for_rows(stage, [shot], "gone")[shot.id]
    assert [("gone", "email", "url")] == [(row["outcome"], row["kind"], row["channel"]) for row in rows]


def test_a_log_in_passes(browser: Browser, stage: Stage, typist: Typist) -> None:
    """A form for logging in reaches its site, also with an address that another page of the site holds."""
    page = browser.open(stage.site.url("shop", "/login"))
    page.fill("input[type=email], input[autocomplete=username]", typist.email)
    page.fill("input[type=password]", "correct horse battery")
    page.press("Enter")
    stage.site.wait_for(lambda one: one.method == "POST" and one.path == "/login")
    page.wait_for("document.readyState === 'complete' && document.querySelector('input[type=password]') === null")
    page.close()
    assert {"email"} == {row.name for row in find(stage.site.received, {"email": typist.email})}


def _navigate(stage: Stage, page: Page) -> None:
    page.visit(stage.site.url("shop", "/plain"))


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(_navigate, id="navigation"),
        pytest.param(lambda _stage, page: page.close(), id="closed"),
        pytest.param(lambda stage, _page: stage.say(LockVault(), Done), id="locked"),
    ],
)
def test_rules_end_with_what_they_are_for(browser: Browser, stage: Stage, end: Callable[[Stage, Page], object]) -> None:
    """No rule with a value outlives the document, the tab, or the vault's being open; unlocked, it is kept again."""
    page = browser.open(stage.site.url("shop", "/join"))
    typist = Typist()
    typist.fill_in(page)
    kept.wait_until_kept(stage, page, typist.person.tel)
    assert (kept.rules(browser) > 0) is (browser.name == "chromium")
    end(stage, page)
    wait_until(lambda: kept.rules(browser) == 0)
    if stage.status().vault == "locked":
        wait_until(lambda: not kept.is_kept(stage, page, typist.person.tel))
        stage.unlock()
        kept.wait_until_kept(stage, page, typist.person.tel)
        page.close()


def test_a_new_background_keeps_on(browser: Browser, stage: Stage, page: Page, typist: Typist) -> None:
    """A background that was ended learns anew what the page holds, and its rules are gone with the page."""
    browser.stop_background()
    wait_until(lambda: kept.rules(browser) >= 0)
    kept.wait_until_kept(stage, page, typist.person.tel)
    browser.stop_background()
    _navigate(stage, page)
    wait_until(lambda: kept.rules(browser) == 0)


def test_what_was_filled_is_kept_on(browser: Browser, stage: Stage, page: Page) -> None:
    """Of a page that was filled, a new background and an unlocked vault learn anew what it holds, and what that is."""
    popup = kept.open_popup(browser, page)
    accept(popup)
    popup.close()
    given = str(page.evaluate("document.querySelector('[name=email]').value"))
    kept.wait_until_kept(stage, page, given)
    browser.stop_background()
    wait_until(lambda: kept.rules(browser) >= 0)
    kept.wait_until_kept(stage, page, given)
    stage.say(LockVault(), Done)
    wait_until(lambda: not kept.is_kept(stage, page, given))
    stage.unlock()
    kept.wait_until_kept(stage, page, given)
    before = {row["uuid"] for row in _stopped(stage)}
    assert kept.is_kept(stage, page, given)
    wait_until(lambda: {row["uuid"] for row in _stopped(stage)} - before)
    assert {f"alias at {SITE}"} == {row["label"] for row in _stopped(stage) if row["uuid"] not in before}


def test_a_frame_that_moves_on_holds_nothing(browser: Browser, stage: Stage, page: Page) -> None:
    """What was typed in a frame is kept while the frame shows that document, though the page around it stays."""
    page.evaluate(
        """(url) => new Promise((done) => {
          const frame = document.body.appendChild(document.createElement("iframe"));
          frame.style = "position: fixed; inset: 0; width: 100%; height: 100%; background: white";
          frame.onload = () => done(true);
          frame.src = url;
        })""",
        stage.site.url("shop", "/join"),
    )
    typist = Typist()
    page.click("iframe")
    page.evaluate("() => frames[0].document.querySelector('[name=email]').focus()")
    page.type_text(typist.email)
    address = f"probe-of-a-frame.pixels.localhost/?text={quote(typist.email)}"
    wait_until(lambda: _is_refused(stage, page, address))
    page.evaluate("(url) => { frames[0].location.href = url }", stage.site.url("shop", "/quiet"))
    wait_until(lambda: not _is_refused(stage, page, address))
    wait_until(lambda: kept.rules(browser) == 0)


def _said(rows: dict[str, list[kept.Row]]) -> set[tuple[str, str]]:
    return {(row["outcome"], row["moment"]) for each in rows.values() for row in each}


def _stopped(stage: Stage) -> list[kept.Row]:
    return [row for row in stage.tables(SITE)["transmissions"] if row["outcome"] == "stopped"]


def _exceptions(stage: Stage) -> list[kept.Row]:
    return stage.say(ListExceptions(), Table).tables["exceptions"]


def _is_refused(stage: Stage, page: Page, host: str) -> bool:
    """Whether a host gets nothing at all from the page, at a path or at any."""
    name, _, path = host.partition("/")
    to = stage.site.url(name.removesuffix(".localhost"), f"/in/refused{path}")
    return page.evaluate("(to) => fetch(to).then(() => false, () => true)", to) is True
