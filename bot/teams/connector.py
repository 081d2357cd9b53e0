"""The line to Teams: one pool of connections, nothing ever sent twice, errors in our own words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.errors import Refused, TryLater, Unsure
from bot.serving.pace import Turns
from bot.teams.credentials import Credentials
from bot.teams.heard import Json, Reference
from bot.teams.pace import TeamsPace

PATIENCE = aiohttp.ClientTimeout(total=10)
"""How long a call may take."""

LONGEST_ASKED = 3600
"""Seconds to wait at most, whatever Teams says."""

LONGEST_PAUSE = 60.0
"""Seconds to wait at most where Teams does not say how long."""

PLAINLY: Mapping[str, str] = {
    "BotNotInConversationRoster": "Kairos is not in this chat or team any more",
    "ConversationNotFound": "Teams knows no such chat",
    "ForbiddenOperationException": "Teams does not let Kairos write there",
    "MessageSizeTooBig": "the message is too long for Teams",
    "MessageWritesBlocked": "this person blocked or removed Kairos",
}
"""What Teams' errors mean, for the admin who reads it."""

FINE = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}

BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.SERVICE_UNAVAILABLE}


class TeamsRefused(Refused):
    """Teams refused it for good."""

    def __init__(self, status: int, code: str = "") -> None:
        """``status`` is HTTP's; ``code`` Teams' own name of the error."""
        self.status = status
        self.code = code
        meant = PLAINLY.get(code, f"Teams refused it: {status} {code}".rstrip())
        super().__init__(f"{meant}.")


class TeamsBusy(TryLater):
    """Teams wants it later."""

    def __init__(self, seconds: float, what: str = "Teams asks for a pause of") -> None:
        """``seconds`` is how long to leave Teams alone."""
        self.seconds = seconds
        super().__init__(f"{what} {seconds:g} s.")


class Connector:
    """Writes to Teams. All methods raise TeamsRefused, TeamsBusy or Unsure.

    ``unasked`` says that nobody waits for it: it lets answers go first.
    """

    def __init__(
        self, session: aiohttp.ClientSession, credentials: Credentials | None, pace: Turns | None = None
    ) -> None:
        """Without ``credentials`` nothing is signed: for a Teams on this machine that asks for no token.

        ``pace`` keeps to what Teams takes (``bot.teams.pace.TeamsPace``); another one is for measuring.
        """
        self._session = session
        self._credentials = credentials
        self._pace = pace or TeamsPace()
        self._busy = 0

    async def send(self, to: Reference, activity: Json, *, unasked: bool = False) -> str:
        """Write into a conversation; the new activity's id."""
        path = f"v3/conversations/{_id(to.conversation)}/activities"
        await self._pace.turn(to.conversation, unasked=unasked)
        said = await self._call("POST", to.service_url, path, _addressed(to, activity))
        return _text(said, "id")

    async def update(self, to: Reference, message: str, activity: Json, *, unasked: bool = False) -> None:
        """Replace a message in a conversation; to do it again changes nothing."""
        path = f"v3/conversations/{_id(to.conversation)}/activities/{_id(message)}"
        await self._pace.turn(to.conversation, unasked=unasked)
        await self._call("PUT", to.service_url, path, {**_addressed(to, activity), "id": message})

    async def open(self, service_url: str, bot: str, user: str, tenant: str, *, unasked: bool = False) -> str:
        """The id of the bot's own conversation with a person; there is one, however often it is asked for."""
        wanted = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        await self._pace.turn(user, unasked=unasked)
        return _text(await self._call("POST", service_url, "v3/conversations", wanted), "id")

    async def post(self, to: Reference, activity: Json) -> str:
        """Begin a new thread in ``to.channel``, which nobody waits for; the id of its first activity."""
        wanted = {
            "isGroup": True,
            "bot": {"id": to.bot},
            "tenantId": to.tenant,
            "channelData": {"channel": {"id": to.channel}, "tenant": {"id": to.tenant}},
            "activity": {"type": "message", **activity},
        }
        await self._pace.turn(to.channel, unasked=True)
        said = await self._call("POST", to.service_url, "v3/conversations", wanted)
        return _text(said, "activityId") or _text(said, "id").partition(";messageid=")[2]

    async def member(self, to: Reference, user: str) -> Json:
        """What Teams says of somebody in a conversation: name, email and more; a guest may have no email."""
        place = to.conversation.partition(";")[0]
        return await self._call("GET", to.service_url, f"v3/conversations/{_id(place)}/members/{_id(user)}")

    async def channels(self, to: Reference, team: str) -> Mapping[str, str]:
        """The channels of a Microsoft team, and what they are called; the first one has no name."""
        said = await self._call("GET", to.service_url, f"v3/teams/{_id(team)}/conversations")
        listed = said.get("conversations")
        return {
            _text(each, "id"): _text(each, "name")
            for each in (listed if isinstance(listed, list) else ())
            if isinstance(each, dict)
        }

    async def _call(self, method: str, service_url: str, path: str, body: Json | None = None) -> Json:
        token = await self._credentials.token() if self._credentials else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        try:
            async with self._session.request(
                method, url, json=body, headers=headers, timeout=PATIENCE, allow_redirects=False
            ) as response:
                said = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TeamsBusy(self._pause(None), "Teams cannot be reached; again in") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unsure(f"Teams did not answer ({type(error).__name__}).") from error
        if response.status in FINE:
            self._busy = 0
            return _object(said)
        if response.status == HTTPStatus.UNAUTHORIZED and self._credentials:
            self._credentials.forget(token)
            raise TeamsBusy(self._pause(None), "Teams does not take our token; again in")
        if response.status in BUSY:
            raise TeamsBusy(self._pause(response.headers.get("Retry-After")))
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unsure(f"Teams answered {response.status}.")
        raise TeamsRefused(response.status, _code(said))

    def _pause(self, retry_after: str | None) -> float:
        """The seconds that Teams asked for; if it did not say, longer each time that it is busy in a row."""
        self._busy += 1
        try:
            return float(min(max(int(retry_after or ""), 1), LONGEST_ASKED))
        except ValueError:
            return min(2.0 ** min(self._busy, 6), LONGEST_PAUSE)


def _addressed(to: Reference, activity: Json) -> Json:
    return {
        "type": "message",
        **activity,
        "from": {"id": to.bot},
        "conversation": {"id": to.conversation},
    }


def _id(text: str) -> str:
    return quote(text, safe="")


def _object(said: bytes) -> Json:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _code(said: bytes) -> str:
    """Teams' own name of an error; the inner one says more."""
    error = _object(said).get("error")
    if not isinstance(error, dict):
        return ""
    inner = error.get("innerHttpError"), error.get("subCode"), error.get("code")
    return next((each for each in inner if isinstance(each, str)), "")


def _text(said: Json, key: str) -> str:
    found = said.get(key)
    return found if isinstance(found, str) else ""
