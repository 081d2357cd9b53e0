"""The house under load: people with a week behind them, `kairos serve` as a process, and its log."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import house
from bot.clock import FixedClock
from bot.coach.use_cases import Sent
from bot.content import library
from bot.house import House
from bot.ids import ids
from bot.ports import Member, Roster
from bot.settings import settings
from dialogs.frozen import Values
from dialogs.people import Identity, Person, Role, Team

ROOT = Path(__file__).parent.parent
ZONE = "Europe/Berlin"
A_TEAM = 10
FRIDAY = 4
READY = re.compile(r"Kairos serves .*port (\d+)")
PATIENCE = 120.0
"""Seconds for a process to begin or to end, on a machine that has much else to do."""

CHECK: Mapping[str, Values] = {
    "know": ("person",),
    "difference": ("Their close takes two days instead of six",),
    "proof": ("trial", "logic"),
    "question": ("What happens to your Monday if nothing changes by spring?",),
    "advance": ("introduce",),
    "chance": ("70",),
}


@dataclass(frozen=True)
class Hour:
    """When the run lives: it begins on a Friday morning, and what is due comes while it lasts."""

    begins: datetime
    minutes: float

    def due(self, n: int) -> time:
        """The n-th moment at which something is due: on a full minute of the run's first half."""
        first = self.begins.replace(second=0)
        return (first + timedelta(minutes=n % max(int(self.minutes * 0.6), 1))).time()


def friday(now: datetime, minutes: float) -> Hour:
    """The next Friday, shortly after ten."""
    local = now.astimezone(ZoneInfo(ZONE))
    day = local.date() + timedelta(days=(FRIDAY - local.weekday()) % 7 + 7)
    return Hour(datetime.combine(day, time(10, 0, 20), ZoneInfo(ZONE)), minutes)


@dataclass
class Town:
    """Who is there, how the platform knows them, and what has to reach them."""

    platform: str
    workspace: str
    reps: dict[str, str] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    due: set[str] = field(default_factory=set)
    seeded: set[int] = field(default_factory=set)

    def identity(self, account: str) -> Identity:
        """An account of this platform."""
        return Identity(platform=self.platform, workspace=self.workspace, user=account)


async def settled(path: Path, town: Town, hour: Hour, addresses: Mapping[str, Mapping[str, str]]) -> None:
    """The database: each rep has called on Wednesday, and checked this morning for a call that ends now.

    So each gets a digest and a nudge while the run lasts, each manager a digest, each team a tip.
    """
    clock = FixedClock(hour.begins - timedelta(days=2))
    books = library(settings().content)
    given = settings(KAIROS_DB=path)
    async with house(given, clock=clock, make_ids=ids(clock, seed=1), library=books) as kairos:
        await kairos.store.apply(_roster(town, hour), clock.now() - timedelta(days=14))
        for account, address in addresses.items():
            await kairos.store.put_address(town.identity(account), address)
        people = [
            person for team in await kairos.store.teams() for person in await kairos.store.people(team.id)
        ]
        reps = [person for person in people if person.role is Role.REP]
        for rep in reps:
            clock.instant = hour.begins - timedelta(days=2)
            town.seeded.add(await _said(kairos, rep, "/precall Midweek", CHECK))
            clock.instant += timedelta(minutes=40)
            done = {"agreed": ("introduce",), "learning": ("wait after naming the price",)}
            town.seeded.add(await _said(kairos, rep, "/postcall Midweek", done))
        clock.instant = hour.begins - timedelta(hours=1)
        for n, rep in enumerate(reps):
            ends = datetime.combine(hour.begins.date(), hour.due(n)) - timedelta(minutes=10)
            check = {**CHECK, "ends": (f"{ends:%H:%M}",)}
            session = await _said(kairos, rep, "/precall This morning", check)
            town.seeded.add(session)
            town.due.add(f"nudge:{session}")
        year, week, _ = hour.begins.isocalendar()
        town.due |= {f"{_digest(person)}:{person.id}:{year}-W{week:02}" for person in people}
        town.due |= {f"tip:{team.id}:{hour.begins.date()}" for team in await kairos.store.teams()}


def _digest(person: Person) -> str:
    return "rep-digest" if person.role is Role.REP else "manager-digest"


def _roster(town: Town, hour: Hour) -> Roster:
    names = sorted(set(town.teams.values()))
    teams = tuple(
        Team(
            id=0, name=name, platform=town.platform, workspace=town.workspace, channel=town.channels[name],
            country="", zone=ZONE, rep_digest=f"Fri {hour.due(n):%H:%M}",
            manager_digest=f"Fri {hour.due(0):%H:%M}", tip_time=f"{hour.due(n + 2):%H:%M}",
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    members = tuple(
        Member(
            name=account, email=f"{account.casefold()}@load.example", role=role, team=town.teams[account],
            identity=town.identity(known), zone=ZONE,
        )
        for role, accounts in (("rep", town.reps), ("manager", town.managers))
        for account, known in accounts.items()
    )  # fmt: skip
    return Roster(members=members, teams=teams)


async def _said(kairos: House, rep: Person, command: str, values: Mapping[str, Values]) -> int:
    """A form, filled in at once; its session."""
    screen = await kairos.coach.say(rep, command, f"seed:{kairos.ids()}")
    form = screen.document.form
    if form is None or screen.session is None:
        raise ValueError(f"{command} brought no form")
    given = {each.id: each.values for each in form.fields} | dict(values)
    sent = Sent(act=form.act, ref=form.ref, page=form.page, values=given)
    await kairos.coach.fill(rep, sent, f"seed:{kairos.ids()}")
    return screen.session


# ---------------------------------------------------------------------------------------------- the process


@dataclass
class Served:
    """A `kairos serve` that runs, and what it has said."""

    process: Process
    port: int = 0
    lines: list[str] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    code: int | None = None

    async def listen(self) -> None:
        """Read what it says until it ends; only what is worse than news is kept."""
        assert self.process.stderr  # noqa: S101  for mypy
        async for raw in self.process.stderr:
            self.hear(raw.decode().rstrip())
        self.ready.set()

    def hear(self, line: str) -> None:
        """One line: of the JSON log, or of what is told to whoever started it."""
        if found := READY.search(line):
            self.port = int(found[1])
            self.ready.set()
        try:
            said = json.loads(line)
            level, told = str(said["level"]), " < ".join([said["message"], *said.get("error", ())[:-4:-1]])
        except (ValueError, KeyError, TypeError):
            level, told = ("told" if line.startswith("Kairos ") else "odd"), line
        self.levels[level] += 1
        if level not in {"debug", "info", "told"}:
            self.bad.append(f"{level}: {told}")


@asynccontextmanager
async def served(env: Mapping[str, str], *arguments: str) -> AsyncIterator[Served]:
    """`kairos serve`; told to stop in the end, as a host does it, and its exit code kept."""
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.load_server", *arguments),
        cwd=ROOT,
        env=dict(env) | {"KAIROS_LOG": "json"},
        stdout=DEVNULL,
        stderr=PIPE,
        limit=2**20,
    )
    kairos = Served(process)
    listening = asyncio.create_task(kairos.listen())
    try:
        async with asyncio.timeout(PATIENCE):
            await kairos.ready.wait()
        if not kairos.port:
            raise RuntimeError(f"kairos serve did not begin: {kairos.bad}")
        yield kairos
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            kairos.code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await listening
