import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from companion.control import (
    AddItem,
    ChangeItem,
    ControlAnswer,
    ControlAsk,
    Created,
    CreateVault,
    DashboardAt,
    ListItems,
    LockVault,
    Pair,
    ReadLog,
    RemoveItem,
    Revoke,
    SetAliases,
    ShowDashboard,
    Status,
    StatusReport,
    Stop,
    Table,
    UnlockVault,
    VerifyLog,
)
from companion.control_desk import ControlDesk
from companion.desk import Desk
from companion.events import Contact, Filled, Gap, Transmission
from companion.keeper import Keeper
from companion.log import Entry
from companion.protocol import DashboardUrl, Done, Record, Refusal
from tests.builders import (
    CANARY,
    ORIGIN,
    PASSPHRASE,
    Browser,
    MemoryKeyring,
    approved,
    dashboard,
    made_vault,
    open_keeper,
    uuid,
)

NEEDS_VAULT: Final[tuple[ControlAsk, ...]] = (
    Pair("123456"),
    Revoke("firefox-1"),
    AddItem("tel", CANARY),
    ChangeItem("item", CANARY),
    RemoveItem("item"),
    ListItems(reveal=True),
    SetAliases("off"),
    ReadLog(),
    ReadLog("shop.example"),
    ReadLog(disclosure=uuid(1)),
    VerifyLog(),
    ShowDashboard(),
)


def control_desk(keeper: Keeper, stop: Callable[[], None] = lambda: None) -> ControlDesk:
    """A control desk beside a desk of its own."""
    return ControlDesk(Desk(keeper, dashboard), dashboard, stop)


@pytest.fixture
def control(home: Path) -> ControlDesk:
    """A control desk with an open vault."""
    return control_desk(open_keeper(home))


def ask(control: ControlDesk, message: ControlAsk) -> ControlAnswer:
    """Ask as the command line does."""
    return asyncio.run(control.answer(message))


def refused(control: ControlDesk, message: ControlAsk) -> str:
    """The code that a message is refused with; its text holds no value."""
    answer = ask(control, message)
    assert isinstance(answer, Refusal), answer
    assert CANARY not in answer.text
    return answer.code


def tables(control: ControlDesk, message: ControlAsk) -> dict[str, list[dict[str, Any]]]:
    """The tables that answer a message."""
    answer = ask(control, message)
    assert isinstance(answer, Table)
    return answer.tables


def status(control: ControlDesk) -> StatusReport:
    """How things stand."""
    answer = ask(control, Status())
    assert isinstance(answer, StatusReport)
    return answer


# --- the vault's door ---


@pytest.mark.parametrize("message", NEEDS_VAULT)
def test_a_locked_vault_answers_nothing(home: Path, message: ControlAsk) -> None:
    """Without a vault, and while it is locked, whatever needs it is refused with the reason."""
    assert "no-vault" == refused(control_desk(Keeper(home.with_name("none"), MemoryKeyring())), message)
    keeper = open_keeper(home)
    keeper.lock()
    assert "locked" == refused(control_desk(keeper), message)


def test_a_vault_is_made_and_told(home: Path) -> None:
    """Making the vault hands out its recovery code once, says whether the keyring helps, and tells the browsers."""
    control = control_desk(Keeper(home, MemoryKeyring()))
    browser = Browser(control._desk)
    browser.hello()
    assert "bad-value" == refused(control, CreateVault("short"))
    created = ask(control, CreateVault(CANARY * 2))
    assert isinstance(created, Created)
    assert created.keyring
    assert "pending" == browser.state()
    assert "vault-exists" == refused(control, CreateVault(CANARY * 2))
    assert Done() == ask(control, LockVault())
    assert Done() == ask(control, UnlockVault(recovery_code=created.recovery_code))
    assert "ready" == status(control).vault


def test_locking_and_unlocking_are_told(control: ControlDesk) -> None:
    """Browsers hear at once that the vault was locked or opened, by whichever way in."""
    browser = approved(Browser(control._desk))
    for way in (UnlockVault(PASSPHRASE), UnlockVault(recovery_code=made_vault().recovery_code)):
        assert Done() == ask(control, LockVault())
        assert ("locked", "locked") == (browser.state(), status(control).vault)
        assert "wrong-passphrase" == refused(control, UnlockVault(CANARY))
        assert Done() == ask(control, way)
        assert ("ready", "ready") == (browser.state(), status(control).vault)
        assert Done() == ask(control, UnlockVault("whatever, as it is open"))


