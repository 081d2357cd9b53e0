"""The one route: what Slack signed is heard, and nothing else; whatever comes, no body ends up in a log."""

import json
import logging
from io import BytesIO
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from bot.slack.server import PATH
from tests.slack.world import LIBRARY, SECRET, kairos

SAID = "What happens to the private answer about Acme by spring"
BODY = urlencode({"command": "/coach", "text": SAID, "team_id": "T0STANDIN", "user_id": "U1"})
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def written(caplog: pytest.LogCaptureFixture) -> str:
    ours = [one for one in caplog.records if not one.name.startswith(("tests.", "asyncio"))]
    return "\n".join(one.getMessage() + str(one.exc_info) for one in ours)


@pytest.mark.parametrize(
    ("headers", "skew"),
    [
        ({}, -6 * 60),
        ({}, 6 * 60),
        ({"X-Slack-Signature": "v0=" + "0" * 64}, 0),
        ({"X-Slack-Signature": ""}, 0),
        ({"X-Slack-Signature": "v0=ÿ"}, 0),
        ({"X-Slack-Request-Timestamp": "soon"}, 0),
        ({"X-Slack-Request-Timestamp": "²"}, 0),
        ({"X-Slack-Request-Timestamp": ""}, 0),
    ],
)
async def test_what_slack_did_not_sign_just_now_is_refused_and_not_logged(headers, skew, caplog):
    async with kairos() as world:
        way = world.slack.over_http(world.url + PATH, SECRET)
        way.skew = skew
        ack = await way.post("slash_commands", BODY, FORM, way.headers(BODY) | headers, 5)
        assert ack.status == 401
        assert ack.body is None
        assert SAID not in written(caplog)
        assert SAID.replace(" ", "+") not in written(caplog)


async def test_a_foreign_secret_opens_nothing():
    async with kairos() as world:
        way = world.slack.over_http(world.url + PATH, "another secret")
        assert (await way.post("slash_commands", BODY, FORM, way.headers(BODY), 5)).status == 401
        assert not world.slack.calls("views.open")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "payload=%7B",
        "payload=[]",
        "",
        "a=b",
        "{}",
        "[]",
        "null",
        '{"type":"x"}',
        '{"team":5}',
        '{"authorizations":{"id":"A"}}',
        '{"type":"event_callback","event":""}',
        '{"type":"event_callback","event":null}',
    ],
)
async def test_a_signed_body_that_makes_no_sense_is_never_a_fault_of_ours(body):
    async with kairos() as world:
        way = world.slack.over_http(world.url + PATH, SECRET)
        for content in (FORM, "application/json"):
            ack = await way.post("events_api", body, content, way.headers(body), 5)
            assert ack.status in {200, 400, 404}


async def test_a_body_that_is_no_text_or_too_long_is_refused():
    async with kairos() as world, ClientSession() as session:
        async with session.post(world.url + PATH, data=b"\xff" * 10) as response:
            assert response.status == 401
        async with session.post(world.url + PATH, data=BytesIO(b"a" * 2_000_000)) as response:
            assert response.status == 413


async def test_slack_can_verify_the_address():
    async with kairos() as world:
        way = world.slack.over_http(world.url + PATH, SECRET)
        body = json.dumps({"type": "url_verification", "challenge": "over the hills"})
        ack = await way.post("events_api", body, "application/json", way.headers(body), 5)
        assert (ack.status, ack.body) == (200, {"challenge": "over the hills"})


async def test_no_answer_token_or_signature_is_ever_logged(caplog):
    async with kairos() as world:
        await world.checked(**{"The one question that will make them think": SAID + "?"})
        await world.ana.sees_message(SAID)
        world.store.broken = True
        await world.ana.command("/precall", "Bolt")
        for secret in (SAID, "xoxb-", "v0=", "that only Slack"):
            assert secret not in written(caplog)


async def test_health_and_readiness():
    async with kairos() as world, ClientSession() as session:
        async with session.get(world.url + "/healthz") as response:
            assert response.status == 200
        async with session.get(world.url + "/readyz") as response:
            assert response.status == 200
            assert await response.json() == {"database": True, "flows": len(LIBRARY.flows)}
        world.store.refusals["put_note"] = 1
        async with session.get(world.url + "/readyz") as response:
            assert response.status == 503


async def test_by_socket_mode_there_is_no_route_for_slack_and_health_all_the_same():
    async with kairos("socket") as world, ClientSession() as session:
        async with session.get(world.url + "/healthz") as response:
            assert response.status == 200
        async with session.post(world.url + PATH) as response:
            assert response.status == 404


async def test_a_socket_that_slack_renews_is_connected_again():
    async with kairos("socket") as world:
        first = world.slack.sockets.open[0]
        await first.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        await world.slack.until(
            lambda: [one for one in world.slack.sockets.open if one is not first], "a socket"
        )
        await world.slack.until(lambda: first not in world.slack.sockets.open or None, "the old one gone")
        await world.ana.command("/coach", "help")
        await world.ana.sees_message("What I can do")


async def test_another_apps_client_id_in_the_environment_changes_nothing(monkeypatch):
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "hush")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-another")
    async with kairos() as world:
        await world.checked()
        await world.ana.sees_message("Right earned")
        assert len(world.slack.calls("auth.test")) == 1
