"""Values that are too short or too common to count wherever they stand: when the scanner counts them."""

import gzip
import json
from typing import Final

import pytest

from tests.page.scanner import EMAIL, SHA256, Node, asks, b64, found, scanner

# What counts of weak values; items in alphabetical order. "last", "email" and so on count by themselves.
CASES: Final = {
    "a telling key": ("zip=10115", "zip"),
    "no key": ("10115", ""),
    "another key": ("id=10115", ""),
    "a key that only ends so": ("gzip=10115", ""),
    "a word that ends so": ("sort=Bad Tölz", ""),
    "a key of several words": ("billing_zip=10115", "zip"),
    "a key in camel case": ('{"shippingPostalCode":"10115"}', "zip"),
    "a long name within a word": ("userpostcode=10115", "zip"),
    "a numbered key": ("zip_2=10115&zip1=x", "zip"),
    "brackets": ("ud[zp]=10115", "zip"),
    "brackets, percent-encoded": ("ud%5Bzp%5D=10115", "zip"),
    "a list in brackets": ("zip[0]=10115&zip[]=x", "zip"),
    "a query": ("https://a.example/p?a=1&zip=10115&b=2", "zip"),
    "a path": ("https://a.example/zip/10115/x", "zip"),
    "a cookie": ("a=1; zip=10115; b=2", "zip"),
    "JSON": ('{"a":1,"zip":"10115","b":2}', "zip"),
    "a number in JSON": ('{"a":1, "zip" : 10115 }', "zip"),
    "a list in JSON": ('{"zip":["0","10115"]}', "zip"),
    "JSON in JSON": (json.dumps({"d": json.dumps({"zip": "10115"})}), "zip"),
    "the next key": ('{"zip":"0","x":"10115"}', ""),
    "a key, not a value": ('{"zip":"0","10115":"x"}', ""),
    "another object": ('{"zip":{"x":"10115"}}', ""),
    "name and value": ('[{"name":"zip","value":"10115"}]', "zip"),
    "name and another's value": ('[{"name":"zip"},{"name":"x","value":"10115"}]', ""),
    "multipart": ('--b\r\nContent-Disposition: form-data; name="zip"\r\n\r\n10115\r\n--b--', "zip"),
    "another part": ('--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n10115\r\n--b--', ""),
    "XML": ("<a><zip>10115</zip></a>", "zip"),
    "more than the value": ("zip=10115-2", ""),
    "base64 of JSON": (b64('{"a":"b","zip":"10115"}'), "zip"),
    "base64": (f"zip={b64('10115')}", "zip"),
    "base64 in JSON": (json.dumps({"zip": b64("10115")}), "zip"),
    "base64 in a multipart body": (
        f'--b\r\nContent-Disposition: form-data; name="zip"\r\n\r\n{b64("10115")}\r\n--b--',
        "zip",
    ),
    "base64 under a percent-encoded key": (f"ud%5Bzp%5D={b64('10115')}", "zip"),
    "base64 of hex": (f"zip={b64(b'10115'.hex())}", "zip"),
    "base64 of a percent-encoded value": (f"city={b64('Bad%20T%C3%B6lz')}", "city"),
    "base64 of JSON's string": (f"zip={b64(json.dumps('10115'))}", "zip"),
    "base64 of gzip": (f"city={b64(gzip.compress('Bad Tölz'.encode()))}", "city"),
    "hex": ("zip=3130313135", "zip"),
    "hex after its prefix": ("zip=0x3130313135", "zip"),
    "UTF-16, percent-encoded": ("zip=%001%000%001%001%005", "zip"),
    "base64 under another key": (f"id={b64('10115')}", ""),
    "base64 of more than the value": (f"zip={b64('10115-2')}", ""),
    "base64 after more of the part": (f"zip=1.{b64('10115')}", ""),
    "base64 of a text with the value": (f"zip={b64('10115 and more')}", ""),
    "an open quote": ('q="a&zip=10115', "zip"),
    "a value of two words": ("city=Bad+T%C3%B6lz", "city"),
    "another value near": (f"a=10115&b={EMAIL}", "email zip"),
    "a hash near": (f"a=10115&b={SHA256.hex()}", "email zip"),
    "an encoded value near": (f"a=10115&b={b64(EMAIL)}", "email zip"),
    "another value far": (f"a=10115&c={'x' * 500}&b={EMAIL}", "email"),
    "another value near, but within a word": (f"a=101150&b={EMAIL}", "email"),
    "the second word beside the first": ('{"x":"Ada Lovelace"}', "first last"),
    "a weak one with its key": ("zip=10115&x=Ada", "first zip"),
    "two weak ones without": ("y=10115&x=Ada", ""),
    "tiny with a key alone": ("country=DE", ""),
    "tiny without a key": (f"x=DE&em={EMAIL}", "email"),
    "tiny with a key and another": (f"country=de&c={'x' * 500}&em={EMAIL}", "country email"),
}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The bundled scanner."""
    return scanner(tmp_path_factory.mktemp("weak"))


@pytest.fixture(scope="module")
def weak(node: Node) -> dict[str, str]:
    """The items that are found in all cases of weak values."""
    return dict(zip(CASES, map(found, node([asks(data) for data, _ in CASES.values()])), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_weak_values(weak: dict[str, str], name: str) -> None:
    """A weak value counts under a telling key or near another value, a tiny one with a key and another value."""
    assert weak[name] == CASES[name][1]
