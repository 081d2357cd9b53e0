"""What old rows may go. Sessions, answers, deals, facts, feedback and tips stay, unless an age is set."""

from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.store import ageing, rows
from bot.store.saving import forget_keys

SENT_KEPT = timedelta(weeks=13)
"""What went out, or was skipped, is kept for a quarter, digests with their texts too."""

LOG_KEPT = timedelta(days=365)
"""The access log reaches back for a year."""

OVER = "state IN ('sent', 'skipped') AND due < ?"

OLD_SHOWN = f"DELETE FROM shown WHERE key IN (SELECT key FROM deliveries WHERE {OVER})"  # noqa: S608

OLD_DELIVERIES = f"DELETE FROM deliveries WHERE {OVER}"  # noqa: S608

OLD_PARTS = "DELETE FROM digest_parts WHERE key IN (SELECT key FROM digests WHERE at < ?)"

OLD_DIGESTS = "DELETE FROM digests WHERE at < ?"

OLD_ACCESSES = "DELETE FROM accesses WHERE at < ?"


def tidy(db: Connection, now: datetime, keep: timedelta | None = None) -> None:
    """Drop what serves nobody any longer. What waits, failed or was parked is still to be settled.

    ``keep``: what reps wrote goes when it is older than that; None: it stays.
    """
    forget_keys(db, now)
    quarter = (rows.text_of(now - SENT_KEPT),)
    for drop in (OLD_SHOWN, OLD_DELIVERIES, OLD_PARTS, OLD_DIGESTS):
        db.execute(drop, quarter)
    db.execute(OLD_ACCESSES, (rows.text_of(now - LOG_KEPT),))
    if keep is not None:
        ageing.let_go(db, now - keep)
