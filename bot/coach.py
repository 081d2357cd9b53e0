"""The use cases: what a person says, presses or sends becomes an event, a turn, and a screen.

Every way in comes through here, whichever channel it came by: who asks is checked here, and a screen is
shown only after the turn behind it is durable.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ids import Ids
from bot.outbox import Delivery, Kind
from bot.ports import Change, Saved, Store
from dialogs import engine
from dialogs.deal import Deal
from dialogs.document import Act, Document
from dialogs.effects import Effect, Remind, ShowPage, ShowVerdict
from dialogs.errors import NotThere, NotYours, RepError
from dialogs.flow import Flow
from dialogs.frozen import Frozen, Values
from dialogs.known import Known, Scene
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages import guide
from dialogs.pages.after import verdict_after
from dialogs.pages.before import verdict_before
from dialogs.pages.deals import deal_page, deals_page
from dialogs.pages.form import form_page
from dialogs.people import Person
from dialogs.session import Session, Status
from dialogs.theme import theme_of_week
from dialogs.words import Words

COVERED = timedelta(hours=48)
"""A reflection has a check when one for the same deal was submitted within so long before."""

CARD_KEEPS = timedelta(days=2)
"""So long a verdict's card is worth delivering."""

TRIES = 5
"""So often a turn is worked out anew when the session moved on meanwhile."""


class NoTeam(RepError):
    """This person is in no team yet."""


class Screen(Frozen):
    """What the person sees now: a page to open (a form, a verdict), or a message in their chat."""

    document: Document
    session: int | None = None
    opens: bool = False


