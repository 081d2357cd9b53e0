"""Kairos in the stand-in's workspace: the real app over real HTTP or a real socket, at ten on a Tuesday."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.content import load
from bot.errors import StoreError
from bot.house import House
from bot.ids import Ids, ids
from bot.ports import Change, Saved, Shown
from bot.sending.courier import Courier, Done
from bot.sending.outbox import Delivery, State
from bot.sending.schedule import Schedule
from bot.serving.pace import Turns
from bot.serving.server import serving
from bot.settings import Settings, settings
from bot.slack.api import connected
from bot.slack.channel import channels
from bot.slack.manifest import OPTIONAL, manifest
from bot.slack.server import PATH, part
from dialogs.people import Identity, Person
from dialogs.session import Session
from tests.fakes.store import FakeStore
from tests.slack.standin.driver import SlackUser
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import View
from tests.slack.standin.workspace import APP_TOKEN, BOT_TOKEN, TEAM

SECRET = "a secret that only Slack and Kairos know"
TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
LIBRARY, _ = load()  # its issues are the content linter's business
WORDS = LIBRARY.words
ANA = Identity(platform="slack", workspace=TEAM, user="U1")

GOOD_CHECK = {
    "What do you know of them that their website does not say?": "This person's own goal or worry",
    "What changes for them because of you, and by how much?": "Their close takes two days instead of six",
    "How will you make it obvious?": ["A trial: they see it at work", "Logic: one step leads to the next"],
    "The one question that will make them think": "What happens to your Monday if nothing changes by spring?",
    "The step you want them to take": "Introduce someone",
    "How likely are they to take it?": "70 %",
}
CLOSED_QUESTION = GOOD_CHECK | {"The one question that will make them think": "Do you like it?"}
REFLECTION = {
    "What did they agree to do?": ["Introduce someone"],
    "By when?": "2026-03-20",
    "Next time I will ___": "wait after naming the price",
}


SETTLED = frozenset(State) - {State.WAITING, State.CLAIMED}


class MoodyStore(FakeStore):
    """A store whose disk can be full."""

    full = False
    broken = False
    saves = 0

    @property
    def everything(self) -> list[Delivery]:
        return list(self._kept.deliveries.values())

    @property
    def sessions(self) -> list[Session]:
        return list(self._kept.sessions.values())

    told: Callable[[], None] = staticmethod(lambda: None)

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        await super().settle(delivery, state, at, why)
        self.told()

    async def doubt(self, delivery: int, at: datetime, why: str) -> None:
        await super().doubt(delivery, at, why)
        self.told()

    def __init__(self, ids: Ids) -> None:
        super().__init__(ids)
        self.refusals: Counter[str] = Counter()

    def without_team(self, person: Person) -> None:
        self._kept.people[person.id] = person.model_copy(update={"team": None})

    def without_deliveries(self) -> None:
        self._kept.deliveries.clear()

    def without_identities(self) -> None:
        self._kept.identities.clear()

    def _refuse(self, name: str) -> None:
        if self.refusals[name]:
            self.refusals[name] -= 1
            raise StoreError("disk is full")

    async def join(self, identity: Identity, name: str, zone: str, workspace: str, at: datetime) -> Person:
        self._refuse("join")
        return await super().join(identity, name, zone, workspace, at)

    async def put_shown(self, key: str, shown: Shown) -> None:
        self._refuse("put_shown")
        await super().put_shown(key, shown)

    async def put_note(self, name: str, value: str) -> None:
        self._refuse("put_note")
        await super().put_note(name, value)

    async def save(self, change: Change) -> Saved:
        if self.full:
            raise StoreError("disk is full")
        if self.broken:
            raise ZeroDivisionError("a mistake of ours")
        self.saves += 1
        return await super().save(change)


@dataclass
class World:
    slack: StandIn
    house: House
    store: MoodyStore
    clock: FixedClock
    port: int

    @property
    def ana(self) -> SlackUser:
        return self.slack.user("U1")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def person(self) -> Person:
        found = await self.store.known_as(ANA)
        assert found
        return found

    async def checked(self, deal: str = "Acme", **answers: object) -> View:
        """Ana takes a good check; the modal with the verdict."""
        await self.ana.command("/precall", deal)
        form = await self.ana.sees_modal()
        await self.slack.until(lambda: "submit" in form.body or None, "a form")
        await self.ana.submit(form, GOOD_CHECK | answers)
        return form

    async def began(self, calls: int) -> None:
        """So many checks of Ana's, begun and left half-way."""
        for n in range(calls):
            await self.ana.command("/precall", f"Deal {n}")
            form = await self.ana.sees_modal(f"Before the call: Deal {n}")
            await self.ana.fill(form, {"The one question that will make them think": "half a question"})
            await self.ana.close(form)

    async def until_shown(self, words: str) -> View:
        """Ana's modal, once it says this."""
        return await self.slack.until(
            lambda: modal if (modal := self.ana.modal) and words in str(modal.body) else None, words
        )

    async def later(self, **time: float) -> Sequence[Done]:
        """Time passes, and what is due goes out."""
        self.clock.instant += timedelta(**time)
        return await self.house.rounds.round()

    async def settled(self, kind: str) -> Delivery:
        """The delivery of that kind, once it is settled."""

        def found() -> Delivery | None:
            done = [each for each in self.store.everything if each.kind == kind and each.state in SETTLED]
            return done[-1] if done else None

        return await self.slack.until(found, f"settled {kind}")


def configured(slack: StandIn, way: str, **more: object) -> Settings:
    by = {"SLACK_SIGNING_SECRET": SECRET} if way == "http" else {"SLACK_APP_TOKEN": APP_TOKEN}
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": slack.api_url, "PORT": 0, **by, **more}
    return settings(**given)


@asynccontextmanager
async def kairos(
    way: str = "http",
    *,
    look_back: bool = False,
    ana: bool = True,
    patience: float = 10,
    scope: str = "",
    pace: Turns | None = None,
) -> AsyncIterator[World]:
    """Kairos, installed and running. Ana is a member; with ``ana`` she was here before."""
    made = manifest(WORDS, url="https://kairos.example", socket=way == "socket")
    async with StandIn(made) as slack:
        if look_back:
            slack.workspace.tokens[BOT_TOKEN].scopes.update(OPTIONAL)
        if scope:
            slack.workspace.tokens[BOT_TOKEN].scopes.add(scope)
        slack.add_person("U1", "ana", real_name="Ana Sousa", tz="Europe/Lisbon")
        given = configured(slack, way)
        clock = FixedClock(TUESDAY_TEN)
        make = ids(clock, seed=1)
        store = MoodyStore(make)
        store.told = slack.workspace.changed
        async with connected(given, patience) as connection:
            line = replace(connection, pace=pace) if pace else connection
            coach = Coach(store, LIBRARY, clock, make)
            courier = Courier(store, coach.compose, channels(line, WORDS)(store, clock, make), clock, make)
            rounds = Schedule(store, courier, coach.weeks, clock, make)
            house = House(given, LIBRARY, store, clock, make, coach, courier, rounds)
            if ana:
                await store.join(ANA, "Ana Sousa", "Europe/Lisbon", "Standin", clock.now())
                store.without_deliveries()  # she was welcomed then
            async with serving(house, given, "127.0.0.1", [part(house, given, line)]) as port:
                if way == "http":
                    slack.over_http(f"http://127.0.0.1:{port}{PATH}", SECRET)
                else:
                    await slack.over_socket()
                yield World(slack, house, store, clock, port)
