"""The whole house on its own database, installed, stopped and started again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import house
from bot.clock import FixedClock
from bot.house import House
from bot.ids import ids
from bot.serving.server import serving
from bot.slack.api import connected
from bot.slack.channel import channels
from bot.slack.server import PATH, part
from tests.slack.standin.standin import StandIn
from tests.slack.world import GOOD_CHECK, LIBRARY, SECRET, TUESDAY_TEN, WORDS, configured


@asynccontextmanager
async def running(slack: StandIn, folder: Path, clock: FixedClock, seed: int) -> AsyncIterator[House]:
    given = configured(slack, "http", KAIROS_DB=folder / "kairos.db")
    async with (
        connected(given) as line,
        house(
            given,
            clock=clock,
            make_ids=ids(clock, seed),
            library=LIBRARY,
            channels=channels(line, WORDS),
        ) as home,
        serving(home, given, "127.0.0.1", [part(home, given, line)]) as port,
    ):
        slack.over_http(f"http://127.0.0.1:{port}{PATH}", SECRET)
        yield home


async def test_a_restart_forgets_nothing(tmp_path):
    clock = FixedClock(TUESDAY_TEN)
    async with StandIn() as slack:
        slack.add_person("U1", "ana", real_name="Ana Sousa", tz="Europe/Lisbon")
        ana = slack.user("U1")
        async with running(slack, tmp_path, clock, 1):
            await ana.command("/precall", "Acme")
            form = await ana.sees_modal("Before the call: Acme")
            await ana.submit(form, GOOD_CHECK)
            card = await ana.sees_message("Right earned")
            await ana.close(form)
        async with running(slack, tmp_path, clock, 2) as home:
            await ana.press(card, "Edit")
            form = await ana.sees_modal("Before the call: Acme")
            await ana.submit(form, {"How likely are they to take it?": "90 %"})
            assert (await ana.sees_message("90 %")).ts == card.ts
            await ana.close(form)
            await ana.command("/coach", "settings")
            await ana.submit(await ana.sees_modal("Settings"), {"Your time zone": "Asia/Tokyo"})
            await ana.sees_home("Asia/Tokyo")
            await ana.command("/coach", "forget")
            await ana.press(ana.dm[-1], "kairos:forget:1")
            await slack.uninstall()
            assert not await home.courier.round()
        assert len([one for one in ana.dm if not one.ephemeral_for]) == 2  # the welcome and the card
