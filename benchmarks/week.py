"""All digests of one week, and one rep's ``/coach week``, in houses of 100 to 10,000 reps.

Run ``python -m benchmarks.week`` (some minutes, most of them to make the databases, and some gigabytes of a
temporary folder; ``--quick``: one small house, only to see that it runs). Each house has a year of history
(benchmarks/big.py). A process of its own opens it as `kairos serve` does, asks the schedule on a Friday
afternoon and on the Monday after it, and writes what is due: facts read, digests composed, stored and
enqueued, durably, with the helper that it begins where there are many. The memory is the most that this
process ever had, and the helper's besides. ``held`` is how long anybody else had to
wait for the event loop meanwhile, at the 99th percentile and at worst; ``/coach week`` is asked for while
nothing else happens.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

from benchmarks import big, week_bare
from benchmarks.rows import Row, ratios
from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.content import library
from bot.digests.helping import helpers
from bot.ids import Ids, ids
from bot.ports import Store
from bot.sending.outbox import DIGESTS, State
from bot.sending.schedule import together
from bot.settings import settings
from bot.store.store import SqliteStore
from bot.warm import warm
from dialogs.cadence import Due, due
from dialogs.measures.facts import week_of
from dialogs.measures.group import MIN_GROUP
from dialogs.people import Role

SIZES, QUICK = (100, 1_000, 10_000), (40,)
ROUNDS, LARGE_ROUNDS = 3, 2
"""So often each is made and measured in the table of all benchmarks; the largest takes minutes."""

FRIDAY = big.NOW - timedelta(days=2, hours=8, minutes=55)
"""Five past four in Berlin, in the last week of the history."""

MONDAY = big.NOW + timedelta(hours=7, minutes=35)
"""Five past half past eight."""

LOOK_BACK = timedelta(days=35)
ASKED = 100
"""So many reps ask for their week."""

A_MOMENT = 0.001
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
SECONDS, MEMORY, MILLISECONDS = 10, 300, 20


class Found(NamedTuple):
    """What one house took: seconds, MiB, milliseconds."""

    reps: int
    digests: int
    friday: float
    monday: float
    cpu: float
    memory: int
    held: float
    held_worst: float
    week: float
    week_worst: float


async def written(store: Store, coach: Coach, now: datetime) -> float:
    """Write all digests of the week that are due now; the seconds it took, the schedule included."""
    period = week_of(FRIDAY, "Europe/Berlin").period
    began = perf_counter()
    schedule = await store.schedule(now - LOOK_BACK)
    dues: list[Due] = []
    for teams, people in together(schedule):  # as bot/sending/schedule.py does it
        dues += due(now, teams, people, schedule.sent, lambda _country, _day: False)
        await asyncio.sleep(0)
    await coach.weeks.write([each for each in dues if each.period == period], now)
    return perf_counter() - began


def cores() -> float:
    """The seconds of a core that this process and its helpers have taken."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHO))


async def waiting(seconds: list[float]) -> None:
    """Somebody who needs the event loop again and again, and how long they wait for it."""
    while True:
        began = perf_counter()
        await asyncio.sleep(A_MOMENT)
        seconds.append(perf_counter() - began - A_MOMENT)


