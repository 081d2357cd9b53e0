"""What the care of deals needs from the store: one person's view of a deal, and changes made in place.

Every change is one transaction. Made twice, it is made once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple, Protocol

from dialogs.deal import Closing, Deal
from dialogs.deal_edit import Edit, Reworded
from dialogs.story import Story


class Named(NamedTuple):
    """A deal by name."""

    id: int
    name: str


class Edited(Enum):
    """What became of a change made by hand."""

    DONE = auto()  #: it is durable now
    TAKEN = auto()  #: another deal of the team has that name; nothing was done
    MOVED = auto()  #: name, next step, its date or a condition is not what it was; nothing was done


class DealStore(Protocol):
    """Deals, looked at by one person and changed by hand."""

    async def story(self, deal: int, person: int) -> Story | None:
        """The deal as that person knows it; None if there is no such deal."""

    async def became(self, deal: int) -> Deal | None:
        """The deal that a merged one became part of; None if none of that id was merged."""

    async def deal_names(
        self, team: int, rep: int | None = None, limit: int = 100, *, written: bool = False
    ) -> tuple[Named, ...]:
        """A team's open deals by name; with ``rep`` those that the rep had sessions about.

        ``written``: of the whole team's those alone that somebody wrote something about.
        """

    async def near_deals(self, team: int, name: str, limit: int = 5) -> tuple[Named, ...]:
        """A team's open deals whose names are near that one, the likeliest first (dialogs/near.py).

        Those alone that somebody wrote something about: a name that was mistyped once leads nobody.
        """

    async def edit_deal(self, deal: int, edit: Edit, person: int, at: datetime) -> Edited:
        """Name, glasses and date as they were changed, all of it or nothing.

        Of glasses that change now the person said it; one that is as it should be stays as it was. A name
        that is given up still leads to the deal, until another deal has it.
        """

    async def put_conditions(self, deal: int, texts: Mapping[int, Reworded], new: Sequence[str]) -> Edited:
        """Conditions in other words (no words: gone for good), and new ones; all of it or nothing.

        Two that come to the same words become one, full if either was. *Watch my back* stays as it is.
        """

    async def close_deal(self, deal: int, closing: Closing, at: datetime) -> None:
        """It leaves lists and digests, until it is opened again or used."""

    async def reopen_deal(self, deal: int) -> None:
        """It is open again."""

    async def merge_deals(self, source: int, target: int) -> bool:
        """All that belongs to the first belongs to the second, and the first is gone.

        What both have is as the second has it; a glass is full if either was. Open if either was. False, and
        nothing changed, unless both are there and of one team. There is no way back. The names of the first
        lead to the second, and so does its id.
        """

    async def remove_deal(self, deal: int, person: int) -> bool:
        """An untouched deal is gone, with what this person began; False if it is none."""
