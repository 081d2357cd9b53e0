"""A turn: an event is heard, what it makes is written in one transaction, and only then shown."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.coach.after_turns import following
from bot.coach.asking import asked
from bot.coach.scenes import Scenes, Screen
from bot.ids import Ids, named
from bot.ports import Change, Opening, Saved, Store
from dialogs import engine, events
from dialogs.document import Document
from dialogs.effects import AddCondition, FillGlasses, NameStep, ShowPage, ShowVerdict
from dialogs.errors import NotThere, NotYours
from dialogs.flow import Flow
from dialogs.known import Scene
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages.guide import near_page
from dialogs.pages.own import Unfinished, put_away_page
from dialogs.people import Person
from dialogs.session import Session, Status
from dialogs.theme import theme_of_week

COVERED = timedelta(hours=48)
"""A reflection has a check when one for the same deal was submitted within so long before."""

TOUCH_DEAL = (FillGlasses, AddCondition, NameStep)
"""Effects after which the deal is another."""

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

    async def begin(  # noqa: PLR0913  who, what about, and whether it is sure
        self, person: Person, flow_id: str, team: int, name: str, key: str, *, sure: bool = True
    ) -> Screen:
        """A flow about the team's deal of that name, known or new: taken up where it stopped, or begun.

        A form that was opened and not written into begins as of now. Where the name is not ``sure``, and is
        no deal's but near some, which of them is meant is asked first. Raises NotThere.
        """
        flow = self._library.flows.get(flow_id)
        if flow is None:
            raise NotThere(flow_id)
        found = await self._known(person, flow, team, name)
        if found is None and not sure and (near := await self._store.near_deals(team, name)):
            return Screen(document=near_page(flow, name, near, self._library.words), opens=True)
        found = found or await self._opening(person, flow, team, name)
        bare = found.unfinished
        if bare and bare.written:
            return await self.hear(person, str(bare.id), events.Resume(), key)
        now = self._clock.now()
        turn = engine.begin(
            flow,
            session=bare.id if bare else self._ids(),
            rep=person.id,
            deal=found.background.deal.id,
            zone=person.zone,
            now=now,
            check=found.check.id if found.check and _covers(found.check, now) else None,
            theme=theme_of_week(local_day(now, person.zone), self._library.order),
        )
        begun = turn.session.model_copy(update={"turn": bare.turn + 1}) if bare else turn.session
        base = bare.turn if bare else None
        change = Change(key=key, session=begun, base=base, at=now, flow_text=self._texts[flow.digest])
        saved = await self._store.save(change)
        if saved is Saved.STALE:  # something was written meanwhile
            return await self.hear(person, str(begun.id), events.Resume(), key)
        if saved is Saved.REPEATED:
            found = await self._known(person, flow, team, name) or found
            begun = found.unfinished or begun
        check = found.check if begun.check else None
        scene = await self._scenes.set_up(begun, found.background, check, found.tried)
        return self._scenes.screen(begun, scene, now, ShowPage())

    async def hear(self, person: Person, ref: str, event: events.Event, key: str) -> Screen:
        """What the event makes of the person's session. Durable when this returns.

        Raises NotThere, NotYours; StoreError when it could not be written, and nothing of it was then.
        """
        for _ in range(TRIES):
            session, scene = await self._own(person, ref)
            now = self._clock.now()
            turn = engine.hear(session, event, scene, now)
            if turn.session == session:
                return self._scenes.screen(session, scene, now, *turn.effects)
            change = Change(
                key=key,
                session=turn.session,
                base=session.turn,
                at=now,
                effects=turn.effects,
                deliveries=(
                    *following(turn.session, turn.effects, now, self._ids),
                    *await asked(self._store, session, turn, now, self._ids),
                ),
            )
            saved = await self._store.save(change)
            if saved is Saved.SAVED:
                after = await self._scenes.scene(turn.session) if _changes_scene(turn, scene) else scene
                return self._scenes.screen(turn.session, after, now, *turn.effects)
            if saved is Saved.REPEATED:
                break
        session, scene = await self._own(person, ref)
        return self._scenes.screen(session, scene, self._clock.now())

    async def page(self, person: Person, ref: str, page: str) -> Document:
        """That page of the person's session; else the one it stands at. Raises what ``hear`` does."""
        session, scene = await self._own(person, ref)
        verdict = session.status is Status.SUBMITTED and page == scene.flow.pages[-1].id
        effects = () if verdict else (ShowPage(),)
        return self._scenes.screen(session, scene, self._clock.now(), *effects).document

    async def plans(self, person: Person, ref: str) -> Screen:
        """What the verdict of the person's session asks, to be answered anew; else where the session stands.

        Raises what ``hear`` does.
        """
        session, scene = await self._own(person, ref)
        now = self._clock.now()
        if session.submitted is None:
            return self._scenes.screen(session, scene, now)
        late = "" if engine.editable(session, scene.flow, now) else "notice.too-late"
        return self._scenes.screen(session, scene, now, ShowVerdict(plans=True, notice=late))

    async def checked(self, person: Person, ref: str) -> tuple[Session, Scene]:
        """The person's submitted check, and its scene. Raises NotThere, NotYours."""
        session, scene = await self._own(person, ref)
        if session.submitted is None or scene.flow.about != "before":
            raise NotThere(ref)
        return session, scene

    async def anew(self, person: Person, ref: str, key: str) -> Screen:
        """Let an open session go and begin the same flow about the same deal."""
        session, scene = await self._own(person, ref)
        await self.hear(person, ref, events.Anew(), f"{key}:anew")
        deal = scene.known.deal
        return await self.begin(person, session.flow, deal.team, deal.name, key)

    async def let_go(self, person: Person, ref: str, key: str) -> Screen:
        """Put an open session away. Whoever takes it up all the same finds it as they left it."""
        session, scene = await self._own(person, ref)
        if session.status is Status.SUBMITTED:
            return self._scenes.screen(session, scene, self._clock.now())
        await self.hear(person, ref, events.Anew(), key)
        away = Unfinished(session=session, flow=scene.flow.title, deal=scene.known.deal.name)
        return Screen(document=put_away_page(away, self._library.words))

    async def _own(self, person: Person, ref: str) -> tuple[Session, Scene]:
        """The person's session of that id (a form's stamp may stand behind it), and its scene.

        Raises NotThere; NotYours if it is another's, or its deal is a team's that the person has left.
        """
        number = named(ref.partition("/")[0])
        found = await self._store.gathered(number) if number is not None else None
        if found is None:
            raise NotThere(ref)
        if found.session.rep != person.id:
            raise NotYours(ref)
        if found.background is None:
            raise NotThere(str(found.session.deal))
        if found.background.deal.team != person.team:
            raise NotYours(ref)
        scene = await self._scenes.set_up(found.session, found.background, found.check, found.tried)
        return found.session, scene

    async def _known(self, person: Person, flow: Flow, team: int, name: str) -> Opening | None:
        """What a session about that deal begins with; None for a deal that is not known."""
        check = "precall" if flow.about == "after" else ""
        return await self._store.opening(person.id, team, name, flow.id, check)

    async def _opening(self, person: Person, flow: Flow, team: int, name: str) -> Opening:
        """What a session about that deal begins with; the deal is made if there is none."""
        await self._store.open_deal(team, name, self._clock.now())
        found = await self._known(person, flow, team, name)
        if found is None:
            raise NotThere(name)
        return found


def shown_on(ref: str) -> str:
    """The stamp of the glasses that a form with this ref shows; empty: it shows none."""
    return ref.partition("/")[2]


def _covers(check: Session, now: datetime) -> bool:
    """Whether a check is young enough to be held against a reflection that begins now."""
    return check.submitted is not None and now - check.submitted <= COVERED


def _changes_scene(turn: engine.Turn, scene: Scene) -> bool:
    """Whether what is known is different after a turn: a submitted reflection is part of its deal.

    What is remembered of the answers prefills other sessions; in this one the answers themselves stand.
    """
    reflected = scene.flow.about != "before" and turn.session.submitted is not None
    return reflected or any(isinstance(effect, TOUCH_DEAL) for effect in turn.effects)
