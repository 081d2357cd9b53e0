"""Whatever the zones, times, holidays and ticks: each thing is due once, and exactly what should be is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from dialogs.cadence import Due, Kind, PersonEntry, TeamEntry, Why, due
from dialogs.people import Role
from tests.dialogs.house import QUICK
from tests.dialogs.rota import (
    APIA,
    BERLIN,
    CAIRO,
    KOLKATA,
    LORD_HOWE,
    NAMES,
    NEW_YORK,
    a_person,
    a_team,
    off,
    plodding_digests,
    plodding_open,
    plodding_tips,
    utc,
)

ZONES = st.sampled_from((BERLIN, NEW_YORK, LORD_HOWE, APIA, KOLKATA, CAIRO, "America/St_Johns"))
CLOCKS = st.integers(0, 95).map(lambda quarters: f"{quarters // 4:02}:{quarters % 4 * 15:02}")
WEEKLY = st.builds(lambda day, clock: f"{day} {clock}", st.sampled_from(NAMES), CLOCKS)
STARTS = st.sampled_from(
    (
        "2027-03-04 11:07",  # New York, Berlin, Lord Howe and Cairo change their clocks in the weeks to come
        "2027-04-20 23:50",
        "2027-09-24 00:00",
        "2027-10-18 09:00",
        "2026-12-10 15:01",  # the end of a year of 53 weeks
        "2028-12-20 08:29",  # the end of a leap year
    )
)
LOOKED_BACK = timedelta(days=14)


class World(NamedTuple):
    """Teams with people, and days off."""

    teams: tuple[TeamEntry, ...]
    people: tuple[PersonEntry, ...]
    closed: frozenset[date]

    def ask(self, now: datetime, sent: set[str]) -> tuple[Due, ...]:
        """What is due then."""
        return due(now, self.teams, self.people, sent, off(*map(str, self.closed)))

    def expected(self, after: datetime, until: datetime) -> dict[str, datetime]:
        """Key and time of all that comes in that span, by plodding."""
        first, last = after.date() - timedelta(days=21), until.date() + timedelta(days=7)
        found: list[tuple[str, datetime]] = []
        by_id = {entry.team.id: entry for entry in self.teams}
        for entry in self.teams:
            found += plodding_tips(entry, first, last, self.closed)
        for reader in self.people:
            found += plodding_digests(by_id[reader.person.team or 0], reader, first, last, self.closed)
        return {key: at for key, at in found if after < at <= until}


@st.composite
def worlds(draw: st.DrawFn, start: str) -> World:
    """Two teams, a rep and a manager in each, somewhere."""
    days = st.integers(-14, 45).map(lambda number: utc(start).date() + timedelta(days=number))
    teams = [
        a_team(
            draw(ZONES),
            ident,
            rep_digest=draw(st.just("Fri 16:00") | WEEKLY),
            manager_digest=draw(st.just("Mon 08:30") | WEEKLY),
            tip_time=draw(st.just("09:00") | CLOCKS),
        )
        for ident in (1, 2)
    ]
    people = [
        a_person(role, draw(st.just("") | ZONES), ident=10 * team + number, team=team)
        for team in (1, 2)
        for number, role in enumerate((Role.REP, Role.MANAGER))
    ]
    return World(tuple(teams), tuple(people), draw(st.frozensets(days, max_size=25)))


class Record:
    """What the shell keeps: each key once, with the tick that brought it."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[datetime, Due]] = {}

    def add(self, now: datetime, found: Iterable[Due]) -> None:
        """A key that was there already would be one too many."""
        for each in found:
            assert each.key not in self.kept
            self.kept[each.key] = now, each


@QUICK
@given(data=st.data(), start=STARTS)
def test_whatever_the_ticks_all_that_is_due_is_told_once(data, start):
    """Ticks at random, some killed half-way: what is kept in the end is what plodding finds."""
    world, record, now = data.draw(worlds(start)), Record(), utc(start)
    gaps = st.integers(30, 6 * 86400) | st.integers(30, 7200)
    steps = data.draw(st.lists(st.tuples(gaps, st.booleans()), min_size=1, max_size=8))
    killed, ticks, whole = False, [], []
    for seconds, kill in [*steps, (30, False)]:
        now += timedelta(seconds=seconds)
        found = world.ask(now, set(record.kept))
        killed = kill and not killed  # never two ticks in a row, or two weeks could pass
        record.add(now, found[: len(found) // 2] if killed else found)
        ticks.append(now)
        whole += [] if killed else [now]
    assert world.ask(now, set(record.kept)) == ()
    kept = {key: each.due for key, (_, each) in record.kept.items()}
    # a tick that was killed may have left something behind that was too old for the next one
    begin = whole[0] - LOOKED_BACK
    assert {key: at for key, at in kept.items() if at > begin} == world.expected(begin, now)
    assert kept.items() <= world.expected(ticks[0] - LOOKED_BACK, now).items()


@QUICK
@given(data=st.data(), start=STARTS, hours=st.integers(0, 14 * 24))
def test_it_goes_at_the_first_open_hour_of_its_window_or_is_late(data, start, hours):
    """On time at once; later only where nobody sleeps, looked for quarter by quarter."""
    world, now = data.draw(worlds(start)), utc(start).replace(minute=0) + timedelta(hours=hours)
    zones = {entry.team.id: entry.team.zone for entry in world.teams}
    places = {reader.person.id: reader.person.zone for reader in world.people}
    for each in world.ask(now, set()):
        zone = (places[each.person] if each.person else "") or zones[each.team]
        if now - each.due <= timedelta(hours=1):
            opens = now
        else:
            opens = now
            while not plodding_open(opens, zone, world.closed):
                opens += timedelta(minutes=15)
        assert each.goes == opens
        assert each.why == (Why.LATE if opens > each.until else None)
        assert each.due + timedelta(minutes=15) <= each.until <= each.due + timedelta(days=7)
        assert each.kind is not Kind.TIP or each.until <= each.due + timedelta(hours=25)


def test_a_tick_every_thirty_seconds_and_one_a_day_tell_the_same():
    """Two weeks over Berlin's jump. Far from anything due every ten minutes have to do, to save time."""
    closed = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
    people = (a_person(Role.REP, ident=1), a_person(Role.MANAGER, NEW_YORK, ident=2))
    world = World((a_team(),), people, closed)
    begin, end = utc("2027-03-22 00:00"), utc("2027-04-05 00:00")
    times = world.expected(begin, end)
    often, daily, now = Record(), Record(), begin
    often.add(begin, world.ask(begin, set()))
    daily.add(begin, world.ask(begin, set()))
    old = set(often.kept)
    ticks = 0
    while now < end:
        near = any(abs(at - now) <= timedelta(minutes=10) for at in times.values())
        before, now = now, now + (timedelta(seconds=30) if near else timedelta(minutes=10))
        found = world.ask(now, set(often.kept))
        assert all(now - each.due < timedelta(seconds=30) for each in found)
        often.add(now, found)
        if now.date() > before.date():
            daily.add(now, world.ask(now, set(daily.kept)))
        ticks += 1
    assert ticks > 2000
    assert set(often.kept) == set(daily.kept) == old | set(times)
    assert len(times) == 8 + 2 + 2, "tips of eight days, two digests each"
    assert not any(each.why for key, (_, each) in often.kept.items() if key not in old)