async def asked(store: Store, coach: Coach, make_ids: Ids) -> list[float]:
    """How long reps wait for ``/coach week``, in seconds."""
    entries = (await store.schedule(FRIDAY)).people
    reps = [entry.person for entry in entries if entry.person.role is Role.REP]
    found = []
    for rep in reps[:: max(len(reps) // ASKED, 1)]:
        began = perf_counter()
        await coach.say(rep, "/coach week", f"bench:{make_ids()}")
        found.append(perf_counter() - began)
    return found


async def measured(path: Path, reps: int) -> Found:
    """One house, in this process."""
    clock = FixedClock(FRIDAY)
    make_ids = ids(clock)
    books = library(settings().content)
    async with await SqliteStore.open(path, make_ids) as store:
        coach = Coach(store, books, clock, make_ids)
        coach.weeks.take_help(helpers(path, books, MIN_GROUP))
        warm(books)
        weeks = await asked(store, coach, make_ids)
        held: list[float] = []
        other = asyncio.create_task(waiting(held))
        worked = cores()
        friday = await written(store, coach, FRIDAY)
        clock.instant = MONDAY
        monday = await written(store, coach, MONDAY)
        cpu = cores() - worked
        other.cancel()
        with suppress(asyncio.CancelledError):
            await other
        memory = (
            sum(resource.getrusage(who).ru_maxrss for who in WHO) // 1024
        )  # there is one helper at a time
        made = [each for each in await store.deliveries(State.WAITING) if each.kind in DIGESTS]
        return Found(
            reps=reps,
            digests=len(made),
            friday=friday,
            monday=monday,
            cpu=cpu,
            memory=memory,
            held=1000 * quantiles(held, n=100, method="inclusive")[-1],
            held_worst=1000 * max(held),
            week=1000 * quantiles(weeks, n=2)[0],
            week_worst=1000 * max(weeks),
        )


def house(folder: Path, reps: int) -> tuple[Found, float]:
    """Make a house, measure it, and take it down again, each in a process of its own.

    A process begins with the peak memory of the one that started it, so this one stays small. Also how many
    seconds the bare counts take (benchmarks/week_bare.py).
    """
    path = folder / f"{reps}.db"
    _alone("--fill", path, reps)
    counts = float(_alone("--counts", path, reps))
    told = _alone("--house", path, reps)
    for file in folder.glob(f"{reps}.db*"):
        file.unlink()
    return Found(*json.loads(told)), counts


def _alone(what: str, path: Path, reps: int) -> str:
    """This file in a process of its own; what it says."""
    command = [sys.executable, "-m", "benchmarks.week", what, str(path), "--reps", str(reps)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  it is this file


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this. ``quick``: small houses by the names of large ones."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for reps in SIZES:
            rounds = 1 if quick else LARGE_ROUNDS if reps == SIZES[-1] else ROUNDS
            houses = [house(Path(folder), QUICK[0] if quick else reps) for _ in range(rounds)]
            found.append(_row(reps, [each for each, _ in houses], [counts for _, counts in houses]))
    return found


def _row(reps: int, houses: Sequence[Found], counts: Sequence[float]) -> Row:
    took = [each.friday + each.monday for each in houses]
    friday, monday, cores, memory, asked, counting = (
        median(each)
        for each in (
            [each.friday for each in houses], [each.monday for each in houses], [each.cpu for each in houses],
            [each.memory for each in houses], [each.week for each in houses], counts,
        )
    )  # fmt: skip
    aims = (
        (f"{SECONDS} s", median(took) <= SECONDS),
        (f"{MEMORY} MiB", memory <= MEMORY),
        (f"`/coach week` in {MILLISECONDS} ms", asked <= MILLISECONDS),
    )
    return Row(
        what=f"all digests of a week, {reps:,} reps",
        alone=f"{friday:.2f} + {monday:.2f} s, {cores:.1f} s of a core, {memory:.0f} MiB; "
        f"`/coach week` {asked:.1f} ms",
        many="",
        peer=f"the plain counts alone: {counting:.3f} s",
        ratios=ratios(counts, took),
        least=None,
        aims=aims if reps == SIZES[-1] else aims[1:],
    )


def main() -> None:
    """Measure each size, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--house", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--counts", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--reps", type=int, default=0, help="one house of so many")
    options = parser.parse_args()
    if options.fill:
        big.fill(options.fill, options.reps)
        return
    if options.counts:
        sys.stdout.write(str(week_bare.counted(options.counts, week_of(FRIDAY, week_bare.ZONE))))
        return
    if options.house:
        sys.stdout.write(json.dumps(asyncio.run(measured(options.house, options.reps))))
        return
    sizes = QUICK if options.quick else (options.reps,) if options.reps else SIZES
    head = (
        "reps", "digests", "Friday s", "Monday s", "ms each", "core s", "MiB",
        "held ms", "worst", "/coach week ms", "worst",
    )  # fmt: skip
    sys.stdout.write("".join(f"{each:>15}" if "week" in each else f"{each:>10}" for each in head) + "\n")
    with tempfile.TemporaryDirectory() as folder:
        houses = [house(Path(folder), reps) for reps in sizes]
    found = [each for each, _ in houses]
    for each in found:
        sys.stdout.write(
            f"{each.reps:10,}{each.digests:10,}{each.friday:10.2f}{each.monday:10.2f}"
            f"{1000 * (each.friday + each.monday) / each.digests:10.2f}{each.cpu:10.2f}{each.memory:10}"
            f"{each.held:10.1f}{each.held_worst:10.1f}{each.week:15.1f}{each.week_worst:10.1f}\n"
        )
    last = found[-1]
    for what, value, aim in (
        ("all digests of a week, in seconds", last.friday + last.monday, SECONDS),
        ("most memory, in MiB", last.memory, MEMORY),
        ("/coach week, in milliseconds", last.week, MILLISECONDS),
    ):
        sys.stdout.write(f"{what}: {value:.1f} ({'within' if value <= aim else 'over'} {aim})\n")


if __name__ == "__main__":
    main()
