"""Exchanges between reps and managers: questions with their answers, and notes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.coach.asking import taken_back
from bot.sending.outbox import Delivery
from bot.store import outbox, rows
from bot.store.base import StoreBase
from bot.store.sql import insert, marks, padded, select
from dialogs.digest.facts import Request
from dialogs.effects import AskManager
from dialogs.session import Session

EXCHANGE = "id, rep, team, at, asked, body, deal, manager, answer, answered"

PUT = f"{insert('feedback', f'{EXCHANGE}, key')} ON CONFLICT (key) DO NOTHING"

OF_ID = select(EXCHANGE, "feedback WHERE id = ? AND body <> ''")

WAITS = "asked = 1 AND answered IS NULL AND body <> ''"

ANSWER = f"UPDATE feedback SET manager = ?, answer = ?, answered = ? WHERE id = ? AND {WAITS}"  # noqa: S608

LISTED = "feedback WHERE team = ? AND body <> '' ORDER BY at, id LIMIT ?"

LISTED_WAITING = f"feedback WHERE team = ? AND {WAITS} ORDER BY at, id LIMIT ?"

NOTES_TO = """
    feedback WHERE team = ? AND at >= ? AND manager = ? AND asked = 0 AND body <> '' AND deal <> ''
    ORDER BY at DESC, id DESC
"""

ASK = """
    INSERT INTO feedback (id, rep, team, at, asked, body, deal, manager, answer, answered, key)
    SELECT ?, p.id, p.team, ?, 1, ?, d.name, NULL, '', NULL, ?
    FROM people p JOIN deals d ON d.id = ? WHERE p.id = ? AND p.team IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE feedback.answered IS NULL
"""
"""The question of a reflection bears the session's id, so that an edit finds it."""

TAKE_BACK = "DELETE FROM feedback WHERE id = ? AND asked = 1 AND answered IS NULL"


LEADS = """
    SELECT p.id, COALESCE(e.since, p.added_at) FROM people p LEFT JOIN enrolments e ON e.person = p.id
    WHERE p.team IN ({teams}) AND p.role <> 'rep'
"""

WROTE_IN = "SELECT id FROM feedback WHERE rep = ? OR manager = ?"
"""Also what has aged out of here since: where it was shown it may stand still."""

TOLD = select(rows.DELIVERY, "deliveries WHERE kind = 'feedback' AND person <> ?")

STAND = "SELECT key FROM shown WHERE key IN (SELECT key FROM deliveries WHERE kind = 'feedback')"

AS_SENT = "UPDATE deliveries SET state = 'sent' WHERE key = ? AND state IN ('skipped', 'failed', 'parked')"
"""A later change of it came to nothing, or nobody knows whether it arrived: it is changed once more."""


