"""The verdicts of flows about a deal as a whole, with the real content."""

from datetime import timedelta

import pytest

from dialogs.deal import Closing, WalkStep
from dialogs.document import Act, Buttons, Document
from dialogs.effects import Remember, ShowVerdict
from dialogs.engine import editable
from dialogs.flow import Memory
from dialogs.frozen import Values
from dialogs.pages.deal_verdict import verdict_deal
from dialogs.plain import to_text
from tests.dialogs.house import LIBRARY, SERVERS, WATCHED, WORDS, Walk, a_deal, a_flow, a_text, full

STEPS = [step.value for step in WalkStep]
FEARS = [option.id for option in LIBRARY.flows["stuck"].pages[0].questions[2].options]
ROLES = [option.id for option in LIBRARY.flows["stuck"].pages[0].questions[3].options]


def gone_through(flow: str, *pages: dict[str, Values], **known: object) -> Walk:
    """A session with these pages answered."""
    walk = Walk(LIBRARY.flows[flow], **known)
    for page in pages:
        walk.answer(page)
    return walk


def verdict(walk: Walk, show: ShowVerdict | None = None) -> Document:
    return verdict_deal(walk.session, walk.scene, WORDS, walk.now, show)


def said(walk: Walk) -> str:
    return to_text(verdict(walk))


def ways(document: Document) -> list[tuple[Act, str]]:
    rows = [block.items for block in document.blocks if isinstance(block, Buttons)]
    return [(button.act, button.ref) for row in rows for button in row]


@pytest.mark.parametrize("there", STEPS)
@pytest.mark.parametrize("ours", ["", *STEPS])
def test_the_walk_says_who_is_ahead_and_what_comes_next(there, ours):
    text = said(gone_through("walk", {"walk": (there,), "ours": (ours,) if ours else ()}))
    ahead = STEPS.index(ours) - STEPS.index(there) if ours else None
    assert ("You walk beside them." in text) == (ahead == 0)
    assert ("ahead of them. Go back" in text) == (ahead is not None and ahead > 0)
    assert ("ahead of you" in text) == (ahead is not None and ahead < 0)
    assert ("The next step of the walk" in text) == (there != "answers")


def test_whoever_is_behind_at_the_last_step_does_not_ask_for_the_order_yet():
    behind = said(gone_through("walk", {"walk": ("answers",), "ours": ("goals",)}))
    assert "Catch up before you ask for more." in behind
    assert "ask for the order" not in behind
    assert "ask for the order" in said(gone_through("walk", {"walk": ("answers",), "ours": ("answers",)}))


def test_the_walk_is_kept_for_the_team_and_its_question_for_the_rep():
    walk = gone_through("walk", {"walk": ("goals",), "next-question": ("What then?",)})
    kept = [each for each in walk.effects if isinstance(each, Remember)]
    assert kept == [
        Remember(question="walk", values=("goals",), memory=Memory.TEAM),
        Remember(question="next-question", values=("What then?",), memory=Memory.REP),
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("fear", ["", *FEARS])
def test_a_standstill_ends_in_a_question_a_role_or_moving_on(role, fear):
    first: dict[str, Values] = {"role": (role,), "fear": (fear,) if fear else ()}
    silent = said(gone_through("stuck", first, {}))
    asking = said(gone_through("stuck", first, {"will-ask": ("Who pays?",)}))
    if role == "move-on":
        assert "Move on, and say so kindly" in silent
        assert "Ask them" not in asking
    else:
        assert f"Go in as {role}" in silent
        assert "Ask them: “Who pays?”" in asking
        assert ("What you do not know yet" in silent) == (fear == "unknown")


def test_only_empty_glasses_are_offered_and_a_filled_one_is_still_called_by_its_words():
    known = {"deal": a_deal(WATCHED, *full(SERVERS)), "watch_my_back": "Watch my back"}
    walk = gone_through("stuck", **known)
    glass = walk.scene.questions(walk.scene.flow.pages[0], walk.session)[0]
    assert [option.id for option in glass.options] == ["watch-my-back", "unknown"]
    walk.answer({"glass": ("watch-my-back",), "role": ("adviser",)}).answer({})
    walk.knows(deal=a_deal(*full(WATCHED, SERVERS)))
    assert "The empty glass: Watch my back" in said(walk)


def test_moving_on_offers_to_close_an_open_deal_alone():
    walk = gone_through("stuck", {"role": ("move-on",)}, {"why": ("no-need",)})
    assert (Act.CLOSE, "5/moved-on") in ways(verdict(walk))
    walk.knows(deal=a_deal().model_copy(update={"closed": Closing.MOVED_ON}))
    assert Act.CLOSE not in dict(ways(verdict(walk)))


def test_it_can_be_edited_for_half_a_day():
    walk = gone_through("walk", {"walk": ("goals",)})
    assert (Act.REOPEN, "11") in ways(verdict(walk))
    assert editable(walk.session, walk.scene.flow, walk.now + timedelta(hours=12))
    assert not editable(walk.session, walk.scene.flow, walk.now + timedelta(hours=12, seconds=1))
    walk.wait(hours=13)
    assert ways(verdict(walk)) == [(Act.DEAL, "5")]


def test_a_flow_of_an_authors_own_repeats_what_was_said_under_its_questions():
    flow = a_flow({"id": "one", "title": "One", "questions": [a_text("hunch")]}, about="deal")
    walk = Walk(flow).answer({"hunch": ("They will buy",)})
    text = to_text(verdict(walk, ShowVerdict(notice="notice.stale")))
    assert "hunch: They will buy" in text
    assert "Kept. Only you see your answers." in text
    assert WORDS.say("notice.stale") in text
    assert verdict(walk).title == "Made: Acme"
