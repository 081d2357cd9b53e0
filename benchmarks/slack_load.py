"""What stands on Slack's side of the benchmark: a bare Web API that answers ok, and those who send requests.

Requests are built and signed ahead, as bytes. One that opens a modal is done when Slack has its answer and
``views.open`` with a form has come, and been answered, too.
"""

import asyncio
import hmac
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import Any, Protocol, Self
from urllib.parse import quote_plus, urlencode

from aiohttp import web

from bot.clock import SystemClock

SECRET, TOKEN, TEAM, PATH = "signed with this", "xoxb-made-up", "T0BENCH", "/slack/events"

PATIENCE = 20.0
"""Seconds after which a request counts as lost, which ends the benchmark."""

HELLO = {"ok": True, "team": "Bench", "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
SCOPES = {"x-oauth-scopes": "chat:write,commands,im:write,users:read"}
FINE = json.dumps(
    {"ok": True, "view": {"id": "V1", "hash": "1.a"}, "channel": "D1", "ts": "1.000001"}
).encode()
TRIGGER = re.compile(rb'"trigger_id": ?"([^"]+)"')
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")

PERSON, DEAL_NAME = "U00PERSON", "Acme"

COMMAND = urlencode(
    {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "D1",
        "channel_name": "directmessage",
        "user_id": PERSON,
        "user_name": "somebody",
        "command": "/precall",
        "text": DEAL_NAME,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:1/nowhere",
        "trigger_id": "TRIGGER-0",
    }
)


class Lost(Exception):
    """Something else came than what the benchmark counts."""


@dataclass(frozen=True)
class Request:
    """A request as it goes over the line, whose modal it waits for, and what its answer has to hold."""

    raw: bytes
    trigger: str = ""
    holds: bytes = b""


@dataclass(frozen=True)
class Measured:
    """How fast some requests were answered, times in milliseconds; the body of the last answer."""

    rate: float
    times: tuple[float, ...]
    last: bytes

    def at(self, percent: int) -> float:
        """The time that so many per cent of the requests did not exceed."""
        return sorted(self.times)[min(len(self.times) * percent // 100, len(self.times) - 1)]


class Expecting(Protocol):
    """Plays a platform, and notices what the request of that trigger brings."""

    def expect(self, trigger: str) -> asyncio.Future[None]:
        """Done when it has come."""


class WebApi:
    """A Slack that checks nothing and says ok."""

    def __init__(self) -> None:
        """Use ``serve``."""
        self.url = ""
        self._last = b""
        self._opened: dict[str, asyncio.Future[None]] = {}

    @classmethod
    @asynccontextmanager
    async def serve(cls) -> AsyncIterator[Self]:
        """A Web API on a port of its own."""
        api = cls()
        app = web.Application()
        app.router.add_post("/api/{method}", api._hear)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield api
        finally:
            await runner.cleanup()

    @property
    def last_view(self) -> dict[str, Any]:
        """The view that was opened last."""
        view: dict[str, Any] = json.loads(self._last)["view"]
        return view

    def expect(self, trigger: str) -> asyncio.Future[None]:
        """Done when a form was opened with this trigger."""
        expected = self._opened[trigger] = asyncio.get_running_loop().create_future()
        return expected

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        match request.match_info["method"]:
            case "auth.test":
                return web.json_response(HELLO, headers=SCOPES)
            case "views.open":
                self._see(body)
        return web.Response(body=FINE, content_type="application/json")

    def _see(self, body: bytes) -> None:
        found = TRIGGER.search(body)
        expected = self._opened.pop(found[1].decode(), None) if found else None
        if expected is None:
            return
        self._last = body
        if b"notify_on_close" in body:
            expected.set_result(None)
        else:
            expected.set_exception(Lost(f"no form: {body.decode()}"))


def opening(person: str) -> Request:
    """``/precall Acme``, typed by that person."""
    trigger = f"T{person}"
    body = COMMAND.replace(PERSON, person).replace("TRIGGER-0", trigger)
    return Request(_signed(body), trigger=trigger)


def submissions(view: dict[str, Any], session: int, values: dict[str, tuple[str, ...]]) -> "Submissions":
    """What makes a filled form out of the view of one session, for any other."""
    shown = {
        **view,
        "id": "V-VIEW-0",
        "team_id": TEAM,
        "hash": "1772445600.aBcDeFgH",
        "state": {"values": dict(_states(view, values))},
        "previous_view_id": None,
        "root_view_id": "V-VIEW-0",
        "app_id": "A0BENCH",
        "external_id": "",
        "app_installed_team_id": TEAM,
        "bot_id": "B0BOT",
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "verification",
        "trigger_id": "TRIGGER-0",
        "view": shown,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return Submissions(f"payload={quote_plus(json.dumps(payload, separators=(',', ':')))}", str(session))


@dataclass(frozen=True)
class Submissions:
    """A filled form as Slack encodes it; ids of other sessions and people are put in their places."""

    body: str
    session: str

    def of(self, person: str, session: int) -> Request:
        """That person's session, submitted."""
        body = self.body.replace(self.session, str(session)).replace(PERSON, person)
        body = body.replace("V-VIEW-0", f"V{session}").replace("TRIGGER-0", f"S{session}")
        return Request(_signed(body), holds=b'"response_action"')


async def drive(api: Expecting, port: int, requests: Iterable[Request], in_flight: int) -> Measured:
    """Send them all, so many at a time, each on a connection that stays open. Raises Lost."""
    times: list[float] = []
    waiting = iter(requests)
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(in_flight)]
    began = perf_counter()
    try:
        async with asyncio.TaskGroup() as group:
            sent = [group.create_task(_send(api, *line, waiting, times)) for line in lines]
        return Measured(len(times) / (perf_counter() - began), tuple(times), sent[0].result())
    finally:
        for _, writer in lines:
            writer.close()


async def _send(
    api: Expecting,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    requests: Iterator[Request],
    times: list[float],
) -> bytes:
    """Send what is there until nothing is left; the last answer's body."""
    body = b""
    for request in requests:
        async with asyncio.timeout(PATIENCE):
            began = perf_counter()
            opened = api.expect(request.trigger) if request.trigger else None
            writer.write(request.raw)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            if b" 200 " not in head[:16] or request.holds not in body:
                raise Lost(f"{head.decode()}{body.decode()}")
            if opened:
                await opened
            times.append((perf_counter() - began) * 1000)
    return body


def _signed(body: str) -> bytes:
    stamp = str(int(SystemClock().now().timestamp()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept: application/json,*/*",
        "Accept-Encoding: gzip,deflate",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Slack-Request-Timestamp: {stamp}",
        f"X-Slack-Signature: v0={signature}",
    )
    return "\r\n".join((*head, "", body)).encode()


def _states(view: dict[str, Any], values: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands in each input, as Slack says it."""
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kind, said = element["type"], values.get(element["action_id"], ())
        chosen = [option for option in element.get("options", ()) if option["value"] in said]
        match kind:
            case "checkboxes" | "multi_static_select":
                state: dict[str, Any] = {"selected_options": chosen}
            case "radio_buttons" | "static_select":
                state = {"selected_option": chosen[0] if chosen else None}
            case "timepicker":
                state = {"selected_time": said[0] if said else None}
            case _:
                state = {"value": said[0] if said else None}
        yield block["block_id"], {element["action_id"]: {"type": kind, **state}}
