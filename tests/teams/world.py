"""Kairos in the stand-in's organisation: the real app, real HTTP, signed tokens, at ten on a Tuesday."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.content import load
from bot.house import House
from bot.ids import ids
from bot.ports import Gathered, Member, Roster
from bot.sending.courier import Courier, Done
from bot.sending.outbox import Delivery
from bot.sending.schedule import Schedule
from bot.serving.pace import Turns
from bot.serving.server import serving
from bot.teams.channel import channels
from bot.teams.office import office
from bot.teams.server import PATH, connected, part
from dialogs.digest.facts import Request
from dialogs.people import Identity, Person, Team
from tests.slack.world import GOOD_CHECK, MoodyStore
from tests.teams.standin.cards import every
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import TENANT, TeamsStandIn
from tests.teams.standin.state import Dialog, Json, Message
from tests.teams.wire import configured


class Store(MoodyStore):
    """One that can refuse more."""

    async def put_request(self, request: Request, key: str, deliveries: Sequence[Delivery] = ()) -> bool:
        self._refuse("put_request")
        return await super().put_request(request, key, deliveries)

    async def gathered(self, session: int) -> Gathered | None:
        self._refuse("gathered")
        return await super().gathered(session)


TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
LIBRARY, _ = load()  # its issues are the content linter's business
WORDS = LIBRARY.words

SAID = ("text", "title", "label", "value", "placeholder")
"""Where a card keeps what it says."""


def identity(user: TeamsUser) -> Identity:
    return Identity(platform="teams", workspace=TENANT, user=user.person.object_id)


@dataclass
class World:
    teams: TeamsStandIn
    house: House
    store: Store
    clock: FixedClock
    ana: TeamsUser
    url: str
    pauses: list[float] = field(default_factory=list)
    patience: asyncio.Event = field(default_factory=asyncio.Event)

    async def person(self, user: TeamsUser | None = None) -> Person:
        found = await self.store.known_as(identity(user or self.ana))
        assert found
        return found

    async def form(self, command: str = "precall Acme", user: TeamsUser | None = None) -> Message:
        """The card with the form that a command brings."""
        rep = user or self.ana
        before = len(rep.chat)
        await rep.says(command)
        return await self.teams.until(
            lambda: new[-1] if len(new := rep.chat) > before and inputs(new[-1].card) else None, "a form"
        )

    async def checked(self, deal: str = "Acme", **more: object) -> Message:
        """Ana takes a good check; the card, which shows the verdict now."""
        card = await self.form(f"precall {deal}")
        await self.ana.presses(card, "Check", GOOD_CHECK | more)
        return await self.until(card, "Right earned")

    async def until(self, card: Message, words: str) -> Message:
        """The card, once everybody sees it say that: the change is there for good."""
        return await self.teams.until(lambda: card if words in says(card.card) else None, repr(words))

    @property
    def dialog(self) -> Dialog:
        """The dialog that stands open before Ana."""
        assert self.ana.dialog
        return self.ana.dialog

    async def in_dialog(self, data: Json) -> Dialog:
        """Ana presses a button in her chat that opens a dialog, and carries this."""
        carried = {"msteams": {"type": "task/fetch"}, **data}
        button = {"type": "Action.Submit", "title": "Open", "data": carried}
        await self.ana.presses(a_card(button, place=self.ana.place.id), "Open")
        return self.dialog

    async def began(self, calls: int) -> None:
        """So many checks of Ana's, begun and left."""
        ana = await self.person()
        for n in range(calls):
            begun = await self.house.coach.say(ana, f"precall Deal {n}", f"begun {n}")
            typed = {"difference": ("half a thought",)}
            await self.house.coach.close(ana, str(begun.session), "check", typed, f"left {n}")

    async def later(self, **time: float) -> Sequence[Done]:
        """Time passes, and what is due goes out."""
        self.clock.instant += timedelta(**time)
        return await self.house.rounds.round()

    def kept(self, kind: str) -> list[Delivery]:
        return [each for each in self.store.everything if each.kind == kind]

    async def enrolled(self, **roles: TeamsUser) -> Team:
        """The roster puts these people into one team, in these roles."""
        members = tuple(
            Member(
                name=user.person.name,
                email=user.person.email,
                role=role.rstrip("0123456789"),
                team="North",
                identity=identity(user),
                zone="Europe/Lisbon",
            )
            for role, user in roles.items()
        )
        team = Team(
            id=0,
            name="North",
            platform="teams",
            workspace=TENANT,
            channel="",
            country="PT",
            zone="Europe/Lisbon",
        )
        await self.store.apply(Roster(members=members, teams=(team,)), self.clock.now())
        return next(each for each in await self.store.teams() if each.name == "North")


