"""The line to Slack: what its answers mean, wherever the call comes from."""

import json

import pytest

from bot.errors import Unsure
from bot.slack.api import NoSlack, SlackBusy, SlackRefused, call, connected, plainly, respond
from bot.slack.channel import send
from bot.slack.modal import loading
from bot.slack.text import encoded
from dialogs.document import Document, Text
from tests.slack.standin.standin import StandIn
from tests.slack.world import GOOD_CHECK, WORDS, configured, kairos

PAGE = Document(title="T", summary="s", blocks=(Text(text="t"),))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda faults: faults.ratelimit("chat.postMessage", 7), SlackBusy),
        (lambda faults: faults.refuse("chat.postMessage", "ratelimited"), SlackBusy),
        (lambda faults: faults.refuse("chat.postMessage", "not_in_channel"), SlackRefused),
        (lambda faults: faults.refuse("chat.postMessage", "internal_error"), Unsure),
        (lambda faults: faults.fail("chat.postMessage", 502), Unsure),
        (lambda faults: faults.drop("chat.postMessage"), Unsure),
    ],
    ids=["429", "ratelimited", "no", "internal", "502", "dropped"],
)
async def test_an_answer_means_no_or_later_or_nobody_knows(fault, expected):
    async with StandIn() as slack, connected(configured(slack, "http")) as line:
        slack.add_person("U1", "ana")
        fault(slack.faults)
        with pytest.raises(expected):
            await send(line.api.chat_postMessage, PAGE, WORDS, channel="U1")
        assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda faults: faults.ratelimit("views.open", 7), SlackBusy),
        (lambda faults: faults.refuse("views.open", "ratelimited"), SlackBusy),
        (lambda faults: faults.refuse("views.open", "expired_trigger_id"), SlackRefused),
        (lambda faults: faults.refuse("views.open", "internal_error"), Unsure),
        (lambda faults: faults.fail("views.open", 502), Unsure),
        (lambda faults: faults.drop("views.open"), Unsure),
    ],
    ids=["429", "ratelimited", "no", "internal", "502", "dropped"],
)
async def test_a_straight_call_means_the_same_and_is_made_once(fault, expected):
    async with StandIn() as slack, connected(configured(slack, "http")) as line:
        fault(slack.faults)
        with pytest.raises(expected):
            await call(line.api, "views.open", {"trigger_id": "T1", "view": loading(WORDS)})
        assert len(slack.calls("views.open")) == 1


async def test_a_straight_call_where_nobody_listens_was_never_made():
    async with StandIn() as slack, connected(configured(slack, "http")) as line:
        line.api.base_url = "http://127.0.0.1:1/api/"
        with pytest.raises(SlackBusy):
            await call(line.api, "views.open", {})


def test_half_a_character_goes_over_the_line_escaped():
    assert encoded({"text": "½ 🚢"}) == '{"text":"½ 🚢"}'.encode()
    assert json.loads(encoded({"text": "\ud83d"})) == {"text": "\ud83d"}


async def test_the_pause_is_the_one_that_slack_named():
    async with StandIn() as slack, connected(configured(slack, "http")) as line:
        slack.faults.ratelimit("users.info", 7)
        slack.faults.ratelimit("views.open", 7)
        with pytest.raises(SlackBusy) as straight:
            await call(line.api, "views.open", {})
        assert straight.value.seconds == 7
        with pytest.raises(SlackBusy) as busy, plainly():
            await line.api.users_info(user="U1")
        assert busy.value.seconds == 7


async def test_an_answer_by_a_used_up_address_is_refused():
    async with StandIn() as slack, connected(configured(slack, "http")) as line:
        slack.add_person("U1", "ana")
        url = slack.server.new_response_url("U1", slack.add_channel("C1", "sales", ["U1"]).id)
        for _ in range(5):
            await respond(line.api, url, {"text": "hello"})
        with pytest.raises(SlackRefused, match="HTTP 404"):
            await respond(line.api, url, {"text": "hello"})


async def test_nobody_is_there():
    async with StandIn() as slack:
        with pytest.raises(NoSlack, match=r"cannot be reached\. Kairos has to reach http://127\.0\.0\.1:9"):
            async with connected(configured(slack, "http", SLACK_API_URL="http://127.0.0.1:9/api/")):
                pass


async def test_a_stranger_whose_window_does_not_open_is_told():
    async with kairos(ana=False) as world:
        world.slack.faults.refuse("views.open", "expired_trigger_id")
        await world.ana.command("/precall", "Acme")
        await world.ana.sees_message("did not wait")


async def test_a_person_in_no_team_is_told_whom_to_ask():
    async with kairos() as world:
        person = await world.person()
        world.store.without_team(person)
        await world.ana.command("/precall", "Acme")
        await world.ana.sees_message("You are in no team yet")


async def test_a_form_of_somebody_who_is_gone_says_so():
    async with kairos() as world:
        ana = world.ana
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal()
        world.store.without_identities()
        await ana.submit(form, GOOD_CHECK)
        assert "nothing of that name" in str(form.body)
