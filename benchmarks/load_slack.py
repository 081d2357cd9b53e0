"""Slack's side of the load: the strict stand-in of the tests, and the hands of those who work in it."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.load_house import A_TEAM, Town
from benchmarks.load_measured import Times
from benchmarks.load_slack_hands import PATIENCE, SlackHands
from bot.content import library
from bot.settings import settings
from bot.slack.manifest import OPTIONAL, manifest
from bot.slack.server import PATH
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Message
from tests.slack.standin.workspace import BOT_TOKEN, TEAM

SECRET = "signed with this"  # noqa: S105  made up
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

    def hands(self, name: str) -> SlackHands:
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
