"""A helper reads and composes digests beside the house; with it or without, the same is kept."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.digests.composing import Composer, Portion
from bot.digests.helping import Beside, helpers
from bot.digests.writing import Helper, HelperLost
from bot.ids import ids
from bot.ports import Member, Roster
from bot.ports.week import Packed
from bot.sending.calendar import day_off
from bot.sending.outbox import Delivery
from bot.store.store import SqliteStore
from dialogs.cadence import Due, Kind
from dialogs.measures.facts import Week
from dialogs.people import Identity
from tests.test_week import FRIDAY, HANSE, LIBRARY, MONDAY, ROLES, House

WEEKS = tuple(Week(2027, 9).back(ago) for ago in range(3))
"""Each is a portion of its own; in the first of them there were calls."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = FixedClock(MONDAY)
    async with await SqliteStore.open(tmp_path / "kairos.db", ids(clock, seed=1)) as store:
        members = [
            Member(
                name=name.title(),
                email=f"{name}@hanse.example",
                role=role,
                team="Hanse",
                identity=Identity(platform="web", workspace="test", user=name),
                zone="Europe/Berlin",
            )
            for name, role in ROLES.items()
        ]
        await store.apply(Roster(members=tuple(members), teams=(HANSE,)), clock.now())
        house = House(store, clock)
        await house.week()
        yield house


async def dues(house: House) -> list[Due]:
    reps = [await house.called(name) for name in ("ana", "ben")]
    manager = await house.called("mia")
    wanted = [(Kind.REP_DIGEST, rep) for rep in reps] + [(Kind.MANAGER_DIGEST, manager)]
    return [
        Due(
            kind=kind,
            team=person.team or 0,
            person=person.id,
            period=week.period,
            due=FRIDAY,
            until=FRIDAY,
            goes=FRIDAY,
        )
        for kind, person in wanted
        for week in WEEKS
    ]


async def written(house: House) -> dict[str, Delivery]:
    await house.coach.weeks.write(await dues(house), FRIDAY)
    return {each.key: each for each in await house.digests()}


async def portion(house: House, kind: Kind = Kind.REP_DIGEST) -> Portion:
    mine = [due for due in await dues(house) if due.kind is kind and due.period == WEEKS[0].period]
    return Portion(
        kind, WEEKS[0], HANSE.zone, FRIDAY, {mine[0].team: {due.recipient: due.key for due in mine}}
    )


async def alone(house: House, portion: Portion) -> list[Packed]:
    composer = Composer(LIBRARY, 5, day_off)
    found = await house.store.team_facts(tuple(portion.keys), portion.since, portion.now, portion.reach)
    return [each for facts in found for each in composer.composed(portion, facts)]


def helping(house: House) -> Path:
    assert isinstance(house.store, SqliteStore)
    return house.store.path


async def test_a_helper_composes_word_for_word_what_the_house_would(house: House):
    async with helpers(helping(house), LIBRARY, 5)() as helper:
        for kind, many in ((Kind.REP_DIGEST, 2), (Kind.MANAGER_DIGEST, 1)):
            wanted = await portion(house, kind)
            made = await helper.composed(wanted)
            assert made == await alone(house, wanted)
            assert len(made) == many


async def test_with_a_helper_every_digest_is_kept_once(house: House):
    done: list[Portion] = []

    @asynccontextmanager
    async def watched() -> AsyncIterator[Helper]:
        async with helpers(helping(house), LIBRARY, 5)() as helper:

            class Watching:
                async def composed(self, portion: Portion) -> Sequence[Packed]:
                    done.append(portion)
                    return await helper.composed(portion)

            yield Watching()

    house.coach.weeks.take_help(watched, many=2)
    kept = await written(house)
    assert done
    assert len(kept) == len(await dues(house))
    assert kept == await written(house)
    wanted = await portion(house)
    for each in await alone(house, wanted):
        assert await house.store.digest(each.key) == each.digest


async def test_few_digests_need_no_helper(house: House):
    begun = []

    @asynccontextmanager
    async def counted() -> AsyncIterator[Helper]:
        begun.append(1)
        async with helpers(helping(house), LIBRARY, 5)() as helper:
            yield helper

    house.coach.weeks.take_help(counted)
    assert len(await written(house)) == len(await dues(house))
    assert not begun


async def test_a_helper_that_is_lost_costs_no_digest(house: House, caplog: pytest.LogCaptureFixture):
    """It ends without an answer, whatever it was given."""

    @asynccontextmanager
    async def lost() -> AsyncIterator[Helper]:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "", stdin=PIPE, stdout=PIPE)
        beside = Beside(process)
        try:
            yield beside
        finally:
            await beside.end()

    house.coach.weeks.take_help(lost, many=2)
    assert len(await written(house)) == len(await dues(house))
    assert "no help with the digests" in caplog.text


async def test_a_helper_that_cannot_begin_says_so(house: House, tmp_path: Path):
    with pytest.raises(HelperLost):
        async with helpers(tmp_path / "nowhere.db", LIBRARY, 5)() as helper:
            await helper.composed(await portion(house))


async def test_a_helper_ends_when_its_input_ends(house: House):
    """However the house ends, no helper is left behind."""
    command = (sys.executable, "-m", "bot.digests.helping", str(helping(house)), "5")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    said, _ = await process.communicate(b"")
    assert (said, process.returncode) == (b"", 0)
