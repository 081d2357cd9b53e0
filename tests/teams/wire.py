"""The wire alone: the real route, adapter and connector before a handler that a test writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from bot.app import house
from bot.clock import FixedClock
from bot.content import load
from bot.serving.server import serving
from bot.settings import Settings, settings
from bot.teams.heard import Heard, Json
from bot.teams.server import PATH, Line, connected, part
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import APP, SECRET, TENANT, TeamsStandIn

TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
LIBRARY, _ = load()  # its issues are the content linter's business
WORDS = LIBRARY.words


@dataclass
class Ear:
    """A handler that writes down what it heard, and answers what the test wishes."""

    heard: list[Heard] = field(default_factory=list)
    answer: Json | None = None
    fails: int = 0

    async def __call__(self, what: Heard) -> Json | None:
        self.heard.append(what)
        if self.fails:
            self.fails -= 1
            raise ZeroDivisionError("a mistake of ours")
        return self.answer

    @property
    def last(self) -> Heard:
        return self.heard[-1]


@dataclass
class Wire:
    teams: TeamsStandIn
    ear: Ear
    line: Line
    clock: FixedClock
    ana: TeamsUser
    url: str


def configured(**more: object) -> Settings:
    given = {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": SECRET, "MICROSOFT_APP_TENANT_ID": TENANT}
    return settings(**{"PORT": 0, **given, **more})


@asynccontextmanager
async def wire(**more: object) -> AsyncIterator[Wire]:
    """Teams on one side, an ear on the other; ``more`` are settings by variable name."""
    clock, ear = FixedClock(TUESDAY_TEN), Ear()
    with TemporaryDirectory() as folder:
        given = configured(KAIROS_DB=f"{folder}/kairos.db", **more)
        async with (
            TeamsStandIn(clock, validate=None, signed=bool(given.microsoft_app_id)) as teams,
            house(given, clock=clock, library=LIBRARY) as home,
            connected(given, "127.0.0.1", clock, teams.endpoints) as line,
            serving(home, given, "127.0.0.1", [part(home, line, lambda _: ear)]) as port,
        ):
            url = f"http://127.0.0.1:{port}{PATH}"
            teams.reach(url)
            yield Wire(teams, ear, line, clock, teams.add_person("Ana Sousa"), url)
