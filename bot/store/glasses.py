"""Glasses, filled and emptied: by a session, or by somebody's hand."""

from collections.abc import Set as AbstractSet
from sqlite3 import Connection

from dialogs.deal import Condition

CONDITIONS = "SELECT id, text, is_full FROM conditions WHERE deal = ? ORDER BY id"

FILL = "UPDATE conditions SET is_full = ?, since = ?, session = ?, filled_by = ? WHERE id = ?"


def pour(  # noqa: PLR0913  which glasses, and who says so when
    db: Connection,
    deal: int,
    fill: AbstractSet[str],
    empty: AbstractSet[str],
    at: str,
    *,
    session: int | None = None,
    by: int | None = None,
) -> None:
    """Glasses by their conditions' keys. Only what changes is written: one stays full since it was filled."""
    if not (fill or empty):
        return
    for ident, text, full in db.execute(CONDITIONS, (deal,)).fetchall():
        key = Condition(id=ident, text=text).key
        if key in fill and not full:
            db.execute(FILL, (1, at, session, by, ident))
        elif key in empty and full:
            db.execute(FILL, (0, None, None, None, ident))
