"""The scanner in Node, and pages of patterns as the companion makes them: fingerprints of what is to be looked for."""

import base64
import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.page.node import bundled, run

# Bytes travel as base64. Each case: parts (channel, bytes), sets of pages, and limits or null for the usual ones.
RUN: Final = """
import { PatternSet, partsOf, scan } from "%s";
let text = "";
for await (const chunk of process.stdin) text += chunk;
const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const answers = JSON.parse(text).map(({ sets, parts, limits, shown }) => {
  if (shown) {
    const read = partsOf(shown.url, eval(`(${shown.body})`));
    return { ...read, parts: read.parts.map(({ channel, bytes }) => [channel, Buffer.from(bytes).toString("latin1")]) };
  }
  const patterns = sets.map((pages) => PatternSet.of(pages));
  const asked = parts.map(([channel, bytes]) => ({ channel, bytes: bytesOf(bytes) }));
  const bounds = limits ? { part: limits.part, decoded: () => limits.decoded } : undefined;
  const { findings, unreadable } = scan(asked, patterns, bounds);
  return {
    findings: findings.map(({ value, chain, channel }) => [value.item, chain, channel]),
    guards: findings.map(({ value }) => value.guard !== null),
    unreadable,
    sizes: patterns.map(({ size, malformed }) => [size, malformed]),
  };
});
console.log(JSON.stringify(answers));
"""
Node = Callable[[list[dict[str, Any]]], list[Any]]

PRIME: Final = 17592186044399
WEAK, DIGEST, TINY = 1, 2, 4
_WINDOW: Final = 6
_KEYS: Final = {
    "postal-code": ["zip", "plz", "zp", "postcode", "postalcode"],
    "given-name": ["fn", "first", "firstname"],
    "country": ["country", "ct"],
    "address-level2": ["ort", "city"],
}


@dataclass(frozen=True)
class Sought:
    """A pattern to look for, and the item and kind that it stands for."""

    item: str
    data: bytes
    chain: str = "plain"
    flags: int = 0
    kind: str = "email"


def page(sought: Sequence[Sought], guard: dict[str, Any] | None = None) -> dict[str, Any]:
    """Fingerprint patterns, all on one page; the guard is that of all their values."""
    values = {value: at for at, value in enumerate(dict.fromkeys((one.item, one.kind) for one in sought))}
    chains = {chain: at for at, chain in enumerate(dict.fromkeys(one.chain for one in sought))}
    table = b"".join(record(one.data, values[one.item, one.kind], chains[one.chain], one.flags) for one in sought)
    return {
        "type": "patterns",
        "generation": 1,
        "page": 0,
        "pages": 1,
        "prime": PRIME,
        "values": [
            {"item": item, "version": 1, "kind": kind, "kindText": kind, "guard": guard} for item, kind in values
        ],
        "chains": list(chains),
        "keys": [{"kind": kind, "names": names} for kind, names in _KEYS.items()],
        "table": base64.b64encode(table).decode(),
    }


def record(data: bytes, value: int, chain: int, flags: int) -> bytes:
    """Pack one pattern's fingerprint."""
    folded = data.lower()
    low, high = struct.unpack_from("<IH", folded.ljust(_WINDOW, b"\0"))
    mixed = (low * 0x9E3779B1 ^ high * 0x85EBCA6B) & 0xFFFFFFFF
    window = mixed ^ mixed >> 15 if len(folded) >= _WINDOW else 0
    rest = int.from_bytes(folded) % PRIME
    return struct.pack("<IHHHHIH", window, len(folded), value, chain, flags, rest & 0xFFFFFFFF, rest >> 32)


EMAIL, STREET, TEL = "ada.lovelace@example.org", "12 Rue d'Été", "+442079460958"
ZIP, FIRST, LAST, COUNTRY = "10115", "Ada", "Lovelace", "DE"
SHA256: Final = hashlib.sha256(EMAIL.encode()).digest()

MD5: Final = hashlib.md5(EMAIL.encode()).digest()  # noqa: S324 - what trackers send
SHA1_OF_MD5: Final = hashlib.sha1(MD5.hex().encode()).digest()  # noqa: S324 - what trackers send

ADA: Final = [
    Sought("email", EMAIL.encode()),
    Sought("email", SHA256, "lower>sha256", DIGEST),
    Sought("email", MD5, "lower>md5", DIGEST),
    Sought("email", SHA1_OF_MD5, "md5>sha1", DIGEST),
    Sought("street", STREET.encode(), kind="street-address"),
    Sought("tel", TEL.encode(), "e164", kind="tel"),
    Sought("last", LAST.encode(), kind="family-name"),
    Sought("berta", b"Berta", kind="family-name"),
    Sought("zip", ZIP.encode(), "plain", WEAK, "postal-code"),
    Sought("first", FIRST.encode(), "plain", WEAK, "given-name"),
    Sought("city", "Bad Tölz".encode(), "plain", WEAK, "address-level2"),
    Sought("country", COUNTRY.encode(), "plain", TINY, "country"),
]
PAGE: Final = page(ADA)


def scanner(folder: Path) -> Node:
    """Bundle the scanner into a folder, to answer many calls in one run of Node."""
    script = RUN % bundled("scan/scan.ts", folder)
    return lambda asked: list(run(script, asked))


def asks(data: bytes | str, channel: str = "body", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - sets, limits
    """Look for Ada's values in one part."""
    sent = data.encode() if isinstance(data, str) else data
    return {"parts": [[channel, base64.b64encode(sent).decode()]], "sets": [[PAGE]], "limits": None, **more}


def b64(data: bytes | str) -> str:
    """Spell bytes in base64."""
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def found(answer: dict[str, Any]) -> str:
    """The items of an answer, in alphabetical order."""
    return " ".join(sorted(item for item, _, _ in answer["findings"]))
