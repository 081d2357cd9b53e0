"""What is measured under load: how long each kind of request took, and how much the process holds."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

A_SECOND = 1.0
MIB = 1024


@dataclass
class Times:
    """Milliseconds, by kind of request."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def each(self, kind: str) -> Iterator[None]:
        """Take the time of one; what fails is not counted."""
        began = perf_counter()
        yield
        self.of[kind].append((perf_counter() - began) * 1000)

    @property
    def all(self) -> list[float]:
        """Every kind together."""
        return [each for times in self.of.values() for each in times]

    def table(self, seconds: float) -> Iterator[str]:
        """A markdown table: a line for each kind, and one for all."""
        yield "| what | times | a second | p50 ms | p95 ms | p99 ms | worst ms |"
        yield "|---|---:|---:|---:|---:|---:|---:|"
        for kind, times in (*sorted(self.of.items()), ("**all**", self.all)):
            said = " | ".join(f"{at(times, part):,.0f}" for part in (50, 95, 99, 100))
            yield f"| {kind} | {len(times):,} | {len(times) / seconds:.1f} | {said} |"


def at(times: Sequence[float], percent: int) -> float:
    """What so many per cent of them do not exceed: the nearest rank. Nothing measured is 0."""
    if not times:
        return 0.0
    return sorted(times)[max(math.ceil(len(times) * percent / 100), 1) - 1]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The line of least squares through (x, y): how much y grows for each x. 0 where there is no line."""
    if not points:
        return 0.0
    middle = sum(x for x, _ in points) / len(points)
    across = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * y for x, y in points) / across if across else 0.0


class Sample(NamedTuple):
    """A process at one moment: seconds since the first look, MiB, open files, threads, seconds of a core."""

    at: float
    mib: float
    files: int
    threads: int
    cpu: float


@dataclass
class Watch:
    """Looks at a process once a second, by way of /proc."""

    pid: int
    samples: list[Sample] = field(default_factory=list)
    _began: float = field(default_factory=perf_counter)

    def look(self) -> Sample:
        """How it is now. Raises FileNotFoundError once it has ended."""
        folder = Path(f"/proc/{self.pid}")
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        used = (folder / "stat").read_text().rpartition(")")[2].split()
        found = Sample(
            at=perf_counter() - self._began,
            mib=int(status["VmRSS"].split()[0]) / MIB,
            files=len(list((folder / "fd").iterdir())),
            threads=int(status["Threads"]),
            cpu=(int(used[11]) + int(used[12])) / 100,
        )
        self.samples.append(found)
        return found

    async def run(self) -> None:
        """Look again and again, until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(A_SECOND)

    @property
    def later(self) -> Sequence[Sample]:
        """The second half of what was seen."""
        return self.samples[len(self.samples) // 2 :]

    @property
    def growth(self) -> float:
        """MiB an hour, by least squares over the second half."""
        return slope([(each.at / 3600, each.mib) for each in self.later])

    @property
    def gained(self) -> float:
        """MiB that this line rises within the second half."""
        return self.growth * (self.later[-1].at - self.later[0].at) / 3600 if self.later else 0.0

    def told(self) -> Iterator[str]:
        """In words, a line each."""
        first, middle, last = self.samples[0], self.later[0], self.samples[-1]
        cores = (last.cpu - first.cpu) / max(last.at - first.at, A_SECOND)
        yield (
            f"Memory: {first.mib:.1f} MiB at first, {middle.mib:.1f} half-way, {last.mib:.1f} at last;"
            f" {self.growth:+.1f} MiB an hour by least squares over the second half"
            f" ({self.gained:+.2f} MiB within it)."
        )
        files = [each.files for each in self.later]
        yield (
            f"Open files: {first.files} at first, {min(files)} to {max(files)} in the second half."
            f" Threads: {last.threads}. It kept {cores:.0%} of a core busy."
        )
