"""The house of benchmarks/soak.py, in a process of its own, so that its memory is its own.

It is `bot.app.house` with a clock that is moved, on a real file, with the real channels of both platforms
over HTTP; only their pace is left out, which would take hours. Reps and managers talk to the real coach. All
that is promised to them is written into a file as it is promised, and a line about each week to standard
output.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.load_measured import Watch
from benchmarks.soak_people import BEGINS, DAY, WEEK, Quarter
from bot.app import Channels, house
from bot.clock import Clock, FixedClock
from bot.content import library
from bot.ids import Ids, ids
from bot.ports import Channel, Store
from bot.settings import Settings, settings
from bot.slack.api import connected as slack_connected
from bot.slack.channel import channels as slack_channels
from bot.teams.channel import channels as teams_channels
from bot.teams.endpoints import Endpoints
from bot.teams.server import connected as teams_connected
from bot.warm import warm
from dialogs.library import Library


class NoPace:
    """In place of the platforms': what a quarter costs is measured, not how much they take."""

    async def turn(self, _place: str = "", *, unasked: bool = False) -> None:
        """It is one's turn at once."""


@asynccontextmanager
async def ways(given: Settings, clock: Clock, books: Library, microsoft: str) -> AsyncIterator[Channels]:
    """Both platforms' own channels, on lines that stay open while the house is closed and opened again."""
    there = Endpoints(metadata=f"{microsoft}/openid", login=f"{microsoft}/login")
    async with (
        slack_connected(given) as slack,
        teams_connected(given, "127.0.0.1", clock, there, NoPace()) as teams,
    ):
        unpaced = replace(slack, pace=NoPace())
        made = (slack_channels(unpaced, books.words), teams_channels(teams.connector, books.words))

        def channels(store: Store, clock: Clock, make: Ids) -> Mapping[str, Channel]:
            return {name: each for way in made for name, each in way(store, clock, make).items()}

        yield channels


def size(path: str) -> float:
    """A file's, in MiB."""
    return Path(path).stat().st_size / 2**20


async def soak(given: Mapping[str, Any]) -> None:
    """The whole quarter; the house is closed and opened again twice a week."""
    clock = FixedClock(datetime.combine(BEGINS, time(), UTC))
    environment = {**given["environment"], "KAIROS_DB": given["db"]}
    said = settings(**environment)
    books, make, watch = library(said.content), ids(clock, seed=1), Watch(os.getpid())
    warm(books)
    db = given["db"]
    with open(given["promised"], "w", encoding="utf-8") as promised:  # noqa: ASYNC230, PTH123  nobody waits here
        quarter = Quarter(given, promised, clock, Random(13))  # noqa: S311  a story, not a secret
        async with ways(said, clock, books, given["microsoft"]) as channels:
            for week in range(given["weeks"]):
                began, done = perf_counter(), quarter.done
                wal, seen = 0.0, watch.look()
                for half in (3 * DAY, WEEK):
                    async with AsyncExitStack() as stack:
                        kairos = await stack.enter_async_context(
                            house(said, clock=clock, make_ids=make, library=books, channels=channels)
                        )
                        if not quarter.people:
                            await quarter.settle(kairos)
                        if half < WEEK:
                            quarter.plan(week)
                        monday = datetime.combine(BEGINS + week * WEEK, time(), UTC)
                        await quarter.live(kairos, monday + half)
                        wal = max(wal, size(f"{db}-wal"))
                        seen = watch.look()
                promised.flush()
                told = {
                    "week": week + 1, "done": quarter.done - done, "seconds": perf_counter() - began,
                    "mib": seen.mib, "files": seen.files, "cpu": seen.cpu,
                    "db": size(db), "wal": wal,
                }  # fmt: skip
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()


def main() -> None:
    """Read what is given, and live."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("given", type=Path, help="what benchmarks/soak.py wrote for it")
    asyncio.run(soak(json.loads(parser.parse_args().given.read_text())))


if __name__ == "__main__":
    main()
