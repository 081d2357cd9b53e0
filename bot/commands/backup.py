"""`kairos backup`."""

from pathlib import Path

import click

from bot.errors import AdminError, NoDatabase
from bot.settings import settings
from bot.store.backup import backup as copy


class FileIsThere(AdminError):
    """This file is there already; --force replaces it."""


class SameFile(AdminError):
    """This is the database itself; a copy needs another name."""


class CannotWrite(AdminError):
    """The copy cannot be written here; see that its folder is there and may be written to."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
def backup(file: Path, *, force: bool) -> None:
    """Copy the database of KAIROS_DB to FILE while it serves: complete, or not at all.

    The copy is one file, with all that was saved before. To go back to it: stop Kairos, move the old file and
    its -wal and -shm away, and put the copy where KAIROS_DB points.

    Example: kairos backup kairos-monday.db
    """
    source = settings().db
    if not source.exists():
        raise NoDatabase(str(source))
    if file.exists() and file.samefile(source):
        raise SameFile(str(file))
    if file.exists() and not force:
        raise FileIsThere(str(file))
    try:
        copy(source, file, overwrite=force)
    except OSError as problem:
        raise CannotWrite(f"{file}: {problem.strerror}") from problem
    click.echo(f"ok: {source} is copied to {file}")
