"""The scan for values in one request, run by Node without a browser."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
EMAIL, FIRST, PHONE, STREET = "ada.lovelace@example.org", "Ada", "+44 20 7946 0958", "12 Rue d'Été\nBât. 2"
CITY: Final = "Bad Tölz"
RUN: Final = """
import { readBody, scan, searchable } from "%s";
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const answers = JSON.parse(asked).map(({ url, text, needle, body, length, count }) =>
  body ? readBody(eval(`(${body})`))
  : count ? searchable(url, { text: "a".repeat(length), unreadable: "" }, Array.from({ length: count }, (_, at) => at))
  : scan(url, { text, unreadable: "" }, [needle]));
console.log(JSON.stringify(answers));
"""

Node = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """Answer many calls of the bundled scan, in one run of Node."""
    program = shutil.which("node") or str(next((ROOT / ".tools/node").glob("**/bin/node")))
    bundle = tmp_path_factory.mktemp("scan") / "scan.mjs"
    esbuild = ROOT / "extension/node_modules/.bin/esbuild"
    source = ROOT / "extension/src/requests/scan.ts"
    subprocess.run(
        [esbuild, source, "--bundle", "--format=esm", f"--outfile={bundle}", "--log-level=error"], check=True
    )
    command = [program, "--input-type=module", "--eval", RUN % bundle.as_uri()]

    def run(asked: list[dict[str, Any]]) -> list[Any]:
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, check=True, encoding="utf-8")
        answers = json.loads(done.stdout)
        assert isinstance(answers, list)
        return answers

    return run


def asks(value: str, url: str = "https://shop.example/", text: str = "") -> dict[str, Any]:
    """Look for one value in an address and a body."""
    return {"url": url, "text": text, "needle": {"item": "i", "version": 1, "kind": "email", "text": value}}


def brief(hits: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The channels and encodings of hits."""
    return [(hit["channel"], hit["encoding"]) for hit in hits]


BODIES: Final = {
    "alone": (EMAIL, EMAIL, "plain"),
    "in a query": (EMAIL, f"a=1&em={EMAIL}&b=2", "plain"),
    "percent": (EMAIL, "em=ada.lovelace%40example.org", "percent"),
    "small and capital escapes": (CITY, "city=Bad%20T%c3%B6lz", "percent"),
    "plus as space": (CITY, "city=Bad+T%C3%B6lz&x=1", "percent"),
    "a plus that is a plus": (PHONE, "tel=%2B44+20+7946+0958", "percent"),
    "plain plus": (PHONE, f"call {PHONE}!", "plain"),
    "JSON": (EMAIL, json.dumps({"a": [{"em": EMAIL}]}), "plain"),
    "JSON with escapes": (STREET, json.dumps({"street": STREET}), "plain"),
    "JSON within JSON": (FIRST, json.dumps({"body": json.dumps({"first": FIRST})}), "plain"),
    "JSON in a parameter": (FIRST, "d=%7B%22first%22%3A%22Ada%22%7D", "percent"),
    "line ends of forms": (STREET, "street=12+Rue+d%27%C3%89t%C3%A9%0D%0AB%C3%A2t.+2", "percent"),
    "line ends of multipart": (STREET, STREET.replace("\n", "\r\n"), "plain"),
    "around a broken escape": (EMAIL, "x=100%&em=ada.lovelace%40example.org&y=%zz", "percent"),
    "around bytes that are no text": (EMAIL, "x=%ff%fe&em=ada.lovelace%40example.org", "percent"),
    "in a sentence": (EMAIL, f"mail <{EMAIL}>, please", "plain"),
    "longer address": (EMAIL, f"x{EMAIL}", ""),
    "longer host": (EMAIL, f"{EMAIL}.uk", ""),
    "after a plus": (EMAIL, f"a+{EMAIL}", "percent"),
    "part of a word": ("Lovelace", "Lovelaces", ""),
    "part of an address": ("Lovelace", "em=a.Lovelace@example.org", ""),
    "part of a number": ("10115", "id=9101150", ""),
    "other case": ("Lovelace", "lovelace", ""),
    "second place": ("Lovelace", "Lovelaces and Lovelace", "plain"),
    "a letter before that is not English": ("Lovelace", "éLovelace", ""),
    "short as a parameter": (FIRST, "first=Ada&last=Byron", "plain"),
    "short at the end": (FIRST, "first=Ada", "plain"),
    "short in JSON": (FIRST, '{"first":"Ada"}', "plain"),
    "short in multipart": (FIRST, 'name="first"\r\n\r\nAda\r\n--x', "plain"),
    "short in a sentence": (FIRST, "Dear Ada, hello", ""),
    "short within a list": ("DE", "langs=AT,DE,CH", ""),
    "four letters": ("Anna", "Anna Weber", ""),
    "five letters": ("Berta", "Berta Weber", "plain"),
    "nothing": (EMAIL, "", ""),
}


