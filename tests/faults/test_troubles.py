"""`kairos tick` and `kairos serve` with a Slack that is busy, broken, silent or gone, and with each other."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sending.outbox import State
from tests.faults.plant import FRIDAY_FOUR, MAY_LOOK, REPS, TEAMS, Field, planted
from tests.slack.standin.faults import Faults
from tests.slack.standin.workspace import BOT_TOKEN

ALL = REPS + TEAMS
POST = "chat.postMessage"

TROUBLES: dict[str, Callable[[Faults], None]] = {
    "busy": lambda faults: faults.ratelimit(POST, 30, 3),
    "broken": lambda faults: faults.fail(POST, 500, 3),
    "hung up": lambda faults: faults.drop(POST, 3),
    "hung up after it took it": lambda faults: faults.drop(POST, 3, accepted=True),
}


def later(**time: float) -> tuple[str, str]:
    return "--now", (FRIDAY_FOUR + timedelta(**time)).isoformat()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_where_it_may_look_each_stands_there_once_whatever_slack_did(tmp_path: Path, trouble: str):
    async with planted(tmp_path, MAY_LOOK) as field:
        TROUBLES[trouble](field.slack.faults)
        await field.tick()
        assert await field.deliveries(State.WAITING)
        for minutes in (1, 2, 5):
            await field.tick(1, *later(minutes=minutes))
        assert len(await field.deliveries(State.SENT)) == ALL
        assert set(field.standing.values()) == {1}
        assert len(field.standing) == ALL


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_where_it_may_not_look_what_is_in_doubt_is_left_to_the_admin(tmp_path: Path, trouble: str):
    async with planted(tmp_path, ()) as field:
        TROUBLES[trouble](field.slack.faults)
        await field.tick()
        for minutes in (1, 2, 5):
            await field.tick(1, *later(minutes=minutes))
        parked = await field.deliveries(State.PARKED)
        assert len(parked) == (0 if trouble == "busy" else 3)
        assert all(each.why.startswith("Slack") for each in parked)
        assert len(await field.deliveries(State.SENT)) == ALL - len(parked)
        assert set(field.standing.values()) == {1}


async def test_a_tick_that_slack_left_hanging_is_killed_and_the_next_one_makes_up_for_it(tmp_path: Path):
    async with planted(tmp_path, MAY_LOOK) as field:
        field.slack.faults.hang(POST, 2)
        (pid,) = await field.start()
        await field.slack.until(lambda: field.posts >= ALL or None, "all the others")
        field.kill(pid)
        await field.ended()
        field.slack.faults.clear()
        await field.tick()
        assert set(field.standing.values()) == {1}
        assert len(field.standing) == ALL


async def test_a_tick_as_often_as_you_like(tmp_path: Path):
    async with planted(tmp_path, ()) as field:
        for minutes in (0, 0, 0.5, 30, 59):
            await field.tick(1, *later(minutes=minutes))
        assert field.posts == ALL
        assert len(field.standing) == ALL


async def test_a_tick_three_days_late_sends_what_is_still_worth_it_and_says_what_is_not(tmp_path: Path):
    async with planted(tmp_path, ()) as field:
        await field.tick(1, *later(days=3))
        tips = {each.key: each for each in await field.deliveries() if each.kind == "tip"}
        late = [each for key, each in tips.items() if key.endswith("2026-03-13")]
        assert {(each.state, each.why) for each in late} == {(State.SKIPPED, "late")}
        assert len(late) == TEAMS
        digests = [each for each in await field.deliveries(State.SENT) if each.kind == "rep-digest"]
        assert len(digests) == REPS
        assert set(field.standing.values()) == {1}


async def test_two_serving_processes_share_one_database(tmp_path: Path):
    async with planted(tmp_path, ()) as field:
        count = await field.put_tips(3)
        async with serving(field), serving(field):
            await field.slack.until(lambda: field.posts >= count or None, "all tips")
        assert set(field.standing.values()) == {1}
        assert not await field.deliveries(State.PARKED, State.FAILED, State.CLAIMED)


@asynccontextmanager
async def serving(field: Field) -> AsyncIterator[Process]:
    """A `kairos serve` on the field's database; ended politely, whatever it is doing."""
    field.slack.patience = 60
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", "0"),
        env={
            "PATH": "",
            "KAIROS_DB": str(field.db),
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": "s",
            "SLACK_API_URL": field.slack.api_url,
        },
        stdout=DEVNULL,
        stderr=PIPE,
    )
    assert process.stderr
    try:
        async with asyncio.timeout(60):
            while b"port" not in (line := await process.stderr.readline()):
                assert line, "it ended"
        yield process
        process.terminate()
        async with asyncio.timeout(30):
            said = await process.stderr.read()
            assert await process.wait() == 0, said
        assert b"Traceback" not in said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
