"""Kairos in Slack beside bare Bolt apps: opening a check, and a durable submission, over real HTTP.

Run ``python -m benchmarks.slack``; it takes about a minute (``--quick``: a few seconds, to see that it runs).
Kairos is `kairos serve` itself. Every server is a process of its own and gets the same signed requests in
turns; this process plays Slack's part (benchmarks/slack_load.py). Trust the ratios.

- Opening: ``/precall Acme`` by a known person about a known deal. It is done when the request is answered and
  ``views.open`` with the form has arrived. Kairos has begun a session by then, durably; the bare app only
  opens a view that it was given.
- Submission: a filled check, each of a session of its own. It is done when the answer brings the verdict; the
  rows are durable then. The bare app writes the same rows and answers with a verdict that it was given.
"""

import argparse
import asyncio
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from itertools import batched if False else islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.slack_load import (
    DEAL_NAME,
    SECRET,
    TEAM,
    TOKEN,
    Lost,
    Measured,
    Request,
    Submissions,
    WebApi,
    drive,
    opening,
    submissions,
)
from bot.clock import SystemClock
from bot.content import library
from bot.ids import ids
from bot.ports import Change, Member, Roster
from bot.store.store import SqliteStore
from dialogs import engine
from dialogs.people import Identity

ROOT = Path(__file__).parent.parent
PORT = re.compile(r"port (\d+)")

OURS = "Kairos"
BARE = {
    "bare Bolt": (),
    "bare, one session": ("--shared",),
    "bare, answers at the end": ("--before",),
    "bare, both": ("--shared", "--before"),
}
"""The bare variants: one HTTP session for all calls or one per call; answers before or after the work."""

SUBMITTING = (OURS, "bare, one session", "bare, both")
"""A submission calls nothing, so that one session or many is all the same to it."""

ENOUGH, QUICK_MS = 0.8, 3.0
"""The aims: at 50 in flight so much of the best bare variant, and one opening's median time alone."""

CHECK = {
    "know": ("person",),
    "difference": ("Their month-end close takes two days instead of six",),
    "proof": ("trial", "case-history"),
    "doubt": ("some",),
    "question": ("What happens to your Monday if nothing changes by spring?",),
    "advance": ("introduce",),
    "chance": ("70",),
    "ends": ("09:45",),
}


@dataclass(frozen=True)
class Size:
    """How much is measured: rounds, requests in each one after the other, in each many at a time; before."""

    rounds: int = 5
    alone: int = 80
    together: int = 700
    in_flight: int = 50
    before: int = 100

    @property
    def each(self) -> int:
        """So many people are needed for openings, and as many for submissions."""
        return self.before + self.rounds * (self.alone + self.together)


@dataclass(frozen=True)
class Prepared:
    """A database with people in it: some of them have a check open, the others not yet."""

    path: Path
    openers: Iterator[str]
    checks: Iterator[tuple[str, int]]


async def prepared(path: Path, size: Size) -> Prepared:
    """People in teams of ten, each team with its deal; the second half of them with an open check."""
    books, clock = library(), SystemClock()
    flow, make = books.flows["precall"], ids(SystemClock())
    users = [f"U{n:07}" for n in range(2 * size.each)]
    members = (
        Member(
            name=user,
            email=f"{user}@bench.example",
            role="rep",
            team=f"Team {n // 10}",
            identity=Identity(platform="slack", workspace=TEAM, user=user),
            zone="Europe/Berlin",
        )
        for n, user in enumerate(users)
    )
    submitting = set(users[size.each :])
    checks: list[tuple[str, int]] = []
    async with await SqliteStore.open(path, make) as store:
        await store.apply(Roster(members=tuple(members)), clock.now())

        async def fill(team: int) -> None:
            deal = await store.open_deal(team, DEAL_NAME, clock.now())
            for person in await store.people(team):
                if person.name in submitting:
                    begun = engine.begin(
                        flow, session=make(), rep=person.id, deal=deal.id, zone=person.zone, now=clock.now()
                    ).session
                    change = Change(
                        key=f"begin:{begun.id}",
                        session=begun,
                        base=None,
                        at=clock.now(),
                        flow_text=flow.model_dump_json(),
                    )
                    await store.save(change)
                    checks.append((person.name, begun.id))

        await asyncio.gather(*(fill(team.id) for team in await store.teams()))
    return Prepared(path, iter(users[: size.each]), iter(checks))


@asynccontextmanager
async def process(*arguments: str, **env: str) -> AsyncIterator[int]:
    """A server in a process of its own; gives its port. It is killed in the end."""
    started = await create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=ROOT, env=env, stderr=PIPE
    )
    said: list[str] = []
    try:
        port = await _port(started, said)
        following = asyncio.create_task(_follow(started, said))
        yield port
        following.cancel()
    except Lost as lost:
        lost.add_note("\n".join(said[-40:]))
        raise
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def _port(started: Process, said: list[str]) -> int:
    assert started.stderr  # noqa: S101  for mypy
    async for line in started.stderr:
        said.append(line.decode().rstrip())
        if found := PORT.search(said[-1]):
            return int(found[1])
    raise Lost("the server did not start")


async def _follow(started: Process, said: list[str]) -> None:
    assert started.stderr  # noqa: S101  for mypy
    async for line in started.stderr:
        said.append(line.decode().rstrip())
