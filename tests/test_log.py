from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from companion.errors import BadOrigin
from companion.events import (
    Contact,
    Event,
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
from companion.log import Entry, Log, Verdict
from companion.sqlcipher import Database
from companion.store import open_store
from companion.vault import Vault
from companion.wire import FieldFate
from tests.builders import CANARY, ORIGIN, uuid

SITE = "shop.example"
FIRST, SECOND = uuid(1), uuid(2)
ELSEWHERE = "https://www.news.example"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """An open store."""
    return open_store(tmp_path / "meum.db", bytes(32), create=True)


@pytest.fixture
def log(db: Database) -> Log:
    """An empty log."""
    return Log(db)


def a_disclosure(name: str = FIRST, at: float = 1000.0, site: str = SITE, keys: Sequence[str] = "ab") -> Entry:
    """A disclosure of an e-mail address for each key."""
    fields = [{"key": key, "kind": "email", "item": f"item-{key}", "version": 1, "rule": "needed"} for key in keys]
    return Entry(name, at, "disclosure", {"site": site, "origin": f"https://www.{site}", "fields": fields})


def filled(number: int, *fates: FieldFate, of: str = FIRST) -> Filled:
    """A report on a fill, with a fate for each of the first keys."""
    return Filled(uuid(number), 2000.0, of, [FieldResult(key, fate) for key, fate in zip("abc", fates, strict=False)])


def transmission(number: int, at: float = 3000.0, of: str | None = FIRST, **more: Any) -> Transmission:  # noqa: ANN401
    """A request to the shop itself that carried the item a."""
    seen = {"origin": ORIGIN, "host": "www.shop.example", "item": "item-a", "kind": "email"} | more
    return Transmission(
        uuid(number),
        at,
        "doc-1",
        method="POST",
        request="main_frame",
        channel="body",
        version=1,
        encoding="plain",
        disclosure=of,
        **seen,
    )


def contact(number: int, host: str, at: float = 3000.0, of: str | None = FIRST, **counts: int) -> Contact:
    """Requests of the shop's page to a host."""
    return Contact(uuid(number), at, "doc-1", ORIGIN, host, counts, of)


# --- appending ---


def test_an_event_is_kept_once(log: Log) -> None:
    """Sending an event twice, in one go or later, leaves it as it was the first time."""
    gap, other = Gap(uuid(5), 1.0, 2.0, "locked"), Gap(uuid(5), 3.0, 4.0, "other")
    assert 1 == log.record([gap, other])
    assert 0 == log.record([gap])
    assert [("locked", 1.0, 2.0)] == [(row["why"], row["at"], row["until"]) for row in log.gaps()]
    assert (True, False) == (log.has(uuid(5)), log.has(uuid(6)))
    assert Verdict(1, 0, None) == log.verify()


def test_events_are_kept_together_or_not_at_all(log: Log) -> None:
    """One event of an origin that is none takes those that came with it along."""
    good, bad = Gap(uuid(5), 1.0, 2.0, "locked"), transmission(6, origin=f"https://{CANARY}/")
    with pytest.raises(BadOrigin) as caught:
        log.record([good, bad])
    assert CANARY not in str(caught.value)
    assert Verdict(0, 0, None) == log.verify()


@pytest.mark.parametrize("host", ["a!b.evil.example", "999.1"])
def test_an_odd_host_is_its_own_site(log: Log, host: str) -> None:
    """What goes to, or comes from, a host that no list can judge is logged under that host, never refused."""
    log.record([transmission(5, host=host), transmission(6, origin=f"http://{host}:8080")])
    assert [(SITE, host), (host, SITE)] == [(row["site"], row["recipient"]) for row in log.transmissions()]


def test_an_event_is_read_as_it_was_written(log: Log) -> None:
    """A body comes back whole, with what the companion knows about its hosts, until it is deleted."""
    log.record([transmission(5, host="pixel.ads.example", of=None)])
    body = log.body(uuid(5))
    assert body is not None
    assert (SITE, "ads.example", True, None) == (
        body["site"],
        body["recipient"],
        body["thirdParty"],
        body["disclosure"],
    )
    log.delete(1)
    assert [None, None] == [log.body(uuid(5)), log.body(uuid(6))]


# --- the chain ---


@pytest.fixture
def chained(log: Log) -> Log:
    """A log of five events."""
    log.append([a_disclosure()])
    log.record([filled(10, "written"), transmission(11), Undone(uuid(12), 4000.0, FIRST), Gap(uuid(13), 1.0, 2.0, "x")])
    assert Verdict(5, 0, None) == log.verify()
    return log


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("uuid", "'00000063-0000-4000-8000-000000000063'"),
        ("at", "at + 0.001"),
        ("type", "'other'"),
        ("body", "replace(body, ':\"', ':\"x')"),
        ("body", "body || ' '"),
        ("salt", "zeroblob(16)"),
        ("digest", "zeroblob(32)"),
        ("chain", "zeroblob(32)"),
        ("body", "NULL, digest = zeroblob(32)"),
    ],
)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_changed_event_is_found(chained: Log, db: Database, seq: int, column: str, change: str) -> None:
    """Whatever of an event is changed, at the beginning, within or at the end, its number is told."""
    db.execute(f"UPDATE events SET {column} = {change} WHERE seq = ?", [seq])  # noqa: S608 - the words above
    assert seq == chained.verify().broken_at


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_removed_event_is_found(chained: Log, db: Database, seq: int) -> None:
    """Where an event is missing, the next one does not fit; closing the numbers up does not help."""
    db.execute("DELETE FROM events WHERE seq = ?", [seq])
    assert seq + 1 == chained.verify().broken_at
    for later in range(seq + 1, 6):
        db.execute("UPDATE events SET seq = seq - 1 WHERE seq = ?", [later])
    assert seq == chained.verify().broken_at


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 4), (4, 5)])
def test_exchanged_events_are_found(chained: Log, db: Database, one: int, other: int) -> None:
    """Events cannot change places."""
    for old, new in ((one, 99), (other, one), (99, other)):
        db.execute("UPDATE events SET seq = ? WHERE seq = ?", [new, old])
    assert one == chained.verify().broken_at


