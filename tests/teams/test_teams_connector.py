"""What goes out: each call as Teams wants it, each refusal in our own words, nothing ever sent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from bot.clock import SystemClock
from bot.errors import Refused, TryLater, Unsure
from bot.teams import connector as outward
from bot.teams.connector import Connector, TeamsBusy, TeamsRefused
from bot.teams.credentials import Credentials, NoToken, Token, by_identity, by_secret, credentials
from bot.teams.heard import Reference
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import TENANT, TeamsStandIn
from tests.teams.wire import configured

HELLO = {"text": "Hello"}


class AtOnce:
    """No pace at all."""

    async def turn(self, place="", *, unasked=False):
        pass


@dataclass
class Way:
    teams: TeamsStandIn
    ana: TeamsUser
    connector: Connector
    session: aiohttp.ClientSession

    @property
    def chat(self) -> Reference:
        return self.reference(self.ana.place.id, "personal")

    def reference(self, conversation: str, kind: str, channel: str = "") -> Reference:
        return Reference(
            service_url=self.teams.service_url,
            conversation=conversation,
            kind=kind,
            bot=self.teams.bot,
            user=self.ana.person.object_id,
            tenant=TENANT,
            channel=channel,
        )


@asynccontextmanager
async def way() -> AsyncIterator[Way]:
    async with TeamsStandIn(validate=None) as teams, aiohttp.ClientSession() as session:
        given = credentials(configured(), session, teams.endpoints)
        yield Way(teams, teams.add_person("Ana Sousa"), Connector(session, given, AtOnce()), session)


async def test_a_message_is_sent_and_changed():
    async with way() as world:
        ident = await world.connector.send(world.chat, HELLO)
        await world.connector.update(world.chat, ident, {"text": "Hello again"})
        (message,) = world.ana.chat
        assert (message.id, message.activity["text"], message.edits) == (ident, "Hello again", 1)
        assert message.activity["from"] == {"id": world.teams.bot}


async def test_a_chat_is_opened_for_somebody_known_by_id_and_there_is_one():
    async with way() as world:
        asked = world.teams.service_url, world.teams.bot, world.ana.person.object_id, TENANT
        opened = await world.connector.open(*asked)
        assert opened == await world.connector.open(*asked) == world.ana.place.id
        with pytest.raises(Refused):
            await world.connector.open(*asked[:2], "nobody", TENANT)


async def test_a_post_begins_a_thread_in_the_channel_and_can_be_changed():
    async with way() as world:
        sales = world.teams.add_channel("sales", world.ana)
        to = world.reference(f"{sales.id};messageid=5", "channel", sales.id)
        ident = await world.connector.post(to, HELLO)
        (message,) = world.ana.reads(sales)
        assert (message.id, message.thread) == (ident, "")
        await world.connector.update(to, ident, {"text": "Changed"})
        await world.connector.send(to, {"text": "below"})
        assert [(one.activity["text"], one.thread) for one in world.ana.reads(sales)] == [
            ("Changed", ""),
            ("below", "5"),
        ]


async def test_a_member_is_asked_for_by_id_also_from_a_thread():
    async with way() as world:
        sales = world.teams.add_channel("sales", world.ana)
        for to in (world.chat, world.reference(f"{sales.id};messageid=5", "channel", sales.id)):
            said = await world.connector.member(to, world.ana.person.object_id)
            assert (said["name"], said["email"]) == ("Ana Sousa", "ana@example.com")
        with pytest.raises(Refused):
            await world.connector.member(world.chat, "nobody")


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "MessageWritesBlocked", "blocked or removed"),
        (403, "BotNotInConversationRoster", "not in this chat"),
        (404, "ConversationNotFound", "no such chat"),
        (413, "MessageSizeTooBig", "too long"),
        (400, "BadSyntax", "400 BadSyntax"),
        (403, "", "403"),
        (302, "", "302"),
    ],
)
async def test_a_no_for_good_is_said_plainly(status, code, said):
    async with way() as world:
        world.teams.faults.answer(status, code)
        with pytest.raises(TeamsRefused, match=said) as no:
            await world.connector.send(world.chat, HELLO)
        assert (no.value.status, no.value.code) == (status, code)
        assert len(world.teams.service.calls) == 1


async def test_who_blocked_or_removed_the_app_is_not_written_to():
    async with way() as world:
        world.ana.place.blocked = True
        with pytest.raises(TeamsRefused) as no:
            await world.connector.send(world.chat, HELLO)
        assert no.value.code == "MessageWritesBlocked"


async def test_a_message_that_is_too_long_as_teams_counts_is_refused():
    async with way() as world:
        with pytest.raises(TeamsRefused, match="too long"):
            await world.connector.send(world.chat, {"text": "a" * 51_200})


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        *((429, "7", 7), (429, "0", 1), (412, "3", 3), (503, "20", 20), (429, "", 2), (412, "soon", 2)),
        *((429, "-5", 1), (429, "nan", 2), (429, "inf", 2), (429, "9" * 30, 3600), (429, "²", 2)),
    ],
)
async def test_a_busy_teams_says_for_how_long_or_we_do(status, retry_after, seconds):
    async with way() as world:
        world.teams.faults.answer(status, "TooManyRequests", retry_after=retry_after)
        with pytest.raises(TeamsBusy) as busy:
            await world.connector.send(world.chat, HELLO)
        assert busy.value.seconds == seconds
        assert len(world.teams.service.calls) == 1


async def test_pauses_grow_while_teams_stays_busy_and_begin_anew_then():
    async with way() as world:
        world.teams.faults.answer(429, times=8)
        pauses = []
        for _ in range(8):
            with pytest.raises(TeamsBusy) as busy:
                await world.connector.send(world.chat, HELLO)
            pauses.append(busy.value.seconds)
        assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
        await world.connector.send(world.chat, HELLO)
        world.teams.faults.answer(429)
        with pytest.raises(TeamsBusy) as busy:
            await world.connector.send(world.chat, HELLO)
        assert busy.value.seconds == 2


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_after_a_gateways_error_nobody_can_tell(status):
    async with way() as world:
        world.teams.faults.answer(status)
        with pytest.raises(Unsure, match=str(status)):
            await world.connector.send(world.chat, HELLO)
        assert len(world.teams.service.calls) == 1


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_connection_that_breaks_leaves_doubt_and_nothing_is_sent_twice(accepted):
    async with way() as world:
        await world.connector.send(world.chat, HELLO)
        world.teams.faults.drop(accepted=accepted)
        with pytest.raises(Unsure):
            await world.connector.send(world.chat, HELLO)
        assert len(world.ana.chat) == 1 + accepted


async def test_a_teams_that_hangs_leaves_doubt(monkeypatch):
    async with way() as world:
        await world.connector.member(world.chat, world.ana.person.object_id)
        monkeypatch.setattr(outward, "PATIENCE", aiohttp.ClientTimeout(total=0.05))
        world.teams.faults.hang()
        with pytest.raises(Unsure):
            await world.connector.send(world.chat, HELLO)


async def test_a_teams_that_is_not_there_has_taken_nothing():
    async with way() as world:
        gone = world.chat.model_copy(update={"service_url": "http://127.0.0.1:1/"})
        with pytest.raises(TeamsBusy):
            await world.connector.send(gone, HELLO)


async def test_the_limits_of_a_conversation_are_kept_apart():
    async with way() as world:
        world.teams.limits.on()
        now = 0.0
        world.teams.limits.now = lambda: now
        bo = world.teams.add_person("Bo Lind")
        for _ in range(7):
            await world.connector.send(world.chat, HELLO)
        with pytest.raises(TryLater):
            await world.connector.send(world.chat, HELLO)
        await world.connector.send(world.reference(bo.place.id, "personal"), HELLO)
        now = 2.5
        await world.connector.send(world.chat, HELLO)


async def test_a_hundred_messages_need_one_token():
    async with way() as world:
        await asyncio.gather(*(world.connector.send(world.chat, HELLO) for _ in range(100)))
        assert world.teams.microsoft.token_fetches == 1


async def test_a_token_that_teams_takes_no_more_is_not_used_again(monkeypatch):
    monkeypatch.setattr("bot.teams.credentials.PAUSE", 0)
    async with way() as world:
        await world.connector.send(world.chat, HELLO)
        world.teams.microsoft.tokens.clear()
        with pytest.raises(TryLater):
            await world.connector.send(world.chat, HELLO)
        await world.connector.send(world.chat, HELLO)
        assert world.teams.microsoft.token_fetches == 2


@pytest.mark.parametrize("status", [400, 401, 500])
async def test_a_login_that_gives_no_token_is_asked_again_later(status):
    async with way() as world:
        world.teams.microsoft.login_status = status
        for _ in range(3):
            with pytest.raises(NoToken) as no:
                await world.connector.send(world.chat, HELLO)
            assert world.teams.secret not in str(no.value)
        assert world.teams.microsoft.token_fetches == 1
        assert not world.teams.service.calls


@pytest.mark.parametrize("login", ["http://127.0.0.1:1", "http://127.0.0.1:1/{"])
async def test_a_login_that_is_not_there_is_said_plainly(login):
    async with way() as world:
        at = world.teams.endpoints.model_copy(update={"login": login})
        with pytest.raises(NoToken, match="does not answer"):
            await by_secret(configured(), world.session, at)()


async def test_a_bot_of_many_organisations_asks_for_everybodys_token():
    async with way() as world:
        world.teams.microsoft.tenant = "botframework.com"
        given = configured(MICROSOFT_APP_TYPE="MultiTenant", MICROSOFT_APP_TENANT_ID="")
        assert (await by_secret(given, world.session, world.teams.endpoints)()).text == "token-1"


@pytest.mark.parametrize("there", [True, False])
async def test_a_managed_identity_is_asked_of_azure_off_the_loop(monkeypatch, there):
    asked = []

    async def identity(request: web.Request) -> web.Response:
        asked.append((dict(request.query), request.headers["X-IDENTITY-HEADER"]))
        until = int(SystemClock().now().timestamp()) + 7200
        return web.json_response({"access_token": "of-azure", "expires_on": str(until)})

    app = web.Application()
    app.add_routes([web.get("/identity", identity)] if there else [])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{runner.addresses[0][1]}/identity")
    monkeypatch.setenv("IDENTITY_HEADER", "hush")
    fetch = by_identity("11111111-2222-4333-8444-555555555555")
    try:
        if there:
            assert (await fetch()).text == "of-azure"
            ((query, header),) = asked
            assert (query["resource"], header) == ("https://api.botframework.com", "hush")
            assert query["client_id"] == "11111111-2222-4333-8444-555555555555"
        else:
            with pytest.raises(NoToken):
                await fetch()
    finally:
        await runner.cleanup()


class Till:
    """Gives tokens, when told to."""

    def __init__(self, *lives: float) -> None:
        self.lives = list(lives)
        self.given = 0
        self.gave = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self) -> Token:
        await self.open.wait()
        if not self.lives:
            raise NoToken
        self.given += 1
        self.gave.set()
        return Token(f"token-{self.given}", self.lives.pop(0))


async def test_a_token_is_renewed_ahead_of_its_end_and_nobody_waits_for_it(monkeypatch):
    monkeypatch.setattr("bot.teams.credentials.AHEAD", 4000)
    monkeypatch.setattr("bot.teams.credentials.HALF", 0)
    till = Till(3600, 3600)
    kept = Credentials(till)
    assert await kept.token() == "token-1"
    till.open.clear()
    assert [await kept.token() for _ in range(3)] == ["token-1"] * 3
    till.gave.clear()
    till.open.set()
    await till.gave.wait()
    assert await kept.token() == "token-2"


async def test_many_who_wait_for_a_token_wait_for_one():
    till = Till(3600)
    kept = Credentials(till)
    assert set(await asyncio.gather(*(kept.token() for _ in range(20)))) == {"token-1"}
    assert till.given == 1


async def test_a_token_without_a_life_is_used_once():
    till = Till(0, 0)
    kept = Credentials(till)
    assert [await kept.token(), await kept.token()] == ["token-1", "token-2"]
    with pytest.raises(NoToken):
        await kept.token()


async def test_an_answer_that_is_no_json_is_no_fault():
    async with way() as world:
        world.teams.faults.answer(200)
        assert await world.connector.send(world.chat, HELLO) == ""
