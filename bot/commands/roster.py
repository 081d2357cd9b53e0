"""`kairos roster`."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import click

from bot.clock import SystemClock
from bot.ids import ids
from bot.roster.files import read
from bot.settings import settings
from bot.store.store import SqliteStore
from dialogs.deal import name_key

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def roster() -> None:
    """Teams and people from CSV files."""


@roster.command(name="import")
@click.argument("people", metavar="PEOPLE.csv", type=FILE)
@click.option("--teams", metavar="TEAMS.csv", type=FILE, help="The teams, with their channel and times.")
def import_(people: Path, teams: Path | None) -> None:
    """Bring people and teams to what the files say. A second time it changes nothing.

    PEOPLE.csv has the columns name, email, role (rep, manager, admin), team, platform (slack, teams),
    workspace, user, timezone (may be empty: the team's).

    In Slack a workspace is called T0123ABCD, a user U0123ABCD (profile, Copy member ID), a channel C0123ABCD.
    In Teams a workspace is the organisation's tenant ID, a user the account's object ID (both: Entra
    admin center), a channel 19:...@thread.tacv2.

    TEAMS.csv has team, platform, workspace, channel, country (two letters, such as DE or GB, or DE-BY; empty:
    no holidays), timezone, rep_digest (Fri 16:00), manager_digest (Mon 08:30), tip_time (09:00). Without it,
    a team that is not there yet is made from the first row that names it; with it, such a team is a mistake.

    Every bad row is reported, and with one of them nothing is applied. Whoever is new gets one message from
    Kairos: who added them, what is kept, who sees it, and how to stop it.

    Example: kairos roster import people.csv --teams teams.csv
    """
    for line, count in asyncio.run(_import(people, teams)).items():
        click.echo(f"{line.replace('_', ' ')}: {count}")


async def _import(people: Path, teams: Path | None) -> Mapping[str, int]:
    clock = SystemClock()
    async with await SqliteStore.open(settings().db, ids(clock)) as store:
        known = await store.teams()
        given = read(people, teams, known)
        counts = await store.apply(given.model_copy(update={"welcome": {}}), clock.now())
        before = {name_key(team.name) for team in (*known, *given.teams)}
        for team in await store.teams():
            if name_key(team.name) not in before:
                click.echo(
                    f"made the team {team.name} ({team.zone}); give it a channel with --teams", err=True
                )
    return counts
