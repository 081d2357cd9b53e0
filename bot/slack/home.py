"""App Home: published when somebody opens it, and after each change of theirs."""

import asyncio
import logging
from collections import OrderedDict
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.coach.coach import Coach
from bot.errors import PlatformError
from bot.ids import Ids
from bot.serving.pace import Pace
from bot.slack.api import plainly
from bot.slack.blocks import home
from bot.slack.people import People
from bot.slack.text import Json
from dialogs.people import Identity, Person

A_MINUTE, BURST = 90, 30
"""Slack takes a hundred of these calls a minute; whoever has just opened their Home does not wait."""

REMEMBERED = 1000
"""So many Homes are remembered, so that one in which nothing is different is not published again."""

log = logging.getLogger(__name__)


class Homes:
    """Keeps everybody's Home as things are now. Several changes in a row are one publication."""

    def __init__(self, api: AsyncWebClient, coach: Coach, people: People, ids: Ids) -> None:
        """``ids`` makes the error ids of the log."""
        self._api = api
        self._coach = coach
        self._people = people
        self._ids = ids
        self._changed: dict[Identity, None] = {}
        self._wake = asyncio.Event()
        self._pace = Pace(A_MINUTE, BURST)
        self._shown: OrderedDict[Identity, Json] = OrderedDict()
        self._locks: WeakValueDictionary[Identity, asyncio.Lock] = WeakValueDictionary()

    def changed(self, identity: Identity) -> None:
        """Something of this person's is different now."""
        self._changed[identity] = None
        self._wake.set()

    async def opened(self, identity: Identity) -> None:
        """Somebody looks at their Home. Raises what ``plainly`` does."""
        person = await self._people.known(identity) or await self._people.welcome(identity)
        await self._publish(identity, person, again=True)

    async def run(self) -> None:
        """Publish what has changed, for ever, as fast as Slack takes it."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._changed:
                await self._pace.turn()
                identity = next(iter(self._changed))
                del self._changed[identity]
                await self._guarded(identity)

    async def _guarded(self, identity: Identity) -> None:
        try:
            person = await self._people.known(identity)
            if person:
                await self._publish(identity, person)
        except PlatformError as error:
            log.warning("a Home could not be published: %s", error)
        except Exception:  # the outermost edge: one Home that fails does not stop the others
            log.exception("a Home could not be made, error %x", self._ids())

    async def _publish(self, identity: Identity, person: Person, *, again: bool = False) -> None:
        lock = self._locks.setdefault(identity, asyncio.Lock())  # kept alive by those who hold or want it
        async with lock:  # made and sent as one: the last one sent is the newest
            screen = await self._coach.own.home(person)
            view = home(screen.document, self._coach.library.words)
            if again or self._shown.get(identity) != view:
                with plainly():
                    await self._api.views_publish(user_id=identity.user, view=view)
                self._keep(identity, view)

    def _keep(self, identity: Identity, view: Json) -> None:
        self._shown[identity] = view
        self._shown.move_to_end(identity)
        if len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)
