"""Trouble that tests ask for, and Slack's own rate limits in virtual time."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.faults import FOREVER
from tests.slack.standin.standin import StandIn
from tests.slack.standin.workspace import BOT_TOKEN


@pytest.fixture
async def slack():
    async with StandIn() as slack:
        slack.add_channel("C1", "deals")
        slack.add_channel("C2", "other")
        yield slack


@pytest.fixture
def client(slack):
    # no handlers: a dropped connection is tried once more by default
    return AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])


def posted(slack: StandIn) -> int:
    return len(slack.workspace.messages)


async def test_an_error_on_request_strikes_as_often_as_asked(slack, client):
    slack.faults.refuse("chat.postMessage", "is_archived", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="is_archived"):
            await client.chat_postMessage(channel="C1", text="Hello")
    await client.chat_postMessage(channel="C1", text="Hello")
    assert posted(slack) == 1


async def test_a_fault_can_choose_its_call(slack, client):
    slack.faults.refuse("*", "fatal_error", FOREVER, when=lambda args: args.get("channel") == "C2")
    await client.chat_postMessage(channel="C1", text="Hello")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel="C2", text="Hello")
    slack.faults.clear()
    await client.chat_postMessage(channel="C2", text="Hello")


async def test_too_many_requests_say_how_long_to_wait(slack, client):
    slack.faults.ratelimit("chat.postMessage", seconds=30)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="Hello")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "30"


async def test_a_client_that_waits_gets_through(slack, client):
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.faults.ratelimit("chat.postMessage", seconds=0)
    await client.chat_postMessage(channel="C1", text="Hello")
    assert len(slack.calls("chat.postMessage")) == 2


async def test_a_server_error_has_no_json(slack, client):
    slack.faults.fail("chat.postMessage", 500)
    with pytest.raises(SlackApiError, match="500"):
        await client.chat_postMessage(channel="C1", text="Hello")


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_connection_is_dropped_before_or_after_the_message_stands(slack, client, accepted):
    slack.faults.drop("chat.postMessage", accepted=accepted)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="Hello")
    assert posted(slack) == int(accepted)


async def test_a_hanging_call_answers_when_released(slack, client):
    slack.faults.hang("chat.postMessage")
    posting = asyncio.ensure_future(client.chat_postMessage(channel="C1", text="Hello"))
    await slack.called("chat.postMessage")
    assert not posting.done()
    slack.faults.release()
    with pytest.raises(SlackApiError):
        await posting


async def test_a_channel_takes_one_message_a_second_once_limits_are_on(slack, client):
    for _ in range(2):
        await client.chat_postMessage(channel="C1", text="Hello")
    slack.rates.on = True
    await client.chat_postMessage(channel="C1", text="Hello")
    await client.chat_postMessage(channel="C2", text="Hello")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="Hello")
    assert caught.value.response.headers["Retry-After"] == "1"
    slack.clock.advance(1)
    await client.chat_postMessage(channel="C1", text="Hello")


async def test_a_method_has_its_calls_a_minute(slack, client):
    slack.rates.on = True
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert caught.value.response.headers["Retry-After"] == "60"


async def test_a_dead_app_is_told_so(slack, client):
    slack.workspace.tokens[BOT_TOKEN].status = "account_inactive"
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()
