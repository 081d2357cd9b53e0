"""What deals were before. Names: each leads to one deal of its team, as long as no deal has it for its own.

And ids of deals that became part of others: those are nobody else's ever.
"""

from sqlite3 import Connection

from dialogs.deal import name_key

LEADS_TO = "SELECT deal FROM former_names WHERE team = ? AND name_key = ?"

KEEP = """
    INSERT INTO former_names (team, name_key, name, deal) SELECT team, ?, ?, id FROM deals WHERE id = ?
    ON CONFLICT (team, name_key) DO UPDATE SET name = excluded.name, deal = excluded.deal
"""

BECAME = "SELECT deal FROM merged_deals WHERE id = ?"

OWN = """
    DELETE FROM former_names WHERE EXISTS (
        SELECT 1 FROM deals d
        WHERE d.id = ? AND d.team = former_names.team AND d.name_key = former_names.name_key)
"""


def leads_to(db: Connection, team: int, name: str) -> int | None:
    """The id of the team's deal that had that name."""
    row = db.execute(LEADS_TO, (team, name_key(name))).fetchone()
    return row[0] if row else None


def became(db: Connection, deal: int) -> int | None:
    """The id of the deal that the one of that id became part of."""
    row = db.execute(BECAME, (deal,)).fetchone()
    return row[0] if row else None


def give_up(db: Connection, deal: int, name: str) -> None:
    """The deal has another name now: that one still leads to it, and its own is nobody's former one."""
    db.execute(KEEP, (name_key(name), name, deal))
    db.execute(OWN, (deal,))


def hand_over(db: Connection, source: int, target: int) -> None:
    """The first deal becomes part of the second: its names and its id lead there. Both are still there."""
    for table in ("former_names", "merged_deals"):
        db.execute(f"UPDATE {table} SET deal = ? WHERE deal = ?", (target, source))  # noqa: S608  our own words
    db.execute("INSERT INTO merged_deals (id, deal) VALUES (?, ?)", (source, target))
    (name,) = db.execute("SELECT name FROM deals WHERE id = ?", (source,)).fetchone()
    db.execute(KEEP, (name_key(name), name, target))
