"""Before the call: the five grounds. After it: what was said against what happened."""

from collections.abc import Mapping

from dialogs.deal import Outcome, outcome
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


class Forecast(Frozen):
    """What the rep said before the call against what happened. ``chance`` is in percent."""

    step: str
    chance: int
    outcome: Outcome
    same_step: bool


def said_and_happened(check: Session, agreed: Values) -> Forecast | None:
    """The check's forecast held against what the buyer agreed to; None if the check made none."""
    chance, step = check.answer("chance"), check.answer("advance")
    if not chance or not step:
        return None
    return Forecast(step=step, chance=int(chance), outcome=outcome(agreed), same_step=step in agreed)
