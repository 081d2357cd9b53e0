"""The courier: claims what is due, makes its text, shows it, settles it.

    recover ─► claim a few ─► may it go? ─► compose ─► show ─► settle
                  ▲                                              │
                  └────────────── as soon as one is done ────────┘

One courier carries at a time, whatever processes there are on the database; so whatever is claimed when its
turn begins was on its way when another one died. A few deliveries are under way at once, and no more are
claimed than that: so many are in doubt at most after a crash.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.errors import Lost, NotWanted, PlatformError, Refused, StoreError, TryLater
from bot.ids import DICE_BITS, Ids
from bot.ports import Channel, Store
from bot.sending.calendar import day_off
from bot.sending.destination import destination
from bot.sending.noise import TOO_LATE, Hold, Noise
from bot.sending.outbox import Delivery, Kind, State, try_again_at
from dialogs.cadence import DaysOff
from dialogs.document import Document
from dialogs.frozen import Frozen
from dialogs.people import Identity, Person

log = logging.getLogger(__name__)

Compose = Callable[[Delivery], Awaitable[Document | None]]
"""Makes a delivery's document as it should read now; None (or NotWanted) when it is no longer wanted."""

IN_FLIGHT = 8
"""So many deliveries are under way at once."""

LONGEST = timedelta(seconds=20)
"""A round claims nothing more after so long: others want a turn, and the schedule has to be asked again."""

STANDS_BY = 0.2
"""Seconds between two looks whether another process is done."""

CRASHED = "a crash came between sending and settling"

LEFT_TO_THE_ADMIN = {State.FAILED, State.PARKED}

DICE = 1 << DICE_BITS


class Became(NamedTuple):
    """What becomes of a claimed delivery. ``doubt``: it waits, and may have come through."""

    state: State
    why: str
    at: datetime
    doubt: bool = False


@dataclass
class Trip:
    """How far an attempt came: the channel that was asked to show it, if one was."""

    channel: Channel | None = None


class Done(Frozen):
    """What became of one delivery in one round."""

    delivery: Delivery
    state: State
    why: str = ""


