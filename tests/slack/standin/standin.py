"""The stand-in for Slack, as tests use it::

    async with StandIn() as slack:
        slack.add_person("U1", "ana")
        slack.over_http(app_url, signing_secret)      # or: await slack.over_socket(), once the app connects
        ana = slack.user("U1")
        await ana.command("/precall", "Acme")
        modal = await ana.sees_modal("Before the call")
        await ana.submit(modal, {"What is the goal?": "A next step"})

Leaving the block fails the test if ``violations`` holds anything; ``forgive()`` takes what was expected.
"""

from collections.abc import Callable, Iterable
from typing import Any, Self

import aiohttp

from tests.slack.standin import payloads
from tests.slack.standin.delivery import Delivery, HttpTransport, Transport
from tests.slack.standin.driver import SlackUser
from tests.slack.standin.server import Server
from tests.slack.standin.state import Ack, Call, CannotDo, Channel, Json, Person, VirtualClock
from tests.slack.standin.wording import controls
from tests.slack.standin.workspace import BOT_TOKEN, BOT_USER, SCOPES, TEAM, Found, Workspace

MOST_RETRIES = 3
_ALWAYS = frozenset({"app_uninstalled", "tokens_revoked"})


class StandIn:
    """A workspace, its server, and the way to the app under test."""

    def __init__(self, manifest: Json | None = None, clock: VirtualClock | None = None) -> None:
        self.manifest = manifest
        self.clock = clock or VirtualClock()
        granted = manifest["oauth_config"]["scopes"]["bot"] if manifest else SCOPES
        self.workspace = Workspace(self.clock, tuple(granted))
        self.server = Server(self.workspace)
        self.faults = self.server.faults
        self.rates = self.server.rates
        self.sockets = self.server.sockets
        #: real seconds that bound a wait; they only matter to a test that fails
        self.patience = 10.0
        self.ack_patience = 5.0
        self.transport: Transport | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await self.server.start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
        await self.server.close()
        if kind is None and self.workspace.violations:
            found = "\n  ".join(self.workspace.violations)
            raise AssertionError(f"Slack would have objected:\n  {found}")

    @property
    def api_url(self) -> str:
        """The Web API's base, for ``AsyncWebClient(base_url=…)`` and SLACK_API_URL."""
        return f"http://{self.server.origin}/api/"

    @property
    def violations(self) -> list[str]:
        """What Slack would have objected to so far."""
        return self.workspace.violations

    def forgive(self) -> list[str]:
        """Take the violations that a test provoked, so that they do not fail it."""
        found, self.workspace.violations = self.workspace.violations, []
        return found

    def over_http(self, url: str, secret: str) -> HttpTransport:
        """Reach the app by signed requests to its URL."""
        assert self._session is not None
        self.transport = HttpTransport(self._session, url, secret)
        return self.transport

    async def over_socket(self) -> None:
        """Reach the app by its socket, as soon as it has connected one."""
        await self.until(lambda: self.sockets.open, "socket from the app")
        self.transport = self.sockets

    def add_person(self, user: str, name: str, **more: Any) -> Person:
        """A new member; ``more`` are fields of Person."""
        person = self.workspace.people[user] = Person(user, name, **more)
        return person

    def add_channel(
        self,
        channel: str,
        name: str,
        members: Iterable[str] = (),
        *,
        joined: bool = True,
        private: bool = False,
    ) -> Channel:
        """A new channel; ``joined`` says whether the app is in it."""
        who = {*members, BOT_USER} if joined else {*members}
        made = self.workspace.channels[channel] = Channel(channel, name, private=private, members=who)
        return made

    def user(self, user: str) -> SlackUser:
        """That person's hands and eyes."""
        return SlackUser(self, self.workspace.people[user])

    def calls(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        return [call for call in self.workspace.calls if call.method == method]

    async def called(self, method: str, times: int = 1) -> Call:
        """Wait until a method has been called so often; the latest call."""

        def enough() -> list[Call] | None:
            found = self.calls(method)
            return found if len(found) >= times else None

        return (await self.until(enough, f"call {times} of {method}"))[times - 1]

    async def until(self, condition: Callable[[], Found | None], what: str) -> Found:
        """Wait until something is there."""
        return await self.workspace.until(condition, what, self.patience)

    def plant(self, typed: Any) -> None:
        """Mark what a person typed: its markup must never come back alive."""
        for text in typed if isinstance(typed, list | tuple) else [typed]:
            if isinstance(text, str):
                self.workspace.planted |= controls(text)

    def must_know(self, feature: str, key: str, wanted: str) -> None:
        """A person can only use what the manifest declares."""
        if self.manifest is not None:
            offered = [one[key] for one in self.manifest.get("features", {}).get(feature, [])]
            if wanted not in offered:
                raise CannotDo(f"{wanted} is none of the app's {feature}: {offered}")

    async def deliver(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Ack:
        """Bring a payload to the app and record how it was acknowledged."""
        assert self.transport is not None, "say over_http(…) or over_socket() first"
        delivery = Delivery(kind, payload, retry, reason)
        ack = await self.transport.deliver(delivery, self.ack_patience)
        self.workspace.acks.append(ack)
        if not ack.ok:
            what = payload.get("type", kind)
            self.workspace.violate(f"ack of {what}", f"status {ack.status} after {ack.seconds:.1f} s")
        self.workspace.changed()
        return ack

    async def event(self, name: str, deliveries: int = 1, **fields: Any) -> list[Ack]:
        """Send an event, ``deliveries`` times under one event_id; one that fails is sent again by itself."""
        if self.manifest is not None and name not in _ALWAYS:
            bot_events = self.manifest["settings"].get("event_subscriptions", {}).get("bot_events", [])
            if name not in bot_events:
                raise CannotDo(f"the app is not subscribed to {name}, only to {bot_events}")
        body = payloads.event(self.workspace, self.workspace.new_id("Ev"), {"type": name, **fields})
        acks: list[Ack] = []
        while len(acks) <= MOST_RETRIES:
            reason = "" if not acks else "http_timeout" if acks[-1].status is None else "http_error"
            acks.append(await self.deliver("events_api", body, len(acks), reason))
            if len(acks) >= deliveries and (acks[-1].ok or acks[-1].no_retry):
                break
        return acks

    async def change_user(self, user: str, **fields: Any) -> list[Ack]:
        """Change a person's profile, which the app hears as user_change."""
        person = self.workspace.people[user]
        for key, value in fields.items():
            assert hasattr(person, key), key
            setattr(person, key, value)
        return await self.event("user_change", user=person.profile(TEAM), cache_ts=int(self.clock.now()))

    async def uninstall(self) -> list[Ack]:
        """Take the app out of the workspace: its token is dead before it hears of it."""
        self.workspace.tokens[BOT_TOKEN].status = "account_inactive"
        return await self.event("app_uninstalled")

    async def revoke_tokens(self) -> list[Ack]:
        """Revoke the app's token."""
        self.workspace.tokens[BOT_TOKEN].status = "token_revoked"
        return await self.event("tokens_revoked", tokens={"oauth": [], "bot": [BOT_USER]})
