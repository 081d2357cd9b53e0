"""What follows a turn unasked: the verdict as a card in the rep's chat, and one nudge after the call."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.coach.scenes import Scenes
from bot.coach.use_cases import UseCases
from bot.errors import NotWanted
from bot.ids import Ids
from bot.ports import Store
from bot.sending.calendar import day_off
from bot.sending.outbox import Delivery, Kind
from bot.sending.working_days import calendar_of
from dialogs.cadence import DaysOff, Fate, nudging
from dialogs.document import Document
from dialogs.effects import Effect, Remind, ShowVerdict
from dialogs.pages import guide
from dialogs.session import Session

CARD_KEEPS = timedelta(days=2)
"""So long a verdict's card is worth delivering."""


def following(session: Session, effects: Iterable[Effect], now: datetime, ids: Ids) -> tuple[Delivery, ...]:
    """The deliveries of a turn: the verdict's card at once, the nudge after the call."""
    made: dict[Kind, Delivery] = {}
    for effect in effects:
        if isinstance(effect, Remind):
            made[Kind.NUDGE] = _delivery(ids(), Kind.NUDGE, session.id, session.rep, effect.at, effect.until)
        elif isinstance(effect, ShowVerdict) and not effect.notice:
            made[Kind.CARD] = card(ids(), session.id, session.rep, now)
    return tuple(made.values())


def card(ident: int, session: int, rep: int, now: datetime) -> Delivery:
    """A verdict's card, to go out at once; the same key again changes it where it stands."""
    return _delivery(ident, Kind.CARD, session, rep, now, now + CARD_KEEPS)


def _delivery(  # noqa: PLR0913, PLR0917  what a delivery is made of
    ident: int, kind: Kind, session: int, rep: int, due: datetime, until: datetime
) -> Delivery:
    return Delivery(
        id=ident,
        kind=kind,
        key=f"{kind}:{session}",
        person=rep,
        team=None,
        due=due,
        until=until,
        payload={"session": str(session)},
    )


class AfterTurns:
    """Makes cards and nudges, as they should read when they go out."""

    def __init__(self, store: Store, scenes: Scenes, clock: Clock, days_off: DaysOff = day_off) -> None:
        """``days_off`` knows the public holidays."""
        self._store = store
        self._scenes = scenes
        self._clock = clock
        self._days_off = days_off

    @property
    def offers(self) -> UseCases:
        """The two kinds of deliveries."""
        return UseCases(makes={Kind.CARD: self.card, Kind.NUDGE: self.nudge})

    async def card(self, delivery: Delivery) -> Document | None:
        """The verdict as it stands now."""
        session = await self._session(delivery)
        if session is None:
            return None
        return self._scenes.verdict(session, await self._scenes.scene(session), self._clock.now())

    async def nudge(self, delivery: Delivery) -> Document | None:
        """The question how the call went; None for whoever said so already, or closed the deal.

        Raises NotWanted (SPARED) where somebody ignored the last ones: they are asked less.
        """
        session = await self._session(delivery)
        if session is None or not session.ends or await self._reflected(session):
            return None
        rep = await self._store.person(session.rep)
        if rep is None:
            return None
        calendar = await calendar_of(self._store, rep, self._days_off)
        asking = nudging(await self._store.fates(rep.id, self._clock.now(), calendar.lets_go))
        if not asking.asks:
            raise NotWanted(Fate.SPARED.value)
        scene = await self._scenes.scene(session)
        if scene.known.deal.closed:
            return None
        return guide.nudge_page(scene.known.deal, self._scenes.words, less=asking.says_so)

    async def _session(self, delivery: Delivery) -> Session | None:
        return await self._store.session(int(delivery.payload.get("session", 0)))

    async def _reflected(self, check: Session) -> bool:
        last = await self._store.last_submitted(check.rep, check.deal, "postcall")
        return bool(last and last.submitted and check.submitted and last.submitted >= check.submitted)
