"""What bot.ports.outbox promises, held against the real store and the fake."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.ports import Member, Roster, Store
from bot.sending.outbox import FIRST, Kind, State
from bot.store.store import SqliteStore
from bot.store.turn import SUFFIX
from dialogs.cadence import Fate
from dialogs.people import Identity, Team
from dialogs.session import Status
from tests.store.making import HOUR, NOW, change, delivery, session, some_deal, somebody, submitted

LEFT_OVER = [State.FAILED, State.PARKED]
OTHERS = [State.SENT, State.SKIPPED]


async def test_one_courier_carries_at_a_time(store: Store):
    async with store.carrying() as first, store.carrying() as second:
        assert (first, second) == (True, False)
    async with store.carrying() as third:
        assert third


async def test_the_turn_ends_with_an_error_too(store: Store):
    with pytest.raises(ZeroDivisionError):
        async with store.carrying():
            raise ZeroDivisionError
    async with store.carrying() as ours:
        assert ours


async def test_a_process_that_was_killed_carries_no_longer(real: SqliteStore, tmp_path: Path):
    code = "import sys, time; from pathlib import Path; from bot.store.turn import take; "
    code += "kept = take(Path(sys.argv[1])); print('mine', flush=True); sys.stdin.read()"
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, str(real.path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout
    assert await other.stdout.readline() == b"mine\n"
    async with real.carrying() as ours:
        assert not ours
    os.kill(other.pid, signal.SIGKILL)
    await other.wait()
    async with real.carrying() as ours:
        assert ours


async def test_what_somebody_waits_for_is_claimed_before_what_comes_by_the_thousand(store: Store):
    waiting = [delivery(kind.value, kind, due=NOW - n * HOUR) for n, kind in enumerate(FIRST)]
    await store.enqueue(waiting)
    assert [each.kind for each in await store.claim(NOW)] == list(FIRST)
    assert FIRST[0] is Kind.CARD
    assert set(FIRST[-2:]) == {Kind.REP_DIGEST, Kind.MANAGER_DIGEST}
    assert sorted(FIRST) == sorted(Kind)


async def test_one_in_doubt_waits_to_be_looked_for_until_it_is_sent(store: Store):
    await store.enqueue([delivery("k")])
    (claimed,) = await store.claim(NOW)
    assert not claimed.unsure
    await store.doubt(claimed.id, NOW + HOUR, "hung up")
    assert await store.claim(NOW) == ()
    (again,) = await store.claim(NOW + HOUR)
    assert (again.unsure, again.attempts, again.why) == (True, 2, "hung up")
    await store.settle(again.id, State.WAITING, NOW + HOUR, "busy")
    (again,) = await store.claim(NOW + HOUR)
    assert again.unsure
    await store.settle(again.id, State.SENT, NOW + HOUR)
    assert [(each.state, each.unsure) for each in await store.deliveries()] == [(State.SENT, False)]


async def test_only_what_is_claimed_comes_into_doubt(store: Store):
    await store.enqueue([delivery("k")])
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    await store.doubt(claimed.id, NOW, "late")
    assert [each.state for each in await store.deliveries()] == [State.SENT]


@pytest.mark.parametrize("state", LEFT_OVER)
async def test_the_admin_sends_what_is_left_over_again_as_one_that_never_came_through(store: Store, state):
    await store.enqueue([delivery("k", until=NOW)])
    (claimed,) = await store.claim(NOW)
    await store.doubt(claimed.id, NOW, "")
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, state, NOW, "because")
    assert await store.send_again(claimed.id, NOW + HOUR, NOW + 2 * HOUR)
    (waiting,) = await store.deliveries(State.WAITING)
    assert (waiting.unsure, waiting.attempts) == (False, 0)
    assert (waiting.due, waiting.until) == (NOW, NOW + 2 * HOUR)


@pytest.mark.parametrize("state", LEFT_OVER)
async def test_the_admin_drops_what_is_left_over(store: Store, state):
    await store.enqueue([delivery("k")])
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, state, NOW, "because")
    assert await store.drop(claimed.id, NOW, "dropped")
    assert [(each.state, each.why) for each in await store.deliveries()] == [(State.SKIPPED, "dropped")]
    assert not await store.drop(claimed.id, NOW, "dropped")


@pytest.mark.parametrize("state", OTHERS)
async def test_what_is_settled_is_not_the_admins_any_more(store: Store, state):
    await store.enqueue([delivery("k")])
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, state, NOW, "because")
    before = await store.deliveries()
    assert not await store.send_again(claimed.id, NOW, NOW + HOUR)
    assert not await store.drop(claimed.id, NOW, "dropped")
    assert not await store.drop(404, NOW, "dropped")
    assert await store.deliveries() == before


async def test_deliveries_are_found_by_their_keys(store: Store):
    await store.enqueue([delivery(str(n), due=NOW - n * HOUR) for n in range(3)])
    assert [each.key for each in await store.keyed(["0", "2", "nowhere"])] == ["2", "0"]
    assert await store.keyed([]) == ()


async def test_a_thousand_keys_are_found(store: Store):
    keys = [f"k{n}" for n in range(1001)]
    await store.enqueue([delivery(key) for key in keys])
    assert {each.key for each in await store.keyed(keys)} == set(keys)


async def test_the_clocks_are_those_of_channels_and_of_readers_where_they_are(store: Store):
    north = _team("North", channel="C1", zone="Europe/Berlin", rep_digest="Thu 15:00")
    south = _team("South", channel="", zone="Europe/Rome", manager_digest="Tue 07:30")
    members = (
        _member("ana", "rep", "North", "Europe/Lisbon"),
        _member("bo", "rep", "North", "Europe/Lisbon"),
        _member("cy", "manager", "South", "Asia/Tokyo"),
        _member("di", "admin", "South", "Asia/Dubai"),
    )
    await store.apply(Roster(members=members, teams=(north, south)), NOW)
    assert await store.clocks() == {
        ("Europe/Berlin", "09:00"),
        ("Europe/Lisbon", "Thu 15:00"),
        ("Asia/Tokyo", "Tue 07:30"),
    }


def as_set(until: datetime) -> datetime:
    """For whom no holiday comes between."""
    return until


async def test_the_fates_of_nudges_are_told_oldest_first(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    told: list[Fate] = []
    for n, (state, why, reflects, fate) in enumerate(
        [
            (State.SENT, "", True, Fate.ANSWERED),
            (State.SENT, "", False, Fate.IGNORED),
            (State.SKIPPED, "spared", False, Fate.SPARED),
            (State.SKIPPED, "no longer wanted", True, None),
            (State.FAILED, "gone", False, None),
        ]
    ):
        at = NOW + n * timedelta(days=7)
        check = session(rep, deal, began=at, shown=at, submitted=at, status=Status.SUBMITTED, turn=1)
        nudge = delivery(
            f"nudge:{check.id}",
            person=rep.id,
            due=at + HOUR,
            until=at + 24 * HOUR,
            payload={"session": str(check.id)},
        )
        await store.save(change(check, deliveries=(nudge,)))
        (claimed,) = await store.claim(at + HOUR)
        await store.settle(claimed.id, state, at + HOUR, why)
        if reflects:
            await store.save(change(submitted(rep, deal, {"agreed": ("introduce",)}, at + 2 * HOUR)))
        told += [fate] if fate else []
    late = NOW + timedelta(days=60)
    assert list(await store.fates(rep.id, late, as_set)) == told
    assert list(await store.fates(rep.id, late, as_set, limit=2)) == told[-2:]
    assert list(await store.fates(rep.id, NOW + timedelta(days=7, hours=2), as_set)) == [
        Fate.ANSWERED,
        Fate.OPEN,
        Fate.SPARED,
    ]
    assert await store.fates(404, late, as_set) in ([], ())


async def test_a_reflection_after_it_was_let_go_came_too_late(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    check = session(rep, deal, submitted=NOW, status=Status.SUBMITTED, turn=1)
    nudge = delivery("nudge", person=rep.id, until=NOW + 24 * HOUR, payload={"session": str(check.id)})
    await store.save(change(check, deliveries=(nudge,)))
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    await store.save(change(submitted(rep, deal, {"agreed": ("introduce",)}, NOW + 25 * HOUR)))
    assert list(await store.fates(rep.id, NOW + 26 * HOUR, as_set)) == [Fate.IGNORED]


async def test_where_a_calendar_ends_a_nudge_later_it_is_waited_for_longer(store: Store):
    def a_day_later(until: datetime) -> datetime:
        return until + 24 * HOUR

    rep, deal = await somebody(store), await some_deal(store)
    check = session(rep, deal, submitted=NOW, status=Status.SUBMITTED, turn=1)
    nudge = delivery("nudge", person=rep.id, until=NOW + 24 * HOUR, payload={"session": str(check.id)})
    await store.save(change(check, deliveries=(nudge,)))
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    assert list(await store.fates(rep.id, NOW + 47 * HOUR, a_day_later)) == [Fate.OPEN]
    assert list(await store.fates(rep.id, NOW + 48 * HOUR, a_day_later)) == [Fate.IGNORED]
    await store.save(change(submitted(rep, deal, {"agreed": ("introduce",)}, NOW + 47 * HOUR)))
    assert list(await store.fates(rep.id, NOW + 72 * HOUR, a_day_later)) == [Fate.ANSWERED]


def _team(name: str, **said: str) -> Team:
    fields = {"platform": "slack", "workspace": "T1", "country": "DE", **said}
    return Team(id=0, name=name, **fields)


def _member(name: str, role: str, team: str, zone: str) -> Member:
    identity = Identity(platform="slack", workspace="T1", user=name)
    return Member(name=name, email=f"{name}@example.com", role=role, team=team, identity=identity, zone=zone)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("doubt", (1, NOW, "")),
        ("send_again", (1, NOW, NOW)),
        ("drop", (1, NOW, "")),
        ("keyed", (["k"],)),
        ("fates", (1, NOW, as_set)),
        ("clocks", ()),
    ],
)
async def test_a_closed_store_is_a_store_error(real: SqliteStore, method, arguments):
    await real.close()
    with pytest.raises(StoreError, match="closed"):
        await getattr(real, method)(*arguments)


async def test_a_turn_that_cannot_be_taken_is_a_store_error(real: SqliteStore):
    real.path.with_name(real.path.name + SUFFIX).mkdir()
    with pytest.raises(StoreError):
        async with real.carrying():
            pass
