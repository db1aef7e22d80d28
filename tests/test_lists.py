import asyncio
import json
import stat
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web
from click.testing import Result

from companion.commands.lists import ADDRESS
from companion.lists import ATTRIBUTION, ListError
from companion.lists.download import MOST, _checked, fetch
from companion.lists.shelf import FILE, Shelf, known, put, take
from companion.lists.trackerdb import read
from companion.recipients import Recipient, recipient_of

Meum = Callable[..., Result]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

DUMP: Final = r"""BEGIN TRANSACTION;
CREATE TABLE categories(
    id INTEGER PRIMARY KEY,
    name TEXT UNIQUE
);
INSERT INTO "categories" VALUES(4,'advertising');
INSERT INTO "categories" VALUES(5,'essential');
INSERT INTO "categories" VALUES(6,'site_analytics');
CREATE TABLE companies (id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT, privacy_url TEXT, website_url TEXT, ghostery_id TEXT, country VARCHAR (2), privacy_contact TEXT, notes TEXT);
INSERT INTO "companies" VALUES('acme','Acme''s
  Counters','It''s a; "counter"\r\n',NULL,NULL,'1','it','privacy@acme.example','COMMIT;
INSERT INTO "companies" VALUES(''evil'');');
INSERT INTO "companies" VALUES('vague','Vague',NULL,NULL,NULL,NULL,'Europe','ask us',NULL);
CREATE TABLE iab_vendors (id INTEGER PRIMARY KEY, tracker INTEGER REFERENCES trackers (id), company INTEGER);
CREATE TABLE tracker_domains (tracker TEXT NOT NULL, domain TEXT UNIQUE NOT NULL, notes TEXT, FOREIGN KEY (tracker) REFERENCES trackers (id));
INSERT INTO "tracker_domains" VALUES('acme','acme.example',NULL);
INSERT INTO "tracker_domains" VALUES('acme','stats.shop.example','a host of somebody else');
INSERT INTO "tracker_domains" VALUES('acme','Not a Host',NULL);
INSERT INTO "tracker_domains" VALUES('vague','vague.example','');
INSERT INTO "tracker_domains" VALUES('alone','alone.example',NULL);
INSERT INTO "tracker_domains" VALUES('nameless.example','nameless.example',NULL);
INSERT INTO "tracker_domains" VALUES('lost','lost.example',NULL);
INSERT INTO "tracker_domains" VALUES('acme','criteo.com',NULL);
CREATE TABLE "trackers" (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, category_id INTEGER REFERENCES categories (id), website_url TEXT, company_id TEXT REFERENCES companies (id), ghostery_id TEXT, notes TEXT, alias TEXT);
INSERT INTO "trackers" VALUES('acme','Acme Pixel',6,NULL,'acme','19',NULL,NULL);
INSERT INTO "trackers" VALUES('vague','Vague Tags',5,NULL,'vague',NULL,NULL,NULL);
INSERT INTO "trackers" VALUES('alone','Alone',4,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "trackers" VALUES('nameless.example','nameless.example',4,NULL,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX tracker_domain_pair ON tracker_domains (tracker, domain);
COMMIT;
"""  # noqa: E501 - as it is
OLD: Final = Shelf("https://old.example/list", 1.0, {"old.example": Recipient("old.example", "Old", source="x")})


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Serve one answer on this machine: `serve(answer)` returns the address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runners: list[web.AppRunner] = []

    async def start(answer: Answer) -> str:
        app = web.Application()
        app.router.add_get("/trackerdb.sql", answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}/trackerdb.sql"

    yield lambda answer: asyncio.run_coroutine_threadsafe(start(answer), loop).result()
    for runner in runners:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def dump(_request: web.Request) -> web.Response:
    """The list."""
    return web.Response(text=DUMP)


async def page(_request: web.Request) -> web.Response:
    """A page that says something else."""
    return web.Response(text="<!doctype html><title>It's moved</title>", content_type="text/html")


async def absent(_request: web.Request) -> web.Response:
    """Nothing there."""
    raise web.HTTPNotFound


async def elsewhere(_request: web.Request) -> web.Response:
    """Another place, which has it."""
    raise web.HTTPFound("https://elsewhere.example/trackerdb.sql")


