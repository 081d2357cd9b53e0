"""The group rule: a manager sees private numbers only over enough reps with data in that week.

Whatever shows a private number to a manager takes ``TeamFigure | TooFew``. ``team_figure`` makes one: it
counts the reps and sums up over the very same observations, and a ``TeamFigure`` of fewer cannot be built.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dialogs.measures.facts import AnyFact, See, Seen, Week, within

MIN_GROUP = 5
"""Reps with data in a week that a private team figure needs, unless the settings ask for another number."""

Number = TypeVar("Number")


@dataclass(frozen=True, slots=True)
class TeamFigure(Generic[Number]):
    """A private number of a team in a week, over so many reps with data. ValueError under ``least``."""

    value: Number
    reps: int
    least: int = MIN_GROUP

    def __post_init__(self) -> None:
        if self.reps < max(1, self.least):
            raise ValueError(f"a team figure over fewer than {self.least} reps")


@dataclass(frozen=True, slots=True)
class TooFew:
    """Not shown for fewer than ``least``. It does not say how many there were."""

    least: int = MIN_GROUP


def team_figure(  # noqa: PLR0913  the facts, the two halves of a measure, a week, and the rule
    facts: Iterable[AnyFact],
    see: See[AnyFact, Seen],
    sum_up: Callable[[Iterable[Seen]], Number],
    week: Week,
    zone: str,
    *,
    least: int = MIN_GROUP,
) -> TeamFigure[Number] | TooFew:
    """One number of a team's facts of that week, or TooFew if fewer than ``least`` reps have data for it.

    Pooled: each observation weighs the same. A rep whose facts hold no data for this very measure (whose plan
    never had its moment, say) does not count towards the group.
    """
    observed = [
        (fact.rep, observation)
        for fact in within(facts, week, zone)
        if (observation := see(fact)) is not None
    ]
    reps = len({rep for rep, _ in observed})
    if reps < max(1, least):
        return TooFew(least)
    return TeamFigure(sum_up(observation for _, observation in observed), reps, least)
