"""The servers that benchmarks/slack.py measures, each in a process of its own on a copy of one database."""

import asyncio
import re
import shutil
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.driving import Lost
from benchmarks.slack_requests import DEAL_NAME, SECRET, TEAM, TOKEN
from bot.clock import SystemClock
from bot.content import library
from bot.ids import ids
from bot.ports import Change, Member, Roster
from bot.store.store import SqliteStore
from dialogs import engine
from dialogs.people import Identity

ROOT = Path(__file__).parent.parent
PORT = re.compile(rb"port (\d+)")
A_TEAM = 10


@dataclass(frozen=True)
class People:
    """Who is in the database: some about to take a check, others with one open, and its session's id."""

    openers: Iterator[str]
    checks: Iterator[tuple[str, int]]


async def prepared(path: Path, each: int) -> People:
    """A database with so many people of either kind, in teams of ten; every team has its deal."""
    clock = SystemClock()
    flow, make = library().flows["precall"], ids(clock)
    users = [f"U{n:07}" for n in range(2 * each)]
    members = (
        Member(
            name=user,
            email=f"{user}@bench.example",
            role="rep",
            team=f"Team {n // A_TEAM}",
            identity=Identity(platform="slack", workspace=TEAM, user=user),
            zone="Europe/Berlin",
        )
        for n, user in enumerate(users)
    )
    openers, begun = set(users[:each]), dict.fromkeys(users[each:], 0)
    async with await SqliteStore.open(path, make) as store:
        await store.apply(Roster(members=tuple(members)), clock.now())

        async def fill(team: int) -> None:
            deal = await store.open_deal(team, DEAL_NAME, clock.now())
            for person in await store.people(team):
                if person.name in openers:
                    continue
                session = begun[person.name] = make()
                now = clock.now()
                turn = engine.begin(
                    flow, session=session, rep=person.id, deal=deal.id, zone=person.zone, now=now
                )
                text = flow.model_dump_json()
                await store.save(
                    Change(key=f"begun:{session}", session=turn.session, base=None, at=now, flow_text=text)
                )

        await asyncio.gather(*(fill(team.id) for team in await store.teams()))
    return People(iter(users[:each]), iter(begun.items()))


@asynccontextmanager
async def kairos(api: str, db: Path) -> AsyncIterator[int]:
    """`kairos serve`; gives its port."""
    env = {
        "KAIROS_DB": str(db),
        "SLACK_API_URL": api,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
    }
    async with process("bot", "serve", "--host", "127.0.0.1", "--port", "0", **env) as port:
        yield port


@asynccontextmanager
async def bare(api: str, db: Path, *variant: str) -> AsyncIterator[int]:
    """A bare variant; gives its port. ``view.json`` and ``verdict.json`` lie beside the database."""
    shown = ("--view", str(db.parent / "view.json"), "--verdict", str(db.parent / "verdict.json"))
    async with process("benchmarks.slack_bare", "--api", api, "--db", str(db), *shown, *variant) as port:
        yield port


def copied(db: Path, name: str) -> Path:
    """A copy of a database that nobody has open."""
    return Path(shutil.copy(db, db.with_name(name)))


@asynccontextmanager
async def process(*arguments: str, **env: str) -> AsyncIterator[int]:
    """A Python module as a process of its own; gives the port that it says."""
    started = await create_subprocess_exec(sys.executable, "-m", *arguments, cwd=ROOT, env=env, stderr=PIPE)
    assert started.stderr  # noqa: S101  for mypy
    try:
        yield await said_port(started.stderr)
    except BaseException as error:
        started.kill()
        error.add_note((await started.stderr.read()).decode())
        raise
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def said_port(said: asyncio.StreamReader) -> int:
    """The port that a server says on its standard error. Raises Lost."""
    async for line in said:
        if found := PORT.search(line):
            return int(found[1])
    raise Lost("the server did not start: see below, or run it by hand")
