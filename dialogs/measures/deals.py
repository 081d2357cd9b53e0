"""What calls tell of deals: effort balance. Deal facts belong to the team and need no group.

A single deal knows its own, and its glasses: ``dialogs.deal.Deal``.
"""

from collections.abc import Iterable

from dialogs.measures.facts import CallFact
from dialogs.measures.rates import Rate


def effort_balance(calls: Iterable[CallFact]) -> Rate:
    """Steps they own / all steps named (theirs and ours), pooled over these calls; the goal is 51 %.

    Of a team: all its calls together, so a deal with many steps weighs more.
    """
    named = [(call.theirs, call.ours) for call in calls]
    theirs = sum(step for step, _ in named)
    return Rate(theirs, theirs + sum(step for _, step in named))
