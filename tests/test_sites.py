"""Tests for companion/sites.py."""

import socket

import pytest

from companion import sites
from companion.errors import BadOrigin
from companion.sites import Site, display, registrable, same_site, site_of


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("example.com", "example.com"),
        ("example.com.", "example.com"),
        ("a.b.example.com", "example.com"),
        ("www.example.co.uk", "example.co.uk"),
        ("a_b.example.com", "example.com"),
        ("-a.com", "-a.com"),
        # private part of the list: customers of one host are not one site
        ("alice.github.io", "alice.github.io"),
        ("www.alice.github.io", "alice.github.io"),
        ("shop.pages.dev", "shop.pages.dev"),
        ("x.s3.amazonaws.com", "x.s3.amazonaws.com"),
        # a public suffix is its own site
        ("com", "com"),
        ("co.uk", "co.uk"),
        ("github.io", "github.io"),
        # wildcards and their exceptions
        ("foo.bd", "foo.bd"),
        ("www.shop.foo.bd", "shop.foo.bd"),
        ("c.kobe.jp", "c.kobe.jp"),
        ("a.b.c.kobe.jp", "b.c.kobe.jp"),
        ("www.city.kobe.jp", "city.kobe.jp"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),
        ("www.ck", "www.ck"),
        ("a.www.ck", "www.ck"),
        # internationalised, as A-labels
        ("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("xn--55qx5d.cn", "xn--55qx5d.cn"),
        # an unlisted top level has the default rule
        ("a.b.example.example", "example.example"),
        ("shop.localhost", "shop.localhost"),
        ("www.shop.localhost", "shop.localhost"),
        ("foo.test", "foo.test"),
        ("a.foo.internal", "foo.internal"),
        ("www.foo.onion", "foo.onion"),
        # single labels and addresses
        ("localhost", "localhost"),
        ("localhost.", "localhost"),
        ("intranet", "intranet"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("[::ffff:7f00:1]", "[::ffff:7f00:1]"),
    ],
)
def test_site_of_a_host(host: str, site: str) -> None:
    """A host belongs to the registrable domain of the public suffix list, or to itself."""
    assert site == registrable(host)
    assert site == site_of(f"https://{host}").site


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        ".example.com",
        "example.com..",
        "example..com",
        "EXAMPLE.com",
        "bücher.de",
        "example。com",
        "ex\u00adample.com",
        "ⓔxample.com",
        "xn--a.com",
        "xn--.com",
        "xn--bcher-kvA.de",
        "xn--example-.com",
        "\uff11\uff12\uff17.0.0.1",
        "127.1",
        "0x7f.1",
        "127.0.0.0x1",
        "2130706433",
        "127.0.0.01",
        "127.0.0.1.",
        "1.2.3.4.5",
        "256.1.1.1",
        "::1",
        "[::1",
        "[0:0::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1%eth0]",
        "[1::2::3]",
        "a b.com",
        "a\tb.com",
        "example.com\n",
        "exam\0ple.com",
        "a%41.com",
        "*.example.com",
        "a" * 64 + ".com",
        ".".join(["a" * 49] * 5) + ".abcd",
    ],
)
def test_host_that_no_browser_writes(host: str) -> None:
    """A host in any other spelling than a browser's is refused, never repaired."""
    with pytest.raises(BadOrigin):
        registrable(host)
    with pytest.raises(BadOrigin):
        site_of(f"https://{host}")


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "example.com",
        "//example.com",
        "about:blank",
        "about:srcdoc",
        "data:text/html,x",
        "blob:https://example.com/1",
        "javascript:0",
        "file://",
        "file:///etc/hosts",
        "ftp://example.com",
        "ws://example.com",
        "chrome-extension://abcdefghijklmnop",
        "moz-extension://abcdefghijklmnop",
        "HTTPS://example.com",
        "https:example.com",
        "https:///example.com",
        "https://example.com/",
        "https://example.com/a",
        "https://example.com?a",
        "https://example.com#a",
        "https://evil.com#@good.com",
        "https://evil.com/good.com",
        "https://good.com\\@evil.com",
        "https://user:pw@evil.com",
        "https://good.com@evil.com",
        " https://example.com",
        "https://example.com ",
        "https://example.com\n",
        "https://example.com:",
        "https://example.com:443",
        "http://example.com:80",
        "https://example.com:0",
        "https://example.com:08443",
        "https://example.com:65536",
        "https://example.com:8443:1",
        "https://example.com:٨٤٤٣",
    ],
)
def test_origin_that_no_browser_writes(origin: str) -> None:
    """Whatever is not a web origin as a browser writes it is refused, and the refusal does not quote it."""
    with pytest.raises(BadOrigin) as refusal:
        site_of(origin)
    assert origin == "" or origin not in str(refusal.value)


