"""What can be said of a database without changing it."""

from contextlib import closing
from pathlib import Path

from bot.errors import AdminError, StoreError
from bot.store.connection import connect, guarded
from bot.store.schema import STEPS, pending
from dialogs.frozen import Frozen

SOUND = "ok"
"""What SQLite answers when it finds nothing wrong."""


class Unusable(AdminError):
    """This cannot be used as the database; see that it is one, and that it may be written to."""


class Health(Frozen):
    """How a database is: migrations still to be applied, and what SQLite found wrong with its pages."""

    there: bool
    pending: tuple[str, ...]
    wrong: tuple[str, ...] = ()


def inspect(path: Path) -> Health:
    """Open the file, see that it can be written to, and look through its pages.

    Raises AdminError for a file that is no database of ours or cannot be used.
    """
    if not path.exists():
        return Health(there=False, pending=tuple(step.__name__ for step in STEPS))
    try:
        with guarded(), closing(connect(path)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            todo = pending(db)
            found = [str(row[0]) for row in db.execute("PRAGMA quick_check")]
    except AdminError as problem:
        raise type(problem)(str(path)) from problem
    except StoreError as problem:
        raise Unusable(f"{path}: {problem.what}") from problem
    return Health(there=True, pending=todo, wrong=tuple(each for each in found if each != SOUND))
