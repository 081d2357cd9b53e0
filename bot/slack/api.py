"""The line to Slack's Web API: one connection pool, nothing ever sent twice, errors in our own words."""

import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.errors import AdminError, PlatformError, Refused, TryLater, Unsure
from bot.serving.pace import Pace, Turns
from bot.settings import Settings
from bot.slack.text import Json, encoded

PATIENCE = 10.0
"""Seconds that a call may take."""

A_MINUTE, BURST, APART = 180, 20, 1.0
"""Slack takes "several hundred" messages a minute, short bursts, and one a second in one chat or channel."""

MINUTE = 60

OK, TOO_MANY, SERVER_ERROR = 200, 429, 500

HOSTS, HTTPS = (".slack.com", ".slack-gov.com"), 443
"""Where Slack itself answers."""

JSON_TYPE = "application/json; charset=utf-8"

QUIET = logging.getLogger(f"{__name__}.quiet")
"""For Slack's libraries, which would log whole bodies: people's answers, tokens, signatures."""
QUIET.setLevel(logging.ERROR)

UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
"""Errors after which part of what was asked may have been done."""

PLAINLY = {
    "account_inactive": "Slack says that this account is deactivated",
    "app_missing_action_url": "the Slack app has no interactivity; see `kairos manifest slack`",
    "cannot_dm_bot": "this is a bot, and bots have no messages",
    "channel_not_found": "Slack knows nobody and no channel of that id here",
    "invalid_auth": "Slack does not know the token; check SLACK_BOT_TOKEN and SLACK_APP_TOKEN",
    "is_archived": "this channel is archived",
    "messages_tab_disabled": "the Slack app's messages tab is off; see `kairos manifest slack`",
    "missing_scope": "the Slack app lacks a scope; `kairos check` says which",
    "not_allowed_token_type": "this is the wrong kind of token for that",
    "not_authed": "there is no token",
    "not_in_channel": "Kairos is not in this channel; invite it",
    "not_slacks": "the answer was to go to an address that is not Slack's",
    "token_revoked": "Slack took the token back: the app was removed",
    "user_disabled": "Slack says that this account is deactivated",
    "user_not_found": "Slack knows nobody of that id here",
}
"""What Slack's errors mean, for the admin who reads it."""


class SlackRefused(Refused):
    """Slack refused it for good."""

    def __init__(self, code: str) -> None:
        """``code`` is Slack's own name of the error."""
        self.code = code
        meant = PLAINLY.get(code, f"Slack refused it: {code}")
        super().__init__(f"{meant}.")


class SlackBusy(TryLater):
    """Slack wants it later."""

    def __init__(self, seconds: float = 0) -> None:
        """``seconds`` is how long Slack asked to be left alone."""
        self.seconds = seconds
        super().__init__(
            f"Slack asks for a pause of {seconds:g} s." if seconds else "Slack cannot be reached."
        )


class NoSlack(AdminError):
    """Slack is set up, but it cannot be talked to."""


@dataclass(frozen=True)
class Line:
    """The Web API, and what it says of us: the workspace, our names there, what we may do.

    ``pace`` is what Slack takes of new messages: answers and what goes unasked share it.
    """

    api: AsyncWebClient
    workspace: str
    name: str
    bot_user: str
    bot: str
    scopes: frozenset[str]
    pace: Turns


@asynccontextmanager
async def connected(settings: Settings, patience: float = PATIENCE) -> AsyncIterator[Line]:
    """The line to Slack, on one pool of connections, closed in the end. Raises NoSlack.

    It never tries again by itself: a message whose connection broke may have arrived all the same.
    """
    no_cookies = aiohttp.DummyCookieJar()  # Slack's are of no use here, and looking for them takes a while
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=no_cookies) as session:
        api = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
            logger=QUIET,
        )
        try:
            with plainly():
                said = await api.auth_test()
        except SlackBusy as error:
            at = f" Kairos has to reach {api.base_url} from this machine: look at its network and its DNS."
            raise NoSlack(f"{error}{'' if error.seconds else at}") from error
        except PlatformError as error:
            raise NoSlack(str(error)) from error
        granted = str(said.headers.get("x-oauth-scopes", "")).replace(" ", "")
        yield Line(
            api=api,
            workspace=str(said.get("team_id", "")),
            name=str(said.get("team", "")),
            bot_user=str(said.get("user_id", "")),
            bot=str(said.get("bot_id", "")),
            scopes=frozenset(filter(None, granted.split(","))),
            pace=Pace(A_MINUTE, BURST, APART),
        )


@contextmanager
def plainly() -> Iterator[None]:
    """Calls inside raise our own errors: SlackRefused for good, SlackBusy for now, else Unsure."""
    try:
        yield
    except SlackApiError as error:
        raise _meant(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise SlackBusy from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unsure(f"Slack did not answer ({type(error).__name__}).") from error


async def call(api: AsyncWebClient, method: str, body: Json) -> Json:
    """Call a method of the Web API, straight on the pool of connections. Raises what ``plainly`` does.

    For what somebody waits for: what the SDK does around such a call costs as much again as the call.
    """
    if api.session is None:
        raise SlackBusy
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": JSON_TYPE}
    with plainly():
        async with api.session.post(
            f"{api.base_url}{method}", data=encoded(body), headers=headers, proxy=api.proxy
        ) as response:
            said = _read(await response.read())
    if response.status == OK and said.get("ok"):
        return said
    raise _meaning(response.status, said, response.headers)


async def respond(api: AsyncWebClient, url: str, body: Json) -> None:
    """Answer by a response_url, seen by nobody else. Raises what ``plainly`` does.

    The url came with a request: nothing goes anywhere but to Slack.
    """
    if api.session is None:
        raise SlackBusy
    if not slacks(url, api.base_url):
        raise SlackRefused("not_slacks")
    answer = {"response_type": "ephemeral", "replace_original": False, "mrkdwn": False, **body}
    with plainly():
        async with api.session.post(url, json=answer, proxy=api.proxy, allow_redirects=False) as response:
            said = await response.text()
    if response.status == TOO_MANY:
        raise SlackBusy(_pause(response.headers.get("Retry-After")))
    if response.status != OK:
        raise SlackRefused("invalid_blocks" if "invalid_blocks" in said else f"HTTP {response.status}")


def slacks(url: object, base: str) -> bool:
    """Whether a url is one of Slack's, or leads to where its Web API is for us (``base``)."""
    try:
        at, api = URL(str(url)), URL(base)
        if at.user is not None or at.password is not None:
            return False
        host = at.host or ""
        own = host.endswith(HOSTS) and at.scheme == "https" and at.port == HTTPS
        return own or (bool(host) and at.origin() == api.origin())
    except ValueError:
        return False


def _meant(error: SlackApiError) -> Exception:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    return _meaning(status, data if isinstance(data, dict) else {}, response.headers)


def _read(said: bytes) -> Json:
    """An answer of the Web API; empty if it is none."""
    try:
        data = json.loads(said)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _meaning(status: int, data: Json, headers: Mapping[str, str]) -> Exception:
    code = str(data.get("error", ""))
    if status == TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return SlackBusy(_pause(headers.get("Retry-After")))
    if code in UNSURE or status >= SERVER_ERROR or not code:
        return Unsure(f"Slack answered {code or status}.")
    return SlackRefused(code)


def _pause(retry_after: str | None) -> float:
    """The seconds that Slack asked for; a minute if it did not say."""
    try:
        return max(float(retry_after or MINUTE), 1)
    except ValueError:
        return MINUTE