class Coach:
    """Kairos's use cases on a store, a library, a clock and a maker of ids."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        """Nothing is read or written here."""
        self._store = store
        self._library = library
        self._clock = clock
        self._ids = ids

    @property
    def library(self) -> Library:
        """The content the coach speaks from."""
        return self._library

    # ------------------------------------------------------------------ what a person says and presses

    async def say(self, person: Person, text: str, key: str) -> Screen:
        """A typed command: ``/precall Acme``, ``postcall Acme``, ``/coach deals``; anything else: help."""
        command, _, rest = text.strip().partition(" ")
        word, rest = command.lstrip("/").lower().rstrip(".!?"), " ".join(rest.split())
        if word == "coach":
            word, _, rest = rest.partition(" ")
            word = word.lower() or "help"
        if word in self._library.flows:
            return await self.begin(person, word, rest, key)
        if word == "deals":
            return await self.deals(person)
        if word == "deal" and rest:
            return await self.deal_named(person, rest.strip())
        return Screen(document=guide.help_page(self._words, "" if word == "help" else "help.not-understood"))

    async def press(self, person: Person, act: Act, ref: str, key: str) -> Screen:
        """A pressed button. What it names is looked up and checked anew: a ref proves nothing."""
        match act:
            case Act.BEGIN:
                flow, _, deal = ref.partition("/")
                return (
                    await self._begin_about(person, flow, await self._team_deal(person, deal), key)
                    if deal
                    else (await self.begin(person, flow, "", key))
                )
            case Act.KEEP:
                return await self._turn(person, ref, engine.Keep(), key)
            case Act.RESUME:
                return await self._turn(person, ref, engine.Resume(), key)
            case Act.REOPEN:
                return await self._turn(person, ref, engine.Reopen(), key)
            case Act.ANEW:
                return await self._anew(person, ref, key)
            case Act.DEALS:
                return await self.deals(person)
            case Act.DEAL:
                return await self._deal_screen(person, await self._team_deal(person, ref))
            case _:
                return Screen(document=guide.help_page(self._words))

    async def submit(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> Screen:
        """A page of a session, submitted. Durable when this returns."""
        return await self._turn(person, ref, engine.Answer(page=page, values=values), key)

    async def close(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> None:
        """A form closed half-way: what was typed is kept, and offered again."""
        await self._turn(person, ref, engine.Close(page=page, values=values), key)

    async def choose(self, person: Person, flow: str, values: Mapping[str, Values], key: str) -> Screen:
        """The answer to which deal it is about: a recent one, or a new name, which wins."""
        name = " ".join(" ".join(values.get(guide.NEW, ())).split())
        chosen = "".join(values.get(guide.CHOSEN, ()))
        if name or not chosen:
            return await self.begin(person, flow, name, key, "" if name else "choose.problem")
        return await self._begin_about(person, flow, await self._team_deal(person, chosen), key)

    async def begin(self, person: Person, flow: str, name: str, key: str, problem: str = "") -> Screen:
        """A flow about the deal of that name, new or known; taken up where it stopped if it did."""
        if person.team is None:
            raise NoTeam
        if flow not in self._library.flows:
            raise NotThere(flow)
        if len(name) > guide.NAME_MOST:
            name, problem = "", "choose.too-long"
        if not name:
            recent = await self._store.deals(person.id, 9)
            page = guide.choose_deal(self._library.flows[flow], recent, self._words, problem)
            return Screen(document=page, opens=True)
        deal = await self._store.open_deal(person.team, name, self._clock.now())
        return await self._begin_about(person, flow, deal, key)

    async def deals(self, person: Person) -> Screen:
        """The rep's deals with their glasses."""
        return Screen(document=deals_page(await self._store.deals(person.id, 8), self._words))

    async def deal_named(self, person: Person, name: str) -> Screen:
        """One deal of the team's, by name."""
        if person.team is None:
            raise NoTeam
        deal = await self._store.deal_named(person.team, name)
        if deal is None:
            return Screen(document=guide.trouble_page("trouble.no-deal", self._words, name=name))
        return await self._deal_screen(person, deal)

    async def unfinished(self, person: Person) -> tuple[tuple[Session, Deal], ...]:
        """The rep's open sessions with their deals, the newest first."""
        found = []
        for session in await self._store.open_sessions(person.id):
            deal = await self._store.deal(session.deal)
            if deal is not None:
                found.append((session, deal))
        return tuple(found)

    # ------------------------------------------------------------------ what goes out later

    async def compose(self, delivery: Delivery) -> Document | None:
        """The document of a delivery as it should read now; None when it is no longer wanted."""
        session = await self._store.session(int(delivery.payload.get("session", 0)))
        if session is None:
            return None
        scene = await self._scene(session)
        if delivery.kind is Kind.CARD:
            return self._verdict(session, scene, None)
        if delivery.kind is Kind.NUDGE and session.ends is not None:
            last = await self._store.last_submitted(session.rep, session.deal, "postcall")
            if (
                last is None
                or last.submitted is None
                or last.submitted < (session.submitted or session.began)
            ):
                return guide.nudge_page(scene.known.deal, self._words)
        return None

    # ------------------------------------------------------------------ turns

    async def _begin_about(self, person: Person, flow_id: str, deal: Deal, key: str) -> Screen:
        flow = self._library.flows.get(flow_id)
        if flow is None:
            raise NotThere(flow_id)
        for session in await self._store.open_sessions(person.id):
            if session.deal == deal.id and session.flow == flow_id:
                return await self._turn(person, str(session.id), engine.Resume(), key)
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
        change = Change(key=key, session=turn.session, base=None, at=now, flow_text=flow.model_dump_json())
        if await self._store.save(change) is Saved.REPEATED:
            opened = [each for each in await self._store.open_sessions(person.id) if each.deal == deal.id]
            same = next((each for each in opened if each.flow == flow_id), None)
            return await self._show(same or turn.session, ShowPage())
        return await self._show(turn.session, ShowPage())

    async def _check(self, person: Person, deal: Deal, now: datetime) -> int | None:
        check = await self._store.last_submitted(person.id, deal.id, "precall")
        fresh = check and check.submitted and now - check.submitted <= COVERED
        return check.id if check and fresh else None

    async def _turn(self, person: Person, ref: str, event: engine.Event, key: str) -> Screen:
        for _ in range(TRIES):
            session = await self._own(person, ref)
            now = self._clock.now()
            turn = engine.hear(session, event, await self._scene(session), now)
            if turn.session == session:
                return await self._show(session, *turn.effects)
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
                return await self._show(turn.session, *turn.effects)
            if saved is Saved.REPEATED:
                return await self._show(await self._own(person, ref))
        return await self._show(await self._own(person, ref), ShowPage(notice="notice.stale"))

    async def _anew(self, person: Person, ref: str, key: str) -> Screen:
        session = await self._own(person, ref)
        await self._turn(person, ref, engine.Anew(), f"{key}:anew")
        return await self._begin_about(
            person, session.flow, await self._team_deal(person, str(session.deal)), key
        )

    def _deliveries(
        self, session: Session, effects: tuple[Effect, ...], now: datetime
    ) -> tuple[Delivery, ...]:
        """What follows a turn: the verdict's card at once, the nudge after the call."""

        def delivery(kind: Kind, due: datetime, until: datetime) -> Delivery:
            return Delivery(
                id=self._ids(),
                kind=kind,
                key=f"{kind}:{session.id}",
                person=session.rep,
                team=None,
                due=due,
                until=until,
                payload={"session": str(session.id)},
            )

        reminders = [effect for effect in effects if isinstance(effect, Remind)]
        cards = [effect for effect in effects if isinstance(effect, ShowVerdict) and not effect.notice]
        return tuple(delivery(Kind.CARD, now, now + CARD_KEEPS) for _ in cards) + tuple(
            delivery(Kind.NUDGE, reminder.at, reminder.until) for reminder in reminders
        )

    # ------------------------------------------------------------------ what a turn needs, what it shows

    async def _own(self, person: Person, ref: str) -> Session:
        session = await self._store.session(int(ref)) if ref.isdecimal() else None
        if session is None:
            raise NotThere(ref)
        if session.rep != person.id:
            raise NotYours(ref)
        return session

    async def _team_deal(self, person: Person, ref: str) -> Deal:
        deal = await self._store.deal(int(ref)) if ref.isdecimal() else None
        if deal is None:
            raise NotThere(ref)
        if deal.team != person.team:
            raise NotYours(ref)
        return deal

    async def _flow(self, session: Session) -> Flow:
        """The flow that the session began with, which may be older than today's."""
        today = self._library.flows.get(session.flow)
        if today and today.digest == session.digest:
            return today
        text = await self._store.flow_text(session.digest)
        if text is None:
            raise NotThere(session.flow)
        return Flow.model_validate_json(text)

    async def _scene(self, session: Session) -> Scene:
        background = await self._store.background(session.rep, session.deal)
        if background is None:
            raise NotThere(str(session.deal))
        check = await self._store.session(session.check) if session.check else None
        theme = self._library.themes.get(session.theme)
        known = Known(
            deal=background.deal,
            memory=background.memory,
            check=check,
            check_flow=await self._flow(check) if check else None,
            learning=background.learning,
            barriers=background.barriers,
            lens=theme.lens if theme else None,
            plans=self._library.plans,
            watch_my_back=self._words.say("deal.watch-my-back"),
        )
        return Scene(flow=await self._flow(session), rules=self._library.rules, known=known)

    async def _show(self, session: Session, *effects: Effect) -> Screen:
        """The screen that the effects ask for; without one, where the session stands."""
        scene = await self._scene(session)
        now = self._clock.now()
        page = next((effect for effect in effects if isinstance(effect, ShowPage)), None)
        verdict = next((effect for effect in effects if isinstance(effect, ShowVerdict)), None)
        if verdict or (page is None and session.status is Status.SUBMITTED):
            document = self._verdict(session, scene, verdict or ShowVerdict())
        else:
            document = form_page(session, scene, self._words, now, page or ShowPage())
        return Screen(document=document, session=session.id, opens=True)

    def _verdict(self, session: Session, scene: Scene, show: ShowVerdict | None) -> Document:
        page = verdict_after if scene.flow.about == "after" else verdict_before
        return page(session, scene, self._words, self._clock.now(), show)

    async def _deal_screen(self, person: Person, deal: Deal) -> Screen:
        page = deal_page(deal, self._library.flows["postcall"], person.zone, self._words)
        return Screen(document=page)

    @property
    def _words(self) -> Words:
        return self._library.words
