"""Not too much at once: Slack takes so many calls a minute, and short bursts of them."""

import asyncio


class Pace:
    """Lets one after another through: a burst at once, then so many a minute."""

    def __init__(self, a_minute: int, burst: int) -> None:
        """``burst`` may go at once after a quiet while."""
        self._interval = 60 / a_minute
        self._burst = burst
        self._full_again = 0.0

    async def turn(self) -> None:
        """Wait until it is one's turn."""
        now = asyncio.get_running_loop().time()
        self._full_again = max(self._full_again, now) + self._interval
        if (wait := self._full_again - now - self._burst * self._interval) > 0:
            await asyncio.sleep(wait)
