"""What stands on Slack's side of the benchmarks: a bare Web API that checks nothing and says ok."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from benchmarks.driving import Lost
from benchmarks.slack_requests import TEAM

HELLO = {"ok": True, "team": "Bench", "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
SCOPES = {"x-oauth-scopes": "chat:write,commands,im:write,users:read"}
FINE = json.dumps(
    {"ok": True, "view": {"id": "V1", "hash": "1.a"}, "channel": "D1", "ts": "1.000001"}
).encode()
TRIGGER = re.compile(rb'"trigger_id": ?"([^"]+)"')


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
