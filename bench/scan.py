"""How fast the scanner searches requests, against a loop over substrings in the same run."""

import base64
import json
import random
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.report import say
from tests.page.node import bundled, run
from tests.page.scanner import DIGEST, WEAK, Sought, page

VALUES: Final = 200
SPELLINGS: Final = 24
DIGESTS: Final = 50
LEAKS: Final = 60
TEXT_BYTES: Final = 1 << 20
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
RUN: Final = """
import { PatternSet, scan } from "%s";
import { find } from "%s";
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const { page, text, request, spelled, planted } = JSON.parse(asked);
const bytesOf = (text) => new TextEncoder().encode(text);
const best = (times, work) => {
  let ms = Infinity;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    work();
    ms = Math.min(ms, performance.now() - start);
  }
  return ms;
};
const build = performance.now();
const set = PatternSet.of([page]);
const built = performance.now() - build;
const body = [{ channel: "body", bytes: bytesOf(text) }];
const small = [{ channel: "url", bytes: bytesOf(request) }];
const found = new Set(scan(body, [set]).findings.map(({ value }) => value.item));
let hits = 0;
const engine = best(9, () => find(body[0].bytes, set, () => hits++));
const whole = best(15, () => scan(body, [set]));
for (let i = 0; i < 3000; i++) scan(small, [set]);
const one = best(300, () => { for (let i = 0; i < 10; i++) scan(small, [set]); }) / 10;
const loop = best(1, () => { for (const pattern of spelled) hits += text.includes(pattern); });
const arrays = Object.values(set).filter((field) => ArrayBuffer.isView(field));
console.log(JSON.stringify({
  built, engine, whole, one, loop, hits,
  missed: planted.filter((item) => !found.has(item)).length,
  bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0),
}));
"""


def main() -> None:
    """Search a megabyte of request text, and one request of two kilobytes without a hit."""
    draw = random.Random(1)  # noqa: S311 - the same every time
    patterns = [(value, made) for value in range(VALUES) for made in _patterns(draw)]
    strong = [[one for one in patterns if one[0] == value and one[1][1] != WEAK] for value in range(LEAKS)]
    leaks = [draw.choice(choices) for choices in strong]
    spelled = [made.hex() if flags == DIGEST else made.decode() for _, (made, flags) in patterns]
    text = _text(draw, TEXT_BYTES, [_sent(draw, *made) for _, made in leaks])
    asked = {
        "page": page([Sought(str(value), made, "plain", flags) for value, (made, flags) in patterns]),
        "text": text,
        "request": _text(draw, 2048, [])[:2048],
        "spelled": spelled,
        "planted": [str(value) for value, _ in leaks],
    }
    with tempfile.TemporaryDirectory() as folder:
        script = RUN % (bundled("scan/scan.ts", Path(folder)), bundled("scan/find.ts", Path(folder)))
        seen = run(script, asked)
    size = len(text.encode()) / 1e6
    note = (
        f"{len(patterns)} patterns, built in {seen['built']:.0f} ms, {seen['bytes'] / 1e6:.1f} MB; "
        f"{LEAKS} leaks, {seen['missed']} missed; one request of 2 kB: {1000 * seen['one']:.0f} µs"
    )
    ways = {"substring loop": "loop", "engine": "engine", "with all decoders": "whole"}
    rows = [
        {
            "search": name,
            "ms": seen[field],
            "MB/s": round(1000 * size / seen[field], 2),
            "times the loop": seen["loop"] / seen[field],
        }
        for name, field in ways.items()
    ]
    say(rows, note)


def _patterns(draw: random.Random) -> list[tuple[bytes, int]]:
    """Make the patterns of one value, with their flags: strong texts, one weak one, digests."""
    name = f"{_word(draw, 7)}.{_word(draw, 8)}@{_word(draw, 7)}.org"
    texts = [f"{name}{_word(draw, 3)}" if at % 2 else f"{_word(draw, 9)} {_word(draw, 6)}" for at in range(SPELLINGS)]
    return [
        *((text.encode(), 0) for text in texts),
        (str(draw.randrange(10**4, 10**5)).encode(), WEAK),
        *((draw.randbytes(draw.choice([16, 20, 32])), DIGEST) for _ in range(DIGESTS)),
    ]


def _sent(draw: random.Random, made: bytes, flags: int) -> str:
    if flags == DIGEST:
        return draw.choice([made.hex(), made.hex().upper(), quote(base64.b64encode(made).decode(), safe="")])
    text = made.decode()
    return draw.choice([text, quote(text, safe=""), base64.b64encode(text.encode()).decode(), text.upper()])


def _text(draw: random.Random, size: int, leaks: list[str]) -> str:
    """Write what requests look like: parameters, ids, hashes, tokens, JSON."""
    pieces: list[str] = []
    length = 0
    while length < size:
        value = draw.choice(
            [
                _word(draw, draw.randrange(3, 12)),
                _word(draw, draw.randrange(3, 12)),
                str(draw.randrange(10**10)),
                f"{draw.random():.6f}",
                f"https%%3A%%2F%%2F{_word(draw, 8)}.example%%2F{_word(draw, 6)}".replace("%%", "%"),
                draw.randbytes(16).hex(),
                base64.urlsafe_b64encode(draw.randbytes(30)).decode(),
                json.dumps({_word(draw, 5): _word(draw, 8), _word(draw, 4): draw.randrange(1000)}),
            ]
        )
        pieces.append(f"{_word(draw, draw.randrange(2, 9))}={value}&")
        length += len(pieces[-1])
    for leak in leaks:
        pieces.insert(draw.randrange(len(pieces)), f"{_word(draw, 3)}={leak}&")
    return "".join(pieces)


def _word(draw: random.Random, length: int) -> str:
    return "".join(draw.choices(LETTERS, k=length))


if __name__ == "__main__":
    main()
