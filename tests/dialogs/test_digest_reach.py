"""A digest looks so far back and no further: what is older changes no word of it."""

from datetime import timedelta
from random import Random

import pytest

from dialogs.deal import Outcome
from dialogs.digest.facts import TeamFacts
from dialogs.digest.manager import manager_digest
from dialogs.digest.reach import managers_reach, reps_reach
from dialogs.digest.rep import rep_digests
from dialogs.flow import Ground
from dialogs.measures.facts import CheckFact, ReflectionFact
from tests.dialogs.house import BERLIN, LIBRARY
from tests.dialogs.measured import WEEK
from tests.dialogs.weekly import (
    MANAGER,
    REPS,
    at,
    deal,
    learning,
    team_facts,
    trial,
    week_of_manager,
)
from tests.fakes.week import reached

LONG_AGO = 14
"""The facts reach back for so many weeks."""


def long_history(dice: Random) -> TeamFacts:
    """A team's facts of many weeks, made by the dice; each week has calls and checks."""
    barriers = [*(plan.id for plan in LIBRARY.plans), "none", ""]
    reflections, checks, learnings = [], [], []
    for weeks in reversed(range(LONG_AGO)):
        for rep in REPS:
            for day in range(dice.choice((0, 1, 1, 3))):
                when, chance = at(weeks, day, 9 + dice.randrange(8)), dice.choice((None, 20, 50, 80, 90))
                reflections.append(
                    ReflectionFact(
                        rep=rep,
                        team=2,
                        deal=100 * rep + dice.randrange(9),
                        at=when,
                        outcome=dice.choice(list(Outcome)),
                        check_at=dice.choice((None, when - timedelta(hours=2))),
                        chance=chance,
                        all_five=dice.choice((True, False)) if chance else None,
                        barrier=dice.choice(barriers),
                        plan=dice.choice(("kept", "missed", "")),
                    )
                )
                full = frozenset(dice.sample(list(Ground), dice.randrange(6)))
                checks.append(CheckFact(rep, 2, 100 * rep, when - timedelta(hours=2), full))
                learnings.append(learning(f"wait {weeks}", rep=rep, at=when))
    last = {each.deal: each.at for each in reflections}
    deals = tuple(
        deal(
            id=ident,
            rep=ident // 100,
            at=when,
            stuck=dice.random() < 0.3,
            kairos=dice.random() < 0.2,
            watched=dice.random() < 0.5,
        )
        for ident, when in last.items()
    )
    trials = [
        trial(dice.choice(list(LIBRARY.experiments)), at(dice.randrange(8), 4, 18), rep=rep, id=rep)
        for rep in REPS
    ]
    return team_facts(reflections, checks, learnings, trials, deals=deals)


@pytest.mark.parametrize("seed", range(20))
def test_a_rep_reads_the_same_whatever_was_long_ago(seed):
    facts = long_history(Random(seed))  # noqa: S311  no secret
    near = reached(facts, reps_reach(WEEK, BERLIN))
    assert near != facts
    told = rep_digests(facts, WEEK, LIBRARY)
    assert told
    assert rep_digests(near, WEEK, LIBRARY) == told


@pytest.mark.parametrize("seed", range(20))
def test_a_manager_reads_the_same_whatever_was_long_ago(seed):
    facts = long_history(Random(seed))  # noqa: S311  no secret
    near = reached(facts, managers_reach(WEEK, BERLIN))
    assert near != facts
    told = manager_digest(week_of_manager(facts), MANAGER, LIBRARY)
    assert told is not None
    assert manager_digest(week_of_manager(near), MANAGER, LIBRARY) == told
