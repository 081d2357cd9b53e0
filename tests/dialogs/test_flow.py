"""What an author writes: pages, questions, what they cost, and the flow's own name."""

import pytest
from pydantic import ValidationError

from dialogs.flow import Flow, Question, shorten
from tests.dialogs.house import POSTCALL, PRECALL, a_choice, a_flow, a_text

FIRST = {"id": "first", "title": "First", "questions": [a_text("hope"), a_choice("way", "left", "right")]}
SECOND = {"id": "second", "title": "Second", "questions": [a_text("fear", folded=True)]}
FLOW = a_flow(FIRST, SECOND)


# ---------------------------------------------------------------------------------------------- what it costs


@pytest.mark.parametrize(
    ("kind", "seconds"), [("choice", 5), ("choices", 6), ("text", 18), ("date", 5), ("time", 5)]
)
def test_a_question_costs_the_seconds_of_its_kind(kind, seconds):
    assert Question(id="it", kind=kind, ask="?").seconds == seconds
    assert Question(id="it", kind=kind, ask="?", folded=True).seconds == 0
    assert Question(id="it", kind=kind, ask="?", default="x").seconds == 0


def test_a_flow_costs_the_sum_and_counts_the_texts_to_type():
    """18 for hope and 5 for the way; fear is folded away."""
    assert (FLOW.seconds, FLOW.texts) == (23, 1)


def test_a_page_that_certain_answers_open_is_for_few_and_costs_nothing():
    more = {"id": "more", "title": "More", "questions": [a_text("why")]}
    few = a_flow(FIRST, more | {"when": {"answered": "way", "any_of": ["left"]}})
    most = a_flow(FIRST, more | {"when": {"answered": "way", "none_of": ["left"]}})
    assert (few.seconds, few.texts) == (23, 1)
    assert (most.seconds, most.texts) == (41, 2)


def test_the_shipped_flows_cost_what_they_promise():
    """Check: know 5, difference 18, proof 6, question 18, advance 5, chance 5; doubt and ends are defaulted.

    Reflection: agreed 6, by 5, signals 6, glasses 6, barrier 5, plan 5, learning 18, lens 5.
    """
    assert (PRECALL.seconds, PRECALL.texts) == (57, 2)
    assert (POSTCALL.seconds, POSTCALL.texts) == (56, 1)


# ------------------------------------------------------------------------------------------ finding one's way


def test_pages_are_found_by_id_and_in_order():
    assert FLOW.page("second").title == "Second"
    assert [page.id for page in FLOW.after("first")] == ["second", "verdict"]
    assert list(FLOW.after("verdict")) == []
    with pytest.raises(KeyError, match="third"):
        FLOW.page("third")


def test_questions_are_found_over_all_pages():
    assert [question.id for question in FLOW.questions] == ["hope", "way", "fear"]
    fear = FLOW.question("fear")
    assert fear is not None
    assert fear.folded
    assert FLOW.question("made-up") is None


# ------------------------------------------------------------------------------------------------- its digest


def test_the_digest_is_the_same_for_the_same_text():
    """Written down and read back too: a session finishes on the text it began with."""
    assert (
        a_flow(FIRST, SECOND).digest == FLOW.digest == Flow.model_validate_json(FLOW.model_dump_json()).digest
    )


def test_the_digest_changes_with_any_letter():
    others = {
        a_flow(FIRST, {**SECOND, "title": title}).digest for title in ("Second", "second", "Second one")
    }
    assert len(others) == 3


# ------------------------------------------------------------------------------------------------- its limits


def test_a_label_is_cut_where_it_is_too_long():
    assert shorten("x" * 75) == "x" * 75
    assert shorten("x" * 76) == "x" * 74 + "…"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Upper"},
        {"id": "two--hyphens"},
        {"kind": "colour"},
        {"ask": "  "},
        {"ask": "x" * 151},
        {"most": 3001},
        {"most": 0},
        {"unknown": "key"},
        {"options": [{"id": "a", "label": "x" * 76}]},
    ],
)
def test_what_an_author_must_not_write_is_refused(wrong):
    with pytest.raises(ValidationError):
        Question.model_validate(a_text("hope") | wrong)


def test_a_flow_is_a_value_and_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        setattr(FLOW, "title", "Other")  # noqa: B010  mypy knows already that it cannot be done
