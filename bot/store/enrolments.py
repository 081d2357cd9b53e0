"""Since when a person has their team and role: nothing that was due before is theirs."""

from datetime import datetime
from sqlite3 import Connection

from bot.store import rows

ENROL = """
    INSERT INTO enrolments (person, since) VALUES (?, ?)
    ON CONFLICT (person) DO UPDATE SET since = excluded.since
"""


def enrol(db: Connection, person: int, at: datetime) -> None:
    """From now on. Somebody without a row is enrolled since they were added."""
    db.execute(ENROL, (person, rows.text_of(at)))
