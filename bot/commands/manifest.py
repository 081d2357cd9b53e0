"""`kairos manifest`."""

import json
from importlib.metadata import version
from pathlib import Path

import click

from bot.content import library
from bot.errors import SettingsError
from bot.settings import is_address, settings


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
    if not socket and not (address.startswith("https://") and is_address(address)):
        raise click.UsageError(f"Slack wants an address with a host that begins with https://, not {address}")
    made = of_slack(library(given.content).words, url=address, socket=socket)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))


@manifest.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    default=Path("kairos.zip"),
    show_default=True,
    metavar="FILE",
    help="Where the package goes.",
)
@click.option("--app-id", help="The bot's app id, instead of MICROSOFT_APP_ID.")
@click.option("--url", help="What Teams shows as Kairos's own address, instead of KAIROS_PUBLIC_URL.")
@click.option("--latest", is_flag=True, help="Manifest 1.30: commands may begin with a slash (a preview).")
def teams(*, out: Path, app_id: str | None, url: str | None, latest: bool) -> None:
    """Write Teams' app package: upload it in Teams under Apps, Manage your apps, Upload an app.

    Example: kairos manifest teams --out kairos.zip
    """
    from bot.teams.manifest import manifest as of_teams
    from bot.teams.manifest import package

    given = settings()
    app, address = app_id or given.microsoft_app_id, url or given.public_url
    if not app:
        raise click.UsageError(
            "Give --app-id (or MICROSOFT_APP_ID): it stands on the app registration's page."
        )
    if not address:
        raise click.UsageError("Give --url https://... (or KAIROS_PUBLIC_URL).")
    words = library(given.content).words
    try:
        made = of_teams(words, app_id=app, url=address, version=version("kairos-coach"), latest=latest)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    out.write_bytes(package(made))
    click.echo(f"{out}: the package of the app {app}, manifest {made['manifestVersion']}")
