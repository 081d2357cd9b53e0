"""A rep's rate, shrunk towards the team, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.measures.rates import Rate
from dialogs.measures.reflections import advanced, plan_kept
from dialogs.measures.steady import Prior, fit_prior, rates_by_rep, steady
from tests.dialogs.house import QUICK
from tests.dialogs.measured import outcomes, rates, reflection

TEAM = [Rate(count, 10) for count in (2, 4, 5, 6, 8)]


def test_the_prior_has_the_teams_mean_and_the_strength_of_its_agreement():
    # N = 50, p = 25/50 = 0.5, k - 1 = 4
    # χ² = 10 · (0.3² + 0.1² + 0² + 0.1² + 0.3²) / (0.5 · 0.5) = 10 · 0.2 / 0.25 = 8
    # Σ (n-1)(1 - n/N) = 5 · 9 · 0.8 = 36; g = (8 - 4) / 36 = 1/9; strength = 9 - 1 = 8: a beta of 4 and 4
    prior = fit_prior(TEAM)
    assert prior is not None
    assert (prior.mean, prior.strength) == pytest.approx((0.5, 8))


def test_the_prior_is_fitted_to_reps_with_unlike_numbers_of_calls():
    # N = 40, p = 20/40 = 0.5, k - 1 = 4
    # Σ n (p_i - p)² = 4 · 0.25 + 4 · 0.25 + 8 · 0 + 8 · 0.0625 + 16 · 0.015625 = 2.75; χ² = 2.75 / 0.25 = 11
    # Σ (n-1)(1 - n/N) = 2 · 3 · 0.9 + 2 · 7 · 0.8 + 15 · 0.6 = 25.6; g = (11 - 4) / 25.6
    # strength = 25.6 / 7 - 1 = 18.6 / 7 = 2.657
    prior = fit_prior([Rate(0, 4), Rate(4, 4), Rate(4, 8), Rate(2, 8), Rate(10, 16)])
    assert prior is not None
    assert (prior.mean, prior.strength) == pytest.approx((0.5, 18.6 / 7))


def test_a_rate_is_shrunk_by_as_many_observations_as_the_prior_is_worth():
    # (8 + 8 · 0.5) / (10 + 8) = 12 / 18
    steadied = steady(Rate(8, 10), fit_prior(TEAM))
    assert steadied.shown == pytest.approx(12 / 18)
    assert steadied.used


def test_many_observations_of_ones_own_outweigh_the_team():
    # (800 + 4) / (1000 + 8) = 0.7976
    assert steady(Rate(800, 1000), fit_prior(TEAM)).shown == pytest.approx(804 / 1008)


def test_under_eight_observations_no_rate_is_shown_steadied_or_not():
    steadied = steady(Rate(6, 7), fit_prior(TEAM))
    assert (steadied.shown, steadied.used) == (None, False)


def test_without_a_prior_the_own_rate_stands_and_nothing_is_said_of_the_team():
    steadied = steady(Rate(8, 10), None)
    assert (steadied.shown, steadied.used) == (0.8, False)


@pytest.mark.parametrize(
    "team",
    [
        [],
        TEAM[:4],  # of few reps each could work out the others' rates
        [*TEAM[:4], Rate(0, 0)],  # the fifth has no data
        [Rate(1, 1), Rate(0, 1), Rate(1, 1), Rate(0, 1), Rate(0, 1)],  # one call each says nothing
    ],
)
def test_there_is_no_prior_of_too_little(team):
    assert fit_prior(team) is None


def test_the_group_may_be_set_but_one_rep_is_never_a_team():
    assert fit_prior(TEAM[:2], least=2) is not None
    assert fit_prior(TEAM[:1], least=1) is None


def test_reps_as_alike_as_chance_would_have_them_give_a_prior_no_surer_than_all_their_calls():
    prior = fit_prior([Rate(5, 10)] * 5)
    assert prior is not None
    assert (prior.mean, prior.strength) == pytest.approx((0.5, 50))


@pytest.mark.parametrize("count", [0, 8])
def test_a_team_that_always_or_never_succeeds_is_a_prior_too(count):
    prior = fit_prior([Rate(count, 8)] * 5)
    assert prior is not None
    assert (prior.mean, prior.strength) == pytest.approx((count / 8, 40))


def test_reps_as_unlike_as_can_be_leave_each_to_their_own():
    prior = fit_prior([Rate(8, 8)] * 3 + [Rate(0, 8)] * 3)
    assert prior == Prior(0.5, 0.0)
    steadied = steady(Rate(8, 8), prior)
    assert (steadied.shown, steadied.used) == (1.0, False)


def test_the_fit_finds_the_beta_that_the_reps_were_drawn_from():
    # of a uniform beta (1 and 1: mean 0.5, strength 2) each count from 0 to 10 of 10 is equally likely
    prior = fit_prior([Rate(count, 10) for count in range(11)] * 1000)
    assert prior is not None
    assert (prior.mean, prior.strength) == pytest.approx((0.5, 2), abs=0.001)


def test_each_rep_with_data_has_a_rate():
    facts = outcomes(2, 3, rep=1, plan="kept") + outcomes(0, 1, rep=2)
    assert rates_by_rep(facts, advanced) == {1: Rate(2, 3), 2: Rate(0, 1)}
    assert rates_by_rep([*facts, reflection(rep=2)], plan_kept) == {1: Rate(3, 3)}


teams = st.lists(rates(), min_size=5, max_size=12)


@QUICK
@given(rates(least=8), teams)
def test_a_shrunk_rate_lies_between_the_own_and_the_teams(own, team):
    prior = fit_prior(team)
    shown = steady(own, prior).shown
    share = own.count / own.of
    ends = sorted([share, share if prior is None else prior.mean])
    assert shown is not None
    assert ends[0] - 1e-12 <= shown <= ends[1] + 1e-12
    assert 0 <= shown <= 1


@QUICK
@given(teams, st.randoms())
def test_the_prior_is_never_surer_than_the_calls_and_knows_no_order(team, dice):
    prior = fit_prior(team)
    assert prior is None or 0 <= prior.strength <= sum(own.of for own in team) * (1 + 1e-9)
    assert prior is None or 0 <= prior.mean <= 1
    shuffled = list(team)
    dice.shuffle(shuffled)
    assert fit_prior(shuffled) == prior
