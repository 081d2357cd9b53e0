"""What Slack needs of the house that it lives in."""

from collections.abc import Sequence
from typing import Protocol

from bot.clock import Clock
from bot.coach import Coach
from bot.ids import Ids
from bot.ports import Store
from dialogs.library import Library


class Rounds(Protocol):
    """What carries deliveries: ``bot.courier.Courier``, or something that first works out what is due."""

    async def round(self) -> Sequence[object]:
        """Deliver all that is due now."""


class House(Protocol):
    """The parts of ``bot.app.House`` that Slack needs."""

    @property
    def library(self) -> Library: ...  # noqa: D102  the name says it
    @property
    def store(self) -> Store: ...  # noqa: D102
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def ids(self) -> Ids: ...  # noqa: D102
    @property
    def coach(self) -> Coach: ...  # noqa: D102
    @property
    def courier(self) -> Rounds: ...  # noqa: D102
