"""Two deals become one: everything that names the first names the second, in one transaction."""

from sqlite3 import Connection

from bot.store import former_names, rows
from dialogs.glasses import EMPTIED
from dialogs.measures.reflections import COVERED

MOVED = "WHERE session IN (SELECT id FROM sessions WHERE deal = ?)"

OF_CALLS = """
    WHERE (team, submitted_us, session) IN (
        SELECT c.team, c.submitted_us, c.session FROM calls c WHERE c.deal = ?)
"""

CHECKED = f"""
    UPDATE reflected SET check_us = (
        SELECT MAX(s.submitted_us) FROM sessions s
        WHERE s.deal = reflected.deal AND s.flow = 'precall' AND s.rep = reflected.rep
            AND s.status = 'submitted' AND s.submitted_us <= reflected.submitted_us
            AND s.submitted_us >= reflected.submitted_us - ?)
    {OF_CALLS}
"""  # noqa: S608  our own words
"""A check of the one deal may come before a call of the other."""

MOVE_CHECKS = f"UPDATE weighed SET deal = ? {MOVED}"  # noqa: S608  our own words

MOVE_REFLECTED = f"UPDATE reflected SET deal = ? {OF_CALLS}"  # noqa: S608  our own words

TAKE_STATE = "is_full = 1, since = ?, session = ?, filled_by = ?"


def merge(db: Connection, source: int, target: int) -> bool:
    """All of the first deal becomes the second's; False, and nothing done, unless both are there."""
    pair = "SELECT id, team, walk, closed_at FROM deals WHERE id IN (?, ?)"
    found = {row[0]: row[1:] for row in db.execute(pair, (source, target))}
    if source == target or len(found) != 2 or found[source][0] != found[target][0]:  # noqa: PLR2004  both
        return False
    _conditions(db, source, target)
    _memory(db, source, target)
    db.execute(MOVE_CHECKS, (target, source))
    db.execute(MOVE_REFLECTED, (target, source))
    db.execute("UPDATE calls SET deal = ? WHERE deal = ?", (target, source))
    db.execute("UPDATE steps SET deal = ? WHERE deal = ?", (target, source))
    # the turn rises, so that whoever read a session before this reads it again before they write it
    db.execute("UPDATE sessions SET deal = ?, turn = turn + 1 WHERE deal = ?", (target, source))
    db.execute(CHECKED, (COVERED // rows.MICROSECOND, target))
    state = "UPDATE deals SET walk = COALESCE(walk, ?) WHERE id = ?"
    db.execute(state, (found[source][1], target))
    if found[source][2] is None:
        db.execute("UPDATE deals SET closed_at = NULL, closed_as = NULL WHERE id = ?", (target,))
    former_names.hand_over(db, source, target)
    db.execute("DELETE FROM deals WHERE id = ?", (source,))
    return True


def same(db: Connection, condition: int, kept: int) -> None:
    """Two conditions are one: the kept one is full if either was, and answers that name the other name it."""
    state = "SELECT deal, is_full, since, session, filled_by FROM conditions WHERE id = ?"
    deal, full, *since = db.execute(state, (condition,)).fetchone()
    if full:
        take = f"UPDATE conditions SET {TAKE_STATE} WHERE id = ? AND is_full = 0"  # noqa: S608  our own words
        db.execute(take, (*since, kept))
    twice = """
        DELETE FROM answers WHERE value = ? AND session IN (SELECT id FROM sessions WHERE deal = ?)
            AND EXISTS (SELECT 1 FROM answers o
                WHERE o.session = answers.session AND o.question = answers.question AND o.value = ?)
    """
    db.execute(twice, (str(condition), deal, str(kept)))
    renamed = f"UPDATE answers SET value = ? WHERE value = ? AND {MOVED.removeprefix('WHERE ')}"  # noqa: S608
    db.execute(renamed, (str(kept), str(condition), deal))
    drafts = "UPDATE sessions SET draft = REPLACE(draft, ?, ?) WHERE deal = ? AND draft <> '{}'"
    for sign in ("", EMPTIED):
        db.execute(drafts, (f'"{sign}{condition}"', f'"{sign}{kept}"', deal))


def _conditions(db: Connection, source: int, target: int) -> None:
    """Conditions in the same words are one; the others move."""
    pairs = """
        SELECT s.id, t.id FROM conditions s JOIN conditions t ON t.text_key = s.text_key
        WHERE s.deal = ? AND t.deal = ?
    """
    for condition, kept in db.execute(pairs, (source, target)).fetchall():
        same(db, condition, kept)
        db.execute("DELETE FROM conditions WHERE id = ?", (condition,))
    db.execute("UPDATE conditions SET deal = ? WHERE deal = ?", (target, source))


def _memory(db: Connection, source: int, target: int) -> None:
    """What the second deal remembers already goes before what the first does."""
    places = "SELECT DISTINCT person, question FROM deal_memory WHERE deal = ?"
    known = set(db.execute(places, (target,)).fetchall())
    for person, question in db.execute(places, (source,)).fetchall():
        if (person, question) not in known:
            move = "UPDATE deal_memory SET deal = ? WHERE deal = ? AND person = ? AND question = ?"
            db.execute(move, (target, source, person, question))
    db.execute("DELETE FROM deal_memory WHERE deal = ?", (source,))
