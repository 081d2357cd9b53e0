"""Effort balance and glasses, by hand."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome, Step
from dialogs.measures.deals import Glasses, effort_balance, effort_by_deal, effort_of, glasses_of
from dialogs.measures.rates import Rate
from tests.dialogs.house import AUDIT, QUICK, WATCHED, a_deal, full, reflected
from tests.dialogs.measured import call

THEIRS, OURS = Step(what="introduce", theirs=True), Step(what="share", theirs=False)

CALLS = [call(2, 1, deal=1), call(0, 3, deal=2), call(1, 0, deal=1), call(deal=3)]


def test_the_effort_balance_of_a_deal_is_their_steps_among_all_steps():
    # deal 1: theirs 2 + 1, ours 1 + 0: 3 of 4; deal 2: 0 of 3; in deal 3 nobody named a step
    assert effort_by_deal(CALLS) == {1: Rate(3, 4), 2: Rate(0, 3), 3: Rate(0, 0)}


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
    assert effort_of(deal) == effort_balance([call(2, 1), call(0, 1)]) == Rate(2, 4)


def test_the_glasses_of_a_deal_are_the_full_among_the_known_with_watch_my_back_from_the_start():
    assert glasses_of(a_deal()) == Glasses(full=0, known=1)
    assert glasses_of(a_deal(WATCHED, *full(AUDIT))) == Glasses(full=1, known=2)
    assert glasses_of(a_deal(*full(WATCHED, AUDIT))) == Glasses(full=2, known=2)


steps = st.integers(0, 9)
some_calls = st.lists(st.builds(call, steps, steps, deal=st.integers(1, 4)), max_size=30)


@QUICK
@given(some_calls, st.randoms())
def test_the_deals_add_up_to_the_team_in_whatever_order_calls_come(calls, dice):
    found = effort_by_deal(calls)
    pooled = effort_balance(calls)
    assert (sum(each.count for each in found.values()), sum(each.of for each in found.values())) == (
        pooled.count,
        pooled.of,
    )
    shuffled = list(calls)
    dice.shuffle(shuffled)
    assert (effort_by_deal(shuffled), effort_balance(shuffled)) == (found, pooled)
