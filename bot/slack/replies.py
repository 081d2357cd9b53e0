"""Brings an answer to where somebody asked: into the modal, the Home or the message they asked from.

Slack waits three seconds for its answer, so only what can be said in it is said in it; whatever needs a call
to Slack goes on its own.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformError, StoreError
from bot.slack.api import SlackRefused, respond
from bot.slack.blocks import message, uses_new
from bot.slack.inbound import inputs
from bot.slack.tasks import Tasks
from bot.slack.text import Json
from bot.slack.trouble import Troubles
from bot.slack.windows import WRONG, Windows
from dialogs.document import Document
from dialogs.pages.guide import trouble_page

Body = Mapping[str, Any]
"""What Slack sent."""

UNANSWERED = {"event_callback", "view_closed"}
"""What nobody waits for an answer to."""

EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


class Replies:
    """Answers, each in its place."""

    def __init__(self, api: AsyncWebClient, windows: Windows, troubles: Troubles, tasks: Tasks) -> None:
        """``tasks`` keeps what goes on after Slack has its answer."""
        self._api = api
        self._words = troubles.words
        self._troubles = troubles
        self._windows = windows
        self._tasks = tasks

    def show(self, body: Body, document: Document, *, opens: bool) -> Json | None:
        """Show it; gives what to say in the answer to Slack itself, if anything."""
        view = body.get("view") or {}
        if body.get("type") == "view_submission":
            return {"response_action": "update", "view": self._windows.answer(document)}
        if view.get("type") == "modal":
            self._tasks.start(self._windows.change(view["id"], document, view.get("hash", "")), "a modal")
            return None
        if opens or not body.get("response_url"):
            self._tasks.start(self._open(body, document), "a modal")
            return None
        said = message(document, self._words)
        if "command" in body and not uses_new(said["blocks"]):
            return {"response_type": "ephemeral", "mrkdwn": False, **said}
        self._tasks.start(self._respond(body, document), "an answer")
        return None

    def later(self, body: Body, work: Callable[[], Awaitable[Document]], *, opens: bool) -> None:
        """Show what takes a moment to find out. Triggers do not wait: a modal is opened, and filled later."""
        modal = (body.get("view") or {}).get("type") == "modal"
        held = (opens or not body.get("response_url")) and not modal
        self._tasks.start(self._hold(body, work) if held else self._wait(body, work), "a first answer")

    def trouble(self, body: Body, error: Exception) -> Json | None:
        """Say what went wrong; a form that could not be saved stays open, with what was typed."""
        page = self._troubles.explain(error)
        if body.get("type") == "view_submission" and isinstance(error, StoreError):
            first = next(iter(inputs(body["view"])), "")
            if first:
                return {"response_action": "errors", "errors": {first: page.summary}}
        if body.get("type") in UNANSWERED:
            return None
        return self.show(body, page, opens=False)

    async def _found(self, work: Callable[[], Awaitable[Document]]) -> Document:
        try:
            return await work()
        except Exception as error:  # noqa: BLE001  the outermost edge: whoever waits hears of it
            return self._troubles.explain(error)

    async def _hold(self, body: Body, work: Callable[[], Awaitable[Document]]) -> None:
        try:
            view = await self._windows.hold(body["trigger_id"])
        except PlatformError as error:
            await self._excuse(body, error)
            raise
        await self._windows.change(view, await self._found(work))

    async def _wait(self, body: Body, work: Callable[[], Awaitable[Document]]) -> None:
        document = await self._found(work)
        view = body.get("view") or {}
        if view.get("type") == "modal":
            await self._windows.change(view["id"], document, view.get("hash", ""))
        else:
            await self._respond(body, document)

    async def _open(self, body: Body, document: Document) -> None:
        try:
            await self._windows.open(body["trigger_id"], document)
        except PlatformError as error:
            await self._excuse(body, error)
            raise

    async def _excuse(self, body: Body, error: PlatformError) -> None:
        """Say that no modal came, where that can be said."""
        if body.get("response_url"):
            late = isinstance(error, SlackRefused) and error.code in EXPIRED
            key = "slack.too-slow" if late else "slack.no-modal"
            await self._respond(body, trouble_page(key, self._words))

    async def _respond(self, body: Body, document: Document) -> None:
        said = message(document, self._words)
        try:
            await respond(self._api, body["response_url"], said)
        except SlackRefused as refused:
            if refused.code not in WRONG or not uses_new(said["blocks"]):
                raise
            await respond(self._api, body["response_url"], message(document, self._words, new=False))
