"""What deals tell: effort balance and glasses. Deal facts belong to the team and need no group."""

from collections.abc import Iterable
from typing import NamedTuple

from dialogs.deal import Deal
from dialogs.measures.facts import CallFact
from dialogs.measures.rates import Rate


class Glasses(NamedTuple):
    """Conditions full / known. All of them are counted, none is drawn by chance: there is no interval."""

    full: int
    known: int


def effort_balance(calls: Iterable[CallFact]) -> Rate:
    """Steps they own / all steps named (theirs and ours), pooled over these calls; the goal is 51 %.

    Of a team: all its calls together, so a deal with many steps weighs more.
    """
    named = [(call.theirs, call.ours) for call in calls]
    theirs = sum(step for step, _ in named)
    return Rate(theirs, theirs + sum(step for _, step in named))


def effort_by_deal(calls: Iterable[CallFact]) -> dict[int, Rate]:
    """The effort balance of each deal: steps they own / all steps named in its reflections."""
    found: dict[int, list[CallFact]] = {}
    for call in calls:
        found.setdefault(call.deal, []).append(call)
    return {deal: effort_balance(its) for deal, its in found.items()}


def effort_of(deal: Deal) -> Rate:
    """The effort balance of a deal at hand."""
    return Rate(*deal.effort)


def glasses_of(deal: Deal) -> Glasses:
    """Conditions full / known, *watch my back* counted from the start."""
    return Glasses(*deal.glasses)
