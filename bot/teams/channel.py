"""Teams as a channel: a delivery becomes a card in somebody's chat, or a new thread in a team's channel.

Teams takes no key and shows no history, so nobody can find out whether a message arrived. What is in doubt is
parked, and the admin decides. Sent again are only a message that replaces one where it stands, which changes
nothing the second time, and the card of a verdict, of which two are a small harm.
"""

import logging
from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.errors import StoreError, TryLater, Unsure
from bot.ids import Ids
from bot.ports import Channel, Shown, Store
from bot.sending.outbox import Delivery, Kind
from bot.teams.cards import message
from bot.teams.connector import Connector, TeamsRefused
from bot.teams.heard import PLATFORM, Json, Reference
from bot.teams.reach import Reach
from dialogs.document import Document
from dialogs.people import Identity
from dialogs.words import Words

GONE = {"MessageWritesBlocked", "BotNotInConversationRoster", "ConversationNotFound"}
"""What Teams says where Kairos was blocked or removed: nothing more is sent there."""

NOT_FOUND = 404

log = logging.getLogger(__name__)


class TeamsChannel:
    """Puts deliveries into chats and channels."""

    repeatable = False

    def __init__(self, connector: Connector, store: Store, clock: Clock, words: Words) -> None:
        """How people are reached, and where a delivery stands, is kept in the store."""
        self._connector = connector
        self._reach = Reach(connector, store)
        self._store = store
        self._clock = clock
        self._words = words

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        """Send it, or replace the message that shows it. Raises Refused, TryLater or Unsure."""
        made = message(document, self._words, key=delivery.key)
        try:
            shown = await self._store.shown(delivery.key)
            if shown and (await self._replace(shown, delivery, to, made) or delivery.once):
                return
            where = await self._send(delivery, to, made)
        except TeamsRefused as refused:
            if refused.code in GONE:
                await self._gone(delivery, to)
            raise
        await self._keep(delivery, where)

    async def _replace(self, shown: Shown, delivery: Delivery, to: Identity, made: Json) -> bool:
        """Replace the message where it stands; False if that is no place of theirs any more."""
        place = await self._place(delivery, to)
        if shown.place.partition(";")[0] != place.conversation:
            return False  # on another platform, or in a chat of before
        there = place.model_copy(update={"conversation": shown.place})
        try:
            await self._connector.update(there, shown.message, made, unasked=True)
        except TeamsRefused as refused:
            if refused.status != NOT_FOUND or refused.code in GONE:
                raise
            return False
        except Unsure as unsure:
            raise TryLater(str(unsure)) from unsure
        return True

    async def _send(self, delivery: Delivery, to: Identity, made: Json) -> Shown:
        place = await self._place(delivery, to)
        if delivery.person is None:
            posted = await self._connector.post(place, made)
            return Shown(place=f"{place.channel};messageid={posted}", message=posted)
        try:
            sent = await self._connector.send(place, made, unasked=True)
        except Unsure as unsure:
            if delivery.kind is not Kind.CARD:
                raise
            raise TryLater(str(unsure)) from unsure
        return Shown(place=place.conversation, message=sent)

    async def _place(self, delivery: Delivery, to: Identity) -> Reference:
        if delivery.person is None:
            return await self._reach.channel(to)
        return await self._reach.person(to, unasked=True)

    async def _gone(self, delivery: Delivery, to: Identity) -> None:
        if delivery.person is not None:
            await self._store.leave(to, self._clock.now())
        await self._store.put_address(to, {})

    async def _keep(self, delivery: Delivery, where: Shown) -> None:
        try:
            await self._store.put_shown(delivery.key, where)
        except StoreError as error:  # it is sent all the same; sending it again would be worse
            log.warning("where delivery %s stands was not kept: %s", delivery.id, error)


def channels(connector: Connector, words: Words) -> Callable[[Store, Clock, Ids], Mapping[str, Channel]]:
    """What ``bot.app.house`` wants for ``channels`` to deliver in Teams."""
    return lambda store, clock, _ids: {PLATFORM: TeamsChannel(connector, store, clock, words)}
