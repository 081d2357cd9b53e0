"""`kairos serve`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import click

from bot import logs
from bot.app import Channels, house
from bot.clock import Clock, SystemClock
from bot.commands.ending import ending
from bot.content import library
from bot.errors import SettingsError
from bot.house import House
from bot.ids import Ids
from bot.metrics import counting
from bot.ports import Channel, Store
from bot.serving.server import Part, serving
from bot.settings import Settings, settings, slack_mode, teams_mode
from bot.warm import warm
from dialogs.words import Words

EVERYWHERE = "0.0.0.0"  # noqa: S104  a container's or a host's router has to reach it


@dataclass(frozen=True)
class Platform:
    """A platform that can be served: how it is told of, how it delivers, and what it serves."""

    told: str
    channels: Channels
    part: Callable[[House], Part]


@click.command()
@click.option("--host", default=EVERYWHERE, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; else PORT, else 3000.")
def serve(host: str, port: int | None) -> None:
    """Serve what is set up in the environment, with its deliveries, until it is told to stop.

    Slack over HTTP needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET; by Socket Mode SLACK_BOT_TOKEN and
    SLACK_APP_TOKEN, and no address that the outside can reach.

    Teams needs MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID. To try it with a Teams
    client on this machine, and nothing from Microsoft: KAIROS_INSECURE_TEAMS=1 and --host 127.0.0.1.

    Example: kairos serve --port 8000
    """
    given = settings(PORT=port)
    if slack_mode(given) is None and teams_mode(given, host) is None:
        raise SettingsError(
            "Nothing is set up to serve. For Slack, set SLACK_BOT_TOKEN and what belongs to it, for Teams "
            "MICROSOFT_APP_ID and what belongs to it (see --help)."
        )
    logs.set_up(given.log)
    asyncio.run(_serve(given, host))


async def _serve(given: Settings, host: str) -> None:
    books, clock = library(given.content), SystemClock()
    metrics = counting(given.metrics)
    async with AsyncExitStack() as stack:
        platforms = []
        if slack_mode(given):
            platforms.append(await stack.enter_async_context(_slack(given, books.words)))
        if teams_mode(given, host):
            platforms.append(await stack.enter_async_context(_teams(given, host, books.words, clock)))
        ways = _all([each.channels for each in platforms])
        kairos = await stack.enter_async_context(
            house(given, clock=clock, library=books, channels=ways, metrics=metrics)
        )
        warm(books)
        ended = ending()
        await kairos.courier.recover()
        parts = [each.part(kairos) for each in platforms]
        async with serving(kairos, given, host, parts, metrics) as port:
            told = " and ".join(each.told for each in platforms)
            click.echo(f"Kairos serves {told}, port {port}", err=True)
            await ended.wait()
    click.echo("Kairos has stopped.", err=True)


@asynccontextmanager
async def _slack(given: Settings, words: Words) -> AsyncIterator[Platform]:
    from bot.slack.api import connected
    from bot.slack.channel import channels
    from bot.slack.server import part

    async with connected(given) as line:
        yield Platform(
            f"{line.name} in Slack by {slack_mode(given)}",
            channels(line, words),
            lambda kairos: part(kairos, given, line),
        )


@asynccontextmanager
async def _teams(given: Settings, host: str, words: Words, clock: Clock) -> AsyncIterator[Platform]:
    from bot.teams.channel import channels
    from bot.teams.office import office
    from bot.teams.server import connected, part

    async with connected(given, host, clock) as line:
        yield Platform(
            "Teams" if line.mode == "signed" else "Teams on this machine, believing whoever asks",
            channels(line.connector, words),
            lambda kairos: part(kairos, line, office(kairos, line)),
        )


def _all(ways: Iterable[Channels]) -> Channels:
    """Every platform's channels as one."""

    def channels(store: Store, clock: Clock, ids: Ids) -> Mapping[str, Channel]:
        return {name: channel for way in ways for name, channel in way(store, clock, ids).items()}

    return channels
