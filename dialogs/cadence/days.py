"""Days and hours where somebody is: what is a working day, when is a local time, when is it quiet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.moments import SATURDAY, local_day

DaysOff = Callable[[str, date], bool]
"""Whether a country (ISO 3166: ``DE``, or a part of it: ``DE-BY``) has a holiday on that day."""

QUIET_FROM, QUIET_TO = time(19), time(8)
"""The quiet hours, local."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = time()
DAY = timedelta(days=1)

LONGEST_BREAK = 31
"""No break is longer than so many days: a calendar without any working day is not searched for ever."""


def weekly(text: str) -> tuple[int, time]:
    """``Fri 16:00`` as a weekday (Monday is 0) and a time. Raises ValueError for anything else."""
    day, _, clock = text.partition(" ")
    return DAYS.index(day), time.fromisoformat(clock)


def instant(day: date, clock: time, zone: str) -> datetime:
    """When a local time is, in UTC.

    One that the clocks skip is the first instant behind the gap; of one that they show twice, the first.
    """
    wall = datetime.combine(day, clock, ZoneInfo(zone))
    there = wall.astimezone(UTC)
    if there.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return there
    # Skipped: read with the offset behind the gap it lies before the jump, with the one before it, behind.
    early, late = wall.replace(fold=1).astimezone(UTC), there
    behind = late.astimezone(wall.tzinfo).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(wall.tzinfo).utcoffset() == behind:
            late = middle
        else:
            early = middle
    return late


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a country, in a zone."""

    country: str
    zone: str
    days_off: DaysOff

    def works(self, day: date) -> bool:
        """Whether it is a working day: no weekend, no holiday, and a day that this place has at all.

        Where the date line moved, a day was left out: Apia had no 30 December in 2011.
        """
        return (
            day.weekday() < SATURDAY
            and not self.days_off(self.country, day)
            and self.day(self.at(day, MIDNIGHT)) == day
        )

    def day(self, now: datetime) -> date:
        """The date on the wall."""
        return local_day(now, self.zone)

    def at(self, day: date, clock: time) -> datetime:
        """When that local time is."""
        return instant(day, clock, self.zone)

    def ends(self, day: date) -> datetime:
        """When a day is over."""
        return self.at(day + DAY, MIDNIGHT)

    def next_working_day(self, day: date, count: int = 1) -> date:
        """The first working day after this one, or the ``count``-th."""
        for _ in range(count):
            ahead = [day + DAY * days for days in range(1, LONGEST_BREAK)]
            day = next((each for each in ahead if self.works(each)), ahead[0])
        return day

    def lets_go(self, until: datetime) -> datetime:
        """When a reflection is waited for no longer: its end of a weekday, or of the working day after it.

        ``until`` was set without holidays, on the way of a submission.
        """
        day = self.day(until - timedelta(seconds=1))
        return until if self.works(day) else self.ends(self.next_working_day(day))

    def opens(self, now: datetime, away_until: date | None = None) -> datetime:
        """The first instant from now on that is not quiet: on a working day, between the quiet hours."""
        day = self.day(now)
        if away_until is not None and away_until >= day:
            return self.at(self.next_working_day(away_until), QUIET_TO)
        if self.works(day) and now < self.at(day, QUIET_FROM):
            return max(now, self.at(day, QUIET_TO))
        return self.at(self.next_working_day(day), QUIET_TO)
