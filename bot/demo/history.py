"""Eight weeks of made-up history, played through the real coach, engine and store."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from bot.chat.playing import Player
from bot.clock import FixedClock
from bot.coach import Coach
from bot.demo.answering import Story
from bot.demo.made_up import Call, MadeUp, Rep, calls, made_up
from bot.ids import ids
from bot.outbox import Kind, State
from bot.ports import Member, Post, Roster, Store
from bot.web.channel import PLATFORM, chat
from dialogs.document import Form
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.people import Identity, Person, Role, Team

WORKSPACE = "demo"

NOTE = "demo.made"
"""The store's note that a history is complete: the instant it ends at."""

FORGOTTEN = 6
"""In so many of a hundred calls nobody reflects."""

LAST_CHECK = timedelta(minutes=20)
"""So long before the history ends somebody began a check and was called away."""

SHOWN = timedelta(days=10)
"""So far back the chats show cards."""

SEED = 8

Tick = Callable[[int], None]
"""Hears how many more calls were played."""


class Life(Frozen):
    """A rep, the dice that decide about them, and their calls."""

    rep: Rep
    seed: str
    calls: tuple[Call, ...]


def lives(world: MadeUp, now: datetime) -> tuple[Life, ...]:
    """Who calls whom until ``now``. The same day brings the same calls."""
    found = []
    for rep in world.reps:
        seed = f"{rep.email} {now.date()}"
        deals = [deal for deal in world.deals if deal.rep == rep.email]
        found.append(Life(rep=rep, seed=seed, calls=calls(rep, deals, now, Random(seed))))  # noqa: S311  a story
    return tuple(found)


async def fill(
    store: Store, library: Library, now: datetime, team: Sequence[Life], tick: Tick = lambda _calls: None
) -> None:
    """Fill an empty store with the history of these lives, each on a clock of its own, all at once."""
    world = made_up()
    await store.apply(roster(world), now)
    actors = []
    for life in sorted(team, key=lambda life: life.rep.name):
        person = await store.with_email(life.rep.email)
        if person is not None:
            actors.append(Actor(store, library, person, life, world))
    actors[0].called_away = actors[-1].unasked = True  # the page shows the first one first
    await asyncio.gather(*(actor.live(now, tick) for actor in actors))
    await _deliver(store, library, now)
    await store.put_note(NOTE, now.isoformat())


def roster(world: MadeUp) -> Roster:
    """The made-up team as a roster."""

    def member(name: str, email: str, role: Role, zone: str) -> Member:
        identity = Identity(platform=PLATFORM, workspace=WORKSPACE, user=email.partition("@")[0])
        return Member(
            name=name, email=email, role=role, team=world.team["name"], identity=identity, zone=zone
        )

    team = Team(id=0, platform=PLATFORM, workspace=WORKSPACE, **world.team)
    members = [member(rep.name, rep.email, Role.REP, rep.zone) for rep in world.reps]
    manager = member(world.manager["name"], world.manager["email"], Role.MANAGER, team.zone)
    return Roster(members=(*members, manager), teams=(team,))


async def _deliver(store: Store, library: Library, now: datetime) -> None:
    """The cards of the last days stand in the chats, each at its hour; what is too late is skipped."""
    clock = FixedClock(now - SHOWN)
    make_ids = ids(clock, SEED)
    coach = Coach(store, library, FixedClock(now), make_ids)
    settled = []
    for delivery in await store.deliveries(State.WAITING):
        if delivery.kind is Kind.CARD and now - SHOWN < delivery.due <= now:
            document = await coach.compose(delivery)
            clock.instant = delivery.due
            if document is not None and delivery.person is not None:
                place, mark = chat(delivery.person), delivery.key
                post = Post(id=make_ids(), place=place, at=delivery.due, mark=mark, document=document)
                settled += [store.put_post(post), store.settle(delivery.id, State.SENT, delivery.due)]
        elif delivery.until < now:
            settled.append(store.settle(delivery.id, State.SKIPPED, now, "too late"))
    await asyncio.gather(*settled)


class Actor:
    """One rep living through their calls, on a clock and a coach of their own."""

    called_away = False
    """Whether their history ends in the middle of a check."""

    unasked = False
    """Whether nobody asked them yet about their last call."""

    def __init__(self, store: Store, library: Library, person: Person, life: Life, world: MadeUp) -> None:
        """The dice are the life's own."""
        self._clock = FixedClock(life.calls[0].begins)
        self._dice = Random(f"{life.seed} told")  # noqa: S311  a story, not a secret
        make_ids = ids(self._clock, self._dice.getrandbits(32))
        self._life = life
        self._story = Story(life.rep, world, library, self._dice)
        self._player = Player(Coach(store, library, self._clock, make_ids), make_ids, person, self._pause)
        self._flows = library.flows

    async def live(self, now: datetime, tick: Tick) -> None:
        """Every call, with what comes before and after it."""
        *earlier, last = self._life.calls
        for call in earlier:
            await self._call(call, forgotten=call.deal.course == "steady" and self._happens(FORGOTTEN))
            tick(1)
        await self._call(last, forgotten=self.unasked, checked=self.unasked)
        if self.called_away:
            self._clock.instant = now - LAST_CHECK
            answers = self._story.check(last)
            known = {key: answers.values[key] for key in ("know", "difference")}
            await self._player.stop(
                self._flows["precall"], last.deal.name, answers.model_copy(update={"values": known})
            )
        tick(1)

    async def _call(self, call: Call, *, forgotten: bool, checked: bool = False) -> None:
        hoped, deal = "", call.deal.name
        if self._story.checks() or checked:
            self._clock.instant = call.begins - timedelta(seconds=self._dice.randint(200, 1800))
            answers = self._story.check(call)
            hoped = answers.values["advance"][0]
            await self._player.play(self._flows["precall"], deal, answers)
        if not forgotten:
            self._clock.instant = call.ends + timedelta(seconds=self._dice.randint(610, 3000))
            await self._player.play(self._flows["postcall"], deal, self._story.reflection(call, hoped))

    def _pause(self, form: Form) -> None:
        """The time that a person takes for a page."""
        texts = sum(field.kind == "text" and not field.folded for field in form.fields)
        self._clock.instant += timedelta(
            seconds=self._dice.randint(6, 12) + texts * self._dice.randint(9, 22)
        )

    def _happens(self, percent: int) -> bool:
        return self._dice.random() * 100 < percent
