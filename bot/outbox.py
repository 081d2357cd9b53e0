"""What goes out unasked: deliveries and their states. Pure; the courier carries them.

waiting ──claim──► claimed ──settle──► sent | skipped | failed | parked
   ▲                  │
   └──── try again ───┘
"""

from collections.abc import Mapping
from datetime import datetime
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
    the text is made when it is sent.
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
