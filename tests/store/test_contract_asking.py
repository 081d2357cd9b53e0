"""The question of a reflection, written with its session: both stores."""

import pytest

from bot.ports import Saved, Store
from bot.sending.outbox import Kind, State
from dialogs.effects import AskManager
from tests.store.making import HOUR, NOW, change, delivery, some_deal, somebody, submitted

ASKED = AskManager(text="How would you end it?")
ANSWERS = {"agreed": ("nothing",)}


async def test_a_question_bears_its_sessions_id_its_deals_name_and_its_instant(store: Store):
    inge = await somebody(store)
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    await store.save(change(reflection, ASKED))
    kept = await store.request(reflection.id)
    assert kept is not None
    assert (kept.rep, kept.team, kept.at, kept.asked) == (inge.id, inge.team, NOW, True)
    assert (kept.text, kept.deal, kept.answered) == (ASKED.text, "Ostsee Yards", None)
    assert await store.requests(inge.team or 0) == (kept,)


async def test_no_question_keeps_nothing(store: Store):
    inge = await somebody(store)
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    await store.save(change(reflection, AskManager(text="")))
    assert await store.request(reflection.id) is None


async def test_an_edit_changes_the_question_that_waits_and_takes_it_back(store: Store):
    inge = await somebody(store)
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    await store.save(change(reflection, ASKED))
    for turn, text in ((2, "And why?"), (3, "")):
        edited = reflection.model_copy(update={"turn": turn})
        saved = change(edited, AskManager(text=text), base=turn - 1, at=NOW + HOUR)
        assert await store.save(saved) is Saved.SAVED
        kept = await store.request(reflection.id)
        assert (kept and (kept.text, kept.at)) == ((text, NOW) if text else None)
    assert await store.requests(inge.team or 0, waiting=False) == ()


@pytest.mark.parametrize("text", ["Something else", ""])
async def test_an_answered_question_stays_as_it_was(store: Store, text):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    await store.save(change(reflection, ASKED))
    await store.answer_request(reflection.id, mia.id, "With a day.", NOW)
    answered = await store.request(reflection.id)
    edited = reflection.model_copy(update={"turn": 2})
    await store.save(change(edited, AskManager(text=text), base=1))
    assert await store.request(reflection.id) == answered


async def test_a_stale_edit_leaves_the_question_alone(store: Store):
    inge = await somebody(store)
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    await store.save(change(reflection, ASKED))
    stale = change(reflection.model_copy(update={"turn": 9}), AskManager(text="Late"), base=8)
    assert await store.save(stale) is Saved.STALE
    kept = await store.request(reflection.id)
    assert kept is not None
    assert kept.text == ASKED.text


async def test_an_answer_shows_a_question_that_was_sent_once_more(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    reflection = submitted(inge, await some_deal(store), ANSWERS)
    asks = delivery("feedback:1", kind=Kind.FEEDBACK)
    await store.save(change(reflection, ASKED, deliveries=(asks,)))
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    shown = delivery("feedback:1", kind=Kind.FEEDBACK)
    await store.answer_request(reflection.id, mia.id, "With a day.", NOW, [shown])
    assert [each.key for each in await store.deliveries(State.WAITING)] == ["feedback:1"]


async def test_a_press_shows_a_tip_that_was_sent_once_more(store: Store):
    inge = await somebody(store)
    team = inge.team or 0
    sent = delivery(f"tip:{team}:2026-01-05", kind=Kind.TIP, person=None, team=team)
    await store.enqueue([sent])
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    again = delivery(sent.key, kind=Kind.TIP, person=None, team=team)
    await store.press_tip(team, "kairos-1", inge.id, wanted=True, deliveries=[again])
    assert [each.key for each in await store.deliveries(State.WAITING)] == [sent.key]
    assert await store.pressed(team, "kairos-1") == {True: 1, False: 0}


async def test_a_pause_is_kept_and_ends(store: Store):
    inge = await somebody(store)
    team = inge.team or 0
    assert await store.tips_paused(team) is None
    await store.pause_tips(team, NOW.date())
    assert await store.tips_paused(team) == NOW.date()
    await store.pause_tips(team, None)
    assert await store.tips_paused(team) is None
