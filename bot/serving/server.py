"""Serves every platform that is set up on one port, with the rounds of deliveries behind them.

Started, it answers; stopped, it first stops listening, then lets what is under way come to its end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.errors import StoreError
from bot.house import House
from bot.serving.rounds import Clockwork
from bot.serving.tasks import Tasks
from bot.settings import Settings

MOST_BYTES = 1024 * 1024
"""The largest request body that is read."""

PATIENCE = 10.0
"""Seconds that what is under way may take when the process stops."""


@dataclass(frozen=True)
class Common:
    """What all platforms share: work that outlives its request, and the rounds that it may ask for."""

    tasks: Tasks
    clockwork: Clockwork


Part = Callable[[Common], AbstractAsyncContextManager[Iterable[web.RouteDef]]]
"""One platform: its routes, and whatever has to run as long as they are served."""


@asynccontextmanager
async def serving(house: House, settings: Settings, host: str, parts: Iterable[Part]) -> AsyncIterator[int]:
    """Serve these platforms until the context ends; gives the port. Raises what a part does."""
    common = Common(Tasks(house.ids), Clockwork(house.rounds))
    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes([web.get("/healthz", _alive), web.get("/readyz", _ready(house))])
    async with AsyncExitStack() as stack:
        stack.push_async_callback(common.tasks.drain, PATIENCE)
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
