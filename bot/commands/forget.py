"""`kairos forget`."""

import asyncio
from pathlib import Path

import click

from bot.clock import SystemClock
from bot.commands.export import NobodyThere
from bot.errors import NoDatabase
from bot.ids import ids
from bot.settings import settings
from bot.store.store import SqliteStore


@click.command()
@click.option("--person", metavar="EMAIL", required=True, help="Whose data.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def forget(person: str, *, yes: bool) -> None:
    """Delete what a person wrote, at once and for good; the same as `/coach forget` in chat.

    The team's deals keep what the calls came to, without a name. What they asked a manager or wrote to a rep
    is taken back where it stands in a chat, with the next tick; that reaches back for a quarter. The person
    stays in the roster; copies made by `kairos backup`, and other messages that stand in Slack or Teams, are
    for you to delete.

    Example: kairos forget --person ana@example.com
    """
    db = settings().db
    if not db.exists():
        raise NoDatabase(str(db))
    if not asyncio.run(_forget(db, person, yes=yes)):
        click.echo("Nothing was deleted.", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"ok: what {person} wrote is deleted")


async def _forget(db: Path, email: str, *, yes: bool) -> bool:
    """Whether it was done. Raises NobodyThere."""
    clock = SystemClock()
    async with await SqliteStore.open(db, ids(clock)) as store:
        person = await store.with_email(email)
        if person is None:
            raise NobodyThere(email)
        question = f"Delete everything that {person.name} ({person.email}) wrote, for good?"
        if not yes and not click.confirm(question, default=False, err=True):
            return False
        await store.forget(person.id, clock.now())
    return True
