"""Teams' side of the load: the strict stand-in of the tests, signed tokens, and the hands of those there."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.load_house import A_TEAM, ZONE, Town
from benchmarks.load_measured import Times
from benchmarks.load_teams_hands import FINE, TeamsHands, carried, form
from bot.clock import Clock
from bot.teams.heard import Reference
from bot.teams.server import PATH
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import APP, SECRET, TENANT, TeamsStandIn
from tests.teams.standin.state import Json, Message, Place

PATIENCE = 60.0
ANSWERS = "teams:"
"""So begins the key of what answers somebody; a delivery's begins with what it is."""


class Standing(list[Message]):
    """The messages; each delivery is counted as it comes, and each answer. What is never pressed goes."""

    def __init__(self, of: Iterable[Message] = ()) -> None:
        super().__init__(of)
        self.came: Counter[str] = Counter()
        self.newest: dict[str, Message] = {}
        self.seen: Counter[str] = Counter()

    def append(self, message: Message) -> None:
        """A new message."""
        kinds = set(deliveries(message.card))
        self.came.update(kinds)
        if not kinds:
            self.newest[message.place] = message
            self.seen[message.place] += 1
        if kinds or any(form(message.card)):
            super().append(message)


def deliveries(card: Json) -> Iterator[str]:
    """The delivery that a card is: its key begins the keys of its buttons."""
    for data in carried(card):
        key = str(data["key"]).rpartition(":")[0]
        if ":" in key and not key.startswith(ANSWERS):
            yield key


@dataclass
class TeamsSide:
    """The stand-in, with room for a long run: what it remembers is counted and let go."""

    teams: TeamsStandIn
    town: Town
    times: Times
    standing: Standing
    users: dict[str, TeamsUser]
    places: dict[str, Place]
    calls: Counter[str] = field(default_factory=Counter)
    late: int = 0

    @property
    def came(self) -> Mapping[str, int]:
        """How often each delivery came."""
        return +self.standing.came

    @property
    def environment(self) -> dict[str, str]:
        """What `kairos serve` is told of this Microsoft."""
        said = {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": SECRET}
        return said | {"MICROSOFT_APP_TENANT_ID": TENANT}

    @property
    def arguments(self) -> tuple[str, ...]:
        """Where this Microsoft is."""
        return ("--microsoft", self.teams.service_url.rstrip("/"))

    @property
    def addresses(self) -> Mapping[str, Mapping[str, str]]:
        """How everybody is reached: they had written before."""
        bot, url = self.teams.bot, self.teams.service_url
        found = {}
        for name, user in self.users.items():
            known = {**self.town.reps, **self.town.managers}[name]
            found[known] = Reference(
                service_url=url,
                conversation=user.place.id,
                kind="personal",
                bot=bot,
                user=known,
                tenant=TENANT,
            ).model_dump()
        return found

    def reach(self, port: int) -> None:
        """Where Kairos listens."""
        self.teams.reach(f"http://127.0.0.1:{port}{PATH}")

    def hands(self, name: str) -> TeamsHands:
        """That rep's hands."""
        return TeamsHands(self, self.users[name])

    def forget(self) -> None:
        """Count what was called, and let it go."""
        for call in self.teams.service.calls:
            kind = f"{call.method} {'an activity' if 'activities' in call.path else call.path.split('/')[2]}"
            self.calls[kind if call.status in FINE else f"{kind}: {call.status}"] += 1
        self.teams.service.calls.clear()

    def objections(self) -> list[str]:
        """What Teams would have minded: each wrong card, refused call, answer of 500."""
        self.forget()
        found = self.teams.forgive()
        return found + [f"{call}, {times} times" for call, times in self.calls.items() if ": " in call]

    def told(self) -> str:
        """What was called how often."""
        login, keys = self.teams.microsoft.token_fetches, self.teams.microsoft.key_fetches
        calls = ", ".join(f"{times:,} {call}" for call, times in self.calls.most_common())
        return f"{calls}, {login} for a token, {keys} for keys"


@asynccontextmanager
async def teams_side(
    reps: int, times: Times, clock: Clock, *, a_team: int = A_TEAM, called: str = ""
) -> AsyncIterator[TeamsSide]:
    """So many reps in teams, each with a manager and a channel; ``called`` begins all names."""
    town = Town("teams", TENANT)
    users: dict[str, TeamsUser] = {}
    places: dict[str, Place] = {}
    async with TeamsStandIn(clock) as teams:
        teams.patience = PATIENCE
        teams.limits.on()
        standing = teams.service.messages = Standing()
        members: dict[str, list[TeamsUser]] = defaultdict(list)

        def add(name: str, team: str, known: dict[str, str]) -> None:
            users[name] = teams.add_person(name, zone=ZONE)
            known[name], town.teams[name] = users[name].person.object_id, team
            members[team].append(users[name])

        for n in range(reps):
            team = f"{called}Team {n // a_team + 1}"
            if team not in members:
                add(f"{called}Manager {len(members) + 1}", team, town.managers)
            add(f"{called}Rep {n + 1:02}", team, town.reps)
        for team, people in members.items():
            places[team] = teams.add_channel(team, *people)
            town.channels[team] = places[team].id
        yield TeamsSide(teams, town, times, standing, users, places)
