import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from yarl import URL

from companion.events import GpcSupport
from companion.gpc import MOST, PATH, _is_within, ask, origin_of, understand

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
YES = '{"gpc": true, "lastUpdate": "2025-04-15"}'
SAYS_YES = GpcSupport("yes", last_update="2025-04-15")


@asynccontextmanager
async def serving(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on a port of this machine, under every name and path."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def asked(answer: Answer, *, patience_s: float = 5.0) -> GpcSupport:
    """Ask a shop on this machine that answers so."""

    async def inside() -> GpcSupport:
        async with serving(answer) as port:
            return await ask(f"http://shop.localhost:{port}", patience_s=patience_s)

    return asyncio.run(inside())


def always(**about: Any) -> Answer:  # noqa: ANN401 - what a response is made of
    """Give the same answer every time."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(**about)

    return answer


# --- the file ---


@pytest.mark.parametrize(
    ("body", "support"),
    [
        (YES, SAYS_YES),
        ('{"gpc": false}', GpcSupport("no")),
        ('{"gpc": true, "more": {"lastUpdate": 1}}', GpcSupport("yes")),
        ('{"gpc": true, "lastUpdate": "2025-04-15T23:59:59.123Z"}', SAYS_YES),
        ('{"gpc": true, "lastUpdate": "2025-04-15t01:02:03-08:00"}', SAYS_YES),
        *((f'{{"gpc": {value}}}', GpcSupport("unknown", "malformed")) for value in ("1", '"true"', "null", "[true]")),
        *(
            (body, GpcSupport("unknown", "malformed"))
            for body in ("", "{}", "true", "[]", YES * 2, YES[:-1], "\ufeff" + YES)
        ),
    ],
)
def test_what_the_file_says(body: str, support: GpcSupport) -> None:
    """Only an object whose `gpc` is true or false says anything; members that mean nothing are passed over."""
    assert support == understand(body.encode())


@pytest.mark.parametrize(
    "text",
    [
        *(
            '""',
            "20250415",
            "1e999",
            '"20250415"',
            '"2025-W16-2"',
            '"2025-02-30"',
            '"2025-4-15"',
            '"2025-04-15 10:00:00Z"',
        ),
        *(
            '"2025-04-15T10:00:00"',
            '" 2025-04-15"',
            '"2025-04-15\\n"',
            '"\uff12025-04-15"',
            '"<b>2025-04-15</b>"',
            "{}",
        ),
        f'"2025-04-15T10:00:00.{"9" * 50_000}Z"',
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    """A `lastUpdate` that RFC 3339 would not write counts as none, and no text of the file is kept."""
    support = understand(f'{{"gpc": true, "lastUpdate": {text}}}'.encode())
    assert "" == support.last_update
    assert support.answer in ("yes", "unknown")


@pytest.mark.parametrize("member", [b"more", b"lastUpdate"])
def test_a_file_made_to_break_a_parser_says_nothing(member: bytes) -> None:
    """Depth without end, and text that is none, are no answer and no crash."""
    for value in (b"[" * 60_000, b'"\xff"', b'"\\ud800"', b"9" * 60_000):
        assert understand(b'{"gpc": true, "' + member + b'": ' + value + b"}").answer in ("yes", "unknown")


# --- where to ask ---


@pytest.mark.parametrize(
    ("site", "seen", "origin"),
    [
        ("shop.example", "", "https://shop.example"),
        ("shop.example", "https://www.shop.example", "https://shop.example"),
        ("shop.example", "https://www.shop.example:8443", "https://www.shop.example:8443"),
        ("shop.example", "http://www.shop.example:8080", "https://shop.example"),
        ("shop.example", "https://other.example:8443", "https://shop.example"),
        ("shop.example", "http://shop.localhost:8080", "https://shop.example"),
        ("shop.example", "file:///etc", "https://shop.example"),
        ("shop.localhost", "http://shop.localhost:8080", "http://shop.localhost:8080"),
        ("shop.localhost", "http://shop.localhost", "http://shop.localhost"),
        ("127.0.0.1", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]", "http://[::1]:8080", "http://[::1]:8080"),
        ("192.168.1.1", "http://192.168.1.1:8080", "https://192.168.1.1"),
    ],
)
def test_where_a_site_is_asked(site: str, seen: str, origin: str) -> None:
    """At its own name over https, unless it was met at another port, or on this machine."""
    assert origin == origin_of(site, seen)


@pytest.mark.parametrize(
    ("url", "within"),
    [
        ("https://www.shop.example/x", True),
        ("https://shop.example:8443/x", True),
        ("http://shop.example/x", False),
        ("https://shop.example.evil.example/x", False),
        ("https://notshop.example/x", False),
        ("https://127.0.0.1/x", False),
        ("ftp://shop.example/x", False),
        ("data:application/json,{}", False),
    ],
)
def test_what_belongs_to_a_site(url: str, *, within: bool) -> None:
    """Its hosts, over https."""
    assert within == _is_within(URL(url), "shop.example")


# --- asking ---


def test_one_plain_request() -> None:
    """A site is asked once, for that file, without cookies and without anything packed."""
    requests: list[web.BaseRequest] = []

    async def answer(request: web.Request) -> web.Response:
        requests.append(request)
        return web.Response(text=YES, content_type="application/json", headers={"Set-Cookie": "id=1; Path=/"})

    assert SAYS_YES == asked(answer)
    (request,) = requests
    assert ("GET", PATH) == (request.method, request.path)
    assert request.host.startswith("shop.localhost:")
    assert {"Host", "User-Agent", "Accept", "Accept-Encoding"} == set(request.headers)
    assert "identity" == request.headers["Accept-Encoding"]


@pytest.mark.parametrize(
    ("about", "support"),
    [
        ({"text": YES, "content_type": "application/json", "charset": "utf-8"}, SAYS_YES),
        ({"status": 404}, GpcSupport("none")),
        ({"status": 410, "text": YES, "content_type": "application/json"}, GpcSupport("none")),
        ({"status": 500}, GpcSupport("unknown", "status")),
        ({"status": 301}, GpcSupport("unknown", "status")),
        ({"status": 203, "text": YES, "content_type": "application/json"}, GpcSupport("unknown", "status")),
        ({"text": YES, "content_type": "text/html"}, GpcSupport("unknown", "not-json")),
        ({"body": YES.encode(), "headers": {"Content-Type": "?"}}, GpcSupport("unknown", "not-json")),
        ({"text": "<!doctype html>", "content_type": "application/json"}, GpcSupport("unknown", "malformed")),
        ({"body": bytes(MOST + 1), "content_type": "application/json"}, GpcSupport("unknown", "too-big")),
        ({"text": YES.ljust(MOST), "content_type": "application/json"}, SAYS_YES),
        ({"status": 302, "headers": {"Location": "http://pixels.localhost/"}}, GpcSupport("unknown", "elsewhere")),
        ({"status": 302, "headers": {"Location": "https://shop.example/"}}, GpcSupport("unknown", "elsewhere")),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, GpcSupport("unknown", "elsewhere")),
        ({"status": 302, "headers": {"Location": PATH}}, GpcSupport("unknown", "elsewhere")),
        ({"status": 302, "headers": {"Location": "http://a!b.localhost/"}}, GpcSupport("no-answer", "bad-name")),
        ({"status": 302, "headers": {"Location": "http://[/"}}, GpcSupport("no-answer", "broken-off")),
    ],
)
def test_answers(about: dict[str, Any], support: GpcSupport) -> None:
    """Only a JSON file of a sensible length counts; none is none, and what leads elsewhere is not followed."""
    assert support == asked(always(**about))


def test_a_redirect_within_the_site_is_followed_without_cookies() -> None:
    """Many sites live at www; what they set on the way is not sent back."""
    cookies = []

    async def answer(request: web.Request) -> web.Response:
        cookies.append(request.headers.get("Cookie"))
        if request.host.startswith("www."):
            return web.Response(text=YES, content_type="application/json")
        headers = {
            "Location": f"http://www.{request.host}/files/gpc",
            "Set-Cookie": "id=1; Path=/; Domain=shop.localhost",
        }
        return web.Response(status=301, headers=headers)

    assert SAYS_YES == asked(answer)
    assert [None, None] == cookies


def test_a_packed_answer_is_not_unpacked() -> None:
    """What would become 10 MB stays the few bytes that it is, and says nothing."""

    async def packed(_request: web.Request) -> web.Response:
        response = web.Response(body=bytes(10 << 20), content_type="application/json")
        response.enable_compression(web.ContentCoding.gzip)
        return response

    assert asked(packed).why in ("malformed", "too-big")


def test_an_endless_answer_is_cut_off() -> None:
    """No more is read than a file of this sort could need."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(MOST))
        except ConnectionError:
            return response

    assert GpcSupport("unknown", "too-big") == asked(endless)


def test_a_connection_that_breaks_off() -> None:
    """A half of an answer is no answer."""

    async def broken(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"gpc": true')
        assert request.transport
        request.transport.abort()
        return response

    assert GpcSupport("no-answer", "broken-off") == asked(broken)


def test_patience_ends() -> None:
    """A site that takes the request and says nothing gives no answer."""

    async def silent(_request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    assert GpcSupport("no-answer", "late") == asked(silent, patience_s=0.1)


def test_who_cannot_be_asked_gives_no_answer() -> None:
    """Nobody at the port, no name of the web: each has its word."""
    assert GpcSupport("no-answer", "unreachable") == asyncio.run(ask("http://shop.localhost:1"))
    assert GpcSupport("no-answer", "bad-name") == asyncio.run(ask("https://a!b.example"))


def test_a_certificate_that_does_not_hold(tmp_path: Path) -> None:
    """Whoever cannot show to be the site is not asked."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "both.pem").write_bytes(own + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    requests = []

    async def answer(request: web.Request) -> web.Response:
        requests.append(request)
        return web.Response(text=YES, content_type="application/json")

    async def inside() -> GpcSupport:
        async with serving(answer, context) as port:
            return await ask(f"https://shop.localhost:{port}")

    assert GpcSupport("no-answer", "certificate") == asyncio.run(inside())
    assert not requests
