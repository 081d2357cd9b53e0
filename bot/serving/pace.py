"""Not too much at once: a platform takes so many calls a minute, short bursts, and fewer in one place.

    somebody waits ──► row ─┐  seven of eight
                            ├─► turn ─► place ─► out
    unasked ─────────► row ─┘  one of eight

Where nobody stands in the other row, all turns are one's own.
"""

import asyncio
from collections import deque
from typing import Protocol

MOST_PLACES = 1000
"""So many places are remembered before those whose pause is over are forgotten."""

ONE_OF = 8
"""Where both rows wait, one of so many turns is for what goes unasked: it comes late, but it comes."""


class Turns(Protocol):
    """Decides when something may go out."""

    async def turn(self, place: str = "", /, *, unasked: bool = False) -> None:
        """Wait until it is one's turn there.

        ``unasked``: nobody waits for it, so it lets go first what somebody waits for.
        """


class Pace:
    """Lets one after another through: a burst at once, then so many a minute."""

    def __init__(self, a_minute: int, burst: int, apart: float = 0) -> None:
        """``burst`` may go at once after a quiet while; in one place they go ``apart`` (in seconds)."""
        self._interval = 60 / a_minute
        self._burst = burst
        self._apart = apart
        self._full_again = 0.0
        self._next: dict[str, float] = {}
        self._waited_for: deque[asyncio.Future[None]] = deque()
        self._unasked: deque[asyncio.Future[None]] = deque()
        self._passed_by = 0
        self._coming: asyncio.TimerHandle | None = None

    async def turn(self, place: str = "", *, unasked: bool = False) -> None:
        """Wait until it is one's turn; a place is a chat or channel, none named: any."""
        loop = asyncio.get_running_loop()
        if self._coming is None and self._left(loop.time()) <= 0:
            self._take(loop.time())
        else:
            mine = loop.create_future()
            (self._unasked if unasked else self._waited_for).append(mine)
            if self._coming is None:
                self._come(loop)
            await mine
        wait = self._pause(loop.time(), place)
        if wait > 0:
            await asyncio.sleep(wait)

    def _left(self, now: float) -> float:
        """The seconds until the next turn; it is not taken yet."""
        return max(self._full_again, now) - now - (self._burst - 1) * self._interval

    def _take(self, now: float) -> None:
        self._full_again = max(self._full_again, now) + self._interval

    def _come(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have somebody let through when the next turn comes."""
        self._coming = loop.call_later(max(self._left(loop.time()), 0), self._let_through, loop)

    def _let_through(self, loop: asyncio.AbstractEventLoop) -> None:
        self._coming = None
        first = self._first()
        if first is None:
            return
        self._take(loop.time())
        first.set_result(None)
        if self._waited_for or self._unasked:
            self._come(loop)

    def _first(self) -> asyncio.Future[None] | None:
        """Whose turn it is; who went away meanwhile is passed over."""
        for row in (self._waited_for, self._unasked):
            while row and row[0].done():
                row.popleft()
        if self._unasked and (not self._waited_for or self._passed_by >= ONE_OF - 1):
            self._passed_by = 0
            return self._unasked.popleft()
        self._passed_by += bool(self._unasked)
        return self._waited_for.popleft() if self._waited_for else None

    def _pause(self, now: float, place: str) -> float:
        """Keep apart what goes to one place; the seconds that this one has to wait for that."""
        if not (place and self._apart):
            return 0
        at = max(now, self._next.get(place, now))
        self._next[place] = at + self._apart
        if len(self._next) > MOST_PLACES:
            self._next = {each: free for each, free in self._next.items() if free > now}
        return at - now
