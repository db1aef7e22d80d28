"""The practice site records and answers as it says, and what it received is found again by a simple rule."""

import json
import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from tests.practice.found import Found, find, submitted_fields
from tests.practice.site import PracticeSite, Received

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=----seam"
PAGES = {
    "/": "Cloth for a lifetime",
    "/signup": "Create your account",
    "/app": "One moment",
    "/checkout": "Who is ordering?",
    "/newsletter": "Letters from the loom",
    "/newsletter/thanks": "Thank you",
    "/shadow": "<join-form>",
    "/trap": "Besuchen Sie die Werkstatt",
    "/plain": "Our story",
    "/search": 'type="search"',
    "/login": 'type="password"',
    "/de": "Konto anlegen",
    "/mitglied": "Mitglied werden",
    "/fr": "Créer un compte",
    "/es": "Crear una cuenta",
}


class Answer(NamedTuple):
    """What the site sent back."""

    status: int
    text: str
    location: str


@pytest.fixture(name="site", scope="module")
def _site() -> Iterator[PracticeSite]:
    with PracticeSite() as site:
        yield site


@pytest.fixture(autouse=True)
def _forgetful(site: PracticeSite) -> None:
    site.clear()


def ask(site: PracticeSite, host: str, target: str, body: bytes | None = None, content_type: str = FORM) -> Answer:
    """One request to a host of the site, by the Host header alone."""
    connection = HTTPConnection("127.0.0.1", site.port)
    headers = {"Host": f"{host}.localhost:{site.port}"} | ({"Content-Type": content_type} if body is not None else {})
    connection.request("GET" if body is None else "POST", target, body, headers)
    response = connection.getresponse()
    answer = Answer(response.status, response.read().decode("utf-8", "replace"), response.getheader("Location", ""))
    connection.close()
    return answer


def received(target: str = "/", body: bytes = b"", content_type: str = FORM, host: str = "shop.localhost") -> Received:
    """A request made by hand."""
    return Received(0.0, "POST", host, target, ((b"Content-Type", content_type.encode()),), body)


