"""Kairos is added somewhere: a welcome to a person, a short introduction to a channel, each once."""

from bot.ports import Store
from bot.sending.outbox import Kind, State
from bot.teams import answers
from bot.teams.card_places import key_of
from bot.teams.heard import PLATFORM, Heard
from bot.teams.people import People, whole_channel
from bot.teams.replies import Replies
from dialogs.people import Person
from dialogs.words import Words

COMING = {State.WAITING, State.CLAIMED}
"""A welcome that is on its way."""


class Arrivals:
    """Says who Kairos is, where it is new."""

    def __init__(self, store: Store, people: People, replies: Replies, words: Words) -> None:
        """``people`` remembers who was welcomed, and where."""
        self._store = store
        self._people = people
        self._replies = replies
        self._words = words

    async def installed(self, heard: Heard) -> None:
        """Kairos was added there. Raises NotThere where Teams does not say by whom."""
        place = heard.reference
        await self._store.workspace_joined(PLATFORM, place.tenant)
        if place.kind == "personal":
            person = await self._people.person(heard)
            if await self._people.once(f"teams:welcomed:{person.id}") and not await self._greeted(person):
                self._replies.say(place, answers.welcome(self._words), key=key_of(heard))
        elif place.channel and await self._people.once(f"teams:introduced:{whole_channel(place).user}"):
            self._replies.send(place, answers.intro(self._words))

    async def _greeted(self, person: Person) -> bool:
        """Whether who is new is on the way to be told all about it, or was told in Teams already."""
        key = f"{Kind.WELCOME}:{person.id}"
        shown = await self._store.shown(key)
        coming = any(each.state in COMING for each in await self._store.keyed([key]))
        return coming or (shown is not None)
