"""The verdict after a call, with the real content."""

from datetime import timedelta
from typing import Any

import pytest

from dialogs.deal import Outcome, Step
from dialogs.document import Act, Buttons, Document, Facts, Quote, Text, Tone
from dialogs.effects import ShowVerdict
from dialogs.pages.after import one_thing, verdict_after
from tests.dialogs.house import (
    AUDIT,
    CHECK,
    POSTCALL,
    PRECALL,
    REFLECTION,
    SERVERS,
    WATCHED,
    WORDS,
    Walk,
    a_deal,
    a_session,
    full,
    reflected,
)

THEIRS = Step(what="introduce", theirs=True)
LEANS_IN = reflected(Outcome.ADVANCE, THEIRS, signals=("leans-in",))
NOTHING = reflected(Outcome.CONTINUATION)

PLAIN = a_deal(WATCHED, SERVERS)
AT_KAIROS = a_deal(*full(WATCHED, SERVERS, AUDIT), reflections=(LEANS_IN,))
STUCK = a_deal(reflections=(NOTHING, NOTHING, NOTHING))
ALL_BUT_MY_BACK = a_deal(WATCHED, *full(SERVERS))
ALL_FULL = a_deal(*full(WATCHED))


def shown(show: ShowVerdict | None = None, wait: timedelta = timedelta(), **known: Any) -> Document:
    """The verdict of a reflection with a check before it."""
    answers = known.pop("answers", REFLECTION)
    walk = Walk(POSTCALL, **known).answer(answers)
    return verdict_after(walk.session, walk.scene, WORDS, walk.now + wait, show)


def facts(document: Document) -> dict[str, str]:
    """The facts on a page."""
    found = next(block for block in document.blocks if isinstance(block, Facts))
    return {fact.label: fact.value for fact in found.items}


# ---------------------------------------------------------------------------------------------- the one thing


@pytest.mark.parametrize(
    ("deal", "came_to", "key", "tone"),
    [
        (AT_KAIROS, Outcome.ORDER, "after.order", Tone.GOOD),
        (AT_KAIROS, Outcome.ADVANCE, "after.kairos", Tone.GOOD),
        (AT_KAIROS, Outcome.NO_SALE, "after.kairos", Tone.GOOD),
        (STUCK, Outcome.NO_SALE, "after.no-sale", Tone.CARE),
        (STUCK, Outcome.CONTINUATION, "after.stuck", Tone.CARE),
        (PLAIN, Outcome.CONTINUATION, "after.continuation", Tone.CARE),
        (ALL_BUT_MY_BACK, Outcome.ADVANCE, "after.watch-my-back", Tone.CARE),
        (ALL_FULL, Outcome.ADVANCE, "after.ask-more", Tone.CARE),
    ],
)
def test_the_rarest_moment_is_said_first(deal, came_to, key, tone):
    assert one_thing(deal, came_to, WORDS) == Text(text=WORDS.say(key), tone=tone)


def test_after_an_advance_the_next_glass_is_named():
    said = one_thing(PLAIN, Outcome.ADVANCE, WORDS)
    assert said == Text(text="The next glass to fill: It runs on their own servers", tone=Tone.CARE)


# -------------------------------------------------------------------------------------------------- the facts


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (("introduce",), "70 %: Introduce someone. They did."),
        (("share",), "70 %: Introduce someone. They agreed to another step."),
        (("nothing",), "70 %: Introduce someone. They did not."),
        (("no",), "70 %: Introduce someone. They did not."),
    ],
)
def test_said_and_happened_stand_side_by_side(agreed, said):
    check = a_session(id=10, answers=CHECK)
    page = shown(answers={"agreed": agreed}, check=check, check_flow=PRECALL)
    assert facts(page)["Said and happened"] == said


def test_a_reflection_without_a_check_holds_nothing_against_anything():
    assert set(facts(shown())) == {"It came to", "Their step", "Effort balance"}


def test_their_step_has_its_day():
    page = shown(answers={"agreed": ("introduce", "share"), "by": ("2027-03-05",)})
    assert facts(page)["Their step"] == "Introduce someone; Share numbers or documents (Fri 5 March)"
    assert facts(page)["It came to"] == "Advance: a step they own"


def test_a_day_without_a_step_is_not_shown():
    assert "Their step" not in facts(shown(answers={"agreed": ("nothing",), "by": ("2027-03-05",)}))


@pytest.mark.parametrize(
    ("agreed", "by", "wait", "said"),
    [
        ("introduce", "2027-02-28", timedelta(), True),
        ("introduce", "2027-02-28", timedelta(days=8), False),  # nobody can change it any more
        ("introduce", "2027-03-01", timedelta(), False),
        ("introduce", "2027-03-01", timedelta(days=2), False),  # it was not past when it was given
        ("nothing", "2027-02-28", timedelta(), False),
    ],
)
def test_a_day_that_was_past_when_it_was_given_is_said_while_it_can_be_changed(agreed, by, wait, said):
    page = shown(answers={"agreed": (agreed,), "by": (by,)}, wait=wait)
    past = Text(
        text="Sun 28 February 2027 is past already. If they named another day, press Edit.", tone=Tone.CARE
    )
    assert (past in page.blocks) is said


def test_the_balance_is_the_deals():
    deal = a_deal(reflections=(reflected(Outcome.ADVANCE, THEIRS, Step(what="share", theirs=False)),))
    assert facts(shown(deal=deal))["Effort balance"] == "1 of 2 steps theirs; the goal is 51 %"


# ----------------------------------------------------------------------------------------------- and the rest


def test_the_learning_is_kept_in_the_reps_words():
    page = shown()
    assert (
        Quote(text="Next time I will: wait after the price", source=WORDS.say("after.learning-kept"))
        in page.blocks
    )
    assert page.title == "After the call: Acme"


def test_a_question_to_the_manager_is_said_to_be_kept():
    page = shown(answers=REFLECTION | {"feedback": ("How would you open?",)})
    assert Text(text=WORDS.say("after.asked"), tone=Tone.MUTED) in page.blocks


def test_a_bare_reflection_has_neither():
    page = shown(answers={"agreed": ("nothing",)})
    assert not any(isinstance(block, Quote) for block in page.blocks)


def test_a_notice_stands_first():
    page = shown(ShowVerdict(notice="notice.stale"))
    assert page.blocks[0] == Text(text=WORDS.say("notice.stale"), tone=Tone.MUTED)


def test_a_reflection_can_be_edited_for_a_week():
    def acts(wait: timedelta) -> list[Act]:
        return [
            button.act for button in next(b for b in shown(wait=wait).blocks if isinstance(b, Buttons)).items
        ]

    assert acts(timedelta(days=7)) == [Act.REOPEN, Act.DEALS]
    assert acts(timedelta(days=7, seconds=1)) == [Act.DEALS]
