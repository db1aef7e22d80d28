"""What the scanner finds in requests, and what it must not find, run by Node without a browser."""

import base64
import gzip
import hashlib
import json
import quopri
import random
import unicodedata
import urllib.parse
import uuid
import zlib
from typing import Final

import pytest

from tests.page.scanner import (
    ADA,
    DIGEST,
    EMAIL,
    LAST,
    MD5,
    PAGE,
    SHA1_OF_MD5,
    SHA256,
    STREET,
    TEL,
    WEAK,
    Node,
    Sought,
    asks,
    b64,
    found,
    page,
    scanner,
)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The bundled scanner."""
    return scanner(tmp_path_factory.mktemp("scanner"))


def deflated(data: str) -> bytes:
    """Deflate a text without any wrapping."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data.encode()) + packer.flush()


def percent(text: str) -> str:
    """Percent-encode all that must be."""
    return urllib.parse.quote(text, safe="")


def entities(text: str) -> str:
    """Write each character as an HTML entity, by decimal and hexadecimal number in turn."""
    return "".join(f"&#{ord(c)};" if at % 2 else f"&#x{ord(c):x};" for at, c in enumerate(text))


LZ: Final = "IYE2DoBsHsDcFNLAMbwALwB7ALYAdJ5xoAnAcyA="  # compressToBase64 of the e-mail address, by lz-string 1.5.0
JSON_EMAIL: Final = json.dumps({"em": EMAIL})
UUID: Final = str(uuid.UUID(bytes=MD5))
DIGESTS: Final[dict[str, tuple[bytes | str, str]]] = {
    "hex": (f"h={SHA256.hex()}", "lower>sha256>hex"),
    "capital hex": (f"h={SHA256.hex().upper()}", "lower>sha256>hex"),
    "hex after other digits": (f"h=a{SHA256.hex()}", "lower>sha256>hex"),
    "hex within a word": (f"x_h{SHA256.hex()}g_1", "lower>sha256>hex"),
    "a UUID of a hash": (UUID, "lower>md5>hex"),
    "base64": (f"h={b64(SHA256)}", "lower>sha256>base64"),
    "hex with colons": (f"h={SHA256.hex(':')}", "lower>sha256>hex"),
    "hex after its prefix": (f"h=0x{SHA256.hex()}", "lower>sha256>hex"),
    "base64 for addresses": (f"h={base64.urlsafe_b64encode(SHA256).decode().rstrip('=')}", "lower>sha256>base64"),
    "percent-encoded base64": (f"h={percent(b64(SHA256))}", "lower>sha256>base64>percent"),
    "base64 of hex": (f"h={b64(SHA256.hex())}", "lower>sha256>hex>base64"),
    "base64 after one letter": (f"a{b64(SHA256)}", "lower>sha256>base64"),
    "base64 after two letters": (f"ab{b64(SHA256)}", "lower>sha256>base64"),
    "base64 after three letters": (f"abc{b64(SHA256)}", "lower>sha256>base64"),
    "base64 of a struct": (f"h={b64(b'x' + SHA256 + b'y')}", "lower>sha256>base64"),
    "base32": (f"h={base64.b32encode(SHA256).decode()}", "lower>sha256>base32"),
    "small base32": (f"h=ab{base64.b32encode(SHA256).decode().lower()}", "lower>sha256>base32"),
    "raw": (b"\x08\x01" + SHA256 + b"\x7f", "lower>sha256"),
    "a hash of a hash": (SHA1_OF_MD5.hex(), "md5>sha1>hex"),
    "another hash": (f"h={hashlib.sha256(b'somebody').hexdigest()}", ""),
    "half a hash": (f"h={SHA256.hex()[:40]}", ""),
}
TEXTS: Final[dict[str, tuple[bytes | str, str]]] = {
    "alone": (EMAIL, "plain"),
    "in other letter case": (f"em={EMAIL.upper()}", "plain"),
    "percent": (f"em={percent(EMAIL)}&b=2", "percent"),
    "percent twice": (f"em={percent(percent(EMAIL))}", "percent>percent"),
    "percent three times": (f"em={percent(percent(percent(EMAIL)))}", "percent>percent>percent"),
    "percent four times": (f"em={percent(percent(percent(percent(EMAIL))))}", ""),
    "all percent": ("em=" + "".join(f"%{byte:02x}" for byte in EMAIL.encode()), "percent"),
    "plus as blank": ("street=12+Rue+d%27%C3%89t%C3%A9&x=1", "percent"),
    "old escapes": ("street=12%20Rue%20d%27%u00C9t%u00E9", "percent"),
    "around a broken escape": (f"x=100%&em={percent(EMAIL)}&y=%zz", "percent"),
    "around bytes that are no text": (f"x=%ff%fe&em={percent(EMAIL)}".encode() + b"\xff", "percent"),
    "pluses beside escapes": (f"d=%22ada+x%22%2C%22{TEL.replace('0', '%30')}%22", "e164>percent"),
    "JSON": (JSON_EMAIL, "plain"),
    "JSON escapes": (json.dumps({"street": STREET}), "json"),
    "JSON in JSON": (json.dumps({"a": json.dumps({"street": STREET})}), "json>json"),
    "JavaScript escapes": (r'em="ada.lovelace\x40example\u{2e}org"', "json"),
    "JSON in a parameter": (f"d={percent(json.dumps({'street': STREET}))}", "json>percent"),
    "HTML entities": (f"<b>{entities(EMAIL)}</b>", "html"),
    "HTML names": ("<b>12 Rue d&apos;&Eacute;t&eacute;</b>", "html"),
    "HTML at": ("<b>ada.lovelace&commat;example&period;org</b>", "html"),
    "base64 of a text": (f"d={b64(EMAIL)}", "base64"),
    "base64 of a text after one letter": (f"/u/a{b64(EMAIL)}", "base64"),
    "base64 in a path": (f"/user/{b64(EMAIL)}/x", "base64"),
    "base64 of JSON": (f"d={b64(JSON_EMAIL)}", "base64"),
    "base64 twice": (f"d={b64(b64(EMAIL))}", "base64>base64"),
    "base64 of percent": (f"d={b64('em=' + percent(EMAIL))}", "percent>base64"),
    "base64 of a short name": (f"d={b64('n=Berta')}", "base64"),
    "base64 in lines": (base64.encodebytes(f"{'x' * 50} {EMAIL}".encode()), "base64"),
    "base64 in lines of mail": (base64.encodebytes(f"{'x' * 50} {EMAIL}".encode()).replace(b"\n", b"\r\n"), "base64"),
    "short base32": (f"n={base64.b32encode(LAST.encode()).decode().lower().rstrip('=')}", "base32"),
    "a hex dump": (EMAIL.encode().hex(":"), "hex"),
    "hex of a text": (f"d={EMAIL.encode().hex()}", "hex"),
    "base32 of a text": (f"d={base64.b32encode(EMAIL.encode()).decode()}", "base32"),
    "quoted-printable": (quopri.encodestring(f"{'x' * 70} {STREET}".encode()), "quoted-printable"),
    "soft line breaks": ("Subject: a\r\n\r\nada.lovelace@exam=\r\nple.org", "quoted-printable"),
    "UTF-16": (EMAIL.encode("utf-16-le"), "utf-16"),
    "big-endian UTF-16": (f"é {STREET}".encode("utf-16-be"), "utf-16"),
    "UTF-16 after other bytes": (b"id=44&em=" + EMAIL.encode("utf-16-be") + b"&a=1", "utf-16"),
    "little-endian UTF-16 after other bytes": (b"id=4&em=" + EMAIL.encode("utf-16-le") + b"&a=1", "utf-16"),
    "all UTF-16 percent-encoded": (f"d={urllib.parse.quote(EMAIL.encode('utf-16-be'))}", "utf-16>percent"),
    "base64 of UTF-16": (f"d={b64(EMAIL.encode('utf-16-le'))}", "utf-16>base64"),
    "gzip": (gzip.compress(JSON_EMAIL.encode()), "gzip"),
    "zlib": (zlib.compress(JSON_EMAIL.encode() * 9), "zlib"),
    "base64 of gzip": (f"d={b64(gzip.compress(JSON_EMAIL.encode()))}", "gzip>base64"),
    "base64 of deflate": (f"SAMLRequest={percent(b64(deflated(JSON_EMAIL)))}", "deflate>base64"),
    "percent in deflate in all percent-encoded base64": (
        "d=" + "".join(f"%{ord(letter):x}" for letter in b64(deflated(f"a=1&em={percent(EMAIL)}&b=2"))),
        "percent>deflate>base64>percent",
    ),
    "in a sentence": (f"Mail <{EMAIL}>, please.", "plain"),
    "at a sentence's end": (f"My mail is {EMAIL}.", "plain"),
    "a possessive": ("Berta's, too", "plain"),
    "five letters": ("Dear Berta Weber", "plain"),
    "a number": (f"tel={TEL}&x", "e164"),
    "a number, percent-encoded": (f"tel={percent(TEL)}&x", "e164>percent"),
    "lz-string": (f"d={LZ}", "lz-string"),
    "nothing": ("", ""),
    "a longer address": (f"x{EMAIL}", ""),
    "a longer host": (f"{EMAIL}.uk", ""),
    "a part of a word": ("Lovelaces", ""),
    "a part of an address": ("em=a.Lovelace@example.net", ""),
    "a part of an address, percent-encoded": ("em=Lovelace%40example.net", ""),
    "a part of a five-letter word": ("Bertas Alberta", ""),
    "a letter before that is not English": ("éLovelace", ""),
    "a letter after that is not English": ("Lovelaceé", ""),
    "a combining accent after": ("Lovelace\u0301", ""),
    "an escaped letter after": (r'"Lovelace\u00e9"', ""),
    "dashes that are not English": ("\u2014Lovelace\u2014", "plain"),
    "bytes around that are no text": (b"\xff\xfeLovelace\xe9", "plain"),
    "several words": ('{"name":"Augusta Lovelace Byron"}', "plain"),
    "the second place": ("Lovelaces and Lovelace", "plain"),
}


