"""All that is kept, or all that is kept of one person, as sheets of plain rows.

Each table stands in a sheet or in LEFT_OUT, with the reason (tests/store/test_exporting.py holds that).
People are named by their e-mail. All sheets show one state of the database.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from bot.store.connection import connect, guarded

Cells = tuple[Any, ...]
"""A row's values, in the order of its sheet's columns."""


class Sheet(NamedTuple):
    """Rows of one kind, read while they are asked for."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Cells]


class Query(NamedTuple):
    """How a sheet is read. ``of_person`` chooses one person's rows; empty: no row is one person's.

    ``packed`` are columns that hold JSON. ``theirs_alone``: of everybody it is not read.
    """

    sql: str
    of_person: str = ""
    order: str = ""
    packed: frozenset[str] = frozenset()
    theirs_alone: bool = False


def _query(
    sql: str, of_person: str = "", order: str = "", packed: str = "", *, theirs_alone: bool = False
) -> Query:
    return Query(" ".join(sql.split()), of_person, order, frozenset(packed.split()), theirs_alone)


QUERIES = {
    "people": _query(
        """
        SELECT p.email AS person, p.name, p.role, t.name AS team, p.zone, p.added_at, e.since AS in_team_since
        FROM people p LEFT JOIN teams t ON t.id = p.team LEFT JOIN enrolments e ON e.person = p.id
        """,
        "p.id = ?",
        "p.id",
    ),
    "accounts": _query(
        """
        SELECT p.email AS person, i.platform, i.workspace, i.account, i.left_at, a.address
        FROM identities i JOIN people p ON p.id = i.person
        LEFT JOIN addresses a
            ON a.platform = i.platform AND a.workspace = i.workspace AND a.account = i.account
        """,
        "i.person = ?",
        "p.id, i.platform, i.workspace, i.account",
        "address",
    ),
    "preferences": _query(
        """
        SELECT p.email AS person, c.zone, c.quiet, c.away_until
        FROM preferences c JOIN people p ON p.id = c.person
        """,
        "c.person = ?",
        "c.person",
    ),
    "sessions": _query(
        """
        SELECT s.id AS session, p.email AS person, s.flow, s.version, d.name AS deal, s.zone, s.began, s.page,
            s.shown, s.turn, s.status, s.submitted, s.seconds, s.unanswered, s.draft, s.push_ground,
            s.push_defects, s.push_kept, s.check_id, s.theme, s.ends
        FROM sessions s JOIN people p ON p.id = s.rep JOIN deals d ON d.id = s.deal
        """,
        "s.rep = ?",
        "s.id",
        "unanswered draft push_defects",
    ),
    "answers": _query(
        """
        SELECT a.session, p.email AS person, s.flow, d.name AS deal, s.submitted, a.question, a.n, a.value
        FROM answers a JOIN sessions s ON s.id = a.session JOIN people p ON p.id = s.rep
        JOIN deals d ON d.id = s.deal
        """,
        "s.rep = ?",
        "a.session, a.question, a.n",
    ),
    "steps": _query(
        """
        SELECT t.session, p.email AS person, d.name AS deal, t.n, t.what, t.theirs, t.due
        FROM steps t JOIN sessions s ON s.id = t.session JOIN people p ON p.id = s.rep
        JOIN deals d ON d.id = t.deal
        """,
        "s.rep = ?",
        "t.session, t.n",
    ),
    "grounds": _query(
        """
        SELECT w.session, p.email AS person, w.grounds, w.chance FROM weighed w JOIN people p ON p.id = w.rep
        """,
        "w.rep = ?",
        "w.session",
    ),
    "memory": _query(
        """
        SELECT p.email AS person, d.name AS deal, m.question, m.n, m.value
        FROM deal_memory m JOIN deals d ON d.id = m.deal LEFT JOIN people p ON p.id = m.person
        """,
        "m.person = ?",
        "m.deal, m.person, m.question, m.n",
    ),
    "feedback": _query(
        """
        SELECT f.id AS exchange, f.at, r.email AS person, t.name AS team, f.asked, f.body AS text, f.deal,
            m.email AS manager, f.answer, f.answered
        FROM feedback f LEFT JOIN people r ON r.id = f.rep LEFT JOIN people m ON m.id = f.manager
        LEFT JOIN teams t ON t.id = f.team
        """,
        "? IN (f.rep, f.manager)",
        "f.id",
    ),
    "experiments": _query(
        """
        SELECT p.email AS person, t.experiment, t.taken, t.before_count, t.before_of, t.judged, t.ended
        FROM trials t JOIN people p ON p.id = t.rep
        """,
        "t.rep = ?",
        "t.id",
    ),
    "access-log": _query(
        """
        SELECT a.at, r.email AS person, m.email AS manager, a.what, a.name
        FROM accesses a LEFT JOIN people r ON r.id = a.rep LEFT JOIN people m ON m.id = a.manager
        """,
        "a.rep = ?",
        "a.at, a.rep, a.name",
    ),
    "digests": _query(
        """
        SELECT p.email AS person, g.kind, g.period, g.at, g.document
        FROM digests g JOIN people p ON p.id = g.person
        """,
        "g.person = ?",
        "g.at, g.key",
        "document",
    ),
    "told-to-managers": _query(
        """
        SELECT p.email AS person, g.period, g.at, m.email AS manager, x.document
        FROM digest_parts x JOIN digests g ON g.key = x.key JOIN people p ON p.id = x.rep
        LEFT JOIN people m ON m.id = g.person
        """,
        "x.rep = ?",
        "g.at, g.key, x.rep",
        "document",
    ),
    "tips-pressed": _query(
        """
        SELECT p.email AS person, t.name AS team, x.tip, x.wanted
        FROM tip_presses x LEFT JOIN people p ON p.id = x.person LEFT JOIN teams t ON t.id = x.team
        """,
        "x.person = ?",
        "x.team, x.tip, x.person",
        theirs_alone=True,  # of others it is counted, never named
    ),
    "deliveries": _query(
        """
        SELECT d.id AS delivery, d.kind, d.key, p.email AS person, t.name AS team, d.due, d.until, d.payload,
            d.state, d.attempts, d.why, d.settled
        FROM deliveries d LEFT JOIN people p ON p.id = d.person LEFT JOIN teams t ON t.id = d.team
        """,
        "d.person = ?",
        "d.id",
        "payload",
    ),
    "playground": _query(
        "SELECT m.place, m.at, m.document FROM posts m", "m.place = 'chat:' || ?", "m.id", "document"
    ),
    "teams": _query("SELECT t.* FROM teams t", order="t.id"),
    "deals": _query(
        """
        SELECT d.id AS deal, d.name, t.name AS team, d.walk, d.created_at, d.closed_at, d.closed_as
        FROM deals d JOIN teams t ON t.id = d.team
        """,
        order="d.id",
    ),
    "former-names": _query(
        """
        SELECT f.name, f.deal, d.name AS now, t.name AS team
        FROM former_names f JOIN deals d ON d.id = f.deal JOIN teams t ON t.id = f.team
        """,
        order="f.team, f.name_key",
    ),
    "conditions": _query(
        """
        SELECT c.deal, d.name, c.text, c.is_full, c.since, c.session, p.email AS filled_by
        FROM conditions c JOIN deals d ON d.id = c.deal LEFT JOIN people p ON p.id = c.filled_by
        """,
        order="c.deal, c.id",
    ),
    "tips-given": _query(
        "SELECT t.name AS team, g.day, g.tip FROM tips_given g JOIN teams t ON t.id = g.team",
        order="g.team, g.day",
    ),
    "tips-counted": _query(
        """
        SELECT t.name AS team, x.tip, x.wanted, COUNT(*) AS people
        FROM tip_presses x LEFT JOIN teams t ON t.id = x.team GROUP BY x.team, t.name, x.tip, x.wanted
        """,
        order="x.team, x.tip, x.wanted",
    ),
    "tip-wishes": _query(
        """
        SELECT t.name AS team, w.theme_order, w.pinned, w.skipped, w.follow_gaps, w.paused_until
        FROM wishes w JOIN teams t ON t.id = w.team
        """,
        order="w.team",
        packed="theme_order skipped",
    ),
    "workspaces": _query("SELECT w.* FROM workspaces w", order="w.platform, w.workspace"),
}
"""The sheets: those that may be one person's first, then the team's and the house's."""

