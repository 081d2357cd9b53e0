"""A session's page as a form, with the real content."""

from datetime import timedelta

import pytest

from dialogs.digest.facts import Trial
from dialogs.document import Act, Aside, Button, Document, Fact, Facts, Field, Form, Quote, Text, Tone
from dialogs.effects import ShowPage
from dialogs.events import Resume
from dialogs.flow import Ground, Kind
from dialogs.pages.form import form_page, labels
from dialogs.plain import to_text
from dialogs.session import PushBack
from dialogs.trying import Tried
from tests.dialogs.house import (
    CHECK,
    LIBRARY,
    NOW,
    POSTCALL,
    PRECALL,
    WEAK,
    WORDS,
    Walk,
    a_deal,
    a_scene,
    a_session,
)

QUESTION_RULE = LIBRARY.rules[Ground.QUESTION]


def shown(walk: Walk, show: ShowPage | None = None) -> Document:
    """The page that a walk stands at, as its last turn shows it."""
    asked = next((effect for effect in walk.effects if isinstance(effect, ShowPage)), ShowPage())
    return form_page(walk.session, walk.scene, WORDS, walk.now, show or asked)


def form_of(document: Document) -> Form:
    """The form on a page."""
    assert document.form is not None
    return document.form


def field_of(document: Document, question_id: str) -> Field:
    """One of the fields on a page."""
    return next(field for field in form_of(document).fields if field.id == question_id)


# -------------------------------------------------------------------------------------------------- the check


def test_a_check_shows_its_questions_prefilled_and_the_rest_folded():
    page = shown(Walk(memory={"difference": ("Two days instead of six",)}))
    assert page.title == "Before the call: Acme"
    assert page.summary == "7 questions, one minute"  # the end of the call aside
    form = form_of(page)
    assert (form.act, form.ref, form.page, form.submit, form.others) == (
        Act.ANSWER,
        "11",
        "check",
        "Check",
        (),
    )
    assert [field.id for field in form.fields if field.folded] == ["purpose", "need", "opportunity"]
    assert field_of(page, "difference").values == ("Two days instead of six",)
    assert field_of(page, "ends").values == ("09:45",)
    assert field_of(page, "know").required


def test_the_last_learning_stands_above_the_check():
    page = shown(Walk(learning="name the price, then wait"))
    source = WORDS.say("form.last-learning-from")
    assert Quote(text="Next time I will: name the price, then wait", source=source) in page.blocks


def test_the_plan_taken_last_stands_above_the_check_and_is_chosen_anew():
    (plan, *_) = LIBRARY.plans
    walk = Walk(memory={"barrier": (plan.id,)}, plans=LIBRARY.plans)
    assert Text(text=f"Your plan for this deal: {plan.note}") in shown(walk).blocks
    none = Walk(memory={"barrier": ("none",)}, plans=LIBRARY.plans)
    assert "Your plan" not in to_text(shown(none))


@pytest.mark.parametrize(
    ("experiment", "said"),
    [
        ("what-or-how", "You are trying: Begin your one question with what or how"),
        ("a-minute-first", "You are trying a check before every call: this is one."),
    ],
)
def test_what_the_rep_tries_stands_above_the_check_as_it_reads_there(experiment, said):
    tried = Tried((Trial(1, 7, experiment, NOW),))
    page = shown(Walk(tried=tried, experiments=LIBRARY.experiments))
    assert said in to_text(page)
    assert "Take one minute" not in to_text(page)


def test_only_the_first_page_of_a_check_repeats_what_was_learnt():
    walk = Walk(learning="name the price, then wait").answer(CHECK | {"advance": ("other",)})
    assert form_of(shown(walk)).page == "step"
    assert not [block for block in shown(walk).blocks if isinstance(block, Quote)]


def test_problems_are_counted_above_and_named_at_their_fields():
    page = shown(Walk().answer({"question": ("w" * 301,), "ends": ("noon",)}))
    assert Text(text="5 answers need another look.", tone=Tone.PROBLEM) in page.blocks
    assert field_of(page, "question").problem == "Too long: 300 characters at most."
    assert field_of(page, "know").problem == WORDS.say("problem.required")
    assert field_of(page, "difference").problem == ""


def test_a_folded_question_with_a_problem_is_unfolded():
    page = shown(Walk().answer(CHECK | {"need": ("x" * 201,)}))
    assert not field_of(page, "need").folded
    assert field_of(page, "purpose").folded


def test_a_folded_question_is_unfolded_once_it_says_something():
    """What stands in a form must be seen: in an edit too, or it would be sent away unseen."""
    walk = Walk().answer(CHECK | {"opportunity": ("agree on a first month",)})
    walk.session = walk.session.model_copy(update={"page": "check"})
    page = shown(walk)
    assert not field_of(page, "opportunity").folded
    assert field_of(page, "need").folded


def test_a_folded_question_left_empty_stays_folded_when_the_form_is_resumed():
    walk = Walk().close({"know": ("company",), "need": (), "purpose": ("risk",)}).hear(Resume())
    page = shown(walk)
    assert [field.id for field in form_of(page).fields if field.folded] == ["need", "opportunity"]


