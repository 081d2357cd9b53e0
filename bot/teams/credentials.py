"""The token that our requests to Teams carry: one for all of them, fetched ahead of its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import aiohttp

from bot.errors import TryLater
from bot.settings import Settings
from bot.teams.endpoints import Endpoints

SCOPE = "https://api.botframework.com"
"""What the token is for."""

EVERYBODY = "botframework.com"
"""The organisation that gives tokens to a bot of many organisations."""

AHEAD = 300.0
"""Seconds before its end that a token is fetched anew, in peace."""

HALF = 0.5
"""A token is never renewed before so much of its life is over."""

PAUSE = 10.0
"""Seconds between two fetches, at least, when they fail."""

PATIENCE = 10.0
"""Seconds that a fetch may take."""

FEWEST = 60.0
"""A token that lives shorter than this is not held on to."""

log = logging.getLogger(__name__)


class Token(NamedTuple):
    """A token, and how many seconds it lives."""

    text: str
    seconds: float


Fetch = Callable[[], Awaitable[Token]]
"""Has a new token given. Raises NoToken."""


class NoToken(TryLater):
    """Microsoft gives no token."""

    seconds = PAUSE


class Credentials:
    """Keeps a token that is valid. One fetch at a time, however many wait for it."""

    def __init__(self, fetch: Fetch) -> None:
        """``fetch`` has a token given."""
        self._fetch = fetch
        self._token = ""
        self._until = self._renew = self._pause = 0.0
        self._fetching: asyncio.Task[None] | None = None

    async def token(self) -> str:
        """A token that is valid now. It waits only where there is none. Raises NoToken."""
        now = asyncio.get_running_loop().time()
        if now < self._renew:
            return self._token
        if self._fetching is None:
            if now >= self._pause:
                self._fetching = asyncio.create_task(self._refresh())
            elif now >= self._until:
                raise NoToken("Microsoft gave no token just now; it is asked again in a moment.")
        if now < self._until:
            return self._token
        if self._fetching:
            await asyncio.shield(self._fetching)
        if not self._token:
            raise NoToken("Microsoft gives no token; `kairos check` may know why.")
        return self._token

    def forget(self, token: str) -> None:
        """Use that one no more: Teams does not take it."""
        if token == self._token:
            self._token, self._until, self._renew = "", 0.0, 0.0
            self._pause = asyncio.get_running_loop().time() + PAUSE

    async def _refresh(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            given = await self._fetch()
        except NoToken as error:
            log.warning("%s", error)
            self._pause = loop.time() + PAUSE
            if loop.time() >= self._until:
                self._token = ""
        else:
            self._token = given.text
            self._until = began + max(given.seconds - FEWEST, 0)
            self._renew = max(self._until - AHEAD, began + (self._until - began) * HALF)
        finally:
            self._fetching = None


def credentials(settings: Settings, session: aiohttp.ClientSession, endpoints: Endpoints) -> Credentials:
    """What the settings say: a client secret, or the identity that the machine has in Azure."""
    if settings.microsoft_app_type == "UserAssignedMSI":
        return Credentials(by_identity(settings.microsoft_app_id))
    return Credentials(by_secret(settings, session, endpoints))


def by_secret(settings: Settings, session: aiohttp.ClientSession, endpoints: Endpoints) -> Fetch:
    """Asks Microsoft's login with the app's client secret."""
    single = settings.microsoft_app_type == "SingleTenant"
    tenant = settings.microsoft_app_tenant_id if single else EVERYBODY
    url = f"{endpoints.login.rstrip('/')}/{tenant}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.microsoft_app_id,
        "client_secret": settings.microsoft_app_password.get_secret_value(),
        "scope": f"{SCOPE}/.default",
    }

    async def fetch() -> Token:
        try:
            async with session.post(url, data=form, timeout=aiohttp.ClientTimeout(PATIENCE)) as response:
                said = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            why = f"Microsoft's login does not answer ({type(error).__name__})."
            raise NoToken(f"{why} Kairos has to reach {endpoints.login} from this machine.") from error
        return _read(said)

    return fetch


def by_identity(app: str) -> Fetch:
    """Asks Azure for the machine's own identity, in a thread: Microsoft's library waits where it stands."""
    import msal  # noqa: PLC0415  reading it takes half a second, and few need it
    import requests  # noqa: PLC0415

    http = requests.Session()
    http.request = _patient(http.request)  # type: ignore[method-assign]
    client = msal.ManagedIdentityClient(msal.UserAssignedManagedIdentity(client_id=app), http_client=http)

    async def fetch() -> Token:
        try:
            said = await asyncio.to_thread(client.acquire_token_for_client, resource=SCOPE)
        except (msal.ManagedIdentityError, OSError, ValueError, KeyError) as error:
            raise NoToken(f"Azure gives this machine no identity ({type(error).__name__}).") from error
        return _read(said)

    return fetch


def _patient(request: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: request(*args, **{"timeout": PATIENCE, **kwargs})


def _read(said: object) -> Token:
    """A login's answer. Raises NoToken with the login's own name of the error, which is no secret."""
    given = said if isinstance(said, dict) else {}
    token, seconds = given.get("access_token"), given.get("expires_in")
    if not isinstance(token, str) or not token:
        codes = given.get("error_codes")
        code = f"AADSTS{codes[0]}" if isinstance(codes, list) and codes else given.get("error", "no reason")
        raise NoToken(f"Microsoft's login refused: {code}.")
    try:
        return Token(token, float(seconds or 0))
    except (TypeError, ValueError):
        return Token(token, 0)
