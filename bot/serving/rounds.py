"""Round after round: what is due goes out every half minute, and at once when somebody did something."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

BREATH = 0.05
"""Seconds between two rounds when much happens: one round serves everybody who did something meanwhile."""

PAUSE = 30.0
"""Seconds between two rounds when nothing happens."""

log = logging.getLogger(__name__)


class Rounds(Protocol):
    """What carries deliveries: ``bot.sending.schedule.Schedule``, which first works out what is due."""

    async def round(self) -> Sequence[object]:
        """Deliver what is due now, for a while; empty where there was nothing (more)."""

    def stop(self) -> None:
        """Begin nothing more: a round under way comes to its end soon."""


class Clockwork:
    """Calls for rounds, one at a time."""

    def __init__(self, rounds: Rounds, pause: float = PAUSE) -> None:
        """``rounds`` carries what is due."""
        self._rounds = rounds
        self._pause = pause
        self._wake = asyncio.Event()
        self._stopped = False

    def kick(self) -> None:
        """Have a round now, or right after the present one."""
        self._wake.set()

    def stop(self) -> None:
        """No more rounds after the present one."""
        self._stopped = True
        self._rounds.stop()
        self._wake.set()

    async def run(self) -> None:
        """Rounds until it is stopped; one that fails is logged and does not end them."""
        while not self._stopped:
            self._wake.clear()
            try:
                if await self._rounds.round():
                    self._wake.set()  # there may be more
            except Exception:  # the outermost edge: the next round may go well
                log.exception("a round of deliveries failed")
            try:
                async with asyncio.timeout(self._pause):
                    await self._wake.wait()
            except TimeoutError:
                continue
            if not self._stopped:
                await asyncio.sleep(BREATH)
