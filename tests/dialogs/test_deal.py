"""A deal: glasses, effort, kairos, stuck, and what a call came to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Condition, Outcome, Step, name_key, outcome
from tests.dialogs.house import AUDIT, QUICK, SERVERS, WATCHED, a_deal, full, reflected

THEIRS = Step(what="introduce", theirs=True, due=date(2027, 3, 5))
OURS = Step(what="share", theirs=False)

THREE_FULL = full(WATCHED, SERVERS, AUDIT)
LEANS_IN = reflected(Outcome.ADVANCE, THEIRS, signals=("leans-in",))
NOTHING = reflected(Outcome.CONTINUATION)


# ----------------------------------------------------------------------------------------- glasses and effort


def test_watch_my_back_counts_among_the_glasses():
    assert a_deal(WATCHED, *full(SERVERS), AUDIT).glasses == (1, 3)


def test_a_condition_is_named_by_its_id_and_watch_my_back_by_its_name():
    assert [condition.key for condition in (WATCHED, SERVERS)] == ["watch-my-back", "2"]


def test_effort_counts_the_steps_of_every_reflection():
    """Two of three steps are theirs, over two calls."""
    deal = a_deal(reflections=(reflected(Outcome.ADVANCE, THEIRS, OURS), reflected(Outcome.ADVANCE, THEIRS)))
    assert deal.effort == (2, 3)


def test_a_deal_nobody_spoke_of_has_no_effort_no_step_and_no_order():
    deal = a_deal()
    assert (deal.effort, deal.next_step, deal.won, deal.stuck, deal.kairos) == (
        (0, 0),
        None,
        False,
        False,
        False,
    )


def test_the_next_step_is_the_one_they_named_last():
    later = Step(what="trial", theirs=True)
    deal = a_deal(
        reflections=(reflected(Outcome.ADVANCE, THEIRS), reflected(Outcome.ADVANCE, OURS, later), NOTHING)
    )
    assert deal.next_step == later


def test_steps_that_are_all_ours_are_no_next_step():
    assert a_deal(reflections=(reflected(Outcome.CONTINUATION, OURS),)).next_step is None


def test_one_order_wins_the_deal_whatever_comes_after():
    assert a_deal(reflections=(reflected(Outcome.ORDER), NOTHING)).won


# ----------------------------------------------------------------------------------------------------- kairos


def test_kairos_is_three_full_glasses_watch_my_back_a_signal_and_no_order():
    assert a_deal(*THREE_FULL, reflections=(LEANS_IN,)).kairos


BILLED = Condition(id=4, text="Billed by quarter", full=True)
TOO_FEW_CONDITIONS = a_deal(*full(WATCHED, SERVERS), reflections=(LEANS_IN,))
ONE_GLASS_EMPTY = a_deal(*full(WATCHED, SERVERS), AUDIT, reflections=(LEANS_IN,))
BACK_NOT_WATCHED = a_deal(WATCHED, *full(SERVERS, AUDIT), reflections=(LEANS_IN,))
BACK_NOT_KNOWN = a_deal(*full(SERVERS, AUDIT), BILLED, reflections=(LEANS_IN,))
NO_REFLECTION = a_deal(*THREE_FULL)
NO_SIGNAL_NAMED = a_deal(*THREE_FULL, reflections=(reflected(Outcome.ADVANCE, THEIRS),))
NONE_OF_THE_SIGNALS = a_deal(
    *THREE_FULL, reflections=(reflected(Outcome.ADVANCE, THEIRS, signals=("none",)),)
)
SIGNAL_BEFORE_THE_LAST_CALL = a_deal(*THREE_FULL, reflections=(LEANS_IN, NOTHING))
ALREADY_WON = a_deal(*THREE_FULL, reflections=(reflected(Outcome.ORDER), LEANS_IN))


@pytest.mark.parametrize(
    "deal",
    [
        pytest.param(TOO_FEW_CONDITIONS, id="two conditions are too few"),
        pytest.param(ONE_GLASS_EMPTY, id="one glass is empty"),
        pytest.param(BACK_NOT_WATCHED, id="watch my back is empty"),
        pytest.param(BACK_NOT_KNOWN, id="watch my back is not among them"),
        pytest.param(NO_REFLECTION, id="no call yet"),
        pytest.param(NO_SIGNAL_NAMED, id="no signal named"),
        pytest.param(NONE_OF_THE_SIGNALS, id="none of the signals"),
        pytest.param(SIGNAL_BEFORE_THE_LAST_CALL, id="the signal is older than the last call"),
        pytest.param(ALREADY_WON, id="they signed already"),
    ],
)
def test_it_is_not_kairos_while_one_thing_is_missing(deal):
    assert not deal.kairos


# ------------------------------------------------------------------------------------------------------ stuck


NO_SALE, ORDER = reflected(Outcome.NO_SALE), reflected(Outcome.ORDER)


@pytest.mark.parametrize(
    ("reflections", "stuck"),
    [
        ((NOTHING, NOTHING, NOTHING), True),
        ((LEANS_IN, NOTHING, NO_SALE, NOTHING), True),
        ((NOTHING, NOTHING), False),
        ((NOTHING, LEANS_IN, NOTHING, NOTHING), False),
        ((NOTHING, NOTHING, NOTHING, LEANS_IN), False),
        ((NOTHING, ORDER, NOTHING), False),
    ],
    ids=["three nothings", "the last three", "only two", "a step three calls ago", "a step now", "an order"],
)
def test_three_calls_in_a_row_without_a_step_of_theirs_are_stuck(reflections, stuck):
    assert a_deal(reflections=reflections).stuck is stuck


# ---------------------------------------------------------------------------------------------------- outcome


@pytest.mark.parametrize(
    ("agreed", "came_to"),
    [
        ((), Outcome.CONTINUATION),
        (("nothing",), Outcome.CONTINUATION),
        (("no",), Outcome.NO_SALE),
        (("sign",), Outcome.ORDER),
        (("share", "sign"), Outcome.ORDER),
        (("no", "sign"), Outcome.ORDER),
        (("no", "share"), Outcome.ADVANCE),
        *(
            ((step,), Outcome.ADVANCE)
            for step in ("introduce", "share", "trial", "decision-meeting", "date", "other")
        ),
    ],
)
def test_what_they_agreed_to_says_what_the_call_came_to(agreed, came_to):
    assert outcome(agreed) is came_to


def test_only_an_order_and_an_advance_are_a_success():
    assert [each for each in Outcome if each.success] == [Outcome.ORDER, Outcome.ADVANCE]


# ----------------------------------------------------------------------------------------------- the name key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "  aCME "),
        ("Birch \t Works", "birch works"),
        ("\uff21\uff23\uff2d\uff25", "acme"),
        ("Straße", "STRASSE"),
        ("café", "CAFE\u0301"),
        ("ΐ", "Ϊ́"),
        ("Acme\u200b", "\u202aAcme"),
    ],
    ids=["case", "white space", "width", "sharp s", "composed", "composed by folding", "what no one can see"],
)
def test_two_spellings_of_one_name_have_the_same_key(one, other):
    assert name_key(one) == name_key(other)


def test_other_names_have_other_keys():
    assert len({name_key(name) for name in ("Acme", "Acme 2", "Akme", "Ac me")}) == 4


@QUICK
@given(st.text())
def test_the_key_of_a_key_is_itself(name):
    assert name_key(name_key(name)) == name_key(name)
