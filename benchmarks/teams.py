"""Kairos in Teams beside three bare bots: one message with a signed token, answered by one card, over HTTP.

Run ``python -m benchmarks.teams``; it takes about a minute (``--quick``: a few seconds, only to see that it
runs). Every server is a process of its own (benchmarks/teams_servers.py) and gets messages of the same kind,
in turn; this process plays Microsoft (benchmarks/teams_load.py): keys, a login that takes 100 ms, a
connector. A message is done when it is answered and its card has come. Trust the ratios.

Last, both platforms are served by one process: 20 messages a second from Teams, and as many checks opened in
Slack. A check is opened when Slack has its answer.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import slack_servers
from benchmarks.driving import Lost, Measured, Request, drive
from benchmarks.rows import ENOUGH, Row, ratios
from benchmarks.slack_api import WebApi
from benchmarks.slack_requests import opening
from benchmarks.teams_load import PEOPLE, Microsoft

STOCK, MENDED, LEAN = "stock botbuilder", "botbuilder mended", "a lean path"
WIRE, WHOLE = "Kairos, the wire alone", "Kairos, a whole turn"
SERVERS = {STOCK: "stock", MENDED: "mended", LEAN: "lean", WIRE: "wire", WHOLE: "whole"}

LEAST = {STOCK: 5.0, MENDED: 1.0, LEAN: ENOUGH}
"""The aims: so many times as fast as each bare peer."""

TIMES, MOST_CALLS, MOST_TOKENS, QUICK_MS = LEAST[STOCK], 1.1, 2, 100.0
"""More aims: so many times as fast as stock; calls to Microsoft for a message; tokens in all; Slack's p99."""

A_SECOND = 20


@dataclass(frozen=True)
class Size:
    """How much is measured: messages alone and together in each round, unmeasured ones, seconds."""

    rounds: int = 4
    alone: int = 40
    together: int = 150
    in_flight: int = 50
    before: int = PEOPLE  # who has never been heard of is welcomed, which is more than a turn
    seconds: int = 15


QUICK = Size(rounds=1, alone=2, together=6, in_flight=3, before=1, seconds=1)


@dataclass
class Bench:
    """Everything that stands, and what was measured."""

    size: Size
    microsoft: Microsoft
    ports: dict[str, int]
    found: dict[tuple[str, int], list[Measured]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def run(self) -> None:
        """All rounds; within one, each server in turn gets as much as the others."""
        for name in SERVERS:
            await self._turns(name, self.size.before, 1)
        self.found.clear()
        for _ in range(self.size.rounds):
            for name in SERVERS:
                before = self.microsoft.calls
                await self._turns(name, self.size.alone, 1)
                await self._turns(name, self.size.together, self.size.in_flight)
                self.calls[name] = (self.microsoft.calls - before) / (self.size.alone + self.size.together)

    async def _turns(self, name: str, many: int, in_flight: int) -> None:
        tokens = self.microsoft.tokens
        requests = self.microsoft.messages("help", many)
        self.found[name, in_flight].append(await drive(self.microsoft, self.ports[name], requests, in_flight))
        self.tokens[name] += self.microsoft.tokens - tokens


@asynccontextmanager
async def server(name: str, microsoft: Microsoft, slack: WebApi, db: Path) -> AsyncIterator[int]:
    """One of the servers, as a process; gives its port."""
    given = ("--microsoft", microsoft.origin, "--slack", slack.url, "--db", str(db))
    async with slack_servers.process("benchmarks.teams_servers", SERVERS[name], *given) as port:
        yield port


async def both(port: int, microsoft: Microsoft, people: slack_servers.People, seconds: int) -> list[float]:
    """Both platforms at the same pace; how long each opening in Slack took, in milliseconds."""
    many = A_SECOND * seconds
    said = microsoft.messages("help", many)
    times: list[float] = []
    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, message in enumerate(said):
            await asyncio.sleep(max(began + number / A_SECOND - perf_counter(), 0))
            group.create_task(_one(port, message, []))
            group.create_task(_one(port, opening(next(people.openers)), times))
    return times


async def _one(port: int, request: Request, times: list[float]) -> None:
    began = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.raw)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    if b" 200 " not in head[:16]:
        raise Lost(head.decode())
    times.append((perf_counter() - began) * 1000)


