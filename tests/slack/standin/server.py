"""The stand-in's own server: Web API, response URLs, sockets and the page, on a port of the loopback."""

import json
from typing import Any

from aiohttp import web

from tests.slack.standin import chat
from tests.slack.standin.delivery import Sockets
from tests.slack.standin.faults import Fault, Faults, Rates
from tests.slack.standin.methods import METHODS, arguments
from tests.slack.standin.page import page
from tests.slack.standin.state import Call, Json, Refused, ResponseUrl, Token
from tests.slack.standin.workspace import Workspace

MOST_SOCKETS, MOST_USES, LIFETIME = 10, 5, 30 * 60
_RESPONSE_FIELDS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "metadata",
        "mrkdwn",
    }
)


class Server:
    """Answers as slack.com would, from the workspace's state."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.faults = Faults()
        self.rates = Rates()
        self.sockets = Sockets(ws)
        self.origin = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=2**24)
        app.router.add_get("/", self._page)
        app.router.add_get("/link", self.sockets.link)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response_url)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"{host}:{port}"

    async def close(self) -> None:
        """Let go of everything."""
        self.faults.clear()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def new_response_url(self, user: str, channel: str, message: str = "") -> str:
        """A response_url for an interaction."""
        name = self.ws.new_id("R")
        self.ws.response_urls[name] = ResponseUrl(user, channel, self.ws.clock.now(), message)
        return f"http://{self.origin}/response/{name}"

    async def _page(self, request: web.Request) -> web.Response:
        query = request.query
        shown = page(self.ws, query.get("user", ""), query.get("show", ""), query.get("channel", ""))
        return web.Response(text=shown, content_type="text/html")

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        given = await _given(request)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        bearer = bearer or str((given or {}).get("token", ""))
        plain = {key: value for key, value in (given or {}).items() if key != "token"}
        fault = self.faults.strike(name, plain)
        if fault is not None and fault.trouble != "drop_after":
            return await self._trouble(request, name, plain, fault)
        try:
            answer = self._answer(name, _object(given), bearer)
        except Refused as refused:
            answer = refused.body
        self._record(name, plain, answer)
        if fault is not None:
            return _hang_up(request)
        limited = {"Retry-After": str(answer["retry_after"])} if answer.get("error") == "ratelimited" else {}
        token = self.ws.tokens.get(bearer)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(token.scopes))} if token else {}
        return web.json_response(answer, status=429 if limited else 200, headers={**scopes, **limited})

    def _record(self, name: str, args: Json, answer: Json) -> None:
        self.ws.calls.append(Call(name, args, answer, self.ws.clock.now()))
        self.ws.changed()

    async def _trouble(self, request: web.Request, name: str, args: Json, fault: Fault) -> web.Response:
        self._record(name, args, {"ok": False, "error": fault.error or fault.trouble})
        if fault.trouble == "drop":
            return _hang_up(request)
        if fault.trouble == "ratelimit":
            headers = {"Retry-After": str(fault.number)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.trouble == "refuse":
            return web.json_response({"ok": False, "error": fault.error})
        if fault.trouble == "hang":
            await self.faults.released.wait()
        return web.Response(status=fault.number or 500, text="Server Error")

    def _answer(self, name: str, given: Json, bearer: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            self.ws.violate(name, "unknown_method")
            raise Refused("unknown_method", req_method=name)
        token = self._token(bearer)
        wait = self.rates.wait(name, method.tier, str(given.get("channel", "")), self.ws.clock.now())
        if wait:
            raise Refused("ratelimited", retry_after=wait)
        if token.kind != method.token:
            raise Refused("not_allowed_token_type")
        if method.scope and method.scope not in token.scopes:
            raise Refused("missing_scope", needed=method.scope, provided=",".join(sorted(token.scopes)))
        args = arguments(self.ws, name, given)
        if name == "apps.connections.open":
            return self._connection()
        return method.handler(self.ws, args, token)

    def _token(self, bearer: str) -> Token:
        if not bearer:
            raise Refused("not_authed")
        token = self.ws.tokens.get(bearer)
        if token is None:
            raise Refused("invalid_auth")
        if token.status != "ok":
            raise Refused(token.status)
        return token

    def _connection(self) -> Json:
        if len(self.sockets.open) >= MOST_SOCKETS:
            raise Refused("too_many_websockets")
        return {"ok": True, "url": f"ws://{self.origin}/link?ticket={self.sockets.ticket()}"}

    async def _response_url(self, request: web.Request) -> web.Response:
        url = self.ws.response_urls.get(request.match_info["id"])
        if url is None or self.ws.clock.now() - url.issued > LIFETIME:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if url.uses >= MOST_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        given = await _given(request)
        try:
            answer_interaction(self.ws, url, _object(given))
        except Refused as refused:
            self._record("response_url", given or {}, refused.body)
            return web.json_response(refused.body, status=400)
        self._record("response_url", _object(given), {"ok": True})
        return web.Response(text="ok")


def answer_interaction(ws: Workspace, url: ResponseUrl, body: Json) -> None:
    """What a response_url, or the body of a command's acknowledgement, makes of a message."""
    unknown = sorted(body.keys() - _RESPONSE_FIELDS)
    ws.violate("response_url", *(f"unknown field {key}: Slack would drop it" for key in unknown))
    if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        ws.violate("response_url", f"response_type {body['response_type']}")
        raise Refused("invalid_payload")
    original = next((one for one in ws.messages if url.message and one.ts == url.message), None)
    url.uses += 1
    if body.get("delete_original"):
        if original is not None:
            original.deleted = True
        ws.changed()
        return
    chat.check_message(ws, "response_url", body)
    if body.get("replace_original") and original is not None:
        chat.change(
            ws, original, {"blocks": [], **{k: v for k, v in body.items() if k in {"text", "blocks"}}}
        )
        return
    seen_by = "" if body.get("response_type") == "in_channel" else url.user
    chat.add(ws, url.channel, body, ephemeral_for=seen_by)


async def _given(request: web.Request) -> Json | None:
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body: Any = json.loads(await request.text() or "{}")
        except ValueError:
            return None
        return {**given, **body} if isinstance(body, dict) else None
    return {**given, **dict(await request.post())}


def _object(given: Json | None) -> Json:
    if given is None:
        raise Refused("invalid_json")
    return {key: value for key, value in given.items() if key != "token"}


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
