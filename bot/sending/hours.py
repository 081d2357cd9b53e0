"""When all has to be asked about again: the hours that people and teams have set, wherever they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dialogs.cadence import instant, weekly
from dialogs.moments import local_day

AT_LEAST_EACH = timedelta(hours=1)
"""So often all is asked for even if nobody's time has come: somebody may have moved to another zone."""

LOOKS_AGAIN = timedelta(seconds=15)
"""So long nobody is asked for their local time again: rounds come many a second when much happens."""

Clocks = frozenset[tuple[str, str]]
"""Local times with their zones: a time of day, or a weekday and a time."""


@dataclass
class Asked:
    """When all was asked for last, for which local times, and when the next of them comes.

    ``looked``: when it was looked last whether these are still the local times.
    """

    clocks: Clocks
    at: datetime
    next: datetime
    looked: datetime

    def just_looked(self, now: datetime) -> bool:
        """Whether it was looked a moment ago, and no local time has come since."""
        return self.looked < now < min(self.looked + LOOKS_AGAIN, self.next)

    def holds(self, clocks: Clocks, now: datetime) -> bool:
        """Whether nothing can be due that was not due when all was asked for."""
        known = self.clocks == clocks and self.at <= now < self.at + AT_LEAST_EACH
        return known and now < self.next


def next_of(clocks: Iterable[tuple[str, str]], now: datetime) -> datetime:
    """When the first of these local times comes after that instant; a weekday counts as every day."""
    coming = (
        instant(local_day(now, zone) + timedelta(days=days), _time(clock), zone)
        for zone, clock in clocks
        for days in range(3)
    )
    return min((at for at in coming if at > now), default=now + AT_LEAST_EACH)


def _time(clock: str) -> time:
    return weekly(clock)[1] if " " in clock else time.fromisoformat(clock)
