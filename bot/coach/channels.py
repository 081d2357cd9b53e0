"""What a team's channel is called, where people can read it."""

from bot.coach.team_forms import FROM_WITHIN
from bot.ports import Store
from dialogs.people import Identity, Team
from dialogs.words import Words


class Channels:
    """The channels that tips go to, by name."""

    def __init__(self, store: Store, words: Words) -> None:
        self._store = store
        self._words = words

    async def called(self, team: Team) -> str:
        """The team's channel as people call it; where nobody told its name, its id, if that says anything."""
        if not team.channel:
            return ""
        where = Identity(platform=team.platform, workspace=team.workspace, user=team.channel)
        name = (await self._store.address(where) or {}).get("name", "")
        unnamed = self._words.say("setup.channel-unnamed") if team.platform in FROM_WITHIN else team.channel
        return name or unnamed

    async def from_within(self, team: Team) -> str | None:
        """The same where a channel is chosen from within it; None where people type one."""
        return await self.called(team) if team.platform in FROM_WITHIN else None
