"""A vault and a log for the dashboard's tests: what happened at a shop, at a newsletter, and with a page that broke."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from companion.errors import KeyringAbsent
from companion.events import (
    Contact,
    FieldResult,
    Filled,
    Gap,
    SentField,
    Submitted,
    Transmission,
    TransmissionFailed,
    Undone,
    Unreadable,
)
from companion.keeper import Keeper, Opened
from companion.log import Entry
from companion.vault import Value

PASSPHRASE: Final = "correct horse battery"
MORNING: Final = 1_795_330_000_000.0
SECOND: Final = 1000.0
HOUR: Final = 3600 * SECOND
SHOP, NEWSLETTER, CLINIC = "shop.example", "news.example", "clinic.example"


class NoKeyring:
    """A system without a keyring."""

    def get(self, account: str) -> str | None:
        """There is none."""
        raise KeyringAbsent(account)

    def put(self, account: str, secret: str) -> None:
        """There is none."""
        raise KeyringAbsent(f"{account} {len(secret)}")


def uuid(number: int) -> str:
    """Name an event by number."""
    return f"00000000-0000-4000-8000-{number:012x}"


BOUGHT, SUBSCRIBED, ASKED, BROKEN = (uuid(number) for number in (1, 2, 3, 4))


async def open_vault(home: Path) -> Keeper:
    """Make a vault that is open and empty."""
    keeper = Keeper(home, NoKeyring())
    await keeper.create(PASSPHRASE)
    return keeper


@dataclass(frozen=True, slots=True)
class Values:
    """What the person's vault holds in the story."""

    email: Value
    alias: Value
    first: Value
    last: Value
    phone: Value


def tell(opened: Opened) -> Values:
    """Write the whole story into an open vault and its log."""
    vault = opened.vault
    email = vault.add("email", "ada.lovelace@mail.example")
    alias = vault.alias(email, SHOP)
    assert alias
    first, last = vault.add("given-name", "Augusta"), vault.add("family-name", "Lovelace")
    values = Values(email, alias, first, last, vault.add("tel", "+44 20 7946 0958", label="Work phone"))
    _buy(opened, values)
    _subscribe(opened, values)
    _ask(opened, values)
    opened.log.append(
        [disclosure(BROKEN, "press.example", MORNING - 90 * HOUR, [field("e", "email", "give", values.email)])]
    )
    opened.log.record(
        [
            Gap(uuid(90), MORNING - 60 * HOUR, MORNING - 51.4 * HOUR, "browser-away"),
            Gap(uuid(91), MORNING - 2 * HOUR, MORNING - 1.2 * HOUR, "locked"),
        ]
    )
    return values


def disclosure(name: str, site: str, at: float, fields: list[dict[str, Any]], **more: object) -> Entry:
    """Write a disclosure as the companion does when the person says yes."""
    body = {
        "site": site,
        "origin": f"https://www.{site}",
        "document": "d",
        "form": "f",
        "target": "",
        "targetSite": "",
        "heading": "Create your account",
        "formKind": "registration",
        "purpose": "account",
        "persona": "me",
        "terms": "Sufficient",
        "fields": fields,
    }
    return Entry(name, at, "disclosure", body | more)


def field(key: str, kind: str, outcome: str, value: Value | None = None, **more: object) -> dict[str, Any]:
    """Write one field's row."""
    origin = {"item": value.item, "version": value.version, "fingerprint": "0" * 64} if value else {}
    row = {"key": key, "label": key, "kind": kind, "required": "required", "outcome": outcome, "rule": "needed"}
    return row | {"reason": "the form requires it"} | origin | more


def sent(number: int, at: float, host: str, value: Value, of: str | None, **more: Any) -> Transmission:  # noqa: ANN401
    """Write a request that carried a value from one of the shop's pages, unless `more` says otherwise."""
    about: dict[str, Any] = {"origin": f"https://www.{SHOP}", "method": "POST", "request": "xmlhttprequest"}
    about |= {"channel": "body", "encoding": "plain"} | more
    return Transmission(
        uuid=uuid(number),
        at=at,
        document="d",
        host=host,
        item=value.item,
        version=value.version,
        kind=value.kind,
        disclosure=of,
        **about,
    )