@pytest.fixture(scope="module")
def chains(node: Node) -> dict[str, list[str]]:
    """The chains of what is found in all digests and texts."""
    cases = DIGESTS | TEXTS
    answers = node([asks(data) for data, _ in cases.values()])
    return {name: [chain for _, chain, _ in one["findings"]] for name, one in zip(cases, answers, strict=True)}


@pytest.mark.parametrize("name", DIGESTS)
def test_digests(chains: dict[str, list[str]], name: str) -> None:
    """A digest is found in every spelling of its bytes, whatever stands before it in its run."""
    assert chains[name] == list(filter(None, [DIGESTS[name][1]]))


@pytest.mark.parametrize("name", TEXTS)
def test_texts(chains: dict[str, list[str]], name: str) -> None:
    """A text is found where it stands by itself, however it was escaped, and nowhere else."""
    assert chains[name] == list(filter(None, [TEXTS[name][1]]))


def test_each_value_counts_once_in_each_channel(node: Node) -> None:
    """A value that is sent several times gives one finding for each channel, by the simplest chain."""
    sent = [["url", f"?a={percent(EMAIL)}&h={SHA256.hex()}"], ["cookie", f"{EMAIL} {EMAIL} {MD5.hex()}"]]
    parts = [[channel, b64(text)] for channel, text in sent]
    [answer] = node([asks("", parts=parts)])
    assert sorted(answer["findings"]) == [["email", "percent", "url"], ["email", "plain", "cookie"]]


