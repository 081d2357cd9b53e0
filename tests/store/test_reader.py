"""The reading threads: each read on its own, none lost, none that writes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from threading import Event

import pytest

from bot.errors import StoreError
from bot.store.connection import connect, make_durable
from bot.store.reader import MOST_QUICK, Reader


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    """A reader on a table ``kept`` with one row."""
    path = tmp_path / "r.db"
    with closing(connect(path)) as db:
        make_durable(db)
        db.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
        db.execute("INSERT INTO kept VALUES (1)")
        made = Reader(path, threads=2)
        yield made
        await made.close()


def count(db: Connection) -> int:
    found: int = db.execute("SELECT COUNT(*) FROM kept").fetchone()[0]
    return found


@pytest.mark.parametrize("lane", ["run", "quick"])
async def test_many_reads_at_once_each_hear_their_own(reader, lane):
    many, read = range(10 * MOST_QUICK), getattr(reader, lane)
    assert await asyncio.gather(*(read(lambda db, n=n: n + count(db)) for n in many)) == [n + 1 for n in many]


async def test_long_reads_do_not_hold_up_the_quick_ones(reader):
    go_on = Event()
    long = [asyncio.create_task(reader.run(lambda _: go_on.wait())) for _ in range(10)]
    try:
        async with asyncio.timeout(30):
            assert await reader.quick(count) == 1
    finally:
        go_on.set()
    assert await asyncio.gather(*long) == [True] * 10


async def test_a_read_that_fails_fails_alone(reader):
    def broken(db: Connection) -> int:
        raise LookupError("ours")

    reads = (reader.run(count), reader.run(broken), reader.run(lambda db: db.execute("nonsense")))
    found = await asyncio.gather(*reads, reader.run(count), return_exceptions=True)
    assert [type(each) for each in found] == [int, LookupError, StoreError, int]


async def test_nothing_is_written(reader):
    with pytest.raises(StoreError):
        await reader.run(lambda db: db.execute("INSERT INTO kept VALUES (2)"))


async def test_a_read_sees_one_state_and_leaves_no_snapshot_open(reader, tmp_path):
    begun, go_on = Event(), Event()

    def twice(db: Connection) -> tuple[int, int]:
        before = count(db)
        begun.set()
        go_on.wait()
        return before, count(db)

    reading = asyncio.create_task(reader.run(twice))
    await asyncio.to_thread(begun.wait)
    with closing(connect(tmp_path / "r.db")) as db:
        db.execute("INSERT INTO kept VALUES (2)")
    go_on.set()
    assert await reading == (1, 1)
    assert await reader.run(count) == 2


async def test_a_long_read_does_not_keep_the_other_thread_from_reading(reader):
    begun, go_on = Event(), Event()

    def long(_: Connection) -> None:
        begun.set()
        go_on.wait()

    reading = asyncio.create_task(reader.run(long))
    await asyncio.to_thread(begun.wait)
    assert await reader.run(count) == 1
    go_on.set()
    await reading


async def test_what_was_asked_before_the_end_is_answered(reader):
    reads = (reader.run, reader.quick) * MOST_QUICK
    asked = [asyncio.create_task(read(count)) for read in reads]
    await asyncio.sleep(0)
    await reader.close()
    assert await asyncio.gather(*asked) == [1] * len(asked)
    with pytest.raises(StoreError):
        await reader.run(count)


async def test_nobody_waiting_any_longer_disturbs_nobody(reader):
    given_up = asyncio.create_task(reader.run(count))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await reader.run(count) == 1
