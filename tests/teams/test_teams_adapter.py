"""What is left of botbuilder: the turn, its middleware, and no way in or out but ours."""

import asyncio

import pytest
from aiohttp import ClientSession
from botbuilder.core import Middleware, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import ClaimsIdentity

from bot.teams.adapter import Adapter
from bot.teams.connector import Connector
from bot.teams.heard import Heard, HeardKind, Json, Reference
from bot.teams.once import REMEMBERED, Once
from bot.teams.tokens import Local
from tests.teams.standin.standin import TENANT, TeamsStandIn


def said(place: str, ident: str = "1", service_url: str = "http://127.0.0.1:1/") -> Heard:
    reference = Reference(
        service_url=service_url, conversation=place, kind="personal", bot="28:b", user="u", tenant=TENANT
    )
    return Heard(
        kind=HeardKind.MESSAGE,
        id=ident,
        text="help",
        name="Ana",
        zone="",
        reference=reference,
        data={},
        reply_to="",
        mentioned=False,
        team="",
    )


class Typing(Middleware):  # type: ignore[misc]  # botbuilder has no types
    """Says that somebody is at it, and takes it back."""

    async def on_turn(self, context: TurnContext, logic: object) -> None:
        sent = await context.send_activity(Activity(type="message", text=f"heard {context.activity.text}"))
        await logic()  # type: ignore[operator]
        await context.update_activity(Activity(type="message", text="done", id=sent.id))


async def test_middleware_stands_around_a_turn_and_writes_by_our_line():
    async with TeamsStandIn(validate=None, signed=False) as teams, ClientSession() as session:
        ana = teams.add_person("Ana Sousa")
        adapter = Adapter(Local(), Connector(session, None))
        adapter.use(Typing())
        seen: list[str] = []

        async def hear(_heard: Heard) -> Json | None:
            seen.extend(each.activity["text"] for each in ana.chat)
            return {"answer": 1}

        assert await adapter.turn(said(ana.place.id, service_url=teams.service_url), hear) == {"answer": 1}
        assert seen == ["heard help"]
        assert [each.activity["text"] for each in ana.chat] == ["done"]


async def test_botbuilders_own_ways_are_shut():
    async with ClientSession() as session:
        adapter = Adapter(Local(), Connector(session, None))
        with pytest.raises(PermissionError):
            await adapter.process_activity("Bearer x", Activity(type="message"), print)
        shut = adapter.bot_framework_authentication
        with pytest.raises(PermissionError):
            await shut.authenticate_streaming_request("", "")
        with pytest.raises(PermissionError):
            shut.create_connector_factory(ClaimsIdentity({}, is_authenticated=True))
        with pytest.raises(PermissionError):
            await shut.create_user_token_client(ClaimsIdentity({}, is_authenticated=True))


async def test_only_the_latest_are_remembered():
    heard = []

    async def hear(what: Heard) -> Json | None:
        heard.append(what.id)
        return None

    once = Once(hear)
    for number in range(REMEMBERED + 1):
        await once(said("a:1", str(number + 1)))
    await once(said("a:1", str(REMEMBERED + 1)))
    assert len(heard) == REMEMBERED + 1
    await once(said("a:1", "1"))
    assert heard[-1] == "1"


async def test_what_has_no_id_is_never_the_same():
    heard = []

    async def hear(what: Heard) -> Json | None:
        heard.append(what.id)
        return None

    once = Once(hear)
    await once(said("a:1", ""))
    await once(said("a:1", ""))
    assert len(heard) == 2


async def test_a_failure_is_not_the_answer_next_time_even_if_whoever_asked_is_gone():
    goes_on, failed = asyncio.Event(), asyncio.Event()

    async def hear(_what: Heard) -> Json | None:
        if failed.is_set():
            return {"answer": 1}
        await goes_on.wait()
        failed.set()
        raise OSError("the disk is full")

    once = Once(hear)
    gone = asyncio.create_task(once(said("a:1")))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    goes_on.set()
    await failed.wait()
    await asyncio.sleep(0)
    assert await once(said("a:1")) == {"answer": 1}
