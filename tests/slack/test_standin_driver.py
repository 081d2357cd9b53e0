"""The stand-in against a small real Bolt app, over HTTP and over Socket Mode: the same scenarios twice."""

import json

import pytest

from tests.slack.standin.chat import add
from tests.slack.standin.delivery import HttpTransport
from tests.slack.standin.echo import running
from tests.slack.standin.payloads import event
from tests.slack.standin.samples import plain
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import CannotDo, Json
from tests.slack.standin.workspace import BOT_TOKEN

HTTP_AND_SOCKET = pytest.mark.parametrize("way", ["http", "socket"])


@HTTP_AND_SOCKET
async def test_a_form_is_opened_refused_sent_and_answered(way):
    async with running(way) as (slack, heard):
        ana = slack.user("U1")
        assert (await ana.command("/precall", "Acme")).ok
        form = await ana.sees_modal("Before the call")
        await ana.submit(form, {"Goal": "no"})
        assert form.errors == {"goal": "Say more"}
        await ana.submit(
            form, {"goal": "Ask <!channel> & co", "Mood": "Calm", "Who": ["user"], "Day": "2026-03-04"}
        )
        assert (await ana.sees_modal("Done")).id == form.id
        message = await ana.sees_message("Goal")
        assert message.text == "Goal: Ask &lt;!channel&gt; &amp; co"
        assert heard[1] == {
            "goal": {"a": {"type": "plain_text_input", "value": "Ask <!channel> & co"}},
            "mood": {"a": {"type": "radio_buttons", "selected_option": shown_choice("calm")}},
            "who": {"a": {"type": "checkboxes", "selected_options": [shown_choice("user")]}},
            "day": {"a": {"type": "datepicker", "selected_date": "2026-03-04"}},
            "what": {"a": {"type": "multi_static_select", "selected_options": []}},
            "size": {"a": {"type": "static_select", "selected_option": None}},
            "time": {"a": {"type": "timepicker", "selected_time": None}},
            "more": {"style": {"type": "static_select", "selected_option": None}},
        }


def shown_choice(value: str) -> Json:
    return {"text": {**plain(value.title()), "emoji": True}, "value": value}


@HTTP_AND_SOCKET
async def test_a_button_answers_through_its_response_url(way):
    async with running(way) as (slack, _):
        ana = slack.user("U1")
        await ana.shortcut("begin")
        await ana.submit(await ana.sees_modal(), {"Goal": "A next step"})
        message = await ana.sees_message("A next step")
        await ana.press(message, "Again")
        assert (await ana.sees_message("pressed 7")).ts == message.ts


@HTTP_AND_SOCKET
async def test_a_pushed_modal_closes_onto_the_one_below_with_a_new_hash(way):
    async with running(way) as (slack, heard):
        ana = slack.user("U1")
        await ana.command("/precall")
        form = await ana.sees_modal()
        before = form.hash
        await ana.press(form, "Deeper")
        done = await ana.sees_modal("Done")
        assert (done.previous, done.root) == (form.id, form.id)
        assert await ana.close(done) is None
        assert ana.modal is form
        assert form.hash != before
        await ana.close(form)
        assert heard[-1] == {"closed": form.id, "cleared": False}
        assert ana.modal is None


@HTTP_AND_SOCKET
async def test_a_home_is_published_when_it_is_opened(way):
    async with running(way) as (slack, heard):
        ana = slack.user("U1")
        await ana.open_home("messages")
        await ana.open_home()
        assert (await ana.sees_home("Welcome")).user == "U1"
        assert [one["tab"] for one in heard] == ["messages", "home"]


@HTTP_AND_SOCKET
async def test_an_event_that_comes_three_times_has_one_id_and_says_so(way):
    async with running(way) as (slack, heard):
        acks = await slack.event("app_home_opened", deliveries=3, user="U1", tab="messages", channel="D1")
        assert [ack.ok for ack in acks] == [True, True, True]
        await slack.until(lambda: len(heard) == 3 or None, "three events")
        first = None if way == "http" else ["0"]
        assert [one["retry"] for one in heard] == [first, ["1"], ["2"]]


@HTTP_AND_SOCKET
async def test_a_text_in_the_acknowledgement_is_shown_to_the_one_who_asked(way):
    async with running(way) as (slack, _):
        ana = slack.user("U1")
        await ana.command("/help")
        assert (await ana.sees_message("Say /precall")).ephemeral_for == "U1"


