"""What people type stays what they typed, everywhere; a workspace without the new blocks lacks nothing."""

import pytest

from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, REFLECTION, kairos

BOTH = pytest.mark.parametrize("way", ["http", "socket"])
LIVE = "<!channel> <@U1> <http://evil.example|Acme> & co <!here>"
QUESTION = "The one question that will make them think"


@BOTH
async def test_nothing_that_was_typed_pings_or_links_anywhere(way):
    async with kairos(way) as world:
        ana = world.ana
        world.slack.plant(LIVE)
        await ana.open_home()
        await ana.command("/precall", LIVE)
        form = await ana.sees_modal()
        await ana.submit(form, GOOD_CHECK | {QUESTION: f"{LIVE} what changes for you by spring?"})
        assert LIVE in str(form.body)
        await ana.close(form)
        card = await ana.sees_message("&lt;!channel&gt; &lt;@U1&gt;")
        assert "<!channel>" not in card.text
        await ana.command("/postcall", LIVE)
        form = await ana.sees_modal()
        assert LIVE in str(form.body)
        await ana.submit(form, REFLECTION | {"Next time I will ___": LIVE})
        await ana.close(form)
        for said in ("deals", f"deal {LIVE}", "export", "deal <!everyone>"):
            await ana.command("/coach", said)
        await ana.sees_home("<!channel>")
        await ana.sees_message("has no deal called &lt;!everyone&gt;")
        await world.later(minutes=56)


@BOTH
async def test_a_workspace_without_the_new_blocks_has_the_whole_main_job(way):
    async with kairos(way) as world:
        world.slack.workspace.rich_blocks = False
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.submit(form, CLOSED_QUESTION)
        await ana.press(form, "Keep mine")
        await world.until_shown("grounds full")
        await ana.submit(form, {"Which barrier will you watch?": "Impatience"})
        await ana.close(form)
        await ana.command("/postcall", "Acme")
        form = await ana.sees_modal("After the call: Acme")
        await ana.submit(form, REFLECTION)
        await ana.command("/coach", "deal Acme")
        deal = await ana.sees_message("Effort balance")
        assert "table" not in str(deal.blocks)


async def test_once_an_alert_was_taken_verdicts_have_it():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        await ana.submit(form, CLOSED_QUESTION | {"How will you make it obvious?": []})
        assert "alert" not in [block["type"] for block in form.blocks]
        await ana.press(form, "Keep mine")
        await world.until_shown("grounds full")
        assert "alert" in [block["type"] for block in form.blocks]
        await ana.close(form)
        form = await world.checked("Bolt")
        assert "alert" in [block["type"] for block in form.blocks]
