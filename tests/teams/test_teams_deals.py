"""Deals in Teams: a flow about one by its bare word, the deal's page, and a change on its card."""

from dialogs.deal import WATCH_MY_BACK
from dialogs.deal_edit import Edit
from tests.teams.standin.state import Message
from tests.teams.world import World, buttons, inputs, kairos, says

WALK = {
    "At which step is the buyer, really?": "Their goals",
    "Which step did your last call work on?": "Their goals",
}


async def newest(world: World, words: str) -> Message:
    """The newest card in Ana's chat, once it says this."""
    return await world.teams.until(
        lambda: world.ana.chat[-1] if words in says(world.ana.chat[-1].card) else None, repr(words)
    )


async def test_a_walk_by_its_word_becomes_its_verdict_and_stands_on_the_deal():
    async with kairos() as world:
        card = await world.form("walk Acme")
        await world.ana.presses(card, "Done", WALK)
        await world.until(card, "You walk beside them.")
        await world.ana.says("deal Acme")
        await newest(world, "Step 3 of 6: Their goals")


async def test_moving_on_closes_the_deal_and_using_it_opens_it():
    async with kairos() as world:
        card = await world.form("stuck Acme")
        await world.ana.presses(
            card,
            "Go on",
            {"Which role do you take?": "I move on: You stop, say so kindly, and leave the door open."},
        )
        await world.until(card, "What would bring you back?")
        await world.ana.presses(card, "Done", {})
        await world.until(card, "Move on, and say so kindly")
        await world.ana.presses(card, "Close the deal")
        closed = await newest(world, "It leaves your lists")
        await world.ana.says("deals")
        await newest(world, "No deals yet")
        await world.ana.presses(closed, "Open again")
        await newest(world, "It is open again.")


async def test_a_deals_glasses_are_filled_on_a_card():
    async with kairos() as world:
        card = await world.form("breakthrough Acme")
        await world.ana.presses(card, "Go on", {"What have they told you that is not public?": "A worry"})
        await world.until(card, "What exactly did they tell you?")
        await world.ana.says("deal Acme")
        page = await newest(world, "Glasses full: 0 of 1")
        assert {"Change", "Conditions", "Close the deal", "Merge", "Remove"} <= set(buttons(page.card))
        await world.ana.presses(page, "Change")
        form = await newest(world, "What the deal is called")
        assert "glasses" in inputs(form.card)
        filled = {
            "Which of their conditions are met now?": ["Watch my back"],
            "What the deal is called": "Acme Works",
        }
        await world.ana.presses(form, "Save", filled)
        await world.until(form, "Saved. Your team sees it.")
        await world.ana.presses(form, "Show the deal")
        page = await newest(world, "Glasses full: 1 of 1")
        assert "Acme Works" in says(page.card)


async def test_a_glass_that_another_filled_meanwhile_stays_and_a_name_that_another_changed_is_told():
    async with kairos() as world:
        card = await world.form("breakthrough Acme")
        await world.ana.presses(card, "Go on", {"What have they told you that is not public?": "A worry"})
        await world.until(card, "What exactly did they tell you?")
        await world.ana.says("deal Acme")
        await world.ana.presses(await newest(world, "Glasses full: 0 of 1"), "Change")
        form = await newest(world, "What the deal is called")
        ana = await world.person()
        assert ana.team
        deal = await world.store.deal_named(ana.team, "Acme")
        assert deal
        theirs = Edit(fill=frozenset({WATCH_MY_BACK}), name=("Acme", "Acme Nord"))
        await world.store.edit_deal(deal.id, theirs, ana.id, world.clock.now())
        await world.ana.presses(form, "Save", {"What the deal is called": "Acme Works"})
        await world.until(form, "it is Acme Nord now")
        await world.ana.presses(form, "Save", {})
        await world.until(form, "Saved. Your team sees it.")
        now = await world.store.deal(deal.id)
        assert now
        assert (now.name, now.glasses) == ("Acme Works", (1, 1))


async def test_a_name_that_is_near_one_is_asked_about_on_a_card():
    async with kairos() as world:
        card = await world.form("breakthrough Acme")
        await world.ana.presses(card, "Go on", {"What have they told you that is not public?": "A worry"})
        await world.until(card, "What exactly did they tell you?")
        await world.ana.says("precall acm")
        card = await newest(world, "There is no deal called acm yet.")
        await world.ana.presses(card, "Go on", {"Which deal is it about?": "Acme"})
        await world.until(card, "Before the call: Acme")
        await world.ana.says("deal amce")
        found = await newest(world, "Is it one of these?")
        assert "Acme" in buttons(found.card)
