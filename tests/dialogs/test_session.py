"""A session survives being written down."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from dialogs.flow import Ground
from dialogs.session import PushBack, Session, Status, UnknownForm
from tests.dialogs.house import NOW, a_session, through_json

EVERYTHING = a_session(
    page="verdict",
    turn=4,
    status=Status.SUBMITTED,
    submitted=NOW,
    seconds=51.25,
    answers={"proof": ("trial", "logic"), "question": ("“Why?”\n月",), "ends": ()},
    draft={"question": ("What els",)},
    push_back=PushBack(ground=Ground.QUESTION, defects=("closed",), kept=False),
    check=9007199254740993,  # more than a JavaScript number can hold
    theme="kairos",
    ends=NOW + timedelta(minutes=45),
)


@pytest.mark.parametrize("session", [a_session(), EVERYTHING], ids=["just begun", "with everything"])
def test_a_session_comes_back_as_it_was(session):
    assert through_json(session) == session


def test_it_is_written_with_the_number_of_its_shape():
    written = a_session().to_dict()
    assert written["form"] == 1
    assert written["status"] == "open"
    assert written["began"] == "2027-03-01T08:00:00Z"


def test_one_without_a_number_is_of_the_first_shape():
    written = EVERYTHING.to_dict()
    del written["form"]
    assert Session.from_dict(written) == EVERYTHING


def test_reading_leaves_what_was_written_alone():
    written = EVERYTHING.to_dict()
    Session.from_dict(written)
    assert written == EVERYTHING.to_dict()


def test_a_shape_of_the_future_is_refused():
    with pytest.raises(UnknownForm, match=r"^2: This session was stored by a newer Kairos\.$"):
        Session.from_dict(a_session().to_dict() | {"form": 2})


def test_unknown_keys_are_refused():
    with pytest.raises(ValidationError, match="mood"):
        Session.from_dict(a_session().to_dict() | {"mood": "good"})


def test_the_first_value_of_an_answer_is_at_hand():
    assert EVERYTHING.answer("proof") == "trial"
    assert EVERYTHING.answer("ends") == EVERYTHING.answer("made-up") == ""
