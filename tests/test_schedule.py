"""The schedule: what is due is put into the outbox once, whatever stopped in between, and then carried."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.ports.week import Schedule as Entries
from bot.sending.courier import IN_FLIGHT, LONGEST
from bot.sending.hours import LOOKS_AGAIN, next_of
from bot.sending.outbox import Delivery, Kind, State
from bot.sending.schedule import PEOPLE_AT_ONCE, together
from dialogs.cadence import PersonEntry, TeamEntry
from dialogs.document import Document
from dialogs.people import Person, Role, Team
from tests.courier_world import BERLIN, PAGE, World

FRIDAY_FOUR = datetime(2026, 3, 13, 16, tzinfo=BERLIN)


@pytest.fixture
async def world() -> World:
    """A team with a rep and a manager, known for weeks."""
    made = World()
    made.clock.instant -= timedelta(days=60)
    await made.team()
    await made.person()
    await made.person("meg", role="manager")
    made.clock.instant += timedelta(days=60)
    return made


async def keys(world: World, *states: State) -> list[str]:
    return sorted(each.key for each in await world.store.deliveries(*states))


async def ticked(world: World, instant: datetime) -> list[tuple[str, str, str]]:
    """What a tick of a new process does at that instant: kind, state, why."""
    world.clock.instant = instant
    done = await world.schedule().tick()
    return sorted((each.delivery.kind.value, each.state.value, each.why) for each in done)


async def test_on_friday_at_four_the_reps_digest_goes_out(world: World):
    await ticked(world, FRIDAY_FOUR - timedelta(minutes=1))
    assert await ticked(world, FRIDAY_FOUR) == [("rep-digest", "sent", "")]
    assert world.channel.shown[-1][0].endswith(":2026-W11")


async def test_the_tip_goes_to_the_channel_in_the_morning(world: World):
    morning = datetime(2026, 3, 11, 9, tzinfo=BERLIN)
    await ticked(world, morning - timedelta(minutes=1))
    assert await ticked(world, morning) == [("tip", "sent", "")]
    (tip,) = [each for each in await world.store.deliveries() if each.key.endswith("2026-03-11")]
    assert (tip.payload, tip.person) == ({"period": "2026-03-11"}, None)
    assert world.channel.shown[-1] == (tip.key, "C1")


async def test_a_tick_repeated_changes_nothing(world: World):
    await ticked(world, FRIDAY_FOUR)
    before, shown = await world.store.deliveries(), list(world.channel.shown)
    for seconds in (0, 30, 3600):
        assert await ticked(world, FRIDAY_FOUR + timedelta(seconds=seconds)) == []
    assert await world.store.deliveries() == before
    assert world.channel.shown == shown


async def test_two_ticks_at_once_do_it_once(world: World):
    world.clock.instant = FRIDAY_FOUR
    await asyncio.gather(world.schedule().tick(), world.schedule().tick(), world.rounds.tick())
    sent = [key for key, _ in world.channel.shown]
    assert len(sent) == len(set(sent))
    assert await keys(world, State.SENT) == sorted(sent)


async def test_after_four_days_off_the_air_what_is_late_is_skipped_and_says_so(world: World):
    await ticked(world, FRIDAY_FOUR - timedelta(hours=1))
    done = await ticked(world, FRIDAY_FOUR + timedelta(days=4, hours=1))
    assert ("rep-digest", "skipped", "late") in done
    assert ("tip", "skipped", "late") in done
    assert ("manager-digest", "sent", "") in done
    assert len(await keys(world)) == len(set(await keys(world)))


async def test_what_is_late_but_in_time_goes_when_the_quiet_hours_are_over(world: World):
    await ticked(world, FRIDAY_FOUR - timedelta(hours=1))
    saturday = FRIDAY_FOUR + timedelta(days=1)
    assert ("rep-digest", "waiting", "") in await ticked(world, saturday)
    monday = datetime(2026, 3, 16, 8, tzinfo=BERLIN)
    assert ("rep-digest", "sent", "") in await ticked(world, monday)


async def test_a_paused_team_gets_no_tip_and_the_outbox_says_so(world: World):
    morning = datetime(2026, 3, 11, 9, tzinfo=BERLIN)
    await ticked(world, morning - timedelta(minutes=1))
    (team,) = await world.store.teams()
    await world.store.pause_tips(team.id, morning.date())
    assert await ticked(world, morning) == [("tip", "skipped", "paused")]


async def test_who_is_quiet_is_skipped_by_the_writer(world: World):
    await ticked(world, FRIDAY_FOUR - timedelta(hours=1))
    ana = await world.store.with_email("ana@example.com")
    assert ana
    await world.quiet(ana, quiet=True)
    assert ("rep-digest", "skipped", "quiet") in await ticked(world, FRIDAY_FOUR)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 3, tzinfo=BERLIN)),
        ("America/New_York", datetime(2026, 3, 8, 9, tzinfo=BERLIN)),
    ],
)
async def test_a_time_that_the_clocks_skip_comes_once_right_behind_the_gap(zone: str, instant: datetime):
    world = World()
    world.clock.instant = instant - timedelta(days=40)
    await world.team(country="", zone=zone, rep_digest="Sun 02:30")
    await world.person(zone=zone)
    for minutes in range(-120, 120, 15):
        world.clock.instant = instant + timedelta(minutes=minutes)
        await world.rounds.round()
    of_the_day = [each for each in await world.store.deliveries() if each.kind is Kind.REP_DIGEST]
    periods = [each.period for each in of_the_day]
    assert len(periods) == len(set(periods))


async def test_across_both_clock_changes_each_week_has_its_digest_at_the_same_local_time(world: World):
    (team,) = await world.store.teams()
    await world.store.put_team(team.model_copy(update={"country": ""}), world.clock.now())
    seen: list[tuple[str, int]] = []
    world.clock.instant = datetime(2026, 3, 20, 12, tzinfo=BERLIN)
    while world.clock.instant < datetime(2026, 4, 11, tzinfo=BERLIN):
        hour = world.clock.instant.astimezone(BERLIN).hour
        sent = [each.delivery for each in await world.rounds.round() if each.state is State.SENT]
        seen += [(each.period, hour) for each in sent if each.kind is Kind.REP_DIGEST]
        world.clock.instant += timedelta(minutes=30)
    assert seen[-3:] == [("2026-W13", 16), ("2026-W14", 16), ("2026-W15", 16)]
    assert len(seen) == len(set(seen))


async def test_all_is_asked_for_only_when_somebodys_time_has_come(world: World):
    asked = _counting(world)
    await world.rounds.round()
    assert len(asked) == 1
    for _ in range(10):
        world.clock.instant += timedelta(seconds=30)
        await world.rounds.round()
    assert len(asked) == 1
    world.clock.instant = FRIDAY_FOUR
    await world.rounds.round()
    assert len(asked) == 2


async def test_a_new_time_is_asked_for_at_once(world: World):
    asked = _counting(world)
    await world.rounds.round()
    (team,) = await world.store.teams()
    await world.store.put_team(team.model_copy(update={"tip_time": "10:01"}), world.clock.now())
    await world.rounds.round()
    assert len(asked) == 2


async def test_a_new_time_is_noticed_soon_though_rounds_follow_one_another(world: World):
    """Many rounds in a second read nobody's local time again; a new time waits for no half minute."""
    asked = _counting(world)
    await world.rounds.round()
    (team,) = await world.store.teams()
    await world.store.put_team(team.model_copy(update={"tip_time": "10:01"}), world.clock.now())
    noticed = []
    for _ in range(3):
        world.clock.instant += LOOKS_AGAIN / 2
        await world.rounds.round()
        noticed.append(len(asked) - 1)
    assert noticed == [0, 1, 1]


