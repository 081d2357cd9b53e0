"""What was due in the made-up history is delivered as it was lived, by the house's own schedule."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.demo.hours import SHOWN
from bot.errors import NotWanted
from bot.ids import ids
from bot.ports import Post, Store
from bot.sending.courier import Courier
from bot.sending.noise import TOO_LATE
from bot.sending.outbox import Delivery, Kind, State
from bot.sending.schedule import Schedule
from bot.web.channel import channels, chat
from dialogs.library import Library

SEED = 8

NO_LONGER = "no longer wanted"

AT_THEIR_HOUR = frozenset({Kind.CARD, Kind.NUDGE, Kind.FEEDBACK})
"""What comes between the hours at which everybody waits: it is put where it belongs, at its own time."""


class Postman:
    """Carries what is due, on a clock of its own."""

    def __init__(self, store: Store, library: Library, now: datetime) -> None:
        """``now``: when the history ends. What was due long before that nobody sees any more."""
        self._store = store
        self._since = now - SHOWN
        self._clock = FixedClock(self._since)
        self._ids = ids(self._clock, SEED)
        self._coach = Coach(store, library, self._clock, self._ids)
        carried = channels(store, self._clock, self._ids)
        courier = Courier(store, self._coach.compose, carried, self._clock, self._ids)
        self._rounds = Schedule(store, courier, self._coach.weeks, self._clock, self._ids)

    async def carry(self, instant: datetime) -> None:
        """All that is due up to that instant."""
        await self.hand_over(instant)
        self._clock.instant = instant
        await self._rounds.round()

    async def hand_over(self, instant: datetime) -> None:
        """What came since the last time, each at its hour; what is older than the chats is skipped."""
        settled: list[Awaitable[None]] = []
        for delivery in await self._store.deliveries(State.WAITING):
            if delivery.due > instant:
                continue
            if delivery.due <= self._since:
                settled.append(self._store.settle(delivery.id, State.SKIPPED, delivery.until, TOO_LATE))
            elif delivery.kind in AT_THEIR_HOUR:
                settled += await self._put(delivery)
        await asyncio.gather(*settled)

    async def _put(self, delivery: Delivery) -> tuple[Awaitable[None], ...]:
        self._clock.instant = delivery.due
        try:
            document = await self._coach.compose(delivery)
        except NotWanted as reason:
            return (self._store.settle(delivery.id, State.SKIPPED, delivery.due, reason.what),)
        if document is None or delivery.person is None:
            return (self._store.settle(delivery.id, State.SKIPPED, delivery.due, NO_LONGER),)
        post = Post(
            id=self._ids(),
            place=chat(delivery.person),
            at=delivery.due,
            mark=delivery.key,
            document=document,
        )
        return (self._store.put_post(post), self._store.settle(delivery.id, State.SENT, delivery.due))
