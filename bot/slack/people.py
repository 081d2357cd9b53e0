"""Who is who in a workspace: known people from the store, new ones by asking Slack once."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.ports import Store
from bot.slack.api import SlackRefused, plainly
from bot.slack.inbound import PLATFORM
from dialogs.people import Identity, Person

FALLBACK = "UTC"
"""The zone of somebody whose own is not known, in a workspace without a team."""


class People:
    """Finds people, and makes them known."""

    def __init__(self, store: Store, api: AsyncWebClient, clock: Clock, workspace: str) -> None:
        """``workspace`` is what the workspace is called."""
        self._store = store
        self._api = api
        self._clock = clock
        self._workspace = workspace

    async def known(self, identity: Identity) -> Person | None:
        """The person, if they were here before. Asks nobody outside."""
        return await self._store.known_as(identity)

    async def welcome(self, identity: Identity) -> Person:
        """The person, asked for at Slack and made known.

        Raises what ``plainly`` does where Slack cannot say; a missing permission or account is no reason to.
        """
        try:
            with plainly():
                said = await self._api.users_info(user=identity.user)
        except SlackRefused:
            return await self._join(identity, {})
        return await self._join(identity, said.get("user") or {})

    async def changed(self, identity: Identity, user: Mapping[str, Any]) -> bool:
        """Follow what Slack says of somebody who was here before; of strangers nothing is kept.

        Says whether they are here still.
        """
        if await self.known(identity) is None:
            return False
        if user.get("deleted"):
            await self._store.leave(identity, self._clock.now())
            return False
        await self._join(identity, user)
        return True

    async def _join(self, identity: Identity, user: Mapping[str, Any]) -> Person:
        profile = user.get("profile") or {}
        name = user.get("real_name") or profile.get("real_name") or user.get("name") or identity.user
        zone = user.get("tz")
        if zone not in available_timezones():
            zone = await self._usual_zone(identity.workspace)
        return await self._store.join(identity, str(name), zone, self._workspace, self._clock.now())

    async def _usual_zone(self, workspace: str) -> str:
        teams = await self._store.teams()
        own = (team.zone for team in teams if (team.platform, team.workspace) == (PLATFORM, workspace))
        return next(own, FALLBACK)
