"""`kairos tick` killed at random, a real process by a real signal: nothing is doubled, nothing is lost."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from bot.sending.courier import IN_FLIGHT
from bot.sending.outbox import State
from tests.faults.plant import MAY_LOOK, REPS, TEAMS, Field, planted

ALL = REPS + TEAMS
A_FEW, MANY = 12, 100


async def killed_at_random(field: Field, dice: Random) -> int:
    """One tick, killed when Slack has heard so many calls, or a moment later; how many times."""
    (pid,) = await field.start()
    calls = len(field.slack.workspace.calls) + dice.randint(1, ALL + 4)
    ended = asyncio.ensure_future(field.ended())
    heard = asyncio.ensure_future(field.heard(calls))
    await asyncio.wait((ended, heard), return_when=asyncio.FIRST_COMPLETED)
    heard.cancel()
    for _ in range(dice.randint(0, 20)):
        await asyncio.sleep(0)
    if not ended.done():
        field.kill(pid)
    return int((await ended) != [0])


async def runs(field: Field, count: int, *, looks: bool) -> None:
    dice = Random(2026)  # noqa: S311  they only choose when to kill
    kills = parked = 0
    for _ in range(count):
        field.fresh()
        of_this_run = sum([await killed_at_random(field, dice) for _ in range(dice.randint(1, 3))])
        await field.tick()
        kills += of_this_run
        left = await field.deliveries(State.PARKED)
        everything = {each.key for each in await field.deliveries(State.SENT, State.PARKED)}
        assert len(everything) == ALL
        assert max(field.standing.values()) == 1
        assert not field.slack.workspace.duplicates
        assert not await field.deliveries(State.WAITING, State.CLAIMED, State.FAILED)
        if looks:
            assert not left
            assert field.standing.keys() == everything
        else:
            assert len(left) <= IN_FLIGHT * of_this_run
            assert everything - field.standing.keys() <= {each.key for each in left}
        parked += len(left)
    assert kills > count / 2  # else the test has tried nothing
    print(f"{count} runs, {kills} kills, {parked} parked")  # noqa: T201  shown by pytest -s


@pytest.mark.parametrize("looks", [True, False], ids=["may look", "may not look"])
async def test_a_few_kills_at_random(tmp_path: Path, looks):
    async with planted(tmp_path, MAY_LOOK if looks else ()) as field:
        await runs(field, A_FEW, looks=looks)


@pytest.mark.long
@pytest.mark.parametrize("looks", [True, False], ids=["may look", "may not look"])
async def test_many_kills_at_random(tmp_path: Path, looks):
    async with planted(tmp_path, MAY_LOOK if looks else ()) as field:
        await runs(field, MANY, looks=looks)


async def test_two_ticks_at_once_do_everything_once(tmp_path: Path):
    async with planted(tmp_path, ()) as field:
        await field.tick(2)
        assert set(field.standing.values()) == {1}
        assert len(field.standing) == ALL
        await field.tick(2)
        assert field.posts == ALL


async def test_one_of_two_is_killed_and_the_other_one_takes_over(tmp_path: Path):
    async with planted(tmp_path, MAY_LOOK) as field:
        first, second = await field.start(2)
        await field.heard(len(field.slack.workspace.calls) + 6)
        field.kill(first)
        assert sorted(await field.ended()) in ([-9, 0], [0, 0])
        assert second != first
        await field.tick()
        assert set(field.standing.values()) == {1}
        assert len(field.standing) == ALL
