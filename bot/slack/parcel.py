"""Several messages at once into somebody's own chat: their data, when they ask for it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.channel import UNFURLED, send
from bot.slack.tasks import Tasks
from dialogs.document import Document
from dialogs.people import Identity
from dialogs.words import Words


class Parcel:
    """Sends documents one after another, in order."""

    def __init__(self, api: AsyncWebClient, words: Words, tasks: Tasks) -> None:
        """``tasks`` keeps what is under way."""
        self._api = api
        self._words = words
        self._tasks = tasks

    def send(self, to: Identity, documents: tuple[Document, ...]) -> None:
        """Send them; whoever waits is answered before."""
        self._tasks.start(self._send(to, documents), "an export")

    async def _send(self, to: Identity, documents: tuple[Document, ...]) -> None:
        for document in documents:
            await send(self._api.chat_postMessage, document, self._words, channel=to.user, **UNFURLED)
