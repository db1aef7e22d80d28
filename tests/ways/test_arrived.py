"""The recording servers keep everything that pages send, and the values are read out of it however they are wrapped."""

import asyncio
import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote

import aiohttp
import pytest

from tests.practice.received import Received
from tests.practice.site import PracticeSite
from tests.ways.arrived import Datum, Sighting, Values, arrivals
from tests.ways.recorder import prepare
from tests.ways.shots import Shot, load
from tests.ways.table import tries

SHOT: Shot = load(tries()[:1], seed=7)[0]
MAIL = Datum("email", SHOT.id)
TEXT = json.dumps({"em": SHOT.email})
HOST = "w001.shop.localhost"


@pytest.fixture(name="site")
def _site() -> Iterator[PracticeSite]:
    with PracticeSite() as site:
        prepare(site)
        yield site


def request(
    target: str = "/in/w001", body: bytes = b"", header: tuple[str, str] = ("Accept", "*/*"), *, frame: bool = False
) -> Received:
    """A request made by hand."""
    name, value = header
    return Received(0.0, "POST", HOST, target, ((name.encode(), value.encode()),), body, frame)


def found(received: Received) -> list[tuple[str, str]]:
    """The channels and kinds that arrived by one request."""
    return sorted((got.channel, got.datum.kind) for got in arrivals([received], Values([SHOT])))


@pytest.mark.parametrize(
    ("received", "channel"),
    [
        (request(f"/in/w001?em={quote(SHOT.email)}"), "url"),
        (request(f"/in/w001?u={quote(quote('https://a.example/?em=' + quote(SHOT.email)))}"), "url"),
        (request(f"/in/w001/{SHOT.email}"), "url"),
        (request(f"/in/w001?d={quote(base64.b64encode(TEXT.encode()))}"), "url"),
        (request(f"/in/w001?d={TEXT.encode().hex()}"), "url"),
        (request(f"/in/w001?em={hashlib.sha256(SHOT.email.encode()).hexdigest().upper()}"), "url"),
        (request(body=TEXT.encode()), "body"),
        (request(body=TEXT.replace("@", "\\u0040").encode()), "body"),
        (request(body=TEXT.encode("utf-16-le")), "body"),
        (request(body=gzip.compress(TEXT.encode())), "body"),
        (request(body=b"x" * 2_000_000 + TEXT.encode()), "body"),
        (request(header=("X-Person", SHOT.email)), "header"),
        (request(header=("Cookie", f"em={quote(SHOT.email)}")), "cookie"),
        (request(header=("Referer", f"http://shop.localhost/?em={quote(SHOT.email)}")), "referer"),
        (request(f"/in/w001?em={quote(SHOT.email)}", TEXT.encode(), frame=True), "socket"),
    ],
)
def test_a_value_is_read_in_every_wrapping(received: Received, channel: str) -> None:
    """Each channel and each wrapping gives the value, in that channel alone."""
    assert [(channel, "email")] == found(received)


def test_kinds_are_told_apart() -> None:
    """Phone number and name are read by themselves; a part of an address or of a number is nothing."""
    person = SHOT.person
    text = f"{person.tel}, {person.first} {person.last}".encode()
    assert [("body", "name"), ("body", "tel")] == found(request(body=text))
    assert [] == found(request(body=f"{SHOT.email}.other {person.last}er {person.tel}1".encode()))


def test_sockets_are_recorded(site: PracticeSite) -> None:
    """The handshake is a request, and each frame of a WebSocket is kept, text or bytes."""

    async def talk() -> None:
        address = f"ws://127.0.0.1:{site.port}/in/w001"
        async with aiohttp.ClientSession() as session, session.ws_connect(address, headers={"Host": HOST}) as socket:
            await socket.send_str(TEXT)
            await socket.send_bytes(b"\x00\xff")

    asyncio.run(talk())
    site.wait_for(lambda got: got.body == b"\x00\xff")
    assert [(False, b""), (True, TEXT.encode()), (True, b"\x00\xff")] == [
        (got.frame, got.body) for got in site.received
    ]
    assert {Sighting(HOST, "socket", MAIL)} == arrivals(site.received, Values([SHOT]))


def test_each_hop_is_a_recipient(site: PracticeSite) -> None:
    """A redirect leads on with its method and body, and both of its hosts are on record; any origin is permitted."""

    async def follow() -> int:
        target = f"/in/w001/307?to=http://127.0.0.1:{site.port}/in/w001"
        url = f"http://127.0.0.1:{site.port}{target}"
        async with aiohttp.ClientSession() as session, session.options(url, headers={"Origin": "null"}) as permission:
            assert "null" == permission.headers["Access-Control-Allow-Origin"]
            async with session.post(url, data=TEXT) as answer:
                return answer.status

    assert 200 == asyncio.run(follow())
    assert [b"", TEXT.encode(), TEXT.encode()] == [got.body for got in site.received]
