"""Work that goes on after a request has its answer: none of it is lost, all ends before the process."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.errors import PlatformError
from bot.ids import Ids

log = logging.getLogger(__name__)


class Tasks:
    """Keeps hold of what is under way."""

    def __init__(self, ids: Ids) -> None:
        """``ids`` makes the error ids of the log."""
        self._ids = ids
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """Do this on its own; ``what`` names it in the log should it fail."""
        task = asyncio.create_task(self._guarded(work, what))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Let what is under way come to its end; what takes longer is given up."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in (left := list(self._running)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await work
        except PlatformError as error:
            log.warning("%s: %s", what, error)
        except Exception:  # the outermost edge: nobody awaits this task
            log.exception("%s failed, error %x", what, self._ids())
