"""Modals: opened by a trigger, changed by their id, or handed back as the answer to a form.

An alert is a new kind of block. It is first tried in a change of a modal, which can be done again without it;
a trigger opens only once, and an answer that Slack refuses is lost.
"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api import SlackRefused, call
from bot.slack.blocks import uses_new
from bot.slack.modal import loading, modal
from bot.slack.text import Json
from dialogs.document import Document
from dialogs.words import Words

WRONG = {"invalid_arguments", "invalid_blocks", "invalid_blocks_format"}
"""What Slack says of a modal that it cannot show."""

GONE = {"not_found", "view_not_found", "hash_conflict"}
"""What it says when the modal was closed, or has changed meanwhile."""


class Windows:
    """Shows documents as modals."""

    def __init__(self, api: AsyncWebClient, words: Words) -> None:
        """Whether this workspace takes alerts is found out on the way."""
        self._api = api
        self._words = words
        self._alerts: bool | None = None

    async def open(self, trigger: str, document: Document) -> str:
        """A new modal; gives its id. Raises what ``plainly`` does."""
        return await self._open(trigger, self.answer(document))

    async def hold(self, trigger: str) -> str:
        """A new modal that asks for a moment; gives its id. Raises what ``plainly`` does."""
        return await self._open(trigger, loading(self._words))

    async def change(self, view: str, document: Document, view_hash: str = "") -> None:
        """Show something else in a modal; nothing happens if it is gone, or no longer of that hash."""
        new = self._alerts is not False
        shown = modal(document, self._words, new=new)
        try:
            await self._update(view, shown, view_hash)
        except SlackRefused as refused:
            if refused.code in GONE:
                return
            if refused.code not in WRONG or not uses_new(shown["blocks"]):
                raise
            self._alerts = False
            await self._update(view, modal(document, self._words, new=False), view_hash)
        else:
            self._alerts = self._alerts or (True if uses_new(shown["blocks"]) else None)

    def answer(self, document: Document) -> Json:
        """The modal as it can be shown in one go."""
        return modal(document, self._words, new=self._alerts is True)

    async def _open(self, trigger: str, view: Json) -> str:
        opened = await call(self._api, "views.open", {"trigger_id": trigger, "view": view})
        return str(opened["view"]["id"])

    async def _update(self, view: str, shown: Json, view_hash: str) -> None:
        fresh = {"hash": view_hash} if view_hash else {}
        await call(self._api, "views.update", {"view_id": view, "view": shown, **fresh})
