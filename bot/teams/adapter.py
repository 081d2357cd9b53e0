"""Botbuilder's cloud adapter with a door and a line of our own: the one place that knows botbuilder.

The stock door answers 500 to bad tokens and to every invoke that has a body, asks Microsoft for keys and
tokens while everybody waits, and believes tokens without an end. So requests come in by a gate (tokens.py)
and go out by the connector (connector.py); what is left of botbuilder is the turn and its middleware.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NoReturn

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ResourceResponse
from botframework.connector.auth import BotFrameworkAuthentication

from bot.teams.connector import Connector
from bot.teams.heard import CHANNEL, WAITING, Handle, Heard, HeardKind, Json, Reference, Senseless, heard
from bot.teams.tokens import Foreign, Gate, NotAllowed

REFERENCE = "kairos.reference"
"""Where the turn keeps what to answer to."""

HALF = rb"\ud"
"""How half a character begins in JSON: one that has no other half cannot be kept anywhere."""


class Adapter(CloudAdapter):
    """Takes a request from Teams to its handler and brings back the answer."""

    def __init__(self, gate: Gate, connector: Connector) -> None:
        """``gate`` decides who is heard; ``connector`` carries what a turn sends by itself."""
        super().__init__(Shut())
        self._gate = gate
        self._connector = connector

    async def process(self, request: web.Request, hear: Handle) -> web.Response:
        """The answer to a request of Teams'.

        200 with or without a body for what was handled; 400 for what is no activity, 401 for what nobody
        vouches for, 403 for another organisation, 501 for something to be waited for that is unknown.
        """
        try:
            voucher = await self._gate.knock(request)
            body = _read(request.content_type, await request.read())
            self._gate.admit(voucher, body)
            what = heard(body)
        except NotAllowed:
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        except Foreign:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        except Senseless:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if body["type"] == ActivityTypes.invoke and what.kind is HeardKind.OTHER:
            return web.Response(status=HTTPStatus.NOT_IMPLEMENTED)
        answer = await self.turn(what, hear)
        if what.kind not in WAITING or answer is None:
            return web.Response()
        return web.json_response(answer)

    async def turn(self, what: Heard, hear: Handle) -> Json | None:
        """Run one turn through the middleware to its handler; what that answers."""
        answer: Json | None = None

        async def logic(_context: TurnContext) -> None:
            nonlocal answer
            answer = await hear(what)

        context = TurnContext(self, _activity(what))
        context.turn_state[REFERENCE] = what.reference
        await self.run_pipeline(context, logic)
        return answer

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity]
    ) -> list[ResourceResponse]:
        """Send what middleware wants to send in a turn. Raises what the connector does."""
        to: Reference = context.turn_state[REFERENCE]
        return [ResourceResponse(id=await self._connector.send(to, each.serialize())) for each in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace what was sent in a turn. Raises what the connector does."""
        to: Reference = context.turn_state[REFERENCE]
        await self._connector.update(to, activity.id, activity.serialize())
        return ResourceResponse(id=activity.id)


class Shut(BotFrameworkAuthentication):
    """Botbuilder's own ways in and out, shut: nobody gets past the gate."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> NoReturn:  # noqa: ARG002
        """Nobody is let in here. Raises PermissionError."""
        raise PermissionError

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> NoReturn:  # noqa: ARG002
        """Nobody is let in here. Raises PermissionError."""
        raise PermissionError

    def create_connector_factory(self, claims_identity: Any) -> NoReturn:  # noqa: ANN401, ARG002
        """Nothing goes out here. Raises PermissionError."""
        raise PermissionError

    async def create_user_token_client(self, claims_identity: Any) -> NoReturn:  # noqa: ANN401, ARG002
        """Nothing goes out here. Raises PermissionError."""
        raise PermissionError


def _read(content_type: str, raw: bytes) -> Json:
    """A request's body as JSON. Raises Senseless."""
    if content_type != "application/json":
        raise Senseless
    try:
        body = json.loads(raw)
        if HALF in raw.lower():
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Senseless from error
    if not (isinstance(body, dict) and isinstance(body.get("type"), str)):
        raise Senseless
    return body


def _activity(what: Heard) -> Activity:
    """The same as botbuilder has it. Its own reading of a body is slow, and stumbles over odd shapes."""
    to = what.reference
    return Activity(
        type=ActivityTypes.invoke if what.kind in WAITING else ActivityTypes.message,
        id=what.id,
        channel_id=CHANNEL,
        service_url=to.service_url,
        text=what.text,
        value=dict(what.data),
        from_property=ChannelAccount(name=what.name, aad_object_id=to.user),
        recipient=ChannelAccount(id=to.bot),
        conversation=ConversationAccount(
            id=to.conversation, conversation_type=to.kind, tenant_id=to.tenant, is_group=to.kind != "personal"
        ),
    )
