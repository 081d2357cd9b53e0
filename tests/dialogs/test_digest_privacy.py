"""What is private to a rep never reaches a manager but as a figure over enough reps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from dialogs.deal import Outcome
from dialogs.digest.facts import DealFact, Learning, Private, Request, TeamFacts, Trial
from dialogs.digest.manager import ManagerWeek, Written, manager_digest
from dialogs.digest.rep import rep_digests
from dialogs.digest.team import Concern, State
from dialogs.flow import Ground
from dialogs.measures.facts import CheckFact, ReflectionFact, Week
from dialogs.measures.group import TeamFigure, TooFew
from dialogs.measures.rates import Difference, Rate
from dialogs.people import Team
from tests.dialogs.house import LIBRARY, QUICK
from tests.dialogs.measured import WEEK, rates
from tests.dialogs.weekly import (
    MANAGER,
    REPS,
    at,
    calls_of,
    deal,
    request,
    rich_week,
    team_facts,
    week_of_manager,
)

MARK = "hush"
"""Stands in whatever is private and in nothing else."""

PLAIN = {str, int, bool, float, date, datetime, type(None)}
HELD = {ManagerWeek, Team, Week, Request, Concern, DealFact, State, Rate, Difference, TeamFigure, TooFew}
"""All that a ManagerWeek may be made of."""

# ------------------------------------------------------------------------------------- by the types' own word


def held(kind: Any) -> set[Any]:
    """Every type that a value of this type can hold, however deep."""
    found: set[Any] = set()
    left = [kind]
    while left:
        here = left.pop()
        if here is Ellipsis or isinstance(here, TypeVar):
            continue
        origin = get_origin(here)
        if origin is not None:
            left += get_args(here)
            if (
                origin in {Union, UnionType, tuple, list, dict, Mapping}
                or origin.__module__ == "collections.abc"
            ):
                continue
            here = origin
        if here in found:
            continue
        found.add(here)
        left += _inside(here)
    return found


def _inside(kind: Any) -> Iterator[Any]:
    named = hasattr(kind, "_fields") or is_dataclass(kind) or issubclass(kind, BaseModel)
    if not named or issubclass(kind, Enum):
        return
    hints = get_type_hints(kind)
    names = {each.name for each in fields(kind)} if is_dataclass(kind) else set(hints)
    yield from (hint for name, hint in hints.items() if name in names and name != "model_config")


def test_nothing_private_can_be_put_into_a_managers_week():
    assert held(ManagerWeek) == HELD | PLAIN - {float}


@pytest.mark.parametrize("kind", [TeamFacts, Private, tuple[ReflectionFact, ...], Mapping[int, Learning]])
def test_the_walk_finds_what_is_private(kind: Any):
    assert held(kind) & {ReflectionFact, CheckFact, Learning, Trial}


def test_what_is_private_stands_only_behind_the_group_rule():
    shown = {
        name: hint
        for name, hint in get_type_hints(ManagerWeek).items()
        if name in {"coverage", "barriers", "lens", "earned", "ready"}
    }
    for hint in shown.values():
        assert {get_origin(each) or each for each in get_args(hint)} == {TeamFigure, TooFew}


# ------------------------------------------------------------------------------------- by what is written


def reps(most: int) -> st.SearchStrategy[int]:
    """One of so many reps."""
    return st.sampled_from(list(REPS)[:most])


WHEN = st.builds(at, st.sampled_from([0, 0, 0, 1, 3, 8]), st.integers(0, 6), st.integers(0, 23))


def reflected(most: int) -> st.SearchStrategy[ReflectionFact]:
    """A reflection, what is private in it often marked."""
    barrier = st.sampled_from([MARK, "impatience", "none", ""])
    return st.builds(
        ReflectionFact,
        rep=reps(most),
        team=st.just(2),
        deal=st.integers(100, 104),
        at=WHEN,
        outcome=st.sampled_from(Outcome),
        check_at=st.none() | WHEN,
        chance=st.none() | st.integers(1, 9).map(lambda tens: 10 * tens),
        all_five=st.none() | st.booleans(),
        barrier=barrier,
        plan=st.sampled_from([MARK, "kept", ""]),
        theme=st.sampled_from([MARK, "kairos"]),
        lens=st.sampled_from([MARK, "asked", ""]),
    )


def checked(most: int) -> st.SearchStrategy[CheckFact]:
    """A check."""
    full = st.frozensets(st.sampled_from(Ground))
    return st.builds(CheckFact, reps(most), st.just(2), st.integers(100, 104), WHEN, full)


def learned(most: int) -> st.SearchStrategy[Learning]:
    """A learning, marked."""
    return st.builds(Learning, reps(most), st.just(MARK), WHEN, st.just(f"Next time {MARK}"))


def tried(most: int) -> st.SearchStrategy[Trial]:
    """An experiment that was taken."""
    return st.builds(
        Trial,
        st.integers(1, 9),
        reps(most),
        st.sampled_from([MARK, *LIBRARY.experiments]),
        WHEN,
        st.none() | rates(0, 12),
        st.sampled_from(["", WEEK.period]),
        st.none() | WHEN,
    )


def known(most: int) -> st.SearchStrategy[TeamFacts]:
    """A team's facts: whatever is private holds the mark somewhere, nothing else does."""
    deals = tuple(deal(id=n, name=f"Deal {n}", stuck=n == 102, kairos=n == 101) for n in range(100, 104))
    return st.builds(
        lambda reflections, checks, learnings, trials: team_facts(
            reflections, checks, learnings, trials, deals=deals, requests=(request(),)
        ),
        st.lists(reflected(most), max_size=30),
        st.lists(checked(most), max_size=10),
        st.lists(learned(most), min_size=1, max_size=5),
        st.lists(tried(most), max_size=5),
    )