def test_who_resumes_may_begin_anew():
    page = shown(Walk().close({}).hear(Resume()))
    assert page.blocks[0] == Text(text=WORDS.say("notice.resumed"), tone=Tone.MUTED)
    assert form_of(page).others == (Button(label="Begin anew", act=Act.ANEW, ref="11"),)


# ---------------------------------------------------------------------------------------------- the push-back


def test_the_push_back_says_what_is_missing_why_and_a_pattern():
    page = shown(Walk().answer(CHECK | {"question": (WEAK,)}))
    closed = QUESTION_RULE.defect("closed")
    assert page.summary == WORDS.say("push-back.summary")
    assert page.blocks[:2] == (Text(text=closed.missing, tone=Tone.CARE), Text(text=closed.why))
    assert closed.pattern in to_text(page)
    form = form_of(page)
    assert [(field.id, field.values) for field in form.fields] == [("question", (WEAK,))]
    assert form.others == (Button(label="Keep mine", act=Act.KEEP, ref="11"),)
    assert form.submit == "Use this"


def test_where_a_choice_is_asked_again_the_push_back_says_how_to_find_what_to_choose():
    page = shown(Walk().answer(CHECK | {"know": ("nothing",)}))
    nothing = LIBRARY.rules[Ground.KNOW].defect("nothing")
    assert Facts(items=(Fact(label="How to fill it", value=nothing.pattern),)) in page.blocks


def test_several_defects_are_said_the_weightiest_first():
    walk = Walk().answer(CHECK | {"question": (WEAK,)})
    pushed = PushBack(ground=Ground.QUESTION, defects=tuple(each.id for each in QUESTION_RULE.defects))
    walk.session = walk.session.model_copy(update={"push_back": pushed})
    weightiest = max(QUESTION_RULE.defects, key=lambda defect: defect.weight)
    first = shown(walk).blocks[0]
    assert isinstance(first, Text)
    assert first.text.startswith(weightiest.missing)
    assert all(defect.missing in first.text for defect in QUESTION_RULE.defects)


def test_a_push_back_outlives_the_defect_that_its_author_took_out():
    """The rules may change while the form stands open; the rep must be able to go on."""
    walk = Walk().answer(CHECK | {"question": (WEAK,)})
    gone = PushBack(ground=Ground.QUESTION, defects=("taken-out",))
    walk.session = walk.session.model_copy(update={"push_back": gone})
    page = shown(walk.hear(Resume()))
    assert Text(text=WORDS.say("push-back.summary"), tone=Tone.CARE) in page.blocks
    assert [field.id for field in form_of(page).fields] == ["question"]


def test_an_over_long_text_on_the_push_back_is_named_with_its_limit():
    page = shown(Walk().answer(CHECK | {"question": (WEAK,)}).answer({"question": ("w" * 301,)}))
    assert field_of(page, "question").problem == "Too long: 300 characters at most."
    assert form_of(page).others[0].act is Act.KEEP


# --------------------------------------------------------------------------------------------- the reflection


def test_a_reflection_without_a_check_stands_alone():
    page = shown(Walk(POSTCALL))
    assert not any(isinstance(block, Aside) for block in page.blocks)
    assert field_of(page, "glasses").options[0].label == "watch-my-back"


def test_the_check_stands_beside_its_reflection():
    answers = CHECK | {"barrier": ("impatience",)}
    walk = Walk(POSTCALL, check=a_session(id=10, answers=answers), check_flow=PRECALL)
    beside = next(block for block in shown(walk).blocks if isinstance(block, Aside))
    assert beside.title == "Your check before the call"
    facts = beside.blocks[0]
    assert isinstance(facts, Facts)
    plan = next(plan.note for plan in LIBRARY.plans if plan.id == "impatience")
    assert [(fact.label, fact.value) for fact in facts.items] == [
        ("Difference", CHECK["difference"][0]),
        ("Question", CHECK["question"][0]),
        ("Their step", "Introduce someone"),
        ("You said", "70 % that they take it"),
        ("Your plan", plan),
    ]


def test_a_check_that_said_nothing_takes_no_room():
    walk = Walk(POSTCALL, check=a_session(id=10), check_flow=PRECALL)
    assert not any(isinstance(block, Aside) for block in shown(walk).blocks)


def test_the_check_does_not_stand_beside_itself():
    walk = Walk(PRECALL, check=a_session(id=10, answers=CHECK), check_flow=PRECALL)
    assert not any(isinstance(block, Aside) for block in shown(walk).blocks)


# ----------------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("question_id", "values", "called"),
    [
        ("advance", ("introduce", "sign"), ("Introduce someone", "Sign")),
        ("advance", ("taken-out",), ("taken-out",)),
        ("made-up", ("x",), ("x",)),
        ("question", ("words",), ("words",)),
    ],
)
def test_options_are_called_by_their_labels_and_anything_else_by_itself(question_id, values, called):
    assert labels(PRECALL, question_id, values) == called


def test_a_form_shows_the_kind_of_each_field():
    scene = a_scene(deal=a_deal())
    page = form_page(a_session(), scene, WORDS, NOW + timedelta(hours=1), ShowPage())
    assert field_of(page, "ends").kind is Kind.TIME
    assert field_of(page, "ends").values == ("10:45",)
