"""The courier: claims what is due, makes its text, shows it, settles it."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.clock import Clock
from bot.errors import PlatformError, Refused, TryLater, Unsure
from bot.ids import Ids
from bot.outbox import Delivery, State
from bot.ports import Channel, Store
from dialogs.document import Document
from dialogs.frozen import Frozen
from dialogs.people import Identity

log = logging.getLogger(__name__)

Compose = Callable[[Delivery], Awaitable[Document | None]]
"""Makes a delivery's document as it should read now; None when it is no longer wanted."""


BECAUSE: Mapping[type[PlatformError], State] = {
    TryLater: State.WAITING,
    Refused: State.FAILED,
    Unsure: State.PARKED,
}
"""What becomes of a delivery that the platform did not take."""


class Done(Frozen):
    """What became of one delivery in one round."""

    delivery: Delivery
    state: State
    why: str = ""


class Courier:
    """Carries the outbox to the channels, by platform."""

    def __init__(
        self, store: Store, compose: Compose, channels: Mapping[str, Channel], clock: Clock, ids: Ids
    ) -> None:
        """``ids`` makes the error ids that the log and the delivery share."""
        self._store = store
        self._compose = compose
        self._channels = channels
        self._clock = clock
        self._ids = ids

    async def recover(self) -> None:
        """After a crash: what was claimed and may be shown again waits again; the rest is parked."""
        for delivery in await self._store.deliveries(State.CLAIMED):
            to = await self._address(delivery)
            again = to is not None and self._channels[to.platform].repeatable
            state = State.WAITING if again else State.PARKED
            why = "" if again else "a crash came between sending and settling"
            await self._store.settle(delivery.id, state, self._clock.now(), why)

    async def round(self) -> tuple[Done, ...]:
        """Deliver all that is due now; a delivery put back waits for the next round."""
        done: dict[int, Done] = {}
        while claimed := await self._store.claim(self._clock.now()):
            for delivery in claimed:
                state, why = await self._carry(delivery)
                await self._store.settle(delivery.id, state, self._clock.now(), why)
                done[delivery.id] = Done(delivery=delivery, state=state, why=why)
            if any(done[delivery.id].state is State.WAITING for delivery in claimed):
                break
        return tuple(done.values())

    async def _carry(self, delivery: Delivery) -> tuple[State, str]:
        try:
            return await self._try(delivery)
        except PlatformError as error:
            became = (state for kind, state in BECAUSE.items() if isinstance(error, kind))
            return next(became, State.PARKED), str(error)
        except Exception:
            error_id = f"{self._ids():x}"
            log.exception("delivery %s could not be carried, error %s", delivery.id, error_id)
            return State.PARKED, f"error {error_id}"

    async def _try(self, delivery: Delivery) -> tuple[State, str]:
        if self._clock.now() > delivery.until:
            return State.SKIPPED, "too late"
        to = await self._address(delivery)
        if to is None:
            return State.FAILED, "no channel reaches this person"
        document = await self._compose(delivery)
        if document is None:
            return State.SKIPPED, "no longer wanted"
        await self._channels[to.platform].show(delivery, to, document)
        return State.SENT, ""

    async def _address(self, delivery: Delivery) -> Identity | None:
        if delivery.person is None:
            return None
        known = await self._store.identities(delivery.person)
        return next((identity for identity in known if identity.platform in self._channels), None)
