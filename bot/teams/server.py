"""Teams as a part of what is served: the one route that Teams calls, and the line back."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import aiohttp
from aiohttp import web

from bot.clock import Clock
from bot.house import House
from bot.ids import Ids
from bot.serving.pace import Turns
from bot.serving.server import Common, Part
from bot.settings import Settings, teams_mode
from bot.teams.adapter import Adapter
from bot.teams.connector import Connector
from bot.teams.credentials import credentials
from bot.teams.endpoints import Endpoints
from bot.teams.heard import WAITING, Handle, Heard, HeardKind, Json
from bot.teams.keys import Keys
from bot.teams.once import Once
from bot.teams.tokens import Gate, Local, Signed
from dialogs.words import Words

PATH = "/api/messages"
"""Where Teams sends everything."""

MOST_CONNECTIONS = 100
"""So many requests to Teams may be under way."""

Desk = Callable[[Common], Handle]
"""Makes the handler, once it is known what all platforms share."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """The line to Microsoft: who is let in, by which keys if any, and the way back."""

    mode: Literal["signed", "insecure"] | None
    gate: Gate
    keys: Keys | None
    connector: Connector


@asynccontextmanager
async def connected(
    settings: Settings,
    host: str,
    clock: Clock,
    endpoints: Endpoints | None = None,
    pace: Turns | None = None,
) -> AsyncIterator[Line]:
    """The line to Teams, closed in the end; nothing is asked yet. Raises SettingsError.

    ``endpoints`` are Microsoft's own and ``pace`` is what Teams takes, unless others are given.
    """
    mode = teams_mode(settings, host)
    at = endpoints or Endpoints()
    pool = aiohttp.TCPConnector(limit=MOST_CONNECTIONS)
    async with aiohttp.ClientSession(connector=pool, cookie_jar=aiohttp.DummyCookieJar()) as session:
        if mode == "signed":
            keys = Keys(session, at.metadata, clock)
            gate = Signed(keys, settings.microsoft_app_id, settings.microsoft_app_tenant_id, clock)
            yield Line(mode, gate, keys, Connector(session, credentials(settings, session, at), pace))
        else:
            yield Line(mode, Local(), None, Connector(session, None, pace))


def part(house: House, line: Line, desk: Desk) -> Part:
    """Teams, for ``bot.serving.server.serving``."""

    @asynccontextmanager
    async def teams(common: Common) -> AsyncIterator[Iterable[web.RouteDef]]:
        if line.keys:
            common.tasks.start(line.keys.fetch(), "Microsoft's keys")
        adapter = Adapter(line.gate, line.connector)
        hear = whatever_happens(Once(desk(common)), house.library.words, house.ids)
        yield [web.post(PATH, _route(adapter, hear))]

    return teams


def _route(adapter: Adapter, hear: Handle) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def route(request: web.Request) -> web.Response:
        return await adapter.process(request, hear)

    return route


def whatever_happens(hear: Handle, words: Words, ids: Ids) -> Handle:
    """The same handler, with an answer even to what nobody thought of: Teams gives up on who answers 500."""

    async def heard(what: Heard) -> Json | None:
        try:
            return await hear(what)
        except Exception:  # the outermost edge: whoever waits hears of it
            error_id = f"{ids():x}"
            log.exception("error %s", error_id)
            return _sorry(what.kind, words.say("trouble.our-mistake", error=error_id))

    return heard


def _sorry(kind: HeardKind, sentence: str) -> Json | None:
    if kind is HeardKind.EXECUTE:
        error = {"code": "500", "message": sentence}
        return {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": error}
    return {"task": {"type": "message", "value": sentence}} if kind in WAITING else None
