"""Not too much at once: a platform takes so many calls a minute, short bursts, and fewer in one place."""

import asyncio

MOST_PLACES = 1000
"""So many places are remembered before those whose pause is over are forgotten."""


class Pace:
    """Lets one after another through: a burst at once, then so many a minute."""

    def __init__(self, a_minute: int, burst: int, apart: float = 0) -> None:
        """``burst`` may go at once after a quiet while; in one place they go ``apart`` (in seconds)."""
        self._interval = 60 / a_minute
        self._burst = burst
        self._apart = apart
        self._full_again = 0.0
        self._next: dict[str, float] = {}

    async def turn(self, place: str = "") -> None:
        """Wait until it is one's turn; a place is a chat or channel, none named: any."""
        wait = self.wait(asyncio.get_running_loop().time(), place)
        if wait > 0:
            await asyncio.sleep(wait)

    def wait(self, now: float, place: str = "") -> float:
        """Take the next turn; the seconds from now until it comes."""
        self._full_again = max(self._full_again, now) + self._interval
        at = max(now, self._full_again - self._burst * self._interval)
        if place:
            at = max(at, self._next.get(place, at))
            self._next[place] = at + self._apart
            if len(self._next) > MOST_PLACES:
                self._next = {each: free for each, free in self._next.items() if free > now}
        return at - now
