"""The group rule: no private number for a manager over fewer than five reps with data in that week."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.measures.calibration import calibration, said
from dialogs.measures.group import TeamFigure, TooFew, team_figure
from dialogs.measures.rates import Rate, rate, shares
from dialogs.measures.reflections import barrier_met, covered, earned, earned_difference, lens_of, plan_kept
from tests.dialogs.house import BERLIN, QUICK
from tests.dialogs.measured import TUESDAY, WEEK, ago, reflection


def test_a_team_figure_of_five_reps_is_pooled_over_their_observations():
    # reps 1 to 5 with a reflection each, rep 1 with two more; rep 1's three are covered: 3 of 7
    facts = [reflection(rep=rep, check_at=TUESDAY if rep == 1 else None) for rep in (1, 1, 1, 2, 3, 4, 5)]
    assert team_figure(facts, covered, rate, WEEK, BERLIN) == TeamFigure(Rate(3, 7), reps=5)


def test_four_reps_are_too_few_however_much_they_did_and_it_is_not_said_how_many():
    facts = [reflection(rep=rep) for rep in (1, 2, 3, 4)] * 10
    assert team_figure(facts, covered, rate, WEEK, BERLIN) == TooFew()
    assert team_figure(facts[:1], covered, rate, WEEK, BERLIN) == team_figure([], covered, rate, WEEK, BERLIN)


def test_a_rep_counts_only_with_data_for_this_very_number():
    facts = [reflection(rep=rep, plan="kept" if rep < 5 else "no-moment") for rep in range(1, 9)]
    assert team_figure(facts, covered, rate, WEEK, BERLIN) == TeamFigure(Rate(0, 8), reps=8)
    assert team_figure(facts, plan_kept, rate, WEEK, BERLIN) == TooFew()


def test_reps_of_other_weeks_neither_count_nor_add_to_the_number():
    facts = [reflection(rep=rep, at=TUESDAY if rep < 5 else ago(weeks=1)) for rep in range(1, 9)]
    assert team_figure(facts, covered, rate, WEEK, BERLIN) == TooFew()
    assert team_figure(facts, covered, rate, WEEK, BERLIN, least=4) == TeamFigure(Rate(0, 4), reps=4, least=4)


def test_every_private_number_comes_as_a_team_figure_too():
    facts = [
        reflection(rep=rep, barrier="none", theme="kairos", lens="early", chance=70, all_five=True)
        for rep in range(1, 9)
    ]
    barriers = team_figure(facts, barrier_met, partial(shares, options=["technique"]), WEEK, BERLIN)
    assert barriers == TeamFigure({"technique": Rate(0, 8), "none": Rate(8, 8)}, reps=8)
    lens = team_figure(facts, lens_of("kairos"), shares, WEEK, BERLIN)
    assert lens == TeamFigure({"early": Rate(8, 8)}, reps=8)
    forecasts = team_figure(facts, said, calibration, WEEK, BERLIN)
    assert isinstance(forecasts, TeamFigure)
    assert forecasts.value.brier == pytest.approx(0.49)
    difference = team_figure(facts, earned, earned_difference, WEEK, BERLIN)
    assert isinstance(difference, TeamFigure)
    assert (
        difference.value.shown is None
    )  # the group is large enough, the other side of the difference is not


@pytest.mark.parametrize(("reps", "least"), [(4, 5), (0, 0), (0, -3), (7, 8)])
def test_a_team_figure_of_fewer_cannot_be_built_by_hand_either(reps, least):
    with pytest.raises(ValueError, match="a team figure over fewer"):
        TeamFigure(Rate(1, 2), reps=reps, least=least)


def test_with_no_rule_at_all_an_empty_week_is_still_no_figure():
    assert team_figure([], covered, rate, WEEK, BERLIN, least=0) == TooFew(0)


@QUICK
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=40), st.integers(1, 7))
def test_a_figure_is_given_exactly_when_enough_reps_have_data(rows, least):
    facts = [reflection(rep=rep, plan="kept" if has else "") for rep, has in rows]
    found = team_figure(facts, plan_kept, rate, WEEK, BERLIN, least=least)
    reps = {rep for rep, has in rows if has}
    kept = sum(has for _, has in rows)
    expected = TeamFigure(Rate(kept, kept), len(reps), least) if len(reps) >= least else TooFew(least)
    assert found == expected
