"""What a durable submission is, and its bare peers: the same rows by raw SQL, and nothing else."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import perf_counter

from bot.store import rows as stored
from bot.store.connection import make_durable
from bot.store.schema import opened
from bot.store.sql import insert
from dialogs.session import Session, Status

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANSWERS = {
    "know": ("person",),
    "difference": ("Their month-end takes two days instead of nine, and the night shift goes home.",),
    "doubt": ("some",),
    "proof": ("trial", "testimonial"),
    "question": ("What would the night shift do with seven free days?",),
    "advance": ("introduce",),
    "chance": ("70",),
}
AT = stored.text_of(NOW)
SEEN_SQL = insert("seen", "key, at")
SESSION_SQL = insert("sessions", stored.SESSION)
ANSWER_SQL = insert("answers", "session, question, n, value")
WEIGHED_SQL = insert("weighed", "session, rep, team, deal, submitted_us, grounds, chance")
SUBMITTED_US = (NOW - stored.EPOCH) // stored.MICROSECOND
numbers = count(1)

Rows = tuple[stored.Row, stored.Row, Sequence[stored.Row]]
"""What one submission comes to: the key, the session, its answers."""


def submission(rep: int, deal: int) -> Session:
    """A submitted check with eight values, under a new id."""
    return Session(
        id=next(numbers),
        flow="precall",
        version=1,
        digest="0123456789abcdef",
        rep=rep,
        deal=deal,
        zone="Europe/Berlin",
        began=NOW,
        page="verdict",
        shown=NOW,
        turn=1,
        status=Status.SUBMITTED,
        submitted=NOW,
        seconds=41.5,
        answers=ANSWERS,
        theme="kairos",
    )


async def rate(save: Callable[[], Awaitable[object]], in_flight: int, seconds: float) -> float:
    """So many a second, by that many callers who each wait for the last one before the next."""
    end = perf_counter() + seconds
    done = 0

    async def caller() -> None:
        nonlocal done
        while perf_counter() < end:
            await save()
            done += 1

    began = perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    return done / (perf_counter() - began)


def one_row_rate(path: Path, seconds: float) -> float:
    """One row a transaction: what a commit costs here."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        make_durable(db)
        db.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT)")
        began, done = perf_counter(), 0
        while perf_counter() - began < seconds:
            db.execute("INSERT INTO bare (text) VALUES ('x')")
            done += 1
        return done / (perf_counter() - began)


def prepared() -> Iterator[Rows]:
    """Rows of one submission after the other, made as cheaply as they can be."""
    session = stored.session_row(submission(1, 1))
    answers = [(question, n, value) for question, values in ANSWERS.items() for n, value in enumerate(values)]
    for ident in numbers:
        yield (f"view-{ident}", AT), (ident, *session[1:]), [(ident, *answer) for answer in answers]


def bare(path: Path) -> sqlite3.Connection:
    """The same tables and indexes, with the rep and the deal that the rows are about."""
    db = opened(path)
    db.execute("INSERT INTO teams VALUES (1, 'Hanse', 'hanse', '', '', '', '', '', '', '', '', NULL)")
    db.execute("INSERT INTO people VALUES (1, 'Inge', '', '', 'rep', 1, '', '')")
    db.execute("INSERT INTO deals (id, team, name, name_key, created_at) VALUES (1, 1, 'Acme', 'acme', '')")
    return db


def write(db: sqlite3.Connection, batch: Iterable[Rows]) -> None:
    """Some submissions' rows in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    for seen, session, answers in batch:
        db.execute(SEEN_SQL, seen)
        db.execute(SESSION_SQL, session)
        db.executemany(ANSWER_SQL, answers)
        db.execute(WEIGHED_SQL, (session[0], 1, 1, 1, SUBMITTED_US, None, 70))
    db.execute("COMMIT")


def transaction_rate(path: Path, together: int, seconds: float) -> float:
    """So many submissions' rows a transaction, nothing around it: the disk and SQLite alone."""
    with closing(bare(path)) as db:
        ready, done = prepared(), 0
        began = perf_counter()
        while perf_counter() - began < seconds:
            write(db, islice(ready, together))
            done += together
        return done / (perf_counter() - began)


async def group_rate(path: Path, in_flight: int, seconds: float) -> float:
    """The same rows from asyncio through a thread that commits whatever waits: the idea, and nothing else."""
    queue: SimpleQueue[tuple[Rows, asyncio.Future[None]] | None] = SimpleQueue()
    loop = asyncio.get_running_loop()
    ready = prepared()

    def tell(futures: list[asyncio.Future[None]]) -> None:
        for future in futures:
            future.set_result(None)

    def serve() -> None:
        with closing(bare(path)) as db:
            while True:
                batch = [queue.get()]
                while not queue.empty():
                    batch.append(queue.get())
                pieces = [piece for piece in batch if piece]
                write(db, [submitted for submitted, _ in pieces])
                loop.call_soon_threadsafe(tell, [future for _, future in pieces])
                if None in batch:
                    return

    thread = Thread(target=serve)
    thread.start()

    async def save() -> None:
        future: asyncio.Future[None] = loop.create_future()
        queue.put((next(ready), future))
        await future

    try:
        return await rate(save, in_flight, seconds)
    finally:
        queue.put(None)
        await asyncio.to_thread(thread.join)
