"""Said against happened, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome
from dialogs.measures.calibration import (
    BANDS,
    Lean,
    Said,
    Turned,
    brier,
    calibration,
    calibration_of,
    said,
    turned,
)
from dialogs.measures.facts import seen
from dialogs.measures.rates import Rate
from tests.dialogs.house import QUICK
from tests.dialogs.measured import reflection

OVER = [Said(70, happened=True)] * 2 + [Said(70, happened=False)] * 2
OVER += [Said(80, happened=False)] * 2 + [Said(90, happened=False)] * 2
"""Eight chances of 70 to 90 %, two of which came true."""

forecasts = st.lists(st.builds(Said, st.sampled_from(range(10, 100, 10)), st.booleans()), max_size=60)


def of(chance: int, count: int, of_all: int) -> list[Said]:
    """The same chance so many times, and how many of them came true."""
    return [Said(chance, n < count) for n in range(of_all)]


def test_a_reflection_is_a_forecast_if_its_check_named_a_chance():
    assert said(reflection(chance=70, outcome=Outcome.ORDER)) == Said(70, happened=True)
    assert said(reflection(chance=10, outcome=Outcome.NO_SALE)) == Said(10, happened=False)
    assert said(reflection()) is None


@QUICK
@given(st.lists(st.tuples(st.sampled_from((None, *range(0, 101, 5))), st.sampled_from(Outcome)), max_size=60))
def test_reflections_are_counted_together_as_they_are_seen_one_by_one(what):
    facts = [reflection(chance=chance, outcome=outcome) for chance, outcome in what]
    one_by_one = tuple(seen(facts, said))
    assert calibration_of(facts) == calibration(one_by_one)
    assert calibration_of(facts).brier == (brier(one_by_one) if len(one_by_one) >= 8 else None)


def test_brier_is_the_mean_square_of_said_minus_happened():
    # 2 · (0.7-1)² + 2 · 0.7² + 2 · 0.8² + 2 · 0.9² = 0.18 + 0.98 + 1.28 + 1.62 = 4.06; 4.06 / 8 = 0.5075
    assert brier(OVER) == pytest.approx(0.5075)
    assert brier([Said(70, happened=True)]) == pytest.approx(0.09)
    assert brier([]) is None


def test_saying_50_percent_each_time_gives_a_quarter():
    assert brier(of(50, 3, 8)) == 0.25


def test_brier_is_not_told_of_fewer_than_eight_forecasts():
    assert calibration(OVER[:7]).brier is None
    assert calibration(OVER).brier == pytest.approx(0.5075)
    assert calibration([]) == calibration(iter(()))
    assert calibration([]).of == 0


def test_a_band_holds_the_mean_chance_against_what_happened():
    low, middle, high = calibration(OVER).bands
    # (70 · 4 + 80 · 2 + 90 · 2) / 8 = 620 / 8 = 77.5 %; 2 of 8 has the interval 7 to 59 %: all below 77.5
    assert (high.said, high.happened, high.lean) == (0.775, Rate(2, 8), Lean.OVER)
    assert (low.happened, middle.happened) == (Rate(0, 0), Rate(0, 0))
    assert ((low.low, low.high), (middle.low, middle.high), (high.low, high.high)) == BANDS


@pytest.mark.parametrize(
    ("chance", "count", "lean"),
    [  # Wilson of 8: 4 of 8 is 21.5 to 78.5 %, 6 of 8 is 40.9 to 92.9 %, 1 of 8 is 2.2 to 47.1 %
        (10, 4, Lean.UNDER),
        (30, 4, Lean.NEITHER),
        (30, 6, Lean.UNDER),
        (80, 6, Lean.NEITHER),  # above the rate, and yet within the interval
        (80, 4, Lean.OVER),
        (50, 1, Lean.OVER),
        (50, 8, Lean.UNDER),
        (40, 1, Lean.NEITHER),
    ],
)
def test_over_and_under_confident_need_the_chance_outside_the_whole_interval(chance, count, lean):
    assert [band.lean for band in calibration(of(chance, count, 8)).bands if band.happened.of] == [lean]


def test_a_band_of_fewer_than_eight_forecasts_is_a_count_and_no_more():
    band = calibration(of(90, 0, 7)).bands[2]
    assert (band.happened, band.said, band.lean) == (Rate(0, 7), None, None)


def test_a_chance_between_two_bands_is_in_brier_alone():
    found = calibration(of(35, 0, 8))
    assert (found.of, found.brier) == pytest.approx((8, 0.1225))
    assert [band.happened.of for band in found.bands] == [0, 0, 0]


def test_a_change_in_calibration_is_a_band_that_leans_another_way():
    before = calibration(OVER + of(50, 4, 8) + of(10, 0, 7))
    now = calibration(of(80, 7, 8) + of(50, 4, 8) + of(10, 8, 8))
    # the middle leans the same; of the lowest there were too few before
    assert turned(before, now) == (Turned(70, 90, Lean.OVER, Lean.NEITHER),)
    assert turned(before, before) == ()


@QUICK
@given(forecasts, st.randoms())
def test_brier_lies_between_0_and_1_and_the_order_does_not_matter(given_, dice):
    score = brier(given_)
    assert (score is None) == (not given_)
    assert score is None or 0 <= score <= 1
    shuffled = list(given_)
    dice.shuffle(shuffled)
    assert calibration(shuffled) == calibration(given_)


@QUICK
@given(forecasts)
def test_each_offered_chance_belongs_to_one_band_and_the_mean_lies_within_it(given_):
    found = calibration(given_)
    assert sum(band.happened.of for band in found.bands) == found.of == len(given_)
    for band in found.bands:
        assert band.said is None or band.low <= round(100 * band.said, 9) <= band.high
        assert (band.lean is None) == (band.happened.of < 8)
