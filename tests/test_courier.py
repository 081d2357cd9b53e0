"""The courier: what becomes of a delivery, whatever the channel, the clock or a crash does to it."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.errors import Lost, NotWanted, Refused, StoreError, TryLater, Unsure
from bot.sending.courier import IN_FLIGHT, LONGEST
from bot.sending.outbox import Delivery, Kind, State
from dialogs.document import Document
from tests.courier_world import PAGE, World


@pytest.fixture
async def world() -> World:
    made = World()
    await made.team()
    return made


async def test_what_is_due_is_sent_and_settled(world: World):
    ana = await world.person()
    await world.put("a", ana)
    await world.put("later", ana, due=world.clock.now() + timedelta(minutes=1))
    done = await world.later()
    assert [(each.delivery.key, each.state) for each in done] == [("a", State.SENT)]
    assert world.channel.shown == [("a", "ANA")]
    assert await world.later() == ()


async def test_what_is_no_longer_wanted_is_skipped(world: World):
    def spared(delivery: Delivery) -> None:
        if delivery.key == "b":
            raise NotWanted("spared")

    world.wanted = spared
    await world.put("a", ana := await world.person())
    await world.put("b", ana)
    await world.later()
    assert await world.state("a") == (State.SKIPPED, "no longer wanted")
    assert await world.state("b") == (State.SKIPPED, "spared")
    assert not world.channel.shown


async def test_what_is_too_late_is_skipped_unmade(world: World):
    await world.put("a", await world.person(), Kind.FEEDBACK, until=world.clock.now())
    await world.put("c", await world.person(), Kind.CARD, until=world.clock.now())
    await world.later(minutes=1)
    assert await world.state("a") == await world.state("c") == (State.SKIPPED, "too late")
    assert not world.composed


async def test_whom_no_connected_platform_reaches_waits_and_says_so_until_it_is_too_late(world: World):
    await world.put("a", await world.person("tom", platform="teams"))
    await world.later()
    state, why = await world.state("a")
    assert state is State.WAITING
    assert why == "no channel reaches tom@example.com: Kairos is not connected to teams."
    for _ in range(40):
        await world.later(hours=6)
    state, why = await world.state("a")
    assert (state, "too late" in why) in {(State.FAILED, True), (State.SKIPPED, True)}


async def test_who_is_gone_everywhere_fails_with_the_reason(world: World):
    ana = await world.person()
    (identity,) = await world.store.identities(ana.id)
    await world.put("a", ana)
    await world.store.leave(identity, world.clock.now())
    await world.later()
    assert "no platform knows them" in (await world.state("a"))[1]


async def test_a_team_is_reached_in_its_channel(world: World):
    team = (await world.store.teams())[0]
    await world.put("tip:1:d", None, Kind.TIP, team=team.id)
    await world.later()
    assert world.channel.shown == [("tip:1:d", "C1")]


async def test_a_team_without_a_channel_fails_with_the_remedy(world: World):
    team = await world.team("South", channel="")
    await world.put("tip:1:d", None, Kind.TIP, team=team.id)
    await world.later()
    state, why = await world.state("tip:1:d")
    assert state is State.FAILED
    assert "the team South has no channel" in why


async def test_a_team_on_a_platform_that_is_not_connected_waits_for_it(world: World):
    team = await world.team("South", platform="teams")
    await world.put("tip:1:d", None, Kind.TIP, team=team.id)
    await world.later()
    state, why = await world.state("tip:1:d")
    assert state is State.WAITING
    assert "no channel reaches the team South: Kairos is not connected to teams" in why


async def test_a_team_that_is_gone_fails(world: World):
    await world.put("tip:1:d", None, Kind.TIP, team=404)
    await world.later()
    assert (await world.state("tip:1:d"))[0] is State.FAILED


class Busy(TryLater):
    """Busy for a while."""

    seconds = 120


async def test_a_busy_platform_is_left_alone_for_as_long_as_it_asks(world: World):
    world.channel.before = [Busy("Wait.")]
    await world.put("a", await world.person())
    (done,) = await world.later()
    assert (done.state, done.why) == (State.WAITING, "Wait.")
    assert await world.later(seconds=119) == ()
    assert [each.state for each in await world.later(seconds=10)] == [State.SENT]


async def test_attempts_come_further_and_further_apart_and_end_with_its_time(world: World):
    world.channel.before = [TryLater("Busy.")] * 100
    await world.put("a", await world.person(), until=world.clock.now() + timedelta(hours=1))
    began, pauses = world.clock.now(), []
    while (await world.state("a"))[0] is State.WAITING:
        (waiting,) = await world.store.keyed(["a"])
        pauses.append((waiting.due - world.clock.now()).total_seconds())
        world.clock.instant = waiting.due
        await world.later()
    state, why = await world.state("a")
    assert state is State.FAILED
    assert why == "Busy. Now it is too late."
    assert world.clock.now() < began + timedelta(hours=1)
    assert pauses == sorted(pauses)
    assert 5 < len(pauses) < 12


async def test_a_no_for_good_fails_and_is_not_tried_again(world: World):
    world.channel.before = [Refused("Gone.")]
    await world.put("a", await world.person())
    await world.later()
    assert await world.state("a") == (State.FAILED, "Gone.")
    assert await world.later(days=1) == ()


@pytest.mark.parametrize("trouble", [Unsure("Silence."), StoreError("disk is full.")])
async def test_when_nobody_can_tell_it_is_parked(world: World, trouble):
    world.channel.after = [trouble]
    await world.put("a", await world.person())
    await world.later()
    assert (await world.state("a"))[0] is State.PARKED
    assert await world.later(days=1) == ()
    assert len(world.channel.shown) == 1


async def test_where_it_can_be_looked_for_a_doubtful_one_stands_there_once(world: World):
    world.channel.repeatable = True
    world.channel.after = [Unsure("Silence.")]
    await world.put("a", await world.person())
    (done,) = await world.later()
    assert done.state is State.WAITING
    await world.later(minutes=1)
    assert await world.state("a") == (State.SENT, "")
    assert len(world.channel.shown) == 1


async def test_what_cannot_be_looked_for_after_all_is_parked(world: World):
    world.channel.repeatable = True
    world.channel.before = [Unsure("Silence."), Lost("No way to look.")]
    await world.put("a", await world.person())
    await world.later()
    await world.later(minutes=1)
    assert await world.state("a") == (State.PARKED, "No way to look.")


async def test_a_doubtful_one_whose_time_is_over_is_parked_and_not_forgotten(world: World):
    world.channel.repeatable = True
    world.channel.after = [Unsure("Silence.")]
    await world.put("a", await world.person(), Kind.CARD, until=world.clock.now() + timedelta(seconds=30))
    await world.later()
    await world.later(hours=1)
    assert (await world.state("a"))[0] is State.PARKED


async def test_a_mistake_of_ours_gets_an_error_id_that_the_log_has_too(world: World, caplog):
    def wrong(_: Delivery) -> None:
        raise ZeroDivisionError

    world.wanted = wrong
    await world.put("a", await world.person())
    await world.later()
    state, why = await world.state("a")
    assert state is State.FAILED  # it was not sent: that much is sure
    assert why in caplog.text


async def test_a_mistake_in_the_channel_leaves_it_in_doubt(world: World, caplog):
    caplog.set_level(logging.CRITICAL)
    world.channel.after = [ZeroDivisionError()]
    await world.put("a", await world.person())
    await world.later()
    assert (await world.state("a"))[0] is State.PARKED


async def test_a_few_are_under_way_at_once_and_no_more(world: World):
    world.channel.hold = asyncio.Event()
    for n in range(50):
        await world.put(f"card:{n}", await world.person(f"p{n}"), Kind.CARD)
    running = asyncio.create_task(world.later())
    await world.channel.holds(IN_FLIGHT)
    assert len(await world.store.deliveries(State.CLAIMED)) == IN_FLIGHT
    world.channel.hold.set()
    assert len(await running) == 50
    assert world.channel.most == IN_FLIGHT


async def test_told_to_stop_it_ends_what_is_under_way_and_begins_nothing(world: World):
    world.channel.hold = asyncio.Event()
    for n in range(50):
        await world.put(f"card:{n}", await world.person(f"p{n}"), Kind.CARD)
    running = asyncio.create_task(world.later())
    await world.channel.holds(IN_FLIGHT)
    world.carries.stop()
    world.channel.hold.set()
    assert len(await running) == IN_FLIGHT
    assert not await world.store.deliveries(State.CLAIMED)
    assert await world.later() == ()


async def test_given_up_it_still_hears_out_what_is_under_way(world: World):
    world.channel.hold = asyncio.Event()
    await world.put("a", await world.person())
    running = asyncio.create_task(world.later())
    await world.channel.holds(1)
    running.cancel()
    await asyncio.sleep(0)
    world.channel.hold.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await world.state("a") == (State.SENT, "")


@pytest.mark.parametrize(("repeatable", "became"), [(True, State.SENT), (False, State.PARKED)])
async def test_after_a_crash_what_was_claimed_is_looked_for_or_parked(world: World, repeatable, became):
    world.channel.repeatable = repeatable
    await world.put("a", await world.person())
    await world.store.claim(world.clock.now())
    await world.later()
    assert (await world.state("a"))[0] is became


async def test_after_a_crash_what_arrived_already_is_not_sent_again(world: World):
    world.channel.repeatable = True
    await world.put("a", await world.person())
    await world.store.claim(world.clock.now())
    world.channel.shown.append(("a", "ANA"))
    await world.carries.recover()
    await world.later()
    assert await world.state("a") == (State.SENT, "")
    assert len(world.channel.shown) == 1


async def test_what_a_living_courier_has_is_left_to_it(world: World):
    world.channel.hold = asyncio.Event()
    await world.put("a", await world.person())
    running = asyncio.create_task(world.later())
    await world.channel.holds(1)
    second = world.courier()
    waiting = asyncio.create_task(second.round())
    await asyncio.sleep(0)
    assert (await world.state("a"))[0] is State.CLAIMED
    world.channel.hold.set()
    assert len(await running) == 1
    assert await waiting == ()
    assert len(world.channel.shown) == 1


async def test_one_that_waits_for_its_turn_can_be_told_to_stop(world: World):
    async with world.store.carrying() as ours:
        assert ours
        waiting = asyncio.create_task(world.later())
        await asyncio.sleep(0)
        world.carries.stop()
        assert await waiting == ()


async def test_a_store_that_cannot_settle_ends_the_round_and_the_next_one_finds_it_in_doubt(world: World):
    world.store.full = 1
    await world.put("a", await world.person())
    with pytest.raises(StoreError):
        await world.later()
    await world.later()
    assert (await world.state("a"))[0] is State.PARKED
    assert len(world.channel.shown) == 1


async def test_a_round_does_not_go_on_for_ever_and_the_next_one_goes_on(world: World):
    def slow(_: Delivery) -> Document:
        world.clock.instant += LONGEST / IN_FLIGHT
        return PAGE

    world.wanted = slow
    for n in range(3 * IN_FLIGHT):
        await world.put(f"card:{n}", await world.person(f"p{n}"), Kind.CARD)
    rounds = []
    while done := await world.later():
        rounds.append(len(done))
    assert sum(rounds) == 3 * IN_FLIGHT == len(world.channel.shown)
    assert len(rounds) > 1


async def test_what_the_admin_has_to_see_to_stands_in_the_log(world: World, caplog):
    caplog.set_level(logging.WARNING)
    world.channel.before = [Refused("Gone.")]
    await world.put("nudge:1", await world.person())
    await world.later()
    assert "(nudge) is failed: Gone. (see `kairos outbox`)" in caplog.text
