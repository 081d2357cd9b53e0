"""The times of tips and digests: which days they fall on, and how late they may be."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dialogs.cadence.days import DAY, QUIET_FROM, Calendar, weekly
from dialogs.cadence.kinds import Kind
from dialogs.moments import SATURDAY

LOOK_BACK = timedelta(days=14)
"""So far back a tick looks for what was missed. What is older is forgotten, and not even skipped."""

ON_TIME = timedelta(hours=1)
"""So long after its time a message counts as on time, and need not keep to the quiet hours."""

DIGEST_WINDOW = 2
"""A digest may be late until its own time on the second working day after: 48 hours that people work in."""

DIGEST_LONGEST = timedelta(days=7)
"""However many holidays come between: by then the next digest is due."""

ABOUT = timedelta(days=3)
"""A digest is about the week of three days before: from Thursday on about its own, until Wednesday about the
last one. So the two digests about a week bear its name both, and moving them to other days misses no week.
"""


class Slot(NamedTuple):
    """A time at which something is due to all who share a calendar and the team's times.

    ``goes`` is when it may go: now, or behind the quiet hours.
    """

    kind: Kind
    calendar: Calendar
    period: str
    due: datetime
    until: datetime
    goes: datetime


def slots(kind: Kind, calendar: Calendar, clock: str, now: datetime) -> Iterator[Slot]:
    """Those of a tip (``09:00``) or a digest (``Fri 16:00``) whose time came within the look-back."""
    times = _tips(calendar, clock, now) if kind is Kind.TIP else _digests(kind, calendar, clock, now)
    for period, due, until in times:
        if now - LOOK_BACK < due <= now:
            goes = now if now - due <= ON_TIME else calendar.opens(now)
            yield Slot(kind, calendar, period, due, until, goes)


def _tips(calendar: Calendar, clock: str, now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """A tip each working day, until the quiet hours begin; where tips come in the quiet hours, an hour on."""
    today = calendar.day(now)
    for days in range(LOOK_BACK.days + 1):
        day = today - DAY * days
        if calendar.works(day):
            due = calendar.at(day, time.fromisoformat(clock))
            until = max(calendar.at(day, QUIET_FROM), due + ON_TIME)
            yield day.isoformat(), due, min(until, calendar.ends(day))


def _digests(
    kind: Kind, calendar: Calendar, clock: str, now: datetime
) -> Iterator[tuple[str, datetime, datetime]]:
    """A digest each week that has a working day."""
    weekday, at = weekly(clock)
    today = calendar.day(now)
    of_this_week = today + DAY * (weekday - today.weekday())
    for weeks in range(
        LOOK_BACK.days // 7 + 2
    ):  # one more than those that end in the look-back: some are moved
        meant = of_this_week - timedelta(weeks=weeks)
        day = _rep_day(meant, calendar) if kind is Kind.REP_DIGEST else _manager_day(meant, calendar)
        if day is not None:
            due = calendar.at(day, at)
            until = calendar.at(calendar.next_working_day(day, DIGEST_WINDOW), at)
            year, week, _ = (meant - ABOUT).isocalendar()
            yield f"{year}-W{week:02}", due, min(until, due + DIGEST_LONGEST)


def _working_days(day: date, calendar: Calendar) -> list[date]:
    """Those of its week."""
    monday = day - DAY * day.weekday()
    return [each for each in (monday + DAY * days for days in range(SATURDAY)) if calendar.works(each)]


def _rep_day(meant: date, calendar: Calendar) -> date | None:
    """The day that is meant, the last working day before it in its week, or else the first one after."""
    working = _working_days(meant, calendar)
    before = [day for day in working if day <= meant]
    return before[-1] if before else next(iter(working), None)


def _manager_day(meant: date, calendar: Calendar) -> date | None:
    """The day that is meant, or the next working day, as long as that is before the next digest."""
    if not _working_days(meant, calendar):
        return None
    return next((day for day in (meant + DAY * days for days in range(7)) if calendar.works(day)), None)
