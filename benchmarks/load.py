"""Fifty reps at once for ten minutes, on a strict stand-in of Slack or of Teams.

    python -m benchmarks.load --platform slack            # ten minutes; --quick: some seconds

A real `kairos serve`, on a real file, in a process of its own; this process plays the platform and checks
each payload as strictly as the tests do. The reps take checks and reflect, edit, leave forms half-way, ask
for their week and their deals, send things twice, and somebody forges signatures. Digests, tips and nudges
fall due meanwhile. In the end everything is counted: what the reps were told, what the database holds, what
the platform saw. Exit status 1: a promise was broken.

A rep pauses for four seconds on average between two things (``--think``): fifty of them come near to what
Kairos lets itself send into Teams, 20 calls a second. Before the run each rep has a week with a call behind
them. The clock of Kairos is put ahead, to a Friday morning; it runs as the machine's.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Protocol

import aiohttp

from benchmarks.load_book import Book, Hands
from benchmarks.load_house import Served, Town, friday, served, settled
from benchmarks.load_judge import broken, few, told, unsettled
from benchmarks.load_measured import Times, Watch
from benchmarks.load_slack import slack_side
from benchmarks.load_story import Rep
from benchmarks.load_teams import teams_side
from bot.clock import Clock, ShiftedClock, SystemClock

REPS, MINUTES, THINK = 50, 10.0, 4.0
QUICK_REPS, QUICK_MINUTES, QUICK_THINK = 4, 0.01, 0.1
FLAT, CACHES = 24.0, 3.0
"""More MiB within the second half than so many for each of its hours, and what caches fill, is not flat."""

SETTLING = 120.0
"""Seconds after the last request for what is due to go out."""

UNHURT = {401, 403}
PAGES = ("healthz", "readyz", "metrics")


class Side(Protocol):
    """A platform: its stand-in, who is there, what was seen."""

    town: Town
    late: int

    @property
    def addresses(self) -> Mapping[str, Mapping[str, str]]:
        """How people are reached, by account, where they have to have written before."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What benchmarks/load_server.py is told of it."""

    @property
    def came(self) -> Mapping[str, int]:
        """How often each delivery came."""

    @property
    def environment(self) -> dict[str, str]:
        """What `kairos serve` is told of it."""

    def reach(self, port: int) -> None:
        """Where Kairos listens."""

    def hands(self, name: str) -> Hands:
        """A rep's hands."""

    def forget(self) -> None:
        """Count what is remembered, and let it go."""

    def objections(self) -> list[str]:
        """What the platform would have minded."""

    def told(self) -> str:
        """What was called how often."""


SIDES: Mapping[str, Callable[[int, Times, Clock], AbstractAsyncContextManager[Side]]] = {
    "slack": lambda reps, times, _clock: slack_side(reps, times),
    "teams": teams_side,
}


