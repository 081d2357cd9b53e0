"""What the tests of the cadence share: a team, its people, days off, and a plodding way to know what is due.

The plodding way walks through time in quarters of an hour and asks the wall clock each time. It knows no
fold, no gap and no formula, so that it can be wrong only in other ways than the code.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dialogs.cadence import Calendar, Due, PersonEntry, TeamEntry, due
from dialogs.people import Person, Preferences, Role, Team

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
APIA, KOLKATA, CAIRO, JERUSALEM = "Pacific/Apia", "Asia/Kolkata", "Africa/Cairo", "Asia/Jerusalem"

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def utc(text: str) -> datetime:
    """``2027-03-01 08:00`` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def off(*days: str) -> Callable[[str, date], bool]:
    """These days are off, in every country."""
    closed = frozenset(map(date.fromisoformat, days))
    return lambda _country, day: day in closed


def a_team(zone: str = BERLIN, ident: int = 1, **fields: str) -> TeamEntry:
    """A team with a channel."""
    shown = {"channel": "C1", "country": "DE", **fields}
    return TeamEntry(
        team=Team(id=ident, name="Team", platform="slack", workspace="W", zone=zone, **shown),
    )


def a_person(
    role: Role, zone: str = "", ident: int = 7, team: int | None = 1, **settings: object
) -> PersonEntry:
    """Somebody in that team."""
    return PersonEntry(
        person=Person(id=ident, name="Mia", email="mia@example.com", role=role, team=team, zone=zone),
        preferences=Preferences.model_validate(settings),
    )


def kinds_due(found: tuple[Due, ...], kind: str) -> list[tuple[str, datetime]]:
    """Period and time of those of a kind."""
    return [(each.period, each.due) for each in found if each.kind == kind]


def all_due(
    until: str, teams: TeamEntry, *people: PersonEntry, days_off: Callable[[str, date], bool] | None = None
) -> tuple[Due, ...]:
    """What is due in the fortnight before, if nothing was sent."""
    return due(utc(until), [teams], people, frozenset(), days_off or off())


def calendar(zone: str, *closed: str) -> Calendar:
    """A place where these days are off."""
    return Calendar("DE", zone, off(*closed))


# ----------------------------------------------------------------------------------------- the plodding way


@cache
def plodding_instant(day: date, clock: time, zone: str) -> datetime:
    """The first quarter of an hour at which the wall has come that far."""
    there, wanted = ZoneInfo(zone), datetime.combine(day, clock)
    now = datetime.combine(day, clock, UTC) - timedelta(hours=15)
    while now.astimezone(there).replace(tzinfo=None) < wanted:
        now += QUARTER
    return now


def plodding_works(day: date, closed: frozenset[date]) -> bool:
    """Whether it is a working day; here no zone leaves one out."""
    return NAMES[day.weekday()] not in {"Sat", "Sun"} and day not in closed


def plodding_tips(
    entry: TeamEntry, first: date, last: date, closed: frozenset[date]
) -> Iterator[tuple[str, datetime]]:
    """Key and time of every tip between two days."""
    day = first
    while day <= last:
        if plodding_works(day, closed):
            at = plodding_instant(day, time.fromisoformat(entry.team.tip_time), entry.team.zone)
            yield f"tip:{entry.team.id}:{day}", at
        day += DAY


def plodding_digests(
    entry: TeamEntry, reader: PersonEntry, first: date, last: date, closed: frozenset[date]
) -> Iterator[tuple[str, datetime]]:
    """Key and time of every digest of a person's whose week begins between two days."""
    rep = reader.person.role is Role.REP
    name, clock = (entry.team.rep_digest if rep else entry.team.manager_digest).split()
    zone = reader.person.zone or entry.team.zone
    day = first
    while day <= last:
        if day.weekday() == 0:
            week = [day + DAY * number for number in range(5)]
            meant = day + DAY * NAMES.index(name)
            found = _rep(week, meant, closed) if rep else _manager(week, meant, closed)
            about = day if name in {"Thu", "Fri", "Sat", "Sun"} else day - DAY
            period = about.strftime("%G-W%V")
            if found:
                kind = "rep-digest" if rep else "manager-digest"
                yield (
                    f"{kind}:{reader.person.id}:{period}",
                    plodding_instant(found, time.fromisoformat(clock), zone),
                )
        day += DAY


def _rep(week: list[date], meant: date, closed: frozenset[date]) -> date | None:
    day = meant
    while day >= week[0]:
        if plodding_works(day, closed):
            return day
        day -= DAY
    while day <= week[-1]:
        if plodding_works(day, closed):
            return day
        day += DAY
    return None


def _manager(week: list[date], meant: date, closed: frozenset[date]) -> date | None:
    if not any(plodding_works(day, closed) for day in week):
        return None
    day = meant
    while not plodding_works(day, closed):
        day += DAY
    return day if day < meant + 7 * DAY else None


def plodding_open(now: datetime, zone: str, closed: frozenset[date]) -> bool:
    """Whether somebody may be written to."""
    wall = now.astimezone(ZoneInfo(zone))
    return plodding_works(wall.date(), closed) and time(8) <= wall.time() < time(19)
