"""A copy of the database, taken while it serves."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.errors import AdminError, StoreError
from bot.ids import ids
from bot.store.backup import backup
from bot.store.store import SqliteStore
from tests.store.making import NOW, change, diary, modes, session, some_deal, somebody


async def test_a_backup_taken_while_serving_is_one_state_and_opens(real: SqliteStore, tmp_path: Path):
    """Whatever was saved before it is there, whatever is saved meanwhile is there whole or not at all."""
    rep, deal = await somebody(real), await some_deal(real)
    before = session(rep, deal, answers={"know": ("person",)})
    await real.save(change(before))
    meanwhile = [session(rep, deal, answers={f"q{n}": ("x",) for n in range(8)}) for _ in range(200)]
    copy = tmp_path / "copy.db"
    await asyncio.gather(real.backup(copy), *(real.save(change(each)) for each in meanwhile))
    async with await SqliteStore.open(copy, ids(FixedClock(NOW), seed=2)) as opened:
        assert await opened.session(before.id) == before
        for each in meanwhile:
            found = await opened.session(each.id)
            assert found is None or found == each


async def test_a_backup_is_one_private_file(real: SqliteStore, tmp_path: Path):
    """No WAL beside it, nothing half-made left."""
    folder = tmp_path / "backups"
    folder.mkdir()
    await real.backup(folder / "copy.db")
    with closing(sqlite3.connect(folder / "copy.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert modes(folder) == {"copy.db": 0o600}


async def test_a_file_that_is_there_is_overwritten_only_when_told(real: SqliteStore, tmp_path: Path):
    """The refusal is the admin's to hear."""
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    with pytest.raises(AdminError, match=r"copy\.db"):
        await real.backup(copy)
    assert copy.read_text() == "precious"
    await real.backup(copy, overwrite=True)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT COUNT(*) FROM teams").fetchone() == (0,)


def test_a_backup_that_fails_leaves_what_was_there(tmp_path: Path):
    """Here the source is no database."""
    source, copy = diary(tmp_path / "kairos.db"), tmp_path / "copy.db"
    copy.write_text("precious")
    with pytest.raises(StoreError):
        backup(source, copy, overwrite=True)
    assert copy.read_text() == "precious"
    assert set(modes(tmp_path)) == {"kairos.db", "copy.db"}


async def test_a_folder_that_is_not_there_is_the_admins_to_mend(real: SqliteStore, tmp_path: Path):
    """And no traceback."""
    with pytest.raises(AdminError, match="nowhere"):
        await real.backup(tmp_path / "nowhere" / "copy.db")