def says(card: Json) -> str:
    """All that a card says, one thing after the other; not what an older client would see instead."""
    return "\n".join(_strings(card))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in SAID and isinstance(inner, str):
                yield inner
            elif key not in {"fallback", "data"}:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def inputs(card: Json) -> dict[str, Json]:
    return {each["id"]: each for each in every(card) if each["type"].startswith("Input.")}


def forms(card: Json) -> list[str]:
    """The titles of the buttons that send a form."""
    carried = ((each, each.get("data")) for each in every(card))
    return [each["title"] for each, data in carried if data and data["kairos"]["page"]]


def choices(card: Json, name: str) -> list[str]:
    """The titles of what may be chosen there."""
    return [choice["title"] for choice in inputs(card)[name]["choices"]]


def keys_of(card: Json) -> set[str]:
    """The keys of a card's buttons."""
    carried = (each.get("data") for each in every(card))
    return {data["kairos"]["key"] for data in carried if data}


def a_card(*actions: Json, place: str) -> Message:
    """A message with these buttons, standing there."""
    card: Json = {"type": "AdaptiveCard", "version": "1.5", "body": [], "actions": list(actions)}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return Message("1700", place, "", {"type": "message", "attachments": [attachment]})


def buttons(card: Json) -> list[str]:
    return [each["title"] for each in every(card) if each["type"] in {"Action.Execute", "Action.Submit"}]


def old_client(card: Message) -> Message:
    """The same message as a client shows it that knows no Action.Execute."""
    return Message(card.id, card.place, card.thread, _older(card.activity))


def _older(value: Json) -> Json:
    shown = value["fallback"] if value.get("type") == "Action.Execute" else value
    return {key: _older_part(inner) for key, inner in shown.items()}


def _older_part(value: object) -> object:
    if isinstance(value, list):
        return [_older_part(each) for each in value]
    return _older(value) if isinstance(value, dict) else value


@asynccontextmanager
async def kairos(
    *, known: bool = True, start: datetime = TUESDAY_TEN, pace: Turns | None = None
) -> AsyncIterator[World]:
    """Kairos, running. With ``known`` Ana was here before, in her chat, and was welcomed."""
    clock = FixedClock(start)
    given = configured()
    async with TeamsStandIn(clock) as teams:
        make = ids(clock, seed=1)
        store = Store(make)
        store.told = teams.service.tell
        pauses: list[float] = []
        patience = asyncio.Event()
        patience.set()

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            teams.service.tell()
            await patience.wait()

        async with connected(given, "127.0.0.1", clock, teams.endpoints, pace) as line:
            coach = Coach(store, LIBRARY, clock, make)
            carried = channels(line.connector, WORDS)(store, clock, make)
            courier = Courier(store, coach.compose, carried, clock, make)
            rounds = Schedule(store, courier, coach.weeks, clock, make)
            house = House(given, LIBRARY, store, clock, make, coach, courier, rounds)
            desk = office(house, line, sleep)
            async with serving(house, given, "127.0.0.1", [part(house, line, desk)]) as port:
                url = f"http://127.0.0.1:{port}{PATH}"
                teams.reach(url)
                world = World(teams, house, store, clock, teams.add_person("Ana Sousa"), url)
                world.pauses, world.patience = pauses, patience
                if known:
                    await world.ana.says("help")
                    await world.ana.sees("coach deals")
                    await world.ana.sees(WORDS.say("welcome.title"))
                    await teams.until(lambda: all(each.state == "sent" for each in store.everything), "quiet")
                yield world
