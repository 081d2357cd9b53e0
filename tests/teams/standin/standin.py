"""The stand-in for Microsoft Teams, as tests use it::

    async with TeamsStandIn() as teams:
        ana = teams.add_person("Ana Sousa")
        teams.reach(app_url)                       # where the bot listens: http://127.0.0.1:3000/api/messages
        await ana.installs()
        await ana.says("prep Acme")
        card = await ana.sees("Before the call")
        await ana.presses(card, "Send", {"The question": "What happens if nothing changes?"})

Microsoft's servers stand on the same port: ``teams.endpoints`` names them. Leaving the block fails the test
if Teams would have objected to anything; ``forgive()`` takes what was expected.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any, Self, TypeVar
from uuid import UUID

import aiohttp
from aiohttp import web

from bot.clock import Clock, SystemClock
from bot.teams.endpoints import Endpoints
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.microsoft import Microsoft
from tests.teams.standin.service import Service
from tests.teams.standin.state import Answer, Json, Person, Place
from tests.teams.validator import validate as strictly

Found = TypeVar("Found")

LOG = logging.getLogger("tests.teams.standin")
"""What goes wrong in the stand-in itself, told apart from the app under test."""

APP = "11111111-2222-4333-8444-555555555555"
SECRET = "a secret that only Microsoft and Kairos know"
TENANT = "99999999-8888-4777-8666-555555555555"


class TeamsStandIn:
    """An organisation in Teams, Microsoft's login and keys, and the way to the bot under test."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        validate: Callable[[Json], None] | None = strictly,
        signed: bool = True,
    ) -> None:
        self.clock = clock or SystemClock()
        self.app, self.secret, self.tenant = APP, SECRET, TENANT
        self.bot = f"28:{APP}"
        self.microsoft = Microsoft(self.clock, APP, SECRET, TENANT)
        self.service = Service(self.microsoft, self.bot, validate)
        self.service.signed = signed
        self.faults, self.limits = self.service.faults, self.service.limits
        self.patience = 10.0
        self.service_url = ""
        self.endpoints = Endpoints()
        self.last: Json = {}  #: the activity that was delivered last
        self._url = ""
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes([*self.microsoft.routes(), *self.service.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, logger=LOG)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.service_url = f"{origin}/"
        self.endpoints = Endpoints(metadata=f"{origin}/openid", login=f"{origin}/login")
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert self._session
        assert self._runner
        self.faults.release()
        await self._session.close()
        await self._runner.cleanup()
        if kind is None and self.service.violations:
            raise AssertionError("Teams would have objected:\n  " + "\n  ".join(self.service.violations))

    def forgive(self) -> list[str]:
        """Take the violations that a test provoked, so that they do not fail it."""
        found, self.service.violations = self.service.violations, []
        return found

    def reach(self, url: str) -> None:
        """Where the bot listens."""
        self._url = url

    def add_person(self, name: str, **more: Any) -> TeamsUser:
        """A new member, and their hands and eyes; ``more`` are fields of Person."""
        number = len(self.service.people) + 1
        first = name.split(maxsplit=1)[0].lower()
        given = {"email": f"{first}@example.com", **more}
        person = Person(name, str(UUID(int=number)), f"29:{first}-{number}", **given)
        self.service.people.append(person)
        return TeamsUser(self, person)

    def add_channel(
        self, name: str, *members: TeamsUser, installed: bool = True, first: bool = False
    ) -> Place:
        """A channel of a team of its own; ``first``: the one that each team has."""
        number = len(self.service.places) + 1
        team = f"19:team{number}@thread.tacv2"
        ident = team if first else f"19:channel{number}@thread.tacv2"
        people = [each.person for each in members]
        return self.service.add(Place(ident, "channel", people, name, team, installed))

    def add_group(self, *members: TeamsUser) -> Place:
        """A group chat."""
        ident = f"19:group{len(self.service.places) + 1}@thread.v2"
        return self.service.add(Place(ident, "groupChat", [each.person for each in members]))

    def token(self, **claims: Any) -> str:
        """A token of Teams' for the bot; a claim that is None is left out."""
        said = self.microsoft.claims(self.service_url) | claims
        return self.microsoft.signed({name: value for name, value in said.items() if value is not None})

    async def deliver(self, activity: Json, token: str | None = None) -> Answer:
        """Send an activity to the bot, signed."""
        self.last = activity
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.service.signed:
            headers["Authorization"] = f"Bearer {self.token() if token is None else token}"
        return await self.post(json.dumps(activity).encode(), headers)

    async def post(self, raw: bytes, headers: dict[str, str]) -> Answer:
        """Send anything at all to the bot."""
        assert self._session
        skip = () if "Content-Type" in headers else ("Content-Type",)
        async with self._session.post(
            self._url, data=BytesIO(raw), headers=headers, skip_auto_headers=skip
        ) as response:
            body = await response.read()
            if response.status >= 500 and response.status != 501:
                self.service.violations.append(f"the bot answered {response.status}")
            return Answer(response.status, json.loads(body) if body and response.status == 200 else None)

    def look_at(self, card: Json) -> None:
        """Validate a card that came in an answer."""
        if self.service.validate:
            self.service.validate(card)

    async def until(self, condition: Callable[[], Found | None], what: str) -> Found:
        """Wait until something is there; real seconds only bound a test that fails."""
        try:
            async with asyncio.timeout(self.patience):
                while not (found := condition()):
                    await self.service.changed.wait()
        except TimeoutError:
            recent = "\n".join(f"  {one.method} {one.path} {one.status}" for one in self.service.calls[-6:])
            raise AssertionError(f"no {what}; the last calls:\n{recent}") from None
        return found
