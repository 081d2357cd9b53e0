"""Microsoft's part: a key that signs, the document that publishes it, and the login that gives tokens."""

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bot.clock import Clock
from tests.teams.standin.state import Json

ISSUER = "https://api.botframework.com"
BAD_CLIENT = 401


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key of that name, the same for the whole test run: making one takes a while."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=2048)


class Microsoft:
    """Publishes keys, signs what Teams sends, and gives the bot its tokens."""

    def __init__(self, clock: Clock, app: str, secret: str, tenant: str) -> None:
        self.clock = clock
        self.app, self.secret, self.tenant = app, secret, tenant
        self.kid = "first"
        self.published: dict[str, Json] = {}
        self.key_fetches = 0
        self.token_fetches = 0
        self.token_seconds = 3600
        self.login_status = 200
        self.login_takes = 0.0
        self.keys_down = False
        self.tokens: set[str] = set()
        self.publish("first")

    def publish(self, kid: str, endorsements: tuple[str, ...] = ("msteams",), key: str = "") -> None:
        """Let everybody know a key."""
        jwk = json.loads(RSAAlgorithm.to_jwk(private_key(key or kid).public_key()))
        self.published[kid] = {**jwk, "kid": kid, "use": "sig", "endorsements": list(endorsements)}

    def roll_over(self, kid: str) -> None:
        """Sign with a new key from now on; the old one is not published any more."""
        self.published.clear()
        self.publish(kid)
        self.kid = kid

    def claims(self, service_url: str) -> Json:
        """What a token of Teams' says."""
        now = int(self.clock.now().timestamp())
        said = {"iss": ISSUER, "aud": self.app, "nbf": now - 300, "exp": now + 3600}
        return said | {"serviceurl": service_url}

    def signed(
        self, claims: Mapping[str, Any], *, kid: str | None = None, key: str = "", headers: Json | None = None
    ) -> str:
        """A token as Teams makes it; or another one, for a test."""
        used = self.kid if kid is None else kid
        return jwt.encode(
            dict(claims),
            private_key(key or used),
            algorithm="RS256",
            headers={"kid": used, **(headers or {})},
        )

    def routes(self) -> list[web.RouteDef]:
        """The servers' routes."""
        return [
            web.get("/openid", self._openid),
            web.get("/keys", self._keys),
            web.post("/login/{tenant}/oauth2/v2.0/token", self._login),
        ]

    async def _openid(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.keys_down:
            return web.Response(status=503, text="<html>")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"http://{request.host}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": list(self.published.values())})

    async def _login(self, request: web.Request) -> web.Response:
        self.token_fetches += 1
        form = await request.post()
        await asyncio.sleep(self.login_takes)
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.app,
            "client_secret": self.secret,
            "scope": "https://api.botframework.com/.default",
        }
        if self.login_status != 200 or dict(form) != wanted or request.match_info["tenant"] != self.tenant:
            status = BAD_CLIENT if self.login_status == 200 else self.login_status
            error = {"error": "invalid_client", "error_description": "a secret", "error_codes": [7000215]}
            return web.json_response(error, status=status)
        token = f"token-{self.token_fetches}"
        self.tokens.add(token)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.token_seconds, "access_token": token}
        )
