"""A few threads that read, each on a connection of its own that cannot write.

Under WAL a reader neither waits for the writer nor makes it wait. Each read is one short transaction, so that
several statements see one state, and no snapshot stays open to make the WAL grow. A thread takes the few
reads that wait and wakes the loop once for them: at many reads a second, waking is what costs.
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

MOST = 8
"""So many reads share one waking of the loop at most; a long one among them makes the others wait."""


class Reader:
    """Runs reads off the loop."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        """Each thread has a connection of its own."""
        self._queue: SimpleQueue[Piece | None] = SimpleQueue()
        with guarded(), ExitStack() as stack:
            opened = [stack.enter_context(closing(connect(path, readonly=True))) for _ in range(threads)]
            self._connections = stack.pop_all()
        self._closed = False
        self._threads = [
            Thread(target=self._serve, args=(db,), name="store-reader", daemon=True) for db in opened
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do the reading in one transaction of its own."""
        if self._closed:
            raise StoreError("closed")
        return await done(self._queue, work)

    async def close(self) -> None:
        """Let what is being read end, then close the connections."""
        self._closed = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._connections.close()

    def _serve(self, db: Connection) -> None:
        while True:
            batch = take(self._queue, MOST)
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
