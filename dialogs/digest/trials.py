"""Experiments: which one to offer to a rep, and what came of the one that was taken."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from dialogs.digest.own import Own
from dialogs.experiment import NOT_AGAIN_WEEKS, Experiment, Measured, after, ranked
from dialogs.flow import Ground
from dialogs.known import NO_BARRIER
from dialogs.library import Library
from dialogs.measures.deals import effort_balance
from dialogs.measures.facts import AnyFact, ReflectionFact, See, Week, seen, span, within
from dialogs.measures.rates import Rate, rate
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

DIGEST_EVERY = timedelta(weeks=1)
"""The digest before this one was written so long ago."""

TRIAL_WEEKS = 3
"""An experiment is told in so many digests at most, finished or not."""


class Judged(NamedTuple):
    """An experiment that was taken, and its rate up to now. ``left``: how many are still to come."""

    experiment: Experiment
    rate: Rate
    left: int


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


def judged(own: Own, week: Week, now: datetime, zone: str, library: Library) -> Judged | None:
    """What came of the experiment taken last; None without one, or when it has been told to its end."""
    ends = span(week, zone)[1]
    known = [each for each in own.trials if each.taken < ends and each.experiment in library.experiments]
    trial = max(known, key=lambda each: (each.taken, each.id), default=None)
    if trial is None or trial.taken < ends - timedelta(weeks=TRIAL_WEEKS):
        return None
    experiment = library.experiments[trial.experiment]
    if counted(experiment, own, trial.taken, now - DIGEST_EVERY)[1] >= experiment.calls:
        return None  # the digest before this one told it whole
    found, observed = counted(experiment, own, trial.taken, ends)
    return Judged(experiment, found, experiment.calls - observed)


def counted(experiment: Experiment, own: Own, taken: datetime, until: datetime) -> tuple[Rate, int]:
    """What an experiment counts, from its taking until then, and in how many observations.

    There are no more of these than it asks for. Steps are the one measure with several to an observation.
    """

    def since(facts: Iterable[AnyFact]) -> list[AnyFact]:
        return sorted((fact for fact in facts if taken <= fact.at < until), key=lambda fact: fact.at)

    if experiment.measure is Measured.EFFORT:
        calls = since(own.calls)[: experiment.calls]
        return effort_balance(calls), len(calls)
    observed = _observed(experiment, own, since)
    found = rate(islice(observed, experiment.calls))
    return found, found.of


class Since(Protocol):
    """Leaves of any facts those that are counted, the oldest first."""

    def __call__(self, facts: Iterable[AnyFact], /) -> list[AnyFact]:
        """Those that are counted."""


def _observed(experiment: Experiment, own: Own, since: Since) -> Iterator[bool]:
    measure = experiment.measure
    if measure is Measured.WATCHED:
        return (deal.watched for deal in since(own.deals))
    if measure in REFLECTED:
        return seen(since(own.reflections), REFLECTED[measure])
    if measure is Measured.BARRIER_AWAY:
        return (not met for met in seen(since(own.reflections), barrier_is(experiment.gap)))
    checks = seen(since(own.checks), grounds_full)
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

UNITS: Mapping[Measured, str] = {
    Measured.PLAN_KEPT: "moments",
    Measured.WATCHED: "deals-counted",
    Measured.EFFORT: "steps",
    Measured.COVERED: "calls",
    Measured.ADVANCED: "calls",
    Measured.BARRIER_AWAY: "calls",
}
"""What is counted; checks, where it is not named here."""