@dataclass
class Run:
    """Everything about one run."""

    platform: str
    reps: int
    minutes: float
    think: float
    quick: bool
    path: Path
    times: Times
    book: Book
    busy: float = 0.0

    async def live(self) -> list[str]:
        """Run it; the lines of the report. ``book.troubles`` has what is broken."""
        real = SystemClock()
        hour = friday(real.now(), self.minutes)
        clock = ShiftedClock(real)
        clock.move_to(hour.begins)
        async with SIDES[self.platform](self.reps, self.times, clock) as side:
            await settled(self.path, side.town, hour, side.addresses)
            clock.offset = hour.begins - real.now()  # what was made beforehand took a while
            ahead = ("--ahead", str(clock.offset.total_seconds()))
            env = side.environment | {"KAIROS_DB": str(self.path)}
            async with served(env, *ahead, *side.arguments) as kairos:
                watch = Watch(kairos.process.pid)
                seconds = await self._worked(side, kairos, watch)
                left = await self._settled(clock)
            side.forget()
            report = list(self._told(side, kairos, watch, seconds))
            reps = few("troubles of reps", iter(self.book.troubles))
            self.book.troubles = [*reps, *self._broken(side, kairos, watch, left)]
        return report

    async def _worked(self, side: Side, kairos: Served, watch: Watch) -> float:
        side.reach(kairos.port)
        began, used = perf_counter(), process_time()
        until = began + self.minutes * 60
        looking = [
            asyncio.create_task(each)
            for each in (watch.run(), self._asking(kairos.port), self._forgetting(side))
        ]
        reps = (
            Rep(name, side.town.teams[name], side.hands(name), self.book, Random(name), self.think)  # noqa: S311
            for name in side.town.reps
        )
        async with asyncio.TaskGroup() as group:
            for rep in reps:
                group.create_task(rep.live(until))
        seconds = perf_counter() - began
        self.busy = (process_time() - used) / seconds
        for task in looking:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return seconds

    async def _asking(self, port: int) -> None:
        """What a host asks for all the time."""
        async with aiohttp.ClientSession() as session:
            while True:
                for page in PAGES:
                    with self.times.each(f"/{page}"):
                        async with session.get(f"http://127.0.0.1:{port}/{page}") as response:
                            await response.read()
                    if not response.ok:
                        self.book.troubles.append(f"/{page} answered {response.status}")
                await asyncio.sleep(5)

    @staticmethod
    async def _forgetting(side: Side) -> None:
        while True:
            await asyncio.sleep(1)
            side.forget()

    async def _settled(self, clock: Clock) -> int:
        """Wait until all that is due has gone; how much has not, in the end."""
        until = perf_counter() + SETTLING
        left = unsettled(self.path, clock.now())
        while left and perf_counter() < until:
            await asyncio.sleep(0.5)
            left = unsettled(self.path, clock.now())
        return left

    def _broken(self, side: Side, kairos: Served, watch: Watch, left: int) -> Iterator[str]:
        yield from few("lines of the log", iter(kairos.bad))
        if kairos.code != 0:
            yield f"kairos serve ended with {kairos.code}"
        if left:
            yield f"{left} deliveries were due and had not gone after {SETTLING:.0f} seconds"
        yield from few("objections", iter(side.objections()))
        if odd := {status: times for status, times in self.book.refused.items() if status not in UNHURT}:
            yield f"what was forged was answered {odd}"
        yield from broken(self.path, self.book, side.town, side.came)
        hours = (watch.later[-1].at - watch.later[0].at) / 3600
        if not self.quick and watch.gained > FLAT * hours + CACHES:
            yield f"memory is not flat: {watch.gained:.1f} MiB more within the second half"

    def _told(self, side: Side, kairos: Served, watch: Watch, seconds: float) -> Iterator[str]:
        many = len(self.times.all)
        yield (
            f"{self.reps} reps on {self.platform}'s stand-in for {seconds:.0f} s, each pausing for"
            f" {self.think:g} s on average: {many:,} requests, {many / seconds:.1f} a second."
        )
        yield ""
        yield from self.times.table(seconds)
        yield ""
        sent = sum(each.status == "submitted" for each in self.book.sessions.values())
        yield (
            f"Acknowledged: {sent:,} submissions, {self.book.twice:,} of them delivered twice;"
            f" {len(self.book.sessions) - sent:,} left half-way. Forged: {dict(self.book.refused)}."
        )
        yield f"Deliveries: {told(self.path)}. Due in the run, and checked by name: {len(side.town.due)}."
        yield f"Log: {dict(kairos.levels)}. Slower than Slack waits (3 s): {side.late}."
        yield f"Calls: {side.told()}."
        yield from watch.told()
        size = self.path.stat().st_size / 2**20
        yield (
            f"Database: {size:.1f} MiB. This process, which plays the platform, kept {self.busy:.0%} of"
            " a core busy."
        )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--platform", choices=SIDES, required=True)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--reps", type=int)
    parser.add_argument("--think", type=float, help="seconds between two things that a rep does, on average")
    parser.add_argument(
        "--quick", action="store_true", help="a few reps do everything once, to see that it runs"
    )
    said = parser.parse_args()
    minutes, reps, think = (QUICK_MINUTES, QUICK_REPS, QUICK_THINK) if said.quick else (MINUTES, REPS, THINK)
    with tempfile.TemporaryDirectory() as folder:
        run = Run(
            said.platform,
            said.reps or reps,
            said.minutes or minutes,
            said.think or think,
            said.quick,
            Path(folder) / "load.db",
            Times(),
            Book(),
        )
        for line in asyncio.run(run.live()):
            sys.stdout.write(f"{line}\n")
        for trouble in run.book.troubles:
            sys.stdout.write(f"BROKEN: {trouble}\n")
    sys.stdout.write("Every promise was kept.\n" if not run.book.troubles else "Promises were broken.\n")
    sys.exit(bool(run.book.troubles))


if __name__ == "__main__":
    main()
