"""How long the patterns of a vault of 200 values take, fingerprints included, and how much of them there is."""

import time

import msgspec

from bench.report import percentile, say
from companion.patterns import build, new_prime, pages
from tests.leaks import vault

VALUES = 200
RUNS = 15


def main() -> None:
    """Build the pages of the made-up vault again and again, each time with a new prime; the first is a cold start."""
    known = vault(VALUES)
    wall, cpu = [], []
    for generation in range(RUNS):
        start, used = time.perf_counter(), time.process_time()
        patterns = build(known)
        made = pages(known, patterns, generation, new_prime())
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    say(
        [
            {
                "values": VALUES,
                "patterns": len(patterns),
                "pages": len(made),
                "bytes": sum(len(msgspec.json.encode(page)) for page in made),
                "first ms": wall[0],
                "p50 ms": percentile(wall, 0.5),
                "p95 ms": percentile(wall, 0.95),
                "cpu p50 ms": percentile(cpu, 0.5),
            }
        ],
        "The aim is 500 ms.",
    )


if __name__ == "__main__":
    main()
