"""The database's shape: migrations replayed, and files that are not ours."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest
from sqlite_utils import Database

from bot.clock import FixedClock
from bot.errors import AdminError
from bot.ids import ids
from bot.store import schema
from bot.store.connection import connect
from bot.store.sql import insert, select
from bot.store.store import SqliteStore
from tests.store.making import NOW, diary, digest, modes, somebody

RELEASED = [
    "m001_tables",
    "m002_views",
    "m003_own",
    "m004_week",
    "m005_outbox",
    "m006_addresses",
    "m007_deals",
    "m008_reflected",
    "m009_former_names",
    "m010_trials",
    "m011_paths",
    "m012_experiments",
    "m013_merged_deals",
]
"""Names in the order they were released: a line is added at the end, none is ever changed."""

NOT_SHARED = re.compile(
    r"\b(?:INSERT OR|REPLACE INTO|ROWID|STRICT|GLOB|IFNULL|AUTOINCREMENT|GROUP_CONCAT)\b"
    r"|\b(?:JSON_\w+|STRFTIME|JULIANDAY|DATETIME)\("
)
"""Words that SQLite understands and PostgreSQL does not."""


OLD_SUBMISSIONS = """
    INSERT INTO teams VALUES
        (1, 'Hanse', 'hanse', 'slack', 'W1', '', '', 'UTC', 'Fri 16:00', 'Mon 08:30', '09:00');
    INSERT INTO people VALUES
        (0, '', 'nobody', 'nobody', 'rep', NULL, 'UTC', '2026-01-03T00:00:00.000000+00:00'),
        (1, 'Inge', 'inge', 'inge', 'rep', 1, 'UTC', '2026-01-01T00:00:00.000000+00:00'),
        (2, 'Ole', 'ole', 'ole', 'rep', 1, 'UTC', '2026-01-02T00:00:00.000000+00:00');
    INSERT INTO deals VALUES (1, 1, 'Ostsee Yards', 'ostsee yards', NULL, '', NULL);
    INSERT INTO sessions
        (id, flow, version, digest, rep, deal, zone, began, page, shown, turn, status,
        submitted, submitted_us, seconds, unanswered, draft, check_id, theme)
    VALUES
        (10, 'precall', 1, '', 1, 1, '', '', '', '', 1, 'submitted',
        '2026-01-05T08:00:00.000000+00:00', 1767600000000000, 1.0, '[]', '{}', NULL, ''),
        (11, 'postcall', 1, '', 1, 1, '', '', '', '', 1, 'submitted',
        '2026-01-05T09:00:00.000000+00:00', 1767603600000000, 1.0, '[]', '{}', 10, 'kairos'),
        (12, 'postcall', 1, '', 0, 1, '', '', '', '', 1, 'submitted',
        '2026-01-05T10:00:00.000000+00:00', 1767607200000000, 1.0, '[]', '{}', NULL, 'kairos'),
        (13, 'postcall', 1, '', 1, 1, '', '', '', '', 1, 'open', NULL, NULL, 1.0, '[]', '{}', NULL, '');
    INSERT INTO answers VALUES
        (10, 'chance', 0, '70'), (11, 'agreed', 0, 'share'), (11, 'signals', 0, 'commits'),
        (11, 'barrier', 0, 'impatience'), (11, 'lens', 0, 'early');
    INSERT INTO steps VALUES (11, 0, 1, 'call back', 0, NULL), (11, 1, 1, 'share', 1, '2026-02-01');
"""
"""A check with its reflection, a forgotten person's reflection, and an open one, before there were facts."""


def test_migrations_are_only_ever_appended():
    """Every name is there, in the released order, once."""
    assert [step.__name__ for step in schema.STEPS] == RELEASED


def test_each_file_of_sql_belongs_to_a_migration():
    """002_views.sql is what m002_views runs."""
    files = sorted(path.stem for path in Path(schema.__file__).parent.glob("*.sql"))
    assert [f"m{name}" for name in files] == RELEASED


def test_migrations_replayed_on_old_data_give_the_shape_of_a_new_database(tmp_path: Path):
    """Each is applied to a database that holds a row in every table; no row is lost."""
    with closing(connect(tmp_path / "old.db")) as old, closing(connect(tmp_path / "new.db")) as new:
        old.execute("PRAGMA foreign_keys = OFF")
        schema.migrate(new)
        for following in [*RELEASED[1:], None]:
            schema.migrations().apply(schema.database(old), stop_before=following or ())
            _fill_empty_tables(old)
        assert _shape(old) == _shape(new)
        assert {table: _count(old, table) for table in _tables(old)} == dict.fromkeys(_tables(new), 1)
        assert schema.migrate(old) == ()


