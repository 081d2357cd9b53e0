"""Who looked at what: each time a manager opens something of a rep's, the rep's access log has a row.

A manager's digest writes none here: its rows come with the word that it was sent, in the same transaction
(``Store.settle``), so that the log, and what ``/coach shared`` shows of digests, are always the same. The
team's week that a manager opens is kept with its rows, for the same reason.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bot.clock import Clock
from bot.ports import Store
from bot.ports.week import TEAM_SEEN, Access, Digest
from dialogs.deal import Deal
from dialogs.digest.manager import Written
from dialogs.people import Person, Role, Team

MAY_LOOK = frozenset({Role.MANAGER, Role.ADMIN})
"""Who sees a team's week, and whose looks are written down."""


class AccessLog:
    """Writes down who looked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def looked(self, manager: Person, reps: Iterable[int], what: str, name: str) -> None:
        """A manager sees something of these reps'. What is one's own is no look, a rep's look neither."""
        if seen := self._rows(manager, reps, what, name, self._clock.now()):
            await self._store.put_access(seen)

    async def week(self, manager: Person, team: Team, period: str, told: Written, at: datetime) -> None:
        """A manager opens a team's week, as ``told`` at that instant: each rep in it reads the same."""
        seen = self._rows(manager, told.parts, "access.team", period, at)
        if not seen:
            return
        text = sha256(told.document.model_dump_json().encode()).hexdigest()
        page = Digest(
            key=f"{TEAM_SEEN}:{manager.id}:{period}:{text}",
            kind=TEAM_SEEN,
            person=manager.id,
            team=team.id,
            period=period,
            at=at,
            document=told.document,
            parts=told.parts,
        )
        await self._store.put_access(seen, page)

    async def deal(self, person: Person, deal: Deal) -> None:
        """A deal's page is opened: the calls on it are those of the reps who reflected on it."""
        reps = (reflected.rep for reflected in deal.reflections)
        await self.looked(person, reps, "access.deal", deal.name)

    @staticmethod
    def _rows(manager: Person, reps: Iterable[int], what: str, name: str, at: datetime) -> list[Access]:
        others = sorted(set(reps) - {manager.id, 0})  # 0: who deleted their data
        if manager.role not in MAY_LOOK:
            return []
        return [Access(manager=manager.id, rep=rep, what=what, at=at, name=name) for rep in others]
