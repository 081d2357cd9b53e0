"""The Bolt app: which request goes to which desk. Listeners are quick, so Bolt answers when they end."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.slack.api import QUIET, Line
from bot.slack.blocks import PREFIX
from bot.slack.desk import Desk
from bot.slack.events import Events
from bot.slack.replies import Body, Replies
from bot.slack.text import Json

HEARD = ("app_home_opened", "app_uninstalled", "tokens_revoked", "user_change")
"""The events that Kairos asks Slack for."""

ANY = re.compile("")
"""Every command, shortcut, button and form: what is not ours any more is answered too."""


def bolt(line: Line, desk: Desk, events: Events, replies: Replies) -> AsyncApp:
    """The app. All that it needs is handed to it: what else stands in the environment does not count.

    Signatures are checked before requests come here (bot/slack/server.py).
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # without this, SLACK_CLIENT_ID in the environment would make Bolt look for tokens in files of its
        # own, and without it Bolt would ask Slack who we are
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=line.bot_user,
            bot_id=line.bot,
            bot_token=line.api.token,
        )

    async def mend(error: Exception, body: dict[str, Any]) -> BoltResponse:
        answer = replies.trouble(body, error)
        if body.get("type") == "event_callback":  # Slack sends an event again that was not heard
            return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return _said(answer)

    app = AsyncApp(
        name=PREFIX,
        logger=QUIET,
        client=line.api,
        signing_secret="",
        request_verification_enabled=False,
        authorize=authorize,
        process_before_response=True,
    )
    app.error(mend)
    app.command(ANY)(_listener(desk.command))
    app.view_submission(ANY)(_listener(desk.form))
    app.action(ANY)(_listener(desk.button))
    app.shortcut(ANY)(_listener(desk.shortcut))
    app.view_closed(ANY)(_listener(desk.closed))
    app.event(ANY)(_listener(events.hear))
    return app


def _listener(hear: Callable[[Body], Awaitable[Json | None]]) -> Callable[..., Awaitable[BoltResponse]]:
    async def listener(body: dict[str, Any]) -> BoltResponse:
        return _said(await hear(body))

    return listener


def _said(answer: Json | None) -> BoltResponse:
    return BoltResponse(status=HTTPStatus.OK, body=answer or "")
