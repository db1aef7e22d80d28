import sqlcipher3.dbapi2
import sqlite_utils.db
import sqlite_utils.utils

from companion import sqlcipher


def test_sqlite_utils_speaks_the_driver_that_encrypts() -> None:
    """sqlite-utils catches this driver's exceptions: nobody imported it before `companion.sqlcipher`."""
    assert vars(sqlite_utils.db)["sqlite3"] is sqlcipher3.dbapi2
    assert sqlite_utils.utils.OperationalError is sqlcipher3.dbapi2.OperationalError
    assert issubclass(sqlite_utils.utils.OperationalError, sqlcipher.DatabaseError)
