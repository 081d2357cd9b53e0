"""The Bolt app: which request goes to which desk. Listeners are quick, so Slack is answered when they end."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.api import JSON_TYPE, QUIET, Line
from bot.slack.blocks import PREFIX
from bot.slack.desk import Desk
from bot.slack.events import Events
from bot.slack.replies import Body, Replies
from bot.slack.text import Json, encoded

HEARD = ("app_home_opened", "app_uninstalled", "tokens_revoked", "user_change")
"""The events that Kairos asks Slack for."""

AS_JSON: dict[str, str | Sequence[str]] = {"content-type": JSON_TYPE}
"""Said of an answer that is made into JSON here, and not by Bolt."""

SENSELESS = (AttributeError, LookupError, TypeError, ValueError)
"""What an event of no known shape raises: it would raise it again."""

Hear = Callable[[Body], Awaitable[Json | None]]
"""Hears a body, and gives what to say in the answer to it."""


class StraightApp(AsyncApp):
    """Bolt with a straight way to the desks.

    Its own way makes a context, a client and twenty arguments for each request, and tries its listeners in
    turn. We have one listener for each kind of request, and all that it wants is the body.
    """

    def __init__(self, hears: Mapping[str, Hear], replies: Replies, line: Line) -> None:
        """``hears`` has who hears each kind of body; ``replies`` say what went wrong."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            # without this, SLACK_CLIENT_ID in the environment would make Bolt look for tokens in files of
            # its own, and without it Bolt would ask Slack who we are
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_user_id=line.bot_user,
                bot_id=line.bot,
                bot_token=line.api.token,
            )

        super().__init__(
            name=PREFIX,
            logger=QUIET,
            client=line.api,
            signing_secret="",
            request_verification_enabled=False,
            authorize=authorize,
            process_before_response=True,
        )
        self._hears = hears
        self._replies = replies

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Let it be heard; what no desk hears goes Bolt's own way (Slack's look at our address, say)."""
        body = req.body
        kind = "command" if "command" in body else str(body.get("type"))
        hear = self._hears.get(kind)
        if hear is None:
            return await super().async_dispatch(req)
        try:
            return _said(await hear(body))
        except Exception as error:  # noqa: BLE001  the outermost edge: whoever waits hears of it
            answer = self._replies.trouble(body, error)
            if kind == "event_callback" and not isinstance(error, SENSELESS):  # Slack sends it again
                return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
            return _said(answer)


def bolt(line: Line, desk: Desk, events: Events, replies: Replies) -> AsyncApp:
    """The app. All that it needs is handed to it: what else stands in the environment does not count.

    Every command, shortcut, button and form is heard: what is not ours any more is answered too. Signatures
    are checked before requests come here (bot/slack/server.py).
    """
    hears: Mapping[str, Hear] = {
        "command": desk.command,
        "view_submission": desk.form,
        "block_actions": desk.button,
        "shortcut": desk.shortcut,
        "message_action": desk.shortcut,
        "view_closed": desk.closed,
        "event_callback": events.hear,
    }
    return StraightApp(hears, replies, line)


def _said(answer: Json | None) -> BoltResponse:
    if answer is None:
        return BoltResponse(status=HTTPStatus.OK)
    return BoltResponse(status=HTTPStatus.OK, body=encoded(answer).decode(), headers=AS_JSON)
