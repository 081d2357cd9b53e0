"""A team at work with the real coach, store and courier; its platform is a wall of notes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.content import load
from bot.ids import Ids, ids
from bot.ports import Member, Roster, Shown
from bot.sending.courier import Courier
from bot.sending.outbox import Delivery, Kind
from bot.store.store import SqliteStore
from dialogs.document import Act, Button, Buttons, Document
from dialogs.frozen import Values
from dialogs.people import Identity, Person, Team
from dialogs.plain import to_text

TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
LIBRARY, _ = load()  # its issues are the content linter's business
WORDS = LIBRARY.words

NORTH = Team(
    id=0,
    name="North",
    platform="slack",
    workspace="T1",
    channel="C1",
    country="",
    zone="UTC",
    tip_time="09:00",
)
SOUTH = NORTH.model_copy(update={"name": "South", "channel": "C2"})

TEAMS = {
    "Ana": ("rep", "North"),
    "Ben": ("rep", "North"),
    "Cleo": ("rep", "North"),
    "Mia": ("manager", "North"),
    "Noa": ("manager", "North"),
    "Sol": ("rep", "South"),
    "Tom": ("manager", "South"),
    "Ida": ("admin", "South"),
}

LEADERLESS = {
    "Ana": ("rep", "North"),
    "Ben": ("rep", "North"),
    "Sol": ("rep", "South"),
    "Tom": ("manager", "South"),
}


def account(name: str) -> Identity:
    return Identity(platform="slack", workspace="T1", user=f"U{name.upper()}")


@dataclass
class Wall:
    """A channel that remembers: what stands where, and how often it was put there."""

    store: SqliteStore
    stands: dict[tuple[str, str], Document] = field(default_factory=dict)
    shows: list[tuple[str, str]] = field(default_factory=list)
    repeatable = True

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        self.stands[to.user, delivery.key] = document
        self.shows.append((to.user, delivery.key))
        await self.store.put_shown(delivery.key, Shown(place=to.user, message=delivery.key))

    def text(self, place: str) -> str:
        """All that stands in a place."""
        return "\n\n".join(
            to_text(page) + buttons_text(page) for (where, _), page in self.stands.items() if where == place
        )


@dataclass
class Work:
    store: SqliteStore
    coach: Coach
    courier: Courier
    clock: FixedClock
    ids: Ids
    wall: Wall
    keys: int = 0

    async def who(self, name: str) -> Person:
        found = await self.store.known_as(account(name))
        assert found, name
        return found

    async def team(self, name: str = "North") -> Team:
        return next(team for team in await self.store.teams() if team.name == name)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    async def says(self, name: str, text: str, key: str = "") -> Screen:
        return await self.coach.say(await self.who(name), text, key or self.key())

    async def presses(self, name: str, act: Act, ref: str = "") -> Screen:
        return await self.coach.press(await self.who(name), act, ref, self.key())

    async def fills(self, name: str, screen: Screen, key: str = "", **values: str | Values) -> Screen:
        """The form on a screen, sent; underscores in names stand for hyphens."""
        form = screen.document.form
        assert form is not None
        given: Mapping[str, Values] = {each.id: each.values for each in form.fields} | {
            name_.replace("_", "-"): (said,) if isinstance(said, str) else said
            for name_, said in values.items()
        }
        sent = Sent(act=form.act, ref=form.ref, page=form.page, values=given)
        return await self.coach.fill(await self.who(name), sent, key or self.key())

    async def reflects(self, name: str, feedback: str, deal: str = "Acme") -> Screen:
        """A reflection with a question to the manager, submitted."""
        screen = await self.says(name, f"/postcall {deal}")
        return await self.fills(
            name, screen, agreed="nothing", learning="never tell a manager", feedback=feedback
        )

    async def delivers(self, **later: float) -> None:
        """Time passes, and what is due goes out."""
        self.clock.instant += timedelta(**later)
        await self.courier.round()

    async def reads(self, name: str) -> str:
        return self.wall.text(account(name).user)


@asynccontextmanager
async def at_work(
    folder: Path, people: Mapping[str, tuple[str, str]] = TEAMS, welcome: Mapping[str, str] | None = None
) -> AsyncIterator[Work]:
    clock = FixedClock(TUESDAY_TEN)
    make = ids(clock, seed=1)
    async with await SqliteStore.open(folder / "kairos.db", make) as store:
        members = tuple(
            Member(
                name=name,
                email=f"{name.lower()}@example.com",
                role=role,
                team=team,
                identity=account(name),
                zone="UTC",
            )
            for name, (role, team) in people.items()
        )
        await store.apply(Roster(members=members, teams=(NORTH, SOUTH), welcome=welcome), clock.now())
        coach = Coach(store, LIBRARY, clock, make)
        wall = Wall(store)
        courier = Courier(store, coach.compose, {"slack": wall}, clock, make)
        yield Work(store, coach, courier, clock, make, wall)


def text(screen: Screen) -> str:
    """What a screen says, with what is wrong on its form and with its buttons."""
    form = screen.document.form
    wrong = [each.problem for each in form.fields if each.problem] if form else []
    return "\n".join([to_text(screen.document), *wrong, buttons_text(screen.document)])


def buttons(document: Document) -> list[Button]:
    return [each for block in document.blocks if isinstance(block, Buttons) for each in block.items]


def buttons_text(document: Document) -> str:
    return " ".join(f"[{each.label}]" for each in buttons(document))


def button(document: Document, label: str) -> Button:
    return next(each for each in buttons(document) if each.label == label)


def tip_delivery(work: Work, team: Team, day: str = "2026-03-10") -> Delivery:
    now = work.clock.now()
    return Delivery(
        id=work.ids(),
        kind=Kind.TIP,
        key=f"tip:{team.id}:{day}",
        person=None,
        team=team.id,
        due=now,
        until=now + timedelta(hours=9),
    )
