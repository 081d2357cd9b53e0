"""The part of the store that the week is made from: the port bot.ports.week."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.ports.week import Access, Digest, Packed, Part, Schedule
from bot.sending.outbox import Delivery
from bot.store import digests, due, team_facts
from bot.store.base import StoreBase
from dialogs.digest.facts import Reach, TeamFacts


class WeekPart(StoreBase):
    """Facts for digests, digests as they were sent, who saw what."""

    async def schedule(self, since: datetime) -> Schedule:
        """Teams and people with their settings, and the calendar's keys that were recorded since then."""
        return await self._read(lambda db: due.schedule(db, since))

    async def team_facts(
        self, teams: Sequence[int], since: datetime, until: datetime, reach: Reach | None = None
    ) -> tuple[TeamFacts, ...]:
        """What those teams' digests are made of, ``since`` <= submitted < ``until``; set-based."""
        return await self._read(lambda db: team_facts.team_facts(db, teams, since, until, reach))

    async def rep_facts(self, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
        """The same for one rep's own digest: their facts alone; None for somebody in no team."""
        return await self._read(lambda db: team_facts.rep_facts(db, rep, since, until))

    async def put_digests(self, new: Sequence[Digest | Packed], deliveries: Sequence[Delivery]) -> int:
        """Keep digests and enqueue their deliveries in one transaction; how many were new."""
        return await self._write(lambda db: digests.put(db, new, deliveries))

    async def digest(self, key: str) -> Digest | None:
        """The digest of that delivery, as it was written; None once somebody whom it names was forgotten."""
        return await self._read(lambda db: digests.digest(db, key))

    async def parts(self, rep: int, limit: int = 8) -> tuple[Part, ...]:
        """What managers read of a rep, the newest first: in digests that were sent, in what they opened."""
        return await self._read(lambda db: digests.parts(db, rep, limit))

    async def put_access(self, seen: Sequence[Access], page: Digest | None = None) -> None:
        """Write into the access logs of reps, and keep the page that was seen, the same page once."""
        packed = page.packed if page else None
        await self._write(lambda db: digests.put_access(db, seen, packed))

    async def accesses(self, rep: int, limit: int = 20) -> tuple[Access, ...]:
        """A rep's access log, the newest first."""
        return await self._read(lambda db: digests.accesses(db, rep, limit))

    async def begun(self, people: Sequence[int], since: datetime) -> Mapping[int, int]:
        """How many messages the bot began with each of these people since then (cards aside)."""
        return await self._read(lambda db: due.begun(db, people, since))
