"""The one encrypted file: opening it safely, and writing to it in transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from companion.errors import StoreError
from companion.migrations import MIGRATIONS
from companion.paths import sync_folder
from companion.sqlcipher import Connection, Database, DatabaseError, connect

FILE: Final = "meum.db"

_KEY_BYTES: Final = 32
_PLAIN_HEADER: Final = b"SQLite format 3\0"
_MEMORY: Final = 2
"""What `PRAGMA temp_store` says for memory."""
_PRAGMAS: Final = (
    "temp_store = MEMORY",  # temporary files would be plain text
    "journal_mode = WAL",
    "synchronous = FULL",  # what was said to be saved survives a power cut
    "foreign_keys = ON",
    "secure_delete = ON",  # a value that was deleted is gone, for whoever has the key too
    "busy_timeout = 5000",
)


def open_store(path: Path, key: bytes, *, create: bool = False) -> Database:
    """Open the store with its raw key, bring it up to date and return it; `create` makes it, where nothing is yet.

    The connection belongs to the thread that opened it. The key comes from a slot that opened, so a file that does
    not open with it is damaged or another vault's; StoreError says so, and never suggests to begin anew.
    """
    if len(key) != _KEY_BYTES:
        raise StoreError("The key of the store has the wrong length")  # SQLCipher would take it for a passphrase
    _check_file(path, create=create)
    conn = connect(str(path), isolation_level=None)
    try:
        _unlock(conn, key)
        # Plug-ins of sqlite-utils that happen to be installed get no look into the vault.
        db = Database(conn, execute_plugins=False)
        _set_up(db, path)
        _migrate(db)
        _refuse_plain(path)
    except DatabaseError as error:
        conn.close()
        raise StoreError(_reason(path, error)) from None
    except BaseException:
        conn.close()
        raise
    return db


@contextmanager
def tx(db: Database) -> Iterator[Database]:
    """One transaction: all that is written inside is kept together, or nothing. Raises RuntimeError inside another."""
    if db.conn.in_transaction:
        raise RuntimeError("tx() inside tx()")
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def _check_file(path: Path, *, create: bool) -> None:
    """Refuse what SQLCipher would silently misunderstand; make the empty file when it is to be created."""
    size = path.stat().st_size if path.exists() else 0
    if create and size:
        raise StoreError(f"{path.name} is there already: a new store never replaces one")
    if not create and not size:
        state = "empty" if path.exists() else "missing"
        raise StoreError(f"{path.name} is {state}: put it back from a backup")
    if create:
        path.touch(mode=0o600)
        sync_folder(path.parent)
    path.chmod(0o600)
    _refuse_plain(path)


def _refuse_plain(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
            raise StoreError(f"{path.name} is not encrypted, so it is not used: put the store back from a backup")


def _unlock(conn: Connection, key: bytes) -> None:
    conn.execute("PRAGMA cipher_log_level = NONE")  # its log would go to stderr, thousands of lines when damaged
    conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if not conn.execute("PRAGMA cipher_version").fetchone():
        raise StoreError("The database driver does not encrypt: install Meum again, with sqlcipher3")


def _set_up(db: Database, path: Path) -> None:
    for pragma in _PRAGMAS:
        db.conn.execute(f"PRAGMA {pragma}")
    if db.conn.execute("PRAGMA temp_store").fetchone() != (_MEMORY,):
        raise StoreError("The database driver insists on temporary files, which would be plain text")
    if db.conn.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        raise StoreError(f"The folder of {path.name} does not suit a database: choose one on a local disk")


def _migrate(db: Database) -> None:
    """Apply the steps that are missing; a step that this companion does not know is a reason to touch nothing."""
    applied = {step.name for step in MIGRATIONS.applied(db)}
    unknown = applied - {step.name for step in MIGRATIONS._migrations}  # noqa: SLF001 - the class offers no list
    if unknown:
        names = ", ".join(sorted(unknown))
        raise StoreError(f"The store was written by a newer Meum ({names}): update the companion")
    MIGRATIONS.apply(db)


def _reason(path: Path, error: DatabaseError) -> str:
    if "not a database" in str(error):
        return f"{path.name} is damaged, or belongs to another vault: keep it, and put a backup in its place"
    return f"{path.name} cannot be used ({error})"
