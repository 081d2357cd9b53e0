"""Not more than Teams takes: so much of the whole app, and so much in one conversation."""

import asyncio
from collections import deque

from bot.serving.pace import Pace

A_MINUTE, BURST = 1_200, 20
"""Teams takes 50 requests a second of an app in an organisation; a fair share of that."""

WINDOWS = ((6, 1.1), (7, 2.2), (57, 31.0), (1_790, 3_610.0))
"""In one conversation Teams takes 7 in a second, 8 in two, 60 in thirty, 1800 in an hour; a little less."""

MOST_PLACES = 2_000
"""So many conversations are remembered before the quiet ones are forgotten."""


class TeamsPace:
    """Lets one after another through; what somebody waits for goes first."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self._app = Pace(A_MINUTE, BURST)
        self._sent: dict[str, deque[float]] = {}

    async def turn(self, conversation: str = "", *, unasked: bool = False) -> None:
        """Wait until it is one's turn in that conversation; ``unasked``: nobody waits for it."""
        await self._app.turn(unasked=unasked)
        now = asyncio.get_running_loop().time()
        place = conversation.partition(";")[0]
        if place not in self._sent and len(self._sent) >= MOST_PLACES:
            longest = WINDOWS[-1][1]
            self._sent = {each: times for each, times in self._sent.items() if now - times[-1] < longest}
        sent = self._sent.setdefault(place, deque(maxlen=WINDOWS[-1][0]))
        at = max([now, *(sent[-most] + span for most, span in WINDOWS if len(sent) >= most)])
        sent.append(at)
        if at > now:
            await asyncio.sleep(at - now)
