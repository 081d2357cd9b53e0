"""Experiments: which one to offer to a rep, and what came of the one that was taken."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, Protocol

from dialogs.digest.facts import WEEKS, Trial
from dialogs.digest.own import Own
from dialogs.experiment import NOT_AGAIN_WEEKS, TRIAL_WEEKS, Experiment, Measured, after, ranked
from dialogs.flow import Ground
from dialogs.known import NO_BARRIER
from dialogs.library import Library
from dialogs.measures.deals import effort_balance
from dialogs.measures.facts import AnyFact, ReflectionFact, See, Week, seen, span, week_of, within
from dialogs.measures.rates import Difference, Rate, rate
from dialogs.measures.reflections import (
    advanced,
    barrier_is,
    barrier_shares,
    covered,
    ground_rates,
    grounds_full,
    plan_kept,
)
from dialogs.tips import GAP_WEEKS, Gaps

BEFORE_WEEKS = WEEKS
"""What was seen before an experiment was taken may be so many weeks old, and is what is nearest to it."""


class Stage(StrEnum):
    """How far an experiment is."""

    RUNS = "runs"
    FULL = "full"  #: as many observations as it asks for are there
    OVER = "over"  #: they are not, and its weeks are over, or the last of them is told
    EARLY = "early"  #: they are not, and the rep took another one


class Judged(NamedTuple):
    """An experiment that was taken, and its rate up to now. ``left``: how many are still to come.

    ``before`` is the same of as many observations right before it was taken, or of fewer; None: not known.
    """

    trial: int
    experiment: Experiment
    stage: Stage
    rate: Rate
    left: int
    before: Rate | None

    @property
    def ended(self) -> bool:
        """Whether this tells it to its end: no later digest speaks of it."""
        return self.stage is not Stage.RUNS

    @property
    def done(self) -> int:
        """How many observations are there."""
        return self.experiment.calls - self.left

    @property
    def difference(self) -> Difference | None:
        """The rate minus the one before; shown, like any, with eight observations on each side."""
        return Difference(self.rate, self.before) if self.before else None


class Standing(NamedTuple):
    """What is said of a rep's experiments: one that is told to its end, the one that runs.

    ``early``: those that the rep ended in that week by taking another one, the newest first.
    """

    judged: Judged | None = None
    running: Judged | None = None
    early: tuple[Judged, ...] = ()


def offers(own: Own, week: Week, zone: str, library: Library) -> tuple[Experiment, ...]:
    """What a rep can be offered after that week, the best first: for their widest gap of four weeks."""
    since = span(week, zone, NOT_AGAIN_WEEKS)[0]
    taken = {trial.experiment for trial in own.trials if trial.taken >= since}
    return ranked(library.experiments, gaps(own, week, zone), taken)


def swapped(own: Own, week: Week, zone: str, library: Library, experiment: str) -> Experiment | None:
    """The one that stands behind this one among the offers; None if there is no other."""
    return after(offers(own, week, zone, library), experiment)


def gaps(own: Own, week: Week, zone: str) -> tuple[str, ...]:
    """The rep's own grounds and barriers, the emptiest and the commonest first."""
    checks = within(own.checks, week, zone, GAP_WEEKS)
    barriers = barrier_shares(within(own.reflections, week, zone, GAP_WEEKS))
    grounds = ground_rates(seen(checks, grounds_full))
    return Gaps(
        empty={ground: full.of - full.count for ground, full in grounds.items()},
        checks=len(checks),
        barriers={barrier: share.count for barrier, share in barriers.items() if barrier != NO_BARRIER},
        reflections=next((share.of for share in barriers.values()), 0),
        reps=1,
    ).ranked(1)


def standing(own: Own, week: Week, zone: str, library: Library, *, so_far: bool = False) -> Standing:
    """How a rep's experiments are at the end of that week; ``so_far``: it is not over yet.

    What a digest has told to its end is told again in the week of that digest, for whoever looks at it.
    """
    begins, ends = span(week, zone)
    known = sorted(
        (each for each in own.trials if each.experiment in library.experiments),
        key=lambda each: (each.taken, each.id),
    )
    untold = [each for each in known if not each.judged]
    going = [each for each in known if each.judged == week.period or (each in untold and each.ended is None)]
    found = [how_far(each, own, week, zone, library, so_far=so_far) for each in going]
    runs = bool(going) and going[-1] is known[-1] and not found[-1].ended
    early = [each for each in reversed(untold) if each.ended is not None and begins <= each.ended < ends]
    return Standing(
        judged=next((each for each in reversed(found) if each.ended), None),
        running=found[-1] if runs else None,
        early=tuple(how_far(each, own, week, zone, library) for each in early),
    )


