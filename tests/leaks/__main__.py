"""Writes the vectors, the vault that they are of, or clean traffic: ``python -m tests.leaks --out FILE``."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tests.leaks import GROUPS, clean, vault, vectors


def main() -> None:
    """Write one JSON object a line; bytes are in base64."""
    parser = argparse.ArgumentParser(prog="python -m tests.leaks", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--what", choices=("vectors", "vault", "clean"), default="vectors")
    parser.add_argument("--per-family", type=int, default=60, help="vectors of each family")
    parser.add_argument("--megabytes", type=int, default=50, help="clean traffic")
    asked = parser.parse_args()
    with asked.out.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(row)}\n" for row in _rows(asked))


def _rows(asked: argparse.Namespace) -> Iterator[dict[str, object]]:
    known = vault(200)
    if asked.what == "clean":
        return (request.row() for request in clean(asked.megabytes))
    if asked.what == "vault":
        return ({"item": one.item, "version": one.version, "kind": one.kind, "text": one.text} for one in known)
    return (vector.row() for vector in vectors(asked.per_family, groups=tuple(GROUPS)))


if __name__ == "__main__":
    main()
