"""How far back the digests of a week look: an older fact changes no word of them, so it need not be read."""

from dialogs.digest.facts import DEAL_WEEKS, FACT_WEEKS, WEEKS, Reach
from dialogs.digest.rep import LEARNED_WEEKS
from dialogs.digest.trials import TRIAL_WEEKS
from dialogs.measures.facts import Week, span
from dialogs.tips import GAP_WEEKS

TRIALS = TRIAL_WEEKS + 1
"""A trial's weeks have 168 hours, a zone's may have one less or more: the week more holds both."""


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
    )


def managers_reach(week: Week, zone: str) -> Reach:
    """What the managers' digests of that week look at: of what is private to reps, the week itself."""
    begins, ends = span(week, zone)
    return Reach(
        calls=span(week, zone, WEEKS)[0],
        reflections=begins,
        checks=begins,
        deals=span(week, zone, DEAL_WEEKS)[0],
        learnings=ends,
        learnings_until=ends,
    )
