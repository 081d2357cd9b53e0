"""Days and hours where somebody is: times the clocks skip or show twice, working days, quiet hours."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cadence import instant, weekly
from tests.dialogs.house import QUICK
from tests.dialogs.rota import (
    APIA,
    BERLIN,
    CAIRO,
    JERUSALEM,
    KOLKATA,
    LORD_HOWE,
    NEW_YORK,
    calendar,
    plodding_instant,
    plodding_open,
    utc,
)

# ---------------------------------------------------------------------------------------------- local times


@pytest.mark.parametrize(
    ("local", "zone", "expected"),
    [
        pytest.param("2027-03-01 09:00", BERLIN, "2027-03-01 08:00", id="winter"),
        pytest.param("2027-07-01 09:00", BERLIN, "2027-07-01 07:00", id="summer"),
        # Berlin skips 02:00 to 03:00 on 28 March and shows them twice on 31 October
        pytest.param("2027-03-28 01:59", BERLIN, "2027-03-28 00:59", id="Berlin, before the gap"),
        pytest.param("2027-03-28 02:00", BERLIN, "2027-03-28 01:00", id="Berlin, the gap begins"),
        pytest.param("2027-03-28 02:30", BERLIN, "2027-03-28 01:00", id="Berlin, in the gap"),
        pytest.param("2027-03-28 02:59", BERLIN, "2027-03-28 01:00", id="Berlin, the gap ends"),
        pytest.param("2027-03-28 03:00", BERLIN, "2027-03-28 01:00", id="Berlin, behind the gap"),
        pytest.param("2027-10-31 02:30", BERLIN, "2027-10-31 00:30", id="Berlin, twice: the first"),
        pytest.param("2027-10-31 03:00", BERLIN, "2027-10-31 02:00", id="Berlin, behind the overlap"),
        # New York on 14 March and 7 November
        pytest.param("2027-03-14 02:30", NEW_YORK, "2027-03-14 07:00", id="New York, in the gap"),
        pytest.param("2027-11-07 01:30", NEW_YORK, "2027-11-07 05:30", id="New York, twice: the first"),
        # Lord Howe moves by half an hour, on 3 October and 4 April
        pytest.param("2027-10-03 02:15", LORD_HOWE, "2027-10-02 15:30", id="Lord Howe, in the gap"),
        pytest.param("2027-10-03 02:30", LORD_HOWE, "2027-10-02 15:30", id="Lord Howe, behind the gap"),
        pytest.param("2027-04-04 01:45", LORD_HOWE, "2027-04-03 14:45", id="Lord Howe, twice: the first"),
        pytest.param("2027-04-04 02:00", LORD_HOWE, "2027-04-03 15:30", id="Lord Howe, behind the overlap"),
        # clocks that change on working days: Cairo at midnight, Jerusalem on a Friday
        pytest.param("2027-04-30 00:30", CAIRO, "2027-04-29 22:00", id="Cairo, in the gap"),
        pytest.param("2027-10-28 23:30", CAIRO, "2027-10-28 20:30", id="Cairo, twice: the first"),
        pytest.param("2027-03-26 02:30", JERUSALEM, "2027-03-26 00:00", id="Jerusalem, in the gap"),
        # no change, odd offsets
        pytest.param("2027-03-01 09:00", KOLKATA, "2027-03-01 03:30", id="Kolkata"),
        pytest.param("2027-03-01 09:00", APIA, "2027-02-28 20:00", id="Apia, where it is Monday first"),
        pytest.param("2011-12-30 09:00", APIA, "2011-12-30 10:00", id="Apia, the day that never was"),
    ],
)
def test_a_local_time_is_its_first_instant_or_the_first_behind_the_gap(local, zone, expected):
    """A skipped time happens when the gap is over; one shown twice happens the first time."""
    wall = datetime.fromisoformat(local)
    assert instant(wall.date(), wall.time(), zone) == utc(expected)


@QUICK
@given(
    day=st.dates(date(2012, 1, 1), date(2036, 12, 31)),
    clock=st.integers(0, 95).map(lambda quarters: time(quarters // 4, quarters % 4 * 15)),
    zone=st.sampled_from(
        (BERLIN, NEW_YORK, LORD_HOWE, APIA, KOLKATA, CAIRO, JERUSALEM, "Antarctica/Troll", "America/St_Johns")
    ),
)
def test_any_local_time_is_when_the_wall_has_come_that_far(day, clock, zone):
    """The same as walking through time with an eye on the wall."""
    assert instant(day, clock, zone) == plodding_instant(day, clock, zone)


@pytest.mark.parametrize(
    ("zone", "year"), [(BERLIN, 2027), (LORD_HOWE, 2027), (CAIRO, 2027), (NEW_YORK, 2027)]
)
def test_every_hour_of_a_year_is_when_the_wall_has_come_that_far(zone, year):
    """Every jump of the year is passed, quarter by quarter where it jumps."""
    there = calendar(zone)
    for days in range(365):
        day = date(year, 1, 1) + timedelta(days=days)
        jumps = there.ends(day) - there.at(day, time()) != timedelta(days=1)
        for quarter in range(0, 96, 1 if jumps else 48):
            clock = time(quarter // 4, quarter % 4 * 15)
            assert there.at(day, clock) == plodding_instant(day, clock, zone)


def test_a_day_and_a_time_are_read_as_they_are_set():
    """As the roster writes them."""
    assert weekly("Fri 16:00") == (4, time(16))
    assert weekly("Mon 08:30") == (0, time(8, 30))


@pytest.mark.parametrize("text", ["", "Fri", "16:00", "Freitag 16:00", "Fri 25:00"])
def test_what_is_no_day_and_time_is_refused(text):
    """The roster lets none of these in."""
    with pytest.raises(ValueError, match=r".+"):
        weekly(text)


# --------------------------------------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("day", "closed", "count", "expected"),
    [
        pytest.param("2027-03-01", (), 1, "2027-03-02", id="Monday"),
        pytest.param("2027-03-05", (), 1, "2027-03-08", id="Friday"),
        pytest.param("2027-03-06", (), 1, "2027-03-08", id="Saturday"),
        pytest.param("2027-03-05", (), 2, "2027-03-09", id="two on from Friday"),
        pytest.param("2027-03-25", ("2027-03-26", "2027-03-29"), 1, "2027-03-30", id="over Easter"),
        pytest.param("2027-03-25", ("2027-03-26", "2027-03-29"), 2, "2027-03-31", id="two on over Easter"),
        pytest.param("2026-12-31", ("2027-01-01",), 1, "2027-01-04", id="over the year"),
    ],
)
def test_the_next_working_day_leaves_out_weekends_and_days_off(day, closed, count, expected):
    """However many of them come together."""
    found = calendar(BERLIN, *closed).next_working_day(date.fromisoformat(day), count)
    assert found == date.fromisoformat(expected)


def test_a_place_that_never_works_is_not_searched_for_ever():
    """It cannot be, but days off come from outside."""
    never = calendar(BERLIN, *(str(date(2027, 1, 1) + timedelta(days=days)) for days in range(90)))
    assert never.next_working_day(date(2027, 1, 4)) == date(2027, 1, 5)


def test_a_day_that_the_date_line_swallowed_is_no_working_day():
    """Apia went from Thursday 29 to Saturday 31 December 2011."""
    assert calendar(APIA).works(date(2011, 12, 29))
    assert not calendar(APIA).works(date(2011, 12, 30))
    assert calendar(APIA).next_working_day(date(2011, 12, 29)) == date(2012, 1, 2)
    assert calendar(BERLIN).works(date(2011, 12, 30))


def test_a_day_that_begins_with_a_jump_is_a_working_day():
    """Cairo's 30 April 2027, a Friday, begins at one in the morning."""
    assert calendar(CAIRO).works(date(2027, 4, 30))