def test_a_slipped_in_event_is_found(chained: Log, db: Database) -> None:
    """An event that was put in by hand does not fit."""
    db.execute(
        "INSERT INTO events SELECT 6, ?, at, type, body, salt, digest, chain, NULL FROM events WHERE seq = 5", ["x"]
    )
    assert 6 == chained.verify().broken_at


def test_deleting_is_not_breaking(chained: Log, db: Database) -> None:
    """A deleted event leaves its number and mark, its content is gone, and the chain goes on after it."""
    for seq in (1, 3, 5):
        chained.delete(seq)
    assert Verdict(5, 3, None) == chained.verify()
    left = db.execute("SELECT count(*) FROM events WHERE body IS NULL AND salt IS NULL AND deleted > 0").fetchone()
    assert (3,) == left
    assert ([], [], []) == (chained.disclosures(), chained.transmissions(), chained.gaps())
    chained.record([Gap(uuid(20), 1.0, 2.0, "x")])
    assert Verdict(6, 3, None) == chained.verify()
    assert 0 == chained.append([a_disclosure()])


@pytest.mark.parametrize("at", [-0.0, 0.0, 5, 0.1, 1e14, 1_795_330_000_000.123])
def test_any_moment_keeps_the_chain(log: Log, at: float) -> None:
    """However a moment was written, it is read back as it was hashed."""
    log.record([Gap(uuid(5), at, at, "x")])
    assert Verdict(1, 0, None) == log.verify()


def test_equal_events_do_not_look_equal(log: Log, db: Database) -> None:
    """Each event has its own salt, so that no digest tells what a deleted event said."""
    log.record([Gap(uuid(5), 1.0, 2.0, "x"), Gap(uuid(6), 1.0, 2.0, "x")])
    assert (2, 2) == db.execute("SELECT count(DISTINCT salt), count(DISTINCT digest) FROM events").fetchone()


# --- what became of a disclosure ---


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "unconfirmed"),
        ([Submitted(uuid(10), 1.0, FIRST, [SentField("a", "as-filled")])], "unconfirmed"),
        ([Undone(uuid(10), 1.0, FIRST)], "unconfirmed"),
        ([Unreadable(uuid(10), 1.0, "doc-1", ORIGIN, SITE, "ping", "body", FIRST)], "unconfirmed"),
        ([contact(10, SITE, ping=1)], "unconfirmed"),
        ([filled(10)], "not filled"),
        ([filled(10, "skipped", "skipped")], "not filled"),
        ([filled(10, "skipped", "written")], "filled"),
        ([filled(10, "cleared")], "filled"),
        ([filled(10, "cleared", "skipped")], "filled"),
        ([filled(10, "skipped"), filled(11, "written")], "filled"),
        ([filled(10, "written"), filled(11, "skipped")], "filled"),
        ([filled(10, "written"), Undone(uuid(11), 1.0, FIRST)], "filled"),
        ([transmission(10)], "filled"),
        ([filled(10, "skipped"), transmission(11)], "filled"),
        ([filled(10), transmission(11), TransmissionFailed(uuid(12), 1.0, [uuid(11)], "stopped")], "filled"),
        ([filled(10, "written", of=SECOND), transmission(11, of=SECOND)], "unconfirmed"),
        ([transmission(10, of=None)], "unconfirmed"),
    ],
)
def test_what_reached_the_page_is_never_not_filled(log: Log, events: list[Event], status: str) -> None:
    """Not filled is said only when the page reported it and nothing spoke against; silence is unconfirmed."""
    log.append([a_disclosure()])
    log.record(events)
    assert [status] == [row["status"] for row in log.disclosures()]


