"""What the reflections of a rep, or of a team, come to. All but the advance rate is private to the rep."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from dialogs.deal import Outcome
from dialogs.flow import Ground
from dialogs.known import NO_BARRIER
from dialogs.measures.facts import AnyFact, CheckFact, ReflectionFact, See, Week, seen, within
from dialogs.measures.rates import Difference, Rate, commonest, rate, shares

COVERED = timedelta(hours=48)
"""A check covers the reflections on its deal for so long."""

AT_ONCE = timedelta()

WEEKS_BEFORE = 4
"""A change is told against so many weeks before."""

_PLAN_KEPT = {"kept": True, "missed": False}


class Called(Protocol):
    """A fact that knows what the call came to."""

    @property
    def outcome(self) -> Outcome:
        """Derived from what the buyer agreed to."""


class Earned(NamedTuple):
    """A call after a check: whether its five grounds were full, and whether the buyer took a step."""

    all_five: bool
    success: bool


# ---------------------------------------------------------------------------------- what is seen in one fact


def covered(fact: ReflectionFact) -> bool:
    """Whether a check of the same deal was submitted in the 48 h before, both ends counted."""
    return fact.check_at is not None and AT_ONCE <= fact.at - fact.check_at <= COVERED


def advanced(fact: Called) -> bool:
    """Whether it was an order or an advance."""
    return fact.outcome.success


def earned(fact: ReflectionFact) -> Earned | None:
    """Grounds and success; None without a check."""
    return None if fact.all_five is None else Earned(fact.all_five, fact.outcome.success)


def plan_kept(fact: ReflectionFact) -> bool | None:
    """Whether the plan was kept; None without a plan or if its moment did not come."""
    return _PLAN_KEPT.get(fact.plan)


def barrier_met(fact: ReflectionFact) -> str | None:
    """The barrier that got in the way, ``none`` included; None if not answered."""
    return fact.barrier or None


def barrier_is(barrier: str) -> See[ReflectionFact, bool]:
    """Whether it was this barrier: for its rise or fall."""
    return lambda fact: fact.barrier == barrier if fact.barrier else None


def lens_of(theme: str) -> See[ReflectionFact, str]:
    """What this theme's lens saw; None if not answered, or asked by another theme."""
    return lambda fact: (fact.lens or None) if fact.theme == theme else None


def grounds_full(fact: CheckFact) -> frozenset[Ground]:
    """The grounds of a check that are full."""
    return fact.full


# ----------------------------------------------------------------------------------------- what it comes to


def coverage(facts: Iterable[ReflectionFact]) -> Rate:
    """Reflections that had a check for the same deal submitted in the 48 h before / reflections."""
    return rate(seen(facts, covered))


def advance_rate(facts: Iterable[Called]) -> Rate:
    """(order + advance) / reflections. A deal fact: of calls or of reflections, it is the same."""
    return rate(advanced(fact) for fact in facts)


def earned_difference(observations: Iterable[Earned]) -> Difference:
    """Advance rate after a check with all five grounds full, minus the rate after a check without.

    A reflection without any check is in neither. It is an association, not proof.
    """
    pairs = tuple(observations)
    return Difference(
        rate(success for all_five, success in pairs if all_five),
        rate(success for all_five, success in pairs if not all_five),
    )


def plans_kept(facts: Iterable[ReflectionFact]) -> Rate:
    """Moments that came and were met / moments that came."""
    return rate(seen(facts, plan_kept))


def barrier_shares(facts: Iterable[ReflectionFact], barriers: Sequence[str] = ()) -> dict[str, Rate]:
    """Reflections that name a barrier / reflections that answer the question, for each, ``none`` included."""
    return shares(seen(facts, barrier_met), barriers)


def commonest_barrier(found: dict[str, Rate]) -> tuple[str, ...]:
    """The barrier named most often; several where they tie. ``none`` is no barrier."""
    return commonest(found, besides=NO_BARRIER)


def lens_shares(facts: Iterable[ReflectionFact], theme: str, options: Sequence[str] = ()) -> dict[str, Rate]:
    """Answers that chose an option / answers to the lens of this theme, for each option."""
    return shares(seen(facts, lens_of(theme)), options)


def ground_rates(observations: Iterable[frozenset[Ground]]) -> dict[Ground, Rate]:
    """Checks with a ground full / checks, for each of the five in their order."""
    checks = tuple(observations)
    counts = Counter(ground for full in checks for ground in full)
    return {ground: Rate(counts[ground], len(checks)) for ground in Ground}


def change(  # noqa: PLR0913  what, of whom, when, and how much of it
    facts: Iterable[AnyFact],
    see: See[AnyFact, bool],
    week: Week,
    zone: str,
    *,
    weeks: int = 1,
    before: int = WEEKS_BEFORE,
) -> Difference:
    """A rate in the ``weeks`` up to and with this one, minus the same in so many weeks before those.

    Shown with at least eight observations on each side; a rise or a fall only if the whole Newcombe interval
    lies on one side of zero: otherwise nothing has changed that a digest should speak of.
    """
    facts = tuple(facts)
    return Difference(
        rate(seen(within(facts, week, zone, weeks), see)),
        rate(seen(within(facts, week.back(weeks), zone, before), see)),
    )
