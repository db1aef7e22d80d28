"""The only door to the database driver: SQLCipher, and sqlite-utils on top of it."""

import sys

import sqlcipher3.dbapi2

# sqlite-utils takes its driver, and with it the exceptions that it catches, from `pysqlite3` when that is there; with
# the stock driver it would miss SQLCipher's own OperationalError. Nobody else may import sqlite_utils before this.
sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

from sqlcipher3.dbapi2 import Connection, DatabaseError, connect  # noqa: E402
from sqlite_utils import Database, Migrations  # noqa: E402

__all__ = ["Connection", "Database", "DatabaseError", "Migrations", "connect"]
