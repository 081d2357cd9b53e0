"""Rates: when they are shown, and how sure they are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.measures.rates import Difference, Rate, Trend, commonest, newcombe, rate, shares, wilson
from tests.dialogs.house import QUICK
from tests.dialogs.measured import rates, rounded

# --------------------------------------------------------------------------------------------------- one rate


def test_a_rate_counts_what_is_true():
    assert rate([True, False, True, True, False]) == Rate(3, 5)
    assert rate([]) == Rate(0, 0)


def test_under_eight_observations_there_is_a_count_and_no_rate():
    assert Rate(3, 7).shown is None
    assert Rate(0, 0).shown is None
    assert Rate(3, 8).shown is not None


def test_a_shown_rate_has_its_interval_beside_it():
    # p = 5/10, z² = 3.8415: the middle is (0.5 + 0.19207) / 1.38415 = 0.5
    # the reach 1.95996 · √(0.25/10 + 3.8415/400) / 1.38415 = 1.95996 · 0.18602 / 1.38415 = 0.2634
    assert rounded(Rate(5, 10).shown) == (0.5, 0.2366, 0.7634)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [  # Newcombe (1998), Two-sided confidence intervals ..., Stat Med 17, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_agrees_with_the_published_one(count, of, low, high):
    assert rounded(wilson(Rate(count, of))) == (low, high)


def test_none_and_all_reach_the_very_ends():
    # none of 8: from 0 to z²/(n + z²) = 3.8415 / 11.8415
    assert rounded(wilson(Rate(0, 8))) == (0.0, 0.3244)
    assert rounded(wilson(Rate(8, 8))) == (0.6756, 1.0)
    assert (wilson(Rate(0, 8))[0], wilson(Rate(8, 8))[1]) == (0, 1)


def test_nothing_observed_leaves_everything_possible():
    assert wilson(Rate(0, 0)) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "of"), [(3, 2), (-1, 4), (0, -1)])
def test_a_rate_cannot_be_made_of_counts_that_cannot_be(count, of):
    with pytest.raises(ValueError, match=f"{count} of {of}"):
        Rate(count, of)


@QUICK
@given(rates(least=1, most=10**6))
def test_wilsons_interval_lies_in_0_to_1_and_contains_the_rate(own):
    low, high = wilson(own)
    assert 0 <= low <= own.count / own.of <= high <= 1
    assert low < high


@QUICK
@given(rates(least=1), st.integers(2, 50))
def test_wilsons_interval_narrows_as_more_of_the_same_is_seen(own, times):
    low, high = wilson(own)
    lower, higher = wilson(Rate(own.count * times, own.of * times))
    assert higher - lower < high - low


@QUICK
@given(rates(least=1))
def test_wilsons_interval_of_the_misses_is_the_mirror_of_that_of_the_hits(own):
    low, high = wilson(own)
    assert wilson(Rate(own.of - own.count, own.of)) == pytest.approx((1 - high, 1 - low))


# --------------------------------------------------------------------------------------------------- the goal


# ----------------------------------------------------------------------------------------------- a difference


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe (1998), Interval estimation for the difference ..., table II, method 10
        (Rate(56, 70), Rate(48, 80), 0.0524, 0.3339),
        (Rate(9, 10), Rate(3, 10), 0.1705, 0.8090),
        (Rate(6, 7), Rate(2, 7), 0.0582, 0.8062),
        (Rate(5, 56), Rate(0, 29), -0.0381, 0.1926),
        (Rate(0, 10), Rate(0, 20), -0.1611, 0.2775),
        (Rate(0, 10), Rate(0, 10), -0.2775, 0.2775),
        (Rate(10, 10), Rate(0, 20), 0.6791, 1.0),
        (Rate(10, 10), Rate(0, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_interval_agrees_with_the_published_one(first, second, low, high):
    assert rounded(newcombe(first, second)) == (low, high)


def test_a_difference_needs_eight_observations_on_each_side():
    assert Difference(Rate(7, 8), Rate(1, 7)).shown is None
    assert Difference(Rate(7, 7), Rate(1, 8)).shown is None
    assert Difference(Rate(7, 8), Rate(1, 8)).shown is not None


def test_nothing_observed_on_one_side_leaves_every_difference_possible():
    assert newcombe(Rate(0, 0), Rate(4, 9)) == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "trend"),
    [
        (Rate(9, 10), Rate(3, 10), Trend.RISE),  # 0.1705 to 0.8090
        (Rate(3, 10), Rate(9, 10), Trend.FALL),
        (Rate(6, 10), Rate(3, 10), None),  # it may be chance
        (Rate(6, 7), Rate(0, 7), None),  # too few
    ],
)
def test_a_rise_is_told_only_when_the_whole_interval_is_above_zero(first, second, trend):
    assert Difference(first, second).trend is trend


@QUICK
@given(rates(least=1), rates(least=1))
def test_newcombes_interval_lies_in_minus_1_to_1_and_contains_the_difference(first, second):
    low, high = newcombe(first, second)
    assert -1 <= low <= first.count / first.of - second.count / second.of <= high <= 1


@QUICK
@given(rates(), rates())
def test_the_difference_turned_round_has_the_interval_turned_round(first, second):
    low, high = newcombe(first, second)
    assert newcombe(second, first) == pytest.approx((-high, -low))


# ----------------------------------------------------------------------------------------------------- shares


def test_each_option_has_its_share_also_one_that_nobody_chose():
    found = shares(["price", "none", "price", "odd"], options=["none", "price", "time"])
    assert found == {"none": Rate(1, 4), "price": Rate(2, 4), "time": Rate(0, 4), "odd": Rate(1, 4)}
    assert list(found) == ["none", "price", "time", "odd"]


def test_without_answers_the_share_of_each_option_is_none_of_none():
    assert shares([], options=["none"]) == {"none": Rate(0, 0)}
    assert shares([]) == {}


def test_the_commonest_may_be_several_and_leaves_out_what_does_not_count():
    assert commonest(shares("aab")) == ("a",)
    assert commonest(shares("abba")) == ("a", "b")
    assert commonest(shares("aab"), besides="a") == ("b",)
    assert commonest(shares("", options="ab")) == ()


@QUICK
@given(st.lists(st.sampled_from("abcd")), st.randoms())
def test_shares_add_up_to_all_answers_in_whatever_order_they_come(answers, dice):
    found = shares(answers)
    assert {option: share.count for option, share in found.items()} == Counter(answers)
    shuffled = list(answers)
    dice.shuffle(shuffled)
    assert list(shares(shuffled).items()) == list(found.items())
