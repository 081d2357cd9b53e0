"""What a rep is trying while they check, and what a verdict may offer them. Nothing is counted here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from dialogs.digest.facts import Trial
from dialogs.experiment import NOT_AGAIN_WEEKS, TRIAL_WEEKS, Experiment, ranked
from dialogs.flow import Ground
from dialogs.measures.facts import span, week_of

TRIALS_KEPT = 2 * (NOT_AGAIN_WEEKS + 1)
"""So many of a rep's last trials are looked at: two a week, for one may end early."""

Experiments = Mapping[str, Experiment]
"""The library's, by id."""


class Tried(NamedTuple):
    """What a check has to know of a rep's experiments.

    ``trials`` are those they took last, the newest first; ``left_empty`` is when the last check before this
    one that left a ground empty was submitted, whatever its deal; None: there was none in its week.
    """

    trials: tuple[Trial, ...] = ()
    left_empty: datetime | None = None


NOTHING = Tried()


def runs(trial: Trial, now: datetime, zone: str) -> bool:
    """Whether it goes on: told to its end by no digest, not ended early, and its weeks are not over."""
    untold = not trial.judged and trial.ended is None
    return untold and now < span(week_of(trial.taken, zone).back(-TRIAL_WEEKS), zone)[1]


def running(tried: Tried, now: datetime, zone: str, experiments: Experiments) -> Experiment | None:
    """The experiment that the rep is trying; None if there is none, or if its author took it out since."""
    newest = next(iter(tried.trials), None)
    if newest is None or not runs(newest, now, zone):
        return None
    return experiments.get(newest.experiment)


def taken_at(tried: Tried, submitted: datetime, now: datetime, zone: str) -> bool:
    """Whether the experiment that runs was taken at the verdict of a check submitted then, or since."""
    newest = next(iter(tried.trials), None)
    return newest is not None and newest.taken >= submitted and runs(newest, now, zone)


def offered(
    tried: Tried, submitted: datetime, zone: str, empty: Iterable[Ground], experiments: Experiments
) -> tuple[Experiment, ...]:
    """What the verdict of a check may offer, the best first; the rest is there to swap for.

    Only at the first check of a week that leaves a ground empty, so that it is offered once; only where none
    runs and none was taken in that week; only if there is one for such a ground.

    ``empty``: the weakest first.
    """
    week = week_of(submitted, zone)
    begins, _ = span(week, zone)
    if tried.left_empty is not None and tried.left_empty >= begins:
        return ()
    newest = next(iter(tried.trials), None)
    if newest is not None and (newest.taken >= begins or runs(newest, submitted, zone)):
        return ()
    since, _ = span(week, zone, NOT_AGAIN_WEEKS)
    taken = {trial.experiment for trial in tried.trials if trial.taken >= since}
    gaps = tuple(empty)
    found = ranked(experiments, gaps, taken)
    return found if found and found[0].gap in gaps else ()
