"""An experiment offered, swapped and taken at a verdict: in Slack, in Teams and in the playground."""

import json
import re
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession

from bot.sending.outbox import State
from dialogs.document import Act
from tests.slack.world import CLOSED_QUESTION, LIBRARY, WORDS
from tests.slack.world import kairos as slack
from tests.teams.world import buttons, says
from tests.teams.world import kairos as teams
from tests.web.conftest import Client, opened
from tests.web.test_playground import GOOD, begun, posts

TAKE, SWAP = WORDS.say("experiment.take"), WORDS.say("experiment.swap")
NOW, OFFER = "You are trying: ", "To try in your next calls: "
FIRST = next(each for each in LIBRARY.experiments.values() if each.gap == "question")


def said(page: Any) -> str:
    """All that a modal, a message or a card says."""
    return json.dumps(page, ensure_ascii=False)


async def test_in_slack_the_modal_says_what_was_taken_and_so_does_the_card():
    async with slack() as world:
        ana = world.ana
        form = await world.checked("Acme", **CLOSED_QUESTION)
        await ana.press(form, "Keep mine")
        modal = await world.until_shown(OFFER + FIRST.label)
        card = await ana.sees_message(OFFER)
        await ana.press(modal, TAKE)
        modal = await world.until_shown(NOW + FIRST.label)
        assert OFFER not in said(modal.body)
        assert TAKE not in said(modal.body)
        await world.later()
        assert NOW + FIRST.label in said(card.blocks)
        assert TAKE not in said(card.blocks)
        assert len([each for each in ana.dm if "Acme" in said(each.blocks)]) == 1
        await ana.close(modal)
        await ana.command("/precall", "Bolt")
        assert (await world.until_shown(NOW + FIRST.label)).title == "Before the call: Bolt"


async def test_in_slack_what_is_taken_on_the_card_changes_the_card_and_opens_nothing():
    async with slack() as world:
        ana = world.ana
        form = await world.checked("Acme", **CLOSED_QUESTION)
        await ana.press(form, "Keep mine")
        card = await ana.sees_message(OFFER)
        await ana.close(await world.until_shown(OFFER))
        await ana.press(card, TAKE)
        await ana.sees_message("I count it up to 8 times")
        await world.later()
        assert NOW + FIRST.label in said(card.blocks)
        assert ana.modal is None


async def test_in_slack_another_one_stands_in_the_same_place():
    async with slack() as world:
        ana = world.ana
        form = await world.checked("Acme", **CLOSED_QUESTION)
        await ana.press(form, "Keep mine")
        modal = await world.until_shown(OFFER + FIRST.label)
        await ana.press(modal, SWAP)
        await world.slack.until(lambda: FIRST.label not in said(modal.body) or None, "another one")
        assert said(modal.body).count(OFFER) == 1
        assert ana.modal is modal


async def test_in_teams_the_card_says_what_was_taken_where_it_stands():
    async with teams() as world:
        card = await world.form("precall Acme")
        await world.ana.presses(card, "Check", CLOSED_QUESTION)
        await world.until(card, "Keep mine")
        await world.ana.presses(card, "Keep mine")
        await world.until(card, OFFER + FIRST.label)
        chat = len(world.ana.chat)
        await world.ana.presses(card, SWAP)
        await world.teams.until(lambda: FIRST.label not in says(card.card) or None, "another one")
        await world.ana.presses(card, TAKE)
        await world.until(card, NOW)
        assert OFFER not in says(card.card)
        assert TAKE not in buttons(card.card)
        await world.later()
        assert NOW in says(card.card)
        assert len(world.ana.chat) == chat
        assert {each.state for each in world.kept("card")} == {State.SENT}
        following = await world.form("precall Bolt")
        assert NOW in says(following.card)


async def test_in_teams_what_is_taken_on_a_card_that_was_brought_changes_that_card():
    async with teams() as world:
        card = await world.form("precall Acme")
        await world.ana.presses(card, "Check", CLOSED_QUESTION)
        await world.until(card, "Keep mine")
        coach, ana = world.house.coach, await world.person()
        (session,) = [each.session.id for each in await world.store.export(ana.id)]
        await coach.press(ana, Act.KEEP, str(session), "kept elsewhere")
        await world.later()
        await world.until(card, OFFER)
        await world.ana.presses(card, TAKE)
        await world.ana.sees("I count it up to 8 times")
        await world.later()
        await world.until(card, NOW + FIRST.label)
        assert TAKE not in buttons(card.card)


