"""Trouble on request, per method: what a test scripts, the Web API then does."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Literal

from tests.slack.standin.state import Json

Trouble = Literal["refuse", "ratelimit", "status", "hang", "drop", "drop_after"]


def _always(_args: Json) -> bool:
    return True


@dataclass
class Fault:
    """One scripted fault; ``times`` counts down as it strikes."""

    trouble: Trouble
    error: str = ""
    number: int = 0
    times: float = 1
    when: Callable[[Json], bool] = _always


@dataclass
class Faults:
    """What is to go wrong. ``*`` stands for every method; ``times=inf`` goes on until ``clear``."""

    scripted: dict[str, list[Fault]] = field(default_factory=dict)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def refuse(
        self, method: str, error: str, times: float = 1, when: Callable[[Json], bool] = _always
    ) -> None:
        """Answer ok: false with this error."""
        self._add(method, Fault("refuse", error=error, times=times, when=when))

    def ratelimit(self, method: str, seconds: int = 1, times: float = 1) -> None:
        """Answer 429 with Retry-After."""
        self._add(method, Fault("ratelimit", number=seconds, times=times))

    def fail(self, method: str, status: int = 500, times: float = 1) -> None:
        """Answer with an HTTP error and no JSON."""
        self._add(method, Fault("status", number=status, times=times))

    def hang(self, method: str, times: float = 1) -> None:
        """Do not answer until ``release``."""
        self._add(method, Fault("hang", times=times))

    def drop(self, method: str, times: float = 1, *, accepted: bool = False) -> None:
        """Close the connection without an answer, before doing anything or after having done it."""
        self._add(method, Fault("drop_after" if accepted else "drop", times=times))

    def clear(self) -> None:
        """Let everything go well again."""
        self.scripted.clear()
        self.release()

    def release(self) -> None:
        """Let the hanging calls answer."""
        self.released.set()
        self.released = asyncio.Event()

    def strike(self, method: str, args: Json) -> Fault | None:
        """The fault that hits this call, if one does."""
        for name in (method, "*"):
            for fault in self.scripted.get(name, []):
                if fault.times > 0 and fault.when(args):
                    fault.times -= 1
                    return fault
        return None

    def _add(self, method: str, fault: Fault) -> None:
        self.scripted.setdefault(method, []).append(fault)


FOREVER = inf


@dataclass
class Rates:
    """Slack's own limits in virtual time, once ``on``."""

    on: bool = False
    seen: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def wait(self, method: str, tier: int, channel: str, now: float) -> int:
        """Seconds to wait before this call would be taken; 0 takes and counts it."""
        if not self.on:
            return 0
        windows = [((method, ""), tier, 60.0)]
        if method == "chat.postMessage":
            windows.append(((method, channel), 1, 1.0))
        waits = [self._left(key, most, span, now) for key, most, span in windows]
        if not max(waits):
            for key, _, _ in windows:
                self.seen[key].append(now)
        return max(waits)

    def _left(self, key: tuple[str, str], most: int, span: float, now: float) -> int:
        calls = self.seen.setdefault(key, deque())
        while calls and now - calls[0] >= span:
            calls.popleft()
        return ceil(calls[0] + span - now) if len(calls) >= most else 0
