"""Local times: around midnight, over the weekend, and where clocks are changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.moments import end_of_call, let_go_at, local_day, next_working_day, proposed_end
from tests.dialogs.house import BERLIN, NOW, QUICK

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
ZONES = (
    BERLIN,
    NEW_YORK,
    LORD_HOWE,
    "UTC",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Antarctica/Troll",
)


def utc(text: str) -> datetime:
    """``2027-03-01 08:00`` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ------------------------------------------------------------------------------------------- the proposed end


@pytest.mark.parametrize(
    ("now", "zone", "clock"),
    [
        ("2027-03-01 08:00", BERLIN, "09:45"),  # 9:00 there, 45 minutes on
        ("2027-03-01 08:01", BERLIN, "10:00"),  # 9:46 at the next quarter
        ("2027-03-01 08:15", BERLIN, "10:00"),
        ("2027-03-01 22:30", BERLIN, "00:15"),  # over midnight
        ("2027-03-01 08:00", "Asia/Kathmandu", "14:30"),  # 13:45 there
        ("2027-03-28 00:07", BERLIN, "02:00"),  # a time that will be skipped: it means three o'clock
    ],
)
def test_the_proposed_end_is_45_minutes_on_at_the_next_quarter(now, zone, clock):
    assert proposed_end(utc(now), zone) == clock


# -------------------------------------------------------------------------------------- the end that is meant


@pytest.mark.parametrize(
    ("clock", "now", "zone", "meant"),
    [
        pytest.param("09:45", "2027-03-01 08:00", BERLIN, "2027-03-01 08:45", id="today"),
        pytest.param("00:20", "2027-03-01 22:50", BERLIN, "2027-03-01 23:20", id="after midnight"),
        pytest.param(
            "23:55", "2027-03-01 23:10", BERLIN, "2027-03-01 22:55", id="before midnight, just over"
        ),
        pytest.param("00:00", "2027-12-31 22:00", BERLIN, "2027-12-31 23:00", id="new year"),
        pytest.param("08:00", "2027-03-01 08:00", BERLIN, "2027-03-01 07:00", id="an hour ago"),
        pytest.param("19:00", "2027-03-01 17:00", NEW_YORK, "2027-03-02 00:00", id="tomorrow in UTC"),
        pytest.param("20:00", "2027-03-01 13:00", NEW_YORK, "2027-03-02 01:00", id="twelve hours on"),
        pytest.param(
            "21:30", "2027-03-01 08:00", BERLIN, "2027-03-01 20:30", id="tonight, said in the morning"
        ),
        pytest.param("06:00", "2027-03-01 08:00", BERLIN, "2027-03-01 05:00", id="three hours ago"),
        pytest.param("05:59", "2027-03-01 08:00", BERLIN, "2027-03-02 04:59", id="further past: tomorrow"),
        # Berlin skips 02:00 to 03:00 on 28 March and shows them twice on 31 October
        pytest.param("02:30", "2027-03-28 00:30", BERLIN, "2027-03-28 01:30", id="Berlin, skipped: 03:30"),
        pytest.param("03:15", "2027-03-28 00:30", BERLIN, "2027-03-28 01:15", id="Berlin, behind the gap"),
        pytest.param("02:30", "2027-10-30 22:00", BERLIN, "2027-10-31 00:30", id="Berlin, twice: the first"),
        pytest.param(
            "03:30", "2027-10-30 22:00", BERLIN, "2027-10-31 02:30", id="Berlin, behind the overlap"
        ),
        # New York on 14 March and 7 November
        pytest.param(
            "02:30", "2027-03-14 06:00", NEW_YORK, "2027-03-14 07:30", id="New York, skipped: 03:30"
        ),
        pytest.param(
            "01:30", "2027-11-07 05:00", NEW_YORK, "2027-11-07 05:30", id="New York, twice: the first"
        ),
        # Lord Howe moves by half an hour, on 3 October and 4 April
        pytest.param(
            "02:15", "2027-10-02 15:00", LORD_HOWE, "2027-10-02 15:45", id="Lord Howe, skipped: 02:45"
        ),
        pytest.param(
            "01:45", "2027-04-03 14:00", LORD_HOWE, "2027-04-03 14:45", id="Lord Howe, twice: the first"
        ),
    ],
)
def test_a_clock_time_means_the_next_instant_or_one_just_over(clock, now, zone, meant):
    assert end_of_call(clock, utc(now), zone) == utc(meant)


@QUICK
@given(
    clock=st.times().map(lambda time: time.strftime("%H:%M")),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone follows
    zone=st.sampled_from(ZONES),
)
def test_the_end_is_at_most_three_hours_past_and_within_a_day(clock, now, zone):
    """An hour more where clocks are changed, two at Troll station."""
    changed = timedelta(hours=2 if zone == "Antarctica/Troll" else 1)
    ahead = end_of_call(clock, now, zone) - now
    assert -timedelta(hours=3) <= ahead <= timedelta(hours=21) + changed


@QUICK
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone follows
    zone=st.sampled_from(ZONES),
)
def test_the_proposed_end_means_45_to_60_minutes_on(now, zone):
    """Where clocks show a time twice it may mean the first of the two, so an hour or two earlier."""
    ahead = end_of_call(proposed_end(now, zone), now, zone) - now
    usual = timedelta(minutes=44) < ahead <= timedelta(minutes=60)
    twice = {ahead + timedelta(hours=hours) for hours in (0.5, 1, 2)}
    assert usual or any(timedelta(minutes=44) < other <= timedelta(minutes=60) for other in twice)


# --------------------------------------------------------------------------------------------- days and weeks


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2027-03-01", "2027-03-02"),
        ("2027-03-04", "2027-03-05"),
        ("2027-03-05", "2027-03-08"),  # Friday
        ("2027-03-06", "2027-03-08"),
        ("2027-03-07", "2027-03-08"),
        ("2027-12-31", "2028-01-03"),  # a Friday at the end of the year
    ],
)
def test_the_next_working_day_is_never_on_a_weekend(day, following):
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)


@pytest.mark.parametrize(
    ("ends", "zone", "until"),
    [
        pytest.param("2027-03-01 08:45", BERLIN, "2027-03-02 23:00", id="Monday: the end of Tuesday"),
        pytest.param("2027-03-05 15:00", BERLIN, "2027-03-08 23:00", id="Friday: the end of Monday"),
        pytest.param("2027-03-06 15:00", BERLIN, "2027-03-08 23:00", id="Saturday: the end of Monday"),
        pytest.param("2027-03-26 15:00", BERLIN, "2027-03-29 22:00", id="over the weekend in March"),
        pytest.param("2027-10-29 15:00", BERLIN, "2027-11-01 23:00", id="over the weekend in October"),
        pytest.param("2027-03-05 01:00", NEW_YORK, "2027-03-06 05:00", id="still Thursday in New York"),
        pytest.param("2027-03-01 08:45", LORD_HOWE, "2027-03-02 13:00", id="Monday on Lord Howe"),
    ],
)
def test_it_lets_go_at_the_end_of_the_next_working_day(ends, zone, until):
    assert let_go_at(utc(ends), zone) == utc(until)


def test_the_day_on_the_wall_is_the_zones():
    late = utc("2027-03-01 23:30")
    assert local_day(late, BERLIN) == date(2027, 3, 2)
    assert local_day(late, NEW_YORK) == date(2027, 3, 1)
    assert local_day(NOW, "Pacific/Kiritimati") == date(2027, 3, 1)
