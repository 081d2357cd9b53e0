"""A quarter of a house with two hundred reps, in some minutes: whether anything is lost, doubled, or grows.

    python -m benchmarks.soak          # about ten minutes; --quick: two weeks of a few reps

Thirteen weeks: ten teams in three time zones, half of them in Slack and half in Teams. Each rep takes five
checks and reflects five times a week, reads, asks the manager, takes experiments; digests, tips and nudges
come when they are due, looked for each half hour. The house (benchmarks/soak_house.py) is a process of its
own, closed and opened again twice a week; this one is both platforms, as strict as in the tests, over HTTP.

In the end everything is counted: what people were told, what the database holds, what the platforms saw. Exit
status 1: a promise was broken.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.load_book import Book, Kept
from benchmarks.load_house import ROOT
from benchmarks.load_judge import deliveries, few, records, told, unsound
from benchmarks.load_measured import Times, slope
from benchmarks.load_slack import SlackSide, slack_side
from benchmarks.load_teams import TeamsSide, teams_side
from benchmarks.soak_people import BEGINS, DAY, WEEK, WORKING
from bot.clock import FixedClock

REPS, TEAM, WEEKS = 200, 20, 13
QUICK_REPS, QUICK_TEAM, QUICK_WEEKS = 6, 2, 2
FIRST_WEEKS = 4
"""A digest looks back so far that what it reads grows at first; after these weeks memory has to be flat."""

MOST_A_WEEK = 1.0
"""MiB. More growth for each week after the first ones is not flat."""

MORE_FILES = 4
KEPT_WEEKS = 2
HEAD = (
    "| week | submissions | seconds | core s | MiB | open files | database MiB | WAL MiB |",
    "|-----:|------------:|--------:|-------:|----:|-----------:|-------------:|--------:|",
)


@dataclass
class Promised:
    """What the house's file of promises says."""

    book: Book = field(default_factory=Book)
    asked: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    took: dict[str, str] = field(default_factory=dict)


def promised(path: Path) -> Promised:
    """Read them."""
    found = Promised()
    for line in path.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        if "session" in said:
            answers = {name: tuple(values) for name, values in said["answers"].items()}
            kept = Kept(said["flow"], said["person"], said["deal"], answers)
            if said["session"] in found.book.sessions:
                found.book.troubles.append(f"session {said['session']} was promised twice")
            found.book.sessions[said["session"]] = kept
        elif "asked" in said:
            found.asked[said["asked"]] = said["person"]
        elif "answered" in said:
            found.answered[said["answered"]] = said["said"]
        else:
            found.took[said["person"]] = said["took"]
    return found


