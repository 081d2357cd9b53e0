"""A database that is locked, read-only, put back from yesterday; a clock that jumps; a platform that is gone.

The real store on a real file, the real schedule and courier; the platform is a wall that can be taken away.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.app import house
from bot.clock import FixedClock
from bot.errors import StoreError, TryLater
from bot.house import House
from bot.ids import ids
from bot.ports import Member, Roster, Saved, Store
from bot.sending.outbox import Delivery, Kind, State
from bot.serving.server import serving
from bot.settings import settings
from bot.store.backup import backup
from bot.store.store import SqliteStore
from dialogs.document import Document
from dialogs.people import Identity, Team
from tests.store.making import change, session, some_deal, somebody
from tests.store.weekly import reflect

TUESDAY_NINE = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

HANSE = Team(
    id=0,
    name="Hanse",
    platform="slack",
    workspace="W1",
    channel="C1",
    country="",
    zone="UTC",
    tip_time="09:00",
)
INGE = Member(
    name="Inge",
    email="inge@hanse.example",
    role="rep",
    team="Hanse",
    identity=Identity(platform="slack", workspace="W1", user="U-Inge"),
    zone="UTC",
)


class Wall:
    """What stands where, by delivery, and how often it was put there; it may be gone."""

    repeatable = True

    def __init__(self) -> None:
        self.put: Counter[str] = Counter()
        self.gone = False

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        if self.gone:
            raise TryLater("nobody answers")
        self.put[delivery.key] += 1

    def of(self, kind: Kind) -> list[str]:
        return [key for key in self.put if key.startswith(f"{kind}:")]


@asynccontextmanager
async def running(db: Path, clock: FixedClock, wall: Wall) -> AsyncIterator[House]:
    def channels(*_: object) -> dict[str, Wall]:
        return {"slack": wall}

    async with house(settings(KAIROS_DB=db), clock=clock, channels=channels) as kairos:
        yield kairos


async def enrolled(store: Store) -> None:
    await store.apply(Roster(members=(INGE,), teams=(HANSE,)), TUESDAY_NINE - 7 * DAY)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "kairos.db"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TUESDAY_NINE)


@pytest.fixture
async def store(db: Path, clock: FixedClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(db, ids(clock)) as opened:
        yield opened


async def test_a_save_waits_for_another_process_that_writes(store: SqliteStore):
    rep, deal = await somebody(store), await some_deal(store)
    written = session(rep, deal)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        saving = asyncio.create_task(store.save(change(written)))
        assert await store.session(written.id) is None  # reads go on meanwhile
        assert not saving.done()
        other.execute("COMMIT")
        assert await saving is Saved.SAVED
    assert await store.session(written.id) == written


async def test_a_database_locked_for_too_long_loses_the_change_and_says_so(store: SqliteStore):
    rep, deal = await somebody(store), await some_deal(store)
    written = change(session(rep, deal))
    await store.writer.run(lambda db: db.execute("PRAGMA busy_timeout = 1").fetchall())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await store.save(written)
        other.execute("ROLLBACK")
    assert await store.session(written.session.id) is None
    assert await store.save(written) is Saved.SAVED


async def test_a_read_only_database_loses_the_change_says_so_and_is_not_ready(db: Path, clock: FixedClock):
    """Reads go on; once it may be written again, so do writes."""
    given = settings(KAIROS_DB=db, PORT=0)
    async with (
        house(given, clock=clock) as kairos,
        serving(kairos, given, "127.0.0.1", ()) as port,
        ClientSession() as client,
    ):
        store = kairos.store
        assert isinstance(store, SqliteStore)
        rep, deal = await somebody(store), await some_deal(store)
        written = change(session(rep, deal))
        await store.writer.run(lambda db: db.execute("PRAGMA query_only = ON").fetchall())
        with pytest.raises(StoreError, match="readonly"):
            await store.save(written)
        assert await store.person(rep.id) == rep
        async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 503
        async with client.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        store.writer._db.execute("PRAGMA query_only = OFF")  # noqa: SLF001  no work can be begun on it
        assert await store.save(written) is Saved.SAVED
        async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200


async def test_a_copy_made_while_writing_opens_in_a_fresh_house_with_all_that_was_saved(
    db: Path, tmp_path: Path, clock: FixedClock
):
    """Whoever heard "saved" before the copy was begun finds it there, and can go on."""
    heard: list[int] = []
    begun = asyncio.Event()
    copy = tmp_path / "restored.db"
    async with running(db, clock, Wall()) as kairos:
        await enrolled(kairos.store)
        rep, deal = await somebody(kairos.store), await some_deal(kairos.store)

        async def write() -> None:
            for _ in range(40):
                written = session(rep, deal)
                await kairos.store.save(change(written))
                heard.append(written.id)
                if len(heard) >= 20:
                    begun.set()

        writing = [asyncio.create_task(write()) for _ in range(4)]
        await begun.wait()
        before = list(heard)
        await asyncio.to_thread(backup, db, copy)
        assert len(heard) < 160  # it was made in the middle
        await asyncio.gather(*writing)
    async with running(copy, clock, Wall()) as restored:
        for ident in before:
            assert await restored.store.session(ident)
        screen = await restored.coach.say(rep, "/precall Another", "again")
        assert screen.document.form


async def test_put_back_from_yesterday_what_is_still_in_its_time_comes_again_and_nothing_else(
    db: Path, tmp_path: Path, clock: FixedClock
):
    """Nobody can know what went out since the copy: a tip of yesterday is too late, today's comes again."""
    wall, copy = Wall(), tmp_path / "yesterday.db"
    async with running(db, clock, wall) as kairos:
        await enrolled(kairos.store)
        await kairos.rounds.round()
        assert [wall.put[key] for key in wall.of(Kind.TIP)] == [1]
        await asyncio.to_thread(backup, db, copy)
        clock.instant += DAY
        await kairos.rounds.round()
        assert [wall.put[key] for key in wall.of(Kind.TIP)] == [1, 1]
        lost = await reflect(
            kairos.store, await somebody(kairos.store), await some_deal(kairos.store), clock.now()
        )
    for end in ("", "-wal", "-shm"):
        db.with_name(db.name + end).unlink(missing_ok=True)
    copy.rename(db)
    async with running(db, clock, wall) as kairos:
        for _ in range(3):
            await kairos.rounds.round()
        assert [wall.put[key] for key in sorted(wall.of(Kind.TIP))] == [1, 2]
        assert await kairos.store.session(lost.id) is None
        clock.instant += DAY
        await kairos.rounds.round()
        assert [wall.put[key] for key in sorted(wall.of(Kind.TIP))] == [1, 2, 1]


