"""The outbox as rows: deliveries added, claimed, settled, listed."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.outbox import Delivery, State
from bot.store import rows
from bot.store.sql import insert, marks, select

ADD = f"{insert('deliveries', rows.DELIVERY)} ON CONFLICT (key) DO NOTHING"

FOLLOW = f"""
    {insert("deliveries", rows.DELIVERY)}
    ON CONFLICT (key) DO UPDATE SET
        due = excluded.due, until = excluded.until, payload = excluded.payload,
        state = CASE WHEN deliveries.state = 'claimed' THEN 'claimed' ELSE 'waiting' END,
        again = CASE WHEN deliveries.state = 'claimed' THEN 1 ELSE 0 END,
        attempts = CASE WHEN deliveries.state = 'sent' THEN 0 ELSE deliveries.attempts END
    WHERE deliveries.state = 'waiting'
        OR (deliveries.kind = 'card' AND deliveries.state IN ('claimed', 'sent'))
"""

TAKE = """
    UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, again = 0
    WHERE id IN (SELECT id FROM deliveries WHERE state = 'waiting' AND due <= ? ORDER BY due, id LIMIT ?)
"""

CLAIM = f"{TAKE} RETURNING {rows.DELIVERY}"

SETTLE = """
    UPDATE deliveries SET
        state = CASE WHEN again = 1 AND ? = 'sent' THEN 'waiting' ELSE ? END,
        attempts = CASE WHEN again = 1 AND ? = 'sent' THEN 0 ELSE attempts END,
        settled = ?, why = ?, again = 0
    WHERE id = ?
"""

PUT_BACK = "UPDATE deliveries SET state = 'waiting', due = ?, settled = ?, why = ?, again = 0 WHERE id = ?"


def enqueue(db: Connection, deliveries: Sequence[Delivery]) -> int:
    """Add those whose key is new; how many were."""
    return sum(db.execute(ADD, rows.delivery_row(each)).rowcount for each in deliveries)


def follow(db: Connection, delivery: Delivery) -> None:
    """Add one that follows a turn. If its key still waits it is replaced; a card goes out once more."""
    db.execute(FOLLOW, rows.delivery_row(delivery))


def claim(db: Connection, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Take those that are due, oldest first."""
    taken = [rows.delivery(row) for row in db.execute(CLAIM, (rows.text_of(now), limit)).fetchall()]
    return tuple(sorted(taken, key=lambda each: (each.due, each.id)))


def settle(db: Connection, ident: int, state: State, at: datetime, why: str) -> None:
    """Say what became of one.

    WAITING puts it back, due at ``at``. A card that changed while it was on its way goes out once more.
    """
    when = rows.text_of(at)
    if state is State.WAITING:
        db.execute(PUT_BACK, (when, when, why, ident))
    else:
        db.execute(SETTLE, (state.value, state.value, state.value, when, why, ident))


def deliveries(db: Connection, states: Sequence[State]) -> tuple[Delivery, ...]:
    """Those in the states (none named: all), the earliest due first."""
    named = [state.value for state in states or State]
    chosen = f"deliveries WHERE state IN ({marks(len(named))}) ORDER BY due, id"
    found = db.execute(select(rows.DELIVERY, chosen), named)
    return tuple(rows.delivery(row) for row in found)
