"""The composition root: the one place that wires everything. Nothing is built at import."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot import content
from bot.clock import Clock, SystemClock
from bot.coach.coach import Coach
from bot.digests.helping import helpers
from bot.house import House
from bot.ids import Ids, ids
from bot.ports import Channel, Store
from bot.sending.courier import Courier
from bot.sending.schedule import Schedule
from bot.settings import Settings
from bot.store.store import SqliteStore
from dialogs.library import Library

if TYPE_CHECKING:  # its library is read only where something is counted
    from bot.metrics import Metrics

Channels = Callable[[Store, Clock, Ids], Mapping[str, Channel]]
"""Makes the channels, by platform."""


def no_channels(_store: Store, _clock: Clock, _ids: Ids) -> Mapping[str, Channel]:
    """For commands that send nothing."""
    return {}


@asynccontextmanager
async def house(  # noqa: PLR0913  each keyword replaces one part
    settings: Settings,
    *,
    clock: Clock | None = None,
    make_ids: Ids | None = None,
    library: Library | None = None,
    channels: Channels = no_channels,
    metrics: "Metrics | None" = None,
) -> AsyncIterator[House]:
    """The whole house on the settings' database, closed in the end. Keywords replace single parts.

    With ``metrics`` it counts what it does.

    Raises ContentError with every issue of the content, AdminError where the database cannot be opened.
    """
    time = clock or SystemClock()
    dice = make_ids or ids(time)
    books = library or content.library(settings.content)
    store = await SqliteStore.open(settings.db, dice, metrics.wrote if metrics else None)
    try:
        make = metrics.coach if metrics else Coach

        def issues() -> tuple[str, ...]:
            return tuple(map(str, content.load(settings.content)[1]))

        coach = make(store, books, time, dice, settings.min_group, issues)
        coach.weeks.take_help(helpers(settings.db, books, settings.min_group))
        courier = Courier(store, coach.compose, channels(store, time, dice), time, dice)
        rounds = Schedule(store, courier, coach.weeks, time, dice, keep=settings.keep)
        yield House(settings, books, store, time, dice, coach, courier, rounds)
    finally:
        await store.close()
