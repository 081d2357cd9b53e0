"""A copy of the database, taken while it serves."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import AdminError
from bot.store.connection import connect, guarded


class FileIsThere(AdminError):
    """This file is there already, and was left as it is."""


class NoSuchFolder(AdminError):
    """The folder of this file is not there."""


def backup(source: Path, target: Path, *, overwrite: bool = False) -> None:
    """Copy the database at ``source`` to ``target``: complete and checked, or not at all.

    The copy is one state of the database, and one file without a WAL beside it. It is made under another name
    and takes its own at the end, so that a half-made one never stands there.
    """
    if target.exists() and not overwrite:
        raise FileIsThere(str(target))
    if not target.parent.is_dir():
        raise NoSuchFolder(str(target))
    partial = target.with_name(target.name + ".partial")
    try:
        with guarded():
            partial.unlink(missing_ok=True)
            partial.touch(mode=0o600)
            with closing(connect(source, readonly=True)) as db, closing(sqlite3.connect(partial)) as copy:
                db.backup(copy)  # in one go: page by page it would begin anew at each write
                copy.execute("PRAGMA journal_mode = DELETE")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