@pytest.mark.parametrize(
    ("until", "zone", "closed", "expected"),
    [
        pytest.param("2027-03-02 23:00", BERLIN, (), "2027-03-02 23:00", id="Tuesday: its end"),
        pytest.param(
            "2027-03-08 23:00", BERLIN, ("2027-03-08",), "2027-03-09 23:00", id="Monday off: Tuesday's"
        ),
        pytest.param(
            "2027-03-26 23:00", BERLIN, ("2027-03-26", "2027-03-29"), "2027-03-30 22:00", id="Easter"
        ),
        pytest.param("2027-03-06 05:00", NEW_YORK, (), "2027-03-06 05:00", id="still Friday in New York"),
        pytest.param(
            "2027-10-01 13:30", LORD_HOWE, ("2027-10-01",), "2027-10-04 13:00", id="over Lord Howe's jump"
        ),
    ],
)
def test_it_waits_until_the_end_of_a_working_day(until, zone, closed, expected):
    """The end is the midnight of the place, whatever its clocks did meanwhile."""
    assert calendar(zone, *closed).lets_go(utc(until)) == utc(expected)


# ---------------------------------------------------------------------------------------------- quiet hours


@pytest.mark.parametrize(
    ("now", "away", "expected"),
    [
        pytest.param("2027-03-01 09:30", None, "2027-03-01 09:30", id="by day: at once"),
        pytest.param("2027-03-01 07:00", None, "2027-03-01 07:00", id="eight sharp"),
        pytest.param("2027-03-01 06:59", None, "2027-03-01 07:00", id="before eight: at eight"),
        pytest.param("2027-03-01 17:59", None, "2027-03-01 17:59", id="before seven"),
        pytest.param("2027-03-01 18:00", None, "2027-03-02 07:00", id="seven sharp: tomorrow"),
        pytest.param("2027-03-05 20:00", None, "2027-03-08 07:00", id="Friday night: Monday"),
        pytest.param("2027-03-06 11:00", None, "2027-03-08 07:00", id="Saturday: Monday"),
        pytest.param("2027-03-26 11:00", None, "2027-03-30 06:00", id="Good Friday: Tuesday, in summer time"),
        pytest.param("2027-03-01 09:30", "2027-02-28", "2027-03-01 09:30", id="back since today"),
        pytest.param("2027-03-01 09:30", "2027-03-01", "2027-03-02 07:00", id="away today: tomorrow"),
        pytest.param("2027-03-01 09:30", "2027-03-05", "2027-03-08 07:00", id="away until Friday: Monday"),
        pytest.param("2027-03-01 09:30", "2027-03-25", "2027-03-30 06:00", id="away until Easter"),
    ],
)
def test_somebody_may_be_written_to_between_eight_and_seven_on_a_working_day(now, away, expected):
    """Else from eight o'clock of the first working day on which they are back."""
    there = calendar(BERLIN, "2027-03-26", "2027-03-29")
    assert there.opens(utc(now), date.fromisoformat(away) if away else None) == utc(expected)


@QUICK
@given(
    now=st.integers(0, 14 * 96).map(
        lambda quarters: utc("2027-03-22 00:00") + timedelta(minutes=15 * quarters)
    ),
    zone=st.sampled_from((BERLIN, NEW_YORK, LORD_HOWE, CAIRO, KOLKATA, APIA)),
)
def test_the_opening_is_the_first_open_instant(now, zone):
    """Nothing before it is open: looked for quarter by quarter."""
    closed = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
    opens = calendar(zone, *map(str, closed)).opens(now)
    at = now
    while not plodding_open(at, zone, closed):
        at += timedelta(minutes=15)
    assert opens == at
