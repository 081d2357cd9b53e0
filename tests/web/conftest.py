"""The playground on a real store and a real port, at ten on a Tuesday in Lisbon."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot import content
from bot.app import house
from bot.clock import FixedClock, ShiftedClock
from bot.house import House
from bot.ports import Member, Roster
from bot.settings import settings
from bot.store.backup import backup
from bot.web.app import playground
from bot.web.channel import PLATFORM, channels
from bot.web.guard import LOOPBACK
from dialogs.library import Library
from dialogs.people import Identity, Person, Team
from tests.lived import THURSDAY_TWO, live

TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
ZONE = "Europe/Lisbon"
KEY = "3f1c2b7a-0000-4000-8000-00000000000"


@dataclass
class World:
    house: House
    clock: ShiftedClock
    url: str
    people: dict[str, Person]

    def id(self, name: str) -> str:
        return str(self.people[name].id)


@dataclass
class Client:
    """Speaks to the playground as its own page does."""

    world: World
    session: ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(self.world.url + path, headers=headers) as response:
            return response.status, await response.text()

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else None
        sent = {"Origin": self.world.url.rstrip("/"), "Content-Type": "application/json"} | headers
        async with self.session.post(
            self.world.url + path, data=data, json=None if data is not None else body, headers=sent
        ) as response:
            return response.status, await response.json()

    async def act(self, path: str, who: str, n: int = 1, **body: object) -> dict[str, Any]:
        sent = {"as": self.world.id(who), "key": f"{KEY}{n}", **body}
        status, answer = await self.post(path, sent)
        assert status == 200, answer
        return answer

    async def look(self) -> dict[str, Any]:
        async with self.session.get(self.world.url + "look") as response:
            assert response.status == 200
            looked: dict[str, Any] = await response.json()
            return looked


@pytest.fixture(scope="session")
def library() -> Library:
    return content.load()[0]  # its issues are the content linter's business


@asynccontextmanager
async def opened(folder: Path, library: Library) -> AsyncIterator[World]:
    clock = ShiftedClock(FixedClock(TUESDAY_TEN))
    made = settings(KAIROS_DB=folder / "kairos.db")
    async with house(made, clock=clock, library=library, channels=channels) as here:
        await here.store.apply(roster(), clock.now())
        async with shown(here, clock) as world:
            yield world


@asynccontextmanager
async def shown(here: House, clock: ShiftedClock) -> AsyncIterator[World]:
    """The playground of a house with one team."""
    team = (await here.store.teams())[0]
    people = {person.name.split()[0]: person for person in await here.store.people(team.id)}
    async with listening(playground(here, clock, pause=3600)) as url:
        yield World(here, clock, url, people)


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def roster() -> Roster:
    names = {"Ana Moreira": "rep", "Bilal Haddad": "rep", "Dorothea Lindqvist": "manager"}
    members = tuple(
        Member(
            name=name,
            email=f"{name.split()[0].lower()}@example.com",
            role=role,
            team="Northern lights",
            identity=Identity(platform=PLATFORM, workspace="demo", user=name),
            zone=ZONE,
        )
        for name, role in names.items()
    )
    team = Team(
        id=0,
        name="Northern lights",
        platform=PLATFORM,
        workspace="demo",
        channel="general",
        country="PT",
        zone=ZONE,
    )
    return Roster(members=members, teams=(team,))


@pytest.fixture
async def world(tmp_path: Path, library: Library) -> AsyncIterator[World]:
    async with opened(tmp_path, library) as here:
        yield here


@pytest.fixture(scope="session")
def lived(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight weeks of the demo's history, which end on a Thursday afternoon."""
    path = tmp_path_factory.mktemp("lived") / "kairos.db"
    asyncio.run(live(path, library))
    return path


@pytest.fixture
async def harbour(lived: Path, tmp_path: Path, library: Library) -> AsyncIterator[World]:
    """The demo's team on that Thursday."""
    backup(lived, tmp_path / "kairos.db")
    clock = ShiftedClock(FixedClock(THURSDAY_TWO))
    made = settings(KAIROS_DB=tmp_path / "kairos.db")
    async with (
        house(made, clock=clock, library=library, channels=channels) as here,
        shown(here, clock) as world,
    ):
        yield world


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    async with ClientSession() as session:
        yield Client(world, session)
