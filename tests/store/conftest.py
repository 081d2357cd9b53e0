"""Both stores, for tests that hold them to the same promises; and the real one with its file."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.ids import Ids, ids
from bot.ports import Store
from bot.store.store import SqliteStore
from tests.fakes.store import FakeStore
from tests.store.making import NOW

OpenStore = Callable[[Ids], Awaitable[Store]]


@pytest.fixture(params=["sqlite", "fake"])
async def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenStore]:
    """Opens a store of the kind that is tested, with a given maker of ids."""
    async with AsyncExitStack() as stack:

        async def open_one(maker: Ids) -> Store:
            if request.param == "fake":
                return FakeStore(maker)
            return await stack.enter_async_context(await SqliteStore.open(tmp_path / "kairos.db", maker))

        yield open_one


@pytest.fixture
async def store(open_store: OpenStore) -> Store:
    """An empty store."""
    return await open_store(ids(FixedClock(NOW), seed=1))


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty SqliteStore."""
    async with await SqliteStore.open(tmp_path / "kairos.db", ids(FixedClock(NOW), seed=1)) as opened:
        yield opened
