"""The shape of the store, as an append-only list of steps. A step that was released is never edited."""

from typing import Final

from companion.sqlcipher import Database, Migrations

MIGRATIONS: Final = Migrations("meum")


@MIGRATIONS()
def m001(db: Database) -> None:
    """The vault, the browser profiles, the settings, and the list of events.

    A deleted version loses its value together with the key of its fingerprints; a deleted event loses its body and
    salt, and keeps its number and digest.
    """
    db.executescript("""
        CREATE TABLE items (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            label TEXT,
            persona TEXT,
            department TEXT,
            alias_of TEXT,
            site TEXT,
            created REAL NOT NULL
        ) STRICT;
        CREATE TABLE versions (
            item TEXT NOT NULL REFERENCES items (id),
            version INTEGER NOT NULL,
            value TEXT,
            fingerprint_key BLOB,
            source TEXT,
            created REAL NOT NULL,
            PRIMARY KEY (item, version),
            CHECK ((value IS NULL) = (fingerprint_key IS NULL))
        ) STRICT;
        CREATE TABLE profiles (
            key TEXT PRIMARY KEY,
            name TEXT,
            browser TEXT,
            state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'revoked')),
            created REAL,
            last_seen REAL
        ) STRICT;
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT
        ) STRICT;
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY,
            uuid TEXT UNIQUE NOT NULL,
            at REAL NOT NULL,
            type TEXT NOT NULL,
            body TEXT,
            salt BLOB,
            digest BLOB NOT NULL,
            chain BLOB NOT NULL,
            deleted REAL
        ) STRICT;
        CREATE INDEX events_type ON events (type);
        CREATE INDEX events_disclosure ON events (json_extract(body, '$.disclosure'));
    """)


@MIGRATIONS()
def m002(db: Database) -> None:
    """What the person said of sites: where protection is paused or GPC is off, and who may get values there."""
    db.executescript("""
        CREATE TABLE exceptions (
            site TEXT NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('pause', 'no-gpc', 'allow')),
            recipient TEXT NOT NULL DEFAULT '',
            created REAL NOT NULL,
            PRIMARY KEY (site, what, recipient)
        ) STRICT;
    """)


@MIGRATIONS()
def m003(db: Database) -> None:
    """What the person said of fields that were misread: the site's own texts, and a kind or "never"."""
    db.executescript("""
        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            control TEXT NOT NULL,
            name TEXT NOT NULL,
            label TEXT NOT NULL,
            nth INTEGER NOT NULL,
            kind TEXT NOT NULL,
            created REAL NOT NULL
        ) STRICT;
        CREATE INDEX corrections_site ON corrections (site);
    """)