def test_old_submissions_become_facts(tmp_path: Path):
    """As if written with them, but for the grounds, which nobody kept; a forgotten person's stay nobody's."""
    with closing(connect(tmp_path / "old.db")) as db:
        schema.migrations().apply(schema.database(db), stop_before="m004_week")
        db.executescript(OLD_SUBMISSIONS)
        schema.migrate(db)
        tables = ("calls", "reflected", "weighed")
        facts = {table: db.execute(select("*", table)).fetchall() for table in tables}
    at = 1767603600000000
    hour = 3600000000
    assert facts == {
        "calls": [
            (1, at, 11, 1, 1, "advance", 1, 1, 1, "share", "2026-02-01"),
            (1, at + hour, 12, 0, 1, "continuation", 0, 0, 0, None, None),
        ],
        "reflected": [
            (1, at, 11, 1, 1, "advance", at - hour, 10, 70, None, "impatience", "", "kairos", "early")
        ],
        "weighed": [(10, 1, 1, 1, at - hour, None, 70)],
    }


def test_an_old_team_is_there_since_its_first_person(tmp_path: Path):
    """Nothing that was due before is theirs."""
    with closing(connect(tmp_path / "old.db")) as db:
        schema.migrations().apply(schema.database(db), stop_before="m004_week")
        db.executescript(OLD_SUBMISSIONS)
        schema.migrate(db)
        assert db.execute("SELECT since FROM teams").fetchall() == [("2026-01-01T00:00:00.000000+00:00",)]


OLD_TRIALS = """
    INSERT INTO teams (id, name, name_key, platform, workspace, channel, country, zone, rep_digest,
        manager_digest, tip_time)
    VALUES (1, 'Hanse', 'hanse', 'slack', 'W1', '', '', 'UTC', 'Fri 16:00', 'Mon 08:30', '09:00');
    INSERT INTO people (id, name, email, email_key, role, team, zone, added_at) VALUES
        (1, 'Inge', 'inge', 'inge', 'rep', 1, 'UTC', '2026-01-01T00:00:00.000000+00:00'),
        (2, 'Ole', 'ole', 'ole', 'rep', 1, 'UTC', '2026-01-01T00:00:00.000000+00:00');
    INSERT INTO trials (id, rep, experiment, taken) VALUES
        (1, 1, 'wait', '2026-01-05T00:00:00.000000+00:00'),
        (2, 1, 'ask', '2026-01-20T00:00:00.000000+00:00'),
        (3, 2, 'wait', '2026-01-20T00:00:00.000000+00:00');
    INSERT INTO digests (key, kind, person, team, period, at, document) VALUES
        ('a', 'rep-digest', 1, 1, '2026-W02', '2026-01-09T16:00:00.000000+00:00', NULL),
        ('b', 'rep-digest', 1, 1, '2026-W03', '2026-01-16T16:00:00.000000+00:00', NULL),
        ('c', 'rep-digest', 1, 1, '2026-W04', '2026-01-23T16:00:00.000000+00:00', NULL);
"""
"""Two experiments of Inge's, with digests behind each; one of Ole's, of which none has told."""


def test_an_old_experiment_goes_on_and_the_one_before_it_is_told_to_its_end(tmp_path: Path):
    """By the last digest between the two; the one taken last is judged by its counts, in a digest to come."""
    with closing(connect(tmp_path / "old.db")) as db:
        schema.migrations().apply(schema.database(db), stop_before="m010_trials")
        db.executescript(OLD_TRIALS)
        schema.migrate(db)
        told = db.execute("SELECT id, judged, ended FROM trials ORDER BY id").fetchall()
        assert told == [(1, "2026-W03", None), (2, "", None), (3, "", None)]


def test_an_experiment_that_no_digest_told_to_its_end_ended_with_the_next_one(tmp_path: Path):
    with closing(connect(tmp_path / "old.db")) as db:
        schema.migrations().apply(schema.database(db), stop_before="m012_experiments")
        db.executescript(OLD_TRIALS)
        schema.migrate(db)
        told = db.execute("SELECT id, judged, ended FROM trials ORDER BY id").fetchall()
        assert told == [(1, "", "2026-01-20T00:00:00.000000+00:00"), (2, "", None), (3, "", None)]


