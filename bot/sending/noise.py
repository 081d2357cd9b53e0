"""What one person gets now, later, or not at all: dialogs.cadence's rules, with what the store knows."""

from datetime import UTC, datetime, time
from typing import NamedTuple

from bot.coach.asking import AGAIN
from bot.coach.greeting import JOINED
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind, State
from bot.sending.working_days import calendar_of
from dialogs.cadence import Calendar, DaysOff, Message, allowed, instant
from dialogs.cadence.noise import MOST, ORDER
from dialogs.people import Person, Preferences

COUNTED = {Kind(kind.value): kind for kind in ORDER if kind.value in set(Kind)}
"""The deliveries that the rules are about: what the bot begins with a person."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""When a message was due that was put back: it is no longer on time, so it keeps to the quiet hours."""

TOO_LATE = "too late"


class Hold(NamedTuple):
    """A message does not go now: it waits until ``at``, or is dropped (SKIPPED)."""

    state: State
    why: str
    at: datetime


class Noise:
    """Rules over one delivery after the other, as the courier takes them: what goes first is taken first."""

    def __init__(self, store: Store, days_off: DaysOff) -> None:
        """``days_off`` knows the public holidays."""
        self._store = store
        self._days_off = days_off

    async def hold(self, delivery: Delivery, person: Person, now: datetime) -> Hold | None:
        """What keeps a due message from its person now; None: let it go."""
        kept = delivery.kind in COUNTED or (delivery.kind is Kind.WELCOME and JOINED not in delivery.payload)
        if not kept or AGAIN in delivery.payload or await self._store.shown(delivery.key):
            return None  # what stands there already may change at any hour; who joins has written just now
        calendar = await calendar_of(self._store, person, self._days_off)
        preferences = await self._store.preferences(person.id)
        if delivery.kind is Kind.WELCOME:
            opens = calendar.opens(now, preferences.away_until)
            why = _why(preferences, calendar, 0, now)
            if preferences.quiet or opens > delivery.until:
                return Hold(State.SKIPPED, why, now)
            return Hold(State.WAITING, why, opens) if opens > now else None
        today = instant(calendar.day(now), time(), calendar.zone)
        begun = (await self._store.begun((person.id,), today)).get(person.id, 0)
        until = calendar.lets_go(delivery.until) if delivery.kind is Kind.NUDGE else delivery.until
        message = Message(
            key=delivery.key,
            kind=COUNTED[delivery.kind],
            due=delivery.due if delivery.attempts <= 1 else LONG_AGO,
            until=until,
        )
        ruling = allowed((message,), begun, now, calendar, preferences)
        if ruling.go:
            return None
        why = _why(preferences, calendar, begun, now)
        if ruling.wait:
            return Hold(State.WAITING, why, ruling.wait[0].due)
        return Hold(State.SKIPPED, TOO_LATE if now > until and not preferences.quiet else why, now)


def _why(preferences: Preferences, calendar: Calendar, begun: int, now: datetime) -> str:
    day = calendar.day(now)
    if preferences.quiet:
        return "quiet"
    if preferences.away_until is not None and preferences.away_until >= day:
        return "away"
    if begun >= MOST:
        return f"{MOST} messages today already"
    return "quiet hours" if calendar.works(day) else "a day off"