def how_far(  # noqa: PLR0913  what it counts, in what, and until when
    trial: Trial, own: Own, week: Week, zone: str, library: Library, *, so_far: bool = False
) -> Judged:
    """How far an experiment is at the end of that week, or was when it ended, in its own weeks."""
    experiment, last = library.experiments[trial.experiment], week_of(trial.taken, zone).back(-TRIAL_WEEKS)
    as_it_is_now = experiment.measure is Measured.WATCHED  # nobody knows how a deal was
    until = trial.ended or span(week if as_it_is_now else min(week, last), zone)[1]
    found, observed = counted(experiment, own, trial.taken, until)
    left = experiment.calls - observed
    goes_on = not trial.judged and (week < last or (week == last and so_far))
    if trial.ended is not None and not trial.judged:
        stage = Stage.EARLY
    elif not left:
        stage = Stage.FULL
    else:
        stage = Stage.RUNS if goes_on else Stage.OVER
    return Judged(trial.id, experiment, stage, found, left, trial.before)


def counted(experiment: Experiment, own: Own, taken: datetime, until: datetime) -> tuple[Rate, int]:
    """What an experiment counts, from its taking until then, and in how many observations.

    There are no more of these than it asks for. Steps are the one measure with several to an observation.
    """
    return _counted(experiment, own, lambda at: taken <= at < until, newest=False)


def before(experiment: Experiment, own: Own, now: datetime, zone: str) -> Rate:
    """The same of the last observations before now, as many as it asks for at most: to compare it with."""
    since = span(week_of(now, zone), zone, BEFORE_WEEKS + 1)[0]
    return _counted(experiment, own, lambda at: since <= at < now, newest=True)[0]


def _counted(
    experiment: Experiment, own: Own, then: Callable[[datetime], bool], *, newest: bool
) -> tuple[Rate, int]:
    def chosen(facts: Iterable[AnyFact]) -> list[AnyFact]:
        return sorted((fact for fact in facts if then(fact.at)), key=lambda fact: fact.at, reverse=newest)

    if experiment.measure is Measured.EFFORT:
        calls = chosen(own.calls)[: experiment.calls]
        return effort_balance(calls), len(calls)
    found = rate(islice(_observed(experiment, own, chosen), experiment.calls))
    return found, found.of


class Chosen(Protocol):
    """Leaves of any facts those that are counted, in the order in which they are."""

    def __call__(self, facts: Iterable[AnyFact], /) -> list[AnyFact]:
        """Those that are counted."""


def _observed(experiment: Experiment, own: Own, chosen: Chosen) -> Iterator[bool]:
    measure = experiment.measure
    if measure is Measured.WATCHED:
        return (deal.watched for deal in chosen(own.deals))
    if measure in REFLECTED:
        return seen(chosen(own.reflections), REFLECTED[measure])
    if measure is Measured.BARRIER_AWAY:
        return (not met for met in seen(chosen(own.reflections), barrier_is(experiment.gap)))
    checks = seen(chosen(own.checks), grounds_full)
    if measure is Measured.ALL_FIVE:
        return (len(full) == len(Ground) for full in checks)
    return (GROUNDS[measure] in full for full in checks)


REFLECTED: Mapping[Measured, See[ReflectionFact, bool]] = {
    Measured.COVERED: covered,
    Measured.ADVANCED: advanced,
    Measured.PLAN_KEPT: plan_kept,
}
"""What is seen in a reflection."""

GROUNDS: Mapping[Measured, Ground] = {
    Measured.KNOW_FULL: Ground.KNOW,
    Measured.DIFFERENCE_FULL: Ground.DIFFERENCE,
    Measured.PROOF_FULL: Ground.PROOF,
    Measured.QUESTION_FULL: Ground.QUESTION,
    Measured.ADVANCE_FULL: Ground.ADVANCE,
}
"""Which ground of a check is looked at."""
