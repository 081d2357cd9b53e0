"""The methods about conversations and tokens, and markup planted in rich text."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.chat import add
from tests.slack.standin.samples import DIVIDER, rich
from tests.slack.standin.server import answer_interaction
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import ResponseUrl
from tests.slack.standin.workspace import BOT_TOKEN


@pytest.fixture
async def slack():
    async with StandIn() as slack:
        slack.add_person("U1", "ana")
        slack.add_channel("C1", "deals", ["U1"])
        slack.add_channel("C2", "other", joined=False)
        slack.add_channel("C3", "secret", joined=False, private=True)
        slack.workspace.tokens[BOT_TOKEN].scopes |= {
            "channels:read",
            "channels:join",
            "channels:history",
            "team:read",
        }
        yield slack


@pytest.fixture
def client(slack):
    return AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)


async def error(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_private_channel_does_not_exist_for_outsiders(client):
    assert [one["id"] for one in (await client.conversations_list())["channels"]] == ["C1", "C2"]
    assert await error(client.conversations_info(channel="C3")) == "channel_not_found"
    assert await error(client.conversations_history(channel="C2")) == "not_in_channel"


async def test_a_channel_is_joined_by_leave_of_its_scope(slack, client):
    assert not (await client.conversations_info(channel="C2"))["channel"]["is_member"]
    await client.conversations_join(channel="C2")
    assert (await client.conversations_info(channel="C2"))["channel"]["is_member"]
    slack.workspace.channels["C2"].archived = True
    assert await error(client.conversations_join(channel="C2")) == "is_archived"


async def test_members_come_in_pages(client):
    first = await client.conversations_members(channel="C1", limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel="C1", cursor=cursor)
    assert [*first["members"], *rest["members"]] == ["U0KAIROS", "U1"]
    assert await error(client.conversations_members(channel="C1", cursor="x")) == "invalid_cursor"


async def test_a_conversation_is_opened_with_one_person_or_by_its_id(client):
    assert (await client.conversations_open(channel="C1"))["channel"] == {"id": "C1"}
    assert await error(client.conversations_open(channel="C9")) == "channel_not_found"
    assert await error(client.conversations_open(users="")) == "users_list_not_supplied"
    assert await error(client.conversations_open(users="U1,USLACKBOT")) == "too_many_users"


async def test_a_revoked_token_is_dead(client):
    assert (await client.team_info())["team"]["id"] == (await client.auth_test())["team_id"]
    await client.auth_revoke()
    assert await error(client.auth_test()) == "token_revoked"


async def test_history_finds_a_message_by_its_time(slack, client):
    times = []
    for _ in range(3):
        times.append((await client.chat_postMessage(channel="C1", text="Hello"))["ts"])
        slack.clock.advance(60)
    found = await client.conversations_history(channel="C1", oldest=times[1], inclusive=True)
    assert [one["ts"] for one in found["messages"]] == [times[2], times[1]]


@pytest.mark.parametrize(
    "leaf",
    [
        {"type": "broadcast", "range": "channel"},
        {"type": "user", "user_id": "UEVIL"},
        {"type": "link", "url": "https://evil.example", "text": "Acme"},
    ],
)
async def test_typed_markup_does_not_come_alive_in_rich_text_either(slack, client, leaf):
    await client.chat_postMessage(channel="C1", text="Acme", blocks=[rich(leaf)])
    assert slack.violations == []
    slack.plant(["<!channel> <@UEVIL> <https://evil.example|Acme>"])
    await client.chat_postMessage(channel="C1", text="Acme", blocks=[rich(leaf)])
    assert f"is a live {leaf['type']} in rich text" in slack.forgive()[0]


async def test_an_app_stays_out_of_general_and_of_slackbots_conversation(slack, client):
    slack.add_channel("C5", "general")
    await client.chat_postMessage(channel="C5", text="Hello")
    await client.chat_postMessage(channel="USLACKBOT", text="Hello")
    assert ["#general" in one or "Slackbot" in one for one in slack.forgive()] == [True, True]


async def test_an_interaction_is_answered_by_replacing_or_deleting(slack):
    ws = slack.workspace
    message = add(ws, "C1", {"text": "Before", "blocks": [DIVIDER]})
    url = ResponseUrl("U1", "C1", 0, message.ts)
    answer_interaction(ws, url, {"text": "After", "replace_original": True})
    assert (message.text, message.blocks) == ("After", [])
    answer_interaction(ws, url, {"response_type": "in_channel", "text": "Everybody"})
    assert [one.ephemeral_for for one in slack.user("U1").reads("C1")] == ["", ""]
    answer_interaction(ws, url, {"delete_original": True})
    assert [one.text for one in slack.user("U1").reads("C1")] == ["Everybody"]
