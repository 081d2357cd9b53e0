"""Local times: when a call ends, when to ask after it, when to let go. All results are in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ASK_AFTER = timedelta(minutes=10)
"""So long after the end of a call the bot asks for the reflection."""

CALL = timedelta(minutes=45)
"""From the check to the end of the call, unless the rep says otherwise."""

JUST_OVER = timedelta(hours=3)
"""A clock time so far past still means today's call, one further past the next day's."""

QUARTER = 15
SATURDAY = 5


def proposed_end(now: datetime, zone: str) -> str:
    """The end of a call that is checked now: 45 minutes on, at the next quarter, as local ``HH:MM``."""
    local = (now + CALL).astimezone(ZoneInfo(zone))
    local += timedelta(minutes=-local.minute % QUARTER)
    return local.strftime("%H:%M")


def end_of_call(clock: str, now: datetime, zone: str) -> datetime:
    """The instant that a local ``HH:MM`` means to someone who says it now.

    The next one, or one up to three hours past: that call is over. A time that the clocks skip in spring
    comes out an hour later; one that they show twice means the first.
    """
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    days = (today + timedelta(days=offset) for offset in (-1, 0, 1, 2))
    meant = (datetime.combine(day, time.fromisoformat(clock), there).astimezone(UTC) for day in days)
    return next(instant for instant in meant if instant >= now - JUST_OVER)


def next_working_day(day: date) -> date:
    """The first day after this one that is no Saturday or Sunday."""
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def let_go_at(ends: datetime, zone: str) -> datetime:
    """When the bot stops waiting for a reflection: the end of the next working day, local."""
    local = ends.astimezone(ZoneInfo(zone))
    after = next_working_day(local.date()) + timedelta(days=1)
    return datetime.combine(after, time(), ZoneInfo(zone)).astimezone(UTC)


def local_day(now: datetime, zone: str) -> date:
    """The date on the wall at that instant."""
    return now.astimezone(ZoneInfo(zone)).date()
