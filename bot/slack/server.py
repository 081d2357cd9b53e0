"""Slack as a part of what is served: over HTTP, where each request is signed, or by Socket Mode."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.errors import PlatformError
from bot.house import House
from bot.serving.server import Common, Part
from bot.serving.trouble import Troubles
from bot.settings import Settings, slack_mode
from bot.slack.api import QUIET, Line, NoSlack, plainly
from bot.slack.app import bolt
from bot.slack.desk import Desk
from bot.slack.events import Events
from bot.slack.home import Homes
from bot.slack.inbound import PLATFORM, readable
from bot.slack.people import People
from bot.slack.replies import Replies
from bot.slack.windows import Windows
from dialogs.people import Identity

PATH = "/slack/events"
"""Where Slack sends everything: commands, interactions, events."""

Handler = Callable[[web.Request], Awaitable[web.Response]]


def part(house: House, settings: Settings, line: Line) -> Part:
    """Slack, for ``bot.serving.server.serving``.

    Brought up, it raises SettingsError for half a configuration, NoSlack where Slack does not let us in.
    """

    @asynccontextmanager
    async def slack(common: Common) -> AsyncIterator[Iterable[web.RouteDef]]:
        mode = slack_mode(settings)
        app, homes = _wire(house, line, common)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(_running(homes.run()))
            if mode == "socket":
                token = settings.slack_app_token.get_secret_value()
                await stack.enter_async_context(_socket(app, line, token))
            await house.store.workspace_joined(PLATFORM, line.workspace)
            routes = []
            if mode == "http":
                secret = settings.slack_signing_secret.get_secret_value()
                routes.append(web.post(PATH, _hear(app, SignatureVerifier(secret))))
            yield routes

    return slack


def _wire(house: House, line: Line, common: Common) -> tuple[AsyncApp, Homes]:
    words = house.library.words
    people = People(house.store, line.api, house.clock, line.name)
    homes = Homes(line.api, house.coach, people, house.ids)
    windows, troubles = Windows(line.api, words), Troubles(words, house.ids, "Slack")
    replies = Replies(line.api, windows, troubles, line.pace)

    def after(identity: Identity) -> None:
        common.clockwork.kick()
        homes.changed(identity)

    desk = Desk(house.coach, people, replies, common.tasks, after)
    events = Events(house.store, house.clock, people, homes, common.tasks)
    return bolt(line, desk, events, replies), homes


def _hear(app: AsyncApp, verifier: SignatureVerifier) -> Handler:
    """The one route for all that Slack sends. What Slack did not sign is not even read."""

    async def hear(request: web.Request) -> web.Response:
        body = await request.read()
        if not _signed(verifier, request, body):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            heard = AsyncBoltRequest(
                body=readable(body), query=request.query_string, headers=dict(request.headers)
            )
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):  # nothing Bolt can read
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not isinstance(heard.body.get("event", {}), dict):  # Bolt looks into it before anybody else
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await app.async_dispatch(heard))

    return hear


def _signed(verifier: SignatureVerifier, request: web.Request, body: bytes) -> bool:
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    readable = stamp.isascii() and stamp.isdecimal() and signature.isascii()
    try:
        return readable and verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:  # Slack signs texts
        return False


@asynccontextmanager
async def _running(work: Awaitable[None]) -> AsyncIterator[None]:
    """Work that goes on until the context ends."""
    running = asyncio.ensure_future(work)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _socket(app: AsyncApp, line: Line, token: str) -> AsyncIterator[None]:
    """Connected by Socket Mode. The first address is asked for here: Slack's client would ask for ever."""
    try:
        with plainly():
            opened = await line.api.apps_connections_open(app_token=token)
    except PlatformError as error:
        raise NoSlack(f"Socket Mode: {error}") from error
    handler = AsyncSocketModeHandler(app, token, logger=QUIET, web_client=line.api)
    handler.client.wss_uri = opened["url"]
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield
    finally:
        with suppress(ConnectionError):
            await handler.close_async()  # type: ignore[no-untyped-call]
