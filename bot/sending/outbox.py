"""What goes out unasked: deliveries, their states, and when to try again. Pure; the courier carries them.

waiting ──claim──► claimed ──settle──► sent | skipped | failed | parked
   ▲                  │                                  │        │
   └──── try again ───┘                                  │        │
   └──── the admin's word: send it again ────────────────┴────────┘
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from dialogs.frozen import Frozen


class Kind(StrEnum):
    """What is delivered."""

    CARD = "card"  #: a verdict in the rep's own chat; edited in place when it changes
    NUDGE = "nudge"
    TIP = "tip"
    REP_DIGEST = "rep-digest"
    MANAGER_DIGEST = "manager-digest"
    FEEDBACK = "feedback"
    WELCOME = "welcome"  #: who is new is told who added them, what is kept, who sees it, how to stop


DIGESTS = (Kind.MANAGER_DIGEST, Kind.REP_DIGEST)
"""What comes by the thousand, and therefore last."""

EDITED = (Kind.CARD, Kind.TIP, Kind.FEEDBACK, *DIGESTS)
"""What changes where it stands, should what it shows change after it was sent."""

FIRST = (
    Kind.CARD,
    Kind.FEEDBACK,
    Kind.NUDGE,
    *(kind for kind in Kind if kind not in {Kind.CARD, Kind.FEEDBACK, Kind.NUDGE, *DIGESTS}),
    *DIGESTS,
)
"""What is carried first: what somebody waits for, then by the order of coaching.md's "Noise"."""


class State(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    CLAIMED = "claimed"  #: a courier has it; after a crash it is found here
    SENT = "sent"
    SKIPPED = "skipped"  #: too late, or no longer wanted
    FAILED = "failed"  #: the platform said no for good
    PARKED = "parked"  #: nobody can tell whether it was sent; the admin decides


class Delivery(Frozen):
    """One message to one person or one team's channel. ``key`` is unique: kind, recipient, period.

    ``due`` is when it may go, ``until`` when it is too late. ``payload`` names what it is about;
    the text is made when it is sent. ``unsure``: an earlier attempt may have come through, so it is looked
    for before it is sent.
    """

    id: int
    kind: Kind
    key: str
    person: int | None
    team: int | None
    due: datetime
    until: datetime
    payload: Mapping[str, str] = {}
    state: State = State.WAITING
    attempts: int = 0
    why: str = ""
    unsure: bool = False

    @property
    def once(self) -> bool:
        """Whether it is never posted a second time: if it stands nowhere any more, its change is no news."""
        return self.kind in DIGESTS

    @property
    def period(self) -> str:
        """What it is about: a day, an ISO week, a session, a request."""
        return self.payload.get("request") or self.key.rpartition(":")[2]


FIRST_PAUSE = timedelta(seconds=15)
"""So long after the first attempt it is tried again, twice as long after each further one."""

LONGEST_PAUSE = timedelta(minutes=30)
"""No pause of ours is longer."""

MOST_DOUBLINGS = 10


def try_again_at(delivery: Delivery, now: datetime, asked: float = 0, dice: float = 0) -> datetime | None:
    """When to try again; None when that would be too late.

    ``asked``: the seconds that the platform wants to be left alone; it knows best. Where it does not say, the
    pauses double with the attempts so far. ``dice`` (0 to 1) spreads what was refused together, so that it
    does not come back together.
    """
    doublings = min(max(delivery.attempts - 1, 0), MOST_DOUBLINGS)
    pause = timedelta(seconds=asked) or min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    at = now + pause + (FIRST_PAUSE if asked else pause) * dice / 2
    return at if at <= delivery.until else None


REMEDIES: Mapping[State, str] = {
    State.FAILED: "mend what it says, then `kairos outbox send {id}`; or `kairos outbox drop {id}`",
    State.PARKED: (
        "look whether it arrived: if not, `kairos outbox send {id}`; if it did, `kairos outbox drop {id}`"
    ),
    State.WAITING: "nothing to do: it goes out by itself",
}
"""What the admin can do about a delivery in that state."""


def remedy(delivery: Delivery) -> str:
    """What the admin can do about it; empty where there is nothing to be done."""
    return REMEDIES.get(delivery.state, "").format(id=delivery.id)