def _buy(opened: Opened, values: Values) -> None:
    at = MORNING
    optional: dict[str, Any] = {"required": "optional", "reason": "optional: the form works without it"}
    fields = [
        field(
            "email",
            "email",
            "alias",
            values.alias,
            label="E-mail address",
            reason="an address of its own for each site",
        ),
        field("first", "given-name", "give", values.first, label="First name"),
        field("last", "family-name", "give", values.last, label="Last name"),
        field("phone", "tel", "withhold", label="Phone (so that we can reach you)", **optional),
        field("company", "organization", "withhold", label="Company", **optional),
        field("bday", "bday", "ask", label="Date of birth", reason="sensitive: given only when you say so"),
        field(
            "news",
            "x-consent-marketing",
            "refuse",
            label="Yes, send me exciting offers from you and your 214 partners",
            required="optional",
            reason="your terms refuse advertising: will be unticked",
        ),
        field(
            "terms", "x-consent-terms", "ask", label="I accept the terms", reason="a statement that is yours to make"
        ),
    ]
    opened.log.append([disclosure(BOUGHT, SHOP, at, fields)])
    written = [FieldResult(key, "written") for key in ("email", "first", "last", "news")]
    states = {"email": "as-filled", "first": "as-filled", "last": "as-filled", "phone": "typed"}
    states |= {"company": "empty", "bday": "empty", "news": "off", "terms": "on"}
    submitted = [SentField(key, state) for key, state in states.items()]  # type: ignore[arg-type]  # all of them are words of it
    tracker = {"request": "ping", "channel": "url", "encoding": "percent"}
    opened.log.record(
        [
            Filled(uuid(10), at + SECOND, BOUGHT, written),
            sent(11, at + 2 * SECOND, "collect.metrics.example", values.alias, BOUGHT, **tracker),
            sent(12, at + 3 * SECOND, "replay.watcher.example", values.first, BOUGHT),
            TransmissionFailed(uuid(13), at + 3 * SECOND, [uuid(12)], "stopped"),
            Submitted(uuid(14), at + 9 * SECOND, BOUGHT, submitted),
            sent(
                15,
                at + 9.1 * SECOND,
                "www.shop.example",
                values.alias,
                BOUGHT,
                request="main_frame",
                encoding="percent",
            ),
            sent(16, at + 9.1 * SECOND, "www.shop.example", values.first, BOUGHT, request="main_frame"),
            sent(17, at + 9.1 * SECOND, "www.shop.example", values.last, BOUGHT, request="main_frame"),
            sent(18, at + 11 * SECOND, "collect.metrics.example", values.alias, BOUGHT, **tracker),
            _contact(19, "www.shop.example", {"script": 8, "image": 21}),
            _contact(20, "cdn.fonts.example", {"font": 4}),
            _contact(21, "collect.metrics.example", {"ping": 6}),
            _contact(22, "tags.pixel.example", {"script": 1, "image": 3}),
            Unreadable(
                uuid(23), at + 4 * SECOND, "d", f"https://www.{SHOP}", "cdn.fonts.example", "ping", "not-shown", BOUGHT
            ),
        ]
    )


def _contact(number: int, host: str, counts: dict[str, int]) -> Contact:
    return Contact(uuid(number), MORNING + 12 * SECOND, "d", f"https://www.{SHOP}", host, counts, BOUGHT)


def _subscribe(opened: Opened, values: Values) -> None:
    at = MORNING - 26 * HOUR
    fields = [field("mail", "email", "give", values.email, label="Your e-mail", reason="you chose this", rule="person")]
    about = {
        "heading": "Stay informed",
        "formKind": "newsletter",
        "purpose": "newsletter",
        "targetSite": "mailer.example",
    }
    opened.log.append([disclosure(SUBSCRIBED, NEWSLETTER, at, fields, **about)])
    opened.log.record(
        [
            Filled(uuid(30), at + SECOND, SUBSCRIBED, [FieldResult("mail", "written")]),
            Undone(uuid(31), at + 8 * SECOND, SUBSCRIBED),
        ]
    )


def _ask(opened: Opened, values: Values) -> None:
    at = MORNING - 48 * HOUR
    fields = [field("tel", "tel", "give", values.phone, label="Telephone")]
    about = {"heading": "", "formKind": "contact", "purpose": "enquiry"}
    opened.log.append([disclosure(ASKED, CLINIC, at, fields, **about)])
    opened.log.record([Filled(uuid(40), at + SECOND, ASKED, [FieldResult("tel", "skipped", "covered")])])
