"""Modals and Homes: triggers, the stack, hashes, what an acknowledgement does."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.acks import after_action, after_command, after_submission
from tests.slack.standin.answers import values
from tests.slack.standin.modals import make, replace
from tests.slack.standin.samples import DIVIDER, asked, mrkdwn, plain, section
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Ack, Json, ResponseUrl, View
from tests.slack.standin.validator import view_problems
from tests.slack.standin.workspace import BOT_TOKEN


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Check"), "blocks": list(blocks) or [DIVIDER], **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [DIVIDER], **more}


QUESTION = asked("plain_text_input", action_id="a")


@pytest.fixture
async def slack():
    async with StandIn() as slack:
        slack.add_person("U1", "ana")
        yield slack


@pytest.fixture
def client(slack):
    return AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)


async def error(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def opened(slack: StandIn, client: AsyncWebClient, view: Json | None = None) -> View:
    await client.views_open(trigger_id=slack.workspace.trigger("U1"), view=view or modal())
    return await slack.user("U1").sees_modal()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "no more than 24"),
        (modal(), {"type": "modal", "blocks": [DIVIDER]}, "missing required field: title"),
        (modal(QUESTION, submit=plain()), modal(QUESTION), "submit is required"),
        (modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "no more than 24"),
        (modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "no more than 24"),
        (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001), "no more than 3000"),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256), "no more than 255"),
        (modal(external_id="x" * 255), modal(external_id="x" * 256), "no more than 255"),
        (modal(notify_on_close=True), modal(notify_on_close="yes"), "must be a boolean"),
        (modal(), modal(colour="red"), "unknown field: colour"),
        (modal(), home(), "must be one of modal"),
        (modal(section(text=mrkdwn())), modal(section(text=mrkdwn(""))), "/view/blocks/0/text/text"),
    ],
)
def test_a_rule_for_modals(right, wrong, said):
    assert view_problems(right, "modal") == []
    assert any(said in one for one in view_problems(wrong, "modal")), view_problems(wrong, "modal")


def test_a_home_has_no_title_and_no_foot():
    assert view_problems(home(private_metadata="7"), "home") == []
    assert "unknown field: title" in view_problems(home(title=plain()), "home")[0]


async def test_a_trigger_works_once_and_for_three_seconds(slack, client):
    trigger = slack.workspace.trigger("U1")
    slack.clock.advance(3)
    await client.views_open(trigger_id=trigger, view=modal())
    assert await error(client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    late = slack.workspace.trigger("U1")
    slack.clock.advance(3.1)
    assert await error(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await error(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


async def test_a_wrong_view_is_refused_with_the_place(slack, client):
    trigger = slack.workspace.trigger("U1")
    assert await error(client.views_open(trigger_id=trigger, view=modal(QUESTION))) == "invalid_arguments"
    assert "submit is required" in slack.forgive()[0]


async def test_a_view_has_a_size(slack, client):
    long = modal(*[section(text=mrkdwn("x" * 2950))] * 90)
    assert (
        await error(client.views_open(trigger_id=slack.workspace.trigger("U1"), view=long))
        == "view_too_large"
    )
    slack.forgive()


async def test_a_stack_is_three_deep(slack, client):
    await opened(slack, client)
    for expected in ("", "", "push_limit_reached"):
        top = slack.user("U1").modal
        pushing = client.views_push(trigger_id=slack.workspace.trigger("U1", top.id), view=modal())
        if expected:
            assert await error(pushing) == expected
        else:
            await pushing
    outside = client.views_push(trigger_id=slack.workspace.trigger("U1"), view=modal())
    assert await error(outside) == "invalid_trigger_id"


async def test_opening_over_an_open_modal_is_recorded(slack, client):
    await opened(slack, client)
    await opened(slack, client)
    assert "push onto it or update it" in slack.forgive()[0]


async def test_an_update_needs_the_hash_of_now_or_none(slack, client):
    view = await opened(slack, client)
    old = view.hash
    await client.views_update(view_id=view.id, view=modal(), hash=old)
    assert await error(client.views_update(view_id=view.id, view=modal(), hash=old)) == "hash_conflict"
    assert await error(client.views_update(view_id=view.id, view=modal(), hash="")) == "hash_conflict"
    await client.views_update(view_id=view.id, view=modal())
    assert await error(client.views_update(view_id="V9", view=modal())) == "not_found"


async def test_an_external_id_names_one_view(slack, client):
    await opened(slack, client, modal(external_id="session-7"))
    twice = client.views_publish(user_id="U1", view=home(external_id="session-7"))
    assert await error(twice) == "duplicate_external_id"
    slack.forgive()
    await client.views_update(
        external_id="session-7", view=modal(title=plain("Later"), external_id="session-7")
    )
    assert slack.user("U1").modal.title == "Later"


async def test_a_home_is_replaced_when_its_hash_still_holds(slack, client):
    first = await client.views_publish(user_id="U1", view=home())
    await client.views_publish(user_id="U1", view=home(), hash=first["view"]["hash"])
    stale = client.views_publish(user_id="U1", view=home(), hash=first["view"]["hash"])
    assert await error(stale) == "hash_conflict"
    assert await error(client.views_publish(user_id="U9", view=home())) == "user_not_found"


async def test_an_update_keeps_what_was_typed_where_both_ids_stay(slack):
    view = make(slack.workspace, "U1", modal({**QUESTION, "block_id": "b"}, submit=plain()))
    view.typed = {"b": {"a": {"type": "plain_text_input", "value": "kept"}}}
    replace(slack.workspace, view, modal({**QUESTION, "block_id": "b"}, DIVIDER, submit=plain()))
    assert values(view.blocks, view.typed)["b"]["a"]["value"] == "kept"
    replace(slack.workspace, view, modal({**QUESTION, "block_id": "c"}, submit=plain()))
    assert values(view.blocks, view.typed) == {"c": {"a": {"type": "plain_text_input", "value": None}}}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"response_action": "errors", "errors": {}}, "at least one"),
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "no input block"),
        ({"response_action": "errors", "errors": {"b": ""}}, "must be a text"),
        ({"response_action": "errors"}, "not a response"),
        ({"response_action": "close"}, "not a response"),
        ({"response_action": "update"}, "not a response"),
        ({"response_action": "update", "view": modal(QUESTION)}, "submit is required"),
        ("thanks", "not a response"),
    ],
)
async def test_a_wrong_answer_to_a_submission_is_recorded_and_keeps_the_form(slack, client, body, said):
    view = await opened(slack, client, modal({**QUESTION, "block_id": "b"}, submit=plain()))
    after_submission(slack.workspace, Ack("interactive", 200, body), view)
    assert said in slack.forgive()[0]
    assert slack.user("U1").modal is view
    assert "trouble connecting" in view.errors[""]


async def test_the_right_answers_to_a_submission(slack, client):
    view = await opened(slack, client, modal({**QUESTION, "block_id": "b"}, submit=plain()))

    def answer(body: Any, status: int = 200) -> list[View]:
        stack = slack.workspace.stacks["U1"]
        after_submission(slack.workspace, Ack("interactive", status, body), stack[-1])
        return list(stack)

    answer(None, status=500)
    assert view.errors == {"": "We had some trouble connecting. Try again?"}
    answer({"response_action": "errors", "errors": {"b": "Say more"}})
    assert view.errors == {"b": "Say more"}
    answer({"response_action": "update", "view": modal(title=plain("Two"))})
    assert (view.title, view.errors) == ("Two", {})
    below, above = answer({"response_action": "push", "view": modal(title=plain("Three"))})
    assert (below, above.previous) == (view, view.id)
    assert answer(None) == [view]
    assert len(answer({"response_action": "push", "view": modal()})) == 2
    assert answer({"response_action": "clear"}) == []


async def test_an_answer_where_none_is_read_is_recorded(slack):
    after_action(slack.workspace, Ack("interactive", 200, {"response_action": "clear"}), "block_actions")
    assert "ignores this body" in slack.forgive()[0]
    after_command(slack.workspace, Ack("slash_commands", 200, {"blocks": "x"}), ResponseUrl("U1", "D1", 0))
    assert "must be an array" in slack.forgive()[0]
