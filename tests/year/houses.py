"""Two houses on one database, and who lives in the year: what everything that happens in it needs."""

from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from bot.app import house
from bot.clock import FixedClock
from bot.content import SHIPPED
from bot.content import library as read_library
from bot.house import House
from bot.ids import ids
from bot.ports import Member as Listed
from bot.ports import Roster
from bot.settings import Settings
from dialogs.people import Identity, Person, Team
from tests.year import cast
from tests.year.ledger import Crew, Ledger, Member, Said
from tests.year.plan import BEGINS
from tests.year.timetable import Timetable, instant, today
from tests.year.wall import Wall

WORKSPACE = "W"


class Houses:
    """The houses, the clock they share, the book, and the cast."""

    def __init__(self, db: Path, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311  a story, not a secret
        self.db = db
        self.library = read_library(SHIPPED)
        self.ledger = Ledger()
        self.wall = Wall(self.ledger, str(seed))
        self.timetable = Timetable(self.ledger)
        self.clock = FixedClock(instant(BEGINS, "00:00", cast.AUCKLAND))
        self.houses: list[House] = []
        self.doors: list[AsyncExitStack] = []
        self.figures: list[tuple[str, Any, Any]] = []
        self.check_of: dict[str, Said] = {}
        self.called: dict[str, int] = {}
        self._marks = count(1)
        self._makers = [ids(self.clock, seed * 10 + n) for n in range(2)]

    # -------------------------------------------------------------------------------------------- the houses

    async def open(self, n: int) -> None:
        door = AsyncExitStack()
        settings = Settings.model_construct(**{**Settings.model_construct().model_dump(), "db": self.db})
        entered = await door.enter_async_context(
            house(
                settings,
                clock=self.clock,
                make_ids=self._makers[n],
                library=self.library,
                channels=self.wall.channels,
            )
        )
        if n < len(self.houses):
            self.houses[n], self.doors[n] = entered, door
        else:
            self.houses.append(entered)
            self.doors.append(door)

    async def restart(self, n: int) -> None:
        await self.doors[n].aclose()
        await self.open(n)

    @property
    def any(self) -> House:
        """Whichever house hears it."""
        return self.houses[self.dice.random() < 0.3]

    # ----------------------------------------------------------------------------------------------- the cast

    async def found(self) -> None:
        store, now = self.houses[0].store, self.clock.now()
        members = []
        teams = []
        for plan in cast.TEAMS:
            fields = plan._asdict()
            zones, managers = fields.pop("reps"), fields.pop("managers")
            teams.append(Team(id=0, workspace=WORKSPACE, **fields))
            names = [(f"{plan.name} {n}", "rep", zone) for n, zone in enumerate(zones)]
            names += [(f"{plan.name} manager{n or ''}", "manager", plan.zone) for n in range(managers)]
            members += [self.listed(name, role, plan.name, zone) for name, role, zone in names]
        await store.apply(Roster(members=tuple(members), teams=tuple(teams)), now)
        for team in await store.teams():
            fields = {key: getattr(team, key) for key in cast.TEAMS[0]._fields if hasattr(team, key)}
            self.ledger.crews[team.name] = Crew(id=team.id, since=now, **fields)
            for person in await store.people(team.id):
                self.enter(person, team.name)

    def listed(self, name: str, role: str, team: str, zone: str) -> Listed:
        platform = next(plan.platform for plan in cast.TEAMS if plan.name == team)
        user = name.replace(" ", "-").casefold()
        identity = Identity(platform=platform, workspace=WORKSPACE, user=user)
        return Listed(
            name=name, email=f"{user}@example.com", role=role, team=team, zone=zone, identity=identity
        )

    def enter(self, person: Person, team: str) -> None:
        member = Member(person.id, person.name, person.role.value, team, person.zone, since=self.clock.now())
        self.ledger.members[person.id] = member
        self.called[person.name] = person.id

    def member(self, name: str) -> Member:
        return self.ledger.members[self.called[name]]

    def mark(self, kind: str, who: int, team: str) -> str:
        """A word that stands nowhere else, of letters alone: the rules look for digits."""
        n, text = next(self._marks), ""
        while n:
            n, rest = divmod(n, 26)
            text = chr(97 + rest) + text
        word = f"Qz{text}qx"
        self.ledger.marks[word] = (kind, who, team)
        return word

    async def person(self, member: Member) -> Person:
        found = await self.houses[0].store.person(member.id)
        assert found is not None
        return found

    def active(self, name: str) -> Member | None:
        if name not in self.called:
            return None
        member = self.member(name)
        if not member.team or member.gone:
            return None
        if member.away_until is not None and member.away_until >= today(self.clock.now(), member.zone):
            return None
        return member