def test_the_order_of_reports_does_not_matter(log: Log) -> None:
    """Events that arrive before their disclosure's row, as after a crash, count as well."""
    log.record([filled(10, "written"), transmission(11)])
    log.append([a_disclosure()])
    assert ["filled"] == [row["status"] for row in log.disclosures()]


def test_a_disclosure_stays_one(log: Log) -> None:
    """Reports that come in pieces or twice make no second row of a disclosure, a field or a transmission."""
    log.append([a_disclosure()])
    sent = [SentField("a", "as-filled"), SentField("b", "as-filled")]
    log.record([filled(10, "skipped", "cleared"), filled(11, "written", "skipped"), filled(11, "written", "skipped")])
    log.record(
        [Submitted(uuid(12), 5000.0, FIRST, sent), Submitted(uuid(13), 6000.0, FIRST, [SentField("a", "typed")])]
    )
    log.record([Undone(uuid(14), 8000.0, FIRST), Undone(uuid(15), 7000.0, FIRST), transmission(16)])
    log.record([TransmissionFailed(uuid(number), 9000.0, [uuid(16), uuid(16)], "failed") for number in (17, 18)])
    (row,) = log.disclosures()
    assert (5000.0, 7000.0) == (row["submitted"], row["undone"])
    assert [("a", "written", "typed"), ("b", "cleared", "as-filled")] == [
        (field["key"], field["fate"], field["sent_as"]) for field in log.fields(FIRST)
    ]
    assert ["failed"] == [row["outcome"] for row in log.transmissions()]


def test_fields_keep_the_order_of_the_form(log: Log) -> None:
    """The fields of a disclosure are listed as the form has them, even when two share a name."""
    log.append([a_disclosure(keys="cabba")])
    assert list("cabba") == [field["key"] for field in log.fields(FIRST)]
    assert [] == log.fields(SECOND)


def test_one_disclosure_can_be_read(log: Log) -> None:
    """A disclosure is found by its name, and one that is not there is absent."""
    log.append([a_disclosure(), a_disclosure(SECOND, 2000.0, "news.example")])
    assert [SECOND, FIRST] == [row["disclosure"] for row in log.disclosures()]
    assert [FIRST] == [row["disclosure"] for row in log.disclosures(SITE)]
    found = log.disclosure(SECOND)
    assert found is not None
    assert "news.example" == found["site"]
    assert log.disclosure(uuid(9)) is None


# --- who received what ---


def test_before_or_after_the_person_submitted(log: Log) -> None:
    """A request counts as after submit from the first submission of its own disclosure on."""
    log.append([a_disclosure(), a_disclosure(SECOND)])
    log.record([Submitted(uuid(10), 5000.0, FIRST, []), Submitted(uuid(11), 9000.0, FIRST, [])])
    log.record([transmission(20, 4999.0), transmission(21, 5000.0), transmission(22, 9999.0)])
    log.record([transmission(23, 9999.0, of=SECOND), transmission(24, 9999.0, of=None)])
    before, after = "before submit", "after submit"
    assert [before, after, after, before, before] == [row["moment"] for row in log.transmissions()]


@pytest.mark.parametrize("outcome", ["stopped", "failed"])
def test_what_did_not_leave_is_told(log: Log, outcome: Any) -> None:  # noqa: ANN401 - a word of the event
    """A transmission is gone unless something stopped it or it failed, whichever report came first."""
    log.record([TransmissionFailed(uuid(12), 1.0, [uuid(11), uuid(13)], outcome), transmission(10), transmission(11)])
    assert ["gone", outcome] == [row["outcome"] for row in log.transmissions()]


def test_third_parties_are_told_from_the_site(log: Log) -> None:
    """Another host of the site is the site itself; anybody else is a third party, by registrable domain."""
    hosts = ["shop.example", "api.shop.example", "t.ads.example", "notshop.example", "192.0.2.7"]
    log.record([transmission(10 + number, host=host) for number, host in enumerate(hosts)])
    assert [
        ("shop.example", 0),
        ("shop.example", 0),
        ("ads.example", 1),
        ("notshop.example", 1),
        ("192.0.2.7", 1),
    ] == [(row["recipient"], row["third_party"]) for row in log.transmissions()]


