"""The two ways from Slack to the app: signed HTTP requests, and envelopes over Socket Mode."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import Clock, SignatureVerifier

from tests.slack.standin.state import Ack, Json
from tests.slack.standin.workspace import APP, Workspace


@dataclass(frozen=True)
class Delivery:
    """Something to bring to the app; the kind is slash_commands, interactive or events_api."""

    kind: str
    payload: Json
    retry: int = 0
    reason: str = ""


class Transport(Protocol):
    """A way to the app."""

    async def deliver(self, delivery: Delivery, within: float) -> Ack:
        """Bring it there and wait for the acknowledgement."""


def _read(body: str, content_type: str) -> Any:
    if not body:
        return None
    return json.loads(body) if "json" in content_type else body


def _write(delivery: Delivery) -> str:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload)
    form = delivery.payload
    return urlencode(form if delivery.kind == "slash_commands" else {"payload": json.dumps(form)})


class HttpTransport:
    """Signed requests to the app's one URL. ``skew`` and ``secret`` can be spoilt on purpose."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str) -> None:
        self.session = session
        self.url = url
        self.secret = secret
        self.skew = 0

    async def deliver(self, delivery: Delivery, within: float) -> Ack:
        """POST it as Slack does."""
        content = "application/json" if delivery.kind == "events_api" else "application/x-www-form-urlencoded"
        body = _write(delivery)
        return await self.post(delivery.kind, body, content, self.headers(body, delivery), within)

    def headers(self, body: str, delivery: Delivery | None = None) -> dict[str, str]:
        """Signature, and what a repeated delivery adds. The app checks them against the machine's clock."""
        stamp = str(int(Clock().now()) + self.skew)
        signature = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=body) or ""
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        if delivery and delivery.retry:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.reason}
        return headers

    async def post(self, kind: str, body: str, content: str, headers: dict[str, str], within: float) -> Ack:
        """Send a raw request."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(within):
                async with self.session.post(
                    self.url,
                    data=body,
                    headers={"Content-Type": content, "User-Agent": "Slackbot 1.0", **headers},
                ) as response:
                    said = _read(await response.text(), response.content_type)
                    seconds = asyncio.get_running_loop().time() - began
                    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                    return Ack(kind, response.status, said, seconds, no_retry)
        except (TimeoutError, aiohttp.ClientError) as error:
            return Ack(kind, None, str(error), asyncio.get_running_loop().time() - began)


@dataclass
class Sockets:
    """The Socket Mode side: tickets given out, sockets open, envelopes not yet acknowledged."""

    ws: Workspace
    tickets: set[str] = field(default_factory=set)
    open: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = self.ws.new_id("ticket")
        self.tickets.add(ticket)
        return ticket

    async def link(self, request: web.Request) -> web.StreamResponse:
        """GET /link: the app's end of a socket."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=404)
        self.tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open) + 1,
                "debug_info": {"host": "standin", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        self.open.append(socket)
        self.ws.changed()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self.open.remove(socket)
            self.ws.changed()
        return socket

    def _acknowledge(self, text: str) -> None:
        try:
            body = json.loads(text)
            waiting = self.waiting.pop(body["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self.ws.violate("socket", f"not an acknowledgement of an open envelope: {text[:200]}")
            return
        waiting.set_result(body.get("payload"))

    async def deliver(self, delivery: Delivery, within: float) -> Ack:
        """Send an envelope to one of the sockets, each in turn."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if not self.open:
            return Ack(delivery.kind, None, "no socket is open")
        self._turn += 1
        envelope_id = self.ws.new_id("envelope")
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.retry, "retry_reason": delivery.reason}
        answer = self.waiting[envelope_id] = loop.create_future()
        try:
            async with asyncio.timeout(within):
                await self.open[self._turn % len(self.open)].send_json(envelope)
                return Ack(delivery.kind, 200, await answer, loop.time() - began)
        except (TimeoutError, aiohttp.ClientError) as error:
            self.waiting.pop(envelope_id, None)
            return Ack(delivery.kind, None, str(error), loop.time() - began)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to be replaced, as Slack does from time to time, and close it."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
        await self.close()

    async def close(self) -> None:
        """Close every socket."""
        for socket in list(self.open):
            await socket.close()
