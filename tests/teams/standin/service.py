"""The Bot Connector as Teams offers it: conversations, activities, members. It is strict, and says why."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from tests.teams.standin.faults import Fault, Faults, Limits
from tests.teams.standin.microsoft import Microsoft
from tests.teams.standin.state import Call, Json, Message, Person, Place

MOST_BYTES = 100 * 1024
"""The largest message, in UTF-16."""

CARD = "application/vnd.microsoft.card.adaptive"
ACTIVITIES = "/v3/conversations/{place}/activities"

KNOWN = {
    *("type", "id", "text", "textFormat", "summary", "attachments", "attachmentLayout", "entities", "from"),
    *(
        "conversation",
        "recipient",
        "replyToId",
        "channelData",
        "channelId",
        "serviceUrl",
        "importance",
        "locale",
        "inputHint",
        "value",
    ),
}


class Refusal(Exception):
    """Teams says no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Service:
    """What stands in Teams, and the routes by which the bot changes it."""

    def __init__(self, microsoft: Microsoft, bot: str, validate: Callable[[Json], None] | None) -> None:
        self.microsoft = microsoft
        self.bot = bot
        self.validate = validate
        self.signed = True
        self.faults = Faults()
        self.limits = Limits()
        self.people: list[Person] = []
        self.places: dict[str, Place] = {}
        self.messages: list[Message] = []
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.changed = asyncio.Event()
        self._made = 0

    def routes(self) -> list[web.RouteDef]:
        """Where the bot calls."""
        return [
            web.post("/v3/conversations", self._route(self._create)),
            web.post(ACTIVITIES, self._route(self._send)),
            web.post(ACTIVITIES + "/{message}", self._route(self._send)),
            web.put(ACTIVITIES + "/{message}", self._route(self._update)),
            web.delete(ACTIVITIES + "/{message}", self._route(self._delete)),
            web.get("/v3/conversations/{place}/members/{member}", self._route(self._member)),
            web.get("/v3/teams/{team}/conversations", self._route(self._channels)),
        ]

    def personal(self, person: Person) -> Place:
        """The bot's own chat with somebody."""
        for place in self.places.values():
            if place.kind == "personal" and person in place.members:
                return place
        return self.add(Place(f"a:1{person.object_id[-6:]}", "personal", [person]))

    def add(self, place: Place) -> Place:
        """A new conversation."""
        self.places[place.id] = place
        return place

    def tell(self) -> None:
        """Wake whoever waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def _route(
        self, act: Callable[[web.Request, Json], Json]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def route(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            fault = self.faults.strike()
            status, answer = self._acted(act, request, raw, fault)
            body = json.loads(raw) if raw else {}
            authorization = request.headers.get("Authorization", "")
            self.calls.append(Call(request.method, request.path, body, authorization, status))
            self.tell()
            if fault and fault.trouble == "hang":
                await self.faults.released.wait()
            if fault and fault.trouble.startswith("drop"):
                assert request.transport
                request.transport.close()
                return web.Response()
            if fault and fault.trouble == "status" and not fault.code:
                return web.Response(status=status, text="<html>a gateway</html>", headers=_headers(fault))
            return web.json_response(answer, status=status, headers=_headers(fault))

        return route

    def _acted(
        self, act: Callable[[web.Request, Json], Json], request: web.Request, raw: bytes, fault: Fault | None
    ) -> tuple[int, Json]:
        if fault and fault.trouble == "status":
            return fault.status, {"error": {"code": fault.code, "message": "as the test wished"}}
        if fault and fault.trouble == "drop":
            return 0, {}
        try:
            self._let_in(request)
            return (HTTPStatus.CREATED if request.method == "POST" else HTTPStatus.OK), act(
                request, json.loads(raw) if raw else {}
            )
        except Refusal as no:
            return no.status, {"error": {"code": no.code, "message": "no"}}
        except AssertionError as wrong:
            self.violations.append(f"{request.method} {request.path}: {wrong}")
            return HTTPStatus.BAD_REQUEST, {"error": {"code": "BadSyntax", "message": str(wrong)}}

    def _let_in(self, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if self.signed and (scheme != "Bearer" or token not in self.microsoft.tokens):
            raise Refusal(401, "Unauthorized")
        if not self.signed:
            assert not token, "a token went to somebody who did not ask for one"

    def _create(self, _request: web.Request, body: Json) -> Json:
        assert body["bot"]["id"] == self.bot, "the bot is another one"
        tenant = body.get("tenantId"), body["channelData"]["tenant"]["id"]
        assert tenant == (self.microsoft.tenant, self.microsoft.tenant), f"tenant {tenant}"
        if not body["isGroup"]:
            (wanted,) = body["members"]
            person = next((one for one in self.people if wanted["id"] in {one.object_id, one.mri}), None)
            if person is None:
                raise Refusal(403, "ForbiddenOperationException")
            return {"id": self.personal(person).id}
        place = self._place(body["channelData"]["channel"]["id"])
        message = self._keep(place, "", body["activity"])
        return {"id": f"{place.id};messageid={message.id}", "activityId": message.id}

    def _send(self, request: web.Request, body: Json) -> Json:
        ident, _, thread = request.match_info["place"].partition(";messageid=")
        assert body.get("conversation", {"id": request.match_info["place"]})["id"].startswith(ident)
        return {"id": self._keep(self._place(ident), thread, body).id}

    def _update(self, request: web.Request, body: Json) -> Json:
        message = self._message(request)
        self._look_at(body)
        message.activity, message.edits, message.private = body, message.edits + 1, {}
        return {"id": message.id}

    def _delete(self, request: web.Request, _body: Json) -> Json:
        self._message(request).deleted = True
        return {}

    def _member(self, request: web.Request, _body: Json) -> Json:
        place, wanted = self._place(request.match_info["place"]), request.match_info["member"]
        for one in place.members:
            if wanted in {one.object_id, one.mri}:
                names = {"givenName": one.name.split()[0], "surname": one.name.split()[-1]}
                email = {"email": one.email, "userPrincipalName": one.email} if one.email else {}
                told = {"id": one.mri, "name": one.name, "aadObjectId": one.object_id, **names, **email}
                return told | {"tenantId": self.microsoft.tenant, "userRole": "user"}
        raise Refusal(404, "MemberNotFoundInConversation")

    def _channels(self, request: web.Request, _body: Json) -> Json:
        """A team's channels; its first one has the id of the team, and a name in each language."""
        team = request.match_info["team"]
        there = [one for one in self.places.values() if one.team == team]
        if not there:
            raise Refusal(404, "NotFound")
        if not any(one.installed for one in there):
            raise Refusal(403, "BotNotInConversationRoster")
        named = [(one.id, None if one.id == team else one.name) for one in there]
        return {"conversations": [{"id": ident, "name": name, "type": "standard"} for ident, name in named]}

    def _place(self, ident: str) -> Place:
        place = self.places.get(ident)
        if place is None:
            raise Refusal(404, "ConversationNotFound")
        if place.blocked:
            raise Refusal(403, "MessageWritesBlocked")
        if not place.installed:
            raise Refusal(403, "BotNotInConversationRoster")
        if self.limits.too_much(ident):
            raise Refusal(429, "TooManyRequests")
        return place

    def _message(self, request: web.Request) -> Message:
        ident = request.match_info["place"].partition(";")[0]
        self._place(ident)
        for message in self.messages:
            if message.id == request.match_info["message"] and message.place == ident and not message.deleted:
                return message
        raise Refusal(404, "ActivityNotFoundInConversation")

    def _keep(self, place: Place, thread: str, activity: Json) -> Message:
        self._look_at(activity)
        self._made += 1
        message = Message(f"1{self._made:012}", place.id, thread, activity)
        if activity["type"] == "message":
            self.messages.append(message)
        return message

    def _look_at(self, activity: Json) -> None:
        if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > MOST_BYTES:
            raise Refusal(413, "MessageSizeTooBig")
        assert activity.get("type") in {"message", "typing"}, f"type {activity.get('type')}"
        assert not (odd := set(activity) - KNOWN), f"an activity has no {odd}"
        if activity["type"] == "typing":
            return
        cards = activity.get("attachments") or []
        assert activity.get("text") or cards, "an empty message"
        for attachment in cards:
            assert attachment.get("contentType") == CARD, f"{attachment.get('contentType')} is no card"
            if self.validate:
                self.validate(attachment["content"])


def _headers(fault: Fault | None) -> dict[str, str]:
    return {"Retry-After": fault.retry_after} if fault and fault.retry_after else {}
