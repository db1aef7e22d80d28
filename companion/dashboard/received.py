"""What one site got and did not get, and who else was there: the log's rows about it, put together."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from companion.dashboard.words import fate, kind_text
from companion.keeper import Opened
from companion.log import Log, Row
from companion.masks import mask
from companion.vault import Value

T = TypeVar("T")
How = Literal["own", "alias", "typed", "ticked"]
Key = tuple[str, int]
REACHES: Final = ("unconfirmed", "cleared", "written", "submitted", "seen")
"""How far a datum is known to have got; the later, the farther."""
_KEPT: Final = ("withhold", "ask", "refuse")
_BY_HAND: Final = ("typed", "on")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One time that a site got something; `item` and `version` are empty for what was typed or ticked by hand."""

    kind: str
    how: How
    reach: str
    at: float
    item: str = ""
    version: int = 0

    @property
    def datum(self) -> Hashable:
        """What makes two receipts those of one datum."""
        return (self.item, self.version) if self.item else (self.how, self.kind)


@dataclass(frozen=True, slots=True)
class Datum:
    """Something that a site got. `masked` is None when the value was deleted, and empty when none was ever kept."""

    kind: str
    label: str
    masked: str | None
    how: How
    reach: str
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind that did not go out, and how often it was asked for; `by_hand` of those times it was typed or ticked."""

    outcome: str
    kind: str
    reason: str
    times: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A third party that requests carried values to, and what became of them."""

    name: str
    hosts: list[str]
    kinds: list[str]
    moments: list[str]
    ways: list[tuple[str, str]]
    sendings: list[tuple[str, int]]
    last: float


@dataclass(frozen=True, slots=True)
class Bystander:
    """A third party that a page talked to without a value being seen."""

    name: str
    hosts: list[str]
    requests: int
    last: float


def values(opened: Opened, rows: Iterable[Row]) -> dict[Key, Value]:
    """Look up the values that rows name; those that were deleted are missing."""
    wanted = {(row["item"], row["version"]) for row in rows if row["item"]}
    return {(value.item, value.version): value for value in opened.vault.texts(wanted)}


def masked(value: Value) -> str:
    """Mask a value after its kind."""
    return mask(value.kind, value.text)


def site_fields(log: Log, site: str) -> list[tuple[Row, Row]]:
    """List every field that a site's forms asked for, each after its disclosure."""
    return [(row, field) for row in log.disclosures(site) for field in log.fields(row["disclosure"])]


def got(opened: Opened, fields: list[tuple[Row, Row]], sent: list[Row]) -> list[Datum]:
    """List what a site got, the latest first.

    Args:
        opened: the vault, for masks.
        fields: what its forms asked for.
        sent: the requests from its pages that carried a value.
    """
    receipts = [receipt for pair in fields for receipt in _from_form(*pair)]
    receipts += [_from_request(row) for row in sent if not row["third_party"] and row["outcome"] == "gone"]
    known = values(opened, [*(field for _, field in fields), *sent])
    data = [_datum(group, known.get((group[0].item, group[0].version))) for group in _grouped(receipts)]
    return sorted(data, key=lambda datum: -datum.last)


def kept(fields: list[tuple[Row, Row]]) -> list[Kept]:
    """List what a site asked for and did not get by Meum, with the reason."""
    asked: Counter[tuple[str, str, str]] = Counter()
    by_hand: Counter[tuple[str, str, str]] = Counter()
    for _, field in fields:
        skipped = field["item"] and field["fate"] == "skipped"
        if field["outcome"] in _KEPT or skipped:
            reason = "the page did not take it" if skipped else field["reason"]
            key = (field["outcome"], field["kind"], reason)
            asked[key] += 1
            by_hand[key] += field["sent_as"] in _BY_HAND
    return [Kept(*key, times, by_hand[key]) for key, times in sorted(asked.items())]


def recipients(sent: list[Row]) -> list[Recipient]:
    """List the third parties that requests of a site's pages carried values to, the latest first."""
    groups: dict[str, list[Row]] = {}
    for row in sent:
        if row["third_party"]:
            groups.setdefault(row["recipient"], []).append(row)
    found = [
        Recipient(
            name=name,
            hosts=_unique(row["host"] for row in rows),
            kinds=_unique(row["kind"] for row in rows),
            moments=_unique(row["moment"] for row in rows),
            ways=_unique((row["channel"], row["encoding"]) for row in rows),
            sendings=list(Counter(row["outcome"] for row in rows).items()),
            last=max(row["at"] for row in rows),
        )
        for name, rows in groups.items()
    ]
    return sorted(found, key=lambda recipient: -recipient.last)


def bystanders(talked: list[Row], named: Iterable[str]) -> list[Bystander]:
    """List the third parties without a value; `named` are those with one. Most requests first."""
    groups: dict[str, list[Row]] = {}
    for row in talked:
        if row["third_party"] and row["recipient"] not in named:
            groups.setdefault(row["recipient"], []).append(row)
    found = [
        Bystander(
            name=name,
            hosts=_unique(row["host"] for row in rows),
            requests=sum(row["requests"] or 0 for row in rows),
            last=max(row["last_seen"] for row in rows),
        )
        for name, rows in groups.items()
    ]
    return sorted(found, key=lambda bystander: -bystander.requests)


def unread(rows: list[Row]) -> list[tuple[str, str, str, int]]:
    """Count the requests that could not be read: by recipient, kind of request, and reason."""
    counts = Counter((row["recipient"], row["request"], row["why"]) for row in rows)
    return [(*key, count) for key, count in counts.most_common()]


def _from_form(disclosure: Row, field: Row) -> Iterator[Receipt]:
    kind, at = field["kind"], disclosure["at"]
    if field["item"] and field["fate"] != "skipped":
        how: How = "alias" if field["outcome"] == "alias" else "own"
        yield Receipt(kind, how, _reach(disclosure, field), at, field["item"], field["version"])
    if field["sent_as"] == "typed":
        yield Receipt(kind, "typed", "submitted", at)
    if field["sent_as"] == "on":
        yield Receipt(kind, "ticked", "submitted", at)


def _reach(disclosure: Row, field: Row) -> str:
    if field["sent_as"] == "as-filled":
        return "submitted"
    became = fate(disclosure, field)
    return became if became in REACHES else "unconfirmed"


def _from_request(row: Row) -> Receipt:
    how: How = "own" if row["item"] else "typed"
    return Receipt(row["kind"], how, "seen", row["at"], row["item"], row["version"])


def _grouped(receipts: list[Receipt]) -> list[list[Receipt]]:
    groups: dict[Hashable, list[Receipt]] = {}
    for receipt in receipts:
        groups.setdefault(receipt.datum, []).append(receipt)
    return list(groups.values())


def _datum(receipts: list[Receipt], value: Value | None) -> Datum:
    first = receipts[0]
    kind = value.kind if value else first.kind
    named = value is not None and not value.alias and value.label != kind_text(kind)
    return Datum(
        kind=kind,
        label=value.label if value and named else "",
        masked=masked(value) if value else None if first.item else "",
        how="alias" if value and value.alias else first.how,
        reach=max((receipt.reach for receipt in receipts), key=REACHES.index),
        first=min(receipt.at for receipt in receipts),
        last=max(receipt.at for receipt in receipts),
    )


def _unique(things: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(things))
