"""How a database is opened, and how its errors become ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError

BUSY_MS = 10_000
"""So long a statement waits for another process's write before it gives up."""

STATEMENTS = 512
"""Prepared statements kept per connection; inserts of n rows are one statement for each n."""

CHECKPOINT_PAGES = 4000
"""A commit that finds more than this in the WAL (16 MiB) tidies up itself; before, the idle writer does."""


SWITCHES = 20
"""So often a database is switched to WAL before that is given up: many processes may begin at once."""

TROUBLES = (sqlite3.Error, OverflowError, UnicodeError)
"""What a database raises; and a value that it cannot hold: a number above 63 bits, half a character."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn the database's troubles into ``StoreError``."""
    try:
        yield
    except TROUBLES as problem:
        raise StoreError(str(problem)) from problem


def connect(path: Path, *, readonly: bool = False) -> Connection:
    """A connection that any thread may use (one at a time), with transactions begun by hand."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
        uri=True,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )
    try:
        db.execute("PRAGMA foreign_keys = ON")
        if readonly:
            db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def make_durable(db: Connection) -> None:
    """What is committed survives a power cut (synchronous=FULL), and readers never wait (WAL)."""
    for _ in range(SWITCHES):  # unlike other statements this one does not wait for another process's write
        with suppress(sqlite3.OperationalError):
            db.execute("PRAGMA journal_mode = WAL").fetchall()
            break
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    else:
        db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}").fetchall()
