"""Facts of a submission, written in its transaction: what a digest is made from later."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from bot.store import rows
from dialogs.deal import has_signal, outcome
from dialogs.effects import Effect, KeepGrounds
from dialogs.flow import Ground
from dialogs.measures.reflections import COVERED
from dialogs.session import Session, Status

BITS = {ground: 1 << place for place, ground in enumerate(Ground)}
"""How the full grounds of a check stand in one number."""

ALL_FIVE = sum(BITS.values())

GROUNDS = tuple(
    frozenset(ground for ground, bit in BITS.items() if bit & number) for number in range(ALL_FIVE + 1)
)
"""And back."""

STEPS = "SELECT what, theirs, due FROM steps WHERE session = ? ORDER BY n"

CHECKED = """
    SELECT submitted_us FROM sessions
    WHERE deal = ? AND flow = 'precall' AND rep = ? AND submitted <= ? AND submitted >= ?
        AND status = 'submitted'
    ORDER BY submitted DESC LIMIT 1
"""

KEEP_CALL = """
    INSERT INTO calls (team, submitted_us, session, rep, deal, outcome, theirs, ours, has_signal, step, due)
    SELECT team, ?, ?, ?, id, ?, ?, ?, ?, ?, ? FROM deals WHERE id = ?
    ON CONFLICT (team, submitted_us, session) DO UPDATE SET
        outcome = excluded.outcome, theirs = excluded.theirs, ours = excluded.ours,
        has_signal = excluded.has_signal, step = excluded.step, due = excluded.due
"""

KEEP_REFLECTED = """
    INSERT INTO reflected
        (team, submitted_us, session, rep, deal, outcome, check_us, check_id, chance, grounds,
        barrier, plan, theme, lens)
    SELECT d.team, ?, ?, ?, d.id, ?, ?, ?, w.chance, w.grounds, ?, ?, ?, ?
    FROM deals d LEFT JOIN weighed w ON w.session = ? WHERE d.id = ?
    ON CONFLICT (team, submitted_us, session) DO UPDATE SET
        outcome = excluded.outcome, check_us = excluded.check_us, check_id = excluded.check_id,
        chance = excluded.chance, grounds = excluded.grounds, barrier = excluded.barrier,
        plan = excluded.plan, theme = excluded.theme, lens = excluded.lens
"""

KEEP_WEIGHED = """
    INSERT INTO weighed (session, rep, team, deal, submitted_us, grounds, chance)
    SELECT ?, ?, team, id, ?, ?, ? FROM deals WHERE id = ?
    ON CONFLICT (session) DO UPDATE SET
        grounds = COALESCE(excluded.grounds, weighed.grounds), chance = excluded.chance
"""

EXPECTED = """
    UPDATE reflected SET (chance, grounds) = (SELECT w.chance, w.grounds FROM weighed w WHERE w.session = ?)
    WHERE rep = ? AND submitted_us >= ? AND check_id = ?
"""
"""What was held against a check came after it, so an edit of the check looks at nothing older."""

LOSE = """
    UPDATE calls SET rep = ? WHERE (team, submitted_us, session) IN (
        SELECT r.team, r.submitted_us, r.session FROM reflected r WHERE r.rep = ?)
"""


def keep(db: Connection, session: Session, effects: Iterable[Effect]) -> None:
    """Write the facts of a submitted check or reflection; of anything else there are none.

    Its steps are written already. A turn that says nothing of the grounds leaves them as they were.
    """
    if session.status is not Status.SUBMITTED or session.submitted is None:
        return
    if session.flow == "postcall":
        _keep_reflection(db, session, session.submitted)
    elif session.flow == "precall":
        full = [_number(effect) for effect in effects if isinstance(effect, KeepGrounds)]
        chance = session.answer("chance")
        grounds = full[-1] if full else None
        us = rows.us_of(session.submitted)
        db.execute(KEEP_WEIGHED, (session.id, session.rep, us, grounds, _percent(chance), session.deal))
        db.execute(EXPECTED, (session.id, session.rep, us, session.id))


def forget(db: Connection, rep: int, nobody: int) -> None:
    """Delete a rep's own facts; the team's part stays, nobody's."""
    db.execute(LOSE, (nobody, rep))
    db.execute("DELETE FROM reflected WHERE rep = ?", (rep,))
    db.execute("DELETE FROM weighed WHERE rep = ?", (rep,))


def _keep_reflection(db: Connection, session: Session, at: datetime) -> None:
    steps = db.execute(STEPS, (session.id,)).fetchall()
    theirs = [(what, due) for what, owned, due in steps if owned]
    came = outcome(session.answers.get("agreed", ()))
    signal = int(has_signal(session.answers.get("signals", ())))
    step, due = theirs[0] if theirs else (None, None)
    us = rows.us_of(at)
    counts = (came.value, len(theirs), len(steps) - len(theirs), signal, step, due)
    db.execute(KEEP_CALL, (us, session.id, session.rep, *counts, session.deal))
    window = (rows.text_of(at), rows.text_of(at - COVERED))
    checked = db.execute(CHECKED, (session.deal, session.rep, *window)).fetchone()
    said = (session.answer("barrier"), session.answer("plan"), session.theme, session.answer("lens"))
    own = (came.value, checked[0] if checked else None, session.check, *said)
    db.execute(KEEP_REFLECTED, (us, session.id, session.rep, *own, session.check, session.deal))


def _number(effect: KeepGrounds) -> int:
    return sum(BITS[ground] for ground in effect.full)


def _percent(chance: str) -> int | None:
    return int(chance) if chance.isascii() and chance.isdecimal() else None
