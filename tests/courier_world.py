"""A courier with a store in memory and a channel that does as it is told, on a Tuesday at ten in Berlin."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import FixedClock
from bot.errors import StoreError
from bot.ids import ids
from bot.ports import Member, Roster
from bot.sending.courier import Courier, Done
from bot.sending.outbox import Delivery, Kind, State
from bot.sending.schedule import Schedule
from dialogs.cadence import Due
from dialogs.document import Document, Text
from dialogs.people import Identity, Person, Preferences, Team
from tests.fakes.store import FakeStore

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 10, 10, tzinfo=BERLIN)
HOLIDAYS = {date(2026, 3, 12)}
PAGE = Document(title="Hello", summary="Hello", blocks=(Text(text="Hello"),))


def day_off(country: str, day: date) -> bool:
    return country == "DE" and day in HOLIDAYS


@dataclass
class FakeChannel:
    """Shows what it gets, once for each key; ``troubles`` are raised one after the other, before or after."""

    repeatable: bool = False
    shown: list[tuple[str, str]] = field(default_factory=list)
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    most: int = 0
    hold: asyncio.Event | None = None
    inside: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def holds(self, count: int) -> None:
        """Wait until so many are under way."""
        while self.inside < count:
            self.changed.clear()
            await self.changed.wait()

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.changed.set()
        try:
            if self.hold is not None:
                await self.hold.wait()
            else:
                await asyncio.sleep(0)
            if self.before:
                raise self.before.pop(0)
            if not (delivery.unsure and (delivery.key, to.user) in self.shown):
                self.shown.append((delivery.key, to.user))
            if self.after:
                raise self.after.pop(0)
        finally:
            self.inside -= 1


@dataclass
class Writer:
    """Writes each digest in one line, in one transaction with its delivery."""

    store: FakeStore
    ids: Callable[[], int]
    asked: list[Sequence[Due]] = field(default_factory=list)
    trouble: Exception | None = None

    async def write(self, dues: Sequence[Due], now: datetime) -> None:
        self.asked.append(dues)
        if self.trouble:
            raise self.trouble
        await self.store.enqueue(
            [
                Delivery(
                    id=self.ids(),
                    kind=Kind(due.kind.value),
                    key=due.key,
                    person=due.person,
                    team=due.team,
                    due=due.goes,
                    until=due.until,
                    state=State.SKIPPED if due.why else State.WAITING,
                    why=due.why.value if due.why else "",
                )
                for due in dues
            ]
        )


class CrampedStore(FakeStore):
    """A store whose disk is full for a few settlements."""

    full = 0

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        if self.full:
            self.full -= 1
            raise StoreError("disk is full")
        await super().settle(delivery, state, at, why)


class World:
    """Everything that carries, on one store; ``courier()`` makes another one beside it."""

    def __init__(self) -> None:
        self.clock = FixedClock(TUESDAY)
        self.ids = ids(self.clock, seed=1)
        self.store = CrampedStore(self.ids)
        self.channel = FakeChannel()
        self.composed: list[str] = []
        self.wanted: Callable[[Delivery], Document | None] = lambda _: PAGE
        self.writer = Writer(self.store, self.ids)
        self.carries = self.courier()
        self.rounds = self.schedule()

    def courier(self) -> Courier:
        channels = {"slack": self.channel}
        return Courier(self.store, self._compose, channels, self.clock, self.ids, day_off)

    def schedule(self) -> Schedule:
        return Schedule(self.store, self.carries, self.writer, self.clock, self.ids, day_off)

    async def _compose(self, delivery: Delivery) -> Document | None:
        self.composed.append(delivery.key)
        return self.wanted(delivery)

    async def team(self, name: str = "Hanse", **said: str) -> Team:
        fields = {"channel": "C1", "country": "DE", "zone": "Europe/Berlin", **said}
        team = Team(id=0, name=name, platform=fields.pop("platform", "slack"), workspace="T1", **fields)
        await self.store.apply(Roster(members=(), teams=(team,)), self.clock.now())
        return next(each for each in await self.store.teams() if each.name == name)

    async def person(self, name: str = "ana", **said: str) -> Person:
        fields = {"role": "rep", "team": "Hanse", "zone": "Europe/Berlin", **said}
        platform = fields.pop("platform", "slack")
        identity = Identity(platform=platform, workspace="T1", user=name.upper())
        member = Member(name=name, email=f"{name}@example.com", identity=identity, **fields)
        await self.store.apply(Roster(members=(member,)), self.clock.now())
        found = await self.store.with_email(member.email)
        assert found
        return found

    async def put(self, key: str, person: Person | None, kind: Kind = Kind.NUDGE, **said: Any) -> None:
        """A delivery that is due now, and for two days."""
        now = self.clock.now()
        fields = {"team": None, "due": now, "until": now + timedelta(days=2), **said}
        made = Delivery(id=self.ids(), kind=kind, key=key, person=person.id if person else None, **fields)
        await self.store.enqueue([made])

    async def later(self, **time: float) -> tuple[Done, ...]:
        """A round of the courier, after so long."""
        self.clock.instant += timedelta(**time)
        return await self.carries.round()

    async def quiet(self, person: Person, **said: Any) -> None:
        await self.store.put_preferences(person.id, Preferences(**said))

    async def state(self, key: str) -> tuple[State, str]:
        (found,) = await self.store.keyed([key])
        return found.state, found.why

    async def at(self, key: str) -> datetime:
        (found,) = await self.store.keyed([key])
        return found.due.astimezone(BERLIN)