async def bench(size: Size, folder: Path) -> tuple[Bench, Measured]:
    """Measure; also the times in Slack beside Teams."""
    db = folder / "both.db"
    people = await slack_servers.prepared(db, A_SECOND * size.seconds)
    async with AsyncExitStack() as stack:
        microsoft = await stack.enter_async_context(Microsoft.serve())
        slack = await stack.enter_async_context(WebApi.serve())
        paths = {name: db if name == WHOLE else folder / f"{SERVERS[name]}.db" for name in SERVERS}
        ports = {
            name: await stack.enter_async_context(server(name, microsoft, slack, path))
            for name, path in paths.items()
        }
        made = Bench(size, microsoft, ports)
        await made.run()
        times = await both(ports[WHOLE], microsoft, people, size.seconds)
    return made, Measured(0, tuple(times), b"")


def table(made: Bench, slack: Measured) -> Iterator[str]:
    """The table, and what is missed."""
    missed: list[str] = []
    yield f"{'':48}{'per second':>10}{'p50 ms':>9}{'p99 ms':>9}{'of stock':>10}"
    for in_flight in (1, made.size.in_flight):
        rates = {name: median(each.rate for each in made.found[name, in_flight]) for name in SERVERS}
        for name, rate in rates.items():
            p50, p99 = (median(each.at(part) for each in made.found[name, in_flight]) for part in (50, 99))
            what, ratio = f"{name}, {in_flight} in flight", rate / rates[STOCK]
            yield f"{what:48}{rate:10,.0f}{p50:9.2f}{p99:9.2f}{ratio:10.1f}"
            if name in {WIRE, WHOLE} and ratio < TIMES:
                missed.append(f"{what}: {ratio:.1f} times stock, not {TIMES:g}")
    for name in (WIRE, WHOLE):
        calls, tokens = made.calls[name], made.tokens[name]
        yield f"{name}: {calls:.2f} calls to Microsoft for each message, {tokens} tokens in all"
        if calls > MOST_CALLS or tokens > MOST_TOKENS:
            missed.append(f"{name}: too many calls")
    p50, p99 = slack.at(50), slack.at(99)
    yield f"Slack beside {A_SECOND} messages a second in Teams: p50 {p50:.1f}, p99 {p99:.1f} ms"
    if slack.at(99) > QUICK_MS:
        missed.append(f"Slack beside Teams: p99 {slack.at(99):.0f} ms, not {QUICK_MS:g}")
    yield f"Missed: {'; '.join(missed)}." if missed else "All aims are met."


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this."""
    with tempfile.TemporaryDirectory() as folder:
        made, slack = asyncio.run(bench(QUICK if quick else Size(), Path(folder)))
    beside = f"Slack beside it: p99 {QUICK_MS:g} ms", slack.at(99) <= QUICK_MS
    return [
        row(made, who, peer, (beside,) if who == WHOLE else ()) for who in (WHOLE, WIRE) for peer in LEAST
    ]


def row(made: Bench, who: str, peer: str, aims: tuple[tuple[str, bool], ...]) -> Row:
    """Kairos beside one of the bare peers."""
    many = made.size.in_flight
    ours, theirs = made.found[who, many], made.found[peer, many]
    p50 = {name: median(each.at(50) for each in made.found[name, 1]) for name in (who, peer)}
    return Row(
        what=f"Teams: {who.removeprefix('Kairos, ')}, against {peer}",
        alone=f"{p50[who]:.2f} ms",
        many=f"{median(each.rate for each in ours):,.0f}/s",
        peer=f"{p50[peer]:.2f} ms, {median(each.rate for each in theirs):,.0f}/s",
        ratios=ratios((each.rate for each in ours), (each.rate for each in theirs)),
        least=LEAST[peer],
        aims=aims,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="tiny numbers, only to see that it runs")
    size = QUICK if parser.parse_args().quick else Size()
    with tempfile.TemporaryDirectory() as folder:
        for line in table(*asyncio.run(bench(size, Path(folder)))):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
