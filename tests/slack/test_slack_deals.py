"""Deals in Slack: the three flows about one, its page and its forms, in the stand-in's workspace."""

from typing import Any

import pytest

from dialogs.deal import WATCH_MY_BACK
from dialogs.deal_edit import Edit
from tests.slack.world import REFLECTION, World, kairos

STEP = "What did they agree to do?"
NOTHING: dict[str, Any] = {STEP: ["Nothing yet"]}
WALK = {
    "At which step is the buyer, really?": "Their goals",
    "Which step did your last call work on?": "The options, told without a favourite",
}


async def reflected(world: World, deal: str = "Acme", **answers: Any) -> None:
    """Ana reflects on a call about that very deal, whatever others are near, and closes the verdict."""
    await world.ana.command("/postcall", deal)
    form = await world.ana.sees_modal()
    await world.slack.until(lambda: "submit" in form.body or None, "a form")
    if "Is it one of these?" in str(form.body):
        await world.ana.submit(form, {"Which deal is it about?": "None of these: a new deal"})
    await world.ana.submit(form, {**REFLECTION, **answers})
    await world.ana.close(form)


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_walk_ends_in_its_verdict_and_stands_on_the_deal(way):
    async with kairos(way) as world:
        await world.ana.command("/coach", "walk Acme")
        form = await world.ana.sees_modal("Walk: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        await world.ana.submit(form, WALK)
        assert "2 steps ahead of them" in str(form.body)
        await world.ana.close(form)
        await world.ana.command("/coach", "deal Acme")
        await world.ana.sees_message("Step 3 of 6: Their goals")


async def test_three_calls_without_a_step_offer_the_way_out_and_it_goes_through_two_pages():
    async with kairos() as world:
        for _ in range(3):
            await reflected(world, **NOTHING)
            world.clock.instant = world.clock.instant.replace(hour=world.clock.instant.hour + 1)
        await world.ana.command("/coach", "deal Acme")
        message = await world.ana.sees_message("Three calls without a step of theirs")
        await world.ana.press(message, "Stuck?")
        form = await world.ana.sees_modal("Stuck: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        answers = {"What do they fear?": "To be blamed if it fails", "Which role do you take?": "Adviser"}
        await world.ana.submit(form, answers)
        assert "What will you ask them?" in str(form.body)
        await world.ana.submit(form, {"What will you ask them?": "Who answers for it?"})
        assert "Ask them: “Who answers for it?”" in str(form.body)


async def test_glasses_and_date_are_changed_in_a_modal_and_what_is_wrong_is_said_there():
    async with kairos() as world:
        await reflected(world)
        await reflected(world, "Bolt")
        await world.ana.command("/coach", "deal Acme")
        await world.ana.press(await world.ana.sees_message("Their next step"), "Change")
        form = await world.ana.sees_modal("Change: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        refused = await world.ana.submit(form, {"What the deal is called": "bolt"})
        assert "use Merge" in str(refused)
        filled = {
            "What the deal is called": "Acme Works",
            "Which of their conditions are met now?": ["Watch my back"],
            "Their next step: by when?": "2026-04-01",
        }
        await world.ana.submit(form, filled)
        assert "Saved. Your team sees it." in str(form.body)
        await world.ana.close(form)
        await world.ana.command("/coach", "deal Acme Works")
        await world.ana.sees_message("since Tue 10 March, by Ana Sousa")
        await world.ana.sees_message("Wed 1 April")


async def test_a_glass_that_another_filled_meanwhile_stays_and_a_name_that_another_changed_is_told():
    async with kairos() as world:
        await reflected(world)
        await world.ana.command("/coach", "deal Acme")
        await world.ana.press(await world.ana.sees_message("Their next step"), "Change")
        form = await world.ana.sees_modal("Change: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        person = await world.person()
        assert person.team
        deal = await world.store.deal_named(person.team, "Acme")
        assert deal
        theirs = Edit(fill=frozenset({WATCH_MY_BACK}), name=("Acme", "Acme Nord"))
        await world.store.edit_deal(deal.id, theirs, person.id, world.clock.now())
        await world.ana.submit(form, {"What the deal is called": "Acme Works"})
        assert "it is Acme Nord now" in str(form.body)
        assert "Acme Works" in str(form.body)
        await world.ana.submit(form, {})
        assert "Saved. Your team sees it." in str(form.body)
        now = await world.store.deal(deal.id)
        assert now
        assert (now.name, now.glasses) == ("Acme Works", (1, 1))


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_name_that_is_near_one_is_asked_about_and_its_deal_is_taken_with_a_tap(way):
    async with kairos(way) as world:
        await reflected(world)
        await world.ana.command("/precall", "acm")
        form = await world.ana.sees_modal("Before the call")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        assert "There is no deal called acm yet." in str(form.body)
        await world.ana.submit(form, {"Which deal is it about?": "Acme"})
        assert "Before the call: Acme" in str(form.body)
        await world.ana.close(form)
        await world.ana.command("/precall", "Amce")
        form = await world.ana.sees_modal("Before the call")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        await world.ana.submit(form, {"Which deal is it about?": "None of these: a new deal"})
        assert "Before the call: Amce" in str(form.body)


async def test_a_deal_that_is_looked_for_by_a_near_name_is_a_press_away():
    async with kairos() as world:
        await reflected(world)
        await world.ana.command("/coach", "deal acm")
        await world.ana.press(await world.ana.sees_message("Is it one of these?"), "Acme")
        await world.ana.sees_message("Their next step")


async def test_two_deals_are_merged_after_a_question_in_the_same_modal():
    async with kairos() as world:
        await reflected(world, "Amce")
        await reflected(world, "Acme")
        await world.ana.command("/coach", "deal Amce")
        await world.ana.press(await world.ana.sees_message("Their next step"), "Merge")
        form = await world.ana.sees_modal("Merge: Amce")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        await world.ana.submit(form, {"Amce becomes part of": "Acme"})
        assert "There is no undo." in str(form.body)
        await world.ana.press(form, "Merge them")
        await world.until_shown("stands here now")
        team = (await world.person()).team
        assert team
        merged = await world.store.deal_named(team, "Acme")
        assert merged
        assert len(merged.reflections) == 2
        assert await world.store.deal_named(team, "Amce") == merged


async def test_a_deal_with_forty_long_conditions_fits_its_page_and_its_form():
    async with kairos() as world:
        await reflected(world)
        person = await world.person()
        assert person.team
        deal = await world.store.deal_named(person.team, "Acme")
        assert deal
        await world.store.put_conditions(deal.id, {}, [f"{n} {'long ' * 38}" for n in range(45)])
        await world.ana.command("/coach", "deal Acme")
        message = await world.ana.sees_message("And 26 more glasses.")
        await world.ana.press(message, "Conditions")
        form = await world.ana.sees_modal("Conditions: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "a form")
        await world.ana.submit(form, {"Condition 1": "Short"})
        changed = await world.store.deal(deal.id)
        assert changed
        assert [each.text for each in changed.conditions][1] == "Short"
        assert len(changed.conditions) == 46
