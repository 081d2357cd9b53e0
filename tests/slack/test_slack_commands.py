"""What can be said to Kairos in Slack beside the checks, and that it always answers."""

import pytest

from tests.slack.standin.workspace import BOT_TOKEN
from tests.slack.world import kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])


@BOTH
@pytest.mark.parametrize("said", ["", "help", "  HELP ", "sing me a song", "“help”"])
async def test_coach_answers_whatever_is_said(way, said):
    async with kairos(way) as world:
        await world.ana.command("/coach", said)
        answer = await world.ana.sees_message("What I can do")
        assert answer.ephemeral_for == "U1"
        assert ("I did not understand" in answer.text) == (said not in {"", "help", "  HELP "})


@BOTH
async def test_deals_stand_with_their_glasses_and_lead_on(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/coach", "deals")
        assert (await ana.sees_message("No deals yet")).ephemeral_for
        await ana.close(await world.checked("Acme"))
        await ana.command("/coach", "deals")
        deals = await ana.sees_message("Glasses full: 0 of 1")
        assert "Watch my back" in deals.text
        assert ": empty" in str(deals.blocks)
        await ana.press(deals, "More")
        assert "Effort balance" in (await ana.sees_message("Effort balance")).text
        await ana.press(deals, "After the call")
        await ana.sees_modal("After the call: Acme")


async def test_a_deal_with_calls_is_a_table_and_lines_where_tables_are_unknown():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/postcall", "Acme")
        await ana.submit(await ana.sees_modal(), {"What did they agree to do?": ["Introduce someone"]})
        await ana.command("/coach", "deal acme")
        first = await ana.sees_message("Their next step")
        assert [block["type"] for block in first.blocks].count("table") == 1
        world.slack.workspace.rich_blocks = False
        await ana.command("/coach", "deal acme")
        plain = await world.slack.until(
            lambda: ana.dm[-1] if ana.dm[-1].ts != first.ts else None, "an answer"
        )
        assert "table" not in [block["type"] for block in plain.blocks]
        assert "Introduce someone" in str(plain.blocks)


async def test_an_unknown_deal_is_said_to_be_unknown():
    async with kairos() as world:
        await world.ana.command("/coach", "deal <!channel>")
        answer = await world.ana.sees_message("has no deal called")
        assert "&lt;!channel&gt;" in answer.text


@BOTH
async def test_settings_open_as_a_form_and_change_the_home(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.open_home()
        await ana.sees_home()
        await ana.command("/coach", "settings")
        form = await ana.sees_modal()
        await ana.submit(form, {"Your time zone": "Mars/Olympus"})
        assert next(iter(form.errors)).endswith(":zone")
        await ana.submit(form, {"Your time zone": "Asia/Tokyo"})
        assert (await world.person()).zone == "Asia/Tokyo"
        await ana.sees_home("Asia/Tokyo")


@BOTH
async def test_quiet_keeps_every_nudge_away_and_can_be_taken_back(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.command("/coach", "quiet")
        said = await ana.sees_message("")
        assert (await world.store.preferences((await world.person()).id)).quiet
        await ana.close(await world.checked())
        await world.later(minutes=56)
        assert not [one for one in ana.dm if "How did it go" in one.text]
        (card,) = said.blocks
        (button,) = card["actions"]
        await ana.press(said, button["action_id"])
        assert not (await world.store.preferences((await world.person()).id)).quiet


async def test_export_answers_with_what_was_written_and_nobody_else_sees_it():
    async with kairos() as world:
        ana = world.ana
        await ana.close(await world.checked())
        await ana.command("/coach", "export")
        answer = await ana.sees_message("What happens to your Monday if nothing changes by spring?")
        assert answer.ephemeral_for or answer.channel.startswith("D")


async def test_a_long_export_comes_as_messages_into_the_own_chat():
    async with kairos() as world:
        ana = world.ana
        await world.began(calls=10)
        await ana.command("/coach", "export")
        await ana.sees_message("It is long")
        own = await ana.sees_message("Deal 0")
        assert own.channel.startswith("D")
        assert not own.ephemeral_for


@BOTH
async def test_forget_asks_first_and_then_deletes_at_once(way):
    async with kairos(way) as world:
        ana = world.ana
        await ana.close(await world.checked())
        await ana.command("/coach", "forget")
        asked = ana.dm[-1]
        button = next(
            e for b in asked.blocks if b["type"] == "actions" for e in b["elements"] if "confirm" in e
        )
        await ana.press(asked, button["action_id"])
        await world.slack.until(
            lambda: not any(s.answers for s in world.store.sessions) or None, "nothing kept"
        )


async def test_a_command_of_a_stranger_that_opens_nothing_is_answered_too():
    async with kairos(ana=False) as world:
        await world.ana.command("/coach", "deals")
        await world.ana.sees_message("No deals yet")
        assert not world.slack.calls("views.open")


async def test_without_the_scope_for_people_the_zone_is_the_fallback():
    async with kairos(ana=False) as world:
        world.slack.workspace.tokens[BOT_TOKEN].scopes.discard("users:read")
        await world.ana.command("/precall", "Acme")
        await world.until_shown("What do you know of them")
        assert (await world.person()).zone == "UTC"


async def test_when_slack_does_not_say_who_it_is_the_window_says_so():
    async with kairos(ana=False) as world:
        world.slack.faults.ratelimit("users.info", 30)
        await world.ana.command("/precall", "Acme")
        await world.until_shown("Slack did not answer me")


async def test_a_deal_without_a_name_is_all_deals_and_an_unknown_one_has_a_way_on():
    async with kairos() as world:
        ana = world.ana
        await ana.close(await world.checked())
        await ana.command("/coach", "deal")
        await ana.sees_message("Your deals")
        await ana.command("/coach", "deal Nowhere")
        await ana.press(await ana.sees_message("has no deal called Nowhere"), "My deals")
