"""A year of a large house in a file, and how long the week's reads take on it.

Run ``python -m benchmarks.big --reps 10000 --file big.db``: teams of twenty, 52 weeks, five checks and five
reflections a week each. The file is made once (some minutes, some gigabytes) and used again if it is there.
``--quick`` makes a small one in a temporary folder, only to see that it runs. The rows are made by SQL inside
SQLite, far faster than through the store; only what the week reads is filled: of the answers, the learnings.
"""

import argparse
import asyncio
import resource
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.clock import FixedClock
from bot.ids import ids
from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind
from bot.store import rows
from bot.store.schema import opened
from bot.store.store import SqliteStore
from dialogs.document import Document, Text

BEGINS = datetime(2025, 1, 6, tzinfo=UTC)
WEEKS = 52
NOW = BEGINS + timedelta(weeks=WEEKS)
WINDOW = timedelta(weeks=13)
TEAM_SIZE = 20
DEALS = 12
QUICK = 200
TEAMS_AT_ONCE = 50
WEEK_US, DAY_US, HOUR_US, SECOND_US = 604_800_000_000, 86_400_000_000, 3_600_000_000, 1_000_000

CALLS = """
    WITH RECURSIVE
    weeks (w) AS (SELECT 0 UNION ALL SELECT w + 1 FROM weeks WHERE w + 1 < :weeks),
    days (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM days WHERE n < 4),
    reps (r) AS (SELECT 0 UNION ALL SELECT r + 1 FROM reps WHERE r + 1 < :reps)
    SELECT
        w, n, r, ((w * 5 + n) * :reps + r) * 2 + 1 AS ident, r + 1 AS rep, r % :teams + 1 AS team,
        r * :deals + (w * 5 + n) * 7 % :deals + 1 AS deal,
        :begins + w * :week + n * :day + 9 * :hour + r % 3600 * :second AS us,
        (r * 31 + w * 17 + n * 13) % 10 AS h
    FROM weeks CROSS JOIN days CROSS JOIN reps
"""
"""Each call, in the order of time."""

FILL = (
    f"CREATE TEMP TABLE made AS {CALLS}",
    """INSERT INTO teams SELECT r + 1, 'Team ' || r, 'team ' || r, 'slack', 'W1', 'C' || r, 'DE',
        'Europe/Berlin', 'Fri 16:00', 'Mon 08:30', '09:00', :since
        FROM made WHERE w = 0 AND n = 0 AND r < :teams""",
    """INSERT INTO people SELECT r + 1, 'Rep ' || r, 'rep' || r || '@big.example',
        'rep' || r || '@big.example', CASE WHEN r < :teams THEN 'manager' ELSE 'rep' END, r % :teams + 1,
        'Europe/Berlin', :since FROM made WHERE w = 0 AND n = 0""",
    """INSERT INTO deals (id, team, name, name_key, walk, created_at, closed_at)
        SELECT DISTINCT deal, team, 'Deal ' || deal, 'deal ' || deal, NULL, :since, NULL
        FROM made ORDER BY deal""",
    """INSERT INTO conditions (id, deal, text, text_key, is_full, since, session)
        SELECT d.id * 3 + n.n, d.id, CASE WHEN n.n = 0 THEN 'watch-my-back'
        ELSE 'condition ' || n.n END, 'condition ' || n.n, (d.id + n.n) % 3 > 0, NULL, NULL
        FROM deals d CROSS JOIN (SELECT DISTINCT n FROM made WHERE n < 3) n ORDER BY d.id""",
    """INSERT INTO sessions SELECT ident, 'precall', 1, '', rep, deal, 'UTC', '', '', '', 1, 'submitted',
        :since, us - :hour, 40.0, '[]', '{}', NULL, NULL, NULL, NULL, '', NULL
        FROM made
        UNION ALL SELECT ident + 1, 'postcall', 1, '', rep, deal, 'UTC', '', '', '', 1, 'submitted',
        :since, us, 60.0, '[]', '{}', NULL, NULL, NULL, ident, 'kairos', NULL FROM made""",
    """INSERT INTO answers SELECT ident + 1, 'learning', 0, 'wait after naming the price' FROM made""",
    """INSERT INTO weighed SELECT ident, rep, team, deal, us - :hour,
        CASE WHEN h < 4 THEN 31 ELSE (r * 13 + w * 7 + n * 3) % 32 END, 10 + (r + w + n) % 9 * 10
        FROM made""",
    """INSERT INTO calls SELECT team, us, ident + 1, rep, deal,
        CASE WHEN (r + w * 5 + n) % 97 = 0 THEN 'order' WHEN h < 4 THEN 'advance' WHEN h = 9 THEN 'no-sale'
        ELSE 'continuation' END, h < 4 OR (r + w * 5 + n) % 97 = 0, 1, h % 2,
        CASE WHEN h < 4 OR (r + w * 5 + n) % 97 = 0 THEN 'share' END, NULL FROM made""",
    """INSERT INTO reflected SELECT m.team, m.us, m.ident + 1, m.rep, m.deal, c.outcome,
        w.submitted_us, w.session, w.chance, w.grounds,
        CASE WHEN h < 5 THEN 'impatience' ELSE 'none' END, CASE WHEN h < 3 THEN 'kept' ELSE '' END,
        'kairos', CASE WHEN h < 6 THEN 'early' ELSE 'late' END
        FROM made m JOIN calls c ON c.team = m.team AND c.submitted_us = m.us AND c.session = m.ident + 1
        LEFT JOIN weighed w ON w.session = m.ident AND m.h < 7""",
    """INSERT INTO deliveries
        (id, kind, key, person, team, due, until, payload, state, attempts, why, settled)
        SELECT ident, 'nudge', 'nudge:' || ident, rep, NULL, :sent, :sent, '{}', 'sent', 1, '', :sent
        FROM made WHERE w >= :weeks - 13
        UNION ALL SELECT ident + 1, 'rep-digest', 'rep-digest:' || rep || ':' || w, rep, team, :sent, :sent,
        '{}', 'sent', 1, '', :sent FROM made WHERE w >= :weeks - 5 AND n = 4""",
)


INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''"


def fill(path: Path, reps: int) -> None:
    """Make the file: a year of so many reps."""
    begins = (BEGINS - rows.EPOCH) // timedelta(microseconds=1)
    said = {
        "reps": reps, "teams": max(reps // TEAM_SIZE, 1), "weeks": WEEKS, "deals": DEALS, "begins": begins,
        "week": WEEK_US, "day": DAY_US, "hour": HOUR_US, "second": SECOND_US,
        "since": rows.text_of(BEGINS), "sent": rows.text_of(NOW - timedelta(days=3)),
    }  # fmt: skip
    with closing(opened(path)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        db.execute("PRAGMA journal_mode = OFF")
        indexes = db.execute(INDEXES).fetchall()
        for name, _ in indexes:  # made at the end, each in one go: that is many times faster
            db.execute(f"DROP INDEX {name}")
        for statement in (*FILL, *(sql for _, sql in indexes)):
            begun = perf_counter()
            db.execute(statement, {name: said[name] for name in said if f":{name}" in statement})
            say(f"{perf_counter() - begun:7.1f} s  {' '.join(statement.split())[:60]}")
        db.execute("PRAGMA journal_mode = WAL")


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def told(what: str, count: int = 1) -> Iterator[None]:
    """Say how long it took, and each of so many."""
    begun, worked = perf_counter(), process_time()
    yield
    seconds = perf_counter() - begun
    each = f", {seconds * 1000 / count:.2f} ms each" if count > 1 else ""
    cpu = process_time() - worked
    say(f"{what}: {seconds:.2f} s, {cpu:.2f} s of a core{each}; {megabytes()} MiB at most so far")


def megabytes() -> int:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def measure(store: SqliteStore, reps: int) -> None:
    """The week's reads, each as the use cases ask for it."""
    teams = [team.id for team in await store.teams()]
    parts = [teams[start : start + TEAMS_AT_ONCE] for start in range(0, len(teams), TEAMS_AT_ONCE)]
    facts = 0
    say(f"{reps} reps in {len(teams)} teams; {megabytes()} MiB to begin with")
    with told(f"team_facts of 13 weeks, {TEAMS_AT_ONCE} teams at a time", len(parts)):
        for part in parts:
            for each in await store.team_facts(part, NOW - WINDOW, NOW):
                facts += len(each.calls) + len(each.deals) + sum(map(len, each.private))
    say(f"  {facts} facts")
    await median(
        "rep_facts", range(1, reps, max(reps // 200, 1)), lambda rep: store.rep_facts(rep, NOW - WINDOW, NOW)
    )
    with told("schedule"):
        schedule = await store.schedule(NOW - timedelta(days=35))
    say(f"  {len(schedule.people)} people, {len(schedule.sent)} keys")
    with told("begun, for everybody"):
        await store.begun([entry.person.id for entry in schedule.people], NOW - timedelta(days=1))
    with told("put_digests, 500 at a time", max(reps // 500, 1)):
        for start in range(0, reps, 500):
            await store.put_digests(*written(range(start + 1, min(start + 500, reps) + 1)))
    await median(
        "digest", range(1, reps, max(reps // 200, 1)), lambda rep: store.digest(f"rep-digest:{rep}:new")
    )


async def median(what: str, of: Sequence[int], read: Callable[[int], Awaitable[object]]) -> None:
    """Say how long one of these reads takes."""
    seconds = []
    for each in of:
        begun = perf_counter()
        await read(each)
        seconds.append(perf_counter() - begun)
    say(f"{what}: median {statistics.median(seconds) * 1000:.1f} ms, worst {max(seconds) * 1000:.1f} ms")


def written(people: range) -> tuple[list[Digest], list[Delivery]]:
    """A digest of a screen's length for each of them."""
    page = Document(title="Your week", summary="…", blocks=tuple(Text(text="x" * 120) for _ in range(12)))
    digests = [
        Digest(
            key=f"rep-digest:{person}:new",
            kind="rep-digest",
            person=person,
            team=1,
            period="new",
            at=NOW,
            document=page,
        )
        for person in people
    ]
    deliveries = [
        Delivery(
            id=2**50 + each.person,
            kind=Kind.REP_DIGEST,
            key=each.key,
            person=each.person,
            team=1,
            due=NOW,
            until=NOW,
        )
        for each in digests
    ]
    return digests, deliveries


def prepare(path: Path, reps: int) -> None:
    """Make the file if it is not there; take away what an earlier run wrote."""
    if not path.exists():
        fill(path, reps)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM digests WHERE period = 'new'")
        db.execute("DELETE FROM deliveries WHERE key LIKE 'rep-digest:%:new'")
        db.commit()


async def run(path: Path, reps: int) -> None:
    """Measure on that file."""
    async with await SqliteStore.open(path, ids(FixedClock(NOW), seed=1)) as store:
        await measure(store, reps)


def main() -> None:
    """Read the options, then run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reps", type=int, default=10_000)
    options.add_argument("--file", type=Path)
    options.add_argument("--quick", action="store_true")
    said = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        reps = QUICK if said.quick else said.reps
        path = said.file or Path(folder) / "big.db"
        prepare(path, reps)
        asyncio.run(run(path, reps))


if __name__ == "__main__":
    main()
