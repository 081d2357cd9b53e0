"""What the house knows before it asks: prefill, options, conditions."""

from typing import Any

import pytest

from dialogs.deal import Condition
from dialogs.flow import Flow, Option, Question, When
from dialogs.frozen import Values
from dialogs.known import Known
from dialogs.session import Session
from tests.dialogs.house import (
    AUDIT,
    LIBRARY,
    NOW,
    POSTCALL,
    PRECALL,
    SERVERS,
    WATCHED,
    a_choice,
    a_deal,
    a_flow,
    a_scene,
    a_session,
    a_text,
    full,
)

PLANS = (
    Option(id="impatience", label="Impatience", note="then I count to five"),
    Option(id="technique", label="Technique", note="then I use one"),
    Option(id="preparation", label="Preparation", note="then I look again"),
)
LENS = LIBRARY.themes["kairos"].lens


def question(flow_question: str, flow: Flow = POSTCALL) -> Question:
    """A question of a shipped flow."""
    found = flow.question(flow_question)
    assert found is not None
    return found


def a_check(**answers: Values) -> Session:
    """A check with these answers."""
    return a_session(id=10, answers=answers)


# ------------------------------------------------------------------------------------------------------ facts


def test_what_is_not_known_is_no_fact():
    known = Known(deal=a_deal())
    assert [known.fact(name) for name in ("check", "plan", "learning", "made-up")] == [(), (), (), ()]
    assert known.plan_note == ""


def test_check_plan_and_learning_are_facts():
    known = Known(deal=a_deal(), check=a_check(barrier=("impatience",)), learning="wait", plans=PLANS)
    assert known.fact("check") == ("10",)
    assert known.fact("plan") == ("impatience",)
    assert known.fact("learning") == ("wait",)
    assert known.fact("made-up") == ()
    assert known.plan_note == "then I count to five"


@pytest.mark.parametrize("barrier", ["none", "taken-out-of-the-content"])
def test_no_barrier_and_one_that_is_gone_are_no_plan(barrier):
    """Else the reflection would ask after a plan that nobody can see."""
    known = Known(deal=a_deal(), check=a_check(barrier=(barrier,)), plans=PLANS)
    assert known.fact("plan") == ()


# ---------------------------------------------------------------------------------------------------- options


def test_conditions_are_offered_by_what_they_are_called():
    known = Known(deal=a_deal(WATCHED, SERVERS), watch_my_back="Watch my back")
    assert known.options(question("glasses")) == (
        Option(id="watch-my-back", label="Watch my back"),
        Option(id="2", label="It runs on their own servers"),
    )


def test_a_long_condition_is_cut_to_a_label():
    long = Condition(id=4, text="x" * 200)
    assert Known(deal=a_deal(long)).options(question("glasses")) == (Option(id="4", label="x" * 74 + "…"),)


def test_the_reps_own_barriers_come_first_and_unknown_ones_do_not_matter():
    known = Known(deal=a_deal(), plans=PLANS, barriers={"preparation": 4, "technique": 1, "gone": 9})
    offered = [option.id for option in known.options(question("barrier"))]
    assert offered == ["preparation", "technique", "impatience", "none"]


def test_without_history_the_authors_order_stands():
    offered = Known(deal=a_deal(), plans=PLANS).options(question("barrier"))
    assert [option.id for option in offered] == ["impatience", "technique", "preparation", "none"]


def test_the_lens_offers_the_themes_options():
    offered = Known(deal=a_deal(), lens=LENS).options(question("lens"))
    assert [option.id for option in offered] == ["asked", "proposed", "went-on", "no-signal"]


# ------------------------------------------------------------------------------------------ what is asked now


def asked(flow: Flow, session: Session | None = None, **known: Any) -> dict[str, Question]:
    """The questions of a flow's first page, by id."""
    scene = a_scene(flow, **known)
    return {each.id: each for each in scene.questions(flow.pages[0], session or a_session(flow))}


def test_without_a_theme_there_is_no_lens_to_ask():
    assert "lens" not in asked(POSTCALL)


def test_the_lens_is_asked_in_the_themes_words():
    assert asked(POSTCALL, lens=LENS)["lens"].ask == "What did you do right after the buyer's first signal?"


def test_the_plan_is_asked_after_only_when_one_was_taken():
    assert "plan" not in asked(POSTCALL, check=a_check(barrier=("none",)))
    assert "plan" in asked(POSTCALL, check=a_check(barrier=("impatience",)))


@pytest.mark.parametrize(
    ("when", "answer", "holds"),
    [
        (None, (), True),
        (When(answered="way"), (), False),
        (When(answered="way"), ("left",), True),
        (When(answered="way", any_of=("left", "straight")), ("right", "left"), True),
        (When(answered="way", any_of=("left",)), ("right",), False),
        (When(answered="way", any_of=("left",)), (), False),
        (When(answered="way", none_of=("left",)), ("right",), True),
        (When(answered="way", none_of=("left",)), ("left", "right"), False),
        (When(answered="way", none_of=("left",)), (), False),
        (When(answered="way", any_of=("left",), none_of=("right",)), ("left",), True),
        (When(answered="way", any_of=("left",), none_of=("right",)), ("left", "right"), False),
        (When(known="learning"), (), False),
    ],
)
def test_a_condition_holds_when_the_answer_is_there_and_fits(when, answer, holds):
    assert a_scene().holds(when, {"way": answer}) is holds


