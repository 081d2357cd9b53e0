"""`kairos serve`."""

import asyncio

import click

from bot import logs
from bot.app import house
from bot.commands.ending import ending
from bot.content import library
from bot.errors import SettingsError
from bot.settings import Settings, settings, slack_mode

EVERYWHERE = "0.0.0.0"  # noqa: S104  a container's or a host's router has to reach it


@click.command()
@click.option("--host", default=EVERYWHERE, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; else PORT, else 3000.")
def serve(host: str, port: int | None) -> None:
    """Serve what is set up in the environment, with its deliveries, until it is told to stop.

    Slack over HTTP needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET; by Socket Mode SLACK_BOT_TOKEN and
    SLACK_APP_TOKEN, and no address that the outside can reach.

    Example: kairos serve --port 8000
    """
    given = settings(PORT=port)
    if slack_mode(given) is None:
        raise SettingsError(
            "Nothing is set up to serve. For Slack, set SLACK_BOT_TOKEN and what belongs to it (see --help)."
        )
    logs.set_up(given.log)
    asyncio.run(_serve(given, host))


async def _serve(given: Settings, host: str) -> None:
    from bot.slack.api import connected
    from bot.slack.channel import channels
    from bot.slack.server import serve as serve_slack

    books = library(given.content)
    async with (
        connected(given) as line,
        house(given, library=books, channels=channels(line, books.words)) as kairos,
    ):
        ended = ending()
        await kairos.courier.recover()
        async with serve_slack(kairos, given, line, host) as port:
            click.echo(f"Kairos serves {line.name} in Slack by {slack_mode(given)}, port {port}", err=True)
            await ended.wait()
    click.echo("Kairos has stopped.", err=True)
