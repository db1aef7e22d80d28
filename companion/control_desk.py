"""Answers the command line, over the socket that only this user can reach: one `match` over `control`."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from companion import __version__, corrections, exceptions, profiles
from companion.control import (
    AddItem,
    ChangeItem,
    ControlAnswer,
    ControlAsk,
    Created,
    CreateVault,
    DashboardAt,
    FieldCorrection,
    ForgetCorrections,
    ImportCorrections,
    ListCorrections,
    ListExceptions,
    ListItems,
    LockVault,
    Pair,
    Profile,
    ReadLog,
    RemoveItem,
    Revoke,
    SetAliases,
    SetException,
    ShowDashboard,
    Status,
    StatusReport,
    Stop,
    Table,
    UnlockVault,
    VerifyLog,
)
from companion.desk import Desk
from companion.errors import Refused, StoreError
from companion.fields.corrected import Correction, Sign
from companion.keeper import Opened
from companion.masks import mask
from companion.protocol import DashboardUrl, Done, Refusal


class ControlDesk:
    """Answers the command line; `stop` ends the daemon."""

    def __init__(self, desk: Desk, dashboard: Callable[[str], Awaitable[str]], stop: Callable[[], None]) -> None:
        self._desk = desk
        self._keeper = desk.keeper
        self._dashboard = dashboard
        self._stop = stop

    async def answer(self, ask: ControlAsk) -> ControlAnswer:
        """Answer one message; refusals are answers, too."""
        try:
            return await self._answer(ask)
        except Refused as refused:
            return Refusal(refused.code, refused.text)
        except StoreError as broken:
            return Refusal("internal", str(broken))

    async def _answer(self, ask: ControlAsk) -> ControlAnswer:  # noqa: C901, PLR0911, PLR0912 - the one match
        match ask:
            case CreateVault():
                code, keyring = await self._keeper.create(ask.passphrase)
                self._desk.announce()
                return Created(code, keyring)
            case UnlockVault():
                if ask.new_passphrase:
                    await self._keeper.renew(ask.recovery_code, ask.new_passphrase)
                else:
                    await self._keeper.unlock(passphrase=ask.passphrase, recovery_code=ask.recovery_code)
                self._desk.announce()
            case LockVault():
                self._desk.lock()
            case Stop():
                self._stop()
            case Status():
                return self._status()
            case Pair():
                self._pair(ask.code)
            case Revoke():
                self._revoke(ask.name)
            case AddItem():
                self._opened().vault.add(ask.kind, ask.value, label=ask.label, persona=ask.persona)
                self._desk.announce()
            case ChangeItem():
                self._opened().vault.change(ask.item, ask.value)
                self._desk.announce()
            case RemoveItem():
                self._opened().vault.remove(ask.item)
                self._desk.announce()
            case ListItems():
                return self._items(reveal=ask.reveal)
            case SetAliases():
                self._opened().vault.set_aliases(ask.mode, ask.domain)
                self._desk.announce()
            case SetException():
                exceptions.put(self._opened().db, ask.site, ask.what, ask.recipient, on=ask.on)
                self._desk.announce()
            case ListExceptions():
                return Table({"exceptions": exceptions.every(self._opened().db)})
            case ListCorrections():
                return self._corrections()
            case ForgetCorrections():
                corrections.forget(self._opened().db, number=ask.number, site=ask.site)
                self._desk.announce()
            case ImportCorrections():
                corrections.put(self._opened().db, [_correction(row) for row in ask.corrections])
                self._desk.announce()
            case ReadLog():
                return self._log(ask.site, ask.disclosure)
            case VerifyLog():
                verdict = self._opened().log.verify()
                row = {"events": verdict.events, "deleted": verdict.deleted, "broken_at": verdict.broken_at}
                return Table({"chain": [row]})
            case ShowDashboard():
                return await self._show_dashboard(in_browser=ask.in_browser)
            case _:
                assert_never(ask)
        return Done()

    def _opened(self) -> Opened:
        return self._keeper.open()

    def _status(self) -> StatusReport:
        keeper = self._keeper
        known = profiles.every(keeper.opened.db) if keeper.opened else []
        visitors = {visitor.key: visitor for visitor in self._desk.visitors if visitor.key}
        return StatusReport(
            version=__version__,
            home=str(keeper.home),
            vault="ready" if keeper.opened else "locked" if keeper.slots else "no-vault",
            connections=len(self._desk.visitors),
            waiting=keeper.waiting,
            profiles=[
                Profile(
                    name=profile.name,
                    browser=profile.browser,
                    state=profile.state,
                    last_seen=profile.last_seen,
                    connected=profile.key in visitors,
                    code=visitors[profile.key].code if profile.key in visitors else "",
                )
                for profile in known
            ],
        )

    def _pair(self, code: str) -> None:
        opened = self._opened()
        for visitor in self._desk.visitors:
            if visitor.code and visitor.code == code.replace(" ", ""):
                profiles.set_state(opened.db, visitor.key, "approved")
                self._desk.announce()
                return
        raise Refused("wrong-code", "No browser shows this code; open its popup and compare.")

    def _revoke(self, name: str) -> None:
        opened = self._opened()
        for profile in profiles.every(opened.db):
            if profile.name == name:
                profiles.set_state(opened.db, profile.key, "revoked")
                self._desk.announce()
                return
        raise Refused("unknown-item", "There is no such browser; `meum status` shows them.")

    def _items(self, *, reveal: bool) -> Table:
        values = self._opened().vault.items()
        rows = [
            {
                "item": value.item,
                "kind": value.kind,
                "label": value.label,
                "persona": value.persona,
                "value": value.text if reveal else mask(value.kind, value.text),
            }
            for value in values
        ]
        return Table({"items": rows})

    def _corrections(self) -> Table:
        opened = self._opened()
        values = [value.text for value in opened.vault.every()]
        return Table({"corrections": corrections.listed(opened.db, values)})

    def _log(self, site: str, disclosure: str | None) -> Table:
        log = self._opened().log
        if disclosure:
            row = log.disclosure(disclosure)
            if row is None:
                raise Refused("unknown-item", "There is no such disclosure; `meum log` lists them.")
            return Table(
                {
                    "disclosure": [row],
                    "fields": log.fields(disclosure),
                    "transmissions": log.transmissions(disclosure=disclosure),
                    "contacts": log.contacts(disclosure=disclosure),
                    "unreadable": log.unreadable(disclosure=disclosure),
                }
            )
        if site:
            return Table(
                {
                    "disclosures": log.disclosures(site),
                    "transmissions": log.transmissions(site=site),
                    "contacts": log.contacts(site=site),
                    "unreadable": log.unreadable(site=site),
                    "gpc": log.gpc(site),
                }
            )
        return Table({"sites": log.sites(), "gaps": log.gaps()})

    async def _show_dashboard(self, *, in_browser: bool) -> DashboardAt:
        self._opened()
        url = await self._dashboard("")
        ready = [visitor for visitor in self._desk.visitors if visitor.key and not visitor.dark]
        if not (in_browser and ready):
            return DashboardAt(url)
        ready[-1].tell(DashboardUrl(url))
        return DashboardAt()


def _correction(row: FieldCorrection) -> Correction:
    return Correction(row.site, Sign(row.control, row.name, row.label, row.nth), row.kind)