async def test_a_clock_that_jumps_back_an_hour_sends_nothing_twice_and_loses_nothing(
    db: Path, clock: FixedClock
):
    wall = Wall()
    clock.instant += timedelta(minutes=10)
    async with running(db, clock, wall) as kairos:
        await enrolled(kairos.store)
        await kairos.rounds.round()
        assert [wall.put[key] for key in wall.of(Kind.TIP)] == [1]
        rep, deal = await somebody(kairos.store), await some_deal(kairos.store)
        first = await kairos.coach.say(rep, f"/precall {deal.name}", "one")
        clock.instant -= HOUR
        await kairos.rounds.round()
        other = await kairos.coach.say(rep, "/precall Another", "two")
        forms = first.document.form, other.document.form
        assert all(forms)
        assert len({form.ref for form in forms if form}) == 2
    async with running(db, clock, wall) as kairos:  # a restart, with the clock still behind
        await kairos.rounds.round()
        clock.instant += HOUR
        await kairos.rounds.round()
        assert [wall.put[key] for key in wall.of(Kind.TIP)] == [1]
        assert len(await kairos.store.open_sessions(rep.id)) == 2


async def test_a_platform_that_is_gone_for_a_day_and_a_half_gets_what_is_still_worth_it_once(
    db: Path, clock: FixedClock
):
    """Friday's tip is too late by then and says so; Friday's digest comes on Monday. Nothing is left."""
    wall = Wall()
    clock.instant = datetime(2026, 3, 12, 15, tzinfo=UTC)  # a Thursday
    async with running(db, clock, wall) as kairos:
        await enrolled(kairos.store)
        rep, deal = await somebody(kairos.store), await some_deal(kairos.store)
        await reflect(kairos.store, rep, deal, clock.now())
        await kairos.rounds.round()
        before = Counter(wall.put)
        wall.gone = True
        for _ in range(4 * 36):
            clock.instant += timedelta(minutes=15)
            await kairos.rounds.round()
        assert wall.put == before
        wall.gone = False
        while clock.instant < datetime(2026, 3, 16, 10, tzinfo=UTC):
            clock.instant += HOUR
            await kairos.rounds.round()
        new = wall.put - before
        assert sorted(new) == [f"rep-digest:{rep.id}:2026-W11", f"tip:{rep.team}:2026-03-16"]
        assert set(new.values()) == {1}
        (tip,) = await kairos.store.keyed([f"tip:{rep.team}:2026-03-13"])
        assert tip.state is State.FAILED
        assert "too late" in tip.why
        assert not await kairos.store.deliveries(State.WAITING, State.CLAIMED, State.PARKED)
