"""What is due by the calendar: a team's tip, a rep's digest, a manager's digest.

A tick asks ``due`` as often as it likes and keeps what it gets under a unique key, what is skipped too. So
nothing is forgotten or repeated, whatever stopped in between, and no timer is held anywhere.

    the team's times ─► slots of the last two weeks ─► less what was sent ─► Due, some to be skipped
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache

from dialogs.cadence import slots
from dialogs.cadence.days import Calendar, DaysOff
from dialogs.cadence.kinds import Kind, Why
from dialogs.cadence.slots import Slot
from dialogs.frozen import Frozen
from dialogs.people import Person, Preferences, Role, Team

DIGESTS = {Role.REP: Kind.REP_DIGEST, Role.MANAGER: Kind.MANAGER_DIGEST}
"""Who gets which digest."""


class TeamEntry(Frozen):
    """A team on the schedule.

    Nothing that was due before ``since`` is theirs; up to and with ``paused_until`` they want no tips.
    """

    team: Team
    since: datetime | None = None
    paused_until: date | None = None


class PersonEntry(Frozen):
    """A person on the schedule. Nothing that was due before ``since`` is theirs."""

    person: Person
    preferences: Preferences = Preferences()
    since: datetime | None = None


class Due(Frozen):
    """Something that is due to a person, or without one to the team's channel.

    ``due`` is its time, ``until`` when it is too late, ``goes`` when it may go: now, or behind the quiet
    hours. With a ``why`` it is not to be sent, only recorded as skipped.
    """

    kind: Kind
    team: int
    person: int | None
    period: str
    due: datetime
    until: datetime
    goes: datetime
    why: Why | None = None

    @property
    def recipient(self) -> int:
        """The person's id, or the team's."""
        return self.team if self.person is None else self.person

    @property
    def key(self) -> str:
        """What is unique: kind, recipient and period."""
        return _key(self.kind, self.recipient, self.period)

    @property
    def late(self) -> bool:
        """Whether it is skipped because its window is over."""
        return self.why is Why.LATE


def due(
    now: datetime,
    teams: Iterable[TeamEntry],
    people: Iterable[PersonEntry],
    sent: Container[str],
    days_off: DaysOff,
) -> tuple[Due, ...]:
    """All whose time has come and whose key is not in ``sent``, the earliest first.

    ``sent`` holds the keys of all that was recorded in the last five weeks, whatever became of it.
    """

    @cache  # a thousand people share a few zones
    def times(kind: Kind, country: str, zone: str, clock: str) -> tuple[Slot, ...]:
        return tuple(slots.slots(kind, Calendar(country, zone, days_off), clock, now))

    known = {entry.team.id: entry for entry in teams}
    found: list[Due] = []
    for entry in known.values():
        team = entry.team
        coming = times(Kind.TIP, team.country, team.zone, team.tip_time) if team.channel else ()
        found += [_tip(slot, entry) for slot in _new(coming, team.id, sent, entry.since)]
    for reader, entry, kind in _readers(people, known):
        team, zone = entry.team, reader.person.zone or entry.team.zone
        clock = team.rep_digest if kind is Kind.REP_DIGEST else team.manager_digest
        coming = times(kind, team.country, zone, clock)
        new = _new(coming, reader.person.id, sent, entry.since, reader.since)
        found += [_digest(slot, reader, team.id, now) for slot in new]
    return tuple(sorted(found, key=lambda each: (each.due, each.key)))


def _key(kind: Kind, recipient: int, period: str) -> str:
    return f"{kind.value}:{recipient}:{period}"


def _readers(
    people: Iterable[PersonEntry], known: Mapping[int, TeamEntry]
) -> Iterator[tuple[PersonEntry, TeamEntry, Kind]]:
    """Those who get a digest, with their team and which one."""
    for reader in people:
        team, kind = reader.person.team, DIGESTS.get(reader.person.role)
        if kind is not None and team is not None and team in known:
            yield reader, known[team], kind


def _new(
    coming: Iterable[Slot], recipient: int, sent: Container[str], *since: datetime | None
) -> Iterator[Slot]:
    for slot in coming:
        theirs = all(begin is None or slot.due >= begin for begin in since)
        if theirs and _key(slot.kind, recipient, slot.period) not in sent:
            yield slot


def _tip(slot: Slot, entry: TeamEntry) -> Due:
    paused = entry.paused_until is not None and slot.period <= entry.paused_until.isoformat()
    return _due(slot, entry.team.id, None, Why.PAUSED if paused else _late(slot))


def _digest(slot: Slot, reader: PersonEntry, team: int, now: datetime) -> Due:
    """Who is back before it is too late still gets it, on the first morning."""
    why, away = _late(slot), reader.preferences.away_until
    if reader.preferences.quiet:
        why = Why.QUIET
    elif away is not None and away >= slot.calendar.day(now) and why is None:
        slot = slot._replace(goes=slot.calendar.opens(now, away))
        why = Why.AWAY if slot.goes > slot.until else None
    return _due(slot, team, reader.person.id, why)


def _late(slot: Slot) -> Why | None:
    return Why.LATE if slot.goes > slot.until else None


def _due(slot: Slot, team: int, person: int | None, why: Why | None) -> Due:
    return Due(
        kind=slot.kind,
        team=team,
        person=person,
        period=slot.period,
        due=slot.due,
        until=slot.until,
        goes=slot.goes,
        why=why,
    )