def test_several_sets(node: Node) -> None:
    """All sets are looked for; a value of two sets is found once, with its guard."""
    guard = {"filters": [], "exempt": [], "until": "gone", "rule": "r"}
    document = page([Sought("email", EMAIL.encode()), Sought("", b"typed by hand")], guard=guard)
    [answer] = node([asks(f"{EMAIL}, {LAST}, typed by hand", sets=[[PAGE], [document], []])])
    assert [item for item, _, _ in answer["findings"]] == ["email", "last", ""]
    assert answer["guards"] == [True, False, True]


def test_several_pages(node: Node) -> None:
    """The patterns of all pages of a set are looked for, and each stands for its own page's value."""
    pages = [page([one]) for one in ADA]
    [answer] = node([asks(f"{EMAIL} {STREET} Berta", sets=[pages])])
    assert found(answer) == "berta email street"
    assert answer["sizes"] == [[len(ADA), 0]]


def test_many_patterns_with_one_window(node: Node) -> None:
    """Patterns that begin alike are told apart, and none is lost."""
    names = [f"ada.lovelace+{number}@example.org" for number in range(500)]
    pages = [page([Sought(name, name.encode()) for name in names])]
    [answer] = node([asks("\n".join(names[::7]), sets=[pages])])
    assert found(answer) == " ".join(sorted(names[::7]))


