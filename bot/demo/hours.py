"""The hours of the made-up history at which people wait for each other: tips, digests, the manager's desk."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from enum import Enum, auto
from typing import NamedTuple

from dialogs.cadence import instant, weekly
from dialogs.moments import SATURDAY, local_day
from dialogs.people import Team

SHOWN = timedelta(days=14)
"""So far back the chats show what came."""

DESK_WEEKS = 5
"""So many weeks back the manager sits at the desk; figures of feedback look back on four."""

DESK_AT = time(17, 30)


class What(Enum):
    """What such an hour is."""

    SCHEDULE = auto()  #: something is due to somebody
    REP_DIGEST = auto()  #: so is a rep's digest
    DESK = auto()  #: the manager answers
    END = auto()  #: the history is over


BEFORE = (What.DESK, What.REP_DIGEST)
"""What goes further back than the chats show: exchanges, and experiments that reps took."""


class Hour(NamedTuple):
    """When, and what it is."""

    at: datetime
    what: What


def hours(now: datetime, team: Team, zones: Iterable[str]) -> tuple[Hour, ...]:
    """All of them up to ``now``, in their order. ``zones`` are those of the reps."""
    today = local_day(now, team.zone)
    rep_day, rep_at = weekly(team.rep_digest)
    manager_day, manager_at = weekly(team.manager_digest)
    found: set[tuple[datetime, What]] = set()
    for back in range(7 * DESK_WEEKS):
        day = today - timedelta(days=back)
        if day.weekday() >= SATURDAY:
            continue
        found.add((instant(day, DESK_AT, team.zone), What.DESK))
        found.add((instant(day, time.fromisoformat(team.tip_time), team.zone), What.SCHEDULE))
        if day.weekday() == manager_day:
            found.add((instant(day, manager_at, team.zone), What.SCHEDULE))
        if day.weekday() == rep_day:
            found |= {(instant(day, rep_at, zone), What.REP_DIGEST) for zone in zones}
    kept = (each for each in found if each[0] < now and (each[1] in BEFORE or each[0] > now - SHOWN))
    return (
        *(Hour(*each) for each in sorted(kept, key=lambda each: (each[0], each[1].value))),
        Hour(now, What.END),
    )
