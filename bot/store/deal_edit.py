"""A deal, changed by hand: glasses, name, the next step's date; conditions in other words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from sqlite3 import Connection

from bot.ids import Ids
from bot.ports.deals import Edited
from bot.store import former_names, merging, rows, sessions
from bot.store.glasses import CONDITIONS, pour
from bot.store.saving import ADD_CONDITION, CONDITION_LENGTH, GO_ON
from dialogs.deal import WATCH_MY_BACK, name_key
from dialogs.deal_edit import Edit, NewDate, Reworded

NEXT_STEP = """
    SELECT s.id FROM sessions s
    WHERE s.deal = ? AND s.flow = 'postcall' AND s.status = 'submitted'
        AND EXISTS (SELECT 1 FROM steps t WHERE t.session = s.id AND t.theirs = 1)
    ORDER BY s.submitted DESC, s.id DESC LIMIT 1
"""

DUE = "SELECT due FROM steps WHERE session = ? AND theirs = 1 ORDER BY n LIMIT 1"

TAKEN = """
    SELECT o.id FROM deals d JOIN deals o ON o.team = d.team
    WHERE d.id = ? AND o.name_key = ? AND o.id <> d.id
"""


def edit(db: Connection, deal: int, wanted: Edit, person: int, at: datetime) -> Edited:
    """All of it, or nothing: what it is to replace is looked at first."""
    standing = db.execute("SELECT name FROM deals WHERE id = ?", (deal,)).fetchone()
    if standing is None or (wanted.name and wanted.name[0] != standing[0]):
        return Edited.MOVED
    if wanted.due and not _stands(db, deal, wanted.due):
        return Edited.MOVED
    if wanted.name and db.execute(TAKEN, (deal, name_key(wanted.name[1]))).fetchone():
        return Edited.TAKEN
    if wanted.name:
        _rename(db, deal, *wanted.name)
    if wanted.due:
        _date_step(db, deal, wanted.due)
    pour(db, deal, wanted.fill, wanted.empty, rows.text_of(at), by=person)
    return Edited.DONE


def _rename(db: Connection, deal: int, was: str, name: str) -> None:
    """The name that it had leads to it from now on; the one that it gets leads nowhere else."""
    db.execute("UPDATE deals SET name = ?, name_key = ? WHERE id = ?", (name.strip(), name_key(name), deal))
    former_names.give_up(db, deal, was)


def _stands(db: Connection, deal: int, due: NewDate) -> bool:
    """Whether the buyer's last step is still that one, with that date."""
    found = db.execute(NEXT_STEP, (deal,)).fetchone()
    if found is None or found[0] != due.session:
        return False
    (day,) = db.execute(DUE, (due.session,)).fetchone()
    return bool(day == (due.was.isoformat() if due.was else None))


def _date_step(db: Connection, deal: int, due: NewDate) -> None:
    """Steps, facts and the answer that named the date say the same, so that a later edit keeps it."""
    session = sessions.session(db, due.session)
    if session is None or session.submitted is None:
        return
    day = due.now.isoformat() if due.now else None
    db.execute("UPDATE steps SET due = ? WHERE session = ? AND theirs = 1", (day, session.id))
    at = (session.submitted - rows.EPOCH) // rows.MICROSECOND
    of = "WHERE deal = ? AND submitted_us = ? AND session = ?"
    db.execute(f"UPDATE calls SET due = ? {of}", (day, deal, at, session.id))  # noqa: S608  our own words
    if session.rep:  # of somebody who was forgotten nothing is kept but what happened
        by = {"by": (day,) if day else ()}
        dated = session.model_copy(update={"answers": {**session.answers, **by}, "turn": session.turn + 1})
        db.execute(GO_ON, (*rows.session_row(dated)[1:], session.id))
        db.execute("DELETE FROM answers WHERE session = ? AND question = 'by'", (session.id,))
        if day:
            put = "INSERT INTO answers (session, question, n, value) VALUES (?, 'by', 0, ?)"
            db.execute(put, (session.id, day))


def put_conditions(
    db: Connection, new_id: Ids, deal: int, texts: Mapping[int, Reworded], new: Iterable[str]
) -> Edited:
    """Other words, fewer conditions, new ones, or nothing: what they are to replace is looked at first.

    Words may change places: each key is first set aside.
    """
    found = db.execute(CONDITIONS, (deal,)).fetchall()
    now = {ident: text for ident, text, _ in found}
    if any(now.get(ident) != text.was for ident, text in texts.items()):
        return Edited.MOVED
    standing: dict[str, int] = {}
    for ident, text, _ in found:
        changed = ident in texts and text != WATCH_MY_BACK
        said = _cut(texts[ident].now) if changed else text
        double = standing.get(name_key(said))
        if double is not None:
            merging.same(db, ident, double)
        if not said or double is not None:
            db.execute("DELETE FROM conditions WHERE id = ?", (ident,))
            continue
        standing[name_key(said)] = ident
        if changed:
            aside = (said, f"\n{ident}", ident)  # no text has a line of its own in front
            db.execute("UPDATE conditions SET text = ?, text_key = ? WHERE id = ?", aside)
    for key, ident in standing.items():
        db.execute("UPDATE conditions SET text_key = ? WHERE id = ?", (key, ident))
    for text in filter(None, map(_cut, new)):
        db.execute(ADD_CONDITION, (new_id(), deal, text, name_key(text)))
    return Edited.DONE


def _cut(text: str) -> str:
    return text.strip()[:CONDITION_LENGTH].rstrip()
