"""One turn, written: session, answers, what it does to the deal, and its deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from sqlite3 import Connection

from bot.ids import Ids
from bot.ports import Change, Saved
from bot.store import facts, feedback, outbox, rows
from bot.store.deals import TEAM_MEMORY
from bot.store.glasses import pour
from bot.store.sql import insert, update, without_id
from bot.store.writer import Abandoned
from dialogs.deal import NOT_A_STEP, WalkStep, name_key
from dialogs.effects import AddCondition, AskManager, FillGlasses, NameStep, Remember
from dialogs.flow import Memory
from dialogs.session import Session, Status

CONDITION_LENGTH = 200
"""A condition is cut to so many characters."""

ROWS_AT_ONCE = 200
"""An insert takes so many rows at most; SQLite allows 32,766 placeholders in a statement."""

WALK = frozenset(step.value for step in WalkStep)

SEE = f"{insert('seen', 'key, at')} ON CONFLICT (key) DO NOTHING"

BEGIN = f"{insert('sessions', rows.SESSION)} ON CONFLICT (id) DO NOTHING"

GO_ON = update("sessions", without_id(rows.SESSION))

GO_ON_FROM = f"{GO_ON} AND turn = ?"
"""Only where it stands at the turn that was read."""

KEEP_FLOW = """
    INSERT INTO flow_texts (digest, flow, version, body) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING
"""

ADD_CONDITION = """
    INSERT INTO conditions (id, deal, text, text_key, is_full) VALUES (?, ?, ?, ?, 0)
    ON CONFLICT (deal, text_key) DO NOTHING
"""

REOPEN = "UPDATE deals SET closed_at = NULL, closed_as = NULL WHERE id = ? AND closed_at IS NOT NULL"
"""A deal that is used again is open again."""

KEYS_KEPT = timedelta(days=30)
"""Platforms repeat themselves within minutes; a key is kept far longer, and not for ever."""


def forget_keys(db: Connection, now: datetime) -> None:
    """Forget the keys of changes so old that nobody repeats them."""
    db.execute("DELETE FROM seen WHERE at < ?", (rows.text_of(now - KEYS_KEPT),))


def save(db: Connection, change: Change, new_id: Ids) -> Saved:
    """Write the turn, or leave nothing."""
    at = rows.text_of(change.at)
    if db.execute(SEE, (change.key, at)).rowcount == 0:
        return Saved.REPEATED
    new = _keep_session(db, change)
    if change.base is None or change.session.submitted == change.at:
        db.execute(REOPEN, (change.session.deal,))
    if change.flow_text:
        session = change.session
        db.execute(KEEP_FLOW, (session.digest, session.flow, session.version, change.flow_text))
    if change.effects:
        _touch_deal(db, change, at, new_id)
    _name_steps(db, change, new=new)
    facts.keep(db, change.session, change.effects)
    for effect in change.effects:
        if isinstance(effect, AskManager):
            feedback.ask(db, change.session, effect, at)
    outbox.follow(db, change.deliveries)
    return Saved.SAVED


def _keep_session(db: Connection, change: Change) -> bool:
    """Write the session and its answers; whether it is a new one."""
    session = change.session
    row = rows.session_row(session)
    new = change.base is None and db.execute(BEGIN, row).rowcount == 1
    if change.base is not None:
        if db.execute(GO_ON_FROM, (*row[1:], session.id, change.base)).rowcount == 0:
            raise Abandoned(Saved.STALE)
    elif not new:
        db.execute(GO_ON, (*row[1:], session.id))
    if not new:
        db.execute("DELETE FROM answers WHERE session = ?", (session.id,))
    ident = session.id
    _insert(
        db,
        "answers",
        "session, question, n, value",
        [
            (ident, question, n, value)
            for question, values in session.answers.items()
            for n, value in enumerate(values)
        ],
    )
    return new


def _insert(db: Connection, table: str, columns: str, new: Sequence[rows.Row]) -> None:
    """Insert rows in one statement: several times cheaper than one for each."""
    for start in range(0, len(new), ROWS_AT_ONCE):
        part = new[start : start + ROWS_AT_ONCE]
        db.execute(insert(table, columns, len(part)), tuple(chain.from_iterable(part)))


def _touch_deal(db: Connection, change: Change, at: str, new_id: Ids) -> None:
    session = change.session
    memories = [effect for effect in change.effects if isinstance(effect, Remember)]
    if memories:
        _remember(db, session, memories)
    for effect in change.effects:
        if isinstance(effect, FillGlasses):
            pour(db, session.deal, effect.fill, effect.empty, at, session=session.id)
        elif isinstance(effect, AddCondition):
            _add_condition(db, session.deal, effect.text, new_id)


def _remember(db: Connection, session: Session, memories: list[Remember]) -> None:
    """In two statements, however much there is to remember."""
    found = {(_whose(effect, session), effect.question): effect.values for effect in memories}
    places = " OR ".join(["(person = ? AND question = ?)"] * len(found))
    gone = f"DELETE FROM deal_memory WHERE deal = ? AND ({places})"  # noqa: S608  our own words
    db.execute(gone, (session.deal, *chain.from_iterable(found)))
    values = [
        (session.deal, *place, n, value) for place, values in found.items() for n, value in enumerate(values)
    ]
    _insert(db, "deal_memory", "deal, person, question, n, value", values)
    walk = found.get((TEAM_MEMORY, "walk"), ())
    if WALK.intersection(walk[:1]):
        db.execute("UPDATE deals SET walk = ? WHERE id = ?", (walk[0], session.deal))


def _whose(effect: Remember, session: Session) -> int:
    return session.rep if effect.memory is Memory.REP else TEAM_MEMORY


def _add_condition(db: Connection, deal: int, text: str, new_id: Ids) -> None:
    cut = text.strip()[:CONDITION_LENGTH].rstrip()
    if cut:
        db.execute(ADD_CONDITION, (new_id(), deal, cut, name_key(cut)))


def _names_no_step(session: Session) -> bool:
    """Whether a submitted session has no step (any longer): an edit may have taken them all back."""
    if session.status is not Status.SUBMITTED:
        return False
    return not set(session.answers.get("agreed", ())) - NOT_A_STEP and not session.answers.get("promised")


def _name_steps(db: Connection, change: Change, *, new: bool) -> None:
    session = change.session
    named = [
        (session.id, n, session.deal, step.what, int(step.theirs), step.due and step.due.isoformat())
        for n, step in enumerate(effect for effect in change.effects if isinstance(effect, NameStep))
    ]
    if not new and (named or _names_no_step(session)):
        db.execute("DELETE FROM steps WHERE session = ?", (session.id,))
    _insert(db, "steps", "session, n, deal, what, theirs, due", named)
