"""The load and the soak run, and whoever judges them sees what is lost, doubled, changed or not sent."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.load_book import Book, Kept
from benchmarks.load_house import Hour, Town, friday, settled
from benchmarks.load_judge import deliveries, records, unsettled
from benchmarks.load_measured import Sample, Watch, at, slope

ROOT = Path(__file__).parent.parent
SUNDAY = datetime(2026, 11, 22, 6, tzinfo=UTC)
TWICE = """UPDATE reflected SET submitted_us = 1, session = (SELECT MIN(session) FROM reflected)
    WHERE session <> (SELECT MIN(session) FROM reflected)"""
DIFFERENCE = "Their close takes two days instead of six"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (("load", "--platform", "slack"), ("Home opened, told twice", "Forged: {401:")),
        (("load", "--platform", "teams"), ("precall, taken up again", "Forged: {401:")),
        (("soak",), ("database MiB", "2 simulated weeks of 6 reps")),
    ],
    ids=["slack", "teams", "soak"],
)
def test_it_runs_and_every_promise_is_kept(script, says):
    name, *more = script
    ran = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *more, "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for words in (*says, "Every promise was kept."):
        assert words in ran.stdout


# ------------------------------------------------------------------------------------------------- the judge


def town() -> Town:
    made = Town("slack", "T1", channels={"Team 1": "C1"})
    made.reps, made.managers = {"Rep 1": "U1", "Rep 2": "U2"}, {"Manager 1": "U3"}
    made.teams = dict.fromkeys(("Rep 1", "Rep 2", "Manager 1"), "Team 1")
    return made


@pytest.fixture
async def lived(tmp_path: Path) -> tuple[Path, Town, Book]:
    """A database in which two reps have called and checked, and a book that says so."""
    path, there = tmp_path / "judged.db", town()
    await settled(path, there, friday(SUNDAY, 10), {})
    book = Book()
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            """SELECT s.id, s.flow, p.name, d.name FROM sessions s
            JOIN people p ON p.id = s.rep JOIN deals d ON d.id = s.deal"""
        )
        for session, flow, person, deal in rows:
            answers = {"difference": (DIFFERENCE,)} if flow == "precall" else {"agreed": ("introduce",)}
            book.sessions[session] = Kept(flow, person, deal, dict(answers))
    return path, there, book


def judged(path: Path, book: Book, *changes: str) -> list[str]:
    """What is said of the records after these changes."""
    with closing(sqlite3.connect(path)) as db:
        for change in changes:
            db.execute(change)
        return list(records(db, book, set()))


def test_records_as_they_were_promised_are_all_right(lived):
    path, there, book = lived
    assert len(book.sessions) == len(there.seeded) == 6
    assert judged(path, book) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM sessions WHERE id = (SELECT MIN(id) FROM sessions)", "lost: session"),
        ("UPDATE answers SET value = 'x' WHERE question = 'difference'", "for difference, not"),
        ("INSERT INTO answers SELECT session, question, 9, value FROM answers WHERE question = 'difference'",
         "for difference, not"),
        ("UPDATE sessions SET status = 'open' WHERE id = (SELECT MIN(id) FROM sessions)", ", open; not"),
        ("DELETE FROM weighed", "stands 0 times in weighed"),
        (TWICE, "times in reflected"),
    ],
)  # fmt: skip
def test_what_is_lost_changed_or_doubled_is_told(lived, change, said):
    path, _, book = lived
    told = judged(path, book, change)
    assert told
    assert all(said in each for each in told)


def test_a_session_that_nobody_was_told_of_is_told(lived):
    path, _, book = lived
    session, _ = book.sessions.popitem()
    assert judged(path, book) == [f"nobody was told of session {session}"]


def sent(
    path: Path, *due: str, came: dict[str, int], state: str = "sent", shown: bool = True
) -> Iterator[str]:
    """What is said of one delivery, a nudge in that state."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "DELETE FROM deliveries WHERE key <> (SELECT MIN(key) FROM deliveries WHERE kind = 'nudge')"
        )
        db.execute("UPDATE deliveries SET key = 'nudge:1', state = ?", (state,))
        if shown:
            db.execute("INSERT INTO shown VALUES ('nudge:1', 'D1', '1.1')")
        yield from deliveries(db, set(due), came)


def test_a_delivery_that_came_once_is_all_right(lived):
    path, *_ = lived
    assert list(sent(path, "nudge:1", came={"nudge:1": 1})) == []


@pytest.mark.parametrize(
    ("came", "state", "said"),
    [
        ({}, "sent", "came 0 times"),
        ({"nudge:1": 2}, "sent", "came 2 times"),
        ({"nudge:1": 1}, "skipped", "is skipped () and came 1 times"),
        ({"nudge:1": 1, "tip:7": 1}, "sent", "tip:7 came, and nobody knows it"),
        ({}, "parked", "is parked"),
        ({}, "waiting", "was due, and is waiting ()"),
    ],
)
def test_a_delivery_that_is_lost_doubled_or_in_doubt_is_told(lived, came, state, said):
    path, *_ = lived
    assert [each for each in sent(path, "nudge:1", came=came, state=state) if said in each]


def test_what_is_due_and_has_not_gone_is_counted(lived):
    path, there, _ = lived
    hour = friday(SUNDAY, 10)
    assert unsettled(path, hour.begins.replace(year=2020)) == 0
    assert unsettled(path, hour.begins.replace(year=2030)) > len(there.reps)


# -------------------------------------------------------------------------------------------------- measured


def test_the_percentile_is_the_nearest_rank():
    times = [float(n) for n in range(1, 101)]
    assert [at(times, part) for part in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert at([7.0], 50) == 7
    assert at([], 99) == 0


def test_the_slope_is_that_of_least_squares():
    assert slope([(0, 1), (1, 3), (2, 5)]) == pytest.approx(2)
    assert slope([(0, 0), (1, 0), (2, 3)]) == pytest.approx(1.5)
    assert slope([(1, 5)]) == slope([]) == 0


def test_memory_that_grows_in_the_second_half_is_seen():
    watch = Watch(0, [Sample(n * 36.0, 100 + max(n - 50, 0), 10, 4, 0) for n in range(101)])
    assert watch.growth == pytest.approx(100)
    assert watch.gained == pytest.approx(50)


def test_the_run_lives_on_a_friday_and_what_is_due_falls_into_its_first_half():
    hour = friday(SUNDAY, 10)
    assert (hour.begins.weekday(), hour.begins.hour) == (4, 10)
    assert {hour.due(n).minute for n in range(50)} == set(range(6))
    assert {Hour(hour.begins, 0.1).due(n).minute for n in range(5)} == {0}
