"""Deals, looked at by one person and changed by hand: the port bot.ports.deals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from sqlite3 import Connection

from bot.ids import Ids
from bot.ports.deals import Named
from bot.store import merging, rows, sessions
from bot.store.base import StoreBase
from bot.store.deals import MEMORY
from bot.store.saving import ADD_CONDITION, CONDITION_LENGTH, GO_ON
from bot.store.sql import select
from dialogs.deal import WATCH_MY_BACK, Closing, Condition, Outcome, name_key
from dialogs.story import Call, Filled, Story

FILLED = """
    SELECT c.id, c.since, COALESCE(CASE WHEN c.session IS NULL THEN c.filled_by ELSE s.rep END, 0)
    FROM conditions c LEFT JOIN sessions s ON s.id = c.session
    WHERE c.deal = ? AND c.is_full = 1 AND c.since IS NOT NULL
"""

TOUCHED = """
    SELECT COALESCE(SUM(CASE WHEN rep = ? THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN rep <> ? OR submitted IS NOT NULL THEN 1 ELSE 0 END), 0)
    FROM sessions WHERE deal = ?
"""

CALLS = """
    SELECT s.submitted, c.outcome,
        (SELECT a.value FROM answers a WHERE a.session = s.check_id AND a.question = 'advance' AND a.n = 0),
        (SELECT a.value FROM answers a WHERE a.session = s.check_id AND a.question = 'chance' AND a.n = 0),
        (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'learning' AND a.n = 0)
    FROM calls c JOIN sessions s ON s.id = c.session
    WHERE c.deal = ? AND s.rep = ? ORDER BY c.submitted_us DESC, c.session DESC
"""

NAMES = "deals WHERE team = ? AND closed_at IS NULL ORDER BY name_key, id LIMIT ?"

OWN_NAMES = """
    deals WHERE team = ? AND closed_at IS NULL AND id IN (SELECT deal FROM sessions WHERE rep = ?)
    ORDER BY name_key, id LIMIT ?
"""

CONDITIONS = "SELECT id, text, is_full FROM conditions WHERE deal = ? ORDER BY id"

FILL = "UPDATE conditions SET is_full = ?, since = ?, session = NULL, filled_by = ? WHERE id = ?"

NEXT_STEP = """
    SELECT s.id FROM sessions s
    WHERE s.deal = ? AND s.flow = 'postcall' AND s.status = 'submitted'
        AND EXISTS (SELECT 1 FROM steps t WHERE t.session = s.id AND t.theirs = 1)
    ORDER BY s.submitted DESC, s.id DESC LIMIT 1
"""

CLOSE = "UPDATE deals SET closed_at = ?, closed_as = ? WHERE id = ?"

OF_DEAL = "SELECT id FROM sessions WHERE deal = ?"


class DealPart(StoreBase):
    """The port bot.ports.deals."""

    async def story(self, deal: int, person: int) -> Story | None:
        """The deal as that person knows it; None if there is no such deal."""
        return await self._read(lambda db: story(db, deal, person))

    async def deal_names(self, team: int, rep: int | None = None, limit: int = 100) -> tuple[Named, ...]:
        """A team's open deals by name; with ``rep`` those that the rep had sessions about."""
        return await self._read(lambda db: names(db, team, rep, limit))

    async def fill_glasses(self, deal: int, full: frozenset[str], person: int, at: datetime) -> None:
        """These conditions are full, and no others; of those that change now the person said it."""
        await self._write(lambda db: fill(db, deal, full, person, at))

    async def put_conditions(self, deal: int, texts: Mapping[int, str], new: Sequence[str]) -> None:
        """Conditions in other words (an empty text: gone for good), and new ones."""
        await self._write(lambda db: put_conditions(db, self._ids, deal, texts, new))

    async def rename_deal(self, deal: int, name: str) -> int | None:
        """Another name, unless another deal of the team has it: that deal's id."""
        return await self._write(lambda db: rename(db, deal, name))

    async def date_step(self, deal: int, due: date | None) -> bool:
        """The buyer's next step has another date, or none; False if they own no step."""
        return await self._write(lambda db: date_step(db, deal, due))

    async def close_deal(self, deal: int, closing: Closing, at: datetime) -> None:
        """It leaves lists and digests, until it is opened again or used."""
        await self._write(lambda db: db.execute(CLOSE, (rows.text_of(at), closing.value, deal)))

    async def reopen_deal(self, deal: int) -> None:
        """It is open again."""
        await self._write(lambda db: db.execute(CLOSE, (None, None, deal)))

    async def merge_deals(self, source: int, target: int) -> bool:
        """All that belongs to the first belongs to the second, and the first is gone."""
        return await self._write(lambda db: merging.merge(db, source, target))

    async def remove_deal(self, deal: int, person: int) -> bool:
        """An untouched deal is gone, with what this person began."""
        return await self._write(lambda db: remove(db, deal, person))


