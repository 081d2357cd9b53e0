"""Who is who in Teams, and how they are reached: learnt from whatever they send, kept when it is news."""

import asyncio
from collections import OrderedDict
from functools import cache
from zoneinfo import available_timezones

from bot.clock import Clock
from bot.ports import Store
from bot.teams.heard import PLATFORM, Heard, HeardKind, Reference
from dialogs.errors import NotThere
from dialogs.people import Identity, Person
from dialogs.words import Words

FALLBACK = "UTC"
"""The zone of somebody whose own is not known, in an organisation without a team."""

REMEMBERED = 20_000
"""So many people's last zone is kept in mind, so that what is known is not written again."""

NAME = 8
"""So many characters of an organisation's id make its own team's name unlike another's."""


zones = cache(available_timezones)
"""Every zone there is. Looking costs as much as ten turns, so it is looked once."""


class People:
    """Finds people, makes them known, and keeps where they are reached."""

    def __init__(self, store: Store, clock: Clock, words: Words) -> None:
        """``words`` call the team of an organisation that has none."""
        self._store = store
        self._clock = clock
        self._words = words
        self._zones: OrderedDict[Identity, str] = OrderedDict()
        self._one_note = asyncio.Lock()

    async def meet(self, heard: Heard) -> None:
        """Keep how this person or channel is reached from now on; a service address may change."""
        place, person = heard.reference, who(heard)
        if place.kind == "personal" and person:
            await self._keep(person, place, heard.kind)
        elif place.channel:
            await self._keep(whole_channel(place), of_channel(place), heard.kind)

    async def person(self, heard: Heard) -> Person:
        """The person, made known if they are new or back. Raises NotThere: Teams does not say who it is."""
        identity = who(heard)
        if identity is None:
            raise NotThere
        known = await self._store.known_as(identity)
        zone = heard.zone if heard.zone in zones() else ""
        followed = not zone or (known and known.zone == zone) or self._zones.get(identity) == zone
        if known and followed and identity in await self._store.identities(known.id):
            return known
        joined = await self._store.join(
            identity,
            heard.name or (known.name if known else identity.user),
            zone or (known.zone if known else await self._usual_zone(identity.workspace)),
            self._words.say("teams.workspace", organisation=identity.workspace[:NAME]),
            self._clock.now(),
        )
        self._remember(identity, zone)
        return joined

    async def once(self, what: str) -> bool:
        """Whether this is the first time; it is remembered for good."""
        async with self._one_note:
            if await self._store.note(what):
                return False
            await self._store.put_note(what, self._clock.now().isoformat())
            return True

    async def gone(self, heard: Heard) -> None:
        """Kairos was removed there: nothing more is delivered."""
        place, person = heard.reference, who(heard)
        if place.kind == "personal" and person:
            await self._store.leave(person, self._clock.now())
            await self._store.put_address(person, {})
        elif place.channel:
            await self._store.put_address(whole_channel(place), {})

    async def _keep(self, identity: Identity, place: Reference, kind: HeardKind) -> None:
        """Keep a new address. What follows a removal by the way does not bring anybody back."""
        kept, now = await self._store.address(identity), place.model_dump()
        now["name"] = now["name"] or (kept or {}).get("name", "")  # Teams says it now and then
        removed = kept is not None and not kept
        if kept != now and not (removed and kind is HeardKind.OTHER):
            await self._store.put_address(identity, now)

    def _remember(self, identity: Identity, zone: str) -> None:
        self._zones[identity] = zone
        self._zones.move_to_end(identity)
        if len(self._zones) > REMEMBERED:
            self._zones.popitem(last=False)

    async def _usual_zone(self, workspace: str) -> str:
        teams = await self._store.teams()
        own = (team.zone for team in teams if (team.platform, team.workspace) == (PLATFORM, workspace))
        return next(own, FALLBACK)


def who(heard: Heard) -> Identity | None:
    """Whose act it is: the Entra object id in their organisation; None where Teams does not say."""
    place = heard.reference
    if not (place.user and place.tenant):
        return None
    return Identity(platform=PLATFORM, workspace=place.tenant, user=place.user)


def whole_channel(place: Reference) -> Identity:
    """A team's channel, as if it were somebody."""
    return Identity(platform=PLATFORM, workspace=place.tenant, user=place.channel)


def of_channel(place: Reference) -> Reference:
    """The channel, whoever wrote in whichever of its threads."""
    return place.model_copy(update={"user": "", "conversation": place.channel})