def multipart(*fields: tuple[str, str]) -> bytes:
    """A body as browsers make it."""
    parts = (f'------seam\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields)
    return "".join([*parts, "------seam--\r\n"]).encode()


def rows(request: Received, values: dict[str, str]) -> list[tuple[str, str, str]]:
    """What of `values` is found in one request: channel, name and encoding."""
    return [(row.channel, row.name, row.encoding) for row in find([request], values)]


@pytest.mark.parametrize(("path", "mark"), PAGES.items())
def test_each_page_answers(site: PracticeSite, path: str, mark: str) -> None:
    """Every page is there, complete, with the stylesheet of the third party and the probe."""
    page = ask(site, "shop", path)
    assert 200 == page.status
    assert mark in page.text
    assert "{{" not in page.text
    assert site.url("cdn", "/style.css") in page.text
    assert '<script src="/probe.js">' in page.text


def test_index_leads_to_every_form(site: PracticeSite) -> None:
    """Every link of the index answers."""
    links = re.findall(r'<li><a href="([^"]+)"', ask(site, "shop", "/").text)
    assert 13 == len(links)
    assert {200} == {ask(site, "shop", link).status for link in links}


@pytest.mark.parametrize(
    ("host", "path"),
    [("shop", "/probe.js"), ("shop", "/join-form.js"), ("pixels", "/pixel.js"), ("cdn", "/style.css")],
)
def test_assets_belong_to_one_host(site: PracticeSite, host: str, path: str) -> None:
    """What a page loads is there at its own host and nowhere else."""
    others = {"shop", "pixels", "news", "cdn"} - {host}
    assert 200 == ask(site, host, path).status
    assert {404} == {ask(site, other, path).status for other in others}


def test_unknown_host_is_recorded(site: PracticeSite) -> None:
    """A request to a host or path that the site does not know gets 404 and is recorded like any other."""
    assert 404 == ask(site, "nobody", "/nothing?a=b").status
    assert [("nobody.localhost", "/nothing?a=b")] == [(got.host, got.target) for got in site.received]


def test_records_exact_bytes(site: PracticeSite) -> None:
    """Method, host, target, headers and body are kept as they came, also a compressed body."""
    head = b"POST /signup?q=a%20b+c&&d HTTP/1.1\r\nHost: SHOP.localhost:1\r\n"
    headers = b"X-Odd:  two \xfc \r\ncontent-encoding: gzip\r\nContent-Length: 16\r\n\r\n"
    body = b"\x00\xff not gzip\r\n%zz"
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        connection.sendall(head + headers + body)
        connection.recv(1)
    [got] = site.received
    assert ("POST", "shop.localhost", "/signup?q=a%20b+c&&d", body) == (got.method, got.host, got.target, got.body)
    assert (b"X-Odd", b"two \xfc") in got.headers
    assert (b"content-encoding", b"gzip") in got.headers


def test_records_what_came_of_a_broken_request(site: PracticeSite) -> None:
    """The part of a body that arrived before its sender broke off is recorded."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        connection.sendall(b"POST /api/join HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 99\r\n\r\nemail=an")
    assert b"email=an" == site.wait_for(lambda got: got.path == "/api/join").body


def test_hides_values_in_repr() -> None:
    """The repr of a request shows nothing that a person may have typed."""
    assert "anna" not in repr(received("/?em=anna", b"name=anna"))


def test_waiting_ends(site: PracticeSite) -> None:
    """Waiting for a request that does not come raises TimeoutError."""
    with pytest.raises(TimeoutError):
        site.wait_for(lambda _: True, seconds=0)


def test_checkout_remembers_by_order_id(site: PracticeSite) -> None:
    """Three steps lead to the order, and the pages carry a random id instead of the earlier values."""
    first = ask(site, "shop", "/checkout")
    order = re.findall(r'name="order" value="(\w+)"', first.text)[0]
    person = {"order": order, "email": "anna@example.org", "first_name": "Anna", "last_name": "<Weber>", "phone": ""}
    second = ask(site, "shop", "/checkout/2", urlencode(person).encode())
    address = {"order": order, "address1": "Hauptstraße 5", "postcode": "10115", "city": "Berlin", "country": "DE"}
    third = ask(site, "shop", "/checkout/3", urlencode(address).encode())
    done = ask(site, "shop", "/checkout/done", urlencode({"order": order, "terms": "yes"}).encode())
    assert "anna@example.org" not in second.text
    assert "Where may we bring it?" in second.text
    assert "Anna &lt;Weber&gt;" in third.text
    assert ["hidden"] == re.findall(r'type="(hidden)"', third.text)
    assert "Thank you for your order" in done.text


def test_checkout_without_order_begins_again(site: PracticeSite) -> None:
    """A step without a known order leads back to the first."""
    answer = ask(site, "shop", "/checkout/3", b"order=none")
    assert (303, site.url("shop", "/checkout")) == (answer.status, answer.location)


def test_app_refuses_uncommitted_state(site: PracticeSite) -> None:
    """The React page is told which required values its state did not hold."""
    empty = ask(site, "shop", "/api/signup", b'{"email": "", "first_name": "Anna"}', "application/json")
    whole = {"email": "anna@example.org", "first_name": "Anna", "last_name": "Weber"}
    full = ask(site, "shop", "/api/signup", json.dumps(whole).encode(), "application/json")
    assert (422, {"missing": ["email", "last_name"]}) == (empty.status, json.loads(empty.text))
    assert (200, {"missing": []}) == (full.status, json.loads(full.text))


def test_newsletter_goes_to_another_site_and_back(site: PracticeSite) -> None:
    """The newsletter form posts multipart to the other site, which sends the reader back to the shop."""
    page = ask(site, "shop", "/newsletter").text
    answer = ask(site, "news", "/subscribe", multipart(("email", "anna@example.org")), MULTIPART)
    assert f'action="{site.url("news", "/subscribe")}" enctype="multipart/form-data"' in page
    assert (303, site.url("shop", "/newsletter/thanks")) == (answer.status, answer.location)


@pytest.mark.parametrize(("body", "heading"), [(b"website=&phone2=", "Welcome"), (b"website=x&phone2=", "Sorry")])
def test_trap_catches_robots(site: PracticeSite, body: bytes, heading: str) -> None:
    """Who fills the field that people do not see is not welcome."""
    assert f"<h1>{heading}</h1>" in ask(site, "shop", "/trap", body).text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"email=anna%40example.org&city=Bad+T%C3%B6lz&city=Ulm&phone=", FORM),
        (
            multipart(("email", "anna@example.org"), ("city", "Bad Tölz"), ("city", "Ulm"), ("phone", "")),
            MULTIPART,
        ),
        (b'{"email": "anna@example.org", "city": ["Bad T\\u00f6lz", "Ulm"], "phone": ""}', "application/json"),
        (b'{"email": "anna@example.org", "city": ["Bad T\\u00f6lz", "Ulm"], "phone": ""}', "text/plain"),
    ],
)
def test_submitted_fields_are_decoded(body: bytes, content_type: str) -> None:
    """Every kind of body gives the same fields, after those of the query."""
    expected = {"q": ["a b"], "email": ["anna@example.org"], "city": ["Bad Tölz", "Ulm"], "phone": [""]}
    assert expected == submitted_fields(received("/?q=a+b", body, content_type))


def test_submitted_fields_of_inner_json() -> None:
    """Inner fields are named with a dot; what is no text is written as JSON writes it."""
    body = b'{"user": {"name": "Anna"}, "ok": true, "age": 41}'
    expected = {"user.name": ["Anna"], "ok": ["true"], "age": ["41"]}
    assert expected == submitted_fields(received(body=body, content_type="application/json"))


def test_row_names_recipient() -> None:
    """A row says whose site and which host received what, how, and in which part."""
    request = Received(0.0, "GET", "eu.pixels.localhost", "/collect?em=anna%40example.org", (), b"")
    expected = Found("pixels.localhost", "eu.pixels.localhost", "GET", "url", "email", "percent")
    assert [expected] == find([request], {"email": "anna@example.org", "phone": "", "city": "Ulm"})


@pytest.mark.parametrize(
    ("request_", "encoding"),
    [
        (received("/find/Bad%20T%C3%B6lz"), ("url", "percent")),
        (received("/?city=Bad+T%C3%B6lz"), ("url", "percent")),
        (received(body="city=Bad+Tölz".encode()), ("body", "percent")),
        (received(body=multipart(("city", "Bad Tölz")), content_type=MULTIPART), ("body", "plain")),
        (received(body=b'{"a": [{"city": "Bad T\\u00f6lz"}]}', content_type="application/json"), ("body", "plain")),
        (received(body="city: Bad Tölz!".encode(), content_type="text/plain"), ("body", "plain")),
        (received(body=b"city: Bad%20T%C3%B6lz", content_type="text/plain"), ("body", "percent")),
    ],
)
def test_value_is_found_in_every_form(request_: Received, encoding: tuple[str, str]) -> None:
    """A value with a space and an umlaut is found however it is sent, with the encoding named."""
    channel, how = encoding
    assert [(channel, "city", how)] == rows(request_, {"city": "Bad Tölz"})


def test_one_row_for_each_channel() -> None:
    """A value sent twice in one channel gives one row, "plain" if any sighting was; another channel gives another."""
    request = received("/?a=anna%40example.org&b=anna@example.org", b"em=anna%40example.org")
    assert [("url", "email", "plain"), ("body", "email", "percent")] == rows(request, {"email": "anna@example.org"})


VALUES = {"last": "weber", "email": "anna.weber@example.org", "first": "anna"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"em=anna.weber%40example.org", {"email"}),
        (b"em=info%40weber.example", set()),
        (b"em=anna.weber%40example.org&last=weber", {"email", "last"}),
        (b"text=anna+weber+(anna.weber%40example.org)", {"last", "email", "first"}),
        (b"text=weberin+x_weber+anna-lena", set()),
        (b"weber=1", {"last"}),
    ],
)
def test_name_within_address_does_not_count(body: bytes, expected: set[str]) -> None:
    """A short value counts only where it stands by itself, never as a part of an e-mail address or a word."""
    assert expected == {row.name for row in find([received(body=body)], VALUES)}


def test_value_within_longer_value_does_not_count() -> None:
    """A value inside a longer one counts only when it also stands elsewhere; names of one value share its fate."""
    values = {"house": "5", "street": "Hauptstr. 5", "number": "5"}
    inside = rows(received(body=b"street=Hauptstr.+5"), values)
    beside = rows(received(body=b"street=Hauptstr.+5&nr=5"), values)
    assert ["street"] == [name for _, name, _ in inside]
    assert ["house", "street", "number"] == [name for _, name, _ in beside]


def test_line_ends_do_not_matter() -> None:
    """A text of two lines is found though forms send its line end as CR LF."""
    assert [("body", "notes", "percent")] == rows(received(body=b"notes=Ring%0D%0Atwice"), {"notes": "Ring\ntwice"})
