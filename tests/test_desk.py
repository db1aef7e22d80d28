from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from companion import desk as desk_module
from companion import profiles
from companion.desk import MAX_OFFERS, Desk, dashboard_path
from companion.errors import StoreError
from companion.events import Contact, Gap
from companion.keeper import Keeper
from companion.protocol import (
    Accept,
    Ask,
    DashboardUrl,
    Done,
    FillPlan,
    FormSeen,
    Hello,
    Offer,
    OpenDashboard,
    Preview,
    Previews,
    Record,
    State,
    Unlock,
)
from tests.builders import CANARY, ORIGIN, PASSPHRASE, Browser, a_document, approved, dashboard, open_keeper, uuid
from tests.fields.forms import a_field, a_form

FORM = a_form(a_field("First name", required=True), a_field("Phone", input_type="tel"), target=ORIGIN)
SEEN = FormSeen(a_document(), FORM)
GAP = Record([Gap(uuid(7), 1.0, 2.0, "mine")])
NEEDS_VALUES = (SEEN, Preview("o"), Accept("o", uuid(1)), OpenDashboard(), GAP)


@pytest.fixture
def keeper(home: Path) -> Keeper:
    """The keeper of an open vault with a first name."""
    keeper = open_keeper(home)
    keeper.open().vault.add("given-name", CANARY)
    return keeper


@pytest.fixture
def desk(keeper: Keeper) -> Desk:
    """A desk with nobody at it."""
    return Desk(keeper, dashboard)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    """A browser that was approved, and is ready."""
    return approved(Browser(desk))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The desk's clock, in milliseconds, which is moved by hand."""
    clock = SimpleNamespace(now=1_000_000.0)
    monkeypatch.setattr(desk_module, "now", lambda: clock.now)
    return clock


def offered(browser: Browser, seen: FormSeen = SEEN) -> str:
    """The name of the offer for a form."""
    offer = browser.ask(seen)
    assert isinstance(offer, Offer)
    return offer.offer


def set_state(browser: Browser, state: profiles.ProfileState) -> None:
    """Change a browser's approval and tell everybody."""
    profiles.set_state(browser.desk.keeper.open().db, browser.key.text, state)
    browser.desk.announce()


def gaps(desk: Desk) -> list[tuple[float, float, str]]:
    """The gaps of the log, the oldest first."""
    return [(row["at"], row["until"], row["why"]) for row in reversed(desk.keeper.open().log.gaps())]


# --- meeting ---


