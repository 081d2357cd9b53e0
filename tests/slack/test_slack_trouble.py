"""What goes wrong, and what the person sees of it: in its place, in plain words, with nothing typed lost."""

import asyncio
import logging

import pytest

from dialogs.people import Identity
from tests.slack.standin.workspace import TEAM
from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])
NOT_SAVED = "It could not be saved. Nothing is lost: your words are still here. Try again in a moment."


@BOTH
async def test_a_full_disk_leaves_the_form_open_with_what_was_typed(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        world.store.full = True
        await ana.submit(form, GOOD_CHECK)
        assert list(form.errors.values()) == [NOT_SAVED]
        assert ana.modal is form
        assert "What happens to your Monday" in str(form.typed)
        world.store.full = False
        await ana.submit(form)
        assert "Right earned" in str(form.body)


@BOTH
async def test_a_full_disk_is_said_to_whoever_types_or_presses(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.submit(form, CLOSED_QUESTION)
        world.store.full = True
        await ana.press(form, "Keep mine")
        await world.until_shown("It could not be saved")
        await ana.command("/precall", "Bolt")
        assert (await ana.sees_message("It could not be saved")).ephemeral_for == "U1"


@BOTH
async def test_a_mistake_of_ours_has_an_id_that_the_log_knows(way, caplog):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        world.store.broken = True
        await ana.submit(form, GOOD_CHECK)
        shown = await world.until_shown("a mistake of ours")
        error_id = str(shown.body).split("error ")[1].split(".")[0]
        assert error_id in caplog.text
        assert "ZeroDivisionError" in caplog.text


async def test_another_persons_card_is_refused_whoever_forges_its_button():
    async with kairos() as world:
        await world.ana.close(await world.checked())
        world.slack.add_person("U2", "bo")
        await world.store.join(
            Identity(platform="slack", workspace=TEAM, user="U2"), "Bo", "UTC", "Standin", world.clock.now()
        )
        bo = world.slack.user("U2")
        await bo.command("/coach", "help")
        help_page = await bo.sees_message("What I can do")
        button = next(e for b in help_page.blocks if b["type"] == "actions" for e in b["elements"])
        button |= {"action_id": "kairos:reopen:1", "value": str(world.store.sessions[0].id)}
        await bo.press(help_page, "kairos:reopen:1")
        await bo.sees_message("That belongs to somebody else.")
        assert bo.modal is None


async def test_a_button_of_old_brings_help():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/coach", "help")
        page = await ana.sees_message("What I can do")
        button = next(e for b in page.blocks if b["type"] == "actions" for e in b["elements"])
        button["action_id"] = "something:old"
        await ana.press(page, "something:old")
        await world.slack.called("response_url")
        assert len([one for one in ana.dm if "What I can do" in one.text]) == 2


@pytest.mark.parametrize(
    ("error", "said"), [("expired_trigger_id", "did not wait"), ("fatal_error", "did not open")]
)
async def test_a_page_that_does_not_open_is_excused(error, said):
    async with kairos() as world:
        world.slack.faults.refuse("views.open", error)
        await world.ana.command("/precall", "Acme")
        assert (await world.ana.sees_message(said)).ephemeral_for == "U1"


async def test_a_slack_that_hangs_delays_no_answer():
    async with kairos() as world:
        world.slack.faults.hang("views.open")
        ack = await world.ana.command("/precall", "Acme")
        assert ack.ok
        assert ack.seconds < 1
        world.slack.faults.clear()
        await world.slack.called("views.open")


async def test_a_shortcut_that_cannot_open_says_nothing_and_breaks_nothing(caplog):
    caplog.set_level(logging.WARNING)
    async with kairos() as world:
        world.slack.faults.refuse("views.open", "expired_trigger_id")
        await world.ana.shortcut("before_call")
        await world.slack.called("views.open")
        await world.ana.shortcut("before_call")
        await world.ana.sees_modal("Before the call")


async def test_a_window_closed_meanwhile_is_no_trouble(caplog):
    async with kairos(ana=False) as world:
        ana = world.ana
        world.slack.faults.hang("users.info")
        await ana.command("/precall", "Acme")
        await ana.close(await ana.sees_modal())
        world.slack.faults.clear()
        await world.slack.called("views.update")
        assert "failed" not in caplog.text


async def test_stopping_lets_what_is_under_way_come_to_its_end():
    async with kairos(ana=False) as world:
        world.slack.faults.hang("users.info")
        await world.ana.command("/precall", "Acme")
        await world.ana.sees_modal()
        asyncio.get_running_loop().call_soon(world.slack.faults.clear)
    assert [call.method for call in world.slack.calls("views.update")] == ["views.update"]