@HTTP_AND_SOCKET
async def test_a_command_nobody_answers_is_recorded(way):
    async with running(way) as (slack, _):
        slack.ack_patience = 0.5
        ack = await slack.user("U1").command("/unknown")
        assert ack.status == (404 if way == "http" else None)
        assert slack.forgive()[0].startswith("ack of slash_commands")


@HTTP_AND_SOCKET
async def test_a_person_can_only_do_what_the_screen_offers(way):
    async with running(way) as (slack, _):
        ana = slack.user("U1")
        await ana.command("/precall")
        form = await ana.sees_modal()
        for answers in (
            {},
            {"Goal": "x" * 41},
            {"Goal": "two\nlines"},
            {"Mood": "furious"},
            {"Nowhere": "x"},
            {"Who": "user"},
            {"Day": "tomorrow"},
        ):
            with pytest.raises(CannotDo):
                await ana.submit(form, answers)
        with pytest.raises(CannotDo):
            await ana.press(form, "Nothing")


@HTTP_AND_SOCKET
async def test_what_is_chosen_outside_a_form_is_told_at_once(way):
    async with running(way) as (slack, heard):
        ana = slack.user("U1")
        await ana.command("/precall")
        form = await ana.sees_modal()
        await ana.choose(form, "style", "Short")
        assert heard[-1]["selected_option"] == shown_choice("short")
        await ana.choose(form, "menu", "Help")
        assert heard[-1]["selected_option"]["value"] == "help"


@HTTP_AND_SOCKET
async def test_a_person_changes_and_the_app_goes(way):
    async with running(way) as (slack, heard):
        await slack.change_user("U1", tz="America/New_York")
        await slack.until(lambda: heard or None, "the change")
        assert heard[0]["tz"] == "America/New_York"
        await slack.uninstall()
        await slack.revoke_tokens()
        await slack.until(lambda: heard[2:] or None, "both events")
        assert heard[1:] == [{"gone": "app_uninstalled"}, {"gone": "tokens_revoked"}]
        assert slack.workspace.tokens[BOT_TOKEN].status == "token_revoked"


@HTTP_AND_SOCKET
async def test_a_message_has_a_menu_of_shortcuts(way):
    async with running(way) as (slack, heard):
        slack.add_channel("C1", "deals", ["U1"])
        message = add(slack.workspace, "C1", {"text": "Hello"})
        await slack.user("U1").shortcut("save", message)
        assert heard == [{"saved": "Hello"}]


async def test_bad_and_stale_signatures_are_turned_away():
    async with running("http") as (slack, heard):
        way = slack.transport
        assert isinstance(way, HttpTransport)
        body = json.dumps(event(slack.workspace, "Ev1", {"type": "app_home_opened"}))
        headers = way.headers(body)
        spoilt = {**headers, "X-Slack-Signature": "v0=" + "0" * 64}
        way.skew = -301
        stale = way.headers(body)
        for wrong in (spoilt, stale, {}):
            assert (await way.post("events_api", body, "application/json", wrong, 5)).status == 401
        assert not heard


async def test_a_socket_is_replaced_when_slack_asks_for_it():
    async with running("socket") as (slack, _):
        await slack.sockets.disconnect()
        await slack.over_socket()
        assert (await slack.user("U1").command("/help")).ok


async def test_what_the_manifest_does_not_declare_cannot_be_used():
    manifest = {
        "features": {"slash_commands": [{"command": "/precall"}], "shortcuts": []},
        "oauth_config": {"scopes": {"bot": ["commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    }
    async with StandIn(manifest) as slack:
        slack.add_person("U1", "ana")
        for doing in (
            slack.user("U1").command("/tip"),
            slack.user("U1").shortcut("begin"),
            slack.event("user_change"),
        ):
            with pytest.raises(CannotDo):
                await doing


async def test_leaving_with_violations_fails_the_test():
    with pytest.raises(AssertionError, match="no_text"):
        async with StandIn() as slack:
            slack.workspace.violate("chat.postMessage", "no_text")
    async with StandIn() as slack:
        slack.workspace.violate("chat.postMessage", "no_text")
        assert slack.forgive() == ["chat.postMessage: no_text"]


async def test_waiting_for_what_never_comes_ends():
    async with StandIn() as slack:
        slack.patience = 0.01
        with pytest.raises(AssertionError, match="no thing within"):
            await slack.until(lambda: None, "thing")
