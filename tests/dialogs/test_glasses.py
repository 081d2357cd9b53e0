"""Glasses on a form: what a person changed there, whatever others did meanwhile."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs import glasses
from dialogs.deal import Condition, Deal
from dialogs.glasses import Changes
from tests.dialogs.house import QUICK, a_deal

NAMED = tuple(Condition(id=number, text=f"condition {number}") for number in range(1, 6))
KEYS = tuple(each.key for each in NAMED)

some = st.sets(st.sampled_from(KEYS))


def with_full(full: set[str], conditions: tuple[Condition, ...] = NAMED) -> Deal:
    return a_deal(*(each.model_copy(update={"full": each.key in full}) for each in conditions))


@QUICK
@given(shown=some, said=some, now=some)
def test_only_what_a_person_changed_is_changed(shown: set[str], said: set[str], now: set[str]):
    made = glasses.changes(with_full(now), glasses.stamp(with_full(shown)), said)
    assert made
    after = set(glasses.after(with_full(now), made))
    for key in KEYS:
        touched = (key in said) != (key in shown)
        assert (key in after) == (key in (said if touched else now))


@QUICK
@given(now=some, said=some)
def test_a_way_to_some_glasses_leads_there_also_through_a_draft(now: set[str], said: set[str]):
    made = glasses.towards(with_full(now), said)
    assert set(glasses.after(with_full(now), made)) == said
    assert glasses.read_draft(glasses.drafted(made)) == made


def test_a_condition_that_came_since_is_as_it_stands():
    stamp = glasses.stamp(with_full({"1"}, NAMED[:2]))
    assert glasses.changes(with_full({"1", "5"}), stamp, {"2", "5"}) == Changes(
        frozenset({"2"}), frozenset({"1"})
    )


def test_nobody_can_tell_what_a_form_showed_whose_conditions_have_gone():
    stamp = glasses.stamp(with_full({"1"}))
    assert glasses.changes(with_full({"1"}, NAMED[1:]), stamp, {"1"}) is None
    for nonsense in ("", "/", "zz/zz", "1f", "1f/abcdef", "-1f/abcdef"):
        assert glasses.changes(with_full({"1"}), nonsense, {"1"}) is None


def test_a_stamp_fits_everywhere():
    many = tuple(Condition(id=(1 << 62) + number, text=str(number), full=True) for number in range(300))
    assert len(glasses.stamp(a_deal(*many))) <= 33