def test_a_transmission_names_what_it_carried(log: Log, db: Database) -> None:
    """The kind and label of the item are shown as long as there is one of that name; what was typed has only a kind."""
    value = Vault(db, bytes(32)).add("tel", CANARY, label="Work phone")
    log.record([transmission(10, item=value.item), transmission(11, item="nobody"), transmission(12, item="")])
    assert [("tel", "Work phone"), ("email", None), ("email", "typed by hand")] == [
        (row["kind"], row["label"]) for row in log.transmissions()
    ]


def test_contacts_add_up(log: Log) -> None:
    """All requests of a page to a host are one row, with their number and the first and last moment."""
    log.record([contact(10, "t.ads.example", 3000.0, script=2, image=3), contact(11, "t.ads.example", 2000.0, ping=1)])
    log.record(
        [contact(12, "www.shop.example", 1000.0, xmlhttprequest=4), contact(13, "t.ads.example", of=SECOND, image=9)]
    )
    columns = ("recipient", "disclosure", "requests", "first_seen", "last_seen", "third_party")
    assert [
        ("ads.example", FIRST, 6, 2000.0, 3000.0, 1),
        ("ads.example", SECOND, 9, 3000.0, 3000.0, 1),
        ("shop.example", FIRST, 4, 1000.0, 1000.0, 0),
    ] == [tuple(row[column] for column in columns) for row in log.contacts(site=SITE)]
    assert [6, 4] == [row["requests"] for row in log.contacts(disclosure=FIRST)]


def test_lists_are_of_a_site_or_of_a_disclosure(log: Log) -> None:
    """Transmissions, contacts and unreadable requests can be had for one site, one disclosure, or all."""
    for number, (origin, of) in enumerate([(ORIGIN, FIRST), (ORIGIN, SECOND), (ELSEWHERE, None)]):
        log.record(
            [
                transmission(10 + number, origin=origin, of=of),
                Contact(uuid(20 + number), 1.0, "doc-1", origin, "t.ads.example", {"image": 1}, of),
                Unreadable(uuid(30 + number), 1.0, "doc-1", origin, "t.ads.example", "ping", "no body", of),
            ]
        )
    for listed in (log.transmissions, log.contacts, log.unreadable):
        assert [3, 2, 1, 1, 0] == [
            len(listed()),
            len(listed(site=SITE)),
            len(listed(site="news.example")),
            len(listed(disclosure=SECOND)),
            len(listed(site="news.example", disclosure=FIRST)),
        ]
    assert {("ads.example", "no body")} == {(row["recipient"], row["why"]) for row in log.unreadable()}


def test_sites_are_summed_up(log: Log) -> None:
    """For each site: when last, how often, how often filled, what kinds entered the page, how many others got some."""
    log.append([a_disclosure(), a_disclosure(SECOND, 2000.0, keys=""), a_disclosure(uuid(3), 500.0, "news.example")])
    log.record([filled(10, "written", "skipped"), filled(11, "skipped", of=uuid(3))])
    log.record([transmission(20), transmission(21, host="a.ads.example"), transmission(22, host="b.ads.example")])
    assert [
        {"site": SITE, "last": 2000.0, "disclosures": 2, "filled": 1, "kinds": "email", "others": 1},
        {"site": "news.example", "last": 500.0, "disclosures": 1, "filled": 0, "kinds": None, "others": 0},
    ] == log.sites()


def test_gaps_come_the_newest_first(log: Log) -> None:
    """What was not watched is listed with its bounds and reason."""
    log.record([Gap(uuid(10), 1.0, 2.0, "locked"), Gap(uuid(11), 3.0, 4.0, "browser-away")])
    assert [(3.0, 4.0, "browser-away"), (1.0, 2.0, "locked")] == [
        (row["at"], row["until"], row["why"]) for row in log.gaps()
    ]


def test_what_was_given_last_comes_first(log: Log) -> None:
    """Item versions are listed once each, the most recently given first, and no more than wanted."""
    first, second = a_disclosure(keys="ab"), a_disclosure(SECOND, 2000.0, keys="cb")
    log.append([first, second, a_disclosure(uuid(3), 500.0, keys="d")])
    given = log.disclosed(9)
    assert {("item-b", 1), ("item-c", 1)} == set(given[:2])
    assert [("item-a", 1), ("item-d", 1)] == given[2:]
    assert given[:2] == log.disclosed(2)


# --- hostile texts ---


@pytest.mark.parametrize("text", ["'; DROP TABLE events; --", '"}', "$.site", "a\0b", "\x1b[2J\n", "\U0001f40c", "%"])
def test_what_a_site_wrote_is_text(log: Log, text: str) -> None:
    """Labels and headings of any content come back as they were and harm nothing."""
    entry = a_disclosure()
    log.append([Entry(FIRST, 1.0, "disclosure", entry.body | {"heading": text})])
    assert [text] == [row["heading"] for row in log.disclosures()]
    assert [] == log.disclosures(text)
    assert Verdict(1, 0, None) == log.verify()