LEFT_OUT = {
    "calls": "made from sessions, answers and steps",
    "reflected": "made from sessions and answers",
    "merged_deals": "numbers alone: the names are in former-names",
    "flow_texts": "the content's texts, by the version that a session began with",
    "notes": "the house's own",
    "seen": "keys of changes, for a month: nothing of what was changed",
    "shown": "where a delivery stands on its platform: numbers of the platform's",
}
"""The tables that are in no sheet, and why."""


def sheets(path: Path, person: int | None = None) -> Iterator[Sheet]:
    """Each sheet in turn, of one person or of everybody; read one to its end before the next.

    Raises StoreError where the database cannot be read.
    """
    with guarded(), closing(connect(path, readonly=True)) as db:
        db.execute("BEGIN")
        for name, query in QUERIES.items():
            if query.theirs_alone if person is None else not query.of_person:
                continue
            chosen = f" WHERE {query.of_person}" if person is not None else ""
            cursor = db.execute(
                f"{query.sql}{chosen} ORDER BY {query.order}", () if person is None else (person,)
            )
            columns = tuple(column for column, *_ in cursor.description)
            yield Sheet(name, columns, (_unpacked(row, columns, query.packed) for row in cursor))


def _unpacked(row: Cells, columns: tuple[str, ...], packed: frozenset[str]) -> Cells:
    """The row with the JSON in it read."""
    return tuple(
        json.loads(value) if value and column in packed else value
        for column, value in zip(columns, row, strict=True)
    )
