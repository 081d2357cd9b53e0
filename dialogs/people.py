"""Who is who: people with a role in a team, known to platforms by identities."""

from datetime import date
from enum import StrEnum

from dialogs.frozen import Frozen


class Role(StrEnum):
    """What a person may see and set."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


class Identity(Frozen):
    """How a platform knows a person: every record of theirs hangs on these three together."""

    platform: str
    workspace: str
    user: str


class Person(Frozen):
    """A person, one history however many platforms they use. ``zone`` is an IANA name."""

    id: int
    name: str
    email: str
    role: Role
    team: int | None
    zone: str


class Preferences(Frozen):
    """What a person set for themselves. ``zone`` is their own choice of one, empty: the platform's.

    ``quiet``: nothing bot-started at all. ``away_until``: nothing bot-started up to and with that day.
    """

    zone: str = ""
    quiet: bool = False
    away_until: date | None = None


class Team(Frozen):
    """A team. Times are local: ``Fri 16:00``, ``Mon 08:30``, ``09:00``; ``zone`` is an IANA name."""

    id: int
    name: str
    platform: str
    workspace: str
    channel: str
    country: str
    zone: str
    rep_digest: str = "Fri 16:00"
    manager_digest: str = "Mon 08:30"
    tip_time: str = "09:00"
