"""A turn: an event is heard, what it makes is written in one transaction, and only then shown."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ids import Ids, named
from bot.outbox import Delivery, Kind
from bot.ports import Change, Saved, Store
from bot.scenes import Scenes, Screen
from dialogs import engine, events
from dialogs.deal import Deal
from dialogs.effects import Effect, Remind, ShowPage, ShowVerdict
from dialogs.errors import NotThere, NotYours
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.people import Person
from dialogs.session import Session
from dialogs.theme import theme_of_week

COVERED = timedelta(hours=48)
"""A reflection has a check when one for the same deal was submitted within so long before."""

CARD_KEEPS = timedelta(days=2)
"""So long a verdict's card is worth delivering."""

TRIES = 5
"""So often a turn is worked out anew when the session moved on meanwhile."""


class Turns:
    """Carries events to sessions and keeps what becomes of them."""

    def __init__(self, store: Store, library: Library, scenes: Scenes, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._library = library
        self._scenes = scenes
        self._clock = clock
        self._ids = ids
        self._texts = {flow.digest: flow.model_dump_json() for flow in library.flows.values()}

    async def begin(self, person: Person, flow_id: str, deal: Deal, key: str) -> Screen:
        """A flow about a deal: taken up where it stopped, or a new session. Raises NotThere."""
        flow = self._library.flows.get(flow_id)
        if flow is None:
            raise NotThere(flow_id)
        if unfinished := await self._unfinished(person, flow_id, deal):
            return await self.hear(person, str(unfinished.id), events.Resume(), key)
        now = self._clock.now()
        turn = engine.begin(
            flow,
            session=self._ids(),
            rep=person.id,
            deal=deal.id,
            zone=person.zone,
            now=now,
            check=await self._check(person, deal, now) if flow.about == "after" else None,
            theme=theme_of_week(local_day(now, person.zone), self._library.order),
        )
        text = self._texts[flow.digest]
        change = Change(key=key, session=turn.session, base=None, at=now, flow_text=text)
        if await self._store.save(change) is Saved.REPEATED:
            begun = await self._unfinished(person, flow_id, deal)
            return await self._scenes.screen(begun or turn.session, now, ShowPage())
        return await self._scenes.screen(turn.session, now, ShowPage())

    async def hear(self, person: Person, ref: str, event: events.Event, key: str) -> Screen:
        """What the event makes of the person's session. Durable when this returns.

        Raises NotThere, NotYours; StoreError when it could not be written, and nothing of it was then.
        """
        for _ in range(TRIES):
            session = await self.own(person, ref)
            now = self._clock.now()
            turn = engine.hear(session, event, await self._scenes.scene(session), now)
            if turn.session == session:
                return await self._scenes.screen(session, now, *turn.effects)
            change = Change(
                key=key,
                session=turn.session,
                base=session.turn,
                at=now,
                effects=turn.effects,
                deliveries=self._deliveries(turn.session, turn.effects, now),
            )
            saved = await self._store.save(change)
            if saved is Saved.SAVED:
                return await self._scenes.screen(turn.session, now, *turn.effects)
            if saved is Saved.REPEATED:
                break
        return await self._scenes.screen(await self.own(person, ref), self._clock.now())

    async def anew(self, person: Person, ref: str, key: str) -> Screen:
        """Let an open session go and begin the same flow about the same deal."""
        session = await self.own(person, ref)
        await self.hear(person, ref, events.Anew(), f"{key}:anew")
        deal = await self._store.deal(session.deal)
        if deal is None:
            raise NotThere(str(session.deal))
        return await self.begin(person, session.flow, deal, key)

    async def own(self, person: Person, ref: str) -> Session:
        """The person's session of that id. Raises NotThere, or NotYours if it is another's."""
        number = named(ref)
        session = await self._store.session(number) if number is not None else None
        if session is None:
            raise NotThere(ref)
        if session.rep != person.id:
            raise NotYours(ref)
        return session

    async def _unfinished(self, person: Person, flow_id: str, deal: Deal) -> Session | None:
        opened = await self._store.open_sessions(person.id)
        return next((each for each in opened if each.deal == deal.id and each.flow == flow_id), None)

    async def _check(self, person: Person, deal: Deal, now: datetime) -> int | None:
        check = await self._store.last_submitted(person.id, deal.id, "precall")
        fresh = check and check.submitted and now - check.submitted <= COVERED
        return check.id if check and fresh else None

    def _deliveries(
        self, session: Session, effects: tuple[Effect, ...], now: datetime
    ) -> tuple[Delivery, ...]:
        """What follows a turn: the verdict's card at once, the nudge after the call."""
        moments: dict[Kind, tuple[datetime, datetime]] = {}
        for effect in effects:
            if isinstance(effect, Remind):
                moments[Kind.NUDGE] = (effect.at, effect.until)
            elif isinstance(effect, ShowVerdict) and not effect.notice:
                moments[Kind.CARD] = (now, now + CARD_KEEPS)
        return tuple(
            Delivery(
                id=self._ids(),
                kind=kind,
                key=f"{kind}:{session.id}",
                person=session.rep,
                team=None,
                due=due,
                until=until,
                payload={"session": str(session.id)},
            )
            for kind, (due, until) in moments.items()
        )
