"""`kairos manifest`."""

import json

import click

from bot.content import library
from bot.settings import settings


@click.group()
def manifest() -> None:
    """Print what a platform wants to know of Kairos, ready to upload."""


@manifest.command()
@click.option("--url", help="Where Slack reaches Kairos, as in https://kairos.example.com")
@click.option("--socket", is_flag=True, help="For Socket Mode: no address is needed.")
def slack(*, url: str | None, socket: bool) -> None:
    """Print Slack's app manifest: paste it at api.slack.com/apps under "From a manifest".

    Example: kairos manifest slack --url https://kairos.example.com
    """
    from bot.slack.manifest import manifest as of_slack

    given = settings()
    address = url or given.public_url
    if bool(url) and socket:
        raise click.UsageError("Give --url or --socket, not both.")
    if not (address or socket):
        raise click.UsageError("Give --url https://... (or KAIROS_PUBLIC_URL), or --socket.")
    if not socket and not address.startswith("https://"):
        raise click.UsageError(f"Slack wants an address that begins with https://, not {address}")
    made = of_slack(library(given.content).words, url=address, socket=socket)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
