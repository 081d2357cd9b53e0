"""Slack's side of the load: the strict stand-in of the tests, and the hands of those who work in it."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load_house import A_TEAM, Town
from benchmarks.load_measured import Times
from benchmarks.load_story import Answers, Page, Unexpected
from bot.content import library
from bot.settings import settings
from bot.slack.manifest import OPTIONAL, manifest
from bot.slack.server import PATH
from tests.slack.standin import payloads
from tests.slack.standin.delivery import Delivery, HttpTransport
from tests.slack.standin.driver import SlackUser
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Ack, Message, View
from tests.slack.standin.workspace import BOT_TOKEN, TEAM

SECRET = "signed with this"  # noqa: S105  made up
FORGERIES = 3
FINE = 200
PATIENCE = 60.0
SLACK_WAITS = 3.0
"""Seconds. An answer that comes later is counted; on a busy machine it says little about Kairos."""


class Standing(list[Message]):
    """The messages; each delivery is counted as it comes, and what only one person sees is not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.came: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()

    def append(self, message: Message) -> None:
        """A new message."""
        key = str((message.metadata or {}).get("event_payload", {}).get("delivery", ""))
        self.came[key] += bool(key)
        self.seen[message.ephemeral_for] += 1
        if not message.ephemeral_for:
            super().append(message)


@dataclass
class SlackSide:
    """The stand-in, with room for a long run: what it remembers is counted and let go."""

    slack: StandIn
    town: Town
    times: Times
    standing: Standing
    calls: Counter[str] = field(default_factory=Counter)
    late: int = 0
    again: int = 0

    @property
    def came(self) -> Mapping[str, int]:
        """How often each delivery came."""
        return +self.standing.came

    @property
    def environment(self) -> dict[str, str]:
        """What `kairos serve` is told of this Slack."""
        said = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        return said | {"SLACK_API_URL": self.slack.api_url}

    addresses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()

    def reach(self, port: int) -> None:
        """Where Kairos listens."""
        self.slack.over_http(f"http://127.0.0.1:{port}{PATH}", SECRET)

    def hands(self, name: str) -> "SlackHands":
        """That rep's hands."""
        return SlackHands(self, self.slack.user(self.town.reps[name]))

    def forget(self) -> None:
        """Count what was called and acknowledged, and let it go."""
        space = self.slack.workspace
        for call in space.calls:
            fine = call.answer.get("ok")
            self.calls[call.method if fine else f"{call.method}: {call.answer.get('error')}"] += 1
        self.late += sum(ack.seconds > SLACK_WAITS for ack in space.acks)
        space.calls.clear()
        space.acks.clear()

    def objections(self) -> list[str]:
        """What Slack would have minded: each wrong payload, refused call, second copy of a message."""
        self.forget()
        found = [each for each in self.slack.forgive() if "status 200 after" not in each]
        found += [f"{call}, {times} times" for call, times in self.calls.items() if ": " in call]
        return found + [f"a second copy in {each.channel}" for each in self.slack.workspace.duplicates]

    def told(self) -> str:
        """What was called how often."""
        calls = ", ".join(f"{times:,} {call}" for call, times in self.calls.most_common())
        return f"{calls}; {self.again} forms were sent again, as their answer came too late for Slack"


@asynccontextmanager
async def slack_side(
    reps: int, times: Times, *, a_team: int = A_TEAM, called: str = ""
) -> AsyncIterator[SlackSide]:
    """A workspace with so many reps in teams, each with a manager and a channel; ``called`` begins names."""
    made = manifest(library(settings().content).words, url="https://kairos.example", socket=False)
    town = Town("slack", TEAM)
    async with StandIn(made) as slack:
        slack.patience = slack.ack_patience = PATIENCE
        slack.workspace.messages = standing = Standing()
        slack.workspace.tokens[BOT_TOKEN].scopes.update(OPTIONAL)
        for n in range(reps):
            team = f"{called}Team {n // a_team + 1}"
            if team not in town.channels:
                town.channels[team] = f"C{len(town.channels) + 1}"
                slack.add_channel(town.channels[team], team.casefold().replace(" ", ""))
                boss = f"{called}Manager {len(town.channels)}"
                town.managers[boss], town.teams[boss] = f"UM{len(town.channels)}", team
                slack.add_person(town.managers[boss], boss.casefold().replace(" ", ""))
            name = f"{called}Rep {n + 1:02}"
            town.reps[name], town.teams[name] = f"U{n + 1}", team
            slack.add_person(f"U{n + 1}", f"rep{n + 1}")
            slack.workspace.dm(f"U{n + 1}")
        yield SlackSide(slack, town, times, standing)


