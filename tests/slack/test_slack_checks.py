"""A check before a call and a reflection after it, as a rep lives them in Slack; over HTTP and by socket."""

import asyncio

import pytest

from dialogs.session import Status
from tests.slack.standin.state import CannotDo
from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, REFLECTION, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])
QUESTION = "The one question that will make them think"
AGREED = "What did they agree to do?"


@BOTH
async def test_precall_with_a_deal_opens_the_check_and_ends_in_the_verdict(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal("Before the call: Acme")
        start = {"auth.test", "apps.connections.open"}
        assert next(c.method for c in world.slack.workspace.calls if c.method not in start) == "views.open"
        await ana.submit(form, GOOD_CHECK)
        assert "Right earned" in str(form.body)
        card = await ana.sees_message("Right earned")
        assert card.text.startswith("Right earned")


@BOTH
async def test_a_closed_question_is_pushed_back_once_and_may_be_kept(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.submit(form, CLOSED_QUESTION)
        assert form.title.startswith("One thing first")
        assert "Do you like it?" in str(form.body)
        await ana.press(form, "Keep mine")
        assert (await world.until_shown("grounds full")).id == form.id
        assert [one.push_back and one.push_back.kept for one in world.store.sessions] == [True]


@BOTH
async def test_the_pushed_question_is_prefilled_and_can_be_changed(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.submit(form, CLOSED_QUESTION)
        await ana.submit(form, {QUESTION: GOOD_CHECK[QUESTION]})
        assert "Right earned" in str(form.body)
        assert [one.push_back and one.push_back.kept for one in world.store.sessions] == [False]


@BOTH
async def test_the_verdict_takes_the_barrier_that_is_chosen_and_the_card_shows_its_plan(way):
    async with kairos(way) as world:
        form = await world.checked()
        first = await world.ana.sees_message("Right earned")
        with pytest.raises(CannotDo, match="has to be answered"):
            await world.ana.submit(form, {})
        await world.ana.submit(form, {"Which barrier will you watch?": "Impatience"})
        assert "submit" not in form.body
        card = await world.ana.sees_message("Your plan")
        assert card.ts == first.ts
        assert len(world.ana.dm) == 1


@BOTH
async def test_the_card_is_reopened_edited_and_stays_one_message(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.close(await world.checked())
        card = await ana.sees_message("Right earned")
        await ana.press(card, "Edit")
        form = await ana.sees_modal("Before the call: Acme")
        assert "What happens to your Monday" in str(form.body)
        await ana.submit(form, {QUESTION: "What would your Monday be worth without the close?"})
        changed = await ana.sees_message("What would your Monday")
        assert changed.ts == card.ts
        assert len(ana.dm) == 1
        assert len(world.store.sessions) == 1


async def test_after_the_call_the_card_can_no_longer_be_edited():
    async with kairos() as world:
        ana = world.ana
        await ana.close(await world.checked())
        card = await ana.sees_message("Right earned")
        await world.later(hours=2)
        await ana.press(card, "Edit")
        await world.until_shown("The time to edit this is over")


@BOTH
async def test_a_form_closed_half_way_is_kept_and_offered_again(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.fill(form, {QUESTION: "half a question"})
        await ana.close(form)
        await ana.command("/precall", "Acme")
        again = await world.until_shown("You stopped here")
        assert "half a question" in str(again.body)
        assert len(world.store.sessions) == 1


async def test_begin_anew_lets_the_old_one_go_and_empties_the_form():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.fill(form, {QUESTION: "half a question"})
        await ana.close(form)
        await ana.command("/precall", "Acme")
        again = await world.until_shown("You stopped here")
        await ana.press(again, "Begin anew")
        await world.slack.until(lambda: "half a question" not in str(again.body) or None, "an empty form")
        assert again.typed == {}
        assert {each.status for each in world.store.sessions} == {Status.OPEN, Status.LET_GO}


async def test_a_form_sent_twice_at_once_is_one_session():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.fill(form, GOOD_CHECK)
        await asyncio.gather(ana.submit(form), ana.submit(form))
        assert [each.status for each in world.store.sessions] == [Status.SUBMITTED]
        await ana.sees_message("Right earned")
        assert len(ana.dm) == 1


async def test_a_deal_chosen_twice_at_once_is_one_session():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/precall")
        form = await ana.sees_modal()
        await ana.fill(form, {"Or a new deal": "Acme"})
        await asyncio.gather(ana.submit(form), ana.submit(form))
        assert len(world.store.sessions) == 1


@BOTH
async def test_without_a_deal_the_recent_ones_come_first_and_then_a_new_one(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.close(await world.checked("Acme"))
        await ana.shortcut("before_call")
        form = await ana.sees_modal("Before the call")
        await ana.submit(form)
        assert list(form.errors.values()) == ["Choose a deal or write its name."]
        await ana.submit(form, {"One of your deals": "Acme"})
        assert "Acme" in form.title
        await ana.close(form)
        await ana.shortcut("after_call")
        form = await ana.sees_modal("After the call")
        await ana.submit(form, {"Or a new deal": "Bolt & Sons"})
        assert "Bolt & Sons" in str(form.body)


@BOTH
async def test_a_reflection_shows_the_check_beside_it_and_ends_in_its_verdict(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.close(await world.checked())
        await ana.command("/postcall", "Acme")
        form = await ana.sees_modal("After the call: Acme")
        assert "Your check before the call" in str(form.body)
        await ana.submit(form, REFLECTION)
        assert "They did." in str(form.body)


async def test_what_is_wrong_stands_under_its_field_however_often_it_is_sent():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/postcall", "Acme")
        form = await ana.sees_modal()
        wrong = {AGREED: ["Introduce someone", "Nothing yet"]}
        for _ in range(2):
            await ana.submit(form, wrong)
            assert list(form.errors.values()) == ["This goes with no other choice. Take one or the other."]
            assert next(iter(form.errors)).endswith(":agreed")
        await ana.submit(form, {AGREED: ["Nothing yet"]})
        assert "Continuation" in str(form.body)


@BOTH
async def test_ten_minutes_after_the_call_one_message_opens_the_reflection(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.close(await world.checked())
        await world.later(minutes=56)
        nudge = await ana.sees_message("How did it go with Acme?")
        assert [block["type"] for block in nudge.blocks] == ["card"]
        await ana.press(nudge, "After the call")
        form = await ana.sees_modal("After the call: Acme")
        await ana.submit(form, REFLECTION)
        assert len([one for one in ana.dm if "How did it go" in one.text]) == 1


@BOTH
async def test_a_stranger_is_asked_for_once_and_gets_the_form_with_their_own_time(way):
    async with kairos(way, ana=False) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await world.until_shown("What do you know of them")
        methods = [call.method for call in world.slack.workspace.calls]
        assert methods.index("views.open") < methods.index("users.info") < methods.index("views.update")
        assert (await world.person()).zone == "Europe/Lisbon"
        assert "10:45" in str(form.body)
        await ana.submit(form, GOOD_CHECK)
        assert "Right earned" in str(form.body)
        await ana.close(form)
        await ana.command("/precall", "Bolt")
        await ana.sees_modal("Before the call: Bolt")
        assert len(world.slack.calls("users.info")) == 1
