"""The playground's application: routes, the guard, the outermost ring, and the rounds between the acts."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from bot.clock import ShiftedClock
from bot.house import House
from bot.web.acts import Acts
from bot.web.guard import MOST_BYTES, guard
from bot.web.jumps import restore
from bot.web.places import COMMANDS, Places
from bot.web.render import Renderer
from bot.web.trouble import errors

STATIC = Path(__file__).parent / "static"

BETWEEN_ROUNDS = 5.0
"""Seconds between two rounds of the courier when nobody does anything."""

log = logging.getLogger(__name__)


def playground(house: House, clock: ShiftedClock, *, pause: float = BETWEEN_ROUNDS) -> web.Application:
    """The playground of a house. ``clock`` is the house's own; it must be able to jump ahead."""
    words = house.library.words
    renderer = Renderer(words)
    places = Places(house, renderer)
    acts = Acts(house, clock, places, renderer)
    app = web.Application(
        middlewares=[errors(words, renderer, house.ids), guard(words)], client_max_size=MOST_BYTES
    )

    async def page(request: web.Request) -> web.Response:
        cast = await places.cast(request.query.get("rep", ""), request.query.get("manager", ""))
        if cast is None:
            return web.Response(
                text=renderer.trouble(words.say("playground.nobody")), content_type="text/html", status=404
            )
        look = await places.look(cast)
        html = renderer.template("page.html", cast=cast, look=look, jumps=places.jumps(), commands=COMMANDS)
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def background(_app: web.Application) -> AsyncIterator[None]:
        await restore(house.store, clock)
        rounds = asyncio.create_task(_rounds(acts, pause))
        yield
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)

    app.router.add_get("/", page)
    app.add_routes(acts.routes)
    app.router.add_static("/static/", STATIC)
    app.cleanup_ctx.append(background)
    return app


async def _rounds(acts: Acts, pause: float) -> None:
    """Round after round; one that fails is logged and does not end them."""
    while True:
        try:
            await acts.round()
        except Exception:
            log.exception("a round of the courier failed")
        await asyncio.sleep(pause)
