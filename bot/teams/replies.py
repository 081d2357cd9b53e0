"""What is said in answer to somebody: after Teams has its answer, in order, and patiently.

What is said in a conversation goes one after the other, and so does what replaces one message there. Where
Teams wants a pause it gets one; what may have come through is not said twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from weakref import WeakValueDictionary

from bot.errors import StoreError, Unsure
from bot.ids import DICE_BITS, Ids
from bot.serving.tasks import Tasks
from bot.teams.cards import message
from bot.teams.connector import Connector, TeamsBusy, TeamsRefused
from bot.teams.heard import Json, Reference
from dialogs.document import Document
from dialogs.words import Words

TRIES = 4
"""So often an answer is tried while Teams is busy."""

PAUSE = 2.0
"""Seconds before something is tried again of which nobody can tell whether it came through."""

LOOK, LOOKS = 0.2, 50
"""Seconds between two looks whether it can go, and how many there are."""

NOT_FOUND = 404

DICE = 1 << DICE_BITS

Sleep = Callable[[float], Awaitable[None]]

Wait = Callable[[], Awaitable[bool]]
"""Whether something else has to come first."""


class Replies:
    """Messages and replaced cards, on their way."""

    def __init__(
        self, connector: Connector, words: Words, tasks: Tasks, ids: Ids, sleep: Sleep = asyncio.sleep
    ) -> None:
        """``tasks`` keeps what goes on after Teams has its answer; ``ids`` throws the dice."""
        self._connector = connector
        self._words = words
        self._tasks = tasks
        self._ids = ids
        self._sleep = sleep
        self._in_order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def say(self, to: Reference, *documents: Document, key: str = "") -> None:
        """Send these, one after the other."""
        made = [
            message(document, self._words, key=key and f"{key}:{n}") for n, document in enumerate(documents)
        ]
        self.send(to, *made)

    def send(self, to: Reference, *activities: Json) -> None:
        """Send these, one after the other."""

        async def work() -> None:
            for activity in activities:
                await self._patiently(partial(self._connector.send, to, activity))

        self._start(to.conversation, work)

    def put(
        self, to: Reference, standing: str, activity: Json, wait: Wait | None = None, *, seen: bool = False
    ) -> None:
        """Replace a message for good; where it is gone, send it.

        It lets go first what there is to ``wait`` for, for a while: what comes last is what stands there.
        ``seen``: whoever used it has seen already what comes there, so that others' answers go first.
        """

        async def work() -> None:
            with suppress(StoreError):  # nobody knows whether there is anything to wait for
                for _ in range(LOOKS if wait else 0):
                    if not (wait and await wait()):
                        break
                    await self._sleep(LOOK)
            try:
                update = partial(self._connector.update, to, standing, activity, unasked=seen)
                await self._patiently(update, twice=True)
            except TeamsRefused as refused:
                if refused.status != NOT_FOUND:
                    raise
                await self._patiently(partial(self._connector.send, to, activity, unasked=seen))

        self._start(f"{to.conversation}/{standing}", work)

    def _start(self, place: str, work: Callable[[], Awaitable[None]]) -> None:
        """What is said in a chat comes in order, and so does what replaces one message."""
        lock = self._in_order.setdefault(place, asyncio.Lock())  # kept alive by those who want it

        async def in_order() -> None:
            async with lock:
                await work()

        self._tasks.start(in_order(), "an answer")

    async def _patiently(self, call: Callable[[], Awaitable[object]], *, twice: bool = False) -> None:
        """``twice``: it does no harm twice, so that it is tried again when nobody can tell.

        Raises what the connector does; TeamsBusy only in the end.
        """
        for left in reversed(range(TRIES)):
            try:
                await call()
            except (TeamsBusy, Unsure) as error:
                if not left or (isinstance(error, Unsure) and not twice):
                    raise
                pause = error.seconds if isinstance(error, TeamsBusy) else PAUSE
                await self._sleep(pause * (1 + self._ids() % DICE / DICE / 2))
            else:
                return
