"""The part of SqliteStore that is bot.ports.outbox.OutboxStore."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.ports.outbox import Ends
from bot.sending.outbox import Delivery
from bot.store import nudges, outbox, turn
from bot.store.base import StoreBase
from dialogs.cadence import Fate


class OutboxPart(StoreBase):
    """Its methods are thin, like all of SqliteStore's."""

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[bool]:
        """Whether this process carries deliveries now, as long as the context lasts."""
        taken = await asyncio.to_thread(turn.take, self.path)
        try:
            yield taken is not None
        finally:
            if taken is not None:
                taken.close()

    async def doubt(self, delivery: int, at: datetime, why: str) -> None:
        """Put a claimed delivery back that may have come through, to be looked for at that instant."""
        await self._write(lambda db: outbox.doubt(db, delivery, at, why))

    async def send_again(self, delivery: int, at: datetime, until: datetime) -> bool:
        """Put a failed or parked delivery back, as one that did not come through; False for any other."""
        return await self._write(lambda db: outbox.send_again(db, delivery, at, until))

    async def drop(self, delivery: int, at: datetime, why: str) -> bool:
        """Skip a failed or parked delivery for good; False for any other."""
        return await self._write(lambda db: outbox.drop(db, delivery, at, why))

    async def keyed(self, keys: Sequence[str]) -> tuple[Delivery, ...]:
        """The deliveries of these keys, the earliest due first."""
        return await self._read(lambda db: outbox.keyed(db, keys))

    async def fates(self, rep: int, now: datetime, ends: Ends, limit: int = 12) -> tuple[Fate, ...]:
        """What became of the nudges after a rep's last calls, the oldest first."""
        return await self._read(lambda db: nudges.fates(db, rep, now, ends, limit))

    async def clocks(self) -> frozenset[tuple[str, str]]:
        """Each zone with each local time at which something is due to somebody."""
        return await self._read(outbox.clocks)