async def half(_request: web.Request) -> web.Response:
    """A half of it, said to be all."""
    return web.Response(text=DUMP[: len(DUMP) // 2])


async def broken(request: web.Request) -> web.StreamResponse:
    """A half of it, and then nothing."""
    response = web.StreamResponse(headers={"Content-Length": str(len(DUMP))})
    await response.prepare(request)
    await response.write(DUMP[:1000].encode())
    assert request.transport
    request.transport.abort()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    """A hundred megabytes, as far as anybody reads them."""
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        for _ in range(100):
            await response.write(bytes(1 << 20))
    except ConnectionError:
        pass
    return response


async def packed(_request: web.Request) -> web.Response:
    """A small thing that would become 100 MB, sent packed though nobody asked for that."""
    response = web.Response(body=bytes(100 << 20))
    response.enable_compression(web.ContentCoding.gzip)
    return response


async def other(_request: web.Request) -> web.Response:
    """A dump of another schema."""
    return web.Response(text=DUMP.replace("company_id", "owner"))


def test_update(meum: Meum, home: Path, serve: Callable[[Answer], str]) -> None:
    """The list is fetched, kept for its owner alone, shown with its date and licence, and used beneath our own map."""
    assert "not here" in meum("lists").output
    address = serve(dump)
    fetched = meum("lists", "update", "--from", address).output
    assert "4 domains" in fetched
    assert ATTRIBUTION in fetched
    assert 0o600 == stat.S_IMODE((home / FILE).stat().st_mode)
    shown = meum("lists").output
    for words in ("CC0 1.0", "CC BY 4.0", address, ATTRIBUTION):
        assert words in shown
    own, theirs = json.loads(meum("lists", "--json").output)["lists"]
    assert (True, 4) == (own["domains"] >= 300, theirs["domains"])
    assert "Acme's Counters" == recipient_of("acme.example", known(home)).company
    assert "Criteo" == recipient_of("criteo.com", known(home)).company


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (absent, "status 404"),
        (page, "no SQL dump"),
        (half, "end is missing"),
        (broken, "broke off"),
        (endless, "longer than any list"),
        (packed, "not text"),
        (other, "lacks trackers.company_id"),
        (elsewhere, "sends elsewhere"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_goes_wrong_loses_nothing(
    meum: Meum, home: Path, serve: Callable[[Answer], str], answer: Answer, why: str
) -> None:
    """Whatever is there instead of the list: the person reads what, and the list that was there stays."""
    put(home, OLD)
    refused = meum("lists", "update", "--from", serve(answer), status=1).output
    assert why in refused
    assert refused.startswith("Error: ")
    assert OLD == take(home)
    assert [FILE] == [path.name for path in home.iterdir()]


def test_an_unreachable_place_is_named(meum: Meum) -> None:
    """Nobody listens there: the person reads where."""
    assert "127.0.0.1 cannot be reached" in meum("lists", "update", "--from", "http://127.0.0.1:9/", status=1).output


def test_nobody_waits_for_ever(serve: Callable[[Answer], str]) -> None:
    """A server that never answers is given up."""

    async def silent(_request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    with pytest.raises(ListError, match="longer than"):
        asyncio.run(fetch(serve(silent), patience_s=0.05))


def test_the_request_says_nothing_of_the_person(serve: Callable[[Answer], str]) -> None:
    """One request, with no cookie, and no version of anything."""
    seen: list[dict[str, str]] = []

    async def look(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(text=DUMP, headers={"Set-Cookie": "id=1"})

    address = serve(look)
    for _ in range(2):
        assert DUMP.encode() == asyncio.run(fetch(address))
    assert seen[0] == seen[1]
    assert {"Host", "Accept", "Accept-Encoding", "User-Agent"} == seen[0].keys()
    assert "Meum" == seen[0]["User-Agent"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lists",
        "http://example.org/list",
        "http://127.0.0.1.example.org/list",
        "http://10.0.0.1/list",
        "ftp://127.0.0.1/list",
        "file:///etc/hosts",
        "https://",
        "https://person:secret@example.org/list",
        "https://[::1/list",
        "https://example.org/\n",
    ],
)
def test_addresses_that_are_not_asked(meum: Meum, address: str) -> None:
    """Only secure addresses are asked, or those of this machine, and none that would show a password."""
    refused = meum("lists", "update", "--from", address, status=1).output
    assert "address" in refused.lower()
    assert "secret" not in refused


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (ADDRESS, "raw.githubusercontent.com"),
        ("http://localhost:1/", "localhost"),
        ("http://127.1.2.3/", "127.1.2.3"),
        ("http://[::1]/", "::1"),
    ],
)
def test_addresses_that_are_asked(address: str, host: str) -> None:
    """The default address is one of them, and so are all of this machine."""
    assert host == _checked(address)


def test_a_dump_is_read_and_never_run() -> None:
    """Names lose their line breaks, unknown facts stay empty, and what a text says is no statement."""
    found = read(DUMP.encode())
    about = {"source": "whotracksme", "category": "analytics", "country": "IT", "contact": "privacy@acme.example"}
    assert Recipient("acme.example", "Acme's Counters", **about) == found["acme.example"]  # type: ignore[arg-type]
    assert Recipient("vague.example", "Vague", source="whotracksme") == found["vague.example"]
    assert Recipient("alone.example", "Alone", category="advertising", source="whotracksme") == found["alone.example"]
    assert ["acme.example", "alone.example", "criteo.com", "vague.example"] == list(found)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("VALUES(4,'advertising')", "VALUES(4,load_extension('x'))", "more than literals"),
        ("VALUES(4,'advertising')", "VALUES(4,'advertising','more')", "does not fit"),
        ("VALUES(4,'advertising')", "VALUES(4,'advertising);", "end is missing"),
        ("domain_pair ON tracker_domains (tracker, domain);\nCOMMIT;", "domain_pair;", "end is missing"),
        ("CREATE TABLE categories", "CREATE TABLE kinds", "lacks categories"),
        ('tracker_domains" VALUES', 'nobody" VALUES', "names nobody"),
    ],
)
def test_a_dump_of_another_form(old: str, new: str, why: str) -> None:
    """What the grammar does not know is refused as a whole."""
    assert old in DUMP
    with pytest.raises(ListError, match=why):
        read(DUMP.replace(old, new).encode())


@pytest.mark.parametrize(
    "piece", ["'", "''", " ", "(", "x'", "x;", "CREATE TABLE trackers(", 'INSERT INTO "trackers" VALUES(1,']
)
@pytest.mark.parametrize("start", ["", "CREATE TABLE trackers("])
def test_nothing_in_a_dump_makes_it_slow(start: str, piece: str) -> None:
    """Reading takes steps in proportion to the length, whatever is repeated in it: this would never end otherwise."""
    text = start + piece * (MOST // 16 // len(piece))
    for end in ("", ");", ")" * (MOST // 16) + ";COMMIT;"):
        with pytest.raises(ListError):
            read((text + end).encode())


def test_a_damaged_list_counts_as_none(home: Path, meum: Meum) -> None:
    """What cannot be read is shown as not there; fetching it again mends it."""
    put(home, OLD)
    (home / FILE).write_bytes(b'{"address": 7')
    assert Shelf() == take(home)
    assert "not here" in meum("lists").output
