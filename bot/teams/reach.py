"""Where somebody is reached in Teams: as it was kept, or by a chat that is opened once."""

from collections.abc import Mapping

from pydantic import ValidationError

from bot.errors import PlatformError, Refused
from bot.ports import Store
from bot.teams.connector import Connector
from bot.teams.heard import Reference
from bot.teams.people import of_channel, whole_channel
from dialogs.people import Identity


class Reach:
    """Finds addresses. All methods raise Refused where there is none, and what the connector does."""

    def __init__(self, connector: Connector, store: Store) -> None:
        """Addresses are kept in the store."""
        self._connector = connector
        self._store = store

    async def person(self, to: Identity, *, unasked: bool = False) -> Reference:
        """Their own chat. With somebody whom Kairos never met it is made, once, by way of somebody else's.

        ``unasked``: nobody waits for it.
        """
        known = _reference(await self._store.address(to))
        if known is not None:
            return known
        newest = await self._newest(to)
        opened = await self._connector.open(
            newest.service_url, newest.bot, to.user, to.workspace, unasked=unasked
        )
        place = newest.model_copy(
            update={"conversation": opened, "kind": "personal", "user": to.user, "channel": ""}
        )
        await self._store.put_address(to, place.model_dump())
        return place

    async def channel(self, to: Identity) -> Reference:
        """A team's channel. Of one that Kairos never heard of, Teams decides whether it may post there."""
        kept = await self._store.address(to)
        known = _reference(kept)
        if known is not None:
            return known
        if kept is not None:
            raise Refused("Kairos was removed from this channel's team; add it there again.")
        newest = await self._newest(to)
        return newest.model_copy(
            update={"conversation": to.user, "kind": "channel", "user": "", "channel": to.user}
        )

    async def learn_name(self, place: Reference, team: str, general: str) -> None:
        """Ask Teams what a channel is called, and keep it. Where it does not say, the channel has none.

        ``general`` is the name of a team's first channel: Teams leaves it to each language.
        """
        try:
            named = await self._connector.channels(place, team)
        except PlatformError:  # the name is a kindness: nothing fails without it
            return
        if place.channel in named:
            kept = place.model_copy(update={"name": named[place.channel] or general})
            await self._store.put_address(whole_channel(place), of_channel(kept).model_dump())

    async def _newest(self, to: Identity) -> Reference:
        newest = _reference(await self._store.newest_address(to.platform, to.workspace))
        if newest is None:
            raise Refused("Kairos was never used in this organisation; somebody has to write to it first.")
        return newest


def _reference(kept: Mapping[str, str] | None) -> Reference | None:
    """An address as it was kept; an empty one says that Kairos was removed there."""
    try:
        return Reference.model_validate(dict(kept or {}))
    except ValidationError:
        return None
