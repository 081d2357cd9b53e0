"""The writing thread: one commit for whatever waits, each piece of work on its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from sqlite3 import Connection
from threading import Event
from typing import NoReturn

import pytest

from bot.errors import StoreError
from bot.store.connection import connect, make_durable
from bot.store.writer import Abandoned, Writer


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    """A writer on a table ``kept``, and ``child`` whose rows must name one of it."""
    db = connect(tmp_path / "w.db")
    make_durable(db)
    db.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
    db.execute("CREATE TABLE child (kept INTEGER REFERENCES kept (id) DEFERRABLE INITIALLY DEFERRED)")
    made = Writer(db)
    yield made
    await made.close()


def put(number: int) -> Callable[[Connection], int]:
    """Work that keeps a number and returns it."""

    def work(db: Connection) -> int:
        db.execute("INSERT INTO kept (id) VALUES (?)", (number,))
        return number

    return work


def put_and_fail(number: int) -> Callable[[Connection], NoReturn]:
    """Work that keeps a number, then meets a bug."""

    def work(db: Connection) -> NoReturn:
        put(number)(db)
        raise LookupError(number)

    return work


@asynccontextmanager
async def held_up(writer: Writer) -> AsyncIterator[None]:
    """The thread has work in hand that ends with the block: what is asked meanwhile waits together."""
    begun, go_on = Event(), Event()

    def work(_: Connection) -> None:
        begun.set()
        go_on.wait()

    holding = asyncio.create_task(writer.run(work))
    await asyncio.to_thread(begun.wait)
    try:
        yield
        await asyncio.sleep(0)  # each task that was made runs up to its wait
    finally:
        go_on.set()
    await holding


async def in_one_batch(writer: Writer, *works: Callable[[Connection], object]) -> list[object]:
    """What came of works that waited together."""
    async with held_up(writer):
        waiting = [asyncio.create_task(writer.run(work)) for work in works]
    return await asyncio.gather(*waiting, return_exceptions=True)


async def kept(writer: Writer) -> list[int]:
    """What is in the table."""
    return await writer.run(lambda db: [row[0] for row in db.execute("SELECT id FROM kept ORDER BY id")])


async def test_work_hears_its_own_result(writer: Writer):
    """Each caller its own, however many share the commit."""
    assert await in_one_batch(writer, *(put(number) for number in range(50))) == list(range(50))
    assert await kept(writer) == list(range(50))


async def test_whatever_waits_shares_a_commit(writer: Writer):
    """Told by SQLite itself: it hears one BEGIN and one COMMIT for fifty works."""
    heard: list[str] = []
    await writer.run(lambda db: db.set_trace_callback(heard.append))
    await in_one_batch(writer, *(put(number) for number in range(50)))
    batch = heard[len(heard) - heard[::-1].index("BEGIN IMMEDIATE") :]
    assert sum(said.startswith("INSERT") for said in batch) == 50
    assert batch[-1] == "COMMIT"
    assert batch.count("COMMIT") == 1


async def test_work_that_fails_fails_alone(writer: Writer):
    """Nothing of it is kept; its neighbours are."""
    came_to = await in_one_batch(writer, put(1), put_and_fail(2), put(1), put(3))
    assert came_to[0] == 1
    assert isinstance(came_to[1], LookupError)
    assert isinstance(came_to[2], StoreError)
    assert came_to[3] == 3
    assert await kept(writer) == [1, 3]


async def test_abandoned_work_leaves_nothing_and_says_why(writer: Writer):
    """It is an answer, not an error."""

    def work(db: Connection) -> str:
        put(1)(db)
        raise Abandoned("stale")

    assert await writer.run(work) == "stale"
    assert await kept(writer) == []


async def test_a_commit_that_fails_fails_all_of_its_batch(writer: Writer):
    """Nobody hears "done" for what is not there; the next batch goes through."""
    orphan = "INSERT INTO child (kept) VALUES (404)"
    came_to = await in_one_batch(writer, put(1), lambda db: db.execute(orphan).rowcount, put(2))
    assert [type(each) for each in came_to] == [StoreError] * 3
    assert await kept(writer) == []
    assert await writer.run(put(3)) == 3
    assert await kept(writer) == [3]


async def test_work_that_ends_the_transaction_fails_all_of_its_batch(writer: Writer):
    """As a full disk does; what was done before it is lost, and says so."""
    came_to = await in_one_batch(writer, put(1), lambda db: db.execute("ROLLBACK").rowcount, put(2))
    assert [type(each) for each in came_to] == [StoreError] * 3
    assert await kept(writer) == []


async def test_closing_finishes_what_waits(writer: Writer):
    """Then nothing more is taken."""
    async with held_up(writer):
        waiting = [asyncio.create_task(writer.run(put(number))) for number in range(50)]
        end = asyncio.create_task(writer.close())
    await end
    assert await asyncio.gather(*waiting) == list(range(50))
    with pytest.raises(StoreError, match="closed"):
        await writer.run(put(51))


async def test_a_caller_who_goes_away_holds_nobody_up(writer: Writer):
    """Their work is done all the same: it was asked for."""
    async with held_up(writer):
        gone, stays = asyncio.create_task(writer.run(put(1))), asyncio.create_task(writer.run(put(2)))
        await asyncio.sleep(0)
        gone.cancel()
    assert await stays == 2
    assert gone.cancelled()
    assert await kept(writer) == [1, 2]


async def test_another_process_that_writes_is_waited_for(writer: Writer, tmp_path: Path):
    """A command-line tool may write beside a server."""
    begun = Event()
    await writer.run(lambda db: db.set_trace_callback(lambda said: begun.set() if "BEGIN" in said else None))
    with closing(connect(tmp_path / "w.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        put(1)(other)
        waiting = asyncio.create_task(writer.run(put(2)))
        await asyncio.to_thread(begun.wait)
        assert not waiting.done()
        other.execute("COMMIT")
    assert await waiting == 2
    assert await kept(writer) == [1, 2]
