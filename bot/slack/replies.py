"""Brings an answer to where somebody asked: into the modal, the Home or the message they asked from."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformError, StoreError
from bot.serving.pace import Turns
from bot.serving.trouble import Troubles
from bot.slack.api import SlackRefused, respond
from bot.slack.blocks import message, uses_new
from bot.slack.channel import UNFURLED, send
from bot.slack.inbound import inputs
from bot.slack.text import Json
from bot.slack.windows import WRONG, Windows
from dialogs.document import Document
from dialogs.pages.guide import trouble_page
from dialogs.people import Identity

Body = Mapping[str, Any]
"""What Slack sent."""

Work = Callable[[], Awaitable[Document]]
"""Finds out what to show."""

UNANSWERED = {"event_callback", "view_closed"}
"""What nobody waits for an answer to."""

EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


class Replies:
    """Answers, each in its place."""

    def __init__(self, api: AsyncWebClient, windows: Windows, troubles: Troubles, pace: Turns) -> None:
        """``troubles`` explains what went wrong; ``pace`` is what Slack takes of new messages."""
        self._api = api
        self._words = troubles.words
        self._troubles = troubles
        self._windows = windows
        self._pace = pace

    def at_once(self, body: Body, document: Document) -> Json | None:
        """The answer that can be given to Slack itself, to a form or a command; None if it takes a call."""
        if body.get("type") == "view_submission":
            return {"response_action": "update", "view": self._windows.answer(document)}
        said = message(document, self._words)
        if "command" in body and not uses_new(said["blocks"]):
            return {"response_type": "ephemeral", "mrkdwn": False, **said}
        return None

    async def bring(self, body: Body, document: Document, *, opens: bool) -> None:
        """Show it where they are. Raises what ``bot.slack.api.plainly`` does."""
        view = body.get("view") or {}
        if view.get("type") == "modal":
            await self._windows.change(view["id"], document, view.get("hash", ""))
        elif opens or not body.get("response_url"):
            await self._triggered(body, self._windows.open(body["trigger_id"], document))
        else:
            await self._respond(body, document)

    async def meet(self, body: Body, work: Work, *, opens: bool) -> None:
        """Show what Slack has to be asked for first. Triggers do not wait: a modal opens, and is filled then.

        Raises what ``bot.slack.api.plainly`` does.
        """
        in_modal = (body.get("view") or {}).get("type") == "modal"
        if in_modal or (body.get("response_url") and not opens):
            await self.bring(body, await self._found(work), opens=False)
        else:
            view = await self._triggered(body, self._windows.hold(body["trigger_id"]))
            await self._windows.change(view, await self._found(work))

    def trouble(self, body: Body, error: Exception) -> Json | None:
        """What to say to Slack itself of what went wrong.

        A form that could not be saved stays open, with what was typed.
        """
        page = self._troubles.explain(error)
        if body.get("type") == "view_submission" and isinstance(error, StoreError):
            first = next(iter(inputs(body["view"])), "")
            if first:
                return {"response_action": "errors", "errors": {first: page.summary}}
        return None if body.get("type") in UNANSWERED else self.at_once(body, page)

    async def excuse(self, body: Body, error: Exception) -> None:
        """Say what went wrong once Slack has its answer. Raises what ``bot.slack.api.plainly`` does."""
        await self.bring(body, self._troubles.explain(error), opens=False)

    async def send(self, to: Identity, documents: tuple[Document, ...]) -> None:
        """Several messages into somebody's own chat, in order. Raises what ``plainly`` does."""
        for document in documents:
            await self._pace.turn(to.user)
            await send(self._api.chat_postMessage, document, self._words, channel=to.user, **UNFURLED)

    async def _found(self, work: Work) -> Document:
        try:
            return await work()
        except Exception as error:  # noqa: BLE001  the outermost edge: whoever waits hears of it
            return self._troubles.explain(error)

    async def _triggered(self, body: Body, opening: Awaitable[str]) -> str:
        """Open a modal; where that fails, say so if there is a place to say it."""
        try:
            return await opening
        except PlatformError as error:
            if body.get("response_url"):
                late = isinstance(error, SlackRefused) and error.code in EXPIRED
                key = "slack.too-slow" if late else "slack.no-modal"
                await self._respond(body, trouble_page(key, self._words))
            raise

    async def _respond(self, body: Body, document: Document) -> None:
        said = message(document, self._words)
        try:
            await respond(self._api, body["response_url"], said)
        except SlackRefused as refused:
            if refused.code not in WRONG or not uses_new(said["blocks"]):
                raise
            await respond(self._api, body["response_url"], message(document, self._words, new=False))
