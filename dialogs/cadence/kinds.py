"""What the bot begins by itself, and why it sometimes does not."""

from enum import StrEnum


class Kind(StrEnum):
    """A bot-started message. Those of the outbox have the same names."""

    TIP = "tip"
    REP_DIGEST = "rep-digest"
    MANAGER_DIGEST = "manager-digest"
    NUDGE = "nudge"  #: after a call: asks for the reflection
    FEEDBACK = "feedback"
    PRECALL_NUDGE = "precall-nudge"  #: before a call: offers the check


TIMED = frozenset({Kind.TIP, Kind.REP_DIGEST, Kind.MANAGER_DIGEST})
"""Their time is the team's own word, so on time they go, whatever the quiet hours."""


class Why(StrEnum):
    """Why something due is skipped."""

    LATE = "late"
    AWAY = "away"
    QUIET = "quiet"
    PAUSED = "paused"
