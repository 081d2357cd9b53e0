"""The one place that reads the time."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """This instant, in UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs ahead of another by an offset that can only grow: the playground's."""

    def __init__(self, base: Clock, offset: timedelta = timedelta()) -> None:
        """``offset`` is how far it runs ahead to begin with."""
        self._base = base
        self.offset = offset

    def now(self) -> datetime:
        """The base clock's instant, moved on."""
        return self._base.now() + self.offset

    def move_to(self, instant: datetime) -> bool:
        """Jump to a later instant. An earlier one changes nothing and answers False."""
        ahead = instant - self.now()
        if ahead < timedelta():
            return False
        self.offset += ahead
        return True


class FixedClock:
    """A clock that stands where it is put: for ``--now`` and for tests."""

    def __init__(self, instant: datetime) -> None:
        """``instant`` has a zone."""
        self.instant = instant

    def now(self) -> datetime:
        """The instant it was put to."""
        return self.instant.astimezone(UTC)
