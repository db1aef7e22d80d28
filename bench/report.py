"""How benchmarks say what they measured."""

import json
import math
import sys
from collections.abc import Sequence


def percentile(samples: Sequence[float], share: float) -> float:
    """Take the sample at or above which `share` (0 to 1) of all lie below: the nearest-rank percentile."""
    ranked = sorted(samples)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def say(rows: Sequence[dict[str, object]], note: str = "") -> None:
    """Print rows as an aligned table, or as one JSON object when the command line says ``--json``."""
    if "--json" in sys.argv:
        print(json.dumps({"rows": list(rows), "note": note}))
        return
    names = list(rows[0])
    table = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    if note:
        print(note)


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