def digest(facts: TeamFacts) -> Written | None:
    """The manager's digest."""
    return manager_digest(week_of_manager(facts), MANAGER, LIBRARY)


@QUICK
@given(known(6))
def test_no_managers_document_holds_a_private_word(facts: TeamFacts):
    made = digest(facts)
    assert made is not None
    assert MARK not in made.model_dump_json()


def test_a_word_that_the_authors_do_not_know_is_not_shown_of_any_number_of_reps():
    reflections = [
        ReflectionFact(rep, 2, 100, at(), Outcome.ADVANCE, barrier=MARK, theme="kairos", lens=MARK)
        for rep in REPS
    ]
    made = digest(team_facts(reflections))
    assert made is not None
    assert "Calls with a check before" in made.model_dump_json()
    assert MARK not in made.model_dump_json()


@QUICK
@given(known(4))
def test_under_five_reps_what_is_private_changes_nothing_at_all(facts: TeamFacts):
    without = facts._replace(private=Private())
    assert week_of_manager(facts) == week_of_manager(without)
    assert digest(facts) == digest(without)


@QUICK
@given(known(6), st.permutations(list(REPS)))
def test_a_private_figure_does_not_know_whose_it_is(facts: TeamFacts, others: list[int]):
    other = dict(zip(REPS, others, strict=True))
    private = facts.private
    swapped = private._replace(
        reflections=tuple(each._replace(rep=other[each.rep]) for each in private.reflections),
        checks=tuple(each._replace(rep=other[each.rep]) for each in private.checks),
    )
    assert digest(facts) == digest(facts._replace(private=swapped))


def only(rep: int, facts: Iterable[Any]) -> tuple[Any, ...]:
    """Those of one rep."""
    return tuple(each for each in facts if each.rep == rep)


@QUICK
@given(known(6))
def test_a_reps_digest_holds_nothing_of_another_reps(facts: TeamFacts):
    private = facts.private
    made = rep_digests(facts, WEEK, LIBRARY)
    for rep, document in made.items():
        alone = facts._replace(
            calls=calls_of(each for each in private.reflections if each.rep == rep),
            private=private._replace(**{name: only(rep, kind) for name, kind in private._asdict().items()}),
        )
        assert rep_digests(alone, WEEK, LIBRARY)[rep] == document


def test_the_marks_are_there_to_be_found():
    facts = rich_week()
    marked = facts.private._replace(learnings=(Learning(7, MARK, at(3), MARK),))
    made = rep_digests(facts._replace(private=marked), WEEK, LIBRARY)
    assert MARK in made[7].model_dump_json()
    assert not any(MARK in document.model_dump_json() for rep, document in made.items() if rep != 7)
