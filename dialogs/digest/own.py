"""The facts of each rep, grouped once for the whole team."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from dialogs.digest.facts import DealFact, Learning, TeamFacts, Trial
from dialogs.measures.facts import CallFact, CheckFact, ReflectionFact


class Own(NamedTuple):
    """What a rep may know of their own weeks; reflections in the order of time.

    ``deals`` are those that they reflected on last.
    """

    reflections: tuple[ReflectionFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    calls: tuple[CallFact, ...] = ()
    deals: tuple[DealFact, ...] = ()
    learnings: tuple[Learning, ...] = ()
    trials: tuple[Trial, ...] = ()


class Whose(Protocol):
    """What belongs to a rep."""

    @property
    def rep(self) -> int:
        """Whose it is."""


Theirs = TypeVar("Theirs", bound=Whose)


def own_facts(facts: TeamFacts) -> dict[int, Own]:
    """The facts of each rep who checked or reflected at all."""
    private = facts.private
    reflections, checks = _grouped(private.reflections), _grouped(private.checks)
    calls, deals = _grouped(facts.calls), _grouped(facts.deals)
    learnings, trials = _grouped(private.learnings), _grouped(private.trials)
    return {
        rep: Own(
            tuple(sorted(reflections.get(rep, ()), key=attrgetter("at"))),
            tuple(checks.get(rep, ())),
            tuple(calls.get(rep, ())),
            tuple(deals.get(rep, ())),
            tuple(learnings.get(rep, ())),
            tuple(trials.get(rep, ())),
        )
        for rep in dict.fromkeys((*reflections, *checks))
    }


def _grouped(facts: Iterable[Theirs]) -> dict[int, list[Theirs]]:
    """Like measures.facts.by_rep, for what has no team."""
    found: dict[int, list[Theirs]] = {}
    for fact in facts:
        found.setdefault(fact.rep, []).append(fact)
    return found
