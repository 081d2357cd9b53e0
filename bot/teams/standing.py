"""The cards that stand in a chat: which of them shows a session's verdict, and what takes a card's place."""

from bot.ids import named
from bot.ports import Shown, Store
from bot.sending.outbox import Kind, State
from bot.teams import answers
from bot.teams.card_places import key_of
from bot.teams.cards import message
from bot.teams.heard import WAITING, Heard, Json
from bot.teams.pressed import Pressed
from bot.teams.replies import Replies
from dialogs.document import Act, Document
from dialogs.people import Person
from dialogs.words import Words

SESSION = {Act.ANSWER, Act.KEEP, Act.RESUME, Act.REOPEN, Act.PLAN}
"""What is about a session."""


class Standing:
    """Keeps where a verdict stands, so that its card is not sent a second time, and changes what stands."""

    def __init__(self, store: Store, replies: Replies, words: Words) -> None:
        """Where verdicts stand is kept in the store."""
        self._store = store
        self._replies = replies
        self._words = words

    async def here(self, heard: Heard, act: Pressed | None, person: Person) -> None:
        """Keep, before anything is delivered, that this card shows the session: its verdict changes here."""
        number = named(act.ref.partition("/")[0]) if act and act.act in SESSION else None
        if not (number and heard.reply_to):
            return
        session = await self._store.session(number)
        here = Shown(place=heard.reference.conversation, message=heard.reply_to)
        key = f"{Kind.CARD}:{number}"
        if session and session.rep == person.id and await self._store.shown(key) != here:
            await self._store.put_shown(key, here)

    async def delivered(self, session: int | None) -> None:
        """The verdict stands in the chat already: its card need not be brought."""
        for each in await self._store.keyed([f"{Kind.CARD}:{session}"]) if session else ():
            if each.state is State.WAITING:
                await self._store.settle(each.id, State.SENT, each.due)

    def replace(self, heard: Heard, document: Document, session: int | None = None) -> Json | None:
        """Put a page in place of the card that was used: for who pressed at once, and for good.

        A courier that was quicker, and brings the session's verdict to this very place, comes first.
        """
        made = message(document, self._words, key=key_of(heard))

        async def under_way() -> bool:
            kept = await self._store.keyed([f"{Kind.CARD}:{session}"])
            return any(each.state is State.CLAIMED for each in kept)

        waits, wait = heard.kind in WAITING, under_way if session else None
        self._replies.put(heard.reference, heard.reply_to, made, wait, seen=waits)
        return answers.replaced(made) if waits else None
