"""The least that a process on the same libraries can be: the bare peers of benchmarks/startup.py.

A route that says it is ready; with ``slack`` a Bolt app, with ``teams`` a stock botbuilder adapter beside it.
They read no content, open no database, send nothing and ask nobody. ``kairos`` is Kairos without a platform,
which `kairos serve` has no use for: what both platforms build on.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

HERE, SLACK_PATH, TEAMS_PATH = "127.0.0.1", "/slack/events", "/api/messages"

Add = Callable[[web.Application], None]


def slack(app: web.Application) -> None:
    """Bolt, as its own examples put it into an aiohttp app."""
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request  # noqa: PLC0415  if asked for
    from slack_bolt.async_app import AsyncApp  # noqa: PLC0415

    bolt = AsyncApp(token="xoxb-made-up", signing_secret="signed with this")  # noqa: S106  made up

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app.router.add_post(SLACK_PATH, events)


def teams(app: web.Application) -> None:
    """Botbuilder, as its own examples put it into an aiohttp app."""
    from botbuilder.core import ActivityHandler  # noqa: PLC0415  only if asked for
    from botbuilder.integration.aiohttp import (  # noqa: PLC0415
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )

    class Config:
        APP_ID, APP_PASSWORD = "11111111-2222-4333-8444-555555555555", "made up"
        APP_TYPE, APP_TENANTID = "SingleTenant", "99999999-8888-4777-8666-555555555555"

    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config())), ActivityHandler()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, bot)
        return answer

    app.router.add_post(TEAMS_PATH, messages)


async def bare(added: list[Add]) -> None:
    """Serve until the process is ended."""
    app = web.Application()
    app.router.add_get("/readyz", ready)
    for add in added:
        add(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HERE, 0).start()
    await stay(runner.addresses[0][1])


async def ready(_request: web.Request) -> web.Response:
    """It is."""
    return web.json_response({})


async def kairos(db: Path) -> None:
    """Kairos, without a platform, until the process is ended."""
    from bot.app import house  # noqa: PLC0415  only if asked for
    from bot.content import library  # noqa: PLC0415
    from bot.metrics import counting  # noqa: PLC0415
    from bot.serving.server import serving  # noqa: PLC0415
    from bot.settings import settings  # noqa: PLC0415
    from bot.warm import unhurried, warm  # noqa: PLC0415

    unhurried()
    given = settings(PORT=0, KAIROS_DB=db)
    books, metrics = library(), counting("on")
    async with house(given, library=books, metrics=metrics) as made:
        warm(books)
        async with serving(made, given, HERE, [], metrics) as port:
            await stay(port)


async def stay(port: int) -> None:
    """Say where, and stay."""
    sys.stderr.write(f"port {port}\n")
    sys.stderr.flush()
    await asyncio.Event().wait()


PLATFORMS: dict[str, Add] = {"slack": slack, "teams": teams}

if __name__ == "__main__":
    _, *names = sys.argv
    if names[:1] == ["kairos"]:
        asyncio.run(kairos(Path(names[1])))
    else:
        asyncio.run(bare([PLATFORMS[name] for name in names]))