class Courier:
    """Carries the outbox to the channels, by platform."""

    def __init__(  # noqa: PLR0913, PLR0917  it stands between all of these
        self,
        store: Store,
        compose: Compose,
        channels: Mapping[str, Channel],
        clock: Clock,
        ids: Ids,
        days_off: DaysOff = day_off,
    ) -> None:
        """``ids`` makes the error ids that the log and the delivery share, and throws the dice."""
        self._store = store
        self._compose = compose
        self._channels = channels
        self._clock = clock
        self._ids = ids
        self._noise = Noise(store, days_off)
        self._one_at_a_time: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._stopped = False

    def stop(self) -> None:
        """Claim nothing more: what is under way comes to its end, and so does the round."""
        self._stopped = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Wait until no other process carries; then it is ours. False: told to stop meanwhile."""
        while not self._stopped:
            async with self._store.carrying() as ours:
                if ours:
                    yield True
                    return
            await asyncio.sleep(STANDS_BY)
        yield False

    async def recover(self) -> None:
        """What a crash left claimed: looked for where that can be done, else parked. Each round does it too.

        While another process carries there is nothing to do: it has done so.
        """
        async with self._store.carrying() as ours:
            if ours:
                await self._recover()

    async def round(self) -> tuple[Done, ...]:
        """Deliver what is due now, for a while; ``()`` where nothing is. Waits while another one carries."""
        async with self.turn() as ours:
            return await self.carry() if ours else ()

    async def carry(self) -> tuple[Done, ...]:
        """A round for whoever has the turn already."""
        await self._recover()
        return await self._carry_all()

    async def _recover(self) -> None:
        now = self._clock.now()
        for delivery in await self._store.deliveries(State.CLAIMED):
            to = await self._destination(delivery, await self._person(delivery))
            if isinstance(to, Identity) and self._channels[to.platform].repeatable:
                await self._store.doubt(delivery.id, now, CRASHED)
            else:
                await self._store.settle(delivery.id, State.PARKED, now, CRASHED)

    async def _carry_all(self) -> tuple[Done, ...]:
        done: dict[int, Done] = {}
        under_way: set[asyncio.Task[Done]] = set()
        end = self._clock.now() + LONGEST
        try:
            while True:
                if (now := self._clock.now()) <= end and not self._stopped:
                    claimed = await self._store.claim(now, IN_FLIGHT - len(under_way))
                    under_way |= {asyncio.create_task(self._deliver(each)) for each in claimed}
                if not under_way:
                    return tuple(done.values())
                finished, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for became in [await task for task in finished]:
                    done[became.delivery.id] = became
                under_way -= finished
        finally:
            # whatever ended the round: what a platform has half heard is heard out
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _deliver(self, delivery: Delivery) -> Done:
        """Carry one and settle it. Two to one person go one after the other: what they get is counted."""
        lock = self._one_at_a_time.setdefault(delivery.person or -delivery.id, asyncio.Lock())
        async with lock:
            became = await self._carry(delivery)
            if became.doubt:
                await self._store.doubt(delivery.id, became.at, became.why)
            else:
                await self._store.settle(delivery.id, became.state, became.at, became.why)
        if became.state in LEFT_TO_THE_ADMIN:
            kind, state = delivery.kind, became.state
            log.warning(
                "delivery %s (%s) is %s: %s (see `kairos outbox`)", delivery.id, kind, state, became.why
            )
        return Done(delivery=delivery, state=became.state, why=became.why)

    async def _carry(self, delivery: Delivery) -> Became:
        """What becomes of it. Nothing escapes but what ends the process."""
        trip = Trip()
        try:
            return await self._try(delivery, trip)
        except NotWanted as reason:
            return Became(State.SKIPPED, reason.what, self._clock.now())
        except Refused as error:
            return Became(State.FAILED, str(error), self._clock.now())
        except TryLater as error:
            return self._later(delivery, str(error), error.seconds)
        except (PlatformError, StoreError) as error:
            return self._doubtful(delivery, str(error), trip, lost=isinstance(error, Lost))
        except Exception:
            error_id = f"{self._ids():x}"
            log.exception("delivery %s could not be carried, error %s", delivery.id, error_id)
            state = State.PARKED if trip.channel else State.FAILED
            return Became(state, f"error {error_id}", self._clock.now())

    async def _try(self, delivery: Delivery, trip: Trip) -> Became:
        now = self._clock.now()
        person = await self._person(delivery)
        hold = await self._noise.hold(delivery, person, now) if person else None
        late = delivery.kind is not Kind.NUDGE and now > delivery.until
        if hold is None and late and not await self._store.shown(delivery.key):  # what stands may change
            hold = Hold(State.SKIPPED, TOO_LATE, now)
        if hold is not None:
            lost = delivery.unsure and hold.state is State.SKIPPED
            return Became(State.PARKED, CRASHED, now) if lost else Became(*hold)
        to = await self._destination(delivery, person)
        if isinstance(to, TryLater):
            raise to
        if isinstance(to, str):
            return Became(State.FAILED, to, now)
        document = await self._compose(delivery)
        if document is None:
            return Became(State.SKIPPED, "no longer wanted", now)
        trip.channel = self._channels[to.platform]
        await trip.channel.show(delivery, to, document)
        return Became(State.SENT, "", self._clock.now())

    def _later(self, delivery: Delivery, why: str, asked: float) -> Became:
        now = self._clock.now()
        at = try_again_at(delivery, now, asked, self._dice())
        if at is not None:
            return Became(State.WAITING, why, at)
        return Became(State.PARKED if delivery.unsure else State.FAILED, f"{why} Now it is too late.", now)

    def _doubtful(self, delivery: Delivery, why: str, trip: Trip, *, lost: bool) -> Became:
        if trip.channel is None:
            return self._later(delivery, why, 0)
        now = self._clock.now()
        at = None if lost else try_again_at(delivery, now, dice=self._dice())
        if at is None or not trip.channel.repeatable:
            return Became(State.PARKED, why, now)
        return Became(State.WAITING, why, at, doubt=True)

    def _dice(self) -> float:
        return self._ids() % DICE / DICE

    async def _person(self, delivery: Delivery) -> Person | None:
        return None if delivery.person is None else await self._store.person(delivery.person)

    async def _destination(self, delivery: Delivery, person: Person | None) -> Identity | str | TryLater:
        return await destination(self._store, delivery, person, self._channels)
