"""The database's shape, as migrations: each is applied once, in one transaction with the record of it.

A released migration is never changed. A new shape is a new file ``00n_name.sql``, a function here, and a line
in STEPS.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

from sqlite_utils import Database, Migrations

from bot.errors import AdminError, StoreError
from bot.store.connection import connect, make_durable


class NewerDatabase(AdminError):
    """This database was written by a newer Kairos; run that version or a later one."""


class NotADatabase(AdminError):
    """This file is no Kairos database, and was left as it is."""


class CannotOpen(AdminError):
    """This database cannot be opened; see that its folder is there and may be written to."""


WHOSE_MISTAKE: dict[int, type[AdminError]] = {
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CANTOPEN: CannotOpen,
    sqlite3.SQLITE_READONLY: CannotOpen,
}
"""What SQLite's primary error codes mean when a database is opened; any other is a StoreError."""

PRIMARY = 0xFF
"""The bits of an extended error code that hold the primary one."""


COMPOSITE_KEY = "\n    PRIMARY KEY ("

CLUSTERED = " WITHOUT ROWID"
"""What SQLite alone needs to hear, and the files do not say: keep small rows inside their key's index."""


def m001_tables(db: Database) -> None:
    """Make the first tables and indexes."""
    _run(db, "001_tables.sql")


def m002_views(db: Database) -> None:
    """Make the views to recompute each number from."""
    _run(db, "002_views.sql")


def m003_own(db: Database) -> None:
    """Make room for what people set for themselves, and for workspaces that leave."""
    _run(db, "003_own.sql")


def m004_week(db: Database) -> None:
    """Keep the facts that digests are made from, digests, feedback and tips."""
    _run(db, "004_week.sql")


def m005_outbox(db: Database) -> None:
    """Make room for what the courier has to know of a delivery."""
    _run(db, "005_outbox.sql")


def m006_addresses(db: Database) -> None:
    """Keep how platforms reach people and channels."""
    _run(db, "006_addresses.sql")


def m007_deals(db: Database) -> None:
    """Make room for how a deal was closed, and for who filled a glass by hand."""
    _run(db, "007_deals.sql")


def m008_reflected(db: Database) -> None:
    """Let a reflection's fact say what is known of its call and its check."""
    _run(db, "008_reflected.sql")


def m009_former_names(db: Database) -> None:
    """Keep the names that deals had before they were merged or renamed."""
    _run(db, "009_former_names.sql")


def m010_trials(db: Database) -> None:
    """Keep with an experiment what was seen before it, and which digest told it to its end."""
    _run(db, "010_trials.sql")


def m011_paths(db: Database) -> None:
    """What a person opens is found without going through all that they ever wrote."""
    _run(db, "011_paths.sql")


def m012_experiments(db: Database) -> None:
    """Keep when an experiment ended early, and which one a digest tells to its end."""
    _run(db, "012_experiments.sql")


def m013_merged_deals(db: Database) -> None:
    """Keep which deal a merged one became part of, by their ids."""
    _run(db, "013_merged_deals.sql")


STEPS = (
    m001_tables,
    m002_views,
    m003_own,
    m004_week,
    m005_outbox,
    m006_addresses,
    m007_deals,
    m008_reflected,
    m009_former_names,
    m010_trials,
    m011_paths,
    m012_experiments,
    m013_merged_deals,
)
"""All migrations in their order; only ever appended to."""


def migrations() -> Migrations:
    """The steps as sqlite-utils applies and records them."""
    steps = Migrations("kairos")
    for step in STEPS:
        steps()(step)
    return steps


def database(connection: Connection) -> Database:
    """The connection with sqlite-utils' handles on: for schema, import and export, not for hot paths."""
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def pending(connection: Connection) -> tuple[str, ...]:
    """The names of the migrations still to be applied. Raises AdminError for a database that is not ours."""
    db = database(connection)
    applied = {migration.name for migration in migrations().applied(db)}
    if not applied and db.table_names():
        raise NotADatabase
    if applied - {step.__name__ for step in STEPS}:
        raise NewerDatabase
    return tuple(migration.name for migration in migrations().pending(db))


def opened(path: Path) -> Connection:
    """A writing connection to a database, made if it is not there, in the shape of this code."""
    with _naming(path):
        path.touch(mode=0o600)  # reflections are private: nobody else on the machine reads them
        connection = connect(path)
        try:
            migrate(connection)
            make_durable(connection)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Tell the admin's mistakes from the database's troubles, and name the file."""
    try:
        yield
    except AdminError as problem:
        raise type(problem)(str(path)) from problem
    except OSError as problem:
        raise CannotOpen(str(path)) from problem
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & PRIMARY
        raise WHOSE_MISTAKE.get(code, StoreError)(f"{path}: {problem}") from problem


def migrate(connection: Connection) -> tuple[str, ...]:
    """Bring the database to the shape of this code, all or nothing; the names of what was applied.

    Two processes that start at once do this one after the other.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        todo = pending(connection)
        if todo:
            migrations().apply(database(connection))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return todo


def _run(db: Database, name: str) -> None:
    """Run the statements of a file; ``executescript`` would commit half-way."""
    for statement in (Path(__file__).parent / name).read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            db.execute(statement + (CLUSTERED if COMPOSITE_KEY in statement else ""))
