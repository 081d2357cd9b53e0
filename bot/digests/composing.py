"""Composes digests, a portion of a few teams at a time, packed as they will be kept. No I/O, no clock.

It runs wherever there is room: on the event loop, with breaks (bot/digests/writing.py), or in a helper
process (bot/digests/helping.py). What is handed to and fro is plain and small.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.ports.week import Packed
from dialogs import cadence
from dialogs.cadence import Calendar, DaysOff
from dialogs.digest.facts import FACT_WEEKS, Reach, TeamFacts
from dialogs.digest.manager import manager_digest
from dialogs.digest.reach import managers_reach, reps_reach
from dialogs.digest.rep import each_rep_digest
from dialogs.digest.team import ManagerWeek, manager_week
from dialogs.document import Document
from dialogs.library import Library
from dialogs.measures.facts import Week, span

REACHES: Mapping[cadence.Kind, Callable[[Week, str], Reach]] = {
    cadence.Kind.REP_DIGEST: reps_reach,
    cadence.Kind.MANAGER_DIGEST: managers_reach,
}
"""How far back each kind of digest looks."""


class Portion(NamedTuple):
    """Digests of one kind about one week, for some teams of one zone: ``keys`` by team and person."""

    kind: cadence.Kind
    week: Week
    zone: str
    now: datetime
    keys: Mapping[int, Mapping[int, str]]

    @property
    def since(self) -> datetime:
        """The first instant that is looked at."""
        return facts_from(self.week, self.zone)

    @property
    def reach(self) -> Reach:
        """From when on each kind of fact is wanted."""
        return REACHES[self.kind](self.week, self.zone)


class Composer:
    """Composes digests by the house's content and rules."""

    def __init__(self, library: Library, min_group: int, days_off: DaysOff) -> None:
        """``min_group``: a manager sees private numbers over so many reps, or none."""
        self._library = library
        self._min_group = min_group
        self._days_off = days_off

    def of_team(self, facts: TeamFacts, week: Week, now: datetime) -> ManagerWeek:
        """What a team's managers may know of that week."""
        works = Calendar(facts.team.country, facts.team.zone, self._days_off).works
        return manager_week(facts, week, now, self._library, works, self._min_group)

    def composed(self, portion: Portion, facts: TeamFacts) -> Iterator[Packed]:
        """The digests of a team's people to whom something can be said, one after the other."""
        keys = portion.keys[facts.team.id]
        if portion.kind is cadence.Kind.REP_DIGEST:
            for rep, digest in each_rep_digest(facts, portion.week, self._library):
                if rep in keys:
                    packed = _packed(portion, facts, rep, digest.document, {})
                    yield packed._replace(judges=digest.judges) if digest.judges is not None else packed
            return
        week = self.of_team(facts, portion.week, portion.now)
        for manager in keys:
            person = facts.people.get(manager)
            told = manager_digest(week, person, self._library) if person else None
            if told:
                yield _packed(portion, facts, manager, told.document, told.parts)


def facts_from(week: Week, zone: str) -> datetime:
    """The first instant that a digest about that week looks at."""
    return span(week, zone, FACT_WEEKS)[0]


def _packed(
    portion: Portion, facts: TeamFacts, person: int, document: Document, parts: Mapping[int, Document]
) -> Packed:
    return Packed(
        key=portion.keys[facts.team.id][person],
        kind=portion.kind.value,
        person=person,
        team=facts.team.id,
        period=portion.week.period,
        at=portion.now,
        document=document.model_dump_json(),
        parts={rep: part.model_dump_json() for rep, part in parts.items()},
    )
