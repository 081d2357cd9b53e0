"""App Home: as things are, when it is opened and after each change."""

import pytest

from tests.slack.world import GOOD_CHECK, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])


@BOTH
async def test_an_empty_home_teaches_and_its_buttons_begin(way):
    async with kairos(way, ana=False) as world:
        ana = world.ana
        await ana.open_home()
        home = await ana.sees_home("Before a call")
        await ana.press(home, "Before a call")
        form = await ana.sees_modal("Before the call")
        await ana.submit(form, {"Or a new deal": "Acme"})
        await ana.submit(form, GOOD_CHECK)
        await ana.sees_home("Acme")


async def test_the_messages_tab_publishes_nothing():
    async with kairos() as world:
        await world.ana.open_home("messages")
        await world.ana.open_home()
        await world.ana.sees_home()
        assert len(world.slack.calls("views.publish")) == 1


@BOTH
async def test_an_unfinished_check_can_be_taken_up_from_home(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.open_home()
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.fill(form, {"The one question that will make them think": "half a question"})
        await ana.close(form)
        home = await ana.sees_home("Acme")
        button = next(
            e
            for b in home.blocks
            if b["type"] == "actions"
            for e in b["elements"]
            if e["action_id"].startswith("kairos:resume")
        )
        await ana.press(home, button["action_id"])
        await world.until_shown("You stopped here")


async def test_many_changes_in_a_row_are_few_publications():
    async with kairos() as world:
        ana = world.ana
        for n in range(5):
            await ana.command("/coach", f"deal number {n}")
        await ana.sees_home()
        await ana.open_home()
        await world.slack.called("views.publish", 2)
        assert len(world.slack.calls("views.publish")) <= 7


async def test_home_pages_that_are_no_forms_open_as_windows():
    async with kairos() as world:
        ana = world.ana
        await ana.close(await world.checked())
        home = await ana.sees_home("Acme")
        await ana.press(home, "More")
        await world.until_shown("Effort balance")


async def test_a_slack_that_refuses_a_home_does_not_stop_the_next_one():
    async with kairos() as world:
        world.slack.faults.refuse("views.publish", "internal_error")
        await world.ana.command("/coach", "deals")
        await world.slack.called("views.publish")
        await world.ana.command("/coach", "deals")
        await world.ana.sees_home()
