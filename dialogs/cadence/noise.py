"""How much one person gets: three messages a day, none in quiet hours, fewer nudges for who ignores them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from dialogs.cadence.days import QUIET_TO, Calendar
from dialogs.cadence.kinds import TIMED, Kind
from dialogs.cadence.slots import ON_TIME
from dialogs.frozen import Frozen
from dialogs.people import Preferences

MOST = 3
"""So many bot-started messages a person gets on one local day."""

ORDER = {
    Kind.FEEDBACK: 0,
    Kind.NUDGE: 1,
    Kind.REP_DIGEST: 2,
    Kind.MANAGER_DIGEST: 2,
    Kind.PRECALL_NUDGE: 3,
}
"""What goes first. These are the kinds that count; a tip goes to a channel."""

IGNORED_IN_A_ROW = 2
"""After so many the bot asks less."""


class Message(Frozen):
    """A bot-started message that waits for one person."""

    key: str
    kind: Kind
    due: datetime
    until: datetime


class Ruling(NamedTuple):
    """What becomes of messages. Of those that wait, ``due`` is moved to when to ask about them again."""

    go: tuple[Message, ...]
    wait: tuple[Message, ...]
    drop: tuple[Message, ...]


def allowed(
    candidates: Iterable[Message],
    already_today: int,
    now: datetime,
    calendar: Calendar,
    preferences: Preferences = Preferences(),  # noqa: B008  it is frozen
) -> Ruling:
    """Which of one person's due messages go now, which wait, and which are dropped.

    ``already_today`` counts what the bot began with this person on their local day. What cannot go waits for
    the next opening, and is dropped where that is too late.
    """
    go: list[Message] = []
    wait: list[Message] = []
    drop: list[Message] = []
    left = MOST - already_today
    for message in sorted(candidates, key=lambda each: (ORDER[each.kind], each.due, each.key)):
        opens = _opens(message, now, calendar, preferences)
        if len(go) >= left:
            opens = max(opens, calendar.at(calendar.next_working_day(calendar.day(now)), QUIET_TO))
        if preferences.quiet or opens > message.until:
            drop.append(message)
        elif opens > now:
            wait.append(message.model_copy(update={"due": opens}))
        else:
            go.append(message)
    return Ruling(tuple(go), tuple(wait), tuple(drop))


def _opens(message: Message, now: datetime, calendar: Calendar, preferences: Preferences) -> datetime:
    away = preferences.away_until
    here = away is None or away < calendar.day(now)
    on_time = message.kind in TIMED and timedelta() <= now - message.due <= ON_TIME
    return now if here and on_time else calendar.opens(now, away)


class Fate(StrEnum):
    """What became of the nudge after one call."""

    ANSWERED = "answered"
    IGNORED = "ignored"  #: sent, and let go without a reflection
    OPEN = "open"  #: sent, and still waited for
    SPARED = "spared"  #: not sent, to ask less


class Nudging(NamedTuple):
    """Whether the bot asks after this call, and whether it says with it that it asks less now."""

    asks: bool
    says_so: bool = False


def nudging(fates: Sequence[Fate]) -> Nudging:
    """Whether to nudge, from the last calls' nudges, the oldest first.

    Two ignored in a row: after every second call only, until one is answered. The first nudge after that
    says so, no other.
    """
    answered = [at for at, fate in enumerate(fates) if fate is Fate.ANSWERED]
    since = fates[answered[-1] + 1 :] if answered else fates
    ignored = [at for at, fate in enumerate(since) if fate is Fate.IGNORED]
    if len(ignored) < IGNORED_IN_A_ROW:
        return Nudging(asks=True)
    after = since[ignored[IGNORED_IN_A_ROW - 1] + 1 :]
    asks = since[-1] is Fate.SPARED
    return Nudging(asks=asks, says_so=asks and all(fate is Fate.SPARED for fate in after))