@pytest.mark.parametrize("message", [*NEEDS_VALUES, Unlock(PASSPHRASE)], ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("locked", [True, False])
def test_nothing_before_hello(desk: Desk, message: Ask, *, locked: bool) -> None:
    """Whoever has not shown a key gets nothing, writes nothing and unlocks nothing."""
    if locked:
        desk.lock()
    assert "not-paired" == Browser(desk).refused(message)
    assert locked == (desk.keeper.opened is None)
    assert 0 == desk.keeper.waiting


def test_a_hello_must_be_signed(desk: Desk) -> None:
    """A signature over another nonce, a replayed one or another's, is refused, and the visitor stays a stranger."""
    browser, other = Browser(desk), Browser(desk)
    good = browser.key.hello(browser.visitor.nonce)
    replayed = other.key.hello(browser.visitor.nonce)
    assert "not-paired" == other.refused(good)
    assert "not-paired" == other.refused(replayed)
    assert "not-paired" == browser.refused(msgspec.structs.replace(good, key=other.key.text))
    assert "not-paired" == browser.refused(msgspec.structs.replace(good, signature=CANARY))
    assert ["", ""] == [browser.visitor.key, other.visitor.key]
    assert [] == profiles.every(desk.keeper.open().db)


def test_every_connection_has_its_nonce(desk: Desk) -> None:
    """No two connections sign the same nonce."""
    assert 50 == len({Browser(desk).visitor.nonce for _ in range(50)})


@pytest.mark.parametrize("protocol", [0, 2, -1])
def test_another_version_is_refused(desk: Desk, protocol: int) -> None:
    """An extension that speaks otherwise is told so, before anything else of it is looked at."""
    browser = Browser(desk)
    hello: Hello = msgspec.structs.replace(browser.key.hello(browser.visitor.nonce), protocol=protocol, signature="")
    assert "wrong-version" == browser.refused(hello)


def test_a_new_profile_waits_for_approval(desk: Desk) -> None:
    """Whoever is new gets six digits of its own to compare, and no value."""
    states = [Browser(desk).hello() for _ in range(20)]
    assert all(isinstance(state, State) and state.state == "pending" for state in states)
    codes = {state.code for state in states if isinstance(state, State)}
    assert 20 == len(codes)
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@pytest.mark.parametrize("message", NEEDS_VALUES, ids=lambda message: type(message).__name__)
def test_pending_gets_no_value(desk: Desk, message: Ask) -> None:
    """A profile that is not approved sees no offer, no mask, no value and no dashboard, and writes no event."""
    browser = Browser(desk)
    browser.hello()
    assert "not-paired" == browser.refused(message)
    assert 0 == desk.keeper.open().log.verify().events
    desk.announce()
    assert "pending" == browser.state()


def test_approval_is_told_at_once(desk: Desk) -> None:
    """The approved profile hears it without asking; the others stay as they are."""
    one, other = Browser(desk), Browser(desk)
    one.hello()
    other.hello()
    set_state(one, "approved")
    assert ["ready", "pending"] == [one.state(), other.state()]
    assert (State("ready"), "") == (one.hello(), one.visitor.code)


def test_without_a_vault_there_is_nothing(home: Path) -> None:
    """Before the vault is made everybody is told so, and nothing is kept."""
    browser = Browser(Desk(Keeper(home, open_keeper(home.with_name("other"))._keyring), dashboard))
    assert State("no-vault") == browser.hello()
    assert ["no-vault"] * 5 == [browser.refused(message) for message in NEEDS_VALUES]
    assert "no-vault" == browser.refused(Unlock(CANARY))


# --- offers ---


def test_the_main_job(browser: Browser) -> None:
    """A form leads to an offer, a preview, a plan with the value, and a row that was there before it."""
    offer = offered(browser)
    previews = browser.ask(Preview(offer))
    assert isinstance(previews, Previews)
    assert CANARY.encode() not in msgspec.json.encode(previews)
    fill = browser.ask(Accept(offer, uuid(1)))
    assert isinstance(fill, FillPlan)
    assert [CANARY] == [field.text for field in fill.fields]
    assert ["given-name"] == [value.kind for value in fill.patterns.values]
    assert CANARY.encode() not in msgspec.json.encode(fill.patterns)
    row = browser.desk.keeper.open().log.disclosure(uuid(1))
    assert row is not None
    assert ("shop.example", "unconfirmed") == (row["site"], row["status"])
    assert "duplicate" == browser.refused(Accept(offer, uuid(1)))
    assert 1 == browser.desk.keeper.open().log.verify().events


def test_an_offer_belongs_to_its_browser(browser: Browser) -> None:
    """An offer that was never made, or was made to another browser, is unknown."""
    offer = offered(browser)
    other = approved(Browser(browser.desk))
    for message in (Preview(offer), Accept(offer, uuid(1)), Preview(""), Accept("nobody", uuid(1))):
        assert "unknown-offer" == other.refused(message)
    assert 0 == browser.desk.keeper.open().log.verify().events


def test_old_offers_are_forgotten(browser: Browser) -> None:
    """A page that makes forms without end fills no memory: the oldest offer goes first."""
    first, second = offered(browser), offered(browser)
    for _ in range(MAX_OFFERS - 1):
        offered(browser)
    assert MAX_OFFERS == len(browser.visitor.offers)
    assert "unknown-offer" == browser.refused(Preview(first))
    assert isinstance(browser.ask(Preview(second)), Previews)


@pytest.mark.parametrize("origin", ["null", "", "chrome-extension://abc", "file://", "https://A.example"])
def test_other_origins_get_no_offer(browser: Browser, origin: str) -> None:
    """What is no page of the web is refused, not a failure."""
    assert "bad-origin" == browser.refused(FormSeen(a_document(origin), FORM))


def test_a_bad_event_is_refused(browser: Browser) -> None:
    """Events are committed before Done is said; one that the log cannot take is refused with those beside it."""
    log = browser.desk.keeper.open().log
    bad = Contact(uuid(8), 1.0, "doc-1", "null", "", {})
    assert "bad-origin" == browser.refused(Record([*GAP.events, bad]))
    assert 0 == log.verify().events
    for _ in range(2):
        assert Done() == browser.ask(GAP)
        assert 1 == log.verify().events
    browser.desk.lock()
    assert "bad-origin" == browser.refused(Record([bad]))
    assert Done() == browser.ask(GAP)


# --- taking it back ---


def test_a_revoked_browser_gets_nothing(browser: Browser) -> None:
    """Revoking takes values and offers away at once; the browser waits with a new code, as a stranger does."""
    offer = offered(browser)
    browser.ask(Accept(offer, uuid(1)))
    set_state(browser, "revoked")
    assert "pending" == browser.state()
    for message in (Accept(offer, uuid(2)), Preview(offer), *NEEDS_VALUES):
        assert "not-paired" == browser.refused(message)
    assert (True, 6) == (browser.visitor.dark, len(browser.visitor.code))
    set_state(browser, "approved")
    assert "unknown-offer" == browser.refused(Preview(offer))


def test_locking_takes_everything_away(browser: Browser) -> None:
    """Locked, a browser is told so, its offers are gone, its events are sealed, and unlocking brings no offer back."""
    offer = offered(browser)
    browser.ask(Accept(offer, uuid(1)))
    browser.desk.lock()
    assert "locked" == browser.state()
    for message in (SEEN, Preview(offer), Accept(offer, uuid(2)), OpenDashboard()):
        assert "locked" == browser.refused(message)
    assert Done() == browser.ask(GAP)
    assert 1 == browser.desk.keeper.waiting
    assert State("locked") == browser.hello()
    answer = browser.ask(Unlock(PASSPHRASE))
    assert isinstance(answer, State)
    assert ["given-name"] == browser.handed()
    assert "unknown-offer" == browser.refused(Preview(offer))
    assert "mine" in [why for _, _, why in gaps(browser.desk)]


def test_anybody_who_said_hello_may_unlock(desk: Desk) -> None:
    """A wrong passphrase is refused without a word of it; the right one opens the vault and tells everybody."""
    one, other = Browser(desk), Browser(desk)
    desk.lock()
    for browser in (one, other):
        browser.hello()
    assert "wrong-passphrase" == one.refused(Unlock(CANARY))
    assert isinstance(one.ask(Unlock(PASSPHRASE)), State)
    assert "pending" == other.state()


def test_who_left_is_told_nothing(browser: Browser) -> None:
    """A browser that has gone is not spoken to."""
    browser.desk.left(browser.visitor)
    told = len(browser.told)
    browser.desk.announce()
    browser.desk.lock()
    assert told == len(browser.told)
    browser.desk.left(browser.visitor)


def test_a_broken_store_is_for_the_daemon(browser: Browser) -> None:
    """What is no refusal is not disguised as one."""
    browser.desk.lock()
    (browser.desk.keeper.home / "meum.db").unlink()
    with pytest.raises(StoreError):
        browser.ask(Unlock(PASSPHRASE))


# --- gaps ---


def test_no_gap_at_the_first_meeting(desk: Desk, clock: SimpleNamespace) -> None:
    """Before its approval a profile was never watching, so nothing is missing."""
    browser = Browser(desk)
    browser.hello(since=clock.now)
    clock.now += 60_000
    set_state(browser, "approved")
    assert [] == gaps(desk)


def test_a_browser_that_was_away(browser: Browser, clock: SimpleNamespace) -> None:
    """The time from leaving to the start of the next background is a gap, whenever it says hello."""
    browser.desk.left(browser.visitor)
    left, clock.now = clock.now, clock.now + 90_000
    Browser(browser.desk, browser.key).hello(since=left + 88_000)
    assert [(left, left + 88_000, "browser-away")] == gaps(browser.desk)


@pytest.mark.parametrize(("away", "known"), [(900, 0), (1100, 1)])
def test_a_port_that_was_opened_again(browser: Browser, clock: SimpleNamespace, away: float, known: int) -> None:
    """A background that lost its port for a moment missed nothing; for longer, it is a gap until now."""
    since = clock.now - 50_000
    browser.desk.left(browser.visitor)
    left, clock.now = clock.now, clock.now + away
    again = Browser(browser.desk, browser.key)
    again.hello(since)
    again.hello(since)
    assert [(left, clock.now, "browser-away")] * known == gaps(browser.desk)


def test_a_time_without_the_vault(browser: Browser, clock: SimpleNamespace) -> None:
    """From locking to unlocking nobody had values to look for: one gap, however often it is told."""
    clock.now += 5000
    locked = clock.now
    browser.desk.lock()
    clock.now += 30_000
    browser.desk.announce()
    clock.now += 30_000
    browser.ask(Unlock(PASSPHRASE))
    browser.desk.announce()
    assert [(locked, clock.now, "locked")] == gaps(browser.desk)


def test_a_browser_that_started_while_locked(browser: Browser, clock: SimpleNamespace) -> None:
    """It was away until it started, and from then on had no values until the vault was opened."""
    browser.desk.left(browser.visitor)
    browser.desk.lock()
    left, clock.now = clock.now, clock.now + 60_000
    again = Browser(browser.desk, browser.key)
    started = clock.now - 500
    again.hello(since=started)
    clock.now += 60_000
    again.ask(Unlock(PASSPHRASE))
    assert [(left, started, "browser-away"), (started, clock.now, "locked")] == gaps(browser.desk)


def test_a_time_without_approval(browser: Browser, clock: SimpleNamespace) -> None:
    """A profile that was revoked and approved again did not watch in between."""
    clock.now += 5000
    revoked = clock.now
    set_state(browser, "revoked")
    clock.now += 60_000
    set_state(browser, "approved")
    assert [(revoked, clock.now, "browser-away")] == gaps(browser.desk)


def test_events_show_that_somebody_watched(browser: Browser, clock: SimpleNamespace) -> None:
    """After a crash of the companion, the gap begins with the last event, not with the last hello."""
    clock.now += 40_000
    browser.ask(GAP)
    recorded, clock.now = clock.now, clock.now + 60_000
    browser.desk.keeper.lock()
    assert browser.desk.keeper.unlock_by_keyring()
    Browser(Desk(browser.desk.keeper, dashboard), browser.key).hello(since=clock.now - 1)
    assert (recorded, clock.now - 1, "browser-away") == gaps(browser.desk)[-1]


# --- the dashboard ---


@pytest.mark.parametrize(
    ("message", "path"),
    [
        (OpenDashboard(), ""),
        (OpenDashboard(site="shop.example"), "site/shop.example"),
        (OpenDashboard(site="shop.example", disclosure=uuid(1)), f"disclosure/{uuid(1)}"),
    ],
)
def test_the_dashboard_opens_where_it_is_wanted(browser: Browser, message: OpenDashboard, path: str) -> None:
    """The popup gets a URL for the start, for a site or for one disclosure."""
    assert path == dashboard_path(message.site, message.disclosure)
    assert DashboardUrl(f"http://127.0.0.1:1/open/{path}") == browser.ask(message)
