"""Sends requests over HTTP, a number of them at a time, and says how fast they were answered.

Requests are built and signed ahead, as bytes. One that has something come from the server besides its answer,
a modal or a card, is done when both have come.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

PATIENCE = 20.0
"""Seconds after which a request counts as lost, which ends the benchmark."""
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


class Lost(Exception):
    """Something else came than what the benchmark counts."""


@dataclass(frozen=True)
class Request:
    """A request as it goes over the line, what it waits for, and what its answer has to hold."""

    raw: bytes
    trigger: str = ""
    holds: bytes = b""


@dataclass(frozen=True)
class Measured:
    """How fast some requests were answered, times in milliseconds; the body of the last answer."""

    rate: float
    times: tuple[float, ...]
    last: bytes

    def at(self, percent: int) -> float:
        """The time that so many per cent of the requests did not exceed."""
        return sorted(self.times)[min(len(self.times) * percent // 100, len(self.times) - 1)]


class Expecting(Protocol):
    """Plays a platform, and notices what the request of that trigger brings."""

    def expect(self, trigger: str) -> asyncio.Future[None]:
        """Done when it has come."""


async def drive(api: Expecting, port: int, requests: Iterable[Request], in_flight: int) -> Measured:
    """Send them all, so many at a time, each on a connection that stays open. Raises Lost."""
    times: list[float] = []
    waiting = iter(requests)
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(in_flight)]
    began = perf_counter()
    try:
        async with asyncio.TaskGroup() as group:
            sent = [group.create_task(_send(api, *line, waiting, times)) for line in lines]
        return Measured(len(times) / (perf_counter() - began), tuple(times), sent[0].result())
    finally:
        for _, writer in lines:
            writer.close()


async def _send(
    api: Expecting,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    requests: Iterator[Request],
    times: list[float],
) -> bytes:
    """Send what is there until nothing is left; the last answer's body."""
    body = b""
    for request in requests:
        async with asyncio.timeout(PATIENCE):
            began = perf_counter()
            opened = api.expect(request.trigger) if request.trigger else None
            writer.write(request.raw)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            if b" 200 " not in head[:16] or request.holds not in body:
                raise Lost(f"{head.decode()}{body.decode()}")
            if opened:
                await opened
            times.append((perf_counter() - began) * 1000)
    return body