def test_a_condition_on_a_fact_looks_at_what_is_known():
    scene = a_scene(check=a_check(barrier=("impatience",)), plans=PLANS)
    assert scene.holds(When(known="plan", any_of=("impatience",)), {})
    assert not scene.holds(When(known="plan", none_of=("impatience",)), {})


# ----------------------------------------------------------------------------------------- answers that stand


CHAIN = a_flow(
    {"id": "first", "title": "First", "questions": [a_choice("way", "left", "right")]},
    {
        "id": "second",
        "title": "Second",
        "when": {"answered": "way", "any_of": ["left"]},
        "questions": [a_text("hope"), a_text("plan-told", when={"known": "plan"})],
    },
    {"id": "third", "title": "Third", "questions": [a_text("fear", when={"answered": "hope"})]},
)


def test_an_answer_stands_while_the_earlier_ones_ask_for_it():
    answers = {
        "way": ("left",),
        "hope": ("h",),
        "fear": ("f",),
        "plan-told": ("p",),
        "of-no-question": ("x",),
    }
    assert a_scene(CHAIN).standing(answers) == answers


def test_an_answer_that_is_ruled_out_takes_those_that_hang_on_it_along():
    answers = {"way": ("right",), "hope": ("h",), "fear": ("f",)}
    assert a_scene(CHAIN).standing(answers) == {"way": ("right",)}


# ---------------------------------------------------------------------------------------------------- prefill


def prefilled(question_id: str, flow: Flow = PRECALL, session: Session | None = None, **known: Any) -> Values:
    """What stands in a field of the first page."""
    scene = a_scene(flow, **known)
    field = asked(flow, session, **known)[question_id]
    return scene.prefill(field, session or a_session(flow), NOW)


def test_typed_goes_before_answered_before_remembered():
    typed = a_session(draft={"difference": ("typed",)}, answers={"difference": ("answered",)})
    answered = a_session(answers={"difference": ("answered",)})
    memory = {"difference": ("remembered",)}
    assert prefilled("difference", session=typed, memory=memory) == ("typed",)
    assert prefilled("difference", session=answered, memory=memory) == ("answered",)
    assert prefilled("difference", memory=memory) == ("remembered",)
    assert prefilled("difference") == ()


def test_what_was_emptied_stays_empty():
    emptied = a_session(draft={"difference": ()})
    assert prefilled("difference", session=emptied, memory={"difference": ("remembered",)}) == ()


def test_only_what_a_question_asks_to_remember_is_remembered():
    assert prefilled("question", memory={"question": ("an old one",)}) == ()


def test_defaults_are_taken_or_worked_out():
    assert prefilled("doubt") == ("some",)
    assert prefilled("ends") == ("09:45",)
    verdict = PRECALL.pages[-1].questions[0].model_copy(update={"default": "likeliest"})
    filled = verdict.model_copy(update={"options": Known(deal=a_deal(), plans=PLANS).options(verdict)})
    assert a_scene().prefill(filled, a_session(), NOW) == ("impatience",)


def test_what_the_check_said_is_a_default_for_the_same_question_after_the_call():
    (step,) = POSTCALL.page("step").questions
    checked = a_scene(POSTCALL, check=a_session(id=10, answers={"step": ("Send us the form",)}))
    assert checked.prefill(step, a_session(POSTCALL), NOW) == ("Send us the form",)
    assert a_scene(POSTCALL).prefill(step, a_session(POSTCALL), NOW) == ()


def test_the_glasses_stand_as_they_are_now():
    deal = a_deal(WATCHED, *full(SERVERS), AUDIT)
    assert prefilled("glasses", POSTCALL, deal=deal) == ("2",)
    answered = a_session(POSTCALL, answers={"glasses": ("3",)})
    assert prefilled("glasses", POSTCALL, session=answered, deal=deal) == ("2",)
    typed = a_session(POSTCALL, draft={"glasses": ("3", "-watch-my-back")})
    assert prefilled("glasses", POSTCALL, session=typed, deal=deal) == ("2", "3")
    watched = a_deal(*full(WATCHED, SERVERS), AUDIT)
    assert prefilled("glasses", POSTCALL, session=typed, deal=watched) == ("2", "3")


def test_an_option_that_is_gone_is_not_prefilled():
    typed = a_session(POSTCALL, draft={"glasses": ("3", "99"), "barrier": ("taken-out",)})
    assert prefilled("glasses", POSTCALL, session=typed, deal=a_deal(WATCHED, AUDIT)) == ("3",)
    assert prefilled("barrier", POSTCALL, session=typed) == ()
    assert prefilled("proof", memory={"proof": ("trial", "taken-out")}) == ("trial",)
