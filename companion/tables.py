"""Tables as aligned text for a terminal, and as JSON for programs."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

Row = Mapping[str, Any]

_TIMES: Final = frozenset({"at", "last", "until", "first_seen", "last_seen", "submitted", "undone"})
"""Columns in milliseconds since 1970; 0 stands for never."""
_FLAGS: Final = frozenset({"connected", "sensitive", "third_party"})


def table(rows: Iterable[Row], columns: Mapping[str, str]) -> str:
    """Align rows under headings; `columns` is heading by key. Empty when there are no rows."""
    lines = [[cell(key, row.get(key)) for key in columns] for row in rows]
    if not lines:
        return ""
    lines.insert(0, list(columns.values()))
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def cell(key: str, value: object) -> str:
    """Write one value; what a site chose can move no cursor and break no line."""
    if key in _TIMES:
        return local_time(float(str(value))) if value else ""
    if key in _FLAGS:
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def local_time(millis: float) -> str:
    """Write a time as ISO 8601, by this machine's clock and zone, to the second."""
    return datetime.fromtimestamp(millis / 1000, UTC).astimezone().isoformat(timespec="seconds")


def as_json(content: object) -> str:
    """Write JSON in plain ASCII, so that nothing in it can steer a terminal."""
    return json.dumps(content, indent=2)
