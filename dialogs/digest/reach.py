"""How far back the digests of a week look: an older fact changes no word of them, so it need not be read."""

from dialogs.digest.facts import DEAL_WEEKS, FACT_WEEKS, WEEKS, Reach
from dialogs.digest.rep import LEARNED_WEEKS
from dialogs.digest.trials import TRIAL_WEEKS
from dialogs.measures.facts import Week, span
from dialogs.tips import GAP_WEEKS

TRIALS = TRIAL_WEEKS + 1
"""A trial's weeks are of 168 hours, those of a zone may be one shorter or longer: the week more holds both."""


def reps_reach(week: Week, zone: str) -> Reach:
    """What the reps' digests of that week look at."""
    return Reach(
        calls=span(week, zone, TRIALS)[0],
        reflections=span(week, zone, FACT_WEEKS)[0],
        checks=span(week, zone, max(GAP_WEEKS, TRIALS))[0],
        deals=span(week, zone, max(DEAL_WEEKS, TRIALS))[0],
        learnings=span(week, zone, LEARNED_WEEKS[1] + 1)[0],
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
    )
