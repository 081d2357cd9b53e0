"""A helper: a process of its own that reads and composes digests, while this one serves and keeps them.

    this process ── content, portions ──► helper: reads (it cannot write), composes ── digests ──► kept here

The content is handed over as it was read and checked here: to do that again would take longer than all else
that begins a helper. It is begun when there are many digests, and sent away after them. It ends by itself
when its input ends, so none is left behind however this process ends; if it is lost, its portion is composed
here after all.
"""

import asyncio
import gc
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import BinaryIO

from bot.digests.composing import Composer, Portion
from bot.digests.writing import Helper, HelperLost, Helpers
from bot.ports.week import Packed
from bot.sending.calendar import day_off
from bot.store.connection import connect
from bot.store.team_facts import team_facts
from dialogs.library import Library

LENGTH = 8
"""So many bytes before each message say how long it is."""

CACHE = "PRAGMA cache_size = -16384"
"""16 MiB: a few teams' history is read once, not page by page again."""

PATIENCE = 5.0
"""So many seconds a helper has to end once its input has."""


def helpers(db: Path, library: Library, min_group: int) -> Helpers:
    """Helpers that read that database, and compose by that content."""
    command = (sys.executable, "-m", "bot.digests.helping", str(db.absolute()), str(min_group))
    books = library.model_copy(update={"rules": {}})  # what was compiled of them, and no digest asks them

    @asynccontextmanager
    async def begun() -> AsyncIterator[Helper]:
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        except OSError as problem:
            raise HelperLost(str(problem)) from problem
        beside = Beside(process)
        try:
            await beside.tell(books)
            yield beside
        finally:
            await beside.end()

    return begun


class Beside:
    """The helper, seen from this process."""

    def __init__(self, process: Process) -> None:
        """It was begun with pipes, and may still be waking up."""
        self._process = process

    async def tell(self, library: Library) -> None:
        """By which content it is to compose. Raises HelperLost."""
        await self._send(library)

    async def composed(self, portion: Portion) -> Sequence[Packed]:
        """The digests of that portion. Raises HelperLost."""
        await self._send(portion)
        said = self._process.stdout
        if said is None:
            raise HelperLost("it has no pipes")
        try:
            length = int.from_bytes(await said.readexactly(LENGTH))
            made: Sequence[Packed] = pickle.loads(await said.readexactly(length))  # noqa: S301  our own
        except (OSError, asyncio.IncompleteReadError) as problem:
            raise HelperLost(str(problem)) from problem
        return made

    async def _send(self, what: Library | Portion) -> None:
        to = self._process.stdin
        if to is None:
            raise HelperLost("it has no pipes")
        try:
            to.write(_message(what))
            await to.drain()
        except OSError as problem:
            raise HelperLost(str(problem)) from problem

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


def help_out(db: Path, min_group: int, heard: BinaryIO, said: BinaryIO) -> None:
    """Compose by that content one portion after the other, until there are no more."""
    first = heard.read(LENGTH)
    if not first:
        return
    library: Library = pickle.loads(heard.read(int.from_bytes(first)))  # noqa: S301  our own
    composer = Composer(library, min_group, day_off)
    with closing(connect(db, readonly=True)) as reading:
        reading.execute(CACHE)
        while length := heard.read(LENGTH):
            portion: Portion = pickle.loads(heard.read(int.from_bytes(length)))  # noqa: S301  our own
            reading.execute("BEGIN")
            found = team_facts(reading, tuple(portion.keys), portion.since, portion.now, portion.reach)
            reading.execute("ROLLBACK")
            said.write(_message([each for facts in found for each in composer.composed(portion, facts)]))
            said.flush()


def _message(what: Library | Portion | Sequence[Packed]) -> bytes:
    packed = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    return len(packed).to_bytes(LENGTH) + packed


def main() -> None:
    """What runs in the helper: database and the least group are its arguments."""
    gc.disable()  # facts come and go by the ten thousand, nothing goes in circles, and it ends soon
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who serves
    _, db, min_group = sys.argv
    with suppress(BrokenPipeError):
        help_out(Path(db), int(min_group), sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