@pytest.fixture(scope="module")
def bodies(node: Node) -> dict[str, list[tuple[str, str]]]:
    """The hits of all bodies."""
    return dict(
        zip(BODIES, map(brief, node([asks(value, text=text) for value, text, _ in BODIES.values()])), strict=True)
    )


@pytest.mark.parametrize("name", BODIES)
def test_bodies(bodies: dict[str, list[tuple[str, str]]], name: str) -> None:
    """A value is found where it stands by itself, plain or percent-encoded, and nowhere else."""
    encoding = BODIES[name][2]
    assert ([("body", encoding)] if encoding else []) == bodies[name]


URLS: Final = {
    "query": ("https://a.example/?em=ada.lovelace%40example.org", ["percent"]),
    "path": (f"https://a.example/u/{EMAIL}/x", ["plain"]),
    "twice": (f"https://a.example/{EMAIL}?em=ada.lovelace%40example.org", ["plain"]),
    "fragment": (f"https://a.example/#em={EMAIL}", []),
    "before a fragment": (f"https://a.example/?em={EMAIL}#top", ["plain"]),
    "broken escape": (f"https://a.example/100%?em={EMAIL}", ["plain"]),
    "web socket": (f"wss://a.example/?em={EMAIL}", ["plain"]),
}


def test_addresses(node: Node) -> None:
    """Of an address all is searched but its fragment, which the browser keeps to itself."""
    hits = dict(zip(URLS, map(brief, node([asks(EMAIL, url) for url, _ in URLS.values()])), strict=True))
    assert {name: [("url", encoding) for encoding in encodings] for name, (_, encodings) in URLS.items()} == hits


def test_each_channel_counts_once(node: Node) -> None:
    """A value in address and body gives one hit for each."""
    [hits] = node([asks(EMAIL, f"https://a.example/?em={EMAIL}", f"{EMAIL} {EMAIL}")])
    assert [("url", "plain"), ("body", "plain")] == brief(hits)


READINGS: Final = {
    "none": ("null", "", ""),
    "not shown": ('{ error: "Unknown error." }', "", "not-shown"),
    "form data": ("{ formData: { a: ['x', 'y'], b: ['z'] } }", "a\nx\ny\nb\nz", ""),
    "too big form data": ("{ formData: { a: ['a'.repeat(4 << 20)] } }", "", "too-big"),
    "raw": ("{ raw: [{ bytes: new TextEncoder().encode('été').buffer }] }", "été", ""),
    "a letter in two pieces": (
        "{ raw: [{ bytes: Uint8Array.of(116, 195).buffer }, { bytes: Uint8Array.of(169).buffer }] }",
        "té",
        "",
    ),
    "bytes that are no text": ("{ raw: [{ bytes: Uint8Array.of(255, 97).buffer }] }", "�a", ""),
    "around a file": (
        "{ raw: [{ bytes: new TextEncoder().encode('a').buffer }, { file: '/x' }] }",
        "a",
        "file",
    ),
    "empty": ("{ raw: [] }", "", ""),
    "as big as may be": ("{ raw: [{ bytes: new Uint8Array(4 << 20).fill(97).buffer }] }", "a" * (4 << 20), ""),
    "too big": ("{ raw: [{ bytes: new ArrayBuffer(4 << 20) }, { bytes: new ArrayBuffer(1) }] }", "", "too-big"),
}


def test_read_body(node: Node) -> None:
    """What the browser shows of a body becomes texts; what it does not show is named, never passed over."""
    read = dict(zip(READINGS, node([{"body": body} for body, _, _ in READINGS.values()]), strict=True))
    assert {name: {"text": text, "unreadable": why} for name, (_, text, why) in READINGS.items()} == read


def test_search_is_bounded(node: Node) -> None:
    """In a big text only the first of many values are looked for, in a small one all: no page stalls the browser."""
    lengths = [4 << 20, 100_000]
    found = node([{"url": "https://a.example/", "length": length, "count": 500} for length in lengths])
    assert [list(range(47)), list(range(500))] == found
