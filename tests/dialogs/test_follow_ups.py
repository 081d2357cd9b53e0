"""What a submitted session does to its deal and to the schedule."""

from datetime import UTC, date, datetime

import pytest

from dialogs.effects import AddCondition, FillGlasses, NameStep, Remember, Remind
from dialogs.flow import Memory, Question
from dialogs.follow_ups import follow_ups
from tests.dialogs.house import AUDIT, NOW, POSTCALL, SERVERS, WATCHED, a_deal, a_session, a_text, full

GLASSES = POSTCALL.question("glasses")
ACME = a_deal(WATCHED, *full(SERVERS), AUDIT)
HOPE = Question.model_validate(a_text("hope", remember="team"))
MOOD = Question.model_validate(a_text("mood"))


def told(*asked: Question, **answers: tuple[str, ...]) -> tuple[object, ...]:
    """The effects of a session with these answers."""
    return follow_ups(a_session(answers=answers), asked, ACME)


def test_nothing_answered_does_nothing():
    assert told(HOPE, MOOD) == ()


def test_an_answer_is_remembered_where_its_question_says_so():
    assert told(HOPE, MOOD, hope=("h",), mood=("m",)) == (
        Remember(question="hope", values=("h",), memory=Memory.TEAM),
    )


def test_an_answer_left_out_forgets_nothing():
    assert told(HOPE, hope=()) == ()


def test_a_question_that_was_not_asked_now_is_not_remembered_again():
    assert told(MOOD, hope=("h",)) == ()


@pytest.mark.parametrize(
    ("full", "fill", "empty"),
    [((), set(), {"2"}), (("3", "404"), {"3"}, {"2"}), (("watch-my-back", "2"), {"watch-my-back"}, set())],
)
def test_the_glasses_that_change_are_filled_and_emptied(full, fill, empty):
    assert GLASSES is not None
    assert told(GLASSES, glasses=full) == (FillGlasses(fill=frozenset(fill), empty=frozenset(empty)),)


def test_glasses_that_stand_as_they_are_named_change_nothing():
    assert GLASSES is not None
    assert told(GLASSES, glasses=("2",)) == ()


def test_each_line_is_a_condition():
    assert told(condition=("Their servers\n\n  before the audit  ",)) == (
        AddCondition(text="Their servers"),
        AddCondition(text="before the audit"),
    )


def test_their_steps_carry_the_day_and_ours_do_not():
    assert told(agreed=("share", "trial"), by=("2027-03-05",), promised=("other",)) == (
        NameStep(what="share", theirs=True, due=date(2027, 3, 5)),
        NameStep(what="trial", theirs=True, due=date(2027, 3, 5)),
        NameStep(what="other", theirs=False),
    )


def test_a_step_that_is_not_listed_is_named_in_one_line():
    assert told(agreed=("other", "share"), step=("Send us\n the form",), promised=("other",)) == (
        NameStep(what="Send us the form", theirs=True),
        NameStep(what="share", theirs=True),
        NameStep(what="other", theirs=False),
    )


@pytest.mark.parametrize("nothing", ["nothing", "no"])
def test_nothing_and_no_are_no_steps(nothing):
    assert told(agreed=(nothing,), by=("2027-03-05",)) == ()


def test_who_said_when_the_call_ends_is_asked_after_it():
    effects = follow_ups(a_session(ends=NOW), (), ACME)
    assert effects == (
        Remind(
            at=datetime(2027, 3, 1, 8, 10, tzinfo=UTC),
            until=datetime(2027, 3, 2, 23, 0, tzinfo=UTC),
        ),
    )
