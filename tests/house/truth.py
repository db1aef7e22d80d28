"""The truth of the log is what the servers received: this compares the two, and never the log with itself."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tests.practice.found import find
from tests.practice.received import Received

Row = dict[str, Any]
Sighting = tuple[str, str, str, str, str]
"""Recipient, host, method, channel, and the name of the value."""


def received_values(received: Iterable[Received], values: Mapping[str, str]) -> Counter[Sighting]:
    """Count in which requests the servers got which values."""
    found = find(received, values)
    return Counter((row.recipient, row.host, row.method, row.channel, row.name) for row in found)


def logged_values(transmissions: Iterable[Row]) -> Counter[Sighting]:
    """Count what the log says of the same; an address made for a site is called "alias"."""
    gone = [row for row in transmissions if row["outcome"] == "gone"]
    return Counter((row["recipient"], row["host"], row["method"], row["channel"], name_of(row)) for row in gone)


def name_of(row: Row) -> str:
    """Name a logged value as the tests do."""
    return "alias" if str(row["label"]).startswith("alias at ") else str(row["kind"])


def differences(received: Iterable[Received], values: Mapping[str, str], transmissions: Iterable[Row]) -> list[str]:
    """Say in sentences where log and servers differ; nothing when they agree."""
    truth, log = received_values(received, values), logged_values(transmissions)
    texts = []
    for sighting in sorted(truth.keys() | log.keys()):
        if truth[sighting] != log[sighting]:
            recipient, _host, method, channel, name = sighting
            where = f"{name} to {recipient} by {method} in the {channel}"
            texts.append(f"{where}: received {truth[sighting]} times, logged {log[sighting]} times")
    return texts


def third_parties(received: Iterable[Received], site: str) -> set[str]:
    """Name the hosts other than `site` that got any request."""
    return {request.host for request in received} - {site}


def logged_third_parties(rows: Iterable[Row]) -> set[str]:
    """Name the third-party hosts that the log says the page talked to, with a value or without."""
    return {row["host"] for row in rows if row["third_party"]}


def alias_from(masked: str, own: str) -> str:
    """Work out an alias from the popup's mask of it ("a…+shop-k3x2@example.org · …") and the person's own address."""
    return own.partition("@")[0] + masked.partition("…")[2].partition(" · ")[0]
