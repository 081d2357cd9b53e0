"""Kairos in Slack beside bare Bolt apps: opening a check, and a durable submission, over real HTTP.

Run ``python -m benchmarks.slack``; it takes about a minute and a half (``--quick``: a few seconds, only to
see that it runs). Kairos is `kairos serve` itself. Every server is a process of its own and gets the same
signed requests, in turn; this process plays Slack's part (benchmarks/slack_api.py). Trust the ratios.

- Opening: ``/precall Acme`` by a known person about a known deal. It is done when the request is answered and
  ``views.open`` with the form has come. Kairos has begun a session by then, durably; a bare app only opens a
  view that it was given. One more bare app reads the person and the deal, and keeps a session durably, before
  it opens that view: this is the same outward work.
- Submission: a filled check, each of a session of its own. It is done when the answer brings the verdict;
  its rows are durable then. A bare app writes the same rows and answers with a verdict that it was given.
  One more also posts the card that it enqueued: Kairos's courier does so behind the answers, in the same
  process.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks import slack_servers as servers
from benchmarks.driving import Measured, Request, drive
from benchmarks.rows import Row, ratios
from benchmarks.slack_api import WebApi
from benchmarks.slack_requests import Submissions, opening, submissions

OURS = "Kairos"
BARE = {
    "bare Bolt": (),
    "bare, one HTTP session": ("--shared",),
    "bare, answers at the end": ("--before",),
    "bare, both": ("--shared", "--before"),
}
"""The bare variants: one HTTP session for all calls or one per call; answers before or after the work."""

KEEPS = "bare, keeps a session"
"""Both, and does what Kairos does before it opens the view."""

SENDS = "bare, sends the card"
"""Both, and posts the card that a submission leaves in the chat, as Kairos does behind its answer."""

SERVED = {**BARE, KEEPS: ("--shared", "--before", "--keeps"), SENDS: ("--shared", "--before", "--sends")}

ANSWERS = ("bare Bolt", "bare, answers at the end")
"""An answer calls nothing: one HTTP session or many is all the same to it."""

OPENING, SUBMISSION = "opening a check", "a durable submission"

TAKE_PART = {OPENING: (OURS, *BARE, KEEPS), SUBMISSION: (OURS, *ANSWERS, SENDS)}
ENOUGH, QUICK_MS = 0.8, 3.0
"""The aims: so much of the best bare variant with many in flight; the median time of one opening alone."""

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
    """How much is measured: requests one after the other and together in each round, and unmeasured ones."""

    rounds: int = 5
    alone: int = 80
    together: int = 700
    in_flight: int = 50
    before: int = 100

    @property
    def each(self) -> int:
        """So many openings, and so many submissions, go to each server in all."""
        return 1 + self.before + self.rounds * (self.alone + self.together)


QUICK = Size(rounds=1, alone=2, together=10, in_flight=5, before=2)

Place = tuple[str, int, str]
"""A row of the table: what is done, how many at a time, by whom."""


@dataclass
class Bench:
    """Everything that stands, and what was measured."""

    size: Size
    api: WebApi
    people: servers.People
    filled: Submissions
    ports: dict[str, int] = field(default_factory=dict)
    found: dict[Place, list[Measured]] = field(default_factory=lambda: defaultdict(list))
    busy: float = 0.0

    def requests(self, what: str, count: int) -> list[Request]:
        """New ones, signed now."""
        if what == OPENING:
            return [opening(person) for person in islice(self.people.openers, count)]
        return [self.filled.of(person, session) for person, session in islice(self.people.checks, count)]

    async def run(self) -> None:
        """All rounds; within one, each server in turn gets what the others get."""
        for what in TAKE_PART:
            await self._turns(what, self.size.before, self.size.in_flight)
        self.found.clear()
        for _ in range(self.size.rounds):
            for what in TAKE_PART:
                await self._turns(what, self.size.alone, 1)
                await self._turns(what, self.size.together, self.size.in_flight)

    async def _turns(self, what: str, count: int, in_flight: int) -> None:
        requests = self.requests(what, count)
        for who in TAKE_PART[what]:
            began, used = perf_counter(), process_time()
            measured = await drive(self.api, self.ports[who], requests, in_flight)
            self.busy = max(self.busy, (process_time() - used) / (perf_counter() - began))
            self.found[what, in_flight, who].append(measured)


async def first(api: WebApi, port: int, people: servers.People, folder: Path) -> Submissions:
    """One opening and one submission at Kairos: what the bare variants show, and the form to fill."""
    await drive(api, port, [opening(next(people.openers))], 1)
    view = api.last_view
    (folder / "view.json").write_text(json.dumps(view))
    session = int(json.loads(view["private_metadata"])["ref"])
    filled = submissions(view, session, CHECK)
    person, own = next(people.checks)
    answered = await drive(api, port, [filled.of(person, own)], 1)
    (folder / "verdict.json").write_text(json.dumps(json.loads(answered.last)["view"]))
    return filled


async def bench(size: Size, folder: Path) -> tuple[Bench, Mapping[str, int]]:
    """Measure; also how many submissions each server's database holds in the end."""
    original = folder / "prepared.db"
    people = await servers.prepared(original, size.each)
    paths = {name: servers.copied(original, f"{n}.db") for n, name in enumerate((OURS, *SERVED))}
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(WebApi.serve())
        port = await stack.enter_async_context(servers.kairos(api.url, paths[OURS]))
        made = Bench(size, api, people, await first(api, port, people, folder), {OURS: port})
        for name, variant in SERVED.items():
            made.ports[name] = await stack.enter_async_context(servers.bare(api.url, paths[name], *variant))
        await made.run()
    return made, {name: submitted(paths[name]) for name in TAKE_PART[SUBMISSION]}