def test_malformed_pages(node: Node) -> None:
    """What is not well-formed is left out and counted, and all else is found."""
    good = page([Sought("email", EMAIL.encode())])
    broken = [
        {**good, "table": "%%"},
        {**good, "table": base64.b64encode(b"12345").decode()},
        {**good, "prime": 12},
        {**good, "values": []},
        {**good, "chains": []},
        page([Sought("x", b"", flags=WEAK)]),
        page([Sought("x", b"short", "sha256", DIGEST)]),
        page([Sought("x", EMAIL.encode(), flags=64)]),
    ]
    *answers, both, none = node(
        [asks(EMAIL, sets=[pages]) for pages in [*([one] for one in broken), [good, *broken], []]]
    )
    assert [one["sizes"] for one in answers] == [[[0, 1]]] * len(broken)
    assert [one["findings"] for one in answers] == [[]] * len(broken)
    assert (found(both), both["sizes"]) == ("email", [[1, len(broken)]])
    assert none["findings"] == []


LIMITS: Final[dict[str, tuple[bytes | str, dict[str, int] | None, str, str]]] = {
    "a part as long as may be": (f"{'x ' * 488}{EMAIL}", {"part": 1000, "decoded": 9000}, "email", ""),
    "a part that is too long": (f"{EMAIL} {'x' * 976}", {"part": 1000, "decoded": 9000}, "email", "too-big"),
    "a value beyond the end": (f"{'x ' * 500}{EMAIL}", {"part": 1000, "decoded": 9000}, "", "too-big"),
    "a text too long to decode": (
        f"{percent(EMAIL)} {'%41' * 900}",
        {"part": 9000, "decoded": 900},
        "email",
        "too-big",
    ),
    "runs too many to decode": (f"{b64(EMAIL)}.{b64('aZ' * 300)}", {"part": 9000, "decoded": 300}, "email", "too-big"),
    "a bomb": (gzip.compress(EMAIL.encode() + bytes(1 << 22)), {"part": 9000, "decoded": 9000}, "email", "too-big"),
    "a broken stream": (gzip.compress(JSON_EMAIL.encode() * 2)[:10] + b"\xff" * 40, None, "", "not-inflated"),
    "a stream that is cut off": (gzip.compress((JSON_EMAIL + "x").encode())[:-12], None, "email", "not-inflated"),
    "a stream of another kind": (b"\x28\xb5\x2f\xfd" + bytes(40), None, "", "not-inflated"),
    "nothing to look for": (gzip.compress(b"")[:10], None, "", "not-inflated"),
}


def test_limits(node: Node) -> None:
    """What is too big or broken is named, and as much of it as can be is searched."""
    answers = node([asks(data, limits=limits) for data, limits, _, _ in LIMITS.values()])
    seen = {name: (found(one), one["unreadable"]) for name, one in zip(LIMITS, answers, strict=True)}
    assert seen == {name: (items, why) for name, (_, _, items, why) in LIMITS.items()}


def test_a_hundred_megabytes_are_cut_at_once(node: Node) -> None:
    """A huge body is cut before it is looked at, and what fits is searched."""
    shown = {"url": "https://a.example/#x", "body": f"{{ raw: [{{ bytes: new ArrayBuffer({100 << 20}) }}] }}"}
    [answer] = node([{"shown": shown}])
    assert [(channel, len(text)) for channel, text in answer["parts"]] == [("url", 18), ("body", 4 << 20)]
    assert answer["unreadable"] == "too-big"


READINGS: Final = {
    "none": ("null", [], ""),
    "not shown": ('{ error: "Unknown error." }', [], "not-shown"),
    "form data": ("{ formData: { a: ['x', 'y'], b: ['z'] } }", ["a=x\na=y\nb=z\n"], ""),
    "too big form data": ("{ formData: { a: ['b'.repeat(4 << 20)] } }", ["a=" + "b" * ((4 << 20) - 2)], "too-big"),
    "a letter in two pieces": (
        "{ raw: [{ bytes: Uint8Array.of(116, 195).buffer }, { bytes: Uint8Array.of(169).buffer }] }",
        ["t\xc3\xa9"],
        "file",
    ),
    "around a file": ("{ raw: [{ bytes: new TextEncoder().encode('a').buffer }, { file: '/x' }] }", ["a"], "file"),
    "nothing": ("{ raw: [] }", [], ""),
    "as big as may be": ("{ raw: [{ bytes: new Uint8Array(4 << 20).fill(97).buffer }] }", ["a" * (4 << 20)], ""),
}


