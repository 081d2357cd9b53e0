"""The Web API of the stand-in, called with Slack's own client: answers, refusals, what is recorded."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.samples import ALERT, DIVIDER, bars, mrkdwn, plain, section, table
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Json
from tests.slack.standin.workspace import APP_TOKEN, BOT_TOKEN, SCOPES


@pytest.fixture
async def slack():
    async with StandIn() as slack:
        slack.add_person("U1", "ana", real_name="Ana", email="ana@example.com", tz="Europe/Madrid")
        slack.add_person("U2", "ben", deleted=True)
        slack.add_person("U3", "robot", is_bot=True)
        slack.add_channel("C1", "deals", ["U1"])
        slack.add_channel("C2", "other", joined=False)
        slack.add_channel("C3", "secret", joined=False, private=True)
        slack.add_channel("C4", "old").archived = True
        yield slack


@pytest.fixture
def client(slack):
    return AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)


async def refused(call: Any) -> Json:
    with pytest.raises(SlackApiError) as caught:
        await call
    found: Json = caught.value.response.data
    return found


async def test_a_token_is_needed_known_alive_and_of_the_right_kind(slack, client):
    bare = AsyncWebClient(base_url=slack.api_url)
    assert (await refused(bare.auth_test()))["error"] == "not_authed"
    assert (await refused(bare.auth_test(token="xoxb-other")))["error"] == "invalid_auth"
    assert (await client.auth_test())["team_id"] == "T0STANDIN"
    assert (await refused(client.apps_connections_open(app_token=BOT_TOKEN)))[
        "error"
    ] == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=APP_TOKEN))["url"].startswith("ws://127.0.0.1:")
    for status in ("account_inactive", "token_revoked"):
        slack.workspace.tokens[BOT_TOKEN].status = status
        assert (await refused(client.auth_test()))["error"] == status


async def test_a_missing_scope_is_named(slack, client):
    assert (await client.users_info(user="U1"))["user"]["tz"] == "Europe/Madrid"
    slack.workspace.tokens[BOT_TOKEN].scopes.discard("users:read")
    answer = await refused(client.users_info(user="U1"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert set(answer["provided"].split(",")) == set(SCOPES) - {"users:read"}


async def test_an_unknown_method_is_refused_and_recorded(slack, client):
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"
    assert slack.forgive() == ["chat.shout: unknown_method"]


async def test_arguments_are_checked(slack, client):
    answer = await refused(client.api_call("views.publish", json={"user_id": 5}))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: view",
        "[ERROR] must be a valid text [json-pointer:/user_id]",
    ]
    await client.api_call("users.info", params={"user": "U1", "usr": "U2"})
    assert slack.forgive()[-1] == "users.info: unknown argument usr: Slack would drop it"


async def test_forms_and_json_mean_the_same(slack, client):
    form = {"channel": "C1", "text": "Hello", "blocks": '[{"type": "divider"}]', "unfurl_links": "0"}
    await client.api_call("chat.postMessage", data=form)
    await client.chat_postMessage(channel="C1", text="Hello", blocks=[DIVIDER], unfurl_links=False)
    first, second = (call.answer["message"] for call in slack.calls("chat.postMessage"))
    assert first["blocks"][0]["type"] == second["blocks"][0]["type"] == "divider"
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}
        url = slack.api_url + "chat.postMessage"
        async with session.post(url, data="{", headers=headers) as answer:
            assert (await answer.json())["error"] == "invalid_json"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C1", ""),
        ("#deals", ""),
        ("U1", ""),
        ("C2", "not_in_channel"),
        ("C3", "channel_not_found"),
        ("C4", "is_archived"),
        ("C9", "channel_not_found"),
        ("U2", "channel_not_found"),
        ("U3", "cannot_dm_bot"),
    ],
)
async def test_a_message_goes_only_where_it_may(slack, client, channel, error):
    posting = client.chat_postMessage(channel=channel, text="Hello")
    if error:
        assert (await refused(posting))["error"] == error
    else:
        assert (await posting)["ok"]


async def test_a_public_channel_is_open_with_the_scope_for_it(slack, client):
    slack.workspace.tokens[BOT_TOKEN].scopes.add("chat:write.public")
    assert (await client.chat_postMessage(channel="C2", text="Hello"))["ok"]


async def test_direct_messages_need_the_messages_tab(slack, client):
    slack.workspace.messages_tab = False
    assert (await refused(client.chat_postMessage(channel="U1", text="Hello")))[
        "error"
    ] == "messages_tab_disabled"


async def test_a_conversation_is_opened_once(client):
    first = await client.conversations_open(users="U1")
    again = await client.conversations_open(users=["U1"])
    assert (again["channel"], again["already_open"]) == (first["channel"], True)
    for user, error in {"U2": "user_disabled", "U3": "cannot_dm_bot", "U9": "user_not_found"}.items():
        assert (await refused(client.conversations_open(users=user)))["error"] == error


async def test_wrong_blocks_are_refused_with_the_place_and_recorded(slack, client):
    answer = await refused(client.chat_postMessage(channel="C1", text="Hi", blocks=[ALERT]))
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["alert is not supported on a message [json-pointer:/blocks/0]"]
    assert slack.forgive() == [f"chat.postMessage: {answer['errors'][0]}"]


async def test_a_workspace_without_the_roll_out_refuses_new_blocks_and_blames_nobody(slack, client):
    slack.workspace.rich_blocks = False
    answer = await refused(client.chat_postMessage(channel="C1", text="x Mon Reps", blocks=[bars(), table()]))
    assert answer["errors"] == [
        "unsupported type: data_visualization [json-pointer:/blocks]",
        "unsupported type: table [json-pointer:/blocks]",
    ]
    assert slack.violations == []


async def test_the_text_on_top_has_to_say_what_the_blocks_say(slack, client):
    blocks = [section(text=mrkdwn("*Acme* moved forward: pilot agreed for Tuesday"))]
    await client.chat_postMessage(
        channel="C1", text="Acme moved forward: pilot agreed for Tuesday", blocks=blocks
    )
    assert slack.violations == []
    await client.chat_postMessage(channel="C1", text="Your digest is here", blocks=blocks)
    assert "carries 0% of what the blocks say" in slack.forgive()[0]
    await client.api_call("chat.postMessage", json={"channel": "C1", "blocks": blocks})
    assert "without a top-level text" in slack.forgive()[0]
    assert (await refused(client.api_call("chat.postMessage", json={"channel": "C1"})))["error"] == "no_text"
    slack.forgive()


@pytest.mark.parametrize("typed", ["<!channel>", "<@UEVIL>", "<https://evil.example|Acme>"])
async def test_what_people_typed_never_becomes_markup(slack, client, typed):
    slack.plant(f"hello {typed}")
    safe = typed.replace("<", "&lt;").replace(">", "&gt;")
    await client.chat_postMessage(channel="C1", text=safe, blocks=[section(text=plain(typed))])
    assert slack.violations == []
    await client.chat_postMessage(channel="C1", text=typed, blocks=[section(text=mrkdwn(typed))])
    assert [one.split(" is live")[-1] for one in slack.forgive()] == [
        " markup at /text",
        " markup at /0/text/text",
    ]
    await client.chat_postMessage(channel="C1", text=safe.replace("&", "&amp;"))
    assert "escaped twice" in slack.forgive()[0]


async def test_metadata_is_kept_and_found_again(slack, client):
    metadata = {"event_type": "digest", "event_payload": {"key": "7"}}
    posted = await client.chat_postMessage(channel="C1", text="Hello", metadata=metadata)
    answer = await refused(client.conversations_history(channel="C1"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    slack.workspace.tokens[BOT_TOKEN].scopes.add("channels:history")
    found = await client.conversations_history(channel="C1", include_all_metadata=True)
    assert [(one["ts"], one["metadata"]) for one in found["messages"]] == [(posted["ts"], metadata)]
    assert "metadata" not in (await client.conversations_history(channel="C1"))["messages"][0]
    wrong = client.chat_postMessage(channel="C1", text="Hello", metadata={"event_type": "digest"})
    assert (await refused(wrong))["error"] == "invalid_metadata_format"
    slack.forgive()


async def test_a_message_sent_twice_under_one_id_is_noted(slack, client):
    for _ in range(2):
        await client.chat_postMessage(channel="C1", text="Hello", client_msg_id="one")
    assert [one.client_msg_id for one in slack.workspace.duplicates] == ["one"]


async def test_a_message_is_changed_and_deleted_by_its_ts(slack, client):
    ts = (await client.chat_postMessage(channel="C1", text="Before", blocks=[DIVIDER]))["ts"]
    await client.chat_update(channel="C1", ts=ts, text="After")
    message = slack.user("U1").reads("C1")[0]
    assert (message.text, len(message.blocks), message.edited) == ("After", 1, True)
    await client.chat_delete(channel="C1", ts=ts)
    assert slack.user("U1").reads("C1") == []
    assert (await refused(client.chat_update(channel="C1", ts=ts, text="x")))["error"] == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one(slack, client):
    slack.add_person("U5", "eva")
    slack.workspace.channels["C1"].members.add("U5")
    await client.chat_postEphemeral(channel="C1", user="U1", text="For you")
    assert [one.text for one in slack.user("U1").reads("C1")] == ["For you"]
    assert slack.user("U5").reads("C1") == []
    outsider = client.chat_postEphemeral(channel="C1", user="U2", text="For you")
    assert (await refused(outsider))["error"] == "user_not_in_channel"


async def test_people_are_listed_in_pages_and_without_what_is_not_granted(slack, client):
    seen = [one["id"] async for page in await client.users_list(limit=2) for one in page["members"]]
    assert seen == ["U0KAIROS", "USLACKBOT", "U1", "U2", "U3"]
    assert "email" not in (await client.users_info(user="U1"))["user"]["profile"]
    slack.workspace.tokens[BOT_TOKEN].scopes.add("users:read.email")
    assert (await client.users_lookupByEmail(email="ana@example.com"))["user"]["id"] == "U1"
    assert "tz" not in (await client.users_info(user="U2"))["user"]
    assert (await refused(client.users_info(user="U9")))["error"] == "user_not_found"
