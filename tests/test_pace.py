"""Not too much at once: a burst, then so many a minute; who waits goes first. By a loop's own, quick time."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest

from bot.serving.pace import MOST_PLACES, ONE_OF, Pace
from bot.teams.pace import BURST, TeamsPace
from tests.hurried import hurried


def now() -> float:
    return round(asyncio.get_running_loop().time(), 3)


async def all_of(*turns: Coroutine[Any, Any, None]) -> list[float]:
    """When each of them had its turn; they ask in this order, all at once."""

    async def one(turn: Coroutine[Any, Any, None]) -> float:
        await turn
        return now()

    return await asyncio.gather(*(one(turn) for turn in turns))


def test_a_burst_goes_at_once_and_the_rest_so_many_a_minute():
    pace = Pace(a_minute=60, burst=3)
    assert hurried(lambda: all_of(*(pace.turn() for _ in range(5)))) == [0, 0, 0, 1, 2]


def test_after_a_quiet_while_a_burst_goes_again():
    pace = Pace(a_minute=60, burst=2)

    async def twice():
        first = await all_of(*(pace.turn() for _ in range(3)))
        await asyncio.sleep(60)
        return first, await all_of(*(pace.turn() for _ in range(3)))

    assert hurried(twice) == ([0, 0, 1], [61, 61, 62])


def test_in_one_place_they_go_apart_and_elsewhere_they_do_not_wait_for_that():
    pace = Pace(a_minute=6000, burst=100, apart=1)

    async def places():
        first = await all_of(*(pace.turn(place) for place in ("C1", "C1", "C2", "C1", "")))
        await asyncio.sleep(10)
        return first, await all_of(pace.turn("C1"))

    assert hurried(places) == ([0, 1, 0, 2, 0], [12])


def test_places_whose_pause_is_over_are_forgotten():
    pace = Pace(a_minute=600_000, burst=10_000, apart=1)

    async def many():
        await all_of(*(pace.turn(f"C{n}") for n in range(MOST_PLACES)))
        await asyncio.sleep(100)
        await pace.turn("new")

    hurried(many)
    assert set(pace._next) == {"new"}  # noqa: SLF001  what is kept is the point


def test_an_answer_passes_before_all_that_goes_unasked():
    pace = Pace(a_minute=60, burst=1)
    digests = [pace.turn(unasked=True) for _ in range(4)]
    assert hurried(lambda: all_of(*digests, pace.turn())) == [0, 2, 3, 4, 1]


def test_answers_go_in_the_order_in_which_they_came_and_so_do_digests():
    pace = Pace(a_minute=60, burst=1)
    turns = [pace.turn(), *(pace.turn(unasked=n in {0, 1}) for n in range(4))]
    assert hurried(lambda: all_of(*turns)) == [0, 3, 4, 1, 2]


def test_what_goes_unasked_has_one_turn_of_four_however_many_answers_there_are():
    pace = Pace(a_minute=60, burst=1)
    unasked = [pace.turn(unasked=True) for _ in range(3)]
    answers = [pace.turn() for _ in range(40)]
    times = hurried(lambda: all_of(pace.turn(), *unasked, *answers))
    assert times[1:4] == [ONE_OF, 2 * ONE_OF, 3 * ONE_OF]
    assert sorted(times) == list(range(44))


def test_a_digest_that_comes_late_lets_three_go_first_as_any_other():
    pace = Pace(a_minute=60, burst=1)

    async def digest_among_answers():
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(pace.turn())
            await asyncio.sleep(5.5)
            await pace.turn(unasked=True)
            return now()

    assert hurried(digest_among_answers) == 6 + ONE_OF - 1


def test_who_goes_away_takes_no_turn_with_them():
    pace = Pace(a_minute=60, burst=1)

    async def gone():
        await pace.turn()
        leaves = asyncio.ensure_future(pace.turn())
        stays = asyncio.ensure_future(all_of(pace.turn(unasked=True), pace.turn()))
        await asyncio.sleep(0)
        leaves.cancel()
        with suppress(asyncio.CancelledError):
            await leaves
        return await stays

    assert hurried(gone) == [2, 1]


def test_when_all_went_away_the_next_one_is_not_kept_waiting():
    pace = Pace(a_minute=60, burst=1)

    async def alone():
        await pace.turn()
        leaves = asyncio.ensure_future(pace.turn())
        await asyncio.sleep(0)
        leaves.cancel()
        await asyncio.sleep(5)
        return await all_of(pace.turn())

    assert hurried(alone) == [5]


@pytest.mark.parametrize("answers", [0, 200])
def test_no_second_has_more_than_teams_takes_whoever_waits(answers):
    pace = TeamsPace()
    unasked = [pace.turn(f"digest {n}", unasked=True) for n in range(200)]
    asked = [pace.turn(f"chat {n}") for n in range(answers)]
    times = sorted(hurried(lambda: all_of(*unasked, *asked)))
    assert max(sum(at <= each < at + 1 for each in times) for at in times) <= 2 * BURST
    assert times[-1] == pytest.approx((len(times) - BURST) / 20)


def test_in_teams_a_person_waits_a_moment_while_hundreds_of_digests_go_out():
    pace = TeamsPace()

    async def asks_at_last():
        digests = asyncio.ensure_future(all_of(*(pace.turn(f"{n}", unasked=True) for n in range(400))))
        await asyncio.sleep(3)
        asked = now()
        await pace.turn("Ana")
        waited = now() - asked
        return waited, (await digests)[-1]

    waited, last = hurried(asks_at_last)
    assert waited <= 0.05
    assert last == pytest.approx((401 - BURST) / 20)


def test_in_one_conversation_no_more_goes_than_teams_takes():
    pace = TeamsPace()
    times = hurried(lambda: all_of(*(pace.turn("Ana;messageid=1") for _ in range(80))))
    for most, span in ((7, 1), (8, 2), (60, 30)):
        assert max(sum(at <= each < at + span for each in times) for at in times) <= most
