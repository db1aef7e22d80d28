import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from companion import sealed, store
from companion.errors import StoreError, WrongKey
from companion.sqlcipher import Connection, Database, DatabaseError
from companion.store import open_store, tx

KEY = bytes(range(32))
CANARY = "Kanarienvögel-7d1f@example.com"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store goes."""
    return tmp_path / store.FILE


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    """A new store."""
    with open_store(path, KEY, create=True) as db:
        yield db


def setting(db: Database, name: str) -> object:
    """What a pragma says."""
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def write(db: Database, name: str = "name", value: str = "value") -> None:
    """Write one row."""
    db.execute("INSERT INTO settings VALUES (?, ?)", [name, value])


def names(db: Database) -> list[str]:
    """The rows that are there."""
    return [name for (name,) in db.execute("SELECT name FROM settings ORDER BY rowid")]


# --- opening ---


def test_what_was_written_is_there_at_the_next_opening(db: Database, path: Path) -> None:
    """A store opens again with its key and holds what it held."""
    write(db)
    db.close()
    assert ["name"] == names(open_store(path, KEY))


def test_the_store_is_set_up_for_safety(db: Database, path: Path) -> None:
    """Memory for temporary tables, full synchronisation, a write-ahead log, foreign keys, and zeroed deletions."""
    wanted = {
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    assert wanted == {name: setting(db, name) for name in wanted}
    db.close()
    again = open_store(path, KEY)
    assert wanted == {name: setting(again, name) for name in wanted}


def test_the_file_is_encrypted_and_closed(db: Database, path: Path) -> None:
    """The file on the disk has no header of SQLite, and it and its log are 0600."""
    write(db)
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert {0o600} == {file.stat().st_mode & 0o777 for file in path.parent.iterdir()}


def test_an_open_file_is_closed_again(db: Database, path: Path) -> None:
    """Permissions that something widened are narrowed at the next opening."""
    db.close()
    path.chmod(0o644)
    open_store(path, KEY).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_temporary_files_are_never_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver that would put temporary tables into files, in plain text, is refused."""
    monkeypatch.setattr(store, "_PRAGMAS", ("temp_store = FILE", "journal_mode = WAL"))
    with pytest.raises(StoreError, match="plain text"):
        open_store(path, KEY, create=True)


def test_a_folder_that_cannot_hold_a_write_ahead_log_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite falls back to another journal, nothing is written."""
    monkeypatch.setattr(store, "_PRAGMAS", ("temp_store = MEMORY", "journal_mode = DELETE"))
    with pytest.raises(StoreError, match="local disk"):
        open_store(path, KEY, create=True)


def test_another_key_is_damage_or_another_vault(db: Database, path: Path) -> None:
    """A slot vouched for the key, so a file that does not open is damaged; nobody is told that a key is wrong."""
    write(db)
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged, or belongs to another vault: keep it") as caught:
        open_store(path, bytes(32))
    assert not isinstance(caught.value, WrongKey)
    assert before == path.read_bytes()


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(path: Path, length: int) -> None:
    """SQLCipher would silently take such a key for a passphrase."""
    with pytest.raises(StoreError, match="wrong length"):
        open_store(path, bytes(length), create=True)
    assert not path.exists()


def test_a_plain_file_is_refused(path: Path) -> None:
    """A store that is not encrypted is not opened, and not changed."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not encrypted"):
        open_store(path, KEY)
    assert before == path.read_bytes()


def test_a_driver_that_does_not_encrypt_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With stock SQLite in the driver's place nothing is written: it ignores keys without a word."""
    monkeypatch.setattr(store, "connect", sqlite3.connect)
    with pytest.raises(StoreError, match="does not encrypt"):
        open_store(path, KEY, create=True)
    assert path.stat().st_size == 0


