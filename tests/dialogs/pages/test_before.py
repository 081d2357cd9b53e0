"""The verdict before a call, with the real content."""

from datetime import timedelta

import pytest

from dialogs.document import Act, Button, Buttons, Document, Facts, Glasses, Text, Tone
from dialogs.effects import ShowPage, ShowVerdict
from dialogs.events import Keep
from dialogs.flow import Ground
from dialogs.pages.before import verdict_before
from dialogs.plain import to_text
from tests.dialogs.house import CHECK, LIBRARY, OTHER, WEAK, WORDS, Walk

EARNED = Text(text=WORDS.say("verdict.earned"), tone=Tone.GOOD)


def shown(walk: Walk, show: ShowVerdict | None = None) -> Document:
    """The verdict's page as a walk's last turn shows it."""
    asked = next((effect for effect in walk.effects if isinstance(effect, ShowVerdict)), ShowVerdict())
    return verdict_before(walk.session, walk.scene, WORDS, walk.now, show or asked)


def card(walk: Walk) -> Document:
    """The same as a card in the rep's chat."""
    return verdict_before(walk.session, walk.scene, WORDS, walk.now)


def do(ground: Ground, defect: str) -> Text:
    """The one thing to do about a defect."""
    return Text(text=f"In the next ten minutes: {LIBRARY.rules[ground].defect(defect).do}", tone=Tone.CARE)


def facts(document: Document) -> dict[str, str]:
    """The facts on a page."""
    found = next(block for block in document.blocks if isinstance(block, Facts))
    return {fact.label: fact.value for fact in found.items}


def buttons(document: Document) -> list[Act]:
    """What can be pressed on a page."""
    found = next(block for block in document.blocks if isinstance(block, Buttons))
    return [button.act for button in found.items]


# -------------------------------------------------------------------------------------------------- the point


def test_five_full_grounds_earn_the_right():
    page = shown(Walk().answer(CHECK))
    assert (page.title, page.summary) == ("Before the call: Acme", EARNED.text)
    assert page.blocks[0] == EARNED
    glasses = next(block for block in page.blocks if isinstance(block, Glasses))
    assert glasses.summary == "5 of 5 grounds full"
    assert [glass.note for glass in glasses.items] == [""] * 5


def test_else_there_is_one_thing_to_do():
    walk = Walk().answer(CHECK | {"question": (WEAK,)}).answer({"question": (OTHER,)})
    page = shown(walk)
    assert page.blocks[0] == do(Ground.QUESTION, "closed")
    glasses = next(block for block in page.blocks if isinstance(block, Glasses))
    assert glasses.summary == "4 of 5 grounds full"
    assert glasses.items[3].note == LIBRARY.rules[Ground.QUESTION].defect("closed").missing


def test_what_the_rep_kept_is_not_said_again_while_another_ground_is_empty():
    walk = Walk().answer(CHECK | {"question": (WEAK,), "proof": ("logic",)})
    assert walk.session.push_back
    assert walk.session.push_back.ground is Ground.QUESTION
    assert shown(walk.hear(Keep())).blocks[0] == do(Ground.PROOF, "too-few")


def test_who_keeps_that_they_know_nothing_still_has_ten_minutes_to_find_something():
    walk = Walk().answer(CHECK | {"question": (WEAK,), "know": ("nothing",)})
    assert shown(walk.hear(Keep())).blocks[0] == do(Ground.KNOW, "nothing")


def test_what_the_rep_kept_is_their_call_when_nothing_else_is_left():
    walk = Walk().answer(CHECK | {"question": (WEAK,)}).hear(Keep())
    assert shown(walk).blocks[0] == Text(text=WORDS.say("verdict.kept"))


# -------------------------------------------------------------------------------------------------- the facts


def test_the_forecast_stands_with_the_words_to_take_along():
    said = facts(shown(Walk().answer(CHECK | {"opportunity": ("agree on a first month",)})))
    assert said == {
        "You say": "70 %: Introduce someone",
        "Question": CHECK["question"][0],
        "Difference": CHECK["difference"][0],
        "This call is an opportunity to": "agree on a first month",
    }


def test_texts_left_out_take_no_room():
    walk = Walk().answer(CHECK | {"question": (), "difference": ()})
    assert set(facts(shown(walk.hear(Keep())))) == {"You say"}


@pytest.mark.parametrize("barrier", ["none", "taken-out-of-the-content"])
def test_no_plan_and_one_that_is_gone_are_not_shown(barrier):
    walk = Walk().answer(CHECK)
    walk.session = walk.session.model_copy(
        update={"answers": {**walk.session.answers, "barrier": (barrier,)}}
    )
    assert "Your plan" not in facts(shown(walk))


def test_the_plan_that_was_taken_is_shown_in_its_words():
    plan = LIBRARY.plans[0]
    page = shown(Walk().answer(CHECK).answer({"barrier": (plan.id,)}))
    assert facts(page)["Your plan"] == plan.note
    assert page.form is None


# ------------------------------------------------------------------------------------------- what can be done


