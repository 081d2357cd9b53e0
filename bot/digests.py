"""Writes the digests that are due, each once, and keeps them as they will be sent.

    dues ─► by week and zone ─► so many teams: their facts ─► composed ─► kept in one transaction ─► the next

A digest is about the week that ``Due.period`` names (``2026-W47``); which one that is the schedule says
(``dialogs.cadence.slots.ABOUT``: from Thursday on the present week, until Wednesday the one before). Its
facts are those of ``FACT_WEEKS`` weeks in the team's zone, the week it is about the last, up to the instant
of writing.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.ids import Ids
from bot.outbox import Delivery, Kind, State
from bot.ports import Store
from bot.ports.week import Digest
from dialogs import cadence
from dialogs.cadence import Calendar, DaysOff, Due
from dialogs.digest.facts import FACT_WEEKS, TeamFacts
from dialogs.digest.manager import manager_digest
from dialogs.digest.rep import each_rep_digest
from dialogs.digest.team import ManagerWeek, manager_week
from dialogs.document import Document
from dialogs.library import Library
from dialogs.measures.facts import Week, span

TOGETHER = 10
"""So many teams are read, and their digests kept, at a time. With more, the collector pauses for longer."""

AT_A_STRETCH = 8
"""So many digests are composed before others get their turn: some milliseconds."""

NOTHING = "nothing happened"
"""Why no digest is written for a silent week; the outbox keeps it."""

KINDS = {cadence.Kind.REP_DIGEST: Kind.REP_DIGEST, cadence.Kind.MANAGER_DIGEST: Kind.MANAGER_DIGEST}
"""What is written here, on the schedule and in the outbox."""

NO_PARTS: Mapping[int, Document] = {}


def facts_from(week: Week, zone: str) -> datetime:
    """The first instant that a digest about that week looks at."""
    return span(week, zone, FACT_WEEKS)[0]


class Digests:
    """Composes and keeps digests."""

    def __init__(self, store: Store, library: Library, ids: Ids, min_group: int, days_off: DaysOff) -> None:
        """``min_group``: a manager sees private numbers over so many reps, or none."""
        self._store = store
        self._library = library
        self._ids = ids
        self._min_group = min_group
        self._days_off = days_off

    async def write(self, dues: Sequence[Due], now: datetime) -> None:
        """Write what these dues ask for and enqueue it; what is not to be sent is recorded as skipped.

        Repeating it changes nothing: a key that is known is left as it is. Others who need the event loop
        get their turn after every few digests.
        """
        wanted = [due for due in dues if due.kind in KINDS and due.person is not None]
        if not wanted:
            return
        zones = {team.id: team.zone for team in await self._store.teams()}
        lost = [due for due in wanted if due.why or due.team not in zones]
        if lost:
            await self._store.put_digests((), [self._skipped(due, due.why or NOTHING) for due in lost])
        grouped: dict[tuple[str, str], dict[int, list[Due]]] = {}
        for due in wanted:
            if due.why is None and due.team in zones:
                teams = grouped.setdefault((due.period, zones[due.team]), {})
                teams.setdefault(due.team, []).append(due)
        for (period, zone), teams in grouped.items():
            week = Week.named(period)
            for some in _chunks(tuple(teams), TOGETHER):
                await self._write(week, zone, {team: teams[team] for team in some}, now)

    def of_team(self, facts: TeamFacts, week: Week, now: datetime) -> ManagerWeek:
        """What a team's managers may know of that week."""
        works = Calendar(facts.team.country, facts.team.zone, self._days_off).works
        return manager_week(facts, week, now, self._library, works, self._min_group)

    async def kept(self, delivery: Delivery) -> Document | None:
        """The document of a digest's delivery, as it was written; None if it is gone."""
        written = await self._store.digest(delivery.key)
        return written.document if written else None

    async def _write(self, week: Week, zone: str, dues: Mapping[int, Sequence[Due]], now: datetime) -> None:
        digests: list[Digest] = []
        deliveries: list[Delivery] = []
        for facts in await self._store.team_facts(tuple(dues), facts_from(week, zone), now):
            team = dues[facts.team.id]
            found: set[str] = set()
            for each in self._compose(facts, week, team, now):
                found.add(each.key)
                digests.append(each)
                if len(found) % AT_A_STRETCH == 0:
                    await asyncio.sleep(0)
            deliveries += [self._delivery(due, wanted=due.key in found) for due in team]
            await asyncio.sleep(0)
        await self._store.put_digests(digests, deliveries)

    def _compose(self, facts: TeamFacts, week: Week, dues: Sequence[Due], now: datetime) -> Iterator[Digest]:
        """The digests of a team's people to whom something can be said."""
        reps = {due.person: due for due in dues if due.kind is cadence.Kind.REP_DIGEST}
        managers = [due for due in dues if due.kind is cadence.Kind.MANAGER_DIGEST]
        if reps:
            for rep, document in each_rep_digest(facts, week, now, self._library):
                if rep in reps:
                    yield _digest(reps[rep], now, document)
        of = self.of_team(facts, week, now) if managers else None
        for due in managers:
            manager = facts.people.get(due.person or 0)
            told = manager_digest(of, manager, self._library) if of and manager else None
            if told:
                yield _digest(due, now, told.document, told.parts)

    def _delivery(self, due: Due, *, wanted: bool) -> Delivery:
        return self._waiting(due) if wanted else self._skipped(due, NOTHING)

    def _skipped(self, due: Due, why: str) -> Delivery:
        return self._waiting(due).model_copy(update={"state": State.SKIPPED, "why": why, "payload": {}})

    def _waiting(self, due: Due) -> Delivery:
        return Delivery(
            id=self._ids(),
            kind=KINDS[due.kind],
            key=due.key,
            person=due.person,
            team=due.team,
            due=due.goes,
            until=due.until,
            payload={"digest": due.key, "period": due.period},
        )


def _digest(due: Due, now: datetime, document: Document, parts: Mapping[int, Document] = NO_PARTS) -> Digest:
    """The digest of a due, which has a person."""
    return Digest(
        key=due.key,
        kind=due.kind.value,
        person=due.person or 0,
        team=due.team,
        period=due.period,
        at=now,
        document=document,
        parts=parts,
    )


def _chunks(teams: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    return (teams[n : n + most] for n in range(0, len(teams), most))
