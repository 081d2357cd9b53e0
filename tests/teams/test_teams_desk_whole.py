"""The whole house on its own database: installed, stopped and started again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import house
from bot.clock import FixedClock
from bot.house import House
from bot.ids import ids
from bot.serving.server import serving
from bot.teams.channel import channels
from bot.teams.office import office
from bot.teams.server import PATH, connected, part
from tests.slack.world import GOOD_CHECK
from tests.teams.standin.standin import TeamsStandIn
from tests.teams.wire import configured
from tests.teams.world import LIBRARY, TUESDAY_TEN, WORDS, says


@asynccontextmanager
async def running(teams: TeamsStandIn, folder: Path, clock: FixedClock, seed: int) -> AsyncIterator[House]:
    given = configured(KAIROS_DB=folder / "kairos.db")
    async with (
        connected(given, "127.0.0.1", clock, teams.endpoints) as line,
        house(
            given,
            clock=clock,
            make_ids=ids(clock, seed),
            library=LIBRARY,
            channels=channels(line.connector, WORDS),
        ) as home,
        serving(home, given, "127.0.0.1", [part(home, line, office(home, line))]) as port,
    ):
        teams.reach(f"http://127.0.0.1:{port}{PATH}")
        yield home


async def test_a_restart_forgets_nothing(tmp_path):
    clock = FixedClock(TUESDAY_TEN)
    async with TeamsStandIn(clock) as teams:
        ana = teams.add_person("Ana Sousa")
        async with running(teams, tmp_path, clock, 1):
            await ana.installs()
            await ana.sees(WORDS.say("welcome.title"))
            await ana.says("precall Acme")
            card = await ana.sees("Before the call: Acme")
            await ana.presses(card, "Check", GOOD_CHECK)
            await teams.until(lambda: "Right earned" in says(card.card), "a verdict")
        async with running(teams, tmp_path, clock, 2) as home:
            await ana.presses(card, "Edit")
            await teams.until(lambda: "Ten minutes later" in says(card.card), "the form")
            await ana.presses(card, "Check", {"How likely are they to take it?": "90 %"})
            await teams.until(lambda: "90 %: Introduce" in says(card.card), "the verdict again")
            await ana.installs()
            await ana.says("coach forget")
            sure = await ana.sees(WORDS.say("forget.yes"))
            await ana.presses(sure, WORDS.say("forget.yes"))
            await teams.until(lambda: WORDS.say("forget.done") in says(sure.card), "that it is gone")
            await ana.removes()
            assert not await home.courier.round()
        assert len(ana.chat) == 3
