"""A helper: a process of its own that reads and composes digests, while this one serves and keeps them.

    this process ──  portion  ──► helper: reads (it cannot write), composes ──  digests, packed  ──► kept here

It is begun when there are many digests, and sent away after them. It ends by itself when its input ends, so
none is left behind however this process ends; if it is lost, its portion is composed here after all.
"""

import asyncio
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import BinaryIO

from bot.calendar import day_off
from bot.composing import Composer, Portion
from bot.content import library
from bot.digests import Helper, HelperLost, Helpers
from bot.ports.week import Packed
from bot.store.connection import connect
from bot.store.team_facts import team_facts
from bot.warm import warm

LENGTH = 8
"""So many bytes before each message say how long it is."""

PATIENCE = 5.0
"""So many seconds a helper has to end once its input has."""


def helpers(db: Path, content: Path, min_group: int) -> Helpers:
    """Helpers that read that database, and compose by that content."""

    @asynccontextmanager
    async def begun() -> AsyncIterator[Helper]:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.helping", str(db.absolute()), str(content.absolute()), str(min_group),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as problem:
            raise HelperLost(str(problem)) from problem
        try:
            yield Beside(process)
        finally:
            await _ended(process)

    return begun


class Beside:
    """The helper, seen from this process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """It was begun, and may still be reading the content."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout

    async def composed(self, portion: Portion) -> Sequence[Packed]:
        """The digests of that portion. Raises HelperLost."""
        try:
            self._to.write(_message(portion))
            await self._to.drain()
            length = int.from_bytes(await self._from.readexactly(LENGTH))
            made: Sequence[Packed] = pickle.loads(await self._from.readexactly(length))  # noqa: S301  our own
        except (OSError, asyncio.IncompleteReadError) as problem:
            raise HelperLost(str(problem)) from problem
        return made


def help_out(db: Path, content: Path, min_group: int, heard: BinaryIO, said: BinaryIO) -> None:
    """Compose one portion after the other, until there are no more."""
    books = library(content)
    warm(books)
    composer = Composer(books, min_group, day_off)
    with closing(connect(db, readonly=True)) as reading:
        while length := heard.read(LENGTH):
            portion: Portion = pickle.loads(heard.read(int.from_bytes(length)))  # noqa: S301  our own
            reading.execute("BEGIN")
            found = team_facts(reading, tuple(portion.keys), portion.since, portion.now, portion.reach)
            reading.execute("ROLLBACK")
            said.write(_message([each for facts in found for each in composer.composed(portion, facts)]))
            said.flush()


def _message(what: Portion | Sequence[Packed]) -> bytes:
    packed = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    return len(packed).to_bytes(LENGTH) + packed


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Let it end; if it does not, end it."""
    assert process.stdin is not None
    process.stdin.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), PATIENCE)
        return
    process.kill()
    await process.wait()


def main() -> None:
    """What runs in the helper: database, content and the least group are its arguments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who serves
    _, db, content, min_group = sys.argv
    with suppress(BrokenPipeError):
        help_out(Path(db), Path(content), int(min_group), sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
