"""Reading sessions."""

from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from bot.store import rows
from bot.store.sql import marks, padded, select
from dialogs.frozen import Values
from dialogs.session import Session

OF_ID = select(rows.SESSION, "sessions WHERE id = ?")

OPEN = select(rows.SESSION, "sessions WHERE rep = ? AND status = 'open' ORDER BY began DESC, id DESC")

UNFINISHED = select(
    rows.SESSION,
    "sessions WHERE rep = ? AND status = 'open' AND deal = ? AND flow = ? "
    "ORDER BY began DESC, id DESC LIMIT 1",
)

LAST_SUBMITTED = select(
    rows.SESSION,
    "sessions WHERE deal = ? AND flow = ? AND rep = ? AND status = 'submitted' "
    "ORDER BY submitted DESC, id DESC LIMIT 1",
)


def session(db: Connection, ident: int) -> Session | None:
    """The session of that id."""
    return _only(_sessions(db, OF_ID, ident))


def open_sessions(db: Connection, rep: int) -> tuple[Session, ...]:
    """The rep's open sessions, the newest first."""
    return _sessions(db, OPEN, rep)


def unfinished(db: Connection, rep: int, deal: int, flow: str) -> Session | None:
    """The rep's open session of that flow about that deal, the newest of several."""
    return _only(_sessions(db, UNFINISHED, rep, deal, flow))


def last_submitted(db: Connection, rep: int, deal: int, flow: str) -> Session | None:
    """The rep's session of that flow about that deal that was submitted last."""
    return _only(_sessions(db, LAST_SUBMITTED, deal, flow, rep))


def answers_of(
    db: Connection, sessions: Sequence[int], questions: Sequence[str] = ()
) -> dict[int, Mapping[str, Values]]:
    """The answers of those sessions; where questions are named, to those alone."""
    if not sessions:
        return {}
    asked = padded(sessions)
    of = f"session IN ({marks(len(asked))})"
    to = f"AND question IN ({marks(len(questions))})" if questions else ""
    chosen = f"answers WHERE {of} {to} ORDER BY session, question, n"
    found = db.execute(select("session, question, value", chosen), (*asked, *questions))
    return rows.grouped(found)


def flow_text(db: Connection, digest: str) -> str | None:
    """The text of a flow that some session began with."""
    row = db.execute("SELECT body FROM flow_texts WHERE digest = ?", (digest,)).fetchone()
    return row[0] if row else None


def flow_digests(db: Connection) -> Mapping[tuple[str, int], frozenset[str]]:
    """The digests that sessions began with, by flow id and version."""
    found: dict[tuple[str, int], frozenset[str]] = {}
    for flow, version, digest in db.execute("SELECT flow, version, digest FROM flow_texts"):
        found[flow, version] = found.get((flow, version), frozenset()) | {digest}
    return found


def _sessions(db: Connection, sql: str, *arguments: int | str) -> tuple[Session, ...]:
    found = db.execute(sql, arguments).fetchall()
    answers = answers_of(db, [row[0] for row in found])
    return tuple(rows.session(row, answers.get(row[0], {})) for row in found)


def _only(found: tuple[Session, ...]) -> Session | None:
    return found[0] if found else None
