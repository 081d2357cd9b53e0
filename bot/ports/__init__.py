"""What the use cases need from the world: a store, a channel. Clock and ids have files of their own.

Every method of the store raises ``StoreError`` (bot/errors.py) when the database cannot do it, and nothing
of that call is kept then.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports.addresses import AddressStore
from bot.ports.care import CareStore
from bot.ports.deals import DealStore
from bot.ports.experiments import ExperimentStore
from bot.ports.feedback import FeedbackStore
from bot.ports.outbox import OutboxStore
from bot.ports.people import Member, PeopleStore, Roster
from bot.ports.replies import ReplyStore
from bot.ports.teams import TeamStore
from bot.ports.turns import LATELY, Background, Change, Gathered, Opening, Saved, TurnStore
from bot.ports.week import WeekStore
from bot.sending.outbox import Delivery, State
from dialogs.deal import Deal
from dialogs.document import Document
from dialogs.frozen import Frozen
from dialogs.pages.export import Kept
from dialogs.pages.own import Week
from dialogs.people import Identity

__all__ = [
    "LATELY",
    "Background",
    "Change",
    "Channel",
    "Gathered",
    "Member",
    "Opening",
    "Post",
    "Roster",
    "Saved",
    "Shown",
    "Store",
]


class Shown(Frozen):
    """Where a delivery stands on its platform: a place (a channel) and a message in it."""

    place: str
    message: str


class Post(Frozen):
    """A message standing in a place of the playground. ``mark`` names it, so that it can be replaced."""

    id: int
    place: str
    at: datetime
    mark: str
    document: Document


class Store(
    TurnStore,
    PeopleStore,
    WeekStore,
    FeedbackStore,
    ExperimentStore,
    ReplyStore,
    TeamStore,
    OutboxStore,
    AddressStore,
    DealStore,
    CareStore,
    Protocol,
):
    """Where everything is kept."""

    async def deal(self, deal: int) -> Deal | None:
        """The deal of that id, with its conditions and reflections."""

    async def deal_named(self, team: int, name: str) -> Deal | None:
        """The team's deal of that name; case, width and white space do not count."""

    async def deals(self, rep: int, limit: int = 20) -> tuple[Deal, ...]:
        """The open deals the rep had sessions about, the one touched last first."""

    async def open_deal(self, team: int, name: str, at: datetime) -> Deal:
        """The team's deal of that name; made, with *watch my back* empty, if there is none."""

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """Add deliveries whose key is new; how many were."""

    async def claim(self, now: datetime, limit: int = 20) -> tuple[Delivery, ...]:
        """Take waiting deliveries that are due, oldest first; they are claimed, with one more attempt."""

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        """Say what became of a claimed delivery; WAITING puts it back."""

    async def deliveries(self, *states: State) -> tuple[Delivery, ...]:
        """The deliveries in those states (none named: all), the earliest due first."""

    async def tidy(self, now: datetime, keep: timedelta | None = None) -> None:
        """Drop what serves nobody any longer. Once a day is enough.

        Keys of changes a month old; messages that went out or were skipped, and digests, a quarter old; what
        stands in access logs for a year. What reps wrote goes when it is older than ``keep``, None: never;
        deal facts and counts stay.
        """

    async def put_post(self, post: Post) -> None:
        """Put a message into its place; one of the same place and mark is replaced where it stands."""

    async def posts(self, place: str, limit: int = 200) -> tuple[Post, ...]:
        """The newest messages of a place, the oldest of them first."""

    async def note(self, name: str) -> str | None:
        """A small fact of the house's own (the playground's clock, say)."""

    async def put_note(self, name: str, value: str) -> None:
        """Keep such a fact."""

    async def shown(self, key: str) -> Shown | None:
        """Where the delivery of that key stands on its platform."""

    async def put_shown(self, key: str, shown: Shown) -> None:
        """Keep where it stands."""

    async def export(self, person: int) -> tuple[Kept, ...]:
        """Every session of a person's, the newest first."""

    async def forget(self, person: int, at: datetime) -> None:
        """Delete every text and answer of a person's at once; counts without a person stay."""

    async def week(self, rep: int, since: datetime) -> Week:
        """What a rep submitted since then."""

    async def next_nudge(self, person: int, now: datetime) -> datetime | None:
        """When the bot asks next how a call went."""


class Channel(Protocol):
    """A place where people read: it shows a document to one person, or to a team's channel."""

    repeatable: bool
    """Whether showing a delivery twice leaves one message, so that an unsure one may be shown again."""

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        """Put the document where ``to`` reads; the same key again replaces it where that can be done.

        Raises ``Refused`` for good, ``TryLater`` for now, ``Unsure`` when nobody can tell (bot/errors.py).
        """
