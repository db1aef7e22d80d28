"""The desk: answers what browsers ask, one `match` over the messages of `protocol`."""

import asyncio
import secrets
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, assert_never

import msgspec

from companion import corrections, exceptions, plan, profiles, terms
from companion.accept import accept, givable, preview
from companion.errors import BadOrigin, Refused
from companion.events import Gap
from companion.fields.classify import read_form
from companion.fields.corrected import COLLECTS, NEVER, Correction, Sign, corrected, form_sign, possible, ranked, signs
from companion.formats.sources import kept_as, reachable
from companion.guards import is_card_number
from companion.keeper import Keeper, Opened
from companion.kinds import KINDS
from companion.lookout import Lookout
from companion.protocol import (
    Accept,
    Answer,
    Ask,
    DashboardUrl,
    Document,
    Done,
    Form,
    FormSeen,
    Hello,
    Offer,
    OpenDashboard,
    Patterns,
    Preview,
    Record,
    Refusal,
    State,
    Tell,
    Typed,
    Unlock,
)
from companion.sites import site_of
from companion.vault import DEFAULT_PERSONA, Value
from companion.verdicts import Allow, AskKinds, Correct, KindName, PossibleKinds, Protect, Sites
from companion.wire import PROTOCOL, LinkState

MAX_OFFERS: Final = 400
GAP_MS: Final = 1000
"""A profile that was away for less has seen everything that matters: a port that was opened again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer with the form it was made for."""

    document: Document
    form: Form
    offer: Offer


@dataclass(eq=False)
class Visitor:
    """One browser connection. `tell` sends it something unasked."""

    tell: Callable[[Tell], None]
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: str = ""
    browser: str = ""
    since: float = 0.0
    code: str = ""
    dark: bool = True
    """Whether it cannot watch for values, as it has none: until it is ready, and after that while it is not."""
    waited: str = ""
    """Why it was there but not ready since it last watched, as a gap says it; empty when it was not."""
    handed: int = 0
    """The generation of the patterns that it has; 0 for none."""
    sites: Sites | None = None
    offers: OrderedDict[str, Draft] = field(default_factory=OrderedDict)

    def watch(self, sites: Sites, patterns: list[Patterns]) -> None:
        """Tell it where it is not to protect and what to look for, as far as it does not know."""
        if self.sites != sites:
            self.sites = sites
            self.tell(sites)
        if self.handed != patterns[0].generation:
            self.handed = patterns[0].generation
            for page in patterns:
                self.tell(page)


