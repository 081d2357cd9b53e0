"""What will happen in the year, thrown before it begins: calls, feedback, rounds of the schedule, outages."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.year import cast
from tests.year.timetable import instant

BEGINS, WEEKS = date(2026, 3, 2), 52
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class Deed(NamedTuple):
    """Something to happen: what, and to whom."""

    at: datetime
    n: int
    what: str
    args: tuple[Any, ...] = ()
    more: Mapping[str, Any] = {}


class Plan:
    """All deeds of a year, on the dice."""

    def __init__(self, dice: Random, weeks: int) -> None:
        self.dice = dice
        self.weeks = weeks
        self._count = count()

    def deeds(self) -> Iterator[Deed]:
        """All that will happen, in no order."""
        for week in range(self.weeks):
            monday = BEGINS + week * 7 * DAY
            for plan in cast.TEAMS:
                yield from self._managers_week(plan, monday)
                for n, zone in enumerate(plan.reps):
                    yield from self._reps_week(f"{plan.name} {n}", plan, zone, monday)
                if plan.name == "Hanse" and monday > date(2026, 6, 1):
                    for n in (12, 13):
                        yield from self._reps_week(f"Hanse {n}", plan, plan.zone, monday)
            yield from self._rounds_of_week(monday)
        for event in cast.EVENTS:
            team = event.who.split(" ")[0]
            zone = next(plan.zone for plan in cast.TEAMS if plan.name == team)
            at = datetime.fromisoformat(event.at).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            yield self._deed(at, "event", event)

    def _deed(self, at: datetime, what: str, *args: Any, **more: Any) -> Deed:
        return Deed(at, next(self._count), what, args, more)

    def _reps_week(self, name: str, plan: cast.TeamPlan, zone: str, monday: date) -> Iterator[Deed]:
        dice = self.dice
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            day = monday + DAY * dice.choice((0, 1, 2, 3, 4, 4, dice.randint(0, 6)))
            clock = time(dice.randint(8, 18), dice.randrange(0, 60, 5))
            begins = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
            ends = begins + MINUTE * dice.choice((30, 45, 60))
            if dice.random() < 0.7:
                early = dice.choice((5, 10, 30, 90, 90, 47 * 60, 60 * 60))
                yield self._deed(begins - MINUTE * early - MINUTE / 3, "check", name, ends, soon=early < 300)
            if dice.random() < 0.8:
                late = dice.choice((2, 4, 15, 40, 180, 20 * 60))
                yield self._deed(ends + MINUTE * late + MINUTE / 4, "reflect", name)
        if dice.random() < 0.06:
            yield self._deed(self._some_time(monday, zone), "ask", name)
        if dice.random() < 0.25:
            yield self._deed(self._some_time(monday, zone), "take", name)
        if dice.random() < 0.1:
            yield self._deed(self._some_time(monday, zone), "look", name)

    def _managers_week(self, plan: cast.TeamPlan, monday: date) -> Iterator[Deed]:
        if self.dice.random() < 0.3:
            yield self._deed(self._some_time(monday, plan.zone), "note", plan.name)
        # they answer now and then, and often all that waits right before their digest comes
        for day, often, late in ((2, 0.3, 300), (4, 0.3, 300), (_weekday(plan.manager_digest), 0.6, 15)):
            if self.dice.random() < often:
                at = datetime.combine(monday + DAY * day, time(8, 5), ZoneInfo(plan.zone)).astimezone(UTC)
                yield self._deed(at + MINUTE * self.dice.randint(0, late), "answer", plan.name)
                yield self._deed(at + MINUTE * (late + 1), "round")
        if self.dice.random() < 0.5:
            yield self._deed(self._some_time(monday, plan.zone), "manage", plan.name)
        for _ in range(2):
            yield self._deed(self._some_time(monday, plan.zone), "press", plan.name)

    def _some_time(self, monday: date, zone: str) -> datetime:
        clock = time(self.dice.randint(8, 18), self.dice.randrange(60), self.dice.randrange(1, 59))
        return datetime.combine(monday + DAY * self.dice.randint(0, 5), clock, ZoneInfo(zone)).astimezone(UTC)

    def _rounds_of_week(self, monday: date) -> Iterator[Deed]:
        """A round soon after each time at which something is usually due, most times, and now and then."""
        dice = self.dice
        for plan in cast.TEAMS:
            usual = _weekday(plan.rep_digest)
            told = (plan.zone, _weekday(plan.manager_digest), plan.manager_digest[4:], 0.95)
            times = [(plan.zone, day, plan.tip_time, 0.55) for day in range(5)]
            times += [(zone, usual, plan.rep_digest[4:], 0.95) for zone in dict.fromkeys(plan.reps)]
            for zone, day, clock, often in (*times, told):
                if dice.random() < often:
                    at = instant(monday + DAY * day, clock, zone)
                    late = dice.choice((0, 10, 30, 90, 240, 240, 50 * 60, 3 * 3600))
                    yield self._deed(at + timedelta(seconds=late), "round")
        for _ in range(5):
            now = time(dice.randrange(24), dice.randrange(60), 30)
            yield self._deed(datetime.combine(monday + DAY * dice.randrange(7), now, UTC), "round")

    def outages(self) -> list[tuple[datetime, datetime]]:
        """When nothing runs: hours, three days, once longer than a tick looks back."""
        begins = datetime.combine(BEGINS, time(), UTC)
        found = []
        for week in range(2, self.weeks, 5):
            at = begins + DAY * (7 * week + self.dice.randint(0, 6)) + HOUR * self.dice.randint(0, 23)
            found.append((at, at + self.dice.choice((3 * HOUR, 8 * HOUR, 26 * HOUR, 3 * DAY, 3 * DAY))))
        found.append((begins + 30 * 7 * DAY + 4 * DAY, begins + 32 * 7 * DAY + 6 * DAY))
        return found


def _weekday(said: str) -> int:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(said[:3])
