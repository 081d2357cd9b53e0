"""What old rows may go. Sessions, answers, deals, facts, feedback and tips stay, unless an age is set.

A deal of which there is nothing but its name goes as well.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.store import ageing, rows
from bot.store.deals import WRITTEN, drop_deal
from bot.store.saving import forget_keys

SENT_KEPT = timedelta(weeks=13)
"""What went out, or was skipped, is kept for a quarter, digests with their texts too."""

LOG_KEPT = timedelta(days=365)
"""The access log reaches back for a year."""

UNWRITTEN_KEPT = timedelta(days=14)
"""A deal that was opened by a mistyped name, say, and never written to: its form may still be open."""

OVER = "state IN ('sent', 'skipped') AND due < ?"

OLD_SHOWN = f"DELETE FROM shown WHERE key IN (SELECT key FROM deliveries WHERE {OVER})"  # noqa: S608

OLD_DELIVERIES = f"DELETE FROM deliveries WHERE {OVER}"  # noqa: S608

OLD_PARTS = "DELETE FROM digest_parts WHERE key IN (SELECT key FROM digests WHERE at < ?)"

OLD_DIGESTS = "DELETE FROM digests WHERE at < ?"

OLD_ACCESSES = "DELETE FROM accesses WHERE at < ?"

UNWRITTEN = f"""
    SELECT d.id FROM deals d
    WHERE d.closed_at IS NULL AND d.created_at < ? AND NOT {WRITTEN.format(deal="d.id")}
        AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.deal = d.id AND s.shown >= ?)
        AND NOT EXISTS (SELECT 1 FROM former_names f WHERE f.deal = d.id)
"""  # noqa: S608  our own words
"""One with a name of its own choosing, or that was closed, was cared for by hand."""


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
    old = rows.text_of(now - UNWRITTEN_KEPT)
    for (deal,) in db.execute(UNWRITTEN, (old, old)).fetchall():
        drop_deal(db, deal)
