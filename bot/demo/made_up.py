"""The made-up team: who they are, what they sell, and when they call.

The dice are an argument: the same dice and the same day make the same calls. A deal's **course** shapes them:

    steady    goes as its rep does
    won       the last call brings an order
    lost      the last call brings a no
    kairos    ends with every glass full
    watch     ends with one glass empty: watch my back
    stuck     its last three calls bring no step of theirs
    overdue   ends with a step of theirs whose day has passed
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.content.plain_yaml import parse
from dialogs.frozen import Frozen

FILE = Path(__file__).parent / "team.yaml"

WEEKS = 8
"""So many whole weeks lie before the present one."""

WORKDAYS, FIRST_HOUR, LAST_HOUR = 5, 9, 16
QUIET = timedelta(days=8)
"""So long a deal whose step is overdue has not been called."""

EARLY_WEEKS = 5
"""So many weeks count as the first ones; digests hold the four last against the four before."""

RICH_FROM, RICH_TO = (2, time(14, 0)), (4, time(14, 0))
"""Between these (weekday, time) a week has calls enough to tell of, and its digests are still to come."""

OPENS = (3, time(14, 0))
"""At any other time the playground opens at the next one of these."""


class Rep(Frozen):
    """One made-up rep; bot/demo/team.yaml says what the numbers are."""

    name: str
    email: str
    zone: str
    skill: tuple[int, int]
    checks: tuple[int, int]
    edits: int
    wins: tuple[int, int]
    boast: int
    barriers: tuple[tuple[str, ...], tuple[str, ...]]
    takes: tuple[int, ...] = ()
    asks: bool = False
    turns: bool = False


class Pursuit(Frozen):
    """One made-up deal."""

    name: str
    rep: str
    course: Literal["steady", "kairos", "stuck", "won", "lost", "watch", "overdue"]
    conditions: tuple[str, ...]
    good: tuple[str, ...]
    weak: tuple[str, ...]
    need: str
    first: int = Field(0, alias="from")
    last: int = Field(WEEKS, alias="to")


class MadeUp(Frozen):
    """All of bot/demo/team.yaml."""

    team: Mapping[str, str]
    manager: Mapping[str, str]
    reps: tuple[Rep, ...]
    deals: tuple[Pursuit, ...]
    questions: Mapping[Literal["good", "weak"], tuple[str, ...]]
    learnings: tuple[str, ...]
    opportunities: tuple[str, ...]
    feedback: tuple[str, ...]
    answers: tuple[str, ...]
    notes: tuple[str, ...]
    new_conditions: tuple[str, ...] = Field(alias="new-conditions")


class Call(Frozen):
    """One call: when it begins and ends, about what, which one of the deal's it is, and how many follow."""

    begins: datetime
    ends: datetime
    week: int
    deal: Pursuit
    number: int
    left: int

    @property
    def progress(self) -> float:
        """How far the eight weeks are gone, from 0 to 1."""
        return min(self.week / (WEEKS - 1), 1.0)

    @property
    def early(self) -> bool:
        """Whether it is one of the first weeks."""
        return self.week < EARLY_WEEKS


def made_up() -> MadeUp:
    """The made-up team."""
    return MadeUp.model_validate(parse(FILE.read_text(encoding="utf-8"), FILE.name, {}, []))


def opening(now: datetime, zone: str) -> datetime:
    """When the playground opens: now, where this week has something to tell; else on the next Thursday."""
    local = now.astimezone(ZoneInfo(zone))
    if RICH_FROM <= (local.weekday(), local.time()) < RICH_TO:
        return now
    weekday, clock = OPENS
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def calls(rep: Rep, deals: Sequence[Pursuit], now: datetime, dice: Random) -> tuple[Call, ...]:
    """The rep's calls of eight weeks and the days since, two to four a week, all over before ``now``."""
    zone = ZoneInfo(rep.zone)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday() + 7 * WEEKS)
    found: dict[str, list[tuple[datetime, int]]] = {deal.name: [] for deal in deals}
    for week in range(WEEKS + 1):
        days = min(today.weekday(), WORKDAYS) if week == WEEKS else WORKDAYS
        for day in sorted(dice.sample(range(days), min(days, dice.choice((2, 3, 3, 4))))):
            begins = _moment(monday + timedelta(days=7 * week + day), zone, dice)
            open_ones = [
                deal
                for deal in deals
                if deal.first <= week <= deal.last and (deal.course != "overdue" or begins < now - QUIET)
            ]
            chosen = min(open_ones, key=lambda deal: (len(found[deal.name]) + dice.random(), deal.name))
            if begins + timedelta(hours=1, minutes=30) < now:
                found[chosen.name].append((begins, week))
    return tuple(
        sorted(
            (
                Call(
                    begins=begins,
                    ends=begins + timedelta(minutes=dice.choice((15, 30, 30, 45))),
                    week=week,
                    deal=deal,
                    number=number,
                    left=len(found[deal.name]) - number - 1,
                )
                for deal in deals
                for number, (begins, week) in enumerate(found[deal.name])
            ),
            key=lambda call: call.begins,
        )
    )


def _moment(day: date, zone: ZoneInfo, dice: Random) -> datetime:
    clock = time(dice.randint(FIRST_HOUR, LAST_HOUR), dice.choice((0, 0, 15, 30)))
    return datetime.combine(day, clock, zone).astimezone(UTC)
