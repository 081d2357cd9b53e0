"""How much one person gets: what waits, what is dropped, and why."""

from datetime import datetime, timedelta

import pytest

from bot.ports import Shown
from bot.sending.outbox import Kind, State
from tests.courier_world import BERLIN, World

COUNTED = [Kind.FEEDBACK, Kind.NUDGE, Kind.REP_DIGEST, Kind.MANAGER_DIGEST]


@pytest.fixture
async def world() -> World:
    made = World()
    await made.team()
    return made


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026, in Berlin; the tenth is a Tuesday, the twelfth a holiday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


async def test_three_a_day_and_the_rest_on_the_next_working_day(world: World):
    ana = await world.person()
    for n in range(5):
        await world.put(f"nudge:{n}", ana)
    await world.later()
    assert len(world.channel.shown) == 3
    assert await world.state("nudge:3") == (State.WAITING, "3 messages today already")
    assert await world.at("nudge:3") == at(11, 8)
    await world.later(hours=13)
    assert len(world.channel.shown) == 3
    await world.later(hours=9)
    assert len(world.channel.shown) == 5


async def test_what_the_day_has_room_for_goes_by_the_stated_order(world: World):
    ana = await world.person()
    for kind in (Kind.REP_DIGEST, Kind.NUDGE, Kind.FEEDBACK):
        for n in range(2):
            await world.put(f"{kind}:{n}", ana, kind)
    await world.later()
    assert [key for key, _ in world.channel.shown] == ["feedback:0", "feedback:1", "nudge:0"]


async def test_cards_and_other_people_do_not_count(world: World):
    ana, bo = await world.person(), await world.person("bo")
    for n in range(3):
        await world.put(f"card:{n}", ana, Kind.CARD)
        await world.put(f"nudge:{n}", ana)
        await world.put(f"of-bo:{n}", bo)
    await world.later()
    assert len(world.channel.shown) == 9


@pytest.mark.parametrize("kind", COUNTED)
async def test_quiet_means_nothing_at_all(world: World, kind: Kind):
    ana = await world.person()
    await world.quiet(ana, quiet=True)
    await world.put("a", ana, kind)
    await world.put("card:1", ana, Kind.CARD)
    await world.later()
    assert await world.state("a") == (State.SKIPPED, "quiet")
    assert world.channel.shown == [("card:1", "ANA")]


@pytest.mark.parametrize("kind", COUNTED)
async def test_who_is_back_in_time_gets_it_on_the_first_morning(world: World, kind: Kind):
    ana = await world.person()
    await world.quiet(ana, away_until=at(10, 0).date())
    await world.put("a", ana, kind)
    await world.later()
    assert await world.state("a") == (State.WAITING, "away")
    assert await world.at("a") == at(11, 8)


@pytest.mark.parametrize("kind", COUNTED)
async def test_who_is_away_for_longer_does_not(world: World, kind: Kind):
    ana = await world.person()
    await world.quiet(ana, away_until=at(20, 0).date())
    await world.put("a", ana, kind)
    await world.later()
    assert await world.state("a") == (State.SKIPPED, "away")


@pytest.mark.parametrize(
    ("now", "opens", "why"),
    [
        (at(10, 7, 59), at(10, 8), "quiet hours"),
        (at(10, 19), at(11, 8), "quiet hours"),
        (at(11, 22), at(13, 8), "quiet hours"),  # the day after is a holiday
        (at(12, 10), at(13, 8), "a day off"),
        (at(14, 10), at(16, 8), "a day off"),
    ],
)
async def test_quiet_hours_weekends_and_holidays_are_waited_out(world: World, now, opens, why):
    world.clock.instant = now
    await world.put("a", await world.person(), Kind.FEEDBACK, until=now + timedelta(days=7))
    await world.later()
    assert (await world.state("a"), await world.at("a")) == ((State.WAITING, why), opens)
    world.clock.instant = opens
    await world.later()
    assert (await world.state("a"))[0] is State.SENT


async def test_a_digest_goes_at_the_teams_own_time_whatever_the_hour(world: World):
    world.clock.instant = at(10, 21)
    ana = await world.person()
    await world.put("a", ana, Kind.REP_DIGEST)
    await world.put("b", ana, Kind.FEEDBACK)
    await world.later()
    assert (await world.state("a"))[0] is State.SENT
    assert (await world.state("b"))[0] is State.WAITING


async def test_a_digest_that_was_put_back_keeps_to_the_quiet_hours(world: World):
    world.clock.instant = at(10, 18, 50)
    await world.put("a", await world.person(), Kind.REP_DIGEST)
    await world.store.claim(world.clock.now())
    (claimed,) = await world.store.keyed(["a"])
    await world.store.settle(claimed.id, State.WAITING, at(10, 20), "busy")
    world.clock.instant = at(10, 20)
    await world.later()
    assert await world.at("a") == at(11, 8)


async def test_what_stands_there_already_may_change_at_night(world: World):
    world.clock.instant = at(10, 23)
    ana = await world.person()
    await world.put("a", ana, Kind.FEEDBACK)
    await world.store.put_shown("a", Shown(place="D1", message="1.0"))
    await world.later()
    assert (await world.state("a"))[0] is State.SENT


async def test_a_nudge_waits_over_a_holiday_for_the_next_working_day(world: World):
    world.clock.instant = at(11, 20)
    ana = await world.person()
    end_of_next_weekday = at(13, 0)  # the end of the twelfth
    await world.put("nudge:1", ana, until=end_of_next_weekday)
    await world.later()
    assert await world.at("nudge:1") == at(13, 8)
    world.clock.instant = at(13, 8)
    await world.later()
    assert (await world.state("nudge:1"))[0] is State.SENT


async def test_elsewhere_that_is_no_holiday_and_the_nudge_goes_on_the_next_day(world: World):
    await world.team("Sur", country="ES")
    world.clock.instant = at(11, 20)
    ana = await world.person(team="Sur")
    await world.put("nudge:1", ana, until=at(13, 0))
    await world.later()
    assert await world.at("nudge:1") == at(12, 8)


async def test_a_nudge_that_waited_too_long_is_let_go(world: World):
    await world.put("nudge:1", await world.person(), until=at(11, 0))
    world.clock.instant = at(11, 9)
    await world.later()
    assert await world.state("nudge:1") == (State.SKIPPED, "too late")


async def test_each_persons_own_clock_counts(world: World):
    world.clock.instant = at(10, 10)
    await world.put("a", await world.person("kim", zone="America/Los_Angeles"), Kind.FEEDBACK)
    await world.later()
    assert await world.at("a") == datetime(2026, 3, 10, 16, tzinfo=BERLIN)  # eight in the morning there


async def test_the_day_of_the_clock_change_has_its_own_midnight(world: World):
    world.clock.instant = datetime(2026, 3, 27, 21, tzinfo=BERLIN)  # Friday; on Sunday the clocks jump ahead
    await world.put("a", await world.person(), Kind.FEEDBACK, until=at(31, 0))
    await world.later()
    assert await world.at("a") == datetime(2026, 3, 30, 8, tzinfo=BERLIN)
    assert (await world.at("a")).utcoffset() == timedelta(hours=2)