def test_a_migration_that_fails_leaves_the_shape_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """All that are pending are one transaction; mended, they go through."""

    def broken(db: Database) -> None:
        db.execute("CREATE TABLE halfway (id INTEGER PRIMARY KEY)")
        db.execute("SELECT nonsense")

    with closing(connect(tmp_path / "kairos.db")) as db:
        with monkeypatch.context() as patch:
            patch.setattr(schema, "STEPS", (*schema.STEPS, broken))
            with pytest.raises(sqlite3.OperationalError, match="nonsense"):
                schema.migrate(db)
        assert _tables(db) == []
        assert schema.pending(db) == tuple(RELEASED)
        assert schema.migrate(db) == tuple(RELEASED)


def test_our_sql_is_what_sqlite_and_postgresql_share():
    """Except where it is said: the pragmas, and how SQLite lays out a table."""
    folder = Path(schema.__file__).parent
    for path in (*folder.glob("*.sql"), *folder.glob("*.py")):
        if path.name != "schema.py":
            assert NOT_SHARED.findall(path.read_text(encoding="utf-8")) == [], path.name


async def test_a_database_is_opened_again_as_it_was(tmp_path: Path):
    """What was kept is there; nothing is migrated twice."""
    async with await _open(tmp_path / "kairos.db") as first:
        inge = await somebody(first)
    async with await _open(tmp_path / "kairos.db") as second:
        assert await second.person(inge.id) == inge


async def test_ten_processes_may_begin_at_once(tmp_path: Path):
    """They migrate one after the other."""
    stores = await asyncio.gather(*(_open(tmp_path / "kairos.db") for _ in range(10)))
    for store in stores:
        assert await store.teams() == ()
        await store.close()


async def test_nobody_else_on_the_machine_may_read_it(tmp_path: Path):
    """Reflections are private."""
    async with await _open(tmp_path / "kairos.db") as store:
        await somebody(store)
        private = {"kairos.db": 0o600, "kairos.db-shm": 0o600, "kairos.db-wal": 0o600}
        assert modes(tmp_path) == private
    assert modes(tmp_path) == {"kairos.db": 0o600}


async def test_a_database_of_a_newer_kairos_is_refused(tmp_path: Path):
    """And left as it is."""
    path = tmp_path / "kairos.db"
    with closing(connect(path)) as db:
        schema.migrate(db)
        add = insert("_sqlite_migrations", "migration_set, name, applied_at")
        db.execute(add, ("kairos", "m999_later", ""))
    await _refused(path, "newer Kairos")


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    """And left as it is."""
    await _refused(diary(tmp_path / "kairos.db"), "no Kairos database")


async def test_a_database_of_something_else_is_refused(tmp_path: Path):
    """Nobody's address book gets our tables."""
    path = tmp_path / "addresses.db"
    with closing(connect(path)) as db:
        db.execute("CREATE TABLE addresses (id INTEGER PRIMARY KEY)")
    await _refused(path, "no Kairos database")


async def test_a_folder_that_is_not_there_is_the_admins_to_mend(tmp_path: Path):
    """The error names the path; nothing is made."""
    path = tmp_path / "nowhere" / "kairos.db"
    with pytest.raises(AdminError, match=re.escape(str(path))):
        await _open(path)
    with pytest.raises(AdminError, match="cannot be opened"):
        await _open(tmp_path)
    assert modes(tmp_path) == {}


async def _refused(path: Path, why: str) -> None:
    before = digest(path)
    with pytest.raises(AdminError, match=why) as refusal:
        await _open(path)
    assert str(path) in str(refusal.value)
    assert digest(path) == before


async def _open(path: Path) -> SqliteStore:
    return await SqliteStore.open(path, ids(FixedClock(NOW), seed=1))


def _tables(db: Connection) -> list[str]:
    named = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row[0] for row in named if not row[0].startswith(("_", "sqlite_"))]


def _count(db: Connection, table: str) -> int:
    return len(db.execute(select("*", table)).fetchall())


def _fill_empty_tables(db: Connection) -> None:
    """A row with something in every column."""
    for table in _tables(db):
        if not _count(db, table):
            columns = db.execute(f"PRAGMA table_info({table})").fetchall()
            values = [1 if column[2] in {"INTEGER", "REAL"} else "1" for column in columns]
            db.execute(insert(table, ", ".join(column[1] for column in columns)), values)


def _shape(db: Connection) -> list[tuple[str, str, str]]:
    return db.execute(
        "SELECT type, name, COALESCE(sql, '') FROM sqlite_master ORDER BY type, name"
    ).fetchall()
