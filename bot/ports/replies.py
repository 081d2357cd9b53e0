"""What is said to something that stands in a chat already: a reply to a note, what came of a learning."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.sending.outbox import Delivery
from dialogs.document import Act


class ReplyStore(Protocol):
    """The words that come back, and the digests that have to change for it."""

    async def reply(
        self, note: int, rep: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        """Keep a rep's first reply to a note; False (and nothing changed) for any other.

        ``deliveries``: one whose key was sent already goes out once more, and changes where it stands.
        """

    async def recall(self, session: int, rep: int, came: str, deliveries: Sequence[Delivery] = ()) -> bool:
        """Keep what a rep says came of their reflection's learning, once; False for any other reflection."""

    async def standing(self, readers: Sequence[int], act: Act, ref: str) -> tuple[Delivery, ...]:
        """The deliveries of these readers' digests with such a button, its ref beginning like that."""
