"""One thread that writes, so that nobody waits for a lock and many changes share one commit.

    save ─┐                       ┌─ SAVEPOINT · work · RELEASE ─┐
    save ─┼─► queue ─► BEGIN ─────┼─ SAVEPOINT · work · ROLLBACK ┼─► COMMIT ─► every caller hears
    save ─┘                       └─ SAVEPOINT · work · RELEASE ─┘

An fsync costs as much for fifty changes as for one. Each piece of work stands in a savepoint of its own: one
that fails fails alone. Nobody hears "done" before the commit; if the commit fails, all of the batch failed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from sqlite3 import Connection
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

from bot.errors import StoreError
from bot.store.connection import guarded
from bot.store.pieces import Piece, Work, done, take, tell

T = TypeVar("T")

MOST = 500
"""So many pieces of work share one commit at most."""

IDLE_SECONDS = 0.5
"""After so long without work the writer copies the WAL into the database file."""


Wrote = Callable[[float], None]
"""Hears the seconds that a transaction took."""


class Abandoned(Exception):
    """Raised by work that decided to leave nothing behind; ``result`` is what its caller hears."""

    def __init__(self, result: object) -> None:
        """``result`` is what the work would have returned."""
        super().__init__(result)
        self.result = result


def _write(db: Connection, work: Work) -> Any:  # noqa: ANN401  whatever the work gives
    """Do a piece of work in its own savepoint."""
    try:
        db.execute("SAVEPOINT piece")
        result = work(db)
        db.execute("RELEASE piece")
    except Abandoned as decision:
        _undo(db)
        return decision.result
    except Exception:
        _undo(db)
        raise
    return result


def _undo(db: Connection) -> None:
    if db.in_transaction:  # a full disk, say, ends the whole transaction by itself
        db.execute("ROLLBACK TO piece")
        db.execute("RELEASE piece")


class Writer:
    """Runs work on the one writing connection: whatever is waiting, in one transaction."""

    def __init__(self, db: Connection, wrote: Wrote | None = None) -> None:
        """Takes the connection over, and closes it in the end. ``wrote`` hears of each transaction."""
        self._db = db
        self._wrote = wrote
        self._queue: SimpleQueue[Piece | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work on the writing thread; returns when it is durable."""
        if self._closed:
            raise StoreError("closed")
        return await done(self._queue, work)

    async def close(self) -> None:
        """Finish what is waiting, then close the connection."""
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        try:
            dirty = False
            while True:
                try:
                    batch = take(self._queue, MOST, IDLE_SECONDS if dirty else None)
                except Empty:
                    self._tidy()
                    dirty = False
                    continue
                pieces = [piece for piece in batch if piece]
                began = perf_counter()
                self._write(pieces)
                if self._wrote and pieces:
                    self._wrote(perf_counter() - began)
                tell(pieces)
                dirty = True
                if len(pieces) < len(batch):
                    return
        finally:
            self._db.close()

    def _write(self, pieces: list[Piece]) -> None:
        """All pieces in one transaction. If that is lost, each of them is."""
        try:
            with guarded():
                self._db.execute("BEGIN IMMEDIATE")
                for piece in pieces:
                    piece.run(lambda work: _write(self._db, work))
                    if not self._db.in_transaction:
                        raise piece.problem or StoreError("the transaction ended")  # noqa: TRY301
                self._db.execute("COMMIT")
        except Exception as problem:  # noqa: BLE001  it is the callers', who hear it
            for piece in pieces:
                piece.problem = piece.problem or problem
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _tidy(self) -> None:
        with suppress(Exception):  # a reader may be in the way; the next idle time comes
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