def exchanges(db: sqlite3.Connection, found: Promised) -> Iterator[str]:
    """Each question to a manager is there once, with its answer; so is the experiment that each took last."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for body, rep, answer in db.execute(
        "SELECT f.body, p.name, f.answer FROM feedback f JOIN people p ON p.id = f.rep"
    ):
        rows.setdefault(body, []).append((rep, answer))
    for text, rep in found.asked.items():
        if rows.pop(text, []) != [(rep, found.answered.get(text, ""))]:
            yield f"the question {text!r} of {rep} is not there once as it was answered"
    yield from (f"nobody asked {text!r}" for text in rows)
    last = dict(
        db.execute("SELECT p.name, t.experiment FROM trials t JOIN people p ON p.id = t.rep ORDER BY t.taken")
    )
    if last != found.took:
        yield "the experiments that are kept are not those that were taken"


def due(db: sqlite3.Connection, weeks: int) -> set[str]:
    """What has to have come: tips each working day, a digest each week, to managers about the week before."""
    days = [BEGINS + week * WEEK + day * DAY for week in range(weeks) for day in range(WORKING)]
    keys = {f"tip:{team}:{day}" for (team,) in db.execute("SELECT id FROM teams") for day in days}
    for person, role in db.execute("SELECT id, role FROM people"):
        for week in range(weeks if role == "rep" else weeks - 1):
            year, number, _ = (BEGINS + week * WEEK).isocalendar()
            keys.add(f"{role}-digest:{person}:{year}-W{number:02}")
    return keys


@dataclass
class Soak:
    """One run."""

    folder: Path
    reps: int
    team: int
    weeks: int
    quick: bool
    weeks_told: list[Mapping[str, Any]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Live through it, and judge."""
        clock, half = FixedClock(datetime.combine(BEGINS, time()).astimezone()), self.reps // 2
        async with (
            slack_side(half, Times(), a_team=self.team, called="S ") as slack,
            teams_side(self.reps - half, Times(), clock, a_team=self.team, called="T ") as teams,
        ):
            teams.teams.limits.windows = ()  # they are real seconds, and a simulated hour takes one
            given = {
                "db": str(self.folder / "soak.db"), "promised": str(self.folder / "promised"),
                "weeks": self.weeks, "environment": slack.environment | teams.environment,
                "microsoft": teams.arguments[1], "addresses": dict(teams.addresses),
                "towns": [asdict(each.town) | {"due": [], "seeded": []} for each in (slack, teams)],
            }  # fmt: skip
            (self.folder / "given").write_text(json.dumps(given))
            await self._lived(slack, teams)
            self.broken += few("objections", iter([*slack.objections(), *teams.objections()]))
            self._judge(Counter(slack.came) + Counter(teams.came))
            say(f"Slack: {slack.told()}.")
            say(f"Teams: {teams.told()}.")

    async def _lived(self, slack: SlackSide, teams: TeamsSide) -> None:
        say(*HEAD)
        command = (sys.executable, "-m", "benchmarks.soak_house", str(self.folder / "given"))
        house = await create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, env={})
        assert house.stdout  # noqa: S101  for mypy
        lengths: list[tuple[int, int]] = []
        async for line in house.stdout:
            self._week(json.loads(line))
            for side in (slack, teams):
                side.forget()
            lengths.append((len(slack.standing), len(teams.standing)))
            if len(lengths) > KEPT_WEEKS:  # what is older nobody changes any more
                old = lengths[-1 - KEPT_WEEKS]
                del slack.standing[: old[0]]
                del teams.standing[: old[1]]
                lengths = [(first - old[0], second - old[1]) for first, second in lengths]
        if await house.wait():
            self.broken.append(f"the house ended with {house.returncode}")

    def _week(self, said: Mapping[str, Any]) -> None:
        cpu = said["cpu"] - (self.weeks_told[-1]["cpu"] if self.weeks_told else 0)
        self.weeks_told.append(said)
        say(
            f"| {said['week']} | {said['done']:,} | {said['seconds']:.1f} | {cpu:.1f} | {said['mib']:.1f} |"
            f" {said['files']} | {said['db']:.1f} | {said['wal']:.1f} |"
        )

    def _judge(self, came: Mapping[str, int]) -> None:
        found = promised(self.folder / "promised")
        path = self.folder / "soak.db"
        with closing(sqlite3.connect(path)) as db:
            self.broken += found.book.troubles
            self.broken += unsound(db)
            self.broken += few("records", records(db, found.book, set()))
            self.broken += few("exchanges", exchanges(db, found))
            keys = due(db, self.weeks)
            self.broken += few("deliveries", deliveries(db, keys, came))
        say(
            "",
            f"Acknowledged: {len(found.book.sessions):,} submissions, {len(found.asked):,} questions,"
            f" {len(found.answered):,} answers, experiments of {len(found.took):,} reps.",
            f"Deliveries: {told(path)}. Due, and checked by name: {len(keys):,}.",
        )
        later = self.weeks_told[FIRST_WEEKS:]
        growth = slope([(each["week"], each["mib"]) for each in later])
        say(f"Memory after week {FIRST_WEEKS}: {growth:+.2f} MiB a simulated week, by least squares.")
        if not self.quick:
            files = {each["files"] for each in later}
            if growth > MOST_A_WEEK:
                self.broken.append(f"memory grows by {growth:.2f} MiB a week")
            if max(files) - min(files) > MORE_FILES:
                self.broken.append(f"open files grow: {sorted(files)}")


def say(*lines: str) -> None:
    """Lines of the report, at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weeks", type=int)
    parser.add_argument("--reps", type=int)
    parser.add_argument("--quick", action="store_true", help="two weeks of a few reps, to see that it runs")
    said = parser.parse_args()
    reps, team, weeks = (QUICK_REPS, QUICK_TEAM, QUICK_WEEKS) if said.quick else (REPS, TEAM, WEEKS)
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        run = Soak(Path(folder), said.reps or reps, team, said.weeks or weeks, said.quick)
        asyncio.run(run.run())
    say(f"{run.weeks} simulated weeks of {run.reps} reps in {perf_counter() - began:.0f} s.")
    say(*(f"BROKEN: {each}" for each in run.broken))
    say("Promises were broken." if run.broken else "Every promise was kept.")
    sys.exit(bool(run.broken))


if __name__ == "__main__":
    main()