async def test_in_the_playground_the_sheet_and_the_card_say_what_was_taken(tmp_path):
    async with opened(tmp_path, LIBRARY) as world, ClientSession() as session:
        client = Client(world, session)
        ref = await begun(client)
        weak = GOOD | {"question": ["Do you like it?"]}
        await client.act("submit", "Ana", 2, act="answer", ref=ref, page="check", values=weak)
        answer = await client.act("press", "Ana", 3, act="keep", ref=ref)
        sheet = answer["sheet"]["html"]
        assert OFFER in sheet
        (card,) = [each for each in posts(answer) if each["mark"].startswith("card")]
        assert OFFER in card["html"]
        take = re.findall(r'data-act="take"[^>]*data-ref="([^"]+)"', sheet)
        answer = await client.act("press", "Ana", 4, act="take", ref=take[0])
        assert NOW in answer["sheet"]["html"]
        assert OFFER not in answer["sheet"]["html"]
        (card,) = [each for each in posts(answer) if each["mark"].startswith("card")]
        assert NOW in card["html"]
        assert 'data-act="take"' not in card["html"]
        following = await client.act("say", "Ana", 5, text="/precall Bolt")
        assert NOW in following["sheet"]["html"]


ENDS, EARLY = "of 8 counted so far. If you take another one", f"Ended early: {FIRST.label}"


async def test_in_slack_another_one_says_first_what_it_ends_and_then_what_ended():
    async with slack() as world:
        ana = world.ana
        form = await world.checked("Acme", **CLOSED_QUESTION)
        await ana.press(form, "Keep mine")
        await ana.press(await world.until_shown(OFFER + FIRST.label), TAKE)
        await ana.close(await world.until_shown(NOW + FIRST.label))
        await world.later(minutes=1)
        await ana.command("/coach", "week")
        await ana.press(await ana.sees_message("What you are trying"), SWAP)
        asked = await ana.sees_message(ENDS)
        assert NOW + FIRST.label in said(asked.blocks)
        await world.later(minutes=1)
        await ana.press(asked, TAKE)
        await ana.sees_message(EARLY)


async def test_in_teams_another_one_says_first_what_it_ends_and_then_what_ended():
    async with teams() as world:
        card = await world.form("precall Acme")
        await world.ana.presses(card, "Check", CLOSED_QUESTION)
        await world.until(card, "Keep mine")
        await world.ana.presses(card, "Keep mine")
        await world.until(card, OFFER + FIRST.label)
        await world.ana.presses(card, TAKE)
        await world.until(card, NOW)
        await world.later(minutes=1)
        await world.ana.says("week")
        week = await world.ana.sees("What you are trying")
        await world.ana.presses(week, SWAP)
        asked = await world.ana.sees(ENDS)
        assert asked.id != week.id
        assert NOW + FIRST.label in says(asked.card)
        await world.later(minutes=1)
        await world.ana.presses(asked, TAKE)
        taken = await world.ana.sees(EARLY)
        assert taken.id != asked.id


async def test_in_the_playground_another_one_says_first_what_it_ends_and_then_what_ended(tmp_path):
    async with opened(tmp_path, LIBRARY) as world, ClientSession() as session:
        client = Client(world, session)
        await client.act("press", "Ana", 2, act="take", ref=FIRST.id)
        world.clock.offset += timedelta(minutes=1)
        answer = await client.act("press", "Ana", 3, act="swap", ref=FIRST.id)
        asked = posts(answer)[-1]["html"]
        assert ENDS in asked
        assert NOW + FIRST.label in asked
        (take,) = re.findall(r'data-act="take"[^>]*data-ref="([^"]+)"', asked)
        world.clock.offset += timedelta(minutes=1)
        answer = await client.act("press", "Ana", 4, act="take", ref=take)
        assert EARLY in posts(answer)[-1]["html"]