async def test_somebodys_time_comes_though_all_was_looked_at_a_moment_ago(world: World):
    asked = _counting(world)
    for instant in (FRIDAY_FOUR - timedelta(minutes=1), FRIDAY_FOUR - timedelta(seconds=1), FRIDAY_FOUR):
        world.clock.instant = instant
        await world.rounds.round()
    assert len(asked) == 2


async def test_all_is_asked_for_once_an_hour_at_least(world: World):
    asked = _counting(world)
    await world.rounds.round()
    world.clock.instant += timedelta(hours=1)
    await world.rounds.round()
    assert len(asked) == 2


async def test_a_writer_that_fails_does_not_keep_the_post_waiting_and_is_asked_again(world: World):
    world.writer.trouble = ZeroDivisionError()
    world.clock.instant = FRIDAY_FOUR
    await world.put("card:1", await world.store.with_email("ana@example.com"), Kind.CARD)
    with pytest.raises(ZeroDivisionError):
        await world.rounds.round()
    assert "card:1" in [key for key, _ in world.channel.shown]
    assert not [each for each in await world.store.deliveries() if each.kind is Kind.REP_DIGEST]
    world.writer.trouble = None
    await world.rounds.round()
    assert ("rep-digest", "2026-W11") in [
        (each.kind.value, each.period) for each in await world.store.deliveries(State.SENT)
    ]


