"""Weeks in the team's zone, and which facts belong to which."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.measures.facts import Week, by_rep, seen, span, stretch, week_of, within
from tests.dialogs.house import BERLIN, QUICK
from tests.dialogs.measured import WEEK, reflection

ZONES = [
    BERLIN,
    "UTC",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "America/Santiago",
    "Asia/Gaza",
]
instants = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  st adds it
weeks = st.dates(date(2019, 1, 1), date(2031, 1, 1)).map(lambda day: Week(*day.isocalendar()[:2]))


def utc(text: str) -> datetime:
    """``2027-03-01 08:00`` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "zone", "week"),
    [
        ("2027-02-28 22:59", BERLIN, Week(2027, 8)),  # Sunday, 23:59
        ("2027-02-28 23:00", BERLIN, Week(2027, 9)),  # Monday, 0:00
        ("2027-02-28 23:00", "UTC", Week(2027, 8)),
        ("2027-02-28 10:00", "Pacific/Kiritimati", Week(2027, 9)),  # 14 hours ahead: Monday, 0:00
        ("2027-03-01 04:59", "America/New_York", Week(2027, 8)),
        ("2027-01-03 12:00", "UTC", Week(2026, 53)),  # the Sunday of a long year's last week
        ("2024-12-30 12:00", "UTC", Week(2025, 1)),  # a Monday of the old year, in the new one's first week
    ],
)
def test_a_session_counts_in_the_week_of_the_teams_zone(instant, zone, week):
    assert week_of(utc(instant), zone) == week


def test_a_week_spans_seven_days_and_an_hour_less_when_clocks_go_forward():
    assert span(WEEK, BERLIN) == (utc("2027-02-28 23:00"), utc("2027-03-07 23:00"))
    assert span(Week(2027, 12), BERLIN) == (utc("2027-03-21 23:00"), utc("2027-03-28 22:00"))


def test_weeks_are_counted_back_over_the_turn_of_the_year():
    assert Week(2027, 1).back(1) == Week(2026, 53)
    assert Week(2026, 53).back(-1) == Week(2027, 1)
    assert WEEK.monday == date(2027, 3, 1)


def test_facts_are_taken_from_the_first_instant_up_to_but_without_the_last():
    begins, ends = span(WEEK, BERLIN)
    tick = timedelta(microseconds=1)
    before, first, last, after = (reflection(at=at) for at in (begins - tick, begins, ends - tick, ends))
    assert within([before, first, last, after], WEEK, BERLIN) == (first, last)
    assert within([before, first, last, after], WEEK, BERLIN, weeks=2) == (before, first, last)


@QUICK
@given(st.lists(instants, max_size=20), weeks, st.integers(1, 9))
def test_of_facts_in_the_order_of_time_the_same_are_found_without_looking_at_each(found, week, many):
    facts = [reflection(at=each) for each in sorted(found)]
    for name in ZONES:
        assert tuple(stretch(facts, week, name, many)) == within(facts, week, name, many)


def test_facts_are_sorted_out_by_rep():
    one, two, three = reflection(rep=1, team=1), reflection(rep=2, team=1), reflection(rep=1, team=2)
    assert by_rep([one, two, three]) == {1: [one, three], 2: [two]}
    assert by_rep([]) == {}


def test_what_is_no_data_is_not_seen_but_what_is_false_is():
    assert list(seen([reflection(), reflection(all_five=False)], lambda fact: fact.all_five)) == [False]


@QUICK
@given(instants, st.sampled_from(ZONES), weeks)
def test_an_instant_lies_in_the_span_of_its_week_and_of_no_other(instant, zone, other):
    own = week_of(instant, zone)
    begins, ends = span(own, zone)
    assert begins <= instant < ends
    begins, ends = span(other, zone)
    assert (begins <= instant < ends) == (own == other)


@QUICK
@given(weeks, st.integers(-200, 200), st.sampled_from(ZONES))
def test_weeks_follow_each_other_without_gap_or_overlap(week, steps, zone):
    assert week.back(steps).back(-steps) == week
    assert span(week, zone)[1] == span(week.back(-1), zone)[0]
    assert span(week, zone, weeks=3) == (span(week.back(2), zone)[0], span(week, zone)[1])
