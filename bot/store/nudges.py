"""What became of nudges, read from deliveries and sessions."""

from datetime import datetime
from sqlite3 import Connection

from bot.ports.outbox import Ends
from bot.sending.outbox import Delivery
from bot.store import rows
from bot.store.sql import select
from dialogs.cadence import Fate

NUDGES = select(
    rows.DELIVERY,
    "deliveries WHERE person = ? AND kind = 'nudge' "
    "AND (state = 'sent' OR (state = 'skipped' AND why = 'spared')) ORDER BY due DESC, id DESC LIMIT ?",
)

REFLECTED = """
    SELECT COUNT(*) FROM sessions c JOIN sessions r
        ON r.deal = c.deal AND r.rep = c.rep AND r.flow = 'postcall'
    WHERE c.id = ? AND c.rep = ? AND r.submitted >= c.submitted AND r.submitted < ?
"""


def fates(db: Connection, rep: int, now: datetime, ends: Ends, limit: int) -> tuple[Fate, ...]:
    """What became of the nudges after a rep's last calls, the oldest first."""
    found = [rows.delivery(row) for row in db.execute(NUDGES, (rep, limit)).fetchall()]
    return tuple(_fate(db, rep, each, now, ends(each.until)) for each in reversed(found))


def _fate(db: Connection, rep: int, nudge: Delivery, now: datetime, until: datetime) -> Fate:
    if nudge.why == Fate.SPARED.value:
        return Fate.SPARED
    check = int(nudge.payload.get("session", 0))
    (reflected,) = db.execute(REFLECTED, (check, rep, rows.text_of(until))).fetchone()
    if reflected:
        return Fate.ANSWERED
    return Fate.OPEN if now < until else Fate.IGNORED
