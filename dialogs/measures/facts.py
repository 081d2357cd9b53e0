"""What the measures are made of: facts that one set-based query delivers, a row each.

Facts are built by the million, so they are named tuples: nothing is checked, the store answers for them.
Deal facts (``CallFact``) and private ones (``ReflectionFact``, ``CheckFact``) are apart like their readers.
Instants are in UTC and say when a session was submitted, for the first time; ``team`` is the deal's.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from dialogs.deal import Outcome
from dialogs.flow import Ground


class CallFact(NamedTuple):
    """The team's part of a reflection: what the call came to, and the steps that each side named in it."""

    rep: int
    team: int
    deal: int
    at: datetime
    outcome: Outcome
    theirs: int
    ours: int


class ReflectionFact(NamedTuple):
    """The rep's own part of a reflection. Empty texts and None: not answered, or not asked.

    ``check_at``: when the rep's last check of the same deal was submitted, up to ``at``. ``chance`` (percent)
    and ``all_five`` are those of the check that the reflection was held against.
    """

    rep: int
    team: int
    deal: int
    at: datetime
    outcome: Outcome
    check_at: datetime | None = None
    chance: int | None = None
    all_five: bool | None = None
    barrier: str = ""
    plan: str = ""
    theme: str = ""
    lens: str = ""


class CheckFact(NamedTuple):
    """A check, the rep's own: which of its five grounds are full."""

    rep: int
    team: int
    deal: int
    at: datetime
    full: frozenset[Ground]


class FeedbackFact(NamedTuple):
    """A feedback exchange begun at ``at``: asked for by the rep, or a manager's unasked note to the rep."""

    rep: int
    team: int
    at: datetime
    asked: bool
    answered: datetime | None = None


class Fact(Protocol):
    """What all facts have in common."""

    @property
    def rep(self) -> int:
        """Whose it is."""

    @property
    def team(self) -> int:
        """Whose deal it is about."""

    @property
    def at(self) -> datetime:
        """When it counts."""


AnyFact = TypeVar("AnyFact", bound=Fact)
Seen = TypeVar("Seen")
_when = attrgetter("at")

See = Callable[[AnyFact], Seen | None]
"""How one fact becomes an observation; None: it is no data for this measure."""


class Week(NamedTuple):
    """An ISO week (ISO 8601: Monday to Sunday; a year's first is the one with its first Thursday)."""

    year: int
    number: int

    @classmethod
    def named(cls, period: str) -> "Week":
        """The week of that name, as ``period`` writes it. Raises ValueError for anything else."""
        year, found, number = period.partition("-W")
        if not found:
            raise ValueError(period)
        return Week(int(year), int(number)).back(0)

    @property
    def period(self) -> str:
        """Its name, ``2027-W09``: what deliveries and digests call it."""
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def back(self, weeks: int) -> "Week":
        """The week so many weeks before this one; a negative number looks ahead."""
        year, number, _ = (self.monday - timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def begins(self, zone: str) -> datetime:
        """The instant (UTC) at which it begins in that zone."""
        return datetime.combine(self.monday, time(), ZoneInfo(zone)).astimezone(UTC)


def week_of(instant: datetime, zone: str) -> Week:
    """The ISO week that an instant falls in, on the calendar of that (the team's) time zone."""
    year, number, _ = instant.astimezone(ZoneInfo(zone)).isocalendar()
    return Week(year, number)


@lru_cache(maxsize=512)  # a digest looks at a few spans, for thousands of reps
def span(week: Week, zone: str, weeks: int = 1) -> tuple[datetime, datetime]:
    """The instants (from, up to but without) of so many weeks, this one the last: ready for a query."""
    return week.back(weeks - 1).begins(zone), week.back(-1).begins(zone)


def within(facts: Iterable[AnyFact], week: Week, zone: str, weeks: int = 1) -> tuple[AnyFact, ...]:
    """The facts of so many weeks, this one the last. A session counts in the week it was submitted."""
    begins, ends = span(week, zone, weeks)
    return tuple([fact for fact in facts if begins <= fact.at < ends])  # a list is filled faster


def stretch(facts: Sequence[AnyFact], week: Week, zone: str, weeks: int = 1) -> Sequence[AnyFact]:
    """The same of facts that stand in the order of time: they need not be looked at one by one."""
    begins, ends = span(week, zone, weeks)
    return facts[bisect_left(facts, begins, key=_when) : bisect_left(facts, ends, key=_when)]


def seen(facts: Iterable[AnyFact], see: See[AnyFact, Seen]) -> Iterator[Seen]:
    """The observations in these facts, those that are no data left out."""
    return (observation for fact in facts if (observation := see(fact)) is not None)


def by_rep(facts: Iterable[AnyFact]) -> dict[int, list[AnyFact]]:
    """The facts of each rep."""
    found: dict[int, list[AnyFact]] = {}
    for fact in facts:
        found.setdefault(fact.rep, []).append(fact)
    return found