def test_a_broken_store_is_a_sentence(control: ControlDesk) -> None:
    """When the encrypted file is gone, the person reads which, and what to do."""
    ask(control, LockVault())
    (control._keeper.home / "meum.db").unlink()
    answer = ask(control, UnlockVault(PASSPHRASE))
    assert isinstance(answer, Refusal)
    assert "internal" == answer.code
    assert "meum.db is missing" in answer.text


def test_stopping_stops(home: Path) -> None:
    """The command line can end the daemon, with or without a vault."""
    stopped: list[bool] = []
    assert Done() == ask(control_desk(Keeper(home, MemoryKeyring()), lambda: stopped.append(True)), Stop())
    assert [True] == stopped


# --- browsers ---


def test_the_status_tells_who_is_there(control: ControlDesk) -> None:
    """Every profile is listed with its state, whether it is connected, and the code to compare."""
    ready, waiting, gone = approved(Browser(control._desk)), Browser(control._desk), Browser(control._desk)
    waiting.hello()
    gone.hello()
    Browser(control._desk)
    control._desk.left(gone.visitor)
    report = status(control)
    assert (3, 0, str(control._keeper.home)) == (report.connections, report.waiting, report.home)
    assert [
        ("firefox-1", "approved", True, ""),
        ("firefox-2", "pending", True, waiting.visitor.code),
        ("firefox-3", "pending", False, ""),
    ] == [(profile.name, profile.state, profile.connected, profile.code) for profile in report.profiles]
    ask(control, LockVault())
    ready.ask(Record([Gap(uuid(5), 1.0, 2.0, "x")]))
    assert ([], 1) == (status(control).profiles, status(control).waiting)


def test_a_code_approves_one_browser(control: ControlDesk) -> None:
    """The right code, written with a space or without, approves the browser that shows it, and no other."""
    one, other = Browser(control._desk), Browser(control._desk)
    one.hello()
    other.hello()
    code = one.visitor.code
    assert Done() == ask(control, Pair(f"{code[:3]} {code[3:]}"))
    assert ["ready", "pending"] == [one.state(), other.state()]
    assert "wrong-code" == refused(control, Pair(code))


@pytest.mark.parametrize("code", ["", " ", "000000x", CANARY])
def test_a_wrong_code_approves_nobody(control: ControlDesk, code: str) -> None:
    """No code, or one that nobody shows, is refused, also when a browser has not even said hello."""
    Browser(control._desk)
    approved(Browser(control._desk))
    pending = Browser(control._desk)
    pending.hello()
    assert "wrong-code" == refused(control, Pair(code))
    assert [] == pending.told


def test_revoking_is_told(control: ControlDesk) -> None:
    """A revoked browser hears it at once, can be approved again, and one that nobody knows is refused."""
    browser = approved(Browser(control._desk))
    assert "unknown-item" == refused(control, Revoke(CANARY))
    assert Done() == ask(control, Revoke("firefox-1"))
    assert ("pending", "revoked") == (browser.state(), status(control).profiles[0].state)
    assert Done() == ask(control, Pair(browser.visitor.code))
    assert ("ready", "approved") == (browser.state(), status(control).profiles[0].state)


# --- items ---


def test_items_are_looked_after(control: ControlDesk) -> None:
    """Items are added, changed, listed masked or in full, and removed."""
    assert Done() == ask(control, AddItem("tel", "+49 30 1234567", "Work phone", "work"))
    (row,) = tables(control, ListItems())["items"]
    assert ("tel", "Work phone", "work", "…67") == (row["kind"], row["label"], row["persona"], row["value"])
    assert Done() == ask(control, ChangeItem(row["item"], "+49 30 7654321"))
    assert ["+49 30 7654321"] == [item["value"] for item in tables(control, ListItems(reveal=True))["items"]]
    assert Done() == ask(control, RemoveItem(row["item"]))
    assert [] == tables(control, ListItems(reveal=True))["items"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (AddItem("x-password", CANARY), "bad-value"),
        (AddItem("nothing", CANARY), "bad-value"),
        (AddItem("tel", "  "), "bad-value"),
        (ChangeItem(CANARY, "x"), "unknown-item"),
        (RemoveItem(CANARY), "unknown-item"),
        (SetAliases("catch-all"), "bad-value"),
    ],
)
def test_what_cannot_be_is_refused(control: ControlDesk, message: ControlAsk, code: str) -> None:
    """What the vault does not keep, or does not have, is refused with a code."""
    assert code == refused(control, message)


