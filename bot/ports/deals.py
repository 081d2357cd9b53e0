"""What the care of deals needs from the store: one person's view of a deal, and changes made in place.

Every change is one transaction. Made twice, it is made once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from dialogs.deal import Closing
from dialogs.story import Story


class Named(NamedTuple):
    """A deal by name."""

    id: int
    name: str


class DealStore(Protocol):
    """Deals, looked at by one person and changed by hand."""

    async def story(self, deal: int, person: int) -> Story | None:
        """The deal as that person knows it; None if there is no such deal."""

    async def deal_names(self, team: int, rep: int | None = None, limit: int = 100) -> tuple[Named, ...]:
        """A team's open deals by name; with ``rep`` those that the rep had sessions about."""

    async def fill_glasses(self, deal: int, full: frozenset[str], person: int, at: datetime) -> None:
        """These conditions (by key) are full, and no others; of those that change now the person said it."""

    async def put_conditions(self, deal: int, texts: Mapping[int, str], new: Sequence[str]) -> None:
        """Conditions in other words (an empty text: gone for good), and new ones.

        Two that come to the same words become one, full if either was. *Watch my back* stays as it is.
        """

    async def rename_deal(self, deal: int, name: str) -> int | None:
        """Another name. If another deal of the team has it: that deal's id, and nothing is changed."""

    async def date_step(self, deal: int, due: date | None) -> bool:
        """The buyer's next step has another date, or none; False if they own no step."""

    async def close_deal(self, deal: int, closing: Closing, at: datetime) -> None:
        """It leaves lists and digests, until it is opened again or used."""

    async def reopen_deal(self, deal: int) -> None:
        """It is open again."""

    async def merge_deals(self, source: int, target: int) -> bool:
        """All that belongs to the first belongs to the second, and the first is gone.

        What both have is as the second has it; a glass is full if either was. Open if either was. False, and
        nothing changed, unless both are there and of one team. There is no way back.
        """

    async def remove_deal(self, deal: int, person: int) -> bool:
        """An untouched deal is gone, with what this person began; False if it is none."""