def test_bodies(node: Node) -> None:
    """What the browser shows of a body becomes bytes; what it does not show is named, never passed over."""
    url = "https://a.example/?x#y"
    answers = node([{"shown": {"url": url, "body": body}} for body, _, _ in READINGS.values()])
    assert all(one["parts"][0] == ["url", "https://a.example/?x"] for one in answers)
    seen = {
        name: ([text for _, text in one["parts"][1:]], one["unreadable"])
        for name, one in zip(READINGS, answers, strict=True)
    }
    assert seen == {name: (texts, why) for name, (_, texts, why) in READINGS.items()}


def goes_on(letter: str) -> bool:
    """Whether a letter, or none, goes on a word, an address or a number."""
    return bool(letter) and (letter in "._@+-" or unicodedata.category(letter)[0] in "LMN")


def occurs(text: bytes, sought: Sought) -> bool:
    """Look for one pattern, the slow way: digests anywhere, texts where they stand by themselves."""
    low, data = text.lower(), sought.data.lower()
    at = low.find(data)
    while at >= 0:
        before = text[max(0, at - 4) : at].decode(errors="replace")
        after = text[at + len(data) :][:4].decode(errors="replace")
        stops = after[:1] == "." and not goes_on(after[1:2])
        if sought.flags == DIGEST or not (goes_on(before[-1:]) or (goes_on(after[:1]) and not stops)):
            return True
        at = low.find(data, at + 1)
    return False


def test_like_a_naive_search(node: Node) -> None:
    """In random bytes, many of them parts of patterns, the same is found as by looking for one after the other."""
    draw = random.Random(7)  # noqa: S311 - the same every time
    letters = [*b"abAB01._@ ,;\n"]
    words = [bytes(draw.choices(letters, k=draw.randrange(5, 12))).strip() or b"abcde" for _ in range(300)]
    sought = [Sought(f"text {at}", word) for at, word in enumerate(dict.fromkeys(map(bytes.lower, words)))]
    sought += [Sought(f"digest {at}", draw.randbytes(16), "md5", DIGEST) for at in range(300)]
    bodies = []
    for _ in range(40):
        pieces = [bytes(draw.choices(letters, k=draw.randrange(4))) + draw.choice(sought).data for _ in range(60)]
        bodies.append(b"".join(piece[: draw.choice([5, 50, 50])] for piece in pieces))
    answers = node([asks(body, sets=[[page(sought)]]) for body in bodies])
    for body, answer in zip(bodies, answers, strict=True):
        plain = {item for item, chain, _ in answer["findings"] if chain in {"plain", "md5"}}
        assert plain == {one.item for one in sought if occurs(body, one)}
    assert sum(len(one["findings"]) for one in answers) > len(sought)


def test_nothing_is_thrown(node: Node) -> None:
    """Whatever the bytes are, there is an answer: broken escapes, broken streams, broken UTF-8."""
    draw = random.Random(8)  # noqa: S311 - the same every time
    starts = [b"", b"\x1f\x8b\x08\x1e", b"\x78\x9c", b"\x28\xb5\x2f\xfd", b'{"', b"%u", b"\\u{", b"&#", b"=\n"]
    letters = [*b'%\\u{}&#x;=+"[]:,\0\n\xc3\xe2\xf0\xffdD8', *b"abcABC0123"]
    noise = [start + bytes(draw.choices(letters, k=draw.randrange(200))) for start in starts for _ in range(30)]
    noise += [start + draw.randbytes(draw.randrange(300)) for start in starts for _ in range(30)]
    packed = [gzip.compress(JSON_EMAIL.encode() * 9), b64(JSON_EMAIL).encode(), LZ.encode(), percent(STREET).encode()]
    for data in packed * 40:
        at = draw.randrange(len(data))
        noise.append(data[:at] + draw.randbytes(2) + data[at + 1 :])
    assert len(noise) == len(node([asks(data) for data in noise]))