async def test_the_store_is_tidied_once_a_day(world: World):
    tidied = []
    tidy = world.store.tidy

    async def counted(now: datetime, keep: timedelta | None = None) -> None:
        tidied.append(now)
        await tidy(now, keep)

    world.store.tidy = counted  # type: ignore[method-assign]
    await world.rounds.round()
    await world.rounds.round()
    await world.schedule().round()
    assert len(tidied) == 1
    world.clock.instant += timedelta(days=1)
    await world.rounds.round()
    assert len(tidied) == 2


async def test_what_is_due_goes_out_though_nothing_can_be_tidied(world: World):
    async def broken(_now: datetime, _keep: timedelta | None = None) -> None:
        raise StoreError("disk is full")

    world.store.tidy = broken  # type: ignore[assignment,method-assign]
    world.clock.instant = FRIDAY_FOUR
    assert Kind.REP_DIGEST in {each.delivery.kind for each in await world.rounds.tick()}


async def test_a_round_of_much_tells_of_it_after_a_while_and_a_tick_does_it_all(world: World):
    def slow(_: Delivery) -> Document:
        world.clock.instant += LONGEST / IN_FLIGHT
        return PAGE

    world.wanted = slow
    for n in range(4 * IN_FLIGHT):
        await world.put(f"card:{n}", await world.person(f"p{n}"), Kind.CARD)
    some = await world.rounds.round()
    assert 0 < len(some) < 4 * IN_FLIGHT
    await world.schedule().tick()
    cards = [key for key, _ in world.channel.shown if key.startswith("card:")]
    assert sorted(cards) == sorted(f"card:{n}" for n in range(4 * IN_FLIGHT))


async def test_stopped_it_begins_nothing(world: World):
    world.rounds.stop()
    world.clock.instant = FRIDAY_FOUR
    assert await world.rounds.round() == ()
    assert not world.channel.shown


def test_teams_are_asked_about_together_and_never_torn_apart():
    teams = tuple(TeamEntry(team=_team(n)) for n in range(30))
    people = tuple(PersonEntry(person=_person(n, n % 30)) for n in range(1000))
    parts = list(together(Entries(teams=teams, people=people, sent=frozenset())))
    assert [entry for some, _ in parts for entry in some] == list(teams)
    assert sorted(entry.person.id for _, some in parts for entry in some) == list(range(1000))
    assert all(len(some) < PEOPLE_AT_ONCE + 40 for _, some in parts)
    for some, readers in parts:
        assert {each.person.team for each in readers} == {each.team.id for each in some}


def test_the_next_instant_is_the_first_of_all_clocks():
    clocks = {("Europe/Berlin", "Fri 16:00"), ("Asia/Tokyo", "09:00")}
    noon = datetime(2026, 3, 10, 12, tzinfo=BERLIN)
    assert next_of(clocks, noon) == datetime(2026, 3, 10, 16, tzinfo=BERLIN)
    assert next_of(clocks, noon.replace(hour=16)) == datetime(2026, 3, 11, 1, tzinfo=BERLIN)
    assert next_of((), noon) == noon + timedelta(hours=1)


def _counting(world: World) -> list[datetime]:
    """The times at which all was asked for."""
    asked: list[datetime] = []
    schedule = world.store.schedule

    async def counted(since: datetime) -> Any:
        asked.append(since)
        return await schedule(since)

    world.store.schedule = counted  # type: ignore[method-assign]
    return asked


def _team(ident: int) -> Team:
    return Team(
        id=ident, name=str(ident), platform="slack", workspace="T1", channel="C1", country="", zone="UTC"
    )


def _person(ident: int, team: int) -> Person:
    return Person(id=ident, name="x", email=f"{ident}@example.com", role=Role.REP, team=team, zone="UTC")
