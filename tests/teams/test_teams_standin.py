"""The stand-in is as strict as Teams: what Teams would refuse, it refuses; what is offered can be done."""

import aiohttp
import pytest

from bot.teams.connector import Connector, TeamsRefused
from bot.teams.credentials import credentials
from bot.teams.heard import Reference
from tests.teams.standin.cards import action, filled
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import TENANT, TeamsStandIn
from tests.teams.standin.state import CannotDo, Json, Message
from tests.teams.wire import configured

CHOICES = [{"title": "One", "value": "1"}, {"title": "Two", "value": "2"}]
CARD: Json = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "Input.Text", "id": "text", "label": "Text", "maxLength": 5, "isRequired": True},
        {"type": "Input.ChoiceSet", "id": "one", "label": "Choice", "choices": CHOICES, "value": "2"},
        {"type": "Input.ChoiceSet", "id": "more", "label": "More", "choices": CHOICES, "isMultiSelect": True},
        {"type": "Input.Toggle", "id": "sure", "title": "Sure", "valueOn": "yes", "valueOff": "no"},
        {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "Send it"}]},
    ],
    "actions": [
        {
            "type": "Action.Execute",
            "title": "Back",
            "associatedInputs": "none",
            "fallback": {"type": "Action.Submit", "title": "Hidden"},
        }
    ],
}


def reference(teams: TeamsStandIn, ana: TeamsUser) -> Reference:
    return Reference(
        service_url=teams.service_url,
        conversation=ana.place.id,
        kind="personal",
        bot=teams.bot,
        user=ana.person.object_id,
        tenant=TENANT,
    )


@pytest.mark.parametrize(
    ("activity", "objection"),
    [
        ({"type": "invoke", "text": "x"}, "type invoke"),
        ({"text": ""}, "empty"),
        ({"text": "x", "txt": "x"}, "txt"),
        ({"attachments": [{"contentType": "image/png"}]}, "image/png"),
        ({"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}]}, ""),
    ],
)
async def test_an_activity_that_teams_would_refuse_is_refused(activity, objection):
    async with TeamsStandIn() as teams, aiohttp.ClientSession() as session:
        ana = teams.add_person("Ana Sousa")
        line = Connector(session, credentials(configured(), session, teams.endpoints))
        with pytest.raises(TeamsRefused, match="BadSyntax"):
            await line.send(reference(teams, ana), activity)
        (found,) = teams.forgive()
        assert objection in found


async def test_a_test_that_provokes_an_objection_fails():
    with pytest.raises(AssertionError, match="Teams would have objected"):
        async with TeamsStandIn() as teams:
            teams.service.violations.append("POST: a misspelt property")


async def test_nobody_writes_without_a_token_or_in_another_organisation():
    async with TeamsStandIn() as teams, aiohttp.ClientSession() as session:
        ana = teams.add_person("Ana Sousa")
        with pytest.raises(TeamsRefused, match="401"):
            await Connector(session, None).send(reference(teams, ana), {"text": "x"})
        line = Connector(session, credentials(configured(), session, teams.endpoints))
        with pytest.raises(TeamsRefused, match="BadSyntax"):
            await line.open(teams.service_url, teams.bot, ana.person.object_id, "another")
        assert "tenant" in str(teams.forgive())


async def test_nobody_writes_where_the_bot_is_not_or_no_more():
    async with TeamsStandIn() as teams, aiohttp.ClientSession() as session:
        ana = teams.add_person("Ana Sousa")
        line = Connector(session, credentials(configured(), session, teams.endpoints))
        to = reference(teams, ana)
        with pytest.raises(TeamsRefused) as no:
            await line.send(to.model_copy(update={"conversation": "a:other"}), {"text": "x"})
        assert no.value.code == "ConversationNotFound"
        ana.place.installed = False
        with pytest.raises(TeamsRefused) as no:
            await line.send(to, {"text": "x"})
        assert no.value.code == "BotNotInConversationRoster"


@pytest.mark.parametrize(
    ("entered", "sent"),
    [
        ({"Text": "a"}, {"text": "a", "one": "2", "sure": "false"}),
        ({"text": "a", "Choice": "One"}, {"text": "a", "one": "1", "sure": "false"}),
        ({"Text": "a", "More": ["One", "Two"]}, {"text": "a", "one": "2", "more": "1,2", "sure": "false"}),
        ({"Text": "a", "Choice": "", "sure": "yes"}, None),
    ],
)
def test_inputs_are_sent_as_texts_and_what_is_empty_not_at_all(entered, sent):
    if sent is None:
        with pytest.raises(CannotDo, match="offers no"):
            filled(CARD, entered)
    else:
        assert filled(CARD, entered) == sent


@pytest.mark.parametrize(
    ("entered", "why"),
    [
        ({}, "has to be filled in"),
        ({"Text": "longer"}, "5 characters"),
        ({"Text": "a", "Choice": "Three"}, "offers no"),
        ({"Text": "a", "Choice": ["One", "Two"]}, "one choice"),
        ({"Text": "a", "Nothing": "x"}, "is called"),
    ],
)
def test_what_the_screen_does_not_offer_cannot_be_filled_in(entered, why):
    with pytest.raises(CannotDo, match=why):
        filled(CARD, entered)


def test_only_what_is_drawn_can_be_pressed():
    assert action(CARD, "Send it")["type"] == "Action.Submit"
    assert action(CARD, "Send")["title"] == "Send it"
    with pytest.raises(CannotDo, match="Hidden"):
        action(CARD, "Hidden")


async def test_a_button_that_takes_nothing_along_takes_nothing():
    async with TeamsStandIn() as teams:
        ana = teams.add_person("Ana Sousa")
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}
        message = Message("1", ana.place.id, "", {"attachments": [attachment]})
        with pytest.raises(CannotDo, match="takes nothing along"):
            await ana.presses(message, "Back", {"Text": "a"})
        with pytest.raises(CannotDo, match="no dialog"):
            await ana.submits({})
