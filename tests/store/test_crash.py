"""SIGKILL at fifty random moments: what was acknowledged is there, whole, and once."""

import multiprocessing
import random
import sqlite3
from collections import Counter
from contextlib import closing
from multiprocessing.context import ForkServerContext
from pathlib import Path
from time import monotonic

import pytest

from bot.clock import SystemClock
from bot.ids import ids
from bot.store.sql import select
from bot.store.store import SqliteStore
from tests.store import streaming
from tests.store.making import some_deal, somebody

KILLS = 50
LONGEST = 0.25
"""Seconds from the first acknowledgement of a child to its death, at most."""

BETWEEN = 1_000_000
"""Each child has so many ids to itself."""

PATIENCE = 30
"""Seconds after which a child that says nothing has failed."""


@pytest.fixture
def seed() -> int:
    """Thrown anew each time, and printed when the test fails."""
    return random.SystemRandom().randrange(2**32)


@pytest.fixture
def context() -> ForkServerContext:
    """Children are forked from a process that has imported everything: a start costs milliseconds."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["tests.store.streaming"])
    return made


async def test_what_was_acknowledged_survives_fifty_kills(
    tmp_path: Path, seed: int, context: ForkServerContext
):
    """One database, growing; each child is killed with SIGKILL while it saves."""
    print(f"seed {seed}")  # noqa: T201  pytest shows it when the test fails
    dice = random.Random(seed)  # noqa: S311  nothing secret hangs on it
    path = tmp_path / "kairos.db"
    acknowledged: dict[int, int] = {}
    for kill in range(1, KILLS + 1):
        acknowledged |= saved_before_death(context, path, kill * BETWEEN, dice.uniform(0, LONGEST))
    assert len(acknowledged) > KILLS
    async with await SqliteStore.open(path, ids(SystemClock())) as store:
        rep, deal = await somebody(store), await some_deal(store)
        for ident, turn in acknowledged.items():
            found = await store.session(ident)
            assert found, f"{ident} was acknowledged and is not there"
            assert found.turn >= turn
            assert found == streaming.at_turn(rep, deal, ident, found.turn)
    assert_whole(path)


def saved_before_death(context: ForkServerContext, path: Path, first: int, seconds: float) -> dict[int, int]:
    """The last turn of each session that a child acknowledged before it was killed."""
    heard, told = context.Pipe(duplex=False)
    child = context.Process(target=streaming.run, args=(path, told, first))
    child.start()
    told.close()
    saved: dict[int, int] = {}
    try:
        assert heard.poll(PATIENCE), "the child says nothing"
        death = monotonic() + seconds
        while (left := death - monotonic()) > 0:
            if heard.poll(left):
                note(saved, heard.recv_bytes())
    finally:
        child.kill()
    while True:  # what it said before it died counts too
        try:
            note(saved, heard.recv_bytes())
        except EOFError:
            break
    child.join()
    heard.close()
    assert child.exitcode == -9
    child.close()
    return saved


def note(saved: dict[int, int], said: bytes) -> None:
    """Turns of a session are acknowledged in their order."""
    ident, turn = map(int, said.split(b":"))
    saved[ident] = turn


def assert_whole(path: Path) -> None:
    """Every session that is there at all, acknowledged or not, is whole; nothing of it is there twice."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        turns = dict(db.execute(select("id, turn", "sessions")).fetchall())
        assert len(turns) == db.execute(select("COUNT(*)", "sessions")).fetchone()[0]
        answers = Counter(row[0] for row in db.execute(select("session", "answers")))
        assert answers == dict.fromkeys(turns, 2 * streaming.QUESTIONS + 1)
        steps = db.execute(select("session, what", "steps ORDER BY session")).fetchall()
        assert steps == [(ident, f"turn {turns[ident]}") for ident in sorted(turns)]
        payloads = db.execute(select("id, payload", "deliveries ORDER BY id")).fetchall()
        assert payloads == [(ident, f'{{"turn":"{turns[ident]}"}}') for ident in sorted(turns)]
        keys = {row[0] for row in db.execute(select("key", "seen"))}
        assert keys == {f"{ident}:{turn}" for ident, last in turns.items() for turn in range(last + 1)}