def test_limits_of_names() -> None:
    """A label of 63 characters and a name of 253 are the longest that pass."""
    label = "a" * 63
    longest = ".".join([label, label, label, "a" * 61])
    assert 253 == len(longest)
    assert f"{label}.com" == registrable(f"www.{label}.com")
    assert longest == site_of(f"https://{longest}").host
    with pytest.raises(BadOrigin):
        registrable("a" + longest)


def test_parts_of_an_origin() -> None:
    """An origin is kept as it came, beside its parts; a default port is filled in."""
    assert Site("https://www.example.com", "https", "www.example.com", 443, "example.com") == site_of(
        "https://www.example.com"
    )
    assert Site("http://[::1]:8080", "http", "[::1]", 8080, "[::1]") == site_of("http://[::1]:8080")


def test_final_dot_is_another_origin_of_the_same_site() -> None:
    """`example.com.` is of the site example.com, but another origin and host."""
    plain, dotted = site_of("https://example.com"), site_of("https://example.com.")
    assert (plain.site, "https://example.com.", "example.com.") == (dotted.site, dotted.origin, dotted.host)
    assert plain != dotted


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://example.com", "http://www.example.com:8080", True),
        ("https://example.com", "https://example.com.", True),
        ("https://alice.github.io", "https://bob.github.io", False),
        ("https://shop.localhost", "https://pixels.localhost", False),
        ("https://xn--fa-hia.de", "https://fass.de", False),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", True),
        ("http://127.0.0.1", "http://1.127.0.0.1.example", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    """Two origins are of one site if their registrable domains are equal, whatever scheme and port."""
    assert same is same_site(a, b)
    assert same is same_site(b, a)


@pytest.mark.parametrize(
    ("site", "shown"),
    [
        ("example.com", "example.com"),
        ("xn--mnchen-3ya.de", "münchen.de"),
        ("xn--fa-hia.de", "faß.de"),
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("xn--85x722f.xn--55qx5d.cn", "食狮.公司.cn"),
        # all look-alikes of Latin
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        # a Cyrillic letter among Latin ones
        ("xn--pypal-4ve.com", "xn--pypal-4ve.com"),
        # a symbol; a dotless i; a name that is none
        ("xn--n3h.net", "xn--n3h.net"),
        ("xn--pple-zld.com", "xn--pple-zld.com"),
        ("xn--a.com", "xn--a.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
    ],
)
def test_display(site: str, shown: str) -> None:
    """A label appears in its own script only if it is of one script and cannot pass for a Latin one."""
    assert shown == display(site)


def test_list_is_read_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the suffix list, once, opens no connection and asks no name server."""
    calls: list[str] = []

    def refuse(*_: object, **__: object) -> None:
        calls.append("network")
        raise OSError

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", refuse)
    sites._suffix_of.cache_clear()
    assert "example.co.uk" == registrable("www.example.co.uk")
    assert "other.co.uk" == registrable("www.other.co.uk")
    assert [] == calls
    assert 1 == sites._suffix_of.cache_info().misses