def submitted(path: Path) -> int:
    """How many submitted sessions a database holds, after its server was killed."""
    with closing(sqlite3.connect(path)) as db:
        found: int = db.execute("SELECT COUNT(*) FROM sessions WHERE status = 'submitted'").fetchone()[0]
        return found


def middle(found: list[Measured]) -> tuple[float, float, float, float]:
    """Over the rounds, the medians of the rate and of the times that 50, 95 and 99 % do not exceed."""
    return (
        median(each.rate for each in found),
        median(each.at(50) for each in found),
        median(each.at(95) for each in found),
        median(each.at(99) for each in found),
    )


def table(made: Bench) -> Iterator[str]:
    """The table, and what is missed."""
    missed: list[str] = []
    yield f"{'':48}{'per second':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'of best':>9}"
    for what, names in TAKE_PART.items():
        for in_flight in (1, made.size.in_flight):
            rows = {who: middle(made.found[what, in_flight, who]) for who in names}
            best = max(rows[who][0] for who in names if who in BARE)
            for who, (rate, p50, p95, p99) in rows.items():
                name = f"{what}, {in_flight} in flight: {who}"
                ratio = rate / best
                yield f"{name:56}{rate:8,.0f}{p50:9.2f}{p95:9.2f}{p99:9.2f}{ratio:9.2f}"
            if in_flight > 1 and rows[OURS][0] < ENOUGH * best:
                missed.append(f"{what}: {rows[OURS][0] / best:.2f} of the best bare variant, not {ENOUGH}")
            if in_flight == 1 and what == OPENING and rows[OURS][1] > QUICK_MS:
                missed.append(f"{what}: p50 {rows[OURS][1]:.2f} ms alone, not {QUICK_MS:g}")
    yield f"The process that plays Slack was busy {made.busy:.0%} of its time at most."
    yield f"Missed: {'; '.join(missed)}." if missed else "All aims are met."


def row(made: Bench, name: str, what: str, peers: Iterable[str]) -> Row:
    """One line of the table of all benchmarks: Kairos beside the best of these."""
    many = made.size.in_flight
    best = max(peers, key=lambda who: middle(made.found[what, many, who])[0])
    ours, theirs = made.found[what, many, OURS], made.found[what, many, best]
    _, p50, *_ = middle(made.found[what, 1, OURS])
    _, p50_best, *_ = middle(made.found[what, 1, best])
    return Row(
        what=name,
        alone=f"{p50:.2f} ms",
        many=f"{middle(ours)[0]:,.0f}/s",
        peer=f"{best}: {p50_best:.2f} ms, {middle(theirs)[0]:,.0f}/s",
        ratios=ratios((each.rate for each in ours), (each.rate for each in theirs)),
        aims=((f"{QUICK_MS:g} ms alone", p50 <= QUICK_MS),) if what == OPENING else (),
    )


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this."""
    made = measured(QUICK if quick else Size())
    opens, submits = (f"Slack: {what}, against an app that" for what in TAKE_PART)
    return [
        row(made, f"{opens} keeps a session, then opens it", OPENING, [KEEPS]),
        row(made, f"{opens} opens a view only", OPENING, BARE),
        row(made, f"{submits} sends the card too", SUBMISSION, [SENDS]),
        row(made, f"{submits} answers only", SUBMISSION, ANSWERS),
    ]


def measured(size: Size) -> Bench:
    """Measure, and see in the databases that nothing is lost; if there is, that is the end."""
    with tempfile.TemporaryDirectory() as folder:
        made, kept = asyncio.run(bench(size, Path(folder)))
    wanted = {OURS: size.each}
    lost = {who: found for who, found in kept.items() if found != wanted.get(who, size.each - 1)}
    if lost:
        sys.exit(f"Of {size.each} submissions that were answered, these databases hold fewer: {lost}")
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="tiny numbers, only to see that it runs")
    made = measured(QUICK if parser.parse_args().quick else Size())
    for line in table(made):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        "Every submission that was answered was found in its database once its server was killed.\n"
    )


if __name__ == "__main__":
    main()
