"""One process carries deliveries at a time: a lock that ends with the process, however that ends.

It is SQLite's own lock on an empty file beside the database, so it holds wherever the database does. No
instant stands in it: it works for a clock that is put ahead, and nothing has to run out after a crash.
"""

import sqlite3
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError

SUFFIX = "-courier"
"""What the file beside the database is called."""


def take(database: Path) -> Connection | None:
    """Take the turn; closing the connection gives it back. None: another one has it. Raises StoreError."""
    path = database.with_name(database.name + SUFFIX)
    try:
        path.touch(mode=0o600)
        db = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as problem:
        raise StoreError(str(problem)) from problem
    try:
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as problem:
        db.close()
        if problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise StoreError(str(problem)) from problem
    return db
