"""Who looked at what: each time a manager opens something of a rep's, the rep's access log has a row.

A manager's digest writes none here: its rows come with the word that it was sent, in the same transaction
(``Store.settle``), so that the log, and what ``/coach shared`` shows of digests, are always the same.
"""

from collections.abc import Iterable

from bot.clock import Clock
from bot.ports import Store
from bot.ports.week import Access
from dialogs.deal import Deal
from dialogs.people import Person, Role

MAY_LOOK = frozenset({Role.MANAGER, Role.ADMIN})
"""Who sees a team's week, and whose looks are written down."""


class AccessLog:
    """Writes down who looked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def looked(self, manager: Person, reps: Iterable[int], what: str, name: str) -> None:
        """A manager sees something of these reps'. What is one's own is no look, a rep's look neither."""
        others = sorted(set(reps) - {manager.id, 0})  # 0: who deleted their data
        if manager.role not in MAY_LOOK or not others:
            return
        at = self._clock.now()
        seen = [Access(manager=manager.id, rep=rep, what=what, at=at, name=name) for rep in others]
        await self._store.put_access(seen)

    async def deal(self, person: Person, deal: Deal) -> None:
        """A deal's page is opened: the calls on it are those of the reps who reflected on it."""
        reps = (reflected.rep for reflected in deal.reflections)
        await self.looked(person, reps, "access.deal", deal.name)
