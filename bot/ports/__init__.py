"""What the use cases need from the world: a store, a channel. Clock and ids have files of their own.

Every method of the store raises ``StoreError`` (bot/errors.py) when the database cannot do it, and nothing
of that call is kept then.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple, Protocol

from bot.ports.addresses import AddressStore
from bot.ports.care import CareStore
from bot.ports.deals import DealStore
from bot.ports.feedback import FeedbackStore
from bot.ports.outbox import OutboxStore
from bot.ports.teams import TeamStore
from bot.ports.week import WeekStore
from bot.sending.outbox import Delivery, State
from dialogs.deal import Deal
from dialogs.document import Document
from dialogs.effects import Effect
from dialogs.frozen import Frozen, Values
from dialogs.pages.export import Kept
from dialogs.pages.own import Week
from dialogs.people import Identity, Person, Preferences, Team
from dialogs.session import Session
from dialogs.trying import NOTHING, Tried


class Saved(Enum):
    """What became of a change."""

    SAVED = auto()  #: it is durable now
    REPEATED = auto()  #: its key was seen before; nothing was done
    STALE = auto()  #: the session has moved on since it was read; nothing was done


class Change(Frozen):
    """One turn, to be written in one transaction.

    ``key`` is what the platform repeats when it repeats itself. ``base`` is the turn that the session stood
    at when it was read, None for a new one. ``flow_text`` is the flow as JSON, kept once per digest.
    ``effects`` are the turn's; the store does those that touch the deal. ``deliveries`` follow the turn; one
    whose key is waiting already replaces it.
    """

    key: str
    session: Session
    base: int | None
    at: datetime
    flow_text: str = ""
    effects: tuple[Effect, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


LATELY = 40
"""The rep's newest reflections, so many at most, tell which barriers they meet."""


class Background(Frozen):
    """What one rep and the team know about one deal.

    ``learning`` is the rep's last one on it; ``barriers`` are those that they met lately, on any deal, with
    how often.
    """

    deal: Deal
    memory: Mapping[str, Values] = {}
    learning: str = ""
    barriers: Mapping[str, int] = {}


class Gathered(NamedTuple):
    """A session, what is known about its deal (None: the deal is gone), and the check it is held against.

    ``tried`` is the rep's, where the session is a check.
    """

    session: Session
    background: Background | None
    check: Session | None
    tried: Tried = NOTHING


class Opening(NamedTuple):
    """What a session about a known deal begins with.

    ``unfinished`` is the rep's open session of that flow about that deal, ``check`` the check of theirs that
    was submitted last. ``tried`` is the rep's, where the session is to be a check.
    """

    background: Background
    unfinished: Session | None
    check: Session | None
    tried: Tried = NOTHING


class Member(Frozen):
    """One row of the roster: a person as one platform knows them."""

    name: str
    email: str
    role: str
    team: str
    identity: Identity
    zone: str = ""


class Roster(Frozen):
    """A whole roster, checked already: applied as one, or not at all.

    With a ``welcome`` (the payload of the delivery) everybody who is new gets one; without, nobody.
    """

    members: tuple[Member, ...]
    teams: tuple[Team, ...] = ()
    welcome: Mapping[str, str] | None = None


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


class Store(WeekStore, FeedbackStore, TeamStore, OutboxStore, AddressStore, DealStore, CareStore, Protocol):
    """Where everything is kept."""

    async def person(self, person: int) -> Person | None:
        """The person of that id."""

    async def known_as(self, identity: Identity) -> Person | None:
        """The person behind a platform's identity."""

    async def with_email(self, email: str) -> Person | None:
        """The person of that e-mail, case aside."""

    async def identities(self, person: int) -> tuple[Identity, ...]:
        """How platforms know that person."""

    async def people(self, team: int) -> tuple[Person, ...]:
        """A team's people by name."""

    async def teams(self) -> tuple[Team, ...]:
        """All teams by name."""

    async def session(self, session: int) -> Session | None:
        """The session of that id."""

    async def open_sessions(self, rep: int) -> tuple[Session, ...]:
        """The rep's open sessions, the newest first."""

    async def last_submitted(self, rep: int, deal: int, flow: str) -> Session | None:
        """The rep's session of that flow about that deal that was submitted last."""

    async def deal(self, deal: int) -> Deal | None:
        """The deal of that id, with its conditions and reflections."""

    async def deal_named(self, team: int, name: str) -> Deal | None:
        """The team's deal of that name; case, width and white space do not count."""

    async def deals(self, rep: int, limit: int = 20) -> tuple[Deal, ...]:
        """The open deals the rep had sessions about, the one touched last first."""

    async def background(self, rep: int, deal: int) -> Background | None:
        """What is known before a page is shown, in one read."""

    async def gathered(self, session: int) -> Gathered | None:
        """A session and all that a turn of it needs, in one read; None if there is no such session."""

    async def opening(self, rep: int, team: int, name: str, flow: str, check: str = "") -> Opening | None:
        """All that a new session of that flow needs, in one read; None if the team has no deal of that name.

        ``check`` is the flow whose last submitted session is wanted too.
        """

    async def flow_text(self, digest: str) -> str | None:
        """The flow of that digest as JSON, as some session began with it."""

    async def flow_digests(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """The digests that sessions began with, by flow id and version."""

    async def open_deal(self, team: int, name: str, at: datetime) -> Deal:
        """The team's deal of that name; made, with *watch my back* empty, if there is none."""

    async def save(self, change: Change) -> Saved:
        """Write one turn: session, answers, deal, deliveries; all of it or nothing."""

    async def apply(self, roster: Roster, at: datetime) -> Mapping[str, int]:
        """Bring people, identities and teams to what the roster says; counts of added and changed."""

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

    async def join(self, identity: Identity, name: str, zone: str, workspace: str, at: datetime) -> Person:
        """The person behind an identity; made, in the workspace's own team, if unknown.

        A known person's zone follows the platform, unless they chose one themselves.
        """

    async def leave(self, identity: Identity, at: datetime) -> None:
        """That account is gone from its workspace: nothing more is delivered there."""

    async def workspace_left(self, platform: str, workspace: str, at: datetime) -> None:
        """The app was removed there: what waits for people whom only it reached is skipped."""

    async def workspace_joined(self, platform: str, workspace: str) -> None:
        """The app is installed there (again)."""

    async def preferences(self, person: int) -> Preferences:
        """A person's own settings."""

    async def put_preferences(self, person: int, preferences: Preferences) -> None:
        """Keep them; a zone of their own becomes the person's zone."""

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
