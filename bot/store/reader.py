"""A few threads that read, each on a connection of its own that cannot write.

Under WAL a reader neither waits for the writer nor makes it wait. Each read is one short transaction, so that
several statements see one state, and no snapshot stays open to make the WAL grow.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from queue import SimpleQueue
from sqlite3 import Connection
from typing import TypeVar

from bot.errors import StoreError
from bot.store.connection import connect, guarded

T = TypeVar("T")


class Reader:
    """Runs reads off the loop."""

    def __init__(self, path: Path, threads: int = 3) -> None:
        """Opens as many connections as there are threads; a thread takes whichever is free."""
        self._free: SimpleQueue[Connection] = SimpleQueue()
        with guarded(), ExitStack() as stack:
            for _ in range(threads):
                self._free.put(stack.enter_context(closing(connect(path, readonly=True))))
            self._connections = stack.pop_all()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store-reader")
        self._closed = False

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do the reading in one transaction of its own."""
        if self._closed:
            raise StoreError("closed")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)

    async def close(self) -> None:
        """Let what is being read end, then close the connections."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown)
        self._connections.close()

    def _read(self, work: Callable[[Connection], T]) -> T:
        db = self._free.get()
        try:
            with guarded():
                db.execute("BEGIN")
                try:
                    return work(db)
                finally:
                    db.execute("ROLLBACK")
        finally:
            self._free.put(db)
