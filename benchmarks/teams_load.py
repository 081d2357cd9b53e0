"""What stands on Microsoft's side of the benchmark: keys, a login, a connector that says yes.

Messages are built and signed ahead, as bytes; some people write them in turn, each in a chat of their own.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from benchmarks.driving import Request
from bot.clock import SystemClock

APP, SECRET, TENANT = (
    "11111111-2222-4333-8444-555555555555",
    "made up",
    "99999999-8888-4777-8666-555555555555",
)
PATH = "/api/messages"
KID = "bench"
PEOPLE = 200
"""More than write in one round: one of them waits for one card at a time."""
LIFE = 3600

SENT = json.dumps({"id": "1772445600000"}).encode()


class Microsoft:
    """A Microsoft that knows one bot, and takes whatever it sends."""

    def __init__(self, login_takes: float) -> None:
        """Use ``serve``."""
        self.origin = ""
        self.sent = self.tokens = self.keys = 0
        self._login_takes = login_takes
        self._expected: dict[str, asyncio.Future[None]] = {}
        self._key = generate_private_key(public_exponent=65537, key_size=2048)
        self._numbers = count(1)

    @classmethod
    @asynccontextmanager
    async def serve(cls, login_takes: float = 0.1) -> AsyncIterator[Self]:
        """All of Microsoft's servers on a port of their own; a token takes so many seconds."""
        microsoft = cls(login_takes)
        app = web.Application()
        app.router.add_get("/openid", microsoft._openid)
        app.router.add_get("/keys", microsoft._keys)
        app.router.add_post("/login/{tenant}/oauth2/v2.0/token", microsoft._login)
        app.router.add_route("*", "/v3/conversations/{place}/activities{reply:.*}", microsoft._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        microsoft.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield microsoft
        finally:
            await runner.cleanup()

    @property
    def calls(self) -> int:
        """So often somebody called, for whatever."""
        return self.sent + self.tokens + self.keys

    def expect(self, place: str) -> asyncio.Future[None]:
        """Done when a card has come into that chat."""
        expected = self._expected[place] = asyncio.get_running_loop().create_future()
        return expected

    def messages(self, text: str, many: int) -> list[Request]:
        """Signed messages; the answer to each goes into that person's chat."""
        token = self._token()
        return [self._message(token, text, number) for number in self._next(many)]

    def _next(self, many: int) -> Iterator[int]:
        return (next(self._numbers) for _ in range(many))

    def _token(self) -> str:
        now = int(SystemClock().now().timestamp())
        claims: dict[str, Any] = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now - 300}
        claims |= {"exp": now + LIFE, "serviceurl": f"{self.origin}/"}
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KID})

    def _message(self, token: str, text: str, number: int) -> Request:
        person = number % PEOPLE
        activity: dict[str, Any] = {
            "text": text,
            "textFormat": "plain",
            "type": "message",
            "timestamp": "2026-03-10T10:00:00.000Z",
            "localTimestamp": "2026-03-10T11:00:00.000+01:00",
            "id": f"17724456{number:08}",
            "channelId": "msteams",
            "serviceUrl": f"{self.origin}/",
            "from": {"id": f"29:{person}", "name": f"Person {person}", "aadObjectId": f"person-{person}"},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:1{person:08}"},
            "recipient": {"id": f"28:{APP}", "name": "Kairos"},
            "entities": [
                {"locale": "en-US", "platform": "Web", "timezone": "Europe/Berlin", "type": "clientInfo"}
            ],
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-US",
            "localTimezone": "Europe/Berlin",
        }
        place = activity["conversation"]["id"]
        body = json.dumps(activity).encode()
        head = (
            f"POST {PATH} HTTP/1.1",
            "Host: 127.0.0.1",
            "User-Agent: Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
            f"Authorization: Bearer {token}",
            "Content-Type: application/json; charset=utf-8",
            f"Content-Length: {len(body)}",
        )
        return Request("\r\n".join((*head, "", "")).encode() + body, trigger=place)

    async def _openid(self, _request: web.Request) -> web.Response:
        self.keys += 1
        return web.json_response({"jwks_uri": f"{self.origin}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        jwk = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return web.json_response({"keys": [{**jwk, "kid": KID, "endorsements": ["msteams"]}]})

    async def _login(self, _request: web.Request) -> web.Response:
        self.tokens += 1
        await asyncio.sleep(self._login_takes)
        said = {"token_type": "Bearer", "expires_in": LIFE, "access_token": f"token-{self.tokens}"}
        return web.json_response(said)

    async def _take(self, request: web.Request) -> web.Response:
        await request.read()
        self.sent += 1
        expected = self._expected.pop(request.match_info["place"], None)
        if expected:
            expected.set_result(None)
        return web.Response(body=SENT, content_type="application/json", status=201)
