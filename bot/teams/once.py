"""What Teams sends twice counts once."""

import asyncio
from collections import OrderedDict

from bot.teams.heard import Handle, Heard, Json

REMEMBERED = 1000
"""So many of the latest are known again."""


class Once:
    """A handler that does the same thing once, and gives the same answer again."""

    def __init__(self, handle: Handle) -> None:
        """``handle`` does it."""
        self._handle = handle
        self._answers: OrderedDict[tuple[str, str], asyncio.Future[Json | None]] = OrderedDict()

    async def __call__(self, what: Heard) -> Json | None:
        """What the handler answers, or has answered. Raises what it raises; that is done anew next time."""
        if not what.id:
            return await self._handle(what)
        key = what.reference.conversation, what.id
        if known := self._answers.get(key):
            return await asyncio.shield(known)
        answer = self._answers[key] = asyncio.ensure_future(self._handle(what))
        answer.add_done_callback(lambda done: self._forget_failed(key, done))
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return await asyncio.shield(answer)

    def _forget_failed(self, key: tuple[str, str], done: asyncio.Future[Json | None]) -> None:
        """What came to nothing is done anew next time, also where nobody waits for it any longer."""
        if (done.cancelled() or done.exception()) and self._answers.get(key) is done:
            del self._answers[key]