def test_aliases_are_chosen(control: ControlDesk) -> None:
    """How aliases are made is the person's choice."""
    assert Done() == ask(control, SetAliases("catch-all", "mine.example"))
    assert "catch-all" == control._keeper.open().vault.alias_mode()


# --- the log ---


@pytest.fixture
def logged(control: ControlDesk) -> ControlDesk:
    """A control desk whose log has a disclosure, with what became of it."""
    log = control._keeper.open().log
    row = {"key": "a", "label": "Phone", "kind": "tel", "outcome": "give", "item": "i-1", "version": 1}
    log.append([Entry(uuid(1), 1.0, "disclosure", {"site": "shop.example", "origin": ORIGIN, "fields": [row]})])
    sent = Transmission(
        uuid(2), 2.0, "d", ORIGIN, "t.ads.example", "POST", "ping", "body", "i-1", 1, "email", "plain", uuid(1)
    )
    log.record(
        [Filled(uuid(3), 2.0, uuid(1), []), sent, Contact(uuid(4), 2.0, "d", ORIGIN, "a.example", {"ping": 1}, uuid(1))]
    )
    log.record([Gap(uuid(5), 1.0, 2.0, "locked")])
    log.append([Entry(uuid(6), 3.0, "gpcSupport", {"site": "shop.example", "answer": "none"})])
    return control


def test_the_log_is_read_in_three_ways(logged: ControlDesk) -> None:
    """All sites, one site, or one disclosure: each has its tables."""
    assert {"sites": 1, "gaps": 1} == {name: len(rows) for name, rows in tables(logged, ReadLog()).items()}
    assert {"disclosures": 1, "transmissions": 1, "contacts": 1, "unreadable": 0, "gpc": 1} == {
        name: len(rows) for name, rows in tables(logged, ReadLog("shop.example")).items()
    }
    assert {"disclosure": 1, "fields": 1, "transmissions": 1, "contacts": 1, "unreadable": 0} == {
        name: len(rows) for name, rows in tables(logged, ReadLog(disclosure=uuid(1))).items()
    }
    assert {0} == {len(rows) for rows in tables(logged, ReadLog("nobody.example")).values()}
    assert "unknown-item" == refused(logged, ReadLog(disclosure=uuid(9)))


def test_the_chain_is_verified(logged: ControlDesk) -> None:
    """The verdict says how many events there are, how many were deleted, and where the chain breaks."""
    log = logged._keeper.open()
    log.log.delete(2)
    assert [{"events": 6, "deleted": 1, "broken_at": None}] == tables(logged, VerifyLog())["chain"]
    log.db.execute("UPDATE events SET body = '{}' WHERE seq = 3")
    assert 3 == tables(logged, VerifyLog())["chain"][0]["broken_at"]


# --- the dashboard ---


def test_a_ready_browser_opens_the_dashboard(control: ControlDesk) -> None:
    """A connected browser that is ready opens the tab; the URL then goes nowhere else."""
    browser, pending = approved(Browser(control._desk)), Browser(control._desk)
    pending.hello()
    assert DashboardAt() == ask(control, ShowDashboard())
    assert DashboardUrl("http://127.0.0.1:1/open/") == browser.told[-1]
    assert not any(isinstance(told, DashboardUrl) for told in pending.told)
    assert DashboardAt("http://127.0.0.1:1/open/") == ask(control, ShowDashboard(in_browser=False))


def test_nobody_else_gets_the_dashboard(control: ControlDesk) -> None:
    """A browser that is new, pending or revoked gets no URL; the command line does."""
    browsers = [Browser(control._desk) for _ in range(3)]
    browsers[0].hello()
    approved(browsers[1])
    ask(control, Revoke("firefox-2"))
    assert DashboardAt("http://127.0.0.1:1/open/") == ask(control, ShowDashboard())
    assert not any(isinstance(told, DashboardUrl) for browser in browsers for told in browser.told)
