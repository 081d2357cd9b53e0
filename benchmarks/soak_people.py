"""Who lives through the quarter of benchmarks/soak.py, what they do, and what they are promised."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.chat.answers import Answers
from bot.chat.playing import Player
from bot.clock import FixedClock
from bot.coach.use_cases import Sent
from bot.house import House
from bot.ports import Member, Roster
from dialogs.document import Act
from dialogs.people import Identity, Person, Role, Team

BEGINS = date(2026, 3, 2)
"""A Monday; America and Europe change their clocks in the weeks after it."""

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")
SLOT, HOUR, DAY, WEEK = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
WORKING = 5
AT_ONCE = 16
DEALS, DEALS_LIVE = 4, 5
"""So many deals has a rep at a time, for so many weeks."""

GOOD = "What happens to your Monday if nothing changes by spring?"
STEPS = ("introduce", "share", "trial", "decision-meeting", "date")
PROOFS = ("trial", "case-history")
BARRIERS = ("impatience", "preparation", "goal-focus")

Deed = Callable[[House], Awaitable[None]]


@dataclass
class Quarter:
    """Who lives in it, and what they were promised."""

    given: Mapping[str, Any]
    promised: TextIO
    clock: FixedClock
    dice: Random
    people: dict[str, Person] = field(default_factory=dict)
    team_of: dict[str, int] = field(default_factory=dict)
    deeds: dict[datetime, list[Deed]] = field(default_factory=lambda: defaultdict(list))
    marks: int = 0
    done: int = 0

    # -------------------------------------------------------------------------------------------------- who

    async def settle(self, kairos: House) -> None:
        """Everybody enters."""
        members: list[Member] = []
        teams: list[Team] = []
        for town in self.given["towns"]:
            for name in dict.fromkeys(town["teams"].values()):
                zone = ZONES[len(teams) % len(ZONES)]
                teams.append(
                    Team(
                        id=0, name=name, platform=town["platform"], workspace=town["workspace"],
                        channel=town["channels"][name], country="", zone=zone,
                    )
                )  # fmt: skip
            zones = {team.name: team.zone for team in teams}
            for role in ("rep", "manager"):
                for name, account in town[f"{role}s"].items():
                    known = Identity(platform=town["platform"], workspace=town["workspace"], user=account)
                    team, email = town["teams"][name], f"{name.casefold().replace(' ', '')}@soak.example"
                    members.append(
                        Member(name=name, email=email, role=role, team=team, identity=known, zone=zones[team])
                    )
        await kairos.store.apply(Roster(members=tuple(members), teams=tuple(teams)), self.clock.now())
        for account, address in self.given["addresses"].items():
            workspace = self.given["towns"][1]["workspace"]
            await kairos.store.put_address(
                Identity(platform="teams", workspace=workspace, user=account), address
            )
        for team in await kairos.store.teams():
            for person in await kairos.store.people(team.id):
                self.people[person.name] = person
                self.team_of[person.name] = team.id

    # ------------------------------------------------------------------------------------------------- what

    def plan(self, week: int) -> None:
        """What everybody does in that week, by half hour."""
        monday = BEGINS + week * WEEK
        for name, person in self.people.items():
            if person.role is not Role.REP:
                self._at(monday + 3 * DAY, 10, person.zone, partial(self._answer, name))
                self._at(monday + 4 * DAY, 15, person.zone, partial(self._read, name, ("team", "help")))
                continue
            for n in range(WORKING):
                deal = f"{name} deal {self.dice.randrange(DEALS)} of {week // DEALS_LIVE}"
                at = self._at(
                    monday + n * DAY,
                    self.dice.randrange(9, 15),
                    person.zone,
                    partial(self._check, name, deal),
                )
                late = self._may(0.2)  # after the nudge
                self.deeds[at + (4 if late else 1) * SLOT].append(partial(self._reflect, name, deal))
            self._at(monday + 2 * DAY, 11, person.zone, partial(self._read, name, ("week", "deals")))
            if self._may(0.25):
                self._at(monday + self.dice.randrange(3) * DAY, 16, person.zone, partial(self._ask, name))
            if week % 3 == person.id % 3:
                self._at(monday + DAY, 12, person.zone, partial(self._take, name, week))

    def _at(self, day: date, hour: int, zone: str, deed: Deed) -> datetime:
        local = datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
        at = local.replace(minute=local.minute // 30 * 30)
        self.deeds[at].append(deed)
        return at

    def _may(self, part: float) -> bool:
        return self.dice.random() < part

    def _mark(self) -> int:
        self.marks += 1
        return self.marks

    async def _check(self, name: str, deal: str, kairos: House) -> None:
        ends = (self.clock.now() + timedelta(minutes=45)).astimezone(ZoneInfo(self.people[name].zone))
        pushed = self._may(0.1)
        answers: dict[str, tuple[str, ...]] = {
            "know": ("person",),
            "difference": (f"Their close takes two days instead of six, case {self._mark()}",),
            "proof": PROOFS,
            "doubt": ("some",),
            "question": ("Do you like it?",) if pushed else (GOOD,),
            "advance": (self.dice.choice(STEPS),),
            "chance": (self.dice.choice(("30", "50", "70", "80")),),
            "ends": (f"{ends:%H:%M}",),
        }
        keep = pushed and self._may(0.5)
        if self._may(0.5):
            answers["barrier"] = (self.dice.choice(BARRIERS),)
        better = {} if keep else {"question": (GOOD,)}
        await self._played(kairos, name, Answers(file=deal, values=answers, push_back=better, keep=keep))

    async def _reflect(self, name: str, deal: str, kairos: House) -> None:
        answers: dict[str, tuple[str, ...]] = {
            "agreed": self.dice.choice(((self.dice.choice(STEPS),), ("nothing",))),
            "signals": (self.dice.choice(("commits", "questions", "none")),),
            "barrier": (self.dice.choice((*BARRIERS, "none")),),
            "learning": (f"wait {self._mark()} breaths",),
        }
        await self._played(kairos, name, Answers(file=deal, values=answers))

    async def _played(self, kairos: House, name: str, given: Answers) -> None:
        flow = "precall" if "know" in given.values else "postcall"
        player = Player(kairos.coach, kairos.ids, self.people[name])
        screen = await player.play(kairos.library.flows[flow], given.file, given)
        said = {**given.values, **given.push_back}
        self._promise(session=screen.session, flow=flow, person=name, deal=given.file, answers=said)
        self.done += 1

    async def _read(self, name: str, pages: tuple[str, ...], kairos: House) -> None:
        for page in pages:
            await kairos.coach.say(self.people[name], f"/coach {page}", f"read:{kairos.ids()}")

    async def _ask(self, name: str, kairos: House) -> None:
        text = f"What would you have asked in call {self._mark()}?"
        await kairos.coach.say(self.people[name], f"/coach ask {text}", f"ask:{kairos.ids()}")
        self._promise(asked=text, person=name)

    async def _answer(self, name: str, kairos: House) -> None:
        for each in await kairos.store.requests(self.team_of[name], limit=500):
            said = f"I would have waited {self._mark()} breaths"
            sent = Sent(act=Act.REPLY, ref=str(each.id), page="reply", values={"text": (said,)})
            await kairos.coach.fill(self.people[name], sent, f"reply:{kairos.ids()}")
            self._promise(answered=each.text, said=said)

    async def _take(self, name: str, week: int, kairos: House) -> None:
        experiments = sorted(kairos.library.experiments)
        taken = experiments[week // 3 % len(experiments)]
        await kairos.coach.press(self.people[name], Act.TAKE, taken, f"take:{kairos.ids()}")
        self._promise(took=taken, person=name)

    def _promise(self, **said: object) -> None:
        self.promised.write(json.dumps(said) + "\n")

    # ------------------------------------------------------------------------------------------------ living

    async def live(self, kairos: House, until: datetime) -> None:
        """Half hour by half hour until then: what people do, and what is due."""
        while self.clock.instant < until:
            deeds = self.deeds.pop(self.clock.instant, [])
            for first in range(0, len(deeds), AT_ONCE):
                await asyncio.gather(*(deed(kairos) for deed in deeds[first : first + AT_ONCE]))
            await kairos.rounds.round()
            self.clock.instant += SLOT
