"""`kairos migrate`."""

import click

from bot.settings import settings
from bot.store.health import inspect
from bot.store.schema import opened


@click.command()
def migrate() -> None:
    """Bring the database to this version's shape; make it if it is not there.

    The file is that of KAIROS_DB. A second time it does nothing, so it may run before each start.

    Example: kairos migrate
    """
    db = settings().db
    todo = inspect(db).pending
    opened(db).close()
    click.echo(f"ok: {db}: {', '.join(todo) if todo else 'nothing to do'}")
