"""The disclosure log: append-only events under a hash chain, and the views that people see of them.

Each event has a random salt; its digest covers salt and body, and the chain covers the digests. So an event can be
deleted (its body and salt go, number and digest stay) without breaking the chain, and no digest tells its body.
"""

import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import msgspec

from companion.errors import BadOrigin
from companion.events import Contact, Event, Transmission, Unreadable
from companion.recipients import same_company
from companion.sites import registrable, site_of
from companion.sqlcipher import Database
from companion.store import tx

GENESIS: Final = bytes(32)
_ODD_ORIGIN: Final = re.compile(r"https?://([^A-Z/?#@\s]+?)(?::[0-9]+)?")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, ready to be appended: who made it when is in `uuid` and `at` (ms since 1970)."""

    uuid: str
    at: float
    type: str
    body: Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `Log.verify` found: how many events, how many of them deleted, and the first number that does not fit."""

    events: int
    deleted: int
    broken_at: int | None


class Log:
    """The log in an open store."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._db.conn.executescript((files("companion") / "views.sql").read_text("utf-8"))

    def append(self, entries: list[Entry]) -> int:
        """Commit events in one transaction; those that are there already are left as they are.

        Returns:
            How many were new.
        """
        with tx(self._db):
            return sum(self._append(entry) for entry in entries)

    def record(self, events: list[Event]) -> int:
        """Commit what a browser reported, with the sites that its hosts belong to.

        Raises:
            BadOrigin: an event names an origin that is none.
        """
        return self.append([entry_of(event) for event in events])

    def verify(self) -> Verdict:
        """Recompute the chain from the first event to the last."""
        chain, events, deleted = GENESIS, 0, 0
        rows = self._db.execute("SELECT seq, uuid, at, type, body, salt, digest, chain FROM events ORDER BY seq")
        for seq, uuid, at, kind, body, salt, digest, kept in rows:
            events += 1
            if body is None:
                deleted += 1
            elif _digest(salt, uuid, at, kind, body) != digest:
                return Verdict(events, deleted, seq)
            chain = _link(chain, seq, digest)
            if chain != kept or seq != events:
                return Verdict(events, deleted, seq)
        return Verdict(events, deleted, None)

    def delete(self, seq: int) -> None:
        """Delete one event's content; its number, digest and a mark stay."""
        with tx(self._db):
            self._db.execute("UPDATE events SET body = NULL, salt = NULL, deleted = ? WHERE seq = ?", [_now(), seq])

    def has(self, uuid: str) -> bool:
        """Say whether an event is there."""
        return self._db.execute("SELECT 1 FROM events WHERE uuid = ?", [uuid]).fetchone() is not None

    def body(self, uuid: str) -> Row | None:
        """Read one event as it was written; None when it is not there or was deleted."""
        row = self._db.execute("SELECT body FROM events WHERE uuid = ? AND body IS NOT NULL", [uuid]).fetchone()
        return json.loads(row[0]) if row else None

    # --- what people see ---

    def sites(self) -> list[Row]:
        """List the sites that were offered something: when last, how many disclosures, what kinds they hold."""
        return self._query(
            "SELECT d.*, f.kinds, coalesce(t.others, 0) AS others FROM"
            " (SELECT site, max(at) AS last, count(*) AS disclosures, sum(status = 'filled') AS filled"
            "  FROM disclosures GROUP BY site) d"
            " LEFT JOIN (SELECT site, group_concat(DISTINCT kind) AS kinds FROM fields"
            "  WHERE item IS NOT NULL AND fate IN ('written', 'cleared') GROUP BY site) f ON f.site = d.site"
            " LEFT JOIN (SELECT site, count(DISTINCT recipient) AS others FROM transmissions"
            "  WHERE third_party AND outcome = 'gone' GROUP BY site) t ON t.site = d.site"
            " ORDER BY d.last DESC"
        )

    def disclosures(self, site: str | None = None) -> list[Row]:
        """List disclosures, the newest first, of one site or of all."""
        return self._query("SELECT * FROM disclosures WHERE :site IS NULL OR site = :site ORDER BY at DESC", site=site)

    def disclosure(self, uuid: str) -> Row | None:
        """Read one disclosure; None when there is none of that name."""
        rows = self._query("SELECT * FROM disclosures WHERE disclosure = :uuid", uuid=uuid)
        return rows[0] if rows else None

    def fields(self, disclosure: str) -> list[Row]:
        """List the fields of one disclosure in the form's order."""
        return self._query("SELECT * FROM fields WHERE disclosure = :uuid ORDER BY position", uuid=disclosure)

    def transmissions(self, *, site: str | None = None, disclosure: str | None = None) -> list[Row]:
        """List the requests that carried a value, in order, of one site, one disclosure, or all."""
        return self._filtered("transmissions", site, disclosure, "seq")

    def contacts(self, *, site: str | None = None, disclosure: str | None = None) -> list[Row]:
        """List whom pages talked to, with how many requests."""
        return self._filtered("contacts", site, disclosure, "recipient")

    def unreadable(self, *, site: str | None = None, disclosure: str | None = None) -> list[Row]:
        """List the requests after a fill that could not be read."""
        return self._filtered("unreadable", site, disclosure, "seq")

    def gaps(self) -> list[Row]:
        """List the times when nothing was watching, the newest first."""
        return self._query("SELECT * FROM gaps ORDER BY seq DESC")

    def gpc(self, site: str) -> list[Row]:
        """List what a site answered about Global Privacy Control, the newest first."""
        return self._query("SELECT * FROM gpc WHERE site = :site ORDER BY seq DESC", site=site)

    def disclosed(self, limit: int) -> list[tuple[str, int]]:
        """List the item versions that were given most recently, at most `limit`."""
        rows = self._query(
            "SELECT item, version FROM fields WHERE item IS NOT NULL GROUP BY item, version ORDER BY max(at) DESC"
            " LIMIT :limit",
            limit=limit,
        )
        return [(row["item"], row["version"]) for row in rows]

    def _filtered(self, view: str, site: str | None, disclosure: str | None, order: str) -> list[Row]:
        return self._query(
            f"SELECT * FROM {view} WHERE (:site IS NULL OR site = :site)"  # noqa: S608 - a view of this file
            f" AND (:uuid IS NULL OR disclosure = :uuid) ORDER BY {order}",
            site=site,
            uuid=disclosure,
        )

    def _query(self, sql: str, **parameters: object) -> list[Row]:
        return list(self._db.query(sql, parameters))

    def _append(self, entry: Entry) -> bool:
        if self.has(entry.uuid):
            return False
        last = self._db.execute("SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        seq, chain = (last[0] + 1, last[1]) if last else (1, GENESIS)
        body = json.dumps(entry.body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        salt = secrets.token_bytes(16)
        at = entry.at + 0.0  # as it is read back: SQLite makes 0.0 of -0.0, and a float of an int
        digest = _digest(salt, entry.uuid, at, entry.type, body)
        self._db.execute(
            "INSERT INTO events (seq, uuid, at, type, body, salt, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [seq, entry.uuid, at, entry.type, body, salt, digest, _link(chain, seq, digest)],
        )
        return True


def entry_of(event: Event) -> Entry:
    """Make a browser's event ready to be appended, with the sites that its hosts belong to.

    Raises:
        BadOrigin: it names an origin that is none.
    """
    body = msgspec.to_builtins(event)
    kind, uuid, at = body.pop("type"), body.pop("uuid"), body.pop("at")
    if isinstance(event, Transmission | Contact | Unreadable):
        body["site"] = _site(event.origin)
        body["recipient"] = _recipient(event.host)
        body["thirdParty"] = not same_company(body["recipient"], body["site"])
    return Entry(uuid, at, kind, body)


def _site(origin: str) -> str:
    """Name an origin's site; one whose host no list can judge is a site of its own, so that no page evades the log."""
    try:
        return site_of(origin).site
    except BadOrigin:
        match = _ODD_ORIGIN.fullmatch(origin)
        if match is None:
            raise
        return match[1]


def _recipient(host: str) -> str:
    """Name a host's site; browsers also send to names that are none, such as "a!b.example"."""
    try:
        return registrable(host)
    except BadOrigin:
        return host.lower()


def _digest(salt: bytes, uuid: str, at: float, kind: str, body: str) -> bytes:
    return hashlib.sha256(salt + f"{uuid}\n{at!r}\n{kind}\n{body}".encode()).digest()


def _link(chain: bytes, seq: int, digest: bytes) -> bytes:
    return hashlib.sha256(chain + seq.to_bytes(8, "big") + digest).digest()


def _now() -> float:
    return time.time() * 1000
