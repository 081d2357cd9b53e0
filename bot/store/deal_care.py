"""Deals, looked at by one person and changed by hand: the port bot.ports.deals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.ports.deals import Edited, Named
from bot.store import deal_edit, former_names, merging, rows
from bot.store.base import StoreBase
from bot.store.deals import MEMORY, WRITTEN, deal, drop_deal
from bot.store.sql import select
from dialogs.deal import Closing, Deal, Outcome
from dialogs.deal_edit import Edit, Reworded
from dialogs.near import near
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
        (SELECT a.value FROM answers a WHERE a.session = s.check_id AND a.question IN ('step', 'advance')
            AND a.n = 0 ORDER BY a.question DESC LIMIT 1),
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

OPEN_NAMES = f"""
    deals d WHERE team = ? AND closed_at IS NULL AND {WRITTEN.format(deal="d.id")} ORDER BY name_key, id
"""

WRITTEN_NAMES = f"{OPEN_NAMES} LIMIT ?"

CLOSE = "UPDATE deals SET closed_at = ?, closed_as = ? WHERE id = ?"


class DealPart(StoreBase):
    """The port bot.ports.deals."""

    async def story(self, deal: int, person: int) -> Story | None:
        """The deal as that person knows it; None if there is no such deal."""
        return await self._read(lambda db: story(db, deal, person))

    async def became(self, deal: int) -> Deal | None:
        """The deal that a merged one became part of; None if none of that id was merged."""
        return await self._read(lambda db: became(db, deal))

    async def deal_names(
        self, team: int, rep: int | None = None, limit: int = 100, *, written: bool = False
    ) -> tuple[Named, ...]:
        """A team's open deals by name; with ``rep`` those that the rep had sessions about."""
        return await self._read(lambda db: names(db, team, rep, limit, written=written))

    async def near_deals(self, team: int, name: str, limit: int = 5) -> tuple[Named, ...]:
        """A team's open deals whose names are near that one, the likeliest first."""
        return await self._read(lambda db: near_deals(db, team, name, limit))

    async def edit_deal(self, deal: int, edit: Edit, person: int, at: datetime) -> Edited:
        """Name, glasses and date as they were changed, all of it or nothing."""
        return await self._write(lambda db: deal_edit.edit(db, deal, edit, person, at))

    async def put_conditions(self, deal: int, texts: Mapping[int, Reworded], new: Sequence[str]) -> Edited:
        """Conditions in other words (no words: gone for good), and new ones; all of it or nothing."""
        return await self._write(lambda db: deal_edit.put_conditions(db, self._ids, deal, texts, new))

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


def became(db: Connection, ident: int) -> Deal | None:
    """The deal that the one of that id became part of."""
    now = former_names.became(db, ident)
    return deal(db, now) if now is not None else None


def names(
    db: Connection, team: int, rep: int | None, limit: int, *, written: bool = False
) -> tuple[Named, ...]:
    """Open deals by name."""
    found = (
        db.execute(select("id, name", WRITTEN_NAMES if written else NAMES), (team, limit))
        if rep is None
        else db.execute(select("id, name", OWN_NAMES), (team, rep, limit))
    )
    return tuple(Named(*row) for row in found)


def near_deals(db: Connection, team: int, name: str, limit: int) -> tuple[Named, ...]:
    """Open deals that somebody wrote about, by names that are near that one."""
    found = [Named(*row) for row in db.execute(select("id, name", OPEN_NAMES), (team,))]
    return tuple(found[place] for place in near(name, [each.name for each in found], limit))


def remove(db: Connection, deal: int, person: int) -> bool:
    """Take away a deal that nobody submitted anything about and nobody else began with."""
    if db.execute("SELECT 1 FROM deals WHERE id = ?", (deal,)).fetchone() is None:
        return False
    _, others = db.execute(TOUCHED, (person, person, deal)).fetchone()
    if others:
        return False
    drop_deal(db, deal)
    return True
