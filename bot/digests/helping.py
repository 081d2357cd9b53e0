"""A helper: a process of its own that reads and composes digests, while this one serves and keeps them.

    this process ──  portion  ──► helper: reads (it cannot write), composes ──  digests, packed  ──► kept here

It is begun when there are many digests, and sent away after them. It ends by itself when its input ends, so
none is left behind however this process ends; if it is lost, its portion is composed here after all.
"""

import asyncio
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import BinaryIO

from bot.content import library
from bot.digests.composing import Composer, Portion
from bot.digests.writing import Helper, HelperLost, Helpers
from bot.ports.week import Packed
from bot.sending.calendar import day_off
from bot.store.connection import connect
from bot.store.team_facts import team_facts
from bot.warm import warm

LENGTH = 8
"""So many bytes before each message say how long it is."""

CACHE = "PRAGMA cache_size = -16384"
"""16 MiB: a few teams' history is read once, not page by page again."""

PATIENCE = 5.0
"""So many seconds a helper has to end once its input has."""


def helpers(db: Path, content: Path, min_group: int) -> Helpers:
    """Helpers that read that database, and compose by that content."""
    command = (
        sys.executable,
        "-m",
        "bot.digests.helping",
        str(db.absolute()),
        str(content.absolute()),
        str(min_group),
    )

    @asynccontextmanager
    async def begun() -> AsyncIterator[Helper]:
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        except OSError as problem:
            raise HelperLost(str(problem)) from problem
        beside = Beside(process)
        try:
            yield beside
        finally:
            await beside.end()

    return begun


class Beside:
    """The helper, seen from this process."""

    def __init__(self, process: Process) -> None:
        """It was begun with pipes, and may still be reading the content."""
        self._process = process

    async def composed(self, portion: Portion) -> Sequence[Packed]:
        """The digests of that portion. Raises HelperLost."""
        to, said = self._process.stdin, self._process.stdout
        if to is None or said is None:
            raise HelperLost("it has no pipes")
        try:
            to.write(_message(portion))
            await to.drain()
            length = int.from_bytes(await said.readexactly(LENGTH))
            made: Sequence[Packed] = pickle.loads(await said.readexactly(length))  # noqa: S301  our own
        except (OSError, asyncio.IncompleteReadError) as problem:
            raise HelperLost(str(problem)) from problem
        return made

    async def end(self) -> None:
        """Let it end, for there is no more to do; if it does not, end it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), PATIENCE)
        finally:
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()


def help_out(db: Path, content: Path, min_group: int, heard: BinaryIO, said: BinaryIO) -> None:
    """Compose one portion after the other, until there are no more."""
    books = library(content)
    warm(books)
    composer = Composer(books, min_group, day_off)
    with closing(connect(db, readonly=True)) as reading:
        reading.execute(CACHE)
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


def main() -> None:
    """What runs in the helper: database, content and the least group are its arguments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who serves
    _, db, content, min_group = sys.argv
    with suppress(BrokenPipeError):
        help_out(Path(db), Path(content), int(min_group), sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