def test_a_store_that_came_out_plain_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a driver that claims to encrypt is not believed: the file's header is looked at after writing."""
    monkeypatch.setattr(store, "connect", sqlite3.connect)
    monkeypatch.setattr(store, "_unlock", lambda _conn, _key: None)
    with pytest.raises(StoreError, match="not encrypted"):
        open_store(path, KEY, create=True)


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_file_is_not_a_new_store(path: Path, content: bytes | None) -> None:
    """A store that vanished is not silently replaced by an empty one."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"(missing|empty): put it back from a backup"):
        open_store(path, KEY)
    assert path.exists() == (content is not None)


def test_a_store_is_never_created_over_another(db: Database, path: Path) -> None:
    """Creating where a store lies is refused, with the right key, too."""
    write(db)
    with pytest.raises(StoreError, match="there already"):
        open_store(path, KEY, create=True)
    assert ["name"] == names(db)


def test_a_damaged_page_is_found(db: Database, path: Path) -> None:
    """One flipped bit in the first page keeps the store from opening, with a sentence and not on stderr."""
    db.close()
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        open_store(path, KEY)


def test_damage_is_not_logged_to_stderr(db: Database, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """SQLCipher writes nothing to stderr, where a browser would collect it."""
    db.close()
    path.write_bytes(path.read_bytes()[:-1000] + bytes(1000))
    with pytest.raises(StoreError):
        open_store(path, bytes(32))
    with pytest.raises((StoreError, DatabaseError)):
        open_store(path, KEY).execute("PRAGMA quick_check").fetchall()
    assert capfd.readouterr().err == ""


def test_a_store_of_a_newer_companion_is_refused(db: Database, path: Path) -> None:
    """A step that this companion does not know is named, and nothing is touched."""
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('meum', 'm999', '')")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer Meum \(m999\): update"):
        open_store(path, KEY)
    assert before == path.read_bytes()


def test_a_refused_store_is_closed(db: Database, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is refused does not stay open, so that it can be put right."""
    db.close()
    opened: list[Connection] = []
    unlock = store._unlock

    def note(connection: Connection, key: bytes) -> None:
        opened.append(connection)
        unlock(connection, key)

    monkeypatch.setattr(store, "_unlock", note)
    with pytest.raises(StoreError):
        open_store(path, bytes(32))
    (connection,) = opened
    with pytest.raises(sqlcipher3.dbapi2.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


# --- no value in any file ---


def test_no_value_lies_in_any_file(db: Database, path: Path) -> None:
    """A value in vault, log and sealed events is found in none of the files, in none of the usual encodings."""
    with tx(db):
        db.execute("INSERT INTO items (id, kind, label, created) VALUES ('i', 'email', ?, 1)", [CANARY])
        db.execute("INSERT INTO versions VALUES ('i', 1, ?, x'00', 'typed', 1)", [CANARY])
        event = (
            "INSERT INTO events (uuid, at, type, body, digest, chain) VALUES ('u', 1, 'x', json_quote(?), x'00', x'00')"
        )
        db.execute(event, [CANARY])
    public = X25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
    sealed.append(path.parent, public, CANARY.encode())
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert {store.FILE, f"{store.FILE}-wal", f"{store.FILE}-shm", sealed.FILE} == set(files)
    forms = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")]
    forms += [base64.b64encode(forms[0])[:-4], forms[0].hex().encode(), KEY, KEY.hex().encode()]
    assert not [(name, form) for name, data in files.items() for form in forms if form in data]


# --- transactions ---


def test_a_lone_statement_is_kept_at_once(db: Database, path: Path) -> None:
    """The driver opens no transaction of its own, which a later statement would find open."""
    db.conn.execute("INSERT INTO settings VALUES ('a', 'b')")
    assert not db.conn.in_transaction
    assert ["a"] == names(open_store(path, KEY))


def test_a_transaction_keeps_everything(db: Database, path: Path) -> None:
    """What is written inside is there for others once the block ends, and not before."""
    other = open_store(path, KEY)
    with tx(db) as inside:
        assert inside is db
        write(db, "a")
        write(db, "b")
        assert [] == names(other)
    assert ["a", "b"] == names(other)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_a_transaction_that_fails_keeps_nothing(db: Database, error: type[BaseException]) -> None:
    """An error inside undoes all of the block, also what sqlite-utils wrote, and goes on to the caller."""

    def fail() -> None:
        with tx(db):
            write(db, "a")
            db.table("settings").insert({"name": "b", "value": "v"})
            raise error

    write(db, "before")
    with pytest.raises(error):
        fail()
    assert ["before"] == names(db)
    assert not db.conn.in_transaction


def test_a_refused_row_undoes_the_block(db: Database) -> None:
    """A constraint that fails half-way takes the first half with it."""

    def write_twice() -> None:
        with tx(db):
            write(db, "a")
            write(db, "a")

    with pytest.raises(DatabaseError, match="UNIQUE"):
        write_twice()
    assert [] == names(db)


def test_a_commit_that_fails_keeps_nothing(db: Database) -> None:
    """When the commit itself is refused, the transaction is over and the error is the caller's."""

    def write_orphan() -> None:
        with tx(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.execute("INSERT INTO versions VALUES ('none', 1, 'v', x'00', 'typed', 1)")

    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        write_orphan()
    assert not db.conn.in_transaction
    assert db.table("versions").count == 0


def test_a_transaction_inside_another_is_an_error(db: Database) -> None:
    """Nesting is refused at once, and the outer transaction is undone."""

    def nest() -> None:
        with tx(db):
            write(db, "a")
            with tx(db):
                write(db, "b")

    with pytest.raises(RuntimeError, match=r"tx\(\) inside tx\(\)"):
        nest()
    assert [] == names(db)


def test_a_transaction_takes_the_lock_at_its_start(db: Database, path: Path) -> None:
    """A second writer waits at the beginning of its transaction, so it never works on a stale view."""
    other = open_store(path, KEY)
    other.execute("PRAGMA busy_timeout = 0")
    with tx(db), pytest.raises(DatabaseError, match="locked"), tx(other):
        pytest.fail("two writers at once")
    with tx(other):
        write(other, "a")
    assert ["a"] == names(db)


def test_what_was_acknowledged_survives_without_a_close(db: Database, path: Path, tmp_path: Path) -> None:
    """A copy of the files as they lie on the disk, taken right after a commit, holds the commit."""
    with tx(db):
        write(db, "kept")
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        (copy / file.name).write_bytes(file.read_bytes())
    assert ["kept"] == names(open_store(copy / path.name, KEY))
