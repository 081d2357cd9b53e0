"""What a submitted session does to its deal and to the schedule."""

from datetime import UTC, date, datetime

import pytest

from dialogs.effects import AddCondition, FillGlasses, NameStep, Remember, Remind
from dialogs.flow import Memory, Question
from dialogs.follow_ups import follow_ups
from tests.dialogs.house import NOW, POSTCALL, a_session, a_text

GLASSES = POSTCALL.question("glasses")
HOPE = Question.model_validate(a_text("hope", remember="team"))
MOOD = Question.model_validate(a_text("mood"))


def told(*asked: Question, **answers: tuple[str, ...]) -> tuple[object, ...]:
    """The effects of a session with these answers."""
    return follow_ups(a_session(answers=answers), asked)


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


@pytest.mark.parametrize("full", [(), ("2",), ("watch-my-back", "2")])
def test_the_glasses_named_are_full_and_no_others(full):
    assert GLASSES is not None
    assert told(GLASSES, glasses=full) == (FillGlasses(full=full),)


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


@pytest.mark.parametrize("nothing", ["nothing", "no"])
def test_nothing_and_no_are_no_steps(nothing):
    assert told(agreed=(nothing,), by=("2027-03-05",)) == ()


def test_who_said_when_the_call_ends_is_asked_after_it():
    effects = follow_ups(a_session(ends=NOW), ())
    assert effects == (
        Remind(
            at=datetime(2027, 3, 1, 8, 10, tzinfo=UTC),
            until=datetime(2027, 3, 2, 23, 0, tzinfo=UTC),
        ),
    )
