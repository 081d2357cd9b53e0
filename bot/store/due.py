"""What the schedule is reckoned from: teams and people with their settings, and what was recorded already."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from sqlite3 import Connection

from bot.ports.week import Schedule
from bot.store import rows
from bot.store.outbox import STOOD
from bot.store.own import NOBODY
from bot.store.sql import marks, padded
from dialogs.cadence import PersonEntry, TeamEntry
from dialogs.people import Preferences

AT_ONCE = 500
"""A query asks for so many people."""

DEFAULT = Preferences()
"""Of somebody who set nothing."""

TEAMS = """
    SELECT t.since, w.paused_until, {team} FROM teams t LEFT JOIN wishes w ON w.team = t.id ORDER BY t.id
"""

PEOPLE = """
    SELECT COALESCE(e.since, p.added_at), f.zone, f.quiet, f.away_until, {person} FROM people p
    LEFT JOIN enrolments e ON e.person = p.id
    LEFT JOIN preferences f ON f.person = p.id
    WHERE p.id <> ? ORDER BY p.id
"""

RECORDED = """
    SELECT key FROM deliveries WHERE kind IN ('tip', 'rep-digest', 'manager-digest') AND due >= ?
"""

BEGUN = f"""
    SELECT person, COUNT(*) FROM deliveries
    WHERE person IN ({{people}}) AND settled >= ? AND kind NOT IN ('card', 'tip')
        AND (state = 'sent' OR (state IN ('claimed', 'skipped', 'waiting') AND {STOOD}))
    GROUP BY person
"""  # noqa: S608  our own words; values are bound


def schedule(db: Connection, since: datetime) -> Schedule:
    """All that ``cadence.due`` asks for. The rows are ours: they are not checked once more."""
    return Schedule.model_construct(
        teams=tuple(_team(row) for row in db.execute(TEAMS.format(team=_of("t", rows.TEAM)))),
        people=tuple(
            _person(row) for row in db.execute(PEOPLE.format(person=_of("p", rows.PERSON)), (NOBODY.id,))
        ),
        sent=frozenset(key for (key,) in db.execute(RECORDED, (rows.text_of(since),))),
    )


def begun(db: Connection, people: Sequence[int], since: datetime) -> Mapping[int, int]:
    """How many messages the bot began with each of them; those with none too."""
    counts = Counter(dict.fromkeys(people, 0))
    for start in range(0, len(people), AT_ONCE):
        some = padded(people[start : start + AT_ONCE])
        sql = BEGUN.format(people=marks(len(some)))
        counts.update(dict(db.execute(sql, (*some, rows.text_of(since))).fetchall()))
    return dict(counts)


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column}" for column in columns.split(", "))


def _team(row: rows.Row) -> TeamEntry:
    since, paused, *team = row
    return TeamEntry.model_construct(
        team=rows.team(team),
        since=rows.instant(since) if since else None,
        paused_until=date.fromisoformat(paused) if paused else None,
    )


def _person(row: rows.Row) -> PersonEntry:
    since, zone, quiet, away, *person = row
    return PersonEntry.model_construct(
        person=rows.person(person),
        preferences=DEFAULT if zone is None else _preferences(zone, quiet, away),
        since=rows.instant(since),
    )


def _preferences(zone: str, quiet: int, away: str | None) -> Preferences:
    return Preferences(zone=zone, quiet=bool(quiet), away_until=date.fromisoformat(away) if away else None)