class FeedbackPart(StoreBase):
    """The port bot.ports.feedback."""

    async def put_request(self, request: Request, key: str, deliveries: Sequence[Delivery] = ()) -> bool:
        """Keep an exchange with its deliveries in one transaction; False if the key was seen before."""
        return await self._write(lambda db: put_request(db, request, key, deliveries))

    async def answer_request(
        self, request: int, manager: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        """Keep the first answer; False if it has one already, or waits for none."""
        return await self._write(lambda db: answer(db, request, manager, text, at, deliveries))

    async def request(self, request: int) -> Request | None:
        """The exchange of that id; None once its text has gone with a person."""
        return await self._read(lambda db: _only(db, request))

    async def requests(self, team: int, *, waiting: bool = True, limit: int = 50) -> tuple[Request, ...]:
        """A team's exchanges, the oldest first; ``waiting``: only requests without an answer."""
        chosen = select(EXCHANGE, LISTED_WAITING if waiting else LISTED)
        return await self._read(lambda db: tuple(map(request_of, db.execute(chosen, (team, limit)))))

    async def notes_to(self, team: int, manager: int, since: datetime) -> tuple[Request, ...]:
        """The notes about deals that a manager wrote to a team's reps since then, the newest first."""
        return await self._read(lambda db: notes_to(db, team, manager, since))


def notes_to(db: Connection, team: int, manager: int, since: datetime) -> tuple[Request, ...]:
    """A manager's notes about deals to a team's reps, the newest first."""
    found = db.execute(select(EXCHANGE, NOTES_TO), (team, rows.text_of(since), manager))
    return tuple(map(request_of, found))


def put_request(db: Connection, request: Request, key: str, deliveries: Sequence[Delivery]) -> bool:
    """Keep an exchange and what tells of it."""
    row: rows.Row = (
        request.id,
        request.rep,
        request.team,
        rows.text_of(request.at),
        int(request.asked),
        request.text,
        request.deal,
        request.manager,
        request.answer,
        rows.text_of(request.answered) if request.answered else None,
        key,
    )
    if db.execute(PUT, row).rowcount == 0:
        return False
    outbox.follow(db, deliveries)
    return True


def answer(  # noqa: PLR0913, PLR0917  as the port has it
    db: Connection, request: int, manager: int, text: str, at: datetime, deliveries: Sequence[Delivery]
) -> bool:
    """Keep the first answer and what tells of it."""
    if db.execute(ANSWER, (manager, text, rows.text_of(at), request)).rowcount == 0:
        return False
    outbox.follow(db, deliveries)
    return True


def ask(db: Connection, session: Session, effect: AskManager, at: str) -> None:
    """Keep the question of a reflection, change the one that waits, or take it back."""
    if effect.text:
        db.execute(ASK, (session.id, at, effect.text, f"session:{session.id}", session.deal, session.rep))
    else:
        db.execute(TAKE_BACK, (session.id,))


def exchanges(
    db: Connection, whose: str, idents: Sequence[int], since: datetime, until: datetime
) -> Iterator[Request]:
    """Exchanges of those teams or reps (``whose`` is the column): begun in that time, and all that wait."""
    asked = padded(idents)
    of = f"feedback WHERE {whose} IN ({marks(len(asked))})"
    first, last = rows.text_of(since), rows.text_of(until)
    begun = select(EXCHANGE, f"{of} AND at >= ? AND at < ?")
    waiting = select(EXCHANGE, f"{of} AND {WAITS}")
    found = db.execute(f"{begun} UNION {waiting} ORDER BY at, id", (*asked, first, last, *asked))
    return map(request_of, found)


def leads(db: Connection, teams: Sequence[int]) -> dict[int, datetime]:
    """Who is no rep in those teams, and since when."""
    found = db.execute(LEADS.format(teams=marks(len(teams))), teams)
    return {person: rows.instant(since) for person, since in found}


def forget(db: Connection, person: int, at: datetime) -> None:
    """Take away what a person wrote and what was written to them; the exchanges still count.

    What of it stands in others' chats is changed there: it says that it was taken back.
    """
    exchanges = {ident for (ident,) in db.execute(WROTE_IN, (person, person))}
    told = map(rows.delivery, db.execute(TOLD, (person,)).fetchall()) if exchanges else ()
    back = taken_back(told, exchanges, {key for (key,) in db.execute(STAND)}, at)
    db.executemany(AS_SENT, [(each.key,) for each in back])
    outbox.follow(db, back)
    db.execute("UPDATE feedback SET rep = 0, body = '', deal = '', answer = '' WHERE rep = ?", (person,))
    db.execute(
        "UPDATE feedback SET manager = NULL, answer = '', body = CASE WHEN asked = 1 THEN body ELSE '' END "
        "WHERE manager = ?",
        (person,),
    )


def _only(db: Connection, ident: int) -> Request | None:
    row = db.execute(OF_ID, (ident,)).fetchone()
    return request_of(row) if row else None


def request_of(row: rows.Row) -> Request:
    """An exchange from EXCHANGE's columns."""
    ident, rep, team, at, asked, text, deal, manager, answered_with, answered = row
    return Request(
        id=ident,
        rep=rep,
        team=team,
        at=rows.instant(at),
        asked=bool(asked),
        text=text,
        deal=deal,
        manager=manager,
        answer=answered_with,
        answered=rows.instant(answered) if answered else None,
    )
