"""Teams' side of the load: the strict stand-in of the tests, signed tokens, and the hands of those there."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.load_house import A_TEAM, ZONE, Town
from benchmarks.load_measured import Times
from benchmarks.load_story import Answers, Page, Unexpected
from bot.clock import Clock
from bot.teams.heard import Reference
from bot.teams.server import PATH
from tests.teams.standin import activities
from tests.teams.standin.cards import every
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.standin import APP, SECRET, TENANT, TeamsStandIn
from tests.teams.standin.state import Answer, Json, Message, Place

FORGERIES = 3
PATIENCE = 60.0
FINE = {200, 201, 202}
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


def carried(card: Json) -> Iterator[Json]:
    """What the buttons of a card carry."""
    for each in every(card):
        data = each.get("data")
        if isinstance(data, dict) and "kairos" in data:
            yield data["kairos"]


def deliveries(card: Json) -> Iterator[str]:
    """The delivery that a card is: its key begins the keys of its buttons."""
    for data in carried(card):
        key = str(data["key"]).rpartition(":")[0]
        if ":" in key and not key.startswith(ANSWERS):
            yield key


def form(card: Json) -> Iterator[Json]:
    """The button that sends a card's form."""
    return (each for each in carried(card) if each["page"])


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

    def hands(self, name: str) -> "TeamsHands":
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


@dataclass
class TeamsHands:
    """A rep at Teams."""

    side: TeamsSide
    user: TeamsUser
    card: Message | None = None
    presses: int = 0

    async def begin(self, flow: str, deal: str, *, again: bool = False) -> Page:
        """``precall`` or ``postcall``: done when the card with the form stands in the chat."""
        with self.side.times.each(f"{flow}, taken up again" if again else flow):
            self.card = await self._says(f"{flow} {deal}")
        return _page(self.card.card)

    async def send(self, kind: str, answers: Answers, *, twice: bool = False) -> Page:
        """Fill in the card and press its button: done with the answer, which is the next card."""
        card = self._card()
        button = next(each["title"] for each in every(card.seen_by(self.user.person)) if _sends(each))
        wishes: dict[str, object] = {name: list(said) for name, said in answers.items()}
        if twice:
            self.presses += 1
            same = f"f:twice-{self.user.person.object_id}-{self.presses}"
            with self.side.times.each(f"{kind}, twice at once"):
                said = await asyncio.gather(
                    *(self.user.presses(card, button, wishes, id=same) for _ in range(2))
                )
        else:
            with self.side.times.each(kind):
                said = [await self.user.presses(card, button, wishes)]
        return [_changed(each) for each in said][-1]

    async def keep(self) -> Page:
        """Keep mine."""
        return await self._pressed("Keep mine", "a push-back kept")

    async def edit(self) -> Page:
        """Reopen the check, from the verdict's card."""
        return await self._pressed("Edit", "a check reopened")

    async def _pressed(self, title: str, kind: str) -> Page:
        card = self._card()
        with self.side.times.each(kind):
            said = await self.user.presses(card, title)
        return _changed(said)

    async def leave(self, _answers: Answers) -> bool:
        """Go away: Teams tells nobody what was typed."""
        return False

    async def done(self) -> None:
        """The card stays where it is."""
        self.card = None

    async def ask(self, what: str) -> None:
        """A word: done when the card stands in the chat."""
        with self.side.times.each(what.split(" ", maxsplit=1)[0]):
            await self._says(what)

    async def look(self) -> bool:
        """There is no Home."""
        return False

    async def forge(self, number: int) -> int:
        """A message with somebody else's token, one for another bot, or none at all."""
        teams, place = self.side.teams, self.user.place
        base = activities.activity(
            teams.clock, teams.service_url, teams.tenant, teams.bot, self.user.person, place
        )
        said = activities.message(
            base, activities.client(self.user.person, teams.clock), "help", mention=False, bot=teams.bot
        )
        token = ("x.y.z", teams.token(aud="another bot"), "")[number % FORGERIES]
        with self.side.times.each("a bad token"):
            return (await teams.deliver(said, token=token)).status

    async def _says(self, text: str) -> Message:
        standing, place = self.side.standing, self.user.place.id
        before = standing.seen[place]

        def answer() -> Message | None:
            return standing.newest[place] if standing.seen[place] > before else None

        _fine(await self.user.says(text))
        return await self.side.teams.until(answer, text)

    def _card(self) -> Message:
        if self.card is None:
            raise Unexpected("no card to press")
        return self.card


def _page(card: Json) -> Page:
    data = next(form(card), None) or {"ref": 0, "page": ""}
    return Page(int(data["ref"]), str(data["page"]))


def _changed(answer: Answer) -> Page:
    """The page in the answer to a press: what the rep sees at once, whatever changes the card later."""
    _fine(answer)
    if not isinstance(answer.body, dict) or not isinstance(answer.body.get("value"), dict):
        raise Unexpected(f"no card in the answer: {answer.body}")
    return _page(answer.body["value"])


def _sends(action: Json) -> bool:
    data = action.get("data")
    return isinstance(data, dict) and "kairos" in data and bool(data["kairos"]["page"])


def _fine(answer: Answer) -> None:
    body = answer.body or {}
    if answer.status not in FINE or body.get("statusCode", 200) not in FINE:
        raise Unexpected(f"answered {answer}")