class Desk:
    """Answers browsers. `dashboard` makes a one-time URL for a path of the dashboard."""

    def __init__(self, keeper: Keeper, dashboard: Callable[[str], Awaitable[str]]) -> None:
        self.keeper = keeper
        self.visitors: set[Visitor] = set()
        self._dashboard = dashboard
        self._lookout = Lookout()
        self._changed = asyncio.Event()

    @staticmethod
    def warm_up() -> None:
        """Read the tables that the first offer needs, so that it does not wait for them (90 ms)."""
        read_form(Form(key="warm-up"))
        reachable({"country": "DE"})
        terms.load()
        site_of("https://example.org")

    async def answer(self, visitor: Visitor, ask: Ask) -> Answer:
        """Answer one message; refusals are answers, too."""
        try:
            return await self._answer(visitor, ask)
        except Refused as refused:
            return Refusal(refused.code, refused.text)
        except BadOrigin:
            return Refusal("bad-origin", "Meum works on pages of the web only.")

    def joined(self, visitor: Visitor) -> None:
        """A browser has connected."""
        self.visitors.add(visitor)

    def left(self, visitor: Visitor) -> None:
        """A browser has gone: note until when it was watching."""
        self.visitors.discard(visitor)
        self._watched_until_now(visitor)

    def lock(self) -> None:
        """Close the vault and tell all browsers."""
        try:
            for visitor in self.visitors:
                self._watched_until_now(visitor)
        finally:  # a full disk must not keep the vault open
            self.keeper.lock()
            self._lookout.forget()
            self.announce()

    def announce(self) -> None:
        """Tell every browser how things stand now, and what to look for."""
        for visitor in self.visitors:
            if visitor.key:
                visitor.tell(self.state(visitor))

    def state(self, visitor: Visitor) -> State:
        """Work out how things stand for one browser, noting the time for which it could not watch."""
        state = self._link_state(visitor)
        if state != "ready":
            visitor.offers.clear()
            self._watched_until_now(visitor)
            visitor.handed, visitor.sites = 0, None
            visitor.dark, visitor.waited = True, "locked" if state == "locked" else "browser-away"
            if state == "pending":
                visitor.code = visitor.code or self._fresh_code()
                return State(state, code=visitor.code)
            return State(state)
        opened = self.keeper.open()
        self._write_gap(visitor, opened)
        visitor.code, visitor.dark, visitor.waited = "", False, ""
        self._changed.set()
        return State(state)

    async def keep_up(self) -> None:
        """Hand out what browsers watch by, whenever it has changed, without end."""
        while await self._changed.wait():
            self._changed.clear()
            await self.hand_out()

    async def hand_out(self) -> None:
        """Give each browser that is ready what it does not have yet: the exceptions, and what to look for."""
        with suppress(Refused):  # locked meanwhile
            patterns = await self._lookout.everything(self.keeper.open())
            sites = exceptions.sites(self.keeper.open().db)
            for visitor in self.visitors:
                if not visitor.dark:
                    visitor.watch(sites, patterns)

    async def _answer(self, visitor: Visitor, ask: Ask) -> Answer:  # noqa: C901, PLR0911, PLR0912 - the one match
        match ask:
            case Hello():
                return self._hello(visitor, ask)
            case Unlock():
                self._known(visitor)
                await self.keeper.unlock(passphrase=ask.passphrase)
                self.announce()
                return self.state(visitor)
            case Record():
                self._record(visitor, ask)
                return Done()
            case FormSeen():
                return self._offer(visitor, self._approved(visitor), ask)
            case Preview():
                opened, draft = self._approved(visitor), self._draft(visitor, ask.offer)
                return preview(opened, draft.form, draft.offer)
            case Accept():
                opened = self._approved(visitor)
                draft = self._draft(visitor, ask.offer)
                fill = accept(opened, self._lookout, draft.document, draft.form, draft.offer, ask, now())
                self._changed.set()
                return fill
            case Typed():
                return self._typed(visitor, self._approved(visitor), ask)
            case AskKinds():
                return self._kinds(self._approved(visitor), self._draft(visitor, ask.offer), ask.key)
            case Correct():
                self._correct(self._approved(visitor), self._draft(visitor, ask.offer), ask)
                self.announce()
                return Done()
            case Protect():
                opened = self._approved(visitor)
                exceptions.put(opened.db, ask.site, ask.what, on=ask.on)
                self._changed.set()
                return exceptions.sites(opened.db)
            case Allow():
                exceptions.put(self._approved(visitor).db, ask.site, "allow", ask.recipient, on=ask.on)
                return Done()
            case OpenDashboard():
                self._approved(visitor)
                return DashboardUrl(await self._dashboard(dashboard_path(ask.site, ask.disclosure)))
            case _:
                assert_never(ask)

    def _hello(self, visitor: Visitor, hello: Hello) -> State:
        if hello.protocol != PROTOCOL:
            raise Refused("wrong-version", "Extension and companion are of different versions: update both.")
        if not profiles.signed(hello.key, visitor.nonce, hello.signature):
            raise Refused("not-paired", "This browser profile could not show that its key is its own.")
        visitor.key, visitor.browser, visitor.since = hello.key, hello.browser, hello.since
        return self.state(visitor)

    def _link_state(self, visitor: Visitor) -> LinkState:
        if self.keeper.slots is None:
            return "no-vault"
        if self.keeper.opened is None:
            return "locked"
        profile = profiles.meet(self.keeper.opened.db, visitor.key, visitor.browser)
        return "ready" if profile.state == "approved" else "pending"

    def _known(self, visitor: Visitor) -> None:
        if not visitor.key:
            raise Refused("not-paired", "Say hello first.")

    def _approved(self, visitor: Visitor) -> Opened:
        self._known(visitor)
        opened = self.keeper.open()
        if self._link_state(visitor) != "ready":
            raise Refused("not-paired", "This browser profile waits for your approval: compare its code.")
        return opened

    def _record(self, visitor: Visitor, record: Record) -> None:
        self._known(visitor)
        if self.keeper.opened is None:
            self.keeper.seal(visitor.key, record)
            return
        opened = self._approved(visitor)
        opened.log.record(record.events)
        profiles.seen(opened.db, visitor.key, now())

    def _offer(self, visitor: Visitor, opened: Opened, seen: FormSeen) -> Offer:
        said = corrections.of_site(opened.db, site_of(seen.document.origin).site)
        offer = plan.make_offer(
            uuid.uuid4().hex,
            seen.document,
            seen.form,
            corrected(seen.form, read_form(seen.form), said),
            terms.load(),
            held=givable(opened),
            aliases=opened.vault.alias_mode() != "off",
        )
        offer = msgspec.structs.replace(offer, kept=self._lookout.kept(opened, offer))
        visitor.offers[offer.offer] = Draft(seen.document, seen.form, offer)
        while len(visitor.offers) > MAX_OFFERS:
            visitor.offers.popitem(last=False)
        return offer

    def _typed(self, visitor: Visitor, opened: Opened, typed: Typed) -> Patterns:
        offer = self._draft(visitor, typed.offer).offer
        line = next((line for line in offer.lines if line.key == typed.key), None)
        if line is None or not line.watched or is_card_number(typed.text):
            raise Refused("unknown-line", "This field is not watched.")
        source = kept_as(line.kind)
        wanted = typed.text.strip().casefold()
        known = opened.vault.candidates(source, offer.site)
        kept = [value for value in known if value.text.casefold() == wanted]
        value = kept[0] if kept else Value("", 0, source, "", DEFAULT_PERSONA, typed.text)
        return self._lookout.of_page(opened, [value], offer.site, offer.target_site)

    def _kinds(self, opened: Opened, draft: Draft, key: str) -> PossibleKinds:
        at = _place(draft.form, key)
        was = KINDS[draft.offer.lines[at].kind]
        taken = {line.kind for line in draft.offer.lines if line.key != key}
        kinds = ranked(draft.form.fields[at], was, taken=taken, held=opened.vault.kinds())
        return PossibleKinds([KindName(kind.name, kind.text) for kind in kinds])

    def _correct(self, opened: Opened, draft: Draft, word: Correct) -> None:
        sign, words = _subject(draft.form, word.key)
        site = draft.offer.site
        if not word.on:
            corrections.take_back(opened.db, site, sign)
            return
        if word.kind not in words:
            raise Refused("bad-value", "This is nothing that the field can ask for.")
        corrections.put(opened.db, [Correction(site, sign, word.kind)])

    def _draft(self, visitor: Visitor, offer: str) -> Draft:
        draft = visitor.offers.get(offer)
        if draft is None:
            raise Refused("unknown-offer", "The form has changed meanwhile; look at the new offer.")
        return draft

    def _write_gap(self, visitor: Visitor, opened: Opened) -> None:
        """Note the time for which nobody watched: the browser was away, or had no values to look for."""
        if not visitor.dark:
            return
        last = profiles.meet(opened.db, visitor.key, visitor.browser).last_seen
        gaps = [(last, visitor.since, "browser-away")]
        if visitor.waited or visitor.since <= last:
            gaps.append((max(last, visitor.since), now(), visitor.waited or "browser-away"))
        if last:
            opened.log.record(
                [Gap(str(uuid.uuid4()), start, end, why) for start, end, why in gaps if end - start > GAP_MS]
            )
        profiles.seen(opened.db, visitor.key, now())

    def _watched_until_now(self, visitor: Visitor) -> None:
        if visitor.key and not visitor.dark and self.keeper.opened:
            profiles.seen(self.keeper.opened.db, visitor.key, now())

    def _fresh_code(self) -> str:
        taken = {visitor.code for visitor in self.visitors}
        while (code := f"{secrets.randbelow(10**6):06}") in taken:
            pass
        return code


def _place(form: Form, key: str) -> int:
    """Find a field's place in its form."""
    keys = [field.key for field in form.fields]
    if key not in keys:
        raise Refused("unknown-line", "The form has changed; open the popup again.")
    return keys.index(key)


def _subject(form: Form, key: str) -> tuple[Sign, set[str]]:
    """Find by what a field is known again, or the form for no key, and what may be said of it."""
    if not key:
        return form_sign(form), {COLLECTS}
    at = _place(form, key)
    return signs(form)[at], {NEVER, *(kind.name for kind in possible(form.fields[at]))}


def dashboard_path(site: str, disclosure: str | None) -> str:
    """Write the dashboard's path for a site or a disclosure; its start for neither."""
    if disclosure:
        return f"disclosure/{disclosure}"
    return f"site/{site}" if site else ""


def now() -> float:
    """Tell the time in milliseconds since 1970."""
    return time.time() * 1000
