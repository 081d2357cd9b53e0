"""What reps wrote goes when it is old enough, where the admin wants that. Deal facts and counts stay.

A session is as old as its last page. What goes is every answer but those that are the deal's, drafts and
push-backs, the rep's own facts, and both sides of an exchange.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.store import own, rows
from bot.store.sql import marks

OLD = "SELECT id FROM sessions WHERE shown < ?"

ANSWERS = f"DELETE FROM answers WHERE session IN ({OLD}) AND question NOT IN ({marks(len(own.DEAL_FACTS))})"  # noqa: S608

SESSIONS = """
    UPDATE sessions SET
        draft = '{}', unanswered = '[]', push_ground = NULL, push_defects = NULL, push_kept = NULL,
        status = CASE WHEN status = 'open' THEN 'let-go' ELSE status END
    WHERE shown < ?
"""

MEMORY = """
    DELETE FROM deal_memory WHERE person <> 0 AND NOT EXISTS (
        SELECT 1 FROM sessions s WHERE s.deal = deal_memory.deal AND s.shown >= ?)
"""
"""What a rep's own forms are prefilled with goes once nobody came back to the deal for so long."""

FEEDBACK = "UPDATE feedback SET body = '', answer = '', deal = '' WHERE at < ? AND body <> ''"

EXPECTED = """
    UPDATE reflected SET chance = NULL, grounds = NULL
    WHERE check_id IN (SELECT session FROM weighed WHERE submitted_us < ?)
"""
"""What a check expected goes with it, from a younger reflection too."""

LET_GO = (
    "DELETE FROM trials WHERE taken < ?",
    "DELETE FROM posts WHERE at < ?",
)


def let_go(db: Connection, before: datetime) -> None:
    """Delete what was written before that instant."""
    when = rows.text_of(before)
    us = (before - rows.EPOCH) // timedelta(microseconds=1)
    db.execute(ANSWERS, (when, *own.DEAL_FACTS))
    for statement in (SESSIONS, MEMORY, FEEDBACK, *LET_GO):
        db.execute(statement, (when,))
    db.execute("DELETE FROM reflected WHERE submitted_us < ?", (us,))
    db.execute(EXPECTED, (us,))
    db.execute("DELETE FROM weighed WHERE submitted_us < ?", (us,))
