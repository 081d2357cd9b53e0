"""The bare peers of benchmarks/teams.py: a bot that answers every message with one card, three times over.

- ``stock``: botbuilder as it comes, with a handler that sends the card. Its token is a constant: what
  Microsoft's own library would ask for, twice a turn and while everybody waits, is left out in its favour.
- ``mended``: the same with its worst habit cured. Twice a turn it makes a list of all status codes but a few
  and searches it for each; a set instead of that list is the whole cure.
- ``lean``: no library of Microsoft's at all. A route checks the token's signature, issuer, audience and time
  with keys fetched once, and posts the card by one shared HTTP session. It looks at nothing else: not whose
  organisation it is, not whether the message came before. This is the floor, and the best bare peer.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
from aiohttp import web

from benchmarks.teams_load import APP, PATH, SECRET
from bot.teams.heard import Json

HERE, ISSUER = "127.0.0.1", "https://api.botframework.com"

TEXTS = [{"type": "TextBlock", "text": f"Line {n} of the card that answers.", "wrap": True} for n in range(8)]
BUTTONS = [
    {"type": "Action.Execute", "title": f"Button {n}", "verb": "press", "data": {"n": n}} for n in range(3)
]
CARD: Json = {"type": "AdaptiveCard", "version": "1.5", "body": TEXTS, "actions": BUTTONS}
CONTENT = "application/vnd.microsoft.card.adaptive"
ANSWER: Json = {"summary": "A card", "attachments": [{"contentType": CONTENT, "content": CARD}]}


@asynccontextmanager
async def served(hear: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[int]:
    """One route on a port of its own."""
    app = web.Application()
    app.router.add_post(PATH, hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HERE, 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def stock(microsoft: str, *, mended: bool = False) -> AsyncIterator[int]:
    """Botbuilder as it comes, or mended."""
    from botbuilder.core import TurnContext  # noqa: PLC0415  Kairos does not read all of this
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication  # noqa: PLC0415
    from botbuilder.schema import Activity, Attachment  # noqa: PLC0415
    from botframework.connector.auth import (  # noqa: PLC0415
        ChannelValidation,
        MicrosoftAppCredentials,
        PasswordServiceClientCredentialFactory,
    )
    from msrest.universal_http.requests import ClientRetryPolicy  # noqa: PLC0415

    class Constant(MicrosoftAppCredentials):  # type: ignore[misc]
        def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
            return "token"

    class Factory(PasswordServiceClientCredentialFactory):  # type: ignore[misc]
        async def create_credentials(self, app_id: str, *_: object, **__: object) -> Constant:
            return Constant(app_id, SECRET)

    class Bot:
        async def on_turn(self, context: TurnContext) -> None:
            card = Attachment(content_type=CONTENT, content=CARD)
            await context.send_activity(Activity(type="message", summary="A card", attachments=[card]))

    class Config:
        APP_ID, APP_PASSWORD, APP_TYPE, APP_TENANTID = APP, SECRET, "MultiTenant", ""

    if mended:
        ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]
    ChannelValidation.open_id_metadata_endpoint = f"{microsoft}/openid"
    credentials = Factory(APP, SECRET)
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config(), credentials_factory=credentials))
    bot = Bot()

    async def messages(request: web.Request) -> web.Response:
        await adapter.process(request, bot)
        return web.Response()

    async with served(messages) as port:
        yield port


@asynccontextmanager
async def lean(microsoft: str) -> AsyncIterator[int]:
    """A lean path of one's own."""
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as session:
        async with session.get(f"{microsoft}/keys") as answer:
            keys = {key["kid"]: jwt.PyJWK(key) for key in (await answer.json())["keys"]}

        async def messages(request: web.Request) -> web.Response:
            token = request.headers["Authorization"].removeprefix("Bearer ")
            key = keys[jwt.get_unverified_header(token)["kid"]]
            jwt.decode(token, key, algorithms=["RS256"], audience=APP, issuer=ISSUER, leeway=300)
            said: dict[str, Any] = await request.json()
            place = (
                f"{said['serviceUrl']}v3/conversations/{said['conversation']['id']}/activities/{said['id']}"
            )
            async with session.post(place, json={"type": "message", **ANSWER}) as answer:
                answer.raise_for_status()
                await answer.read()
            return web.Response()

        async with served(messages) as port:
            yield port
