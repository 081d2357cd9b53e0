"""The outbox as rows: deliveries added, claimed, settled, listed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from sqlite3 import Connection

from bot.ports.week import DIGEST_SENT
from bot.sending.outbox import EDITED, FIRST, Delivery, State
from bot.store import rows
from bot.store.sql import insert, marks, padded, select

ADD = f"{insert('deliveries', rows.DELIVERY)} ON CONFLICT (key) DO NOTHING"

EDITED_KINDS = ", ".join(f"'{kind.value}'" for kind in EDITED)

FOLLOW = f"""
    ON CONFLICT (key) DO UPDATE SET
        due = excluded.due, until = excluded.until, payload = excluded.payload,
        state = CASE WHEN deliveries.state = 'claimed' THEN 'claimed' ELSE 'waiting' END,
        again = CASE WHEN deliveries.state = 'claimed' THEN 1 ELSE 0 END,
        attempts = CASE WHEN deliveries.state = 'sent' THEN 0 ELSE deliveries.attempts END
    WHERE deliveries.state = 'waiting'
        OR (deliveries.kind IN ({EDITED_KINDS}) AND deliveries.state IN ('claimed', 'sent'))
"""

TAKE = """
    UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, again = 0
    WHERE id IN (
        SELECT id FROM deliveries WHERE state = 'waiting' AND kind = ? AND due <= ? ORDER BY due, id LIMIT ?)
"""

CLAIM = f"{TAKE} RETURNING {rows.DELIVERY}"

STOOD = "payload LIKE '%\"again\"%' AND settled IS NOT NULL"
"""Whether it stands in a chat since an earlier instant, and changes there: ``bot.coach.asking.AGAIN``."""

SINCE = f"CASE WHEN {STOOD} AND ? IN ('sent', 'skipped', 'waiting') THEN settled ELSE ? END"
"""A message that changes where it stands was begun when it was sent first, and is none of the day's."""

SETTLE = f"""
    UPDATE deliveries SET
        state = CASE WHEN again = 1 AND ? = 'sent' THEN 'waiting' ELSE ? END,
        attempts = CASE WHEN again = 1 AND ? = 'sent' THEN 0 ELSE attempts END,
        unsure = CASE WHEN ? = 'sent' THEN 0 ELSE unsure END,
        settled = {SINCE}, why = ?, again = 0
    WHERE id = ?
"""  # noqa: S608  our own words; values are bound

LOOKED = """
    INSERT INTO accesses (rep, at, manager, what, name)
    SELECT p.rep, ?, g.person, ?, g.period
    FROM deliveries d JOIN digests g ON g.key = d.key JOIN digest_parts p ON p.key = d.key
    WHERE d.id = ? AND p.rep <> g.person AND NOT EXISTS (
        SELECT 1 FROM accesses a
        WHERE a.rep = p.rep AND a.manager = g.person AND a.what = ? AND a.name = g.period)
    ON CONFLICT DO NOTHING
"""
"""Once for each digest: one that changes where it stands was read when it was sent first.

So was one that changed while it was on its way, and therefore waits to be sent once more.
"""

JUDGED = """
    UPDATE trials SET judged = (
        SELECT g.period FROM deliveries d JOIN digests g ON g.key = d.key WHERE d.id = ?)
    WHERE judged = '' AND id = (
        SELECT g.judges FROM deliveries d JOIN digests g ON g.key = d.key
        WHERE d.id = ? AND g.person = trials.rep)
"""
"""An experiment is told to its end by a digest that was sent, not by one that was only written."""

PUT_BACK = f"""
    UPDATE deliveries SET state = 'waiting', due = ?, settled = {SINCE}, why = ?, again = 0 WHERE id = ?
"""  # noqa: S608  our own words; values are bound

DOUBT = """
    UPDATE deliveries SET state = 'waiting', unsure = 1, due = ?, settled = ?, why = ?, again = 0
    WHERE id = ? AND state = 'claimed'
"""

SEND_AGAIN = """
    UPDATE deliveries SET
        state = 'waiting', unsure = 0, attempts = 0, settled = ?,
        due = CASE WHEN due < ? THEN due ELSE ? END,
        until = CASE WHEN until > ? THEN until ELSE ? END
    WHERE id = ? AND state IN ('failed', 'parked')
"""

DROP = """
    UPDATE deliveries SET state = 'skipped', settled = ?, why = ?
    WHERE id = ? AND state IN ('failed', 'parked')
"""

