"""Who may speak for Teams: Microsoft's signed word over HTTPS, or a Teams client on this very machine.

First the token is looked at (``knock``), and only then what was sent (``admit``): what nobody vouches for is
not even read.
"""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, NamedTuple, Protocol

import jwt
from aiohttp import web
from jwt.types import Options
from yarl import URL

from bot.clock import Clock
from bot.teams.heard import CHANNEL, tenants
from bot.teams.keys import Keys
from dialogs.errors import KairosError

ISSUER = "https://api.botframework.com"
"""Who signs for Teams."""

LEEWAY = timedelta(minutes=5)
"""So much two clocks may differ."""

CHECKED: Options = {
    "require": ["exp", "iss", "aud"],
    "verify_exp": False,  # the library reads the machine's clock; ours is an argument
    "verify_nbf": False,
    "verify_iat": False,
}


class NotAllowed(KairosError):
    """Nobody vouches for this."""


class Foreign(KairosError):
    """This is genuine, and not for us."""


class Voucher(NamedTuple):
    """What a token vouches for: the address to answer to, and the channels its key may speak for."""

    service_url: str
    endorsements: frozenset[str]


class Gate(Protocol):
    """Decides who is heard."""

    async def knock(self, request: web.Request) -> Voucher:
        """What vouches for a request, before its body is read. Raises NotAllowed."""

    def admit(self, voucher: Voucher, body: Mapping[str, Any]) -> None:
        """Look whether that is what was sent. Raises NotAllowed or Foreign."""


class Signed:
    """Only what Microsoft signed for this bot is heard, and only about its own organisation."""

    def __init__(self, keys: Keys, app: str, tenant: str, clock: Clock) -> None:
        """``tenant`` is the organisation; empty for a bot of many."""
        self._keys = keys
        self._app = app
        self._tenant = tenant.lower()
        self._clock = clock

    async def knock(self, request: web.Request) -> Voucher:
        """What the token in the header vouches for. Raises NotAllowed."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotAllowed
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.find(kid) if isinstance(kid, str) else None
            if key is None:
                raise NotAllowed
            claims = jwt.decode(
                token, key.public, algorithms=["RS256"], audience=self._app, issuer=ISSUER, options=CHECKED
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise NotAllowed from error
        self._in_time(claims)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str):
            raise NotAllowed
        return Voucher(service_url, key.endorsements)

    def admit(self, voucher: Voucher, body: Mapping[str, Any]) -> None:
        """Compare what was sent with what was signed. Raises NotAllowed; Foreign for another organisation."""
        channel = body.get("channelId")
        endorsed = isinstance(channel, str) and channel in voucher.endorsements
        if not endorsed or body.get("serviceUrl") != voucher.service_url:
            raise NotAllowed
        named = tenants(body)
        if channel != CHANNEL or len(named) != 1 or (self._tenant and named != {self._tenant}):
            raise Foreign

    def _in_time(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        since, until = claims.get("nbf", 0), claims["exp"]
        leeway = LEEWAY.total_seconds()
        if not (_number(since) and _number(until) and since - leeway <= now < until + leeway):
            raise NotAllowed


class Local:
    """For a Teams client on this machine, which has no token: whoever is on this machine is heard."""

    async def knock(self, request: web.Request) -> Voucher:
        """Let in who comes from here by a name of this machine's own. Raises NotAllowed.

        The name matters: a web page elsewhere could have given itself a name that leads here. One who shows a
        token wants it looked at, and here nobody can.
        """
        if "Authorization" in request.headers or not (
            here(_host(f"http://{request.host}")) and here(request.remote)
        ):
            raise NotAllowed
        return Voucher("", frozenset())

    def admit(self, voucher: Voucher, body: Mapping[str, Any]) -> None:  # noqa: ARG002  the gate's face
        """Look that the answer goes to this machine, too. Raises NotAllowed."""
        if not here(_host(body.get("serviceUrl"))):
            raise NotAllowed


def here(host: str | None) -> bool:
    """Whether that is this machine."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _host(url: object) -> str | None:
    try:
        return URL(url).host if isinstance(url, str) else None
    except ValueError:
        return None


def _number(claim: object) -> bool:
    return isinstance(claim, int | float) and not isinstance(claim, bool)
