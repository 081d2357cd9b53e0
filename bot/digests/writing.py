"""Writes the digests that are due, each once, and keeps them as they will be sent.

    dues ─► by week and zone ─► so many teams: their facts ─► composed ─► kept in one transaction ─► the next

A digest is about the week that ``Due.period`` names (``2026-W47``); which one that is the schedule says
(``dialogs.cadence.slots.ABOUT``: from Thursday on the present week, until Wednesday the one before). Its
facts are those of ``FACT_WEEKS`` weeks in the team's zone, the week it is about the last, up to the instant
of writing.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from typing import Protocol

from bot.coach.asking import AGAIN
from bot.digests.composing import Composer, Portion, facts_from
from bot.digests.standing import Standing
from bot.ids import Ids
from bot.ports import Store
from bot.ports.week import Packed
from bot.sending.outbox import Delivery, Kind, State
from bot.uncollected import uncollected
from dialogs import cadence
from dialogs.cadence import DaysOff, Due
from dialogs.digest.facts import TeamFacts
from dialogs.digest.manager import gone_page
from dialogs.digest.team import ManagerWeek
from dialogs.document import Document
from dialogs.library import Library
from dialogs.measures.facts import Week

__all__ = ["Digests", "Helper", "HelperLost", "Helpers", "facts_from"]

logger = logging.getLogger(__name__)

TOGETHER = 10
"""So many teams are read, and their digests kept, at a time."""

AT_A_STRETCH = 4
"""So many digests are composed before others get their turn: some milliseconds."""

MANY = 400
"""With more digests than that a helper is worth its beginning, about a second."""

NOTHING = "nothing happened"
"""Why no digest is written for a silent week; the outbox keeps it."""

KINDS = {cadence.Kind.REP_DIGEST: Kind.REP_DIGEST, cadence.Kind.MANAGER_DIGEST: Kind.MANAGER_DIGEST}
"""What is written here, on the schedule and in the outbox."""

Work = tuple[Portion, Sequence[Due]]


class HelperLost(Exception):
    """A helper has gone, or cannot begin. Nothing is lost with it: its portion is composed here."""


class Helper(Protocol):
    """Somebody who reads and composes beside this process."""

    async def composed(self, portion: Portion) -> Sequence[Packed]:
        """The digests of that portion. Raises HelperLost."""


Helpers = Callable[[], AbstractAsyncContextManager[Helper]]
"""Begins a helper, and sends it away in the end."""


class Digests:
    """Composes and keeps digests."""

    def __init__(self, store: Store, library: Library, ids: Ids, min_group: int, days_off: DaysOff) -> None:
        """``min_group``: a manager sees private numbers over so many reps, or none."""
        self._store = store
        self._ids = ids
        self._words = library.words
        self._composer = Composer(library, min_group, days_off)
        self.standing = Standing(store, library)
        self._helpers: Helpers | None = None
        self._many = MANY

    def take_help(self, helpers: Helpers, many: int = MANY) -> None:
        """From now on such helpers compose their share where there are more digests than that."""
        self._helpers, self._many = helpers, many

    async def write(self, dues: Sequence[Due], now: datetime) -> None:
        """Write what these dues ask for and enqueue it; what is not to be sent is recorded as skipped.

        Repeating it changes nothing: a key that is known is left as it is. Others who need the event loop
        get their turn after every few digests. Of many digests a helper, if there is one, composes its share.
        """
        wanted = [due for due in dues if due.kind in KINDS and due.person is not None]
        if not wanted:
            return
        zones = {team.id: team.zone for team in await self._store.teams()}
        lost = [due for due in wanted if due.why or due.team not in zones]
        if lost:
            await self._store.put_digests((), [self._skipped(due, due.why or NOTHING) for due in lost])
        known = [due for due in wanted if due.why is None and due.team in zones]
        waiting = deque(_portions(known, zones, now))
        if self._helpers is not None and len(known) > self._many:
            helping = asyncio.create_task(self._helped(waiting, self._helpers))
            try:
                await self._alone(waiting)
                await helping
            finally:
                helping.cancel()
                with suppress(asyncio.CancelledError):
                    await helping
        await self._alone(waiting)  # with a helper: what it left

    def of_team(self, facts: TeamFacts, week: Week, now: datetime) -> ManagerWeek:
        """What a team's managers may know of that week."""
        return self._composer.of_team(facts, week, now)

    async def kept(self, delivery: Delivery) -> Document | None:
        """The document of a digest's delivery as it reads now; None if it is gone, or not theirs any more.

        Between writing and sending somebody may have left the team, or may not lead it any longer. Where one
        stands that is gone, since somebody in it was forgotten, that is said in its place.
        """
        written = await self._store.digest(delivery.key)
        reader = await self._store.person(delivery.person or 0)
        if written is None and AGAIN in delivery.payload:
            return gone_page(self._words)
        if written is None or reader is None or reader.team != written.team:
            return None
        kind = cadence.DIGESTS.get(reader.role)
        if kind is None or kind.value != written.kind:
            return None
        return await self.standing.now(written.document, reader, written.at)

    async def _alone(self, waiting: deque[Work]) -> None:
        """Portion by portion: read, composed with breaks, kept."""
        while waiting:
            portion, dues = waiting.popleft()
            with uncollected():  # facts come by the ten thousand, and all of them go again
                made = await self._composed(portion)
                await self._keep(made, dues)

    async def _composed(self, portion: Portion) -> list[Packed]:
        made: list[Packed] = []
        teams = tuple(portion.keys)
        for facts in await self._store.team_facts(teams, portion.since, portion.now, portion.reach):
            for each in self._composer.composed(portion, facts):
                made.append(each)
                if len(made) % AT_A_STRETCH == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0)
        return made

    async def _helped(self, waiting: deque[Work], helpers: Helpers) -> None:
        """The same by a helper, from the other end; a portion that it cannot do goes back."""
        try:
            async with helpers() as helper:
                while waiting:
                    portion, dues = waiting.pop()
                    try:
                        made = await helper.composed(portion)
                    except HelperLost:
                        waiting.append((portion, dues))
                        raise
                    await self._keep(made, dues)
        except HelperLost as lost:
            logger.warning("no help with the digests: %s", lost)

    async def _keep(self, made: Sequence[Packed], dues: Sequence[Due]) -> None:
        found = {each.key for each in made}
        deliveries = [self._delivery(due, wanted=due.key in found) for due in dues]
        await self._store.put_digests(made, deliveries)

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


def _portions(dues: Sequence[Due], zones: dict[int, str], now: datetime) -> Iterator[Work]:
    """Kind by kind, week by week and zone by zone, a few teams each."""
    grouped: dict[tuple[cadence.Kind, str, str], dict[int, list[Due]]] = {}
    for due in dues:
        teams = grouped.setdefault((due.kind, due.period, zones[due.team]), {})
        teams.setdefault(due.team, []).append(due)
    for (kind, period, zone), teams in grouped.items():
        order = tuple(teams)
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            keys = {team: {due.recipient: due.key for due in teams[team]} for team in some}
            yield (
                Portion(kind, Week.named(period), zone, now, keys),
                [due for team in some for due in teams[team]],
            )
