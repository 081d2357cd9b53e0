"""Coverage, advance rate, earned difference, plans, barriers, lens, grounds and changes, by hand."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome
from dialogs.flow import Ground
from dialogs.measures.facts import CheckFact, seen, within
from dialogs.measures.rates import Rate, Trend
from dialogs.measures.reflections import (
    advance_rate,
    advanced,
    barrier_is,
    barrier_shares,
    change,
    commonest_barrier,
    coverage,
    covered,
    earned,
    earned_difference,
    ground_rates,
    grounds_full,
    lens_shares,
    plans_kept,
)
from tests.dialogs.house import BERLIN, QUICK
from tests.dialogs.measured import TUESDAY, WEEK, YES, ago, call, outcomes, reflection, rounded

# --------------------------------------------------------------------------------------------------- coverage


@pytest.mark.parametrize(
    ("check_at", "is_covered"),
    [
        (None, False),
        (TUESDAY, True),
        (ago(hours=1), True),
        (ago(hours=48), True),
        (ago(hours=48, microseconds=1), False),
        (ago(hours=-1), False),  # a check of the call to come
    ],
)
def test_a_reflection_is_covered_by_a_check_of_the_48_hours_before(check_at, is_covered):
    assert covered(reflection(check_at=check_at)) is is_covered


def test_coverage_is_the_covered_among_all_reflections():
    # an hour before: yes; three days before: no; never: no; at the same instant: yes. 2 of 4
    facts = [reflection(check_at=at) for at in (ago(hours=1), ago(days=3), None, TUESDAY)]
    assert coverage(facts) == Rate(2, 4)
    assert coverage([]) == Rate(0, 0)


# ----------------------------------------------------------------------------------------------- advance rate


def test_only_an_order_and_an_advance_count_as_success():
    # one of each outcome: order and advance count, continuation and no-sale do not. 2 of 4
    assert advance_rate(reflection(outcome=outcome) for outcome in Outcome) == Rate(2, 4)


def test_the_advance_rate_is_the_same_from_deal_facts_so_a_manager_needs_no_private_ones():
    assert advance_rate([call(theirs=1), call(), call(outcome=Outcome.ORDER)]) == Rate(2, 3)


# ------------------------------------------------------------------------------------------ earned difference


def test_the_earned_difference_is_the_rate_after_full_checks_minus_that_after_others():
    facts = outcomes(6, 10, all_five=True) + outcomes(2, 10, all_five=False) + outcomes(5, 5)
    difference = earned_difference(seen(facts, earned))
    assert (difference.first, difference.second) == (Rate(6, 10), Rate(2, 10))  # the five had no check at all
    # 0.6 - 0.2 = 0.4; Wilson 0.3127-0.8318 and 0.0567-0.5098
    # low = 0.4 - √(0.2873² + 0.3098²) = 0.4 - 0.4226; high = 0.4 + √(0.2318² + 0.1433²) = 0.4 + 0.2725
    assert rounded(difference.shown) == (0.4, -0.0226, 0.6725)


@pytest.mark.parametrize(("full", "others"), [(8, 7), (7, 8), (0, 20), (20, 0), (0, 0)])
def test_the_earned_difference_is_not_shown_with_fewer_than_eight_on_a_side(full, others):
    facts = outcomes(full, full, all_five=True) + outcomes(0, others, all_five=False)
    assert earned_difference(seen(facts, earned)).shown is None


# ----------------------------------------------------------------------------- plans, barriers, lens, grounds


def test_a_plan_is_kept_or_missed_only_where_its_moment_came():
    # came: kept, kept, missed; did not come: twice; no plan: once. 2 of 3
    facts = [reflection(plan=plan) for plan in ("kept", "kept", "missed", "no-moment", "no-moment", "")]
    assert plans_kept(facts) == Rate(2, 3)
    assert plans_kept([reflection(plan="no-moment")]) == Rate(0, 0)


def test_barriers_are_shares_of_the_answers_and_none_is_an_answer():
    facts = [
        reflection(barrier=barrier) for barrier in ("impatience", "none", "impatience", "none", "none", "")
    ]
    found = barrier_shares(facts, ["impatience", "technique"])
    assert found == {"impatience": Rate(2, 5), "technique": Rate(0, 5), "none": Rate(3, 5)}
    assert commonest_barrier(found) == ("impatience",)


def test_the_lens_counts_only_answers_to_its_own_theme():
    facts = [
        reflection(theme="kairos", lens="early"),
        reflection(theme="kairos", lens="late"),
        reflection(theme="kairos", lens="early"),
        reflection(theme="kairos"),
        reflection(theme="seven-barriers", lens="early"),
    ]
    assert lens_shares(facts, "kairos", ["late", "early"]) == {"late": Rate(1, 3), "early": Rate(2, 3)}
    assert lens_shares(facts, "ideal-conversation") == {}


def test_each_ground_has_its_share_of_full_checks():
    know, all_five = frozenset({Ground.KNOW}), frozenset(Ground)
    checks = [CheckFact(7, 2, 5, TUESDAY, full) for full in (know, all_five, frozenset[Ground]())]
    found = ground_rates(seen(checks, grounds_full))
    assert found == {**dict.fromkeys(Ground, Rate(1, 3)), Ground.KNOW: Rate(2, 3)}
    assert list(found) == list(Ground)


# ---------------------------------------------------------------------------------------------------- changes


def test_a_change_is_this_week_against_the_four_weeks_before():
    facts = (
        outcomes(7, 8)  # this week
        + [fact for week in range(1, 5) for fact in outcomes(1, 4, at=ago(weeks=week))]  # 4 of 16
        + outcomes(1, 4, at=ago(weeks=4, days=1))  # Monday of the fourth week before: 5 of 20 in all
        + outcomes(9, 9, at=ago(weeks=5))  # too long ago
        + outcomes(9, 9, at=ago(weeks=-1))  # not yet
    )
    found = change(facts, advanced, WEEK, BERLIN)
    assert (found.first, found.second) == (Rate(7, 8), Rate(5, 20))
    # 0.875 - 0.25 = 0.625; Wilson 0.5291-0.9776 and 0.1119-0.4687
    # low = 0.625 - √(0.3459² + 0.2187²) = 0.625 - 0.4092
    # high = 0.625 + √(0.1026² + 0.1381²) = 0.625 + 0.1720
    assert found.shown == pytest.approx((0.625, 0.2158, 0.7971), abs=2e-4)
    assert found.trend is Trend.RISE


def test_a_change_may_look_at_longer_stretches():
    facts = outcomes(1, 2) + outcomes(2, 2, at=ago(weeks=1)) + outcomes(0, 3, at=ago(weeks=3))
    found = change(facts, advanced, WEEK, BERLIN, weeks=2, before=2)
    assert (found.first, found.second) == (Rate(3, 4), Rate(0, 3))
    assert found.trend is None


def test_a_barriers_fall_is_a_change_like_any_other():
    facts = [reflection(barrier="none")] * 12 + [reflection(barrier="impatience", at=ago(weeks=2))] * 12
    found = change([*facts, reflection()], barrier_is("impatience"), WEEK, BERLIN)
    assert (found.first, found.second, found.trend) == (Rate(0, 12), Rate(12, 12), Trend.FALL)


# ------------------------------------------------------------------------------------------------- properties


facts_of_any_kind = st.lists(
    st.builds(
        reflection,
        rep=st.integers(1, 4),
        at=st.integers(-60, 3).map(lambda days: TUESDAY + timedelta(days=days)),
        outcome=st.sampled_from(Outcome),
        check_at=st.sampled_from([None, TUESDAY, ago(hours=40), ago(days=4)]),
        all_five=st.sampled_from([None, False, True]),
        barrier=st.sampled_from(["", "none", "impatience", "technique"]),
        plan=st.sampled_from(["", "kept", "missed", "no-moment"]),
    ),
    max_size=60,
)


@QUICK
@given(facts_of_any_kind, st.randoms())
def test_no_number_depends_on_the_order_of_the_facts(facts, dice):
    shuffled = list(facts)
    dice.shuffle(shuffled)
    for number in (
        coverage,
        advance_rate,
        plans_kept,
        barrier_shares,
        lambda given: earned_difference(seen(given, earned)),
        lambda given: change(given, advanced, WEEK, BERLIN),
    ):
        assert number(facts) == number(shuffled)


@QUICK
@given(facts_of_any_kind)
def test_what_is_told_of_the_weeks_adds_up_to_what_is_told_of_all_of_them(facts):
    found = change(facts, advanced, WEEK, BERLIN, weeks=2, before=3)
    whole = advance_rate(within(facts, WEEK, BERLIN, weeks=5))
    assert (found.first.count + found.second.count, found.first.of + found.second.of) == (
        whole.count,
        whole.of,
    )
    earned_calls = earned_difference(seen(facts, earned))
    checked = [fact for fact in facts if fact.all_five is not None]
    assert earned_calls.first.of + earned_calls.second.of == len(checked)
    assert earned_calls.first.count + earned_calls.second.count == sum(
        f.outcome in {YES, Outcome.ORDER} for f in checked
    )