def test_the_likeliest_plan_comes_first_and_none_is_chosen_beforehand():
    page = shown(Walk(barriers={"impatience": 3}).answer(CHECK))
    assert page.form is not None
    assert (page.form.page, page.form.submit) == ("verdict", "Take this plan")
    assert page.form.fields[0].values == ()
    assert page.form.fields[0].options[0].id == "impatience"
    assert buttons(page) == [Act.REOPEN, Act.BEGIN]


def test_taking_none_of_the_plans_is_no_answer():
    walk = Walk().answer(CHECK).answer({"barrier": ()}, "verdict")
    assert walk.effects == (ShowPage(problems={"barrier": "problem.required"}),)
    assert not walk.session.answers.get("barrier")
    page = shown(walk, ShowVerdict(plans=True, problems={"barrier": "problem.required"}))
    assert page.blocks[0] == Text(text=WORDS.say("problem.summary", count=1), tone=Tone.PROBLEM)
    assert page.form is not None
    assert page.blocks[1] == page.form
    assert page.form.fields[0].problem == "Choose one to go on."


@pytest.mark.parametrize(
    ("barrier", "label"),
    [("", "Choose a plan"), ("none", "Choose a plan"), ("impatience", "Another plan")],
)
def test_the_card_asks_nothing_and_leads_to_the_plans(barrier, label):
    walk = Walk().answer(CHECK)
    page = card(walk.answer({"barrier": (barrier,)}, "verdict") if barrier else walk)
    assert page.form is None
    assert buttons(page) == [Act.REOPEN, Act.PLAN, Act.BEGIN]
    plan = Button(label=label, act=Act.PLAN, ref=str(walk.session.id))
    assert plan in next(block.items for block in page.blocks if isinstance(block, Buttons))


def test_another_plan_can_be_taken_until_the_call_ends():
    walk = Walk().answer(CHECK).answer({"barrier": ("impatience",)}, "verdict")
    page = shown(walk, ShowVerdict(plans=True))
    assert page.form is not None
    assert page.blocks == (page.form, page.blocks[-1])
    assert page.form.fields[0].values == ("impatience",)
    other = LIBRARY.plans[0]
    assert facts(shown(walk.answer({"barrier": (other.id,)}, "verdict")))["Your plan"] == other.note
    late = shown(walk.wait(hours=1), ShowVerdict(plans=True, notice="notice.too-late"))
    assert late.form is None
    assert late.blocks[0] == Text(text=WORDS.say("notice.too-late"), tone=Tone.MUTED)


def test_a_verdict_page_without_questions_asks_nothing():
    walk = Walk().answer(CHECK)
    bare = walk.scene.flow.pages[-1].model_copy(update={"questions": ()})
    flow = walk.scene.flow.model_copy(update={"pages": (*walk.scene.flow.pages[:-1], bare)})
    walk.scene = walk.scene.model_copy(update={"flow": flow})
    assert shown(walk).form is None


def test_once_the_call_is_over_there_is_nothing_to_edit_or_to_plan():
    walk = Walk().answer(CHECK).wait(hours=1)
    page = shown(walk, ShowVerdict(notice="notice.too-late"))
    assert page.blocks[0] == Text(text=WORDS.say("notice.too-late"), tone=Tone.MUTED)
    assert page.form is None
    assert buttons(page) == [Act.BEGIN]
    after = Button(label="After the call", act=Act.BEGIN, ref="postcall/5")
    assert page.blocks[-1] == Buttons(items=(after,))


def test_an_end_that_is_past_already_is_said_with_a_way_to_check_once_more():
    walk = Walk().wait(hours=2).answer(CHECK)  # the form lay open, or a thumb slipped
    ends = walk.session.answer("ends")
    for page in (shown(walk), card(walk)):
        over, first, *_ = page.blocks
        assert over == Text(text=WORDS.say("verdict.over", clock=ends), tone=Tone.CARE)
        assert first == EARNED
        assert page.form is None
        ways = page.blocks[-1]
        assert isinstance(ways, Buttons)
        assert [button.ref for button in ways.items] == ["precall/5", "postcall/5"]


def test_what_to_do_then_is_for_the_next_call():
    walk = Walk().wait(hours=2).answer(CHECK | {"know": ("nothing",)}).hear(Keep())
    said = next(block.text for block in shown(walk).blocks[1:] if isinstance(block, Text))
    assert said.startswith("Before your next call: ")


def test_an_end_at_this_very_minute_can_still_be_changed():
    walk = Walk().wait(minutes=45).answer(CHECK)
    assert walk.session.ends == walk.session.submitted
    assert buttons(card(walk)) == [Act.REOPEN, Act.PLAN, Act.BEGIN]


def test_the_verdict_can_be_edited_to_the_minute_the_call_ends():
    walk = Walk().answer(CHECK).wait(minutes=45)
    assert buttons(card(walk)) == [Act.REOPEN, Act.PLAN, Act.BEGIN]
    assert buttons(card(walk.wait(seconds=1))) == [Act.BEGIN]
    assert walk.session.ends == walk.now - timedelta(seconds=1)


def test_the_whole_verdict_reads_as_plain_text():
    text = to_text(card(Walk().answer(CHECK)))
    assert text.splitlines()[:4] == [
        "Before the call: Acme",
        f"✓ {EARNED.text}",
        "5 of 5 grounds full",
        "● Know",
    ]
