from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.migrations import MIGRATIONS
from companion.sqlcipher import Database, DatabaseError
from companion.store import open_store

KEY = bytes(range(32))
EVENT = "INSERT INTO events (uuid, at, type, body, digest, chain) VALUES (?, 1, 'filled', ?, x'00', x'00')"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new store."""
    with open_store(tmp_path / "meum.db", KEY, create=True) as db:
        yield db


def test_steps_are_applied_in_order_and_once(db: Database) -> None:
    """A new store has every step, and applying them again does nothing."""
    before = [(step.name, step.applied_at) for step in MIGRATIONS.applied(db)]
    MIGRATIONS.apply(db)
    assert ["m001", "m002", "m003"] == [name for name, _ in before]
    assert before == [(step.name, step.applied_at) for step in MIGRATIONS.applied(db)]


def test_the_steps_make_the_tables(db: Database) -> None:
    """All tables have the columns that the companion writes."""
    shape = {name: list(db.table(name).columns_dict) for name in db.table_names() if not name.startswith("_")}
    assert shape == {
        "items": ["id", "kind", "label", "persona", "department", "alias_of", "site", "created"],
        "versions": ["item", "version", "value", "fingerprint_key", "source", "created"],
        "profiles": ["key", "name", "browser", "state", "created", "last_seen"],
        "settings": ["name", "value"],
        "corrections": ["id", "site", "control", "name", "label", "nth", "kind", "created"],
        "exceptions": ["site", "what", "recipient", "created"],
        "events": ["seq", "uuid", "at", "type", "body", "salt", "digest", "chain", "deleted"],
    }


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT seq FROM events WHERE type = 'gap'", "events_type"),
        ("SELECT seq FROM events WHERE json_extract(body, '$.disclosure') = 'x'", "events_disclosure"),
    ],
)
def test_frequent_questions_have_an_index(db: Database, query: str, index: str) -> None:
    """Events are found by type and by disclosure without reading them all."""
    (plan,) = [row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert index in plan


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO versions (item, version, value, fingerprint_key, created) VALUES ('none', 1, 'v', x'00', 1)",
        "INSERT INTO versions (item, version, value, fingerprint_key, created) VALUES ('i', 1, NULL, x'00', 1)",
        "INSERT INTO versions (item, version, value, fingerprint_key, created) VALUES ('i', 1, 'v', NULL, 1)",
        "INSERT INTO profiles (key, state) VALUES ('k', 'trusted')",
        "INSERT INTO items (id, created) VALUES ('j', 1)",
        "INSERT INTO events (at, type, digest, chain) VALUES (1, 'gap', x'00', x'00')",
    ],
)
def test_what_must_not_be_is_refused(db: Database, statement: str) -> None:
    """A version without an item, a value without its key (or a key that outlived it), an unknown state: no row."""
    db.execute("INSERT INTO items (id, kind, created) VALUES ('i', 'email', 1)")
    with pytest.raises(DatabaseError, match="constraint failed"):
        db.execute(statement)


def test_an_event_that_comes_twice_is_one_row(db: Database) -> None:
    """A sender's UUID makes sending twice harmless."""
    for _ in range(2):
        db.execute(EVENT.replace("INSERT", "INSERT OR IGNORE"), ["u", "{}"])
    assert db.table("events").count == 1


def test_a_deleted_event_and_a_deleted_version_may_lose_what_they_held(db: Database) -> None:
    """Deleting empties the row and leaves it in its place."""
    db.execute("INSERT INTO items (id, kind, created) VALUES ('i', 'email', 1)")
    db.execute("INSERT INTO versions VALUES ('i', 1, 'v', x'00', 'typed', 1)")
    db.execute(EVENT, ["u", '{"disclosure": "d"}'])
    db.execute("UPDATE versions SET value = NULL, fingerprint_key = NULL")
    db.execute("UPDATE events SET body = NULL, salt = NULL, deleted = 2")
    assert db.execute("SELECT item, version FROM versions").fetchall() == [("i", 1)]
    assert db.execute("SELECT seq, deleted FROM events").fetchall() == [(1, 2.0)]