def story(db: Connection, deal: int, person: int) -> Story | None:
    """What one person knows of a deal."""
    found = db.execute("SELECT closed_at FROM deals WHERE id = ?", (deal,)).fetchone()
    if found is None:
        return None
    mine, others = db.execute(TOUCHED, (person, person, deal)).fetchone()
    kept = rows.grouped(db.execute(MEMORY, (deal, person, person)))
    return Story(
        filled={ident: Filled(rows.instant(since), by) for ident, since, by in db.execute(FILLED, (deal,))},
        closed_at=rows.instant(found[0]) if found[0] else None,
        begun=mine > 0,
        untouched=others == 0,
        memory=kept.get(person, {}),
        calls=tuple(
            Call(rows.instant(at), Outcome(outcome), step or "", chance or "", learning or "")
            for at, outcome, step, chance, learning in db.execute(CALLS, (deal, person))
        ),
    )


def names(db: Connection, team: int, rep: int | None, limit: int) -> tuple[Named, ...]:
    """Open deals by name."""
    found = (
        db.execute(select("id, name", NAMES), (team, limit))
        if rep is None
        else db.execute(select("id, name", OWN_NAMES), (team, rep, limit))
    )
    return tuple(Named(*row) for row in found)


def fill(db: Connection, deal: int, full: frozenset[str], person: int, at: datetime) -> None:
    """Only what changes is written, so that a glass stays full since it was filled."""
    for ident, text, was in db.execute(CONDITIONS, (deal,)).fetchall():
        now = Condition(id=ident, text=text).key in full
        if now != bool(was):
            db.execute(FILL, (1, rows.text_of(at), person, ident) if now else (0, None, None, ident))


def put_conditions(
    db: Connection, new_id: Ids, deal: int, texts: Mapping[int, str], new: Iterable[str]
) -> None:
    """Other words, fewer conditions, new ones. Words may change places: each key is first set aside."""
    standing: dict[str, int] = {}
    for ident, text, _ in db.execute(CONDITIONS, (deal,)).fetchall():
        changed = ident in texts and text != WATCH_MY_BACK
        said = _cut(texts[ident]) if changed else text
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


def _cut(text: str) -> str:
    return text.strip()[:CONDITION_LENGTH].rstrip()


def rename(db: Connection, deal: int, name: str) -> int | None:
    """Another name, unless another deal of the team has it."""
    taken = """
        SELECT o.id FROM deals d JOIN deals o ON o.team = d.team
        WHERE d.id = ? AND o.name_key = ? AND o.id <> d.id
    """
    found = db.execute(taken, (deal, name_key(name))).fetchone()
    other: int | None = found[0] if found else None
    if other is None:
        row = (name.strip(), name_key(name), deal)
        db.execute("UPDATE deals SET name = ?, name_key = ? WHERE id = ?", row)
    return other


def date_step(db: Connection, deal: int, due: date | None) -> bool:
    """Steps, facts and the answer that named the date say the same, so that a later edit keeps it."""
    found = db.execute(NEXT_STEP, (deal,)).fetchone()
    session = sessions.session(db, found[0]) if found else None
    if session is None or session.submitted is None:
        return False
    day = due.isoformat() if due else None
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
    return True


def remove(db: Connection, deal: int, person: int) -> bool:
    """Take away a deal that nobody submitted anything about and nobody else began with."""
    if db.execute("SELECT 1 FROM deals WHERE id = ?", (deal,)).fetchone() is None:
        return False
    _, others = db.execute(TOUCHED, (person, person, deal)).fetchone()
    if others:
        return False
    db.execute(f"DELETE FROM answers WHERE session IN ({OF_DEAL})", (deal,))  # noqa: S608  our own words
    for table in ("sessions", "conditions", "deal_memory"):
        db.execute(f"DELETE FROM {table} WHERE deal = ?", (deal,))  # noqa: S608  our own words
    db.execute("DELETE FROM deals WHERE id = ?", (deal,))
    return True
