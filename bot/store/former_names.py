"""Names that deals had before: each leads to one deal of its team, as long as no deal has it for its own."""

from sqlite3 import Connection

from dialogs.deal import name_key

LEADS_TO = "SELECT deal FROM former_names WHERE team = ? AND name_key = ?"

KEEP = """
    INSERT INTO former_names (team, name_key, name, deal) SELECT team, ?, ?, id FROM deals WHERE id = ?
    ON CONFLICT (team, name_key) DO UPDATE SET name = excluded.name, deal = excluded.deal
"""

OWN = """
    DELETE FROM former_names WHERE EXISTS (
        SELECT 1 FROM deals d
        WHERE d.id = ? AND d.team = former_names.team AND d.name_key = former_names.name_key)
"""


def leads_to(db: Connection, team: int, name: str) -> int | None:
    """The id of the team's deal that had that name."""
    row = db.execute(LEADS_TO, (team, name_key(name))).fetchone()
    return row[0] if row else None


def give_up(db: Connection, deal: int, name: str) -> None:
    """The deal has another name now: that one still leads to it, and its own is nobody's former one."""
    db.execute(KEEP, (name_key(name), name, deal))
    db.execute(OWN, (deal,))


def hand_over(db: Connection, source: int, target: int) -> None:
    """The first deal becomes part of the second: all its names lead there. Both are still there."""
    db.execute("UPDATE former_names SET deal = ? WHERE deal = ?", (target, source))
    (name,) = db.execute("SELECT name FROM deals WHERE id = ?", (source,)).fetchone()
    db.execute(KEEP, (name_key(name), name, target))
