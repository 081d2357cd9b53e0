"""What feedback needs from the store: exchanges between a rep and a manager."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.sending.outbox import Delivery
from dialogs.digest.facts import Request


class FeedbackStore(Protocol):
    """Both ways: a rep's request that a manager answers, a manager's note unasked."""

    async def put_request(self, request: Request, key: str, deliveries: Sequence[Delivery] = ()) -> bool:
        """Keep an exchange with its deliveries in one transaction; False if the key was seen before."""

    async def answer_request(
        self, request: int, manager: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        """Keep the first answer; False (and nothing changed) if it has one, or is a note.

        ``deliveries``: one whose key was sent already goes out once more, and changes where it stands.
        """

    async def request(self, request: int) -> Request | None:
        """The exchange of that id; None once its text has gone with a person who was forgotten."""

    async def requests(self, team: int, *, waiting: bool = True, limit: int = 50) -> tuple[Request, ...]:
        """A team's exchanges, the oldest first; ``waiting``: only requests without an answer."""

    async def notes_to(self, team: int, manager: int, since: datetime) -> tuple[Request, ...]:
        """The notes about deals that a manager wrote to a team's reps since then, the newest first."""
