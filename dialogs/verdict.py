"""Before the call: the five grounds. After it: what was said against what happened."""

from collections.abc import Mapping
from enum import StrEnum

from dialogs.deal import ANOTHER, Outcome, name_key, named, outcome
from dialogs.flow import Ground
from dialogs.frozen import Frozen, Values
from dialogs.pushback import Defect, Rule, defects
from dialogs.session import PushBack, Session

Rules = Mapping[Ground, Rule]


class Reading(Frozen):
    """One ground, read: full when no defect was found."""

    ground: Ground
    defects: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether this glass is full."""
        return not self.defects


def grounds(answers: Mapping[str, Values], rules: Rules) -> tuple[Reading, ...]:
    """The five grounds in their order, each read by its rule."""
    return tuple(Reading(ground=ground, defects=defects(rules[ground], answers)) for ground in Ground)


def earned(readings: tuple[Reading, ...]) -> bool:
    """Whether the right is earned: all five glasses are full."""
    return all(reading.full for reading in readings)


def heaviest(reading: Reading, rules: Rules) -> Defect:
    """The weightiest defect of an empty ground, as its author weighed it."""
    rule = rules[reading.ground]
    return max((rule.defect(defect) for defect in reading.defects), key=lambda defect: defect.weight)


def weakest(readings: tuple[Reading, ...], rules: Rules) -> Reading | None:
    """The empty ground with the weightiest defect; None when all are full."""
    empty = [reading for reading in readings if not reading.full]
    return max(empty, key=lambda reading: heaviest(reading, rules).weight, default=None)


def push_back(readings: tuple[Reading, ...], rules: Rules) -> PushBack | None:
    """What the coach pushes back on: the weakest ground, or nothing."""
    reading = weakest(readings, rules)
    return PushBack(ground=reading.ground, defects=reading.defects) if reading else None


class Odds(StrEnum):
    """Which way a forecast lies far from what the grounds carry."""

    HOPEFUL = "hopeful"
    DOUBTFUL = "doubtful"


LIKELY, UNLIKELY = 70, 30
"""From so many percent on a forecast is in the highest band, up to so many in the lowest."""

SOME_EMPTY = 2
"""So many empty grounds do not carry a forecast of the highest band."""


def at_odds(readings: tuple[Reading, ...], chance: str) -> Odds | None:
    """Whether a chance (percent) is far from what the grounds carry; None where it is not, or not said."""
    empty = sum(not reading.full for reading in readings)
    said = int(chance) if chance else None
    if said is not None and said >= LIKELY and empty >= SOME_EMPTY:
        return Odds.HOPEFUL
    return Odds.DOUBTFUL if said is not None and said <= UNLIKELY and not empty else None


class Forecast(Frozen):
    """What the rep said before the call against what happened. ``chance`` is in percent.

    ``step`` is the one hoped for, in the rep's own words where it was none of those listed. ``same_step``:
    None where both sides of the call name such a step, each in other words: nobody can tell.
    """

    step: str
    chance: int
    outcome: Outcome
    same_step: bool | None


def said_and_happened(check: Session, agreed: Values, step: str = "") -> Forecast | None:
    """The check's forecast held against what the buyer agreed to; None if the check made none.

    ``step`` is what another step that they agreed to is called.
    """
    chance, hoped, called = check.answer("chance"), check.answer("advance"), check.answer("step")
    if not chance or not hoped:
        return None
    unclear = hoped == ANOTHER and called and step and name_key(called) != name_key(step)
    same = None if hoped in agreed and unclear else hoped in agreed
    return Forecast(
        step=named((hoped,), called)[0], chance=int(chance), outcome=outcome(agreed), same_step=same
    )