@dataclass
class SlackHands:
    """A rep at Slack."""

    side: SlackSide
    user: SlackUser

    async def begin(self, flow: str, deal: str, *, again: bool = False) -> Page:
        """``/precall`` or ``/postcall``: done when the modal stands there."""
        with self.side.times.each(f"/{flow}, taken up again" if again else f"/{flow}"):
            _fine(await self.user.command(f"/{flow}", deal))
            view = await self.user.sees_modal()
        return _page(view)

    async def send(self, kind: str, answers: Answers, *, twice: bool = False) -> Page:
        """Fill in the modal and press its button: done with the answer, which shows the next page."""
        view = self._modal()
        ids = {block["block_id"].rpartition(":")[2]: block["block_id"] for block in view.blocks}
        several = {"checkboxes", "multi_static_select"}
        kinds = {
            block["block_id"]: block["element"]["type"] for block in view.blocks if block["type"] == "input"
        }
        wishes: dict[str, Any] = {
            ids[name]: list(said) if kinds[ids[name]] in several else said[0]
            for name, said in answers.items()
        }
        await self.user.fill(view, wishes)
        if twice:
            with self.side.times.each(f"{kind}, twice at once"):
                acks = list(await asyncio.gather(self.user.submit(view), self.user.submit(view)))
        else:
            with self.side.times.each(kind):
                acks = [await self.user.submit(view)]
        while all(ack.status == FINE and not ack.ok for ack in acks):
            self.side.again += 1  # too late for Slack: it says so, and what was typed is sent once more
            acks = [await self.user.submit(view)]
        for ack in acks:
            _fine(ack)
        if view.errors.keys() - {""}:
            raise Unexpected(f"refused: {view.errors}")
        return _page(view)

    async def keep(self) -> Page:
        """Keep mine: done when the modal has changed."""
        view = self._modal()
        return await self._pressed(view, "Keep mine", "a push-back kept")

    async def edit(self) -> Page:
        """Reopen the check, from the verdict in the modal."""
        return await self._pressed(self._modal(), "Edit", "a check reopened")

    async def _pressed(self, view: View, label: str, kind: str) -> Page:
        before = view.hash
        with self.side.times.each(kind):
            _fine(await self.user.press(view, label))
            await self.side.slack.until(lambda: view.hash != before or None, label)
        return _page(view)

    async def leave(self, answers: Answers) -> bool:
        """Type something and close the modal: Slack tells what was typed."""
        view = self._modal()
        ids = {block["block_id"].rpartition(":")[2]: block["block_id"] for block in view.blocks}
        await self.user.fill(view, {ids[name]: said[0] for name, said in answers.items()})
        with self.side.times.each("a form closed half-way"):
            _fine(await self.user.close(view))
        return True

    async def done(self) -> None:
        """Close whatever is open."""
        while self.user.modal:
            await self.user.close(self.user.modal)

    async def ask(self, what: str) -> None:
        """``/coach`` something: done when the message stands there."""
        seen, me = self.side.standing.seen, self.user.id
        before = seen[me]
        with self.side.times.each(f"/coach {what.split(' ', maxsplit=1)[0]}"):
            ack = await self.user.command("/coach", what)
            _fine(ack)
            if ack.ok:  # else it came too late for Slack, which shows nothing of it
                await self.side.slack.until(lambda: seen[me] > before or None, what)

    async def look(self) -> bool:
        """Open the Home, and the event comes twice: done when the Home was published."""
        space = self.side.slack.workspace
        before = home.hash if (home := self.user.home) else ""
        inner: dict[str, Any] = {"user": self.user.id, "tab": "home", "channel": "D1"}
        if home:
            inner["view"] = payloads.view_state(home)
        with self.side.times.each("Home opened, told twice"):
            for ack in await self.side.slack.event("app_home_opened", deliveries=2, **inner):
                _fine(ack)
            await self.side.slack.until(
                lambda: space.homes.get(self.user.id) and space.homes[self.user.id].hash != before, "a Home"
            )
        return True

    async def forge(self, number: int) -> int:
        """A command that is signed with another secret, or an hour ago, or not at all."""
        good = self.side.slack.transport
        if not isinstance(good, HttpTransport):
            raise Unexpected("not over HTTP")
        shown = {"id": "D1", "name": "directmessage"}
        body = payloads.command(self.user.person, "/precall", "Acme", shown, {"trigger_id": "1.1.forged"})
        forger = HttpTransport(good.session, good.url, good.secret)
        if number % FORGERIES == 0:
            forger.secret = "another one"  # noqa: S105  made up
        elif number % FORGERIES == 1:
            forger.skew = -3600
        with self.side.times.each("a bad signature"):
            if number % FORGERIES == FORGERIES - 1:
                ack = await forger.post("slash_commands", "a=b", "application/x-www-form-urlencoded", {}, 60)
            else:
                ack = await forger.deliver(Delivery("slash_commands", body), PATIENCE)
        return ack.status or 0

    def _modal(self) -> View:
        view = self.user.modal
        if view is None:
            raise Unexpected("no modal is open")
        return view


def _page(view: View) -> Page:
    said = view.body.get("private_metadata") or "{}"
    data = json.loads(said)
    is_form = "submit" in view.body
    return Page(int(data.get("ref") or 0), str(data.get("page", "")) if is_form else "")


def _fine(ack: Ack | None) -> None:
    if ack is None or ack.status != FINE:
        raise Unexpected(f"answered {ack}")
