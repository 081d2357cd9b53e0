"""Serves every platform that is set up on one port, with the rounds of deliveries behind them.

Started, it answers; stopped, it first stops listening, then lets what is under way come to its end.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import StoreError
from bot.house import House
from bot.ids import Ids
from bot.ports import Store
from bot.serving.rounds import Clockwork, Rounds
from bot.serving.tasks import Tasks
from bot.settings import Settings

MOST_BYTES = 1024 * 1024
"""The largest request body that is read."""

SLOWEST = 30.0
"""Seconds that a request may take; whoever sends its body a byte at a time is not waited for any longer."""

PATIENCE = 10.0
"""Seconds that what is under way may take when the process stops."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Common:
    """What all platforms share: work that outlives its request, and the rounds that it may ask for."""

    tasks: Tasks
    clockwork: Clockwork


class Counted(Protocol):
    """What counts what the process does: ``bot.metrics.Metrics``."""

    def rounds(self, rounds: Rounds) -> Rounds:
        """The same rounds, counted."""

    def watching(self, store: Store) -> AbstractAsyncContextManager[Iterable[web.RouteDef]]:
        """Its routes, and what it watches meanwhile."""


Part = Callable[[Common], AbstractAsyncContextManager[Iterable[web.RouteDef]]]
"""One platform: its routes, and whatever has to run as long as they are served."""


@asynccontextmanager
async def serving(
    house: House, settings: Settings, host: str, parts: Iterable[Part], counted: Counted | None = None
) -> AsyncIterator[int]:
    """Serve these platforms until the context ends; gives the port. Raises what a part does.

    ``counted`` adds its own routes, and looks on as long as they are served.
    """
    rounds = counted.rounds(house.rounds) if counted else house.rounds
    common = Common(Tasks(house.ids), Clockwork(rounds))
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[outermost(house.ids)])
    app.add_routes([web.get("/healthz", _alive), web.get("/readyz", _ready(house))])
    async with AsyncExitStack() as stack:
        stack.push_async_callback(common.tasks.drain, PATIENCE)
        if counted:
            app.add_routes(await stack.enter_async_context(counted.watching(house.store)))
        common.tasks.start(common.clockwork.run(), "the rounds")
        # a round under way comes to its end: what it sends is not in doubt
        stack.callback(common.clockwork.stop)
        for part in parts:
            app.add_routes(await stack.enter_async_context(part(common)))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, settings.port).start()
        yield int(runner.addresses[0][1])


def outermost(ids: Ids, seconds: float = SLOWEST) -> Middleware:
    """The ring around everything: what nobody thought of gets an error id, in the log and in the answer.

    A request that takes longer than ``seconds``, its body included, is let go.
    """

    @web.middleware
    async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                return await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            if limit.expired():
                return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
            error_id = f"{ids():x}"
            log.exception("error %s", error_id)
            return web.json_response({"error": error_id}, status=HTTPStatus.INTERNAL_SERVER_ERROR)

    return answered


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _ready(house: House) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def ready(_request: web.Request) -> web.Response:
        try:
            await house.store.put_note("ready", house.clock.now().isoformat())
        except StoreError:
            return web.json_response({"database": False}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.json_response({"database": True, "flows": len(house.library.flows)})

    return ready
