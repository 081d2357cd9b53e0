"""The channels of whatever is set up, for commands that deliver and serve nothing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.app import Channels
from bot.clock import Clock, SystemClock
from bot.ids import Ids
from bot.ports import Channel, Store
from bot.settings import Settings
from bot.web.channel import channels as playground
from dialogs.library import Library

NOBODY_LISTENS = "127.0.0.1"
"""A command that only delivers is reached by nobody."""


@asynccontextmanager
async def reaching(given: Settings, books: Library) -> AsyncIterator[Channels]:
    """The channels of Slack and Teams where they are set up, and the playground's.

    Raises AdminError where a platform is set up and does not let us in.
    """
    made: list[Channels] = [playground]
    async with AsyncExitStack() as stack:
        if given.slack_bot_token.get_secret_value():
            from bot.slack.api import connected as slack
            from bot.slack.channel import channels as in_slack

            made.append(in_slack(await stack.enter_async_context(slack(given)), books.words))
        if given.teams_meant:
            from bot.teams.channel import channels as in_teams
            from bot.teams.server import connected as teams

            line = await stack.enter_async_context(teams(given, NOBODY_LISTENS, SystemClock()))
            made.append(in_teams(line.connector, books.words))

        def channels(store: Store, clock: Clock, ids: Ids) -> Mapping[str, Channel]:
            return {name: each for make in made for name, each in make(store, clock, ids).items()}

        yield channels
