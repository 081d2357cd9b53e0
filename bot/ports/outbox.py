"""What the schedule, the courier and the admin need from the outbox beyond claiming and settling."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.sending.outbox import Delivery
from dialogs.cadence import Fate

Ends = Callable[[datetime], datetime]
"""When a nudge is let go, by a calendar, from its end as it was set without one. Any thread may ask."""


class OutboxStore(Protocol):
    """Whose turn it is to carry, when somebody's time comes, fates of nudges, and the admin's word."""

    def carrying(self) -> AbstractAsyncContextManager[bool]:
        """Whether this process carries deliveries now, as long as the context lasts.

        False: another one does. A process that dies, however it dies, carries no longer. So whoever
        carries knows that what is claimed already was claimed by one that died.
        """

    async def doubt(self, delivery: int, at: datetime, why: str) -> None:
        """Put a claimed delivery back that may have come through, to be looked for at that instant."""

    async def send_again(self, delivery: int, at: datetime, until: datetime) -> bool:
        """Put a failed or parked delivery back, as one that did not come through; False for any other.

        It is due at that instant at the latest, and not too late until ``until`` at least.
        """

    async def drop(self, delivery: int, at: datetime, why: str) -> bool:
        """Skip a failed or parked delivery for good; False for any other."""

    async def keyed(self, keys: Sequence[str]) -> tuple[Delivery, ...]:
        """The deliveries of these keys, the earliest due first."""

    async def fates(self, rep: int, now: datetime, ends: Ends, limit: int = 12) -> Sequence[Fate]:
        """What became of the nudges after a rep's last calls, the oldest first."""

    async def clocks(self) -> frozenset[tuple[str, str]]:
        """Each zone with each local time (``09:00``, ``Fri 16:00``) at which something is due to somebody."""
