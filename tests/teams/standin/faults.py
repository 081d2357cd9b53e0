"""Trouble on request: what a test scripts, the connector then does to the next calls."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

Trouble = Literal["status", "hang", "drop", "drop-after"]


@dataclass(frozen=True)
class Fault:
    """One fault for one call."""

    trouble: Trouble
    status: int = 0
    code: str = ""
    retry_after: str = ""


@dataclass
class Faults:
    """What is to go wrong, one call after the other."""

    coming: deque[Fault] = field(default_factory=deque)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, status: int, code: str = "", *, retry_after: str = "", times: int = 1) -> None:
        """Answer with that status; with a code the body is Teams' own error, without one a gateway's page."""
        self.coming.extend([Fault("status", status, code, retry_after)] * times)

    def hang(self) -> None:
        """Take a call, and answer only after ``release``."""
        self.coming.append(Fault("hang"))

    def drop(self, *, accepted: bool) -> None:
        """Close the connection without an answer, having done what was asked or not."""
        self.coming.append(Fault("drop-after" if accepted else "drop"))

    def release(self) -> None:
        """Let the hanging calls answer."""
        self.released.set()
        self.released = asyncio.Event()

    def strike(self) -> Fault | None:
        """The fault that hits this call, if one does."""
        return self.coming.popleft() if self.coming else None


@dataclass
class Limits:
    """Teams' own limits of what a bot may send into one conversation, as so many in so many seconds."""

    windows: tuple[tuple[int, float], ...] = ()
    sent: dict[str, list[float]] = field(default_factory=dict)
    now: Callable[[], float] = monotonic

    def on(self) -> None:
        """Hold the bot to them from now on."""
        self.windows = ((7, 1), (8, 2), (60, 30), (1800, 3600))

    def too_much(self, place: str) -> bool:
        """Whether one more is too many; if not, it is counted."""
        now = self.now()
        times = self.sent.setdefault(place, [])
        if any(sum(now - each < span for each in times) >= most for most, span in self.windows):
            return True
        times.append(now)
        return False