CLOCKS = """
    SELECT zone, tip_time FROM teams WHERE channel <> ''
    UNION
    SELECT CASE WHEN p.zone = '' THEN t.zone ELSE p.zone END, t.rep_digest
    FROM people p JOIN teams t ON t.id = p.team WHERE p.role = 'rep'
    UNION
    SELECT CASE WHEN p.zone = '' THEN t.zone ELSE p.zone END, t.manager_digest
    FROM people p JOIN teams t ON t.id = p.team WHERE p.role = 'manager'
"""

ROWS_AT_ONCE = 20
"""So many rows stand in one statement."""

KEYS_AT_ONCE = 500
"""So many keys stand in one statement."""


def enqueue(db: Connection, deliveries: Sequence[Delivery]) -> int:
    """Add those whose key is new; how many were."""
    return sum(db.execute(ADD, rows.delivery_row(each)).rowcount for each in deliveries)


def follow(db: Connection, deliveries: Sequence[Delivery]) -> None:
    """Add those that follow a turn. If a key waits it is replaced; what is edited goes out once more."""
    for start in range(0, len(deliveries), ROWS_AT_ONCE):
        some = deliveries[start : start + ROWS_AT_ONCE]
        added = insert("deliveries", rows.DELIVERY, len(some))
        db.execute(added + FOLLOW, tuple(chain.from_iterable(map(rows.delivery_row, some))))


def claim(db: Connection, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Take those that are due: kind by kind in the order of FIRST, of each kind the oldest first."""
    taken: list[Delivery] = []
    for kind in FIRST:
        if len(taken) < limit:
            due = (kind.value, rows.text_of(now), limit - len(taken))
            of_kind = _read(db.execute(CLAIM, due).fetchall())
            taken += sorted(of_kind, key=lambda each: (each.due, each.id))
    return tuple(taken)


def settle(db: Connection, ident: int, state: State, at: datetime, why: str) -> None:
    """Say what became of one.

    WAITING puts it back, due at ``at``. A card that changed while it was on its way goes out once more.
    """
    when = rows.text_of(at)
    if state is State.WAITING:
        db.execute(PUT_BACK, (when, state.value, when, why, ident))
    else:
        db.execute(SETTLE, (*[state.value] * 5, when, why, ident))
    if state is State.SENT:  # whom a manager's digest names finds that in their access log, from now on
        db.execute(LOOKED, (when, DIGEST_SENT, ident, DIGEST_SENT))
        db.execute(JUDGED, (ident, ident))


def doubt(db: Connection, ident: int, at: datetime, why: str) -> None:
    """Put one back that may have come through."""
    when = rows.text_of(at)
    db.execute(DOUBT, (when, when, why, ident))


def send_again(db: Connection, ident: int, at: datetime, until: datetime) -> bool:
    """Put a failed or parked one back; False for any other."""
    when, end = rows.text_of(at), rows.text_of(until)
    return db.execute(SEND_AGAIN, (when, when, when, end, end, ident)).rowcount == 1


def drop(db: Connection, ident: int, at: datetime, why: str) -> bool:
    """Skip a failed or parked one; False for any other."""
    return db.execute(DROP, (rows.text_of(at), why, ident)).rowcount == 1


def deliveries(db: Connection, states: Sequence[State]) -> tuple[Delivery, ...]:
    """Those in the states (none named: all), the earliest due first."""
    named = [state.value for state in states or State]
    chosen = f"deliveries WHERE state IN ({marks(len(named))}) ORDER BY due, id"
    return _read(db.execute(select(rows.DELIVERY, chosen), named))


def keyed(db: Connection, keys: Sequence[str]) -> tuple[Delivery, ...]:
    """Those of the keys, the earliest due first."""
    found: list[Delivery] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = padded(keys[start : start + KEYS_AT_ONCE])
        chosen = f"deliveries WHERE key IN ({marks(len(part))})"
        found += _read(db.execute(select(rows.DELIVERY, chosen), part))
    return tuple(sorted(found, key=lambda each: (each.due, each.id)))


def clocks(db: Connection) -> frozenset[tuple[str, str]]:
    """Each zone with each local time at which something is due."""
    return frozenset((zone, clock) for zone, clock in db.execute(CLOCKS))


def _read(found: Iterable[rows.Row]) -> tuple[Delivery, ...]:
    return tuple(rows.delivery(row) for row in found)
