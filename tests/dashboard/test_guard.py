from yarl import URL

from companion.dashboard.guard import HEADERS
from tests.dashboard import story
from tests.dashboard.house import House, live

UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@live
async def test_every_other_host_is_misdirected(house: House) -> None:
    """Only the bound address is answered, whatever a rebinding page calls it (L01 to L09, L13, L15)."""
    origin = URL(await house.origin())
    port = origin.port
    names = ["evil.com", f"evil.com:{port}", "localhost", f"localhost:{port}", "127.0.0.1", "127.0.0.1:1"]
    addresses = ("0.0.0.0", "[::1]", "127.0.0.1.", "127.0.0.1.nip.io", "127.1", "2130706433")  # noqa: S104 - a name here
    names += [f"{name}:{port}" for name in addresses]
    names += [f"127.0.0.1:{port}@evil.com", f"evil.com@127.0.0.1:{port}", f"127.0.0.1:{port}.", f"127.0.0.1:0{port}"]
    names += [f"127.0.0.1:{port}, evil.com", "LOCALHOST", "x" * 4000, ""]
    code = await house.dashboard.url("")
    statuses = {name: (await house.ask(code, Host=name)).status for name in names}
    assert dict.fromkeys(names, 421) == statuses
    assert (await house.ask(code)).status == 303


@live
async def test_a_request_without_one_plain_host_is_refused(house: House) -> None:
    """No Host, two Hosts, an absolute target, control characters: nothing of the dashboard is answered (L10 to L13)."""
    host = f"127.0.0.1:{URL(await house.origin()).port}"
    requests = {
        "HTTP/1.0 without Host": ("GET /style.css HTTP/1.0\r\n\r\n", "421"),
        "HTTP/1.1 without Host": ("GET /style.css HTTP/1.1\r\nConnection: close\r\n\r\n", "400"),
        "two": (f"GET /style.css HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\nConnection: close\r\n\r\n", "400"),
        "absolute": (f"GET http://evil.com/style.css HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", "421"),
        "own absolute": (f"GET http://{host}/style.css HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", "421"),
        "NUL": (f"GET /style.css HTTP/1.1\r\nHost: {host}\0\r\nConnection: close\r\n\r\n", "400"),
        "tab": ("GET /style.css HTTP/1.1\r\nHost: 127.0.0.1\t:1\r\nConnection: close\r\n\r\n", "421"),
        "right": (f"GET /style.css HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", "200"),
    }
    answers = {name: (await house.raw(request)).split(" ")[1] for name, (request, _) in requests.items()}
    assert {name: status for name, (_, status) in requests.items()} == answers


@live
async def test_no_request_changes_anything(house: House) -> None:
    """There is nothing but reading: other methods get 405 from our own pages, 403 from elsewhere (L16 to L20, L22)."""
    story.tell(house.opened)
    before = house.opened.log.verify()
    page = await house.enter()
    code, own = await house.dashboard.url(""), await house.origin()
    addresses = [str(page.url), code, f"{own}/style.css"]
    for address in addresses:
        assert [405] * len(UNSAFE) == [(await house.ask(address, method, Origin=own)).status for method in UNSAFE]
        assert (await house.ask(address, "HEAD")).status == 405
        assert (await house.ask(address, "POST", Origin=own, X_HTTP_Method_Override="DELETE")).status == 405
    assert before == house.opened.log.verify()
    assert (await house.ask(code)).status == 303


@live
async def test_a_foreign_origin_is_refused_as_a_whole(house: House) -> None:
    """Scheme, host and port must all be ours, and no header may contradict it (L16, L17, L19, L20)."""
    own = await house.origin()
    port = URL(own).port
    foreign = [
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        f"https://127.0.0.1:{port}",
        f"http://localhost:{port}",
    ]
    foreign += [f"{own}/", f"{own}.evil.com", f"http://evil.com#{own}", f"{own} http://evil.com", own.upper()]
    for origin in foreign:
        assert (await house.ask(f"{own}/style.css", "POST", Origin=origin)).status == 403
    assert (await house.ask(f"{own}/style.css", "POST")).status == 403
    for site in ("cross-site", "same-site", "none"):
        answer = await house.ask(f"{own}/style.css", "POST", Origin=own, Sec_Fetch_Site=site)
        assert answer.status == 403
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@live
async def test_no_page_of_the_web_can_embed_an_address(house: House) -> None:
    """As picture, script, frame or data of another site nothing is answered, and no code is used up (L18, L21, L25)."""
    code = await house.dashboard.url("")
    for destination in ("image", "script", "style", "iframe", "embed", "empty", "object"):
        for site in ("cross-site", "same-site"):
            assert (await house.ask(code, Sec_Fetch_Site=site, Sec_Fetch_Dest=destination)).status == 403
    assert (await house.ask(code, Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="document")).status == 303


@live
async def test_every_answer_carries_the_headers(house: House) -> None:
    """Pages, style, redirections and errors forbid scripts, frames, caches and guessing of types."""
    own = await house.origin()
    page = await house.enter()
    answers = {
        200: page,
        303: await house.ask(await house.dashboard.url("")),
        403: await house.ask(own, "POST"),
        404: await house.ask(f"{own}/nothing"),
        405: await house.ask(own + "/style.css", "POST", Origin=own),
        421: await house.ask(own, Host="evil.com"),
    }
    house.opened.db.close()
    answers[500] = await house.ask(page.url)
    answers[200 + 1] = await house.ask(f"{own}/style.css")
    for status, answer in answers.items():
        assert (status if status != 201 else 200) == answer.status
        assert HEADERS == {name: answer.headers.get(name) for name in HEADERS}
        assert "Set-Cookie" not in answer.headers
    assert "GET" == answers[405].headers["Allow"]


def test_the_headers_are_those_of_the_design() -> None:
    """No script, no frame, no base, no foreign anything; nothing is kept, and nothing said to other sites."""
    policy = HEADERS["Content-Security-Policy"]
    wanted = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'"
    assert f"{wanted}; base-uri 'none'" == policy
    rest = ["same-origin", "no-store", "nosniff", "same-origin", "same-origin"]
    assert rest == [text for name, text in HEADERS.items() if name != "Content-Security-Policy"]


@live
async def test_what_is_no_http_gets_no_page(house: House) -> None:
    """What the parser refuses never reaches the dashboard, and the answer is plain text without its name."""
    answer = await house.raw("GET /s/token/ HTTP/9.9.9\r\nHost: x\r\n\r\n")
    assert "400" == answer.split(" ")[1]
    assert "Content-Type: text/plain" in answer
    assert "Meum" not in answer
