"""Where a team gets its tips: a channel that its manager names by mentioning Kairos in it."""

from bot.coach.coach import Coach
from bot.coach.use_cases import Sent
from bot.ports import Store
from bot.teams.answers import note
from bot.teams.heard import PLATFORM, Heard
from bot.teams.reach import Reach
from dialogs.document import Act, Document
from dialogs.errors import NotYours
from dialogs.pages.setup import Part
from dialogs.people import Person
from dialogs.words import Words

USE = "use this channel"
"""What a manager writes."""


class Places:
    """Gives a team its channel."""

    def __init__(self, coach: Coach, store: Store, reach: Reach, words: Words) -> None:
        """``coach`` decides who may; ``reach`` finds out what the channel is called."""
        self._coach = coach
        self._store = store
        self._reach = reach
        self._words = words

    def meant(self, heard: Heard) -> bool:
        """Whether that is what somebody wants, in a channel."""
        said = heard.text.lstrip("/").casefold().rstrip(".!")
        return bool(heard.reference.channel) and said == USE

    async def use(self, person: Person, heard: Heard) -> Document:
        """Make the channel that of the person's team, where they lead it. What to say, for all to read."""
        place = heard.reference
        team = await self._store.team(person.team) if person.team is not None else None
        if team is None or (team.platform, team.workspace) != (PLATFORM, place.tenant):
            return note("teams.channel-elsewhere", self._words)
        values = {"channel": (place.channel,), "country": (team.country,), "zone": (team.zone,)}
        form = Sent(act=Act.SETUP, ref=f"{Part.PLACE}/{team.id}", page=Part.PLACE, values=values)
        key = f"{PLATFORM}:{place.conversation}:{heard.id}"
        try:
            await self._coach.fill(person, form, key)
        except NotYours:
            return note("teams.channel-refused", self._words)
        if heard.team and not place.name:
            await self._reach.learn_name(place, heard.team, self._words.say("teams.general"))
        return note("teams.channel-used", self._words, team=team.name)
