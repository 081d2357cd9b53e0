"""Replies to notes, what came of learnings, and the digests in which that is to be seen."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.sending.outbox import Delivery
from bot.store import outbox, rows
from bot.store.base import StoreBase
from bot.store.sql import marks, padded, select
from dialogs.document import Act
from dialogs.recall import RECALLED

REPLY = """
    UPDATE feedback SET answer = ?, answered = ?
    WHERE id = ? AND rep = ? AND asked = 0 AND answered IS NULL AND body <> ''
"""

RECALL = """
    INSERT INTO answers (session, question, n, value)
    SELECT s.id, ?, 0, ? FROM sessions s
    JOIN answers a ON a.session = s.id AND a.question = 'learning' AND a.n = 0 AND a.value <> ''
    WHERE s.id = ? AND s.rep = ? AND s.status = 'submitted'
    ON CONFLICT (session, question, n) DO NOTHING
"""

STANDING = "deliveries WHERE key IN (SELECT key FROM digests WHERE person IN ({marks}) AND document LIKE ?)"


class ReplyPart(StoreBase):
    """The port bot.ports.replies."""

    async def reply(
        self, note: int, rep: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        """Keep a rep's first reply to a note; False for any other."""
        said = (text, rows.text_of(at), note, rep)
        return await self._write(lambda db: _kept(db, REPLY, said, deliveries))

    async def recall(self, session: int, rep: int, came: str, deliveries: Sequence[Delivery] = ()) -> bool:
        """Keep what a rep says came of a learning of theirs, once."""
        said = (RECALLED, came, session, rep)
        return await self._write(lambda db: _kept(db, RECALL, said, deliveries))

    async def standing(self, readers: Sequence[int], act: Act, ref: str) -> tuple[Delivery, ...]:
        """The deliveries of these readers' digests with such a button."""
        return await self._read(lambda db: standing(db, readers, act, ref))


def standing(db: Connection, readers: Sequence[int], act: Act, ref: str) -> tuple[Delivery, ...]:
    """The deliveries of these readers' digests with such a button; of each there are a quarter's, a dozen."""
    if not readers:
        return ()
    button = f'%"act":"{act.value}","ref":"{ref}%'
    asked = padded(readers)
    chosen = STANDING.format(marks=marks(len(asked)))
    found = db.execute(select(rows.DELIVERY, chosen), (*asked, button)).fetchall()
    return tuple(map(rows.delivery, found))


def _kept(db: Connection, sql: str, said: rows.Row, deliveries: Sequence[Delivery]) -> bool:
    if db.execute(sql, said).rowcount == 0:
        return False
    outbox.follow(db, deliveries)
    return True
