"""A loop whose time is its own: it never waits, it goes on to when the next thing happens."""

import asyncio
from collections.abc import Callable, Coroutine
from selectors import DefaultSelector
from typing import Any, TypeVar

T = TypeVar("T")


class Noted:
    """A pace that lets everything through at once, and remembers who came: the place, and whether unasked."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, bool]] = []

    async def turn(self, place: str = "", *, unasked: bool = False) -> None:
        """It is one's turn."""
        self.turns.append((place, unasked))


class _Leaps(DefaultSelector):
    """Waits for nothing: what it was to wait is over at once, by this loop's time."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """What is ready now."""
        self.now += max(timeout or 0, 0)
        return super().select(0)


class _Hurried(asyncio.SelectorEventLoop):
    """Its time is that of its selector."""

    def __init__(self) -> None:
        self._leaps = _Leaps()
        super().__init__(self._leaps)

    def time(self) -> float:
        """Seconds since it began."""
        return self._leaps.now


def hurried(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What comes of it, however long it would have taken; ``loop.time()`` tells how long that is."""
    with asyncio.Runner(loop_factory=_Hurried) as runner:
        return runner.run(work())
