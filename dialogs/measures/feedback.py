"""Feedback: who begins, and whether a request is answered in time. For the manager, about the manager.

An exchange is one between a rep and a manager: what a manager asks another one is no fact of it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from dialogs.measures.facts import FeedbackFact, Week, within
from dialogs.measures.rates import Rate, rate
from dialogs.moments import local_day

FEEDBACK_WEEKS = 4
"""The 51/49 line looks at so many weeks, the week at hand the last."""

ANSWER_DAYS = 3
"""A request is answered in time within so many working days."""

WorkingDay = Callable[[date], bool]
"""Whether people work that day: no weekend, no holiday, no day off."""

_A_YEAR = 366


def begun_by_reps(exchanges: Iterable[FeedbackFact], week: Week, zone: str) -> Rate:
    """The 51/49 line: exchanges begun by reps / all exchanges, in the four weeks up to and with this one."""
    return rate(exchange.asked for exchange in within(exchanges, week, zone, FEEDBACK_WEEKS))


def answered(exchanges: Iterable[FeedbackFact], now: datetime, zone: str, works: WorkingDay) -> Rate:
    """Requests answered within three working days / requests. Managers' unasked notes are no requests.

    An open request whose days are not over yet is neither answered nor missed: it is not counted so far.
    """
    today = local_day(now, zone)
    return rate(
        in_time
        for exchange in exchanges
        if exchange.asked and (in_time := _in_time(exchange, today, zone, works)) is not None
    )


def answer_by(asked: date, works: WorkingDay) -> date:
    """The third working day after the day of the request; it is in time up to that day's end.

    Raises ValueError if the year ahead has no three working days.
    """
    ahead = (asked + timedelta(days=day) for day in range(1, _A_YEAR))
    working = [day for day, _ in zip(filter(works, ahead), range(ANSWER_DAYS), strict=False)]
    if len(working) < ANSWER_DAYS:
        raise ValueError(f"fewer than {ANSWER_DAYS} working days in the year after {asked}")
    return working[-1]


def _in_time(exchange: FeedbackFact, today: date, zone: str, works: WorkingDay) -> bool | None:
    last = answer_by(local_day(exchange.at, zone), works)
    if exchange.answered is not None:
        return local_day(exchange.answered, zone) <= last
    return None if today <= last else False
