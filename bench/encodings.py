"""How many of all made-up leaks the scanner finds, and how often it finds what is not there.

Exits with 1 when it finds less than it must, or anything in clean traffic.
"""

import base64
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.report import say
from companion.patterns import build, new_prime, pages
from tests.leaks import GROUPS, Vector, clean, vault, vectors
from tests.page.node import bundled, run

PER_FAMILY: Final = 60
MEGABYTES: Final = 50
MUST: Final = 0.97
"""The share of all leaks that must be found."""
BATCH: Final = 4_000_000
"""Bytes that one run of Node gets."""
WORST: Final = 12
RUN: Final = """
import { PatternSet, scan } from "%s";
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const { pages, requests } = JSON.parse(asked);
const sets = [PatternSet.of(pages)];
const decoded = requests.map((parts) => parts.map(([channel, base64]) =>
  ({ channel, bytes: new Uint8Array(Buffer.from(base64, "base64")) })));
const start = performance.now();
const found = decoded.map((parts) => scan(parts, sets).findings.map(({ value, chain }) => [value.item, chain]));
console.log(JSON.stringify({ found, ms: performance.now() - start }));
"""
Request = list[tuple[str, bytes]]
"""Channels and their bytes."""
Finding = tuple[str, str]
"""A value's item, and the chain by which it came."""


class Scanner:
    """The extension's scanner, with the companion's patterns of the made-up vault."""

    def __init__(self, folder: Path) -> None:
        known = vault()
        self._texts = {value.item: value.text for value in known}
        self._pages: list[dict[str, Any]] = msgspec.to_builtins(pages(known, build(known), 1, new_prime()))
        self._script = RUN % bundled("scan/scan.ts", folder)
        self.ms = 0.0
        """What all scans took so far."""

    def scan(self, requests: Iterable[Request]) -> Iterator[list[Finding]]:
        """Tell what is found in each request."""
        for batch in _batches(requests):
            sent = [[(channel, base64.b64encode(data).decode()) for channel, data in request] for request in batch]
            answer = run(self._script, {"pages": self._pages, "requests": sent})
            self.ms += answer["ms"]
            yield from ([(item, chain) for item, chain in found] for found in answer["found"])

    def finds(self, made: list[Vector]) -> list[bool]:
        """Tell of each vector whether its value is found."""
        answers = self.scan([(vector.channel, vector.carrier)] for vector in made)
        return [
            any(self._texts[item] == vector.value for item, _ in found)
            for vector, found in zip(made, answers, strict=True)
        ]

    def false_hits(self, megabytes: float, seed: int = 11) -> list[Finding]:
        """Tell what is found in traffic that is about nobody."""
        requests = ([("url", one.url.encode()), ("body", one.body)] for one in clean(megabytes, seed))
        return [hit for found in self.scan(requests) for hit in found]


def shares(made: list[Vector], found: list[bool]) -> dict[str, tuple[int, int]]:
    """Count vectors by group and by family: how many are found, of how many."""
    names = [name for vector in made for name in (vector.group, vector.family)]
    hits = [name for vector, hit in zip(made, found, strict=True) if hit for name in (vector.group, vector.family)]
    return {name: (Counter(hits)[name], count) for name, count in Counter(names).items()}


def main() -> None:
    """Look for every made-up leak, and then through clean traffic."""
    made = list(vectors(PER_FAMILY, groups=tuple(GROUPS)))
    with tempfile.TemporaryDirectory() as folder:
        scanner = Scanner(Path(folder))
        counted = shares(made, scanner.finds(made))
        scanner.ms = 0
        false_hits = scanner.false_hits(MEGABYTES)
    families = sorted((name for name in counted if name not in GROUPS), key=lambda name: counted[name][0])
    say(
        [_row(name, counted[name]) for name in (*GROUPS, *families[:WORST])],
        f"{len(false_hits)} false hits in {MEGABYTES} MB of clean traffic{_chains(false_hits)}, "
        f"at {1000 * MEGABYTES / scanner.ms:.0f} MB/s",
    )
    if false_hits or any(counted[group][0] < MUST * counted[group][1] for group in GROUPS):
        sys.exit(1)


def _row(name: str, count: tuple[int, int]) -> dict[str, object]:
    found, of = count
    return {"leaks": name, "found": found, "of": of, "%": 100 * found / of}


def _chains(hits: list[Finding]) -> str:
    return f" ({', '.join(sorted({chain for _, chain in hits}))})" if hits else ""


def _batches(requests: Iterable[Request]) -> Iterator[list[Request]]:
    batch: list[Request] = []
    size = 0
    for request in requests:
        batch.append(request)
        size += sum(len(data) for _, data in request)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    yield batch


if __name__ == "__main__":
    main()
