"""Effort balance, by hand."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome, Step
from dialogs.measures.deals import effort_balance
from dialogs.measures.rates import Rate
from tests.dialogs.house import QUICK, a_deal, reflected
from tests.dialogs.measured import call

THEIRS, OURS = Step(what="introduce", theirs=True), Step(what="share", theirs=False)

CALLS = [call(2, 1, deal=1), call(0, 3, deal=2), call(1, 0, deal=1), call(deal=3)]


def test_the_effort_balance_of_a_team_is_pooled_over_its_deals():
    # 3 + 0 + 0 of 4 + 3 + 0, and not the mean of 75 % and 0 %
    assert effort_balance(CALLS) == Rate(3, 7)
    assert effort_balance([]) == Rate(0, 0)


def test_the_effort_balance_of_a_deal_at_hand_is_the_same_number():
    deal = a_deal(
        reflections=(
            reflected(Outcome.ADVANCE, THEIRS, THEIRS, OURS),
            reflected(Outcome.CONTINUATION, OURS),
        )
    )
    assert Rate(*deal.effort) == effort_balance([call(2, 1), call(0, 1)]) == Rate(2, 4)


steps = st.integers(0, 9)
some_calls = st.lists(st.builds(call, steps, steps, deal=st.integers(1, 4)), max_size=30)


@QUICK
@given(some_calls, st.randoms())
def test_the_deals_add_up_to_the_team_in_whatever_order_calls_come(calls, dice):
    each_deals = [effort_balance(each for each in calls if each.deal == deal) for deal in range(1, 5)]
    pooled = effort_balance(calls)
    assert sum(each.count for each in each_deals) == pooled.count
    assert sum(each.of for each in each_deals) == pooled.of
    shuffled = list(calls)
    dice.shuffle(shuffled)
    assert effort_balance(shuffled) == pooled
