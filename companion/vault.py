"""The vault: the person's items, each value that they have had, and the aliases made of them.

An item's value is never changed: a new value is a new version. An address made for one site is an item of its own,
with `alias_of` and `site` set.
"""

import base64
import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from companion.errors import Refused
from companion.kinds import KINDS
from companion.sqlcipher import Database
from companion.store import tx

AliasMode = Literal["plus", "catch-all", "off"]
DEFAULT_PERSONA: Final = "me"
COMPOSED: Final = "composed"
"""The source of a full name that Meum made of first and last name."""
_NAME_PARTS: Final = ("given-name", "family-name")
MAX_VALUE: Final = 4096


@dataclass(frozen=True, slots=True)
class Value:
    """One version of one item, with its value; `repr` hides the value."""

    item: str
    version: int
    kind: str
    label: str
    persona: str
    text: str = field(repr=False)
    alias: bool = False


class Vault:
    """Items and versions in an open store; `alias_key` makes aliases that nobody else can guess."""

    def __init__(self, db: Database, alias_key: bytes) -> None:
        self._db = db
        self._alias_key = alias_key

    def add(
        self, kind: str, text: str, *, label: str = "", persona: str = DEFAULT_PERSONA, source: str = "typed"
    ) -> Value:
        """Keep a new item.

        Raises:
            Refused: "bad-value" when the kind is none that a vault keeps, or the value is empty or too long.
        """
        value = _checked(kind, text)
        with tx(self._db):
            return self._insert(kind, value, label or KINDS[kind].text, persona, source)

    def change(self, item: str, text: str, *, source: str = "typed") -> Value:
        """Give an item a new value; the old version stays in the past.

        Raises:
            Refused: "unknown-item", or "bad-value".
        """
        row = self._item(item)
        value = _checked(row["kind"], text)
        composed = self._composed_of(item)
        with tx(self._db):
            (last,) = self._db.execute("SELECT max(version) FROM versions WHERE item = ?", [item]).fetchone()
            self._insert_version(item, last + 1, value, source)
        if composed:
            self.change(composed, " ".join(part.text for part in self.name_parts()), source=COMPOSED)
        return Value(item, last + 1, row["kind"], row["label"], row["persona"], value)

    def name_parts(self) -> tuple[Value, ...]:
        """Return the first and the last name, of which a full name is composed; nothing where one is missing."""
        parts = tuple(found[0] for kind in _NAME_PARTS if (found := self.candidates(kind)))
        return parts if len(parts) == len(_NAME_PARTS) else ()

    def _composed_of(self, item: str) -> str | None:
        """Find the full name that is just `item` and its other part; what the person wrote otherwise is left alone."""
        parts = self.name_parts()
        if item not in {part.item for part in parts}:
            return None
        text = " ".join(part.text for part in parts)
        return next((value.item for value in self.candidates("name") if value.text == text), None)

    def remove(self, item: str) -> None:
        """Delete an item's values, what Meum made of it, and their fingerprints' keys; the log keeps its rows.

        Raises:
            Refused: "unknown-item".
        """
        self._item(item)
        with tx(self._db):
            self._db.execute(
                "UPDATE versions SET value = NULL, fingerprint_key = NULL"
                " WHERE item = :item OR item IN (SELECT id FROM items WHERE alias_of = :item)"
                " OR item = :composed AND NOT EXISTS"
                " (SELECT 1 FROM versions AS own WHERE own.item = :composed AND own.source <> :ours)",
                {"item": item, "composed": self._composed_of(item), "ours": COMPOSED},
            )

    def items(self) -> list[Value]:
        """List the current value of each item of the person's own: no aliases, nothing given only once."""
        return self._current("i.site IS NULL")

    def candidates(self, kind: str, site: str | None = None) -> list[Value]:
        """List the current values of one kind, the oldest item first; with those made for a site, if one is named."""
        return self._current("(i.site IS NULL OR i.site = ?) AND i.kind = ?", site, kind)

    def kinds(self) -> frozenset[str]:
        """Say of which kinds there is a value."""
        return frozenset(value.kind for value in self.items())

    def once(self, kind: str, text: str, site: str) -> Value:
        """Keep a value that was given to one site and is offered to no other.

        Raises:
            Refused: "bad-value".
        """
        value = _checked(kind, text)
        with tx(self._db):
            return self._insert(kind, value, f"given once at {site}", DEFAULT_PERSONA, "once", site=site)

    def every(self) -> list[Value]:
        """List all versions that still have a value, also aliases and what was given only once."""
        return self._rows("1")

    def texts(self, wanted: Iterable[tuple[str, int]]) -> list[Value]:
        """Look up versions by (item, number), leaving out those whose value was deleted."""
        found = []
        for item, version in wanted:
            rows = self._rows("i.id = ? AND v.version = ?", item, version)
            found += rows
        return found

    def fingerprint(self, value: Value) -> str:
        """Compute a version's fingerprint under its own key, which dies with the value: hex SHA-256 HMAC."""
        (key,) = self._db.execute(
            "SELECT fingerprint_key FROM versions WHERE item = ? AND version = ?", [value.item, value.version]
        ).fetchone()
        return hmac.new(key, value.text.encode(), hashlib.sha256).hexdigest()

    # --- aliases ---

    def alias_mode(self) -> AliasMode:
        """Say how aliases are made; a plus-address where nothing was chosen."""
        return cast("AliasMode", self._setting("alias-mode") or "plus")

    def set_aliases(self, mode: AliasMode, domain: str = "") -> None:
        """Choose how aliases are made; `domain` is the person's catch-all domain.

        Raises:
            Refused: "bad-value" for a catch-all without its domain.
        """
        if mode == "catch-all" and not domain:
            raise Refused("bad-value", "A catch-all needs the domain that is yours.")
        with tx(self._db):
            for name, value in (("alias-mode", mode), ("alias-domain", domain)):
                self._db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", [name, value])

    def alias_text(self, own: Value, site: str) -> str | None:
        """Compute the address that `site` gets instead of `own`; None when none can be made offline.

        It is the same each time and nobody else can guess it: the site's name, so that a person can tell where mail
        comes from, and 30 bits of an HMAC over it.
        """
        mode = self.alias_mode()
        address, _, domain = own.text.rpartition("@")
        local = address.partition("+")[0]
        if mode == "off" or own.kind != "email" or not local:
            return None
        name = "".join(
            character
            for character in site.split(".", maxsplit=1)[0].lower()
            if character.isalnum() and character.isascii()
        )
        mac = hmac.new(self._alias_key, f"{own.item}\n{site}".encode(), hashlib.sha256).digest()
        tag = f"{name[:12] or 'site'}-{base64.b32encode(mac)[:6].decode().lower()}"
        if mode == "catch-all":
            return f"{tag}@{self._setting('alias-domain')}"
        return f"{local[: 64 - len(tag) - 1]}+{tag}@{domain}"

    def alias(self, own: Value, site: str) -> Value | None:
        """Take the alias of `own` for a site, making it when there is none yet."""
        text = self.alias_text(own, site)
        if text is None:
            return None
        for known in self._current("i.site = ? AND i.alias_of = ?", site, own.item):
            if known.text == text:
                return known
        with tx(self._db):
            return self._insert("email", text, f"alias at {site}", own.persona, "alias", site=site, alias_of=own.item)

    # --- rows ---

    def _current(self, where: str, *parameters: object) -> list[Value]:
        newest = "v.version = (SELECT max(version) FROM versions WHERE item = i.id)"
        return self._rows(f"{newest} AND {where}", *parameters)

    def _rows(self, where: str, *parameters: object) -> list[Value]:
        rows = self._db.execute(
            "SELECT i.id, v.version, i.kind, i.label, i.persona, v.value, i.alias_of IS NOT NULL"  # noqa: S608 - ours
            " FROM items i JOIN versions v ON v.item = i.id"
            f" WHERE v.value IS NOT NULL AND {where} ORDER BY i.created, i.id",
            list(parameters),
        )
        return [Value(*row) for row in rows.fetchall()]

    def _item(self, item: str) -> dict[str, str]:
        rows = list(self._db.query("SELECT kind, label, persona FROM items WHERE id = ?", [item]))
        if not rows:
            raise Refused("unknown-item", "There is no such item; `meum vault list` shows them.")
        return rows[0]

    def _insert(  # noqa: PLR0913 - one row
        self,
        kind: str,
        text: str,
        label: str,
        persona: str,
        source: str,
        *,
        site: str | None = None,
        alias_of: str | None = None,
    ) -> Value:
        item = uuid.uuid4().hex
        self._db.execute(
            "INSERT INTO items (id, kind, label, persona, alias_of, site, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [item, kind, label, persona, alias_of, site, time.time()],
        )
        self._insert_version(item, 1, text, source)
        return Value(item, 1, kind, label, persona, text, alias=alias_of is not None)

    def _insert_version(self, item: str, version: int, text: str, source: str) -> None:
        self._db.execute(
            "INSERT INTO versions (item, version, value, fingerprint_key, source, created) VALUES (?, ?, ?, ?, ?, ?)",
            [item, version, text, secrets.token_bytes(32), source, time.time()],
        )

    def _setting(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else ""


def _checked(kind: str, text: str) -> str:
    known = KINDS.get(kind)
    if known is None or not known.storable:
        raise Refused("bad-value", "The vault keeps no items of this kind; `meum vault kinds` lists those it keeps.")
    value = text.strip()
    if not 0 < len(value) <= MAX_VALUE:
        raise Refused("bad-value", f"A value has between 1 and {MAX_VALUE} characters.")
    return value
