"""51/49, and what was answered within three working days, by hand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.measures.facts import span
from dialogs.measures.feedback import answer_by, answered, begun_by_reps
from dialogs.measures.rates import Rate
from tests.dialogs.house import BERLIN, QUICK
from tests.dialogs.measured import TUESDAY, WEEK, ago, exchange

EASTER = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
"""Good Friday and Easter Monday."""


def works(day: date) -> bool:
    """Monday to Friday, but not at Easter."""
    return day.weekday() < 5 and day not in EASTER


def berlin(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """That day of March 2027, in winter time, as an instant."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


LATER = berlin(27)


def test_the_51_49_line_counts_who_began_over_four_weeks():
    begins, ends = span(WEEK, BERLIN, weeks=4)
    exchanges = [
        exchange(TUESDAY),
        exchange(begins),
        exchange(ago(weeks=2), asked=False),
        exchange(ago(weeks=4)),  # the Tuesday of the fifth week
        exchange(ends, asked=False),  # next Monday
    ]
    assert begun_by_reps(exchanges, WEEK, BERLIN) == Rate(2, 3)
    assert begun_by_reps([], WEEK, BERLIN) == Rate(0, 0)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (date(2027, 3, 1), date(2027, 3, 4)),  # Monday: Tuesday, Wednesday, Thursday
        (date(2027, 3, 4), date(2027, 3, 9)),  # Thursday: Friday, Monday, Tuesday
        (date(2027, 3, 6), date(2027, 3, 10)),  # Saturday: Monday, Tuesday, Wednesday
        (date(2027, 3, 24), date(2027, 3, 31)),  # the Wednesday before Easter: Thursday, Tuesday, Wednesday
    ],
)
def test_the_third_working_day_passes_over_weekends_and_days_off(asked, last):
    assert answer_by(asked, works) == last


def test_a_year_without_working_days_is_refused_rather_than_searched_for_ever():
    with pytest.raises(ValueError, match="fewer than 3 working days"):
        answer_by(date(2027, 3, 1), lambda _: False)


@pytest.mark.parametrize(
    ("reply", "in_time"),
    [
        (berlin(1, 13), True),
        (berlin(4, 23, 59), True),  # Thursday's last minute, in Berlin
        (berlin(5, 1), False),  # an hour into Friday, in Berlin; in UTC the same night
        (None, False),
    ],
)
def test_a_request_of_monday_is_answered_in_time_up_to_the_end_of_thursday(reply, in_time):
    assert answered([exchange(berlin(1), reply)], LATER, BERLIN, works) == Rate(int(in_time), 1)


def test_answered_is_what_was_answered_in_time_among_all_requests():
    exchanges = [
        exchange(berlin(1), berlin(2)),  # yes
        exchange(berlin(1), berlin(9)),  # too late
        exchange(berlin(2)),  # never
        exchange(berlin(4), berlin(9)),  # yes: the weekend does not count
        exchange(berlin(3), asked=False),  # a note, no request
    ]
    assert answered(exchanges, LATER, BERLIN, works) == Rate(2, 4)
    assert answered([], LATER, BERLIN, works) == Rate(0, 0)


def test_an_open_request_is_not_held_against_anyone_before_its_days_are_over():
    waiting = [exchange(berlin(1)), exchange(berlin(1), berlin(1, 14))]
    assert answered(waiting, berlin(4, 23), BERLIN, works) == Rate(1, 1)
    assert answered(waiting, berlin(5, 1), BERLIN, works) == Rate(1, 2)


instants = st.integers(1, 27).map(berlin)


@QUICK
@given(
    st.lists(st.builds(exchange, instants, st.none() | instants, asked=st.booleans()), max_size=20),
    st.randoms(),
)
def test_the_order_of_exchanges_does_not_matter(exchanges, dice):
    shuffled = list(exchanges)
    dice.shuffle(shuffled)
    assert answered(exchanges, LATER, BERLIN, works) == answered(shuffled, LATER, BERLIN, works)
    assert begun_by_reps(exchanges, WEEK, BERLIN) == begun_by_reps(shuffled, WEEK, BERLIN)


@QUICK
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_there_are_three_working_days_up_to_the_last_one(asked):
    last = answer_by(asked, works)
    days = [date.fromordinal(n) for n in range(asked.toordinal() + 1, last.toordinal() + 1)]
    assert works(last)
    assert sum(map(works, days)) == 3
