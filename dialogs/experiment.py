"""An experiment: one thing that a rep does in some calls, counted, and judged in a digest."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from pydantic import Field

from dialogs.frozen import Frozen, Sentence, Slug
from dialogs.measures.rates import OBSERVATIONS

NOT_AGAIN_WEEKS = 8
"""What a rep took is not offered again for so many weeks."""

TRIAL_WEEKS = 4
"""An experiment has the rest of the week in which it is taken, and so many whole weeks after it."""

FEWEST, MOST = OBSERVATIONS, 12
"""It is judged by a rate, so it asks for what a rate takes; three calls a week reach twelve in its weeks."""


class Measured(StrEnum):
    """What an experiment counts. dialogs/digest/trials.py says how, with the measures that there are."""

    COVERED = "covered"  #: reflections with a check before them
    ADVANCED = "advanced"  #: calls after which the buyer owned a step
    PLAN_KEPT = "plan-kept"  #: moments of the plan that came and were met
    BARRIER_AWAY = "barrier-away"  #: reflections in which the gap, a barrier, was not what got in the way
    KNOW_FULL = "know-full"  #: checks with this ground full
    DIFFERENCE_FULL = "difference-full"  #: the same
    PROOF_FULL = "proof-full"  #: the same
    QUESTION_FULL = "question-full"  #: the same
    ADVANCE_FULL = "advance-full"  #: the same
    ALL_FIVE = "all-five"  #: checks with all five grounds full
    WATCHED = "watched"  #: deals whose *watch my back* is full
    EFFORT = "effort"  #: steps that were theirs


class Experiment(Frozen):
    """What the rep will do, and why. ``calls``: it is judged when so many observations are there.

    ``gap`` is the ground or the barrier that it helps with. ``on_form`` is what a check's form says of it in
    place of the label, where filling it in is what the experiment asks for.
    """

    id: Slug
    label: Sentence = Field(max_length=120)
    why: Sentence = Field(max_length=160)
    theme: Slug
    measure: Measured
    calls: int = Field(ge=FEWEST, le=MOST)
    gap: Slug
    on_form: str = Field("", max_length=120)


def ranked(
    experiments: Mapping[str, Experiment], gaps: Iterable[str], taken: Collection[str]
) -> tuple[Experiment, ...]:
    """What can be offered, the best first: for the widest gap first, else in the authors' order.

    ``gaps``: ids, the widest first. ``taken``: what the rep took not long ago is left out.
    """
    left = [each for each in experiments.values() if each.id not in taken]
    helping = [each for gap in gaps for each in left if each.gap == gap]
    return tuple({each.id: each for each in (*helping, *left)}.values())


def after(offers: tuple[Experiment, ...], experiment: str) -> Experiment | None:
    """The one behind it, round; the first if it is not among them; None if there is no other."""
    ids = [each.id for each in offers]
    if experiment not in ids:
        return offers[0] if offers else None
    return offers[(ids.index(experiment) + 1) % len(offers)] if len(offers) > 1 else None
