"""A Friday at four: a dozen digests and four tips are due in the stand-in's workspace."""

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import FixedClock, SystemClock
from bot.ids import ids
from bot.ports import Member, Roster
from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind, State
from bot.slack.manifest import OPTIONAL
from bot.store.store import SqliteStore
from dialogs.document import Document, Text
from dialogs.people import Identity, Team
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Message
from tests.slack.standin.workspace import BOT_TOKEN

FRIDAY_FOUR = datetime(2026, 3, 13, 16, tzinfo=ZoneInfo("Europe/Berlin"))
WEEK = "2026-W11"
REPS, TEAMS = 12, 4
MAY_LOOK = (*OPTIONAL, "channels:history")
NOW = ("--now", FRIDAY_FOUR.isoformat())


async def plant(path: Path) -> None:
    """The database: digests that are written and wait, and teams whose tip of the day has not come."""
    clock = FixedClock(FRIDAY_FOUR - timedelta(hours=8))
    async with await SqliteStore.open(path, ids(clock)) as store:
        teams = tuple(
            Team(
                id=0,
                name=f"Team {n}",
                platform="slack",
                workspace="T1",
                channel=f"C{n}",
                country="DE",
                zone="Europe/Berlin",
                tip_time="15:30",
            )
            for n in range(TEAMS)
        )
        members = tuple(
            Member(
                name=f"Rep {n}",
                email=f"rep{n}@example.com",
                role="rep",
                team=f"Team {n % TEAMS}",
                identity=Identity(platform="slack", workspace="T1", user=f"U{n}"),
            )
            for n in range(REPS)
        )
        await store.apply(Roster(members=members, teams=teams), clock.now())
        for n in range(REPS):
            person = await store.with_email(f"rep{n}@example.com")
            assert person
            assert person.team
            key = f"rep-digest:{person.id}:{WEEK}"
            page = Document(title="Your week", summary=f"Week of {n}", blocks=(Text(text=f"Week of {n}"),))
            digest = Digest(
                key=key,
                kind="rep-digest",
                person=person.id,
                team=person.team,
                period=WEEK,
                at=FRIDAY_FOUR,
                document=page,
            )
            waits = Delivery(
                id=n + 1,
                kind=Kind.REP_DIGEST,
                key=key,
                person=person.id,
                team=person.team,
                due=FRIDAY_FOUR,
                until=FRIDAY_FOUR + timedelta(days=4),
            )
            await store.put_digests((digest,), (waits,))


@dataclass
class Field:
    """The stand-in, the database, and a quick way to start `kairos tick` on it."""

    slack: StandIn
    folder: Path
    warm: Process
    db: Path = field(init=False)
    runs: int = 0

    def __post_init__(self) -> None:
        self.fresh()

    def fresh(self) -> None:
        """A database as it was planted, and a Slack in which nothing was said."""
        self.runs += 1
        self.db = self.folder / f"{self.runs}.db"
        shutil.copy(self.folder / "planted.db", self.db)
        self.slack.workspace.messages.clear()
        self.slack.workspace.calls.clear()
        self.slack.workspace.duplicates.clear()

    async def start(self, count: int = 1, *arguments: str) -> list[int]:
        """Start so many ticks at once; their process ids. ``ended`` has to follow."""
        assert self.warm.stdin
        ticks = [["tick", "--json", "--db", str(self.db), *(arguments or NOW)]] * count
        self.warm.stdin.write(json.dumps(ticks).encode() + b"\n")
        await self.warm.stdin.drain()
        return await self._said()

    async def ended(self) -> list[int]:
        """How the started ones ended."""
        return await self._said()

    async def tick(self, count: int = 1, *arguments: str) -> None:
        """So many ticks at once, to their end."""
        await self.start(count, *arguments)
        codes = await self.ended()
        assert codes == [0] * count, (self.folder / "log").read_text()

    def kill(self, pid: int) -> None:
        """Kill one of those that were started and have not ended."""
        os.kill(pid, signal.SIGKILL)

    async def heard(self, calls: int) -> None:
        """Wait until Slack has heard so many calls."""
        await self.slack.until(lambda: len(self.slack.workspace.calls) >= calls or None, f"{calls} calls")

    @property
    def posts(self) -> int:
        return len(self.slack.calls("chat.postMessage"))

    @property
    def standing(self) -> Counter[str]:
        """How often each delivery stands in Slack."""
        return Counter(mark(message) for message in self.slack.workspace.messages if not message.deleted)

    async def deliveries(self, *states: State) -> Sequence[Delivery]:
        async with await SqliteStore.open(self.db, ids(FixedClock(FRIDAY_FOUR))) as store:
            return await store.deliveries(*states)

    async def put_tips(self, days: int) -> int:
        """Tips that are due by the machine's own clock, for so many days to each team; how many."""
        now, make = SystemClock().now(), ids(SystemClock())
        async with await SqliteStore.open(self.db, make) as store:
            tips = [
                Delivery(
                    id=make(),
                    kind=Kind.TIP,
                    key=f"tip:{team.id}:2026-03-{n:02}",
                    person=None,
                    team=team.id,
                    due=now,
                    until=now + timedelta(days=1),
                    payload={"period": f"2026-03-{n:02}"},
                )
                for team in await store.teams()
                for n in range(1, days + 1)
            ]
            return await store.enqueue(tips)

    async def _said(self) -> list[int]:
        assert self.warm.stdout
        async with asyncio.timeout(60):
            line = await self.warm.stdout.readline()
        said: list[int] = json.loads(line)
        return said


def mark(message: Message) -> str:
    """Which delivery a message is."""
    return str((message.metadata or {}).get("event_payload", {}).get("delivery", ""))


@asynccontextmanager
async def planted(folder: Path, scopes: Sequence[str]) -> AsyncIterator[Field]:
    """The field, ready; the app has these scopes besides those it needs."""
    await plant(folder / "planted.db")
    async with StandIn() as slack:
        slack.workspace.tokens[BOT_TOKEN].scopes.update(scopes)
        for n in range(REPS):
            slack.add_person(f"U{n}", f"rep{n}")
        for n in range(TEAMS):
            slack.add_channel(f"C{n}", f"team{n}")
        warm = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.warm", str(folder / "log")),
            stdin=PIPE,
            stdout=PIPE,
            env={
                "PATH": "",
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": "s",
                "SLACK_API_URL": slack.api_url,
            },
        )
        try:
            assert warm.stdout
            async with asyncio.timeout(60):
                assert await warm.stdout.readline() == b"ready\n"
            yield Field(slack, folder, warm)
        finally:
            if warm.returncode is None:
                warm.kill()
            await warm.wait()
            warm._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001
