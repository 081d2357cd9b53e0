"""A few threads that read, each on a connection of its own that cannot write.

Under WAL a reader neither waits for the writer nor makes it wait. Each read is one short transaction, so that
several statements see one state, and no snapshot stays open to make the WAL grow.

At many reads a second it is waking that costs: a thread, and the loop again. So a thread takes the reads that
wait and wakes the loop once for them. The quick ones, which somebody's form waits for, have a thread of their
own: it takes many at a time, for none among them is long.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from queue import SimpleQueue
from sqlite3 import Connection
from threading import Thread
from typing import TypeVar

from bot.errors import StoreError
from bot.store.connection import connect, guarded
from bot.store.pieces import Piece, done, take, tell

T = TypeVar("T")

Reads = SimpleQueue[Piece | None]
"""Reads that wait; None says that no more come."""

MOST, MOST_QUICK = 8, 64
"""So many reads share one waking of the loop at most; a long one among them makes the others wait."""


class Reader:
    """Runs reads off the loop."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        """So many threads for all reads but the quick ones. Each has a connection of its own."""
        self._queue: Reads = SimpleQueue()
        self._quick: Reads = SimpleQueue()
        lanes = [(self._quick, MOST_QUICK), *[(self._queue, MOST)] * threads]
        with guarded(), ExitStack() as stack:
            opened = [stack.enter_context(closing(connect(path, readonly=True))) for _ in lanes]
            self._connections = stack.pop_all()
        self._closed = False
        self._threads = [
            Thread(target=_serve, args=(db, *lane), name="store-reader", daemon=True)
            for db, lane in zip(opened, lanes, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do the reading in one transaction of its own."""
        return await self._done(self._queue, work)

    async def quick(self, work: Callable[[Connection], T]) -> T:
        """The same of a read that is short whatever was kept, and that somebody waits for."""
        return await self._done(self._quick, work)

    async def close(self) -> None:
        """Let what is being read end, then close the connections."""
        self._closed = True
        self._quick.put(None)
        for _ in self._threads[1:]:
            self._queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._connections.close()

    async def _done(self, queue: Reads, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreError("closed")
        return await done(queue, work)


def _serve(db: Connection, queue: Reads, most: int) -> None:
    """What a thread does until it is told that no more comes."""
    while True:
        batch = take(queue, most)
        pieces = [piece for piece in batch if piece]
        for piece in pieces:
            piece.run(lambda work: _read(db, work))
        tell(pieces)
        if len(pieces) < len(batch):
            return


def _read(db: Connection, work: Callable[[Connection], T]) -> T:
    db.execute("BEGIN")
    try:
        return work(db)
    finally:
        db.execute("ROLLBACK")
