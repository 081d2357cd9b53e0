"""Work on its way through a thread: handed over by a loop, done in turn, and the loop woken once for many."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import groupby
from queue import Empty, SimpleQueue
from sqlite3 import Connection
from typing import Any, TypeVar

from bot.errors import StoreError
from bot.store.connection import TROUBLES

T = TypeVar("T")

Work = Callable[[Connection], Any]


class Piece:
    """What to do, who waits, what came of it."""

    __slots__ = ("future", "loop", "problem", "result", "work")

    def __init__(self, work: Work, loop: AbstractEventLoop) -> None:
        """``loop`` is where the caller waits."""
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.problem: Exception | None = None

    def run(self, do: Callable[[Work], Any]) -> None:
        """Do the work, and keep what came of it."""
        try:
            self.result = do(self.work)
        except TROUBLES as trouble:
            self.problem = StoreError(str(trouble))
            self.problem.__cause__ = trouble
        except Exception as problem:  # noqa: BLE001  it is the caller's, who hears it
            self.problem = problem

    def tell(self) -> None:
        """Let the caller hear; runs on the caller's loop."""
        if self.future.done():  # nobody waits any longer
            return
        if self.problem is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.problem)


async def done(queue: SimpleQueue[Piece | None], work: Callable[[Connection], T]) -> T:
    """Hand the work over to whichever thread serves the queue, and wait until it is done."""
    piece = Piece(work, asyncio.get_running_loop())
    queue.put(piece)
    result: T = await piece.future
    return result


def take(queue: SimpleQueue[Piece | None], most: int, seconds: float | None = None) -> list[Piece | None]:
    """Wait for work, then take what is there, up to the piece that says that no more comes.

    Raises Empty if none came in so many seconds.
    """
    batch = [queue.get(timeout=seconds)]
    with suppress(Empty):
        while len(batch) < most and batch[-1]:
            batch.append(queue.get_nowait())
    return batch


def tell(pieces: Iterable[Piece]) -> None:
    """Wake each loop once, not once a piece."""
    for loop, told in groupby(pieces, key=lambda piece: piece.loop):
        with suppress(RuntimeError):  # that loop is closed: nobody waits there
            loop.call_soon_threadsafe(_tell_all, list(told))


def _tell_all(pieces: list[Piece]) -> None:
    for piece in pieces:
        piece.tell()
