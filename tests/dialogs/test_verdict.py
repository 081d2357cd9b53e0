"""The five grounds before a call, and what was said against what happened after it."""

import pytest

from dialogs.deal import Outcome
from dialogs.flow import Ground
from dialogs.session import PushBack
from dialogs.verdict import (
    Forecast,
    Odds,
    Reading,
    at_odds,
    earned,
    grounds,
    heaviest,
    push_back,
    said_and_happened,
    weakest,
)
from tests.dialogs.house import CHECK, LIBRARY, WEAK, a_session

RULES = LIBRARY.rules


def test_the_grounds_are_read_in_their_order():
    readings = grounds(CHECK, RULES)
    assert [reading.ground for reading in readings] == ["know", "difference", "proof", "question", "advance"]
    assert all(reading.full for reading in readings)
    assert earned(readings)


def test_nothing_answered_leaves_every_ground_empty():
    readings = grounds({}, RULES)
    assert not any(reading.full for reading in readings)
    assert not earned(readings)


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"know": ("industry",)}, Ground.KNOW),
        ({"difference": ("It saves them a lot of time",)}, Ground.DIFFERENCE),
        ({"proof": ("logic",)}, Ground.PROOF),
        ({"doubt": ("lot",)}, Ground.PROOF),
        ({"question": (WEAK,)}, Ground.QUESTION),
        ({"advance": ()}, Ground.ADVANCE),
    ],
)
def test_one_weak_answer_empties_its_own_ground_alone(changed, ground):
    readings = grounds(CHECK | changed, RULES)
    assert [reading.ground for reading in readings if not reading.full] == [ground]
    pushed = push_back(readings, RULES)
    assert pushed is not None
    assert pushed.ground is ground


def test_who_has_all_five_is_not_pushed():
    assert weakest(grounds(CHECK, RULES), RULES) is None
    assert push_back(grounds(CHECK, RULES), RULES) is None


def test_the_weakest_ground_is_the_one_with_the_weightiest_defect():
    readings = grounds(CHECK | {"know": ("nothing",), "question": (WEAK,)}, RULES)
    weights = {each.ground: heaviest(each, RULES).weight for each in readings if not each.full}
    assert weights[Ground.KNOW] > weights[Ground.QUESTION]
    assert push_back(readings, RULES) == PushBack(ground=Ground.KNOW, defects=("nothing",))


def test_the_heaviest_defect_is_the_one_its_author_weighed_most():
    defects = tuple(defect.id for defect in RULES[Ground.QUESTION].defects)
    most = max(defect.weight for defect in RULES[Ground.QUESTION].defects)
    assert heaviest(Reading(ground=Ground.QUESTION, defects=defects), RULES).weight == most


# ------------------------------------------------------------------------------------------ said and happened


FORECAST = a_session(answers={"advance": ("introduce",), "chance": ("70",)})


@pytest.mark.parametrize(
    ("agreed", "came_to", "same"),
    [
        (("introduce",), Outcome.ADVANCE, True),
        (("share", "introduce"), Outcome.ADVANCE, True),
        (("share",), Outcome.ADVANCE, False),
        (("sign",), Outcome.ORDER, False),
        (("nothing",), Outcome.CONTINUATION, False),
        (("no",), Outcome.NO_SALE, False),
        ((), Outcome.CONTINUATION, False),
    ],
)
def test_a_forecast_is_held_against_what_they_agreed_to(agreed, came_to, same):
    assert said_and_happened(FORECAST, agreed) == Forecast(
        step="introduce", chance=70, outcome=came_to, same_step=same
    )


ANOTHER = a_session(answers={"advance": ("other",), "chance": ("70",), "step": ("Send us the form",)})


@pytest.mark.parametrize(
    ("agreed", "called", "same"),
    [
        (("other",), "Send us the form", True),
        (("share", "other"), " send  us the FORM", True),
        (("other",), "", True),  # of a reflection that asked for no name
        (("other",), "Ask their lawyers", None),
        (("share",), "", False),
    ],
)
def test_another_step_is_the_same_by_its_name_and_else_nobody_can_tell(agreed, called, same):
    assert said_and_happened(ANOTHER, agreed, called) == Forecast(
        step="Send us the form", chance=70, outcome=Outcome.ADVANCE, same_step=same
    )


@pytest.mark.parametrize(
    ("empty", "chance", "odds"),
    [
        (2, "70", Odds.HOPEFUL),
        (5, "90", Odds.HOPEFUL),
        (1, "90", None),
        (2, "60", None),
        (0, "30", Odds.DOUBTFUL),
        (0, "10", Odds.DOUBTFUL),
        (0, "40", None),
        (1, "10", None),
        (3, "", None),
    ],
)
def test_a_forecast_far_from_what_the_grounds_carry_is_at_odds_with_them(empty, chance, odds):
    readings = [Reading(ground=ground, defects=("it",) * (n < empty)) for n, ground in enumerate(Ground)]
    assert at_odds(tuple(readings), chance) is odds


@pytest.mark.parametrize("left_out", ["advance", "chance"])
def test_a_check_that_said_nothing_is_no_forecast(left_out):
    said = {key: values for key, values in FORECAST.answers.items() if key != left_out}
    assert said_and_happened(a_session(answers=said), ("introduce",)) is None
