"""What a turn needs from the store: the session with all that is known about its deal, and one write."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple, Protocol

from bot.sending.outbox import Delivery
from dialogs.deal import Deal
from dialogs.effects import Effect
from dialogs.frozen import Frozen, Values
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


class TurnStore(Protocol):
    """Sessions, and what is known when a page of theirs is shown."""

    async def session(self, session: int) -> Session | None:
        """The session of that id."""

    async def open_sessions(self, rep: int) -> tuple[Session, ...]:
        """The rep's open sessions, the newest first."""

    async def last_submitted(self, rep: int, deal: int, flow: str) -> Session | None:
        """The rep's session of that flow about that deal that was submitted last."""

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

    async def save(self, change: Change) -> Saved:
        """Write one turn: session, answers, deal, deliveries; all of it or nothing."""
