"""What Slack repeats counts once; nothing goes anywhere but to Slack; an outsider gets not even a fault."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api import SlackRefused, respond, slacks
from bot.slack.server import PATH
from dialogs.people import Identity
from tests.slack.standin.delivery import HttpTransport
from tests.slack.standin.state import Json
from tests.slack.standin.workspace import TEAM
from tests.slack.world import SECRET, World, kairos

FORM = "application/x-www-form-urlencoded"

COMMAND = {
    "command": "/coach",
    "text": "ask Which question would you have dropped?",
    "team_id": TEAM,
    "user_id": "U1",
    "trigger_id": "1.2.3",
}


async def sent(world: World, body: str, content: str = FORM, skew: int = 0) -> int | None:
    """The status that a signed body gets; ``skew`` seconds ago is when it was signed."""
    way = world.slack.over_http(world.url + PATH, SECRET)
    way.skew = -skew
    return (await way.post("slash_commands", body, content, way.headers(body), 5)).status


async def asked(world: World) -> list[str]:
    person = await world.person()
    return [each.text for each in await world.store.requests(person.team or 0)]


@pytest.mark.parametrize(("seconds", "status", "questions"), [(290, 200, 1), (310, 401, 0), (-310, 401, 0)])
async def test_a_request_that_was_signed_more_than_five_minutes_ago_is_refused(seconds, status, questions):
    async with kairos() as world:
        assert await sent(world, urlencode(COMMAND), skew=seconds) == status
        assert len(await asked(world)) == questions


async def test_the_very_same_body_heard_again_is_done_once():
    """A replay inside the five minutes, by Slack itself or by whoever caught it on its way."""
    async with kairos() as world:
        for _ in range(3):
            assert await sent(world, urlencode(COMMAND)) == 200
        assert len(await asked(world)) == 1


async def test_a_form_heard_again_is_kept_once():
    async with kairos() as world:
        forms: list[Json] = []
        deliver = world.slack.deliver

        async def listening(kind: str, payload: Json, retry: int = 0, reason: str = ""):
            forms.append(payload)
            return await deliver(kind, payload, retry, reason)

        world.slack.deliver = listening  # type: ignore[method-assign]
        await world.checked()
        saves, turns = world.store.saves, [each.turn for each in world.store.sessions]
        form = urlencode({"payload": json.dumps(forms[-1])})
        assert await sent(world, form) == 200
        assert [each.turn for each in world.store.sessions] == turns
        assert world.store.saves <= saves + 1  # it was tried, and the store knew its key


async def test_an_event_heard_again_changes_nothing():
    async with kairos() as world:
        inner = {"type": "user_change", "user": {"id": "U1", "deleted": True}}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": inner}
        assert await sent(world, json.dumps(body), "application/json") == 200
        ana = Identity(platform="slack", workspace=TEAM, user="U1")
        await world.store.join(ana, "Ana", "UTC", "Standin", world.clock.now())  # she is back since
        person = await world.store.known_as(ana)
        assert await sent(world, json.dumps(body), "application/json") == 200
        assert person
        assert ana in await world.store.identities(person.id)


@pytest.mark.parametrize("body", [b"\xff" * 10, b"payload=\xff", "ÿ".encode("latin-1")])
async def test_what_is_no_text_is_refused_even_where_the_time_is_right(body):
    """Slack's verifier would trip over it, before anybody vouched for it."""
    async with kairos() as world, ClientSession() as session:
        way = world.slack.over_http(world.url + PATH, SECRET)
        async with session.post(world.url + PATH, data=body, headers=way.headers("")) as response:
            assert response.status == 401


async def test_a_signed_body_nested_without_end_is_refused():
    async with kairos() as world:
        assert await sent(world, '{"a":' * 50_000, "application/json") == 400


# ------------------------------------------------------------------------------------------- where answers go


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://hooks.slack.com/commands/T1/2/abc", True),
        ("https://hooks.slack-gov.com/actions/T1/2/abc", True),
        ("http://127.0.0.1:9/response/R1", True),  # where SLACK_API_URL leads
        ("http://hooks.slack.com/commands/T1", False),
        ("https://hooks.slack.com:8443/commands/T1", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://notslack.com/", False),
        ("https://slack.com.evil.example/", False),
        ("http://127.0.0.1:10/response/R1", False),
        ("http://localhost:9/response/R1", False),
        ("https://127.0.0.1:9/response/R1", False),
        ("http://a@127.0.0.1:9/response/R1", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("//hooks.slack.com/x", False),
        ("hooks.slack.com", False),
        ("", False),
        (None, False),
        ({"url": "https://hooks.slack.com"}, False),
        ("http://[::1", False),
    ],
)
def test_an_answer_goes_to_slack_or_to_where_its_api_is_for_us(url, ours):
    assert slacks(url, "http://127.0.0.1:9/api/") is ours


@dataclass
class Trap:
    """Somebody's server, which no answer should reach."""

    url: str = ""
    hits: list[str] = field(default_factory=list)


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    made = Trap()

    async def hit(request: web.Request) -> web.Response:
        made.hits.append(request.path)
        if request.path == "/away":
            raise web.HTTPTemporaryRedirect(f"{made.url}/there")
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", hit)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield made
    finally:
        await runner.cleanup()


async def test_a_response_url_that_is_not_slacks_is_never_called():
    async with trap() as elsewhere, kairos() as world:
        body = {**COMMAND, "text": "export", "response_url": f"{elsewhere.url}/private"}
        await world.checked()
        for text in ("export", "precall", "deals", "shared all"):
            assert await sent(world, urlencode({**body, "text": text, "trigger_id": f"x.{text}"})) == 200
        press = {"action_id": "kairos:export:1", "value": "", "type": "button"}
        pressed = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": "U1"},
            "actions": [press],
            "trigger_id": "9.9.9",
            "response_url": f"{elsewhere.url}/private",
        }
        assert await sent(world, urlencode({"payload": json.dumps(pressed)})) == 200
        await world.house.coach.say(await world.person(), "help", "one more turn of the loop")
        assert isinstance(world.slack.transport, HttpTransport)
    assert elsewhere.hits == []  # the house is closed: whatever was under way has come to its end


async def test_a_redirect_is_not_followed():
    async with trap() as slack, ClientSession() as session:
        api = AsyncWebClient(token="x", base_url=f"{slack.url}/api/", session=session)
        with pytest.raises(SlackRefused):
            await respond(api, f"{slack.url}/away", {"text": "private"})
        assert slack.hits == ["/away"]
