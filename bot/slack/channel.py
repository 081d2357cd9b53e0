"""Slack as a channel: a delivery becomes a message in a chat or channel, and the same one changes with it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.errors import Lost, StoreError
from bot.ids import Ids
from bot.ports import Channel, Shown, Store
from bot.sending.outbox import Delivery
from bot.slack.api import Line, SlackBusy, SlackRefused, plainly
from bot.slack.blocks import message, uses_new
from bot.slack.inbound import PLATFORM
from bot.slack.windows import WRONG
from dialogs.document import Document
from dialogs.people import Identity
from dialogs.words import Words

LOOKED_THROUGH = 100
"""So many of a chat's newest messages are looked through for one that may have arrived."""

SPACE = UUID("6b1f8c5e-6f0b-5f5c-9a83-4b3c0a6f3e55")
"""Where the ids of our messages are made, so that the same delivery always gets the same one."""

LOOK_BACK = {"chat": "im:history", "channel": "channels:history"}
"""The optional scopes that let the app read its own chats, and the channels that it is in."""

CANNOT_LOOK = {"missing_scope", "not_in_channel", "channel_not_found"}
"""What Slack says where we may not read after all: a private channel, or one that we are not in."""

EVENT = "kairos_delivery"
"""What the mark on our messages is called."""

MISSING = {"message_not_found", "channel_not_found", "cant_update_message", "edit_window_closed"}
"""What Slack says when the message to change is not there any more."""

STILL: Mapping[str, Any] = {"parse": "none", "link_names": False}
"""Nothing in the text of a message is looked at for names and links."""

UNFURLED: Mapping[str, Any] = {**STILL, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
"""The same for a new message."""

log = logging.getLogger(__name__)

Call = Callable[..., Awaitable[AsyncSlackResponse]]


class SlackChannel:
    """Puts deliveries into people's chats and teams' channels."""

    def __init__(self, line: Line, store: Store, clock: Clock, words: Words) -> None:
        """Where a delivery stands is kept in the store; ``clock`` times the pauses that Slack asks for."""
        self._api = line.api
        self._store = store
        self._words = words
        self._pace = line.pace
        self._clock = clock
        self._pause_until = clock.now()
        self._scopes = line.scopes
        # only an app that may read what it posts can find out whether a message arrived after all
        self.repeatable = not self._scopes.isdisjoint(LOOK_BACK.values())

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        """Post it, or change the message that shows it already. Raises Refused, TryLater, Unsure or Lost."""
        left = (self._pause_until - self._clock.now()).total_seconds()
        if left > 0:
            raise SlackBusy(left)
        try:
            await self._show(delivery, to, document)
        except SlackBusy as busy:
            self._pause_until = self._clock.now() + timedelta(seconds=busy.seconds)
            raise

    async def _show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        shown = await self._store.shown(delivery.key)
        if shown is None and delivery.unsure:
            shown = await self._find(delivery, to)
        if shown and (await self._change(shown, document) or delivery.once):
            return
        await self._pace.turn(to.user, unasked=True)
        posted = await send(
            self._api.chat_postMessage,
            document,
            self._words,
            channel=to.user,
            client_msg_id=str(uuid5(SPACE, f"{to.workspace}:{delivery.key}")),
            metadata={"event_type": EVENT, "event_payload": {"delivery": delivery.key}},
            **UNFURLED,
        )
        await self._keep(delivery, Shown(place=str(posted["channel"]), message=str(posted["ts"])))

    async def _change(self, shown: Shown, document: Document) -> bool:
        """Change the message where it stands; False if it is not there any more."""
        try:
            await send(
                self._api.chat_update,
                document,
                self._words,
                channel=shown.place,
                ts=shown.message,
                **STILL,
            )
        except SlackRefused as refused:
            if refused.code not in MISSING:
                raise
            return False
        return True

    async def _find(self, delivery: Delivery, to: Identity) -> Shown | None:
        """Look for the message by its mark: an earlier attempt may have come through. Raises Lost."""
        to_person = delivery.person is not None
        if LOOK_BACK["chat" if to_person else "channel"] not in self._scopes:
            raise Lost
        try:
            with plainly():
                place = await self._chat(to.user) if to_person else to.user
                history = await self._api.conversations_history(
                    channel=place, include_all_metadata=True, limit=LOOKED_THROUGH
                )
        except SlackRefused as refused:
            raise (Lost(str(refused)) if refused.code in CANNOT_LOOK else refused) from refused
        for each in history.get("messages") or ():
            mark = (each.get("metadata") or {}).get("event_payload") or {}
            if mark.get("delivery") == delivery.key:
                found = Shown(place=place, message=str(each["ts"]))
                await self._keep(delivery, found)
                return found
        return None

    async def _chat(self, user: str) -> str:
        opened = await self._api.conversations_open(users=user)
        return str(opened["channel"]["id"])

    async def _keep(self, delivery: Delivery, shown: Shown) -> None:
        try:
            await self._store.put_shown(delivery.key, shown)
        except StoreError as error:  # it is sent all the same; sending it again would be worse
            log.warning("where delivery %s stands was not kept: %s", delivery.id, error)


async def send(call: Call, document: Document, words: Words, **more: Any) -> AsyncSlackResponse:  # noqa: ANN401  arguments as Slack names them
    """Post or change a message; once more with plain blocks where the new ones are not taken.

    Raises what ``plainly`` does.
    """
    said = message(document, words)
    try:
        with plainly():
            return await call(**said, **more)
    except SlackRefused as refused:
        if refused.code not in WRONG or not uses_new(said["blocks"]):
            raise
    with plainly():
        return await call(**message(document, words, new=False), **more)


def channels(line: Line, words: Words) -> Callable[[Store, Clock, Ids], Mapping[str, Channel]]:
    """What ``bot.app.house`` wants for ``channels`` to deliver in Slack."""
    return lambda store, clock, _ids: {PLATFORM: SlackChannel(line, store, clock, words)}
