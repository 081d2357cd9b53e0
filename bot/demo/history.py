"""Eight weeks of made-up history, played through the real coach, engine and store."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from bot.chat.playing import Player
from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.demo.answering import Story
from bot.demo.desk import Desk
from bot.demo.hours import SHOWN, What, hours
from bot.demo.made_up import Call, MadeUp, Rep, calls, made_up
from bot.demo.post import Postman
from bot.ids import ids
from bot.ports import Member, Roster, Store
from bot.web.channel import PLATFORM
from dialogs.cadence import instant
from dialogs.document import Act, Buttons, Form
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.people import Identity, Person, Role, Team

WORKSPACE = "demo"

NOTE = "demo.made"
"""The store's note that a history is complete: the instant it ends at."""

FORGOTTEN = 6
"""In so many of a hundred calls nobody reflects."""

LAST_CHECK = timedelta(minutes=20)
"""So long before the history ends somebody began a check and was called away."""

TAKES_AT = time(16, 0)
"""When a Friday's digest comes to the reps."""

Tick = Callable[[int], None]
"""Hears how many more calls were played."""


class Life(Frozen):
    """A rep, the dice that decide about them, and their calls."""

    rep: Rep
    seed: str
    calls: tuple[Call, ...]


class Told(NamedTuple):
    """A life, the world it is lived in, and when its history ends."""

    life: Life
    world: MadeUp
    now: datetime


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
    """Fill an empty store with the history of these lives, each on a clock of its own, all at once.

    They wait for each other at the hours at which tips and digests come, so that these are made by the
    house's own schedule from what had happened until then.
    """
    world = made_up()
    await store.apply(roster(world), now - SHOWN)
    actors = []
    for life in sorted(team, key=lambda life: life.rep.name):
        person = await store.with_email(life.rep.email)
        if person is not None:
            actors.append(Actor(store, library, person, Told(life, world, now), tick))
    actors[0].called_away = actors[-1].unasked = True  # the page shows the first one first
    harbour, *_ = await store.teams()
    desk = Desk(store, library, await _manager(store, harbour), harbour, world, now)
    postman = Postman(store, library, now)
    for at, what in hours(now, harbour, [life.rep.zone for life in team]):
        await asyncio.gather(*(actor.live(at) for actor in actors))
        if at > now - SHOWN:
            await (postman.hand_over(at) if what is What.DESK else postman.carry(at))
        if what is What.DESK:
            await desk.sit(at)
        if what is What.REP_DIGEST:
            await asyncio.gather(*(actor.take(at) for actor in actors))
    await store.put_note(NOTE, now.isoformat())


async def _manager(store: Store, team: Team) -> Person:
    return next(person for person in await store.people(team.id) if person.role is Role.MANAGER)


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


class Actor:
    """One rep living through their calls, on a clock and a coach of their own."""

    called_away = False
    """Whether their history ends in the middle of a check."""

    unasked = False
    """Whether nobody asked them yet about their last call."""

    def __init__(self, store: Store, library: Library, person: Person, told: Told, tick: Tick) -> None:
        """The dice are the life's own."""
        life = told.life
        self._clock = FixedClock(life.calls[0].begins)
        self._dice = Random(f"{life.seed} told")  # noqa: S311  a story, not a secret
        self._ids = ids(self._clock, self._dice.getrandbits(32))
        self._told = told
        self._person = person
        self._tick = tick
        self._story = Story(life.rep, told.world, library, self._dice)
        self._coach = Coach(store, library, self._clock, self._ids)
        self._player = Player(self._coach, self._ids, person, self._pause)
        self._flows = library.flows
        self._moments = self._life()
        self._next: datetime | None = life.calls[0].begins - timedelta(hours=1)

    async def live(self, until: datetime) -> None:
        """All that they do up to that instant."""
        while self._next is not None and self._next <= until:
            self._next = await anext(self._moments, None)

    async def take(self, at: datetime) -> None:
        """Take the experiment that the digest of that Friday offers, on those Fridays on which they do."""
        zone = self._told.life.rep.zone
        weeks_ago = (local_day(self._told.now, zone) - local_day(at, zone)).days // 7 + 1
        if weeks_ago not in self._told.life.rep.takes or at != instant(local_day(at, zone), TAKES_AT, zone):
            return
        self._clock.instant = at + timedelta(minutes=7)
        week = await self._coach.weeks.week(self._person)
        rows = (block.items for block in week.document.blocks if isinstance(block, Buttons))
        for button in (each for row in rows for each in row if each.act is Act.TAKE):
            await self._coach.press(self._person, button.act, button.ref, f"played:{self._ids()}")

    async def _life(self) -> AsyncIterator[datetime]:
        """Every call, with what comes before and after it: each instant, and when asked on, what is done."""
        *earlier, last = self._told.life.calls
        for call in earlier:
            forgotten = call.deal.course == "steady" and self._happens(FORGOTTEN)
            async for moment in self._call(call, forgotten=forgotten):
                yield moment
            self._tick(1)
        async for moment in self._call(last, forgotten=self.unasked, checked=self.unasked, last=True):
            yield moment
        if self.called_away:
            yield (at := self._told.now - LAST_CHECK)
            self._clock.instant = at
            answers = self._story.check(last)
            known = {key: answers.values[key] for key in ("know", "difference")}
            await self._player.stop(
                self._flows["precall"], last.deal.name, answers.model_copy(update={"values": known})
            )
        self._tick(1)

    async def _call(
        self, call: Call, *, forgotten: bool, checked: bool = False, last: bool = False
    ) -> AsyncIterator[datetime]:
        hoped, deal = "", call.deal.name
        if self._story.checks(call) or checked:
            yield (at := call.begins - timedelta(seconds=self._dice.randint(200, 1800)))
            self._clock.instant = at
            answers = self._story.check(call)
            hoped = answers.values["advance"][0]
            await self._player.play(self._flows["precall"], deal, answers)
        if not forgotten:
            yield (at := call.ends + timedelta(seconds=self._dice.randint(610, 3000)))
            self._clock.instant = at
            answers = self._story.reflection(call, hoped, last=last)
            await self._player.play(self._flows["postcall"], deal, answers)

    def _pause(self, form: Form) -> None:
        """The time that a person takes for a page."""
        texts = sum(field.kind == "text" and not field.folded for field in form.fields)
        self._clock.instant += timedelta(
            seconds=self._dice.randint(6, 12) + texts * self._dice.randint(9, 22)
        )

    def _happens(self, percent: int) -> bool:
        return self._dice.random() * 100 < percent
