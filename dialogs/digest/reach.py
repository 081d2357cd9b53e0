"""How far back the digests of a week look: an older fact changes no word of them, so it need not be read."""

from collections.abc import Iterable

from dialogs.digest.facts import DEAL_WEEKS, FACT_WEEKS, WEEKS, Reach, Trial
from dialogs.digest.rep import LEARNED_WEEKS
from dialogs.experiment import TRIAL_WEEKS
from dialogs.measures.facts import Week, span
from dialogs.tips import GAP_WEEKS

TRIALS = TRIAL_WEEKS + 1
"""With the week in which it was taken."""


def reps_reach(week: Week, zone: str) -> Reach:
    """What the reps' digests of that week look at."""
    soon, late = LEARNED_WEEKS
    return Reach(
        calls=span(week, zone, TRIALS)[0],
        reflections=span(week, zone, FACT_WEEKS)[0],
        checks=span(week, zone, max(GAP_WEEKS, TRIALS))[0],
        deals=span(week, zone, max(DEAL_WEEKS, TRIALS))[0],
        learnings=span(week.back(soon), zone, late - soon + 1)[0],
        learnings_until=span(week.back(soon), zone)[1],
        all_learnings=False,
        promises=False,
        untold=True,
    )


def untold(reach: Reach, trials: Iterable[Trial]) -> Reach:
    """The same, as far back as an experiment was taken that no digest has told to its end.

    Hardly any is older than its weeks: only one whose last digest did not arrive.
    """
    first = min(
        (each.taken for each in trials if not each.judged and each.ended is None), default=reach.calls
    )
    return reach._replace(
        calls=min(reach.calls, first), checks=min(reach.checks, first), deals=min(reach.deals, first)
    )


def managers_reach(week: Week, zone: str) -> Reach:
    """What the managers' digests of that week look at: the week, and of others how many calls advanced."""
    begins, ends = span(week, zone)
    return Reach(
        calls=begins,
        reflections=begins,
        checks=begins,
        deals=span(week, zone, DEAL_WEEKS)[0],
        learnings=ends,
        learnings_until=ends,
        weeks=tuple(week.back(ago).begins(zone) for ago in range(WEEKS - 1, 0, -1)),
    )
