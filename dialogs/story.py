"""What one person may see and do about a deal, beside the facts of it that their whole team sees.

Deal facts belong to the team: ``Filled`` and how the deal was closed. The rest belongs to one rep: it is read
for that rep alone and shown to nobody else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from dialogs.deal import Outcome
from dialogs.frozen import Values


class Filled(NamedTuple):
    """Since when a glass is full, and who said so: a person, 0 where nobody knows any more."""

    at: datetime
    by: int


class Call(NamedTuple):
    """A call of the rep's own: what they said before (if anything), what happened, what they learnt."""

    at: datetime
    outcome: Outcome
    step: str = ""
    chance: str = ""
    learning: str = ""


class Story(NamedTuple):
    """A deal as one person knows it.

    ``filled`` by condition. ``closed_at``: None for an open deal. ``begun``: this person has a session about
    it. ``untouched``: nobody submitted anything about it, and nobody else has begun. ``memory`` is what the
    deal keeps of this person's answers, ``calls`` are their own, the newest first.
    """

    filled: Mapping[int, Filled]
    closed_at: datetime | None = None
    begun: bool = False
    untouched: bool = False
    memory: Mapping[str, Values] = {}
    calls: tuple[Call, ...] = ()
