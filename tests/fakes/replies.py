"""The port bot.ports.replies in memory."""

from collections.abc import Sequence
from datetime import datetime

from bot.sending.outbox import Delivery
from dialogs.digest.since import pressable
from dialogs.document import Act
from dialogs.recall import RECALLED
from dialogs.session import Status
from tests.fakes.tables import FakeBase, follow


class FakeReplies(FakeBase):
    """Replies to notes, what came of learnings, digests with a button."""

    async def reply(
        self, note: int, rep: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        known = self._kept.requests.get(note)
        if known is None or known.asked or known.rep != rep or known.answered or not known.text:
            return False
        self._kept.requests[note] = known._replace(answer=text, answered=at)
        for delivery in deliveries:
            follow(self._kept, delivery)
        return True

    async def recall(self, session: int, rep: int, came: str, deliveries: Sequence[Delivery] = ()) -> bool:
        known = self._kept.sessions.get(session)
        if known is None or known.rep != rep or known.status is not Status.SUBMITTED:
            return False
        if not known.answer("learning") or known.answer(RECALLED):
            return False
        said = {**known.answers, RECALLED: (came,)}
        self._kept.sessions[session] = known.model_copy(update={"answers": said})
        for delivery in deliveries:
            follow(self._kept, delivery)
        return True

    async def standing(self, readers: Sequence[int], act: Act, ref: str) -> tuple[Delivery, ...]:
        kept = self._kept
        return tuple(
            kept.deliveries[digest.key]
            for digest in kept.digests.values()
            if digest.person in readers and digest.key in kept.deliveries
            if digest.key not in kept.without_text
            if any(each.act is act and each.ref.startswith(ref) for each in pressable(digest.document))
        )
