"""The playground's clock: it can be put ahead, and remembers how far across a restart.

Nothing is jumped over: on its way it stops wherever something comes due, so that each message bears its hour.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.clock import ShiftedClock
from bot.ports import Store
from bot.sending.hours import next_of
from bot.sending.outbox import State

NOTE = "clock-ahead-seconds"
"""The store's note that keeps the offset."""

MORNING = time(9, 0)
FRIDAY, FRIDAY_AT = 4, time(16, 0)
MONDAY, MONDAY_AT = 0, time(8, 30)


MOST_STOPS = 400
"""So many stops at most on one way, for a large team around the world; what is left is gone in one go."""


class Jump(StrEnum):
    """How far ahead the clock can be put with one press."""

    TEN_MINUTES = "ten-minutes"
    HOUR = "hour"
    MORNING = "morning"
    FRIDAY = "friday"
    MONDAY = "monday"


def landing(jump: Jump, now: datetime, zone: str) -> datetime:
    """The instant a jump leads to, always later than ``now``. Days and times of day are those of the zone."""
    match jump:
        case Jump.TEN_MINUTES:
            return now + timedelta(minutes=10)
        case Jump.HOUR:
            return now + timedelta(hours=1)
        case Jump.MORNING:
            local = now.astimezone(ZoneInfo(zone))
            return _at(local.date() + timedelta(days=1), MORNING, zone)
        case Jump.FRIDAY:
            return _next(FRIDAY, FRIDAY_AT, now, zone)
        case Jump.MONDAY:
            return _next(MONDAY, MONDAY_AT, now, zone)


def _next(weekday: int, clock: time, now: datetime, zone: str) -> datetime:
    today = now.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    first = _at(day, clock, zone)
    return first if first > now else _at(day + timedelta(days=7), clock, zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


async def restore(store: Store, clock: ShiftedClock) -> None:
    """Put the clock as far ahead as it was when the playground last ran. It never goes back."""
    kept = await store.note(NOTE)
    try:
        ahead = timedelta(seconds=float(kept or 0))
    except (ValueError, OverflowError):
        return
    clock.offset = max(clock.offset, ahead)


async def next_stop(store: Store, now: datetime) -> datetime:
    """When the next thing may come due: at somebody's local time, or when what waits may go."""
    waiting = (each.due for each in await store.deliveries(State.WAITING) if each.due > now)
    return min((*waiting, next_of(await store.clocks(), now)))


async def jump_to(store: Store, clock: ShiftedClock, instant: datetime) -> None:
    """Put the clock to a later instant and keep the offset."""
    if clock.move_to(instant):
        await store.put_note(NOTE, str(clock.offset.total_seconds()))
