"""`kairos demo`: the made-up history has what every digest line needs; the playground opens and closes."""

import asyncio
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import content as books
from bot.clock import FixedClock
from bot.demo.history import fill, lives
from bot.demo.made_up import made_up, opening
from bot.ids import ids
from bot.sending.outbox import Kind
from bot.store.store import SqliteStore
from dialogs.deal import WATCH_MY_BACK, Deal
from dialogs.library import Library
from dialogs.plain import to_text
from tests.cli.conftest import Kairos
from tests.lived import ahead

MOMENTS = ["2027-03-03T15:00+00:00", "2026-01-05T07:30+00:00"]
"""A Wednesday afternoon, and a Monday morning just after the turn of the year."""

Rows = Callable[[str], list[tuple[object, ...]]]


async def history(path: Path, folder: Path, now: datetime) -> dict[str, Deal]:
    """The made-up history in a database of its own; its deals by name."""
    team = lives(made_up(), now)
    played = 0

    def tick(calls: int) -> None:
        nonlocal played
        played += calls

    async with await SqliteStore.open(path, ids(FixedClock(now - timedelta(weeks=9)), 1)) as store:
        await fill(store, books.library(folder), now, team, tick)
        assert played == sum(len(life.calls) for life in team)
        harbour, *_ = await store.teams()
        found = {}
        for person in await store.people(harbour.id):
            for deal in await store.deals(person.id):
                found[deal.name] = deal
    return found


class Made:
    """A history, looked at from outside."""

    def __init__(self, path: Path, now: datetime, deals: dict[str, Deal]) -> None:
        self.path, self.now, self.deals = path, now, deals

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What stands in its database."""
        with sqlite3.connect(self.path) as db:
            found = db.execute(sql).fetchall()
        db.close()
        return found

    def of(self, course: str) -> Deal:
        """The deal that takes this course."""
        return next(self.deals[deal.name] for deal in made_up().deals if deal.course == course)


@pytest.fixture(scope="module", params=MOMENTS)
def made(request: pytest.FixtureRequest, content: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The history that ends at one of the moments."""
    now, path = datetime.fromisoformat(request.param), tmp_path_factory.mktemp("made") / "demo.db"
    return Made(path, now, asyncio.run(history(path, content, now)))


def test_the_team_is_marked_as_made_up(made: Made) -> None:
    assert made.rows("SELECT name, channel FROM teams") == [("Harbour team (made up)", "#harbour")]
    assert made.rows("SELECT COUNT(*) FROM people WHERE role = 'rep' AND email LIKE '%@example.com'") == [
        (6,)
    ]
    assert made.rows("SELECT COUNT(*) FROM people WHERE role = 'manager'") == [(1,)]


def test_eight_full_weeks_lie_behind_now_and_nothing_ahead(made: Made) -> None:
    weeks: dict[tuple[int, int], set[object]] = {}
    for rep, submitted in made.rows("SELECT rep, submitted FROM reflections"):
        weeks.setdefault(datetime.fromisoformat(str(submitted)).isocalendar()[:2], set()).add(rep)
    assert sum(len(reps) == 6 for reps in weeks.values()) >= 8
    last = made.rows("SELECT MAX(shown) FROM sessions")[0][0]
    assert datetime.fromisoformat(str(last)) <= made.now
    assert made.rows("SELECT COUNT(*) FROM sessions WHERE strftime('%w', submitted) IN ('0', '6')") == [(0,)]


def test_the_deals_show_the_moments_that_matter(made: Made) -> None:
    assert made.of("kairos").kairos
    assert made.of("stuck").stuck
    assert made.of("won").won
    assert made.of("lost").reflections[-1].outcome == "no-sale"
    empty = [condition.text for condition in made.of("watch").conditions if not condition.full]
    assert empty == [WATCH_MY_BACK]
    step = made.of("overdue").next_step
    assert step is not None
    assert step.due is not None
    assert step.due < made.now.date()
    assert any(not name.isascii() for name in made.deals)


def test_checks_cover_about_two_thirds_of_the_reflections(made: Made) -> None:
    (covered, count), *_ = made.rows("SELECT AVG(covered), COUNT(*) FROM reflections")
    assert 0.55 <= float(str(covered)) <= 0.78
    assert int(str(count)) >= 100


def test_somebody_is_over_confident(made: Made) -> None:
    rows = made.rows(
        "SELECT AVG(said), AVG(happened), COUNT(*) FROM forecasts JOIN people ON people.id = forecasts.rep"
        " WHERE said >= 0.7 AND email = 'tom@example.com'"
    )
    said, happened, count = (float(str(value)) for value in rows[0])
    assert count >= 8
    assert said - happened > 0.25


def test_push_backs_are_kept_and_edited_plans_kept_and_missed_and_questions_asked(made: Made) -> None:
    kept = made.rows("SELECT SUM(kept = 1) > 5, SUM(kept = 0) > 5 FROM checks WHERE pushed IS NOT NULL")
    assert kept == [(1, 1)]
    plans = {plan for (plan,) in made.rows("SELECT DISTINCT plan FROM reflections")}
    assert {"kept", "missed", "no-moment"} <= plans
    assert int(str(made.rows("SELECT COUNT(*) FROM answers WHERE question = 'feedback'")[0][0])) >= 5


def test_a_barrier_falls_over_the_weeks(made: Made) -> None:
    middle = (made.now - timedelta(weeks=4)).isoformat()
    counted = made.rows(
        f"SELECT SUM(submitted < '{middle}'), SUM(submitted >= '{middle}') FROM reflections"  # noqa: S608
        " WHERE barrier = 'impatience'"
    )
    early, late = counted[0]
    assert int(str(early or 0)) > 2 * int(str(late or 0))


def test_something_is_left_to_do(made: Made) -> None:
    assert made.rows("SELECT flow FROM sessions WHERE status = 'open'") == [("precall",)]
    waiting = made.rows("SELECT until FROM deliveries WHERE state = 'waiting'")
    assert all(datetime.fromisoformat(str(until)) >= made.now for (until,) in waiting)


def test_every_place_shows_what_came_in_the_last_days_in_its_order(made: Made) -> None:
    posts = made.rows("SELECT place, at, mark FROM posts ORDER BY id")
    places = {place for place, *_ in posts}
    assert len(places) == 8
    for place in places:
        here = [str(at) for there, at, _ in posts if there == place]
        assert here == sorted(here)
    kinds = {str(mark).partition(":")[0] for *_, mark in posts}
    assert {"card", "tip", "rep-digest", "manager-digest", "feedback", "answer", "note"} <= kinds


def test_what_came_in_the_last_days_went_out_at_its_own_time(made: Made) -> None:
    rows = made.rows("SELECT kind, due, at FROM deliveries JOIN posts ON mark = key WHERE kind <> 'feedback'")
    late = [(kind, due, at) for kind, due, at in rows if str(at) < str(due)]
    assert late == []
    digests = made.rows("SELECT DISTINCT kind, period, at FROM digests ORDER BY 2, 1")
    assert len(digests) >= 4
    assert all(datetime.fromisoformat(str(at)) < made.now for *_, at in digests)


def test_a_digest_tells_only_what_had_happened_by_then(made: Made) -> None:
    told = made.rows("SELECT person, at, document FROM digests WHERE kind = 'rep-digest' ORDER BY at")
    for person, at, document in told:
        since = (datetime.fromisoformat(str(at)) - timedelta(days=4, hours=17)).isoformat()
        count, *_ = made.rows(
            "SELECT COUNT(*) FROM sessions WHERE flow = 'postcall' AND submitted IS NOT NULL"  # noqa: S608
            f" AND rep = {person} AND submitted BETWEEN '{since}' AND '{at}'"
        )
        said = "one reflection" if count == (1,) else f"{count[0]} reflections"
        assert said in str(document)


@dataclass
class Friday:
    """What the playground's clock brings, put ahead to Friday and then to Monday."""

    reps: str
    manager: str
    channel: str


@pytest.fixture(scope="module")
def friday(content: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Friday:
    """A history that ends on a Wednesday, and what comes after it."""
    path = tmp_path_factory.mktemp("friday") / "demo.db"
    now = datetime.fromisoformat(MOMENTS[0])
    asyncio.run(history(path, content, now))
    said = asyncio.run(ahead(path, library, now))
    kinds = (Kind.REP_DIGEST, Kind.MANAGER_DIGEST, Kind.TIP)
    return Friday(*("\n".join(to_text(page) for kind, _, page in said if kind is each) for each in kinds))


@pytest.fixture(scope="module")
def library(content: Path) -> Library:
    """What the authors wrote."""
    return books.library(content)


def _said(library: Library, key: str) -> str:
    """A pattern of how a word of the digests may read, or any of a group of them."""
    phrases = library.words.phrases
    found = [phrase for name, phrase in phrases.items() if f"{name}.".startswith(f"digest.{key}.")]
    forms = [form for each in found for form in (each.values() if isinstance(each, dict) else (each,))]
    assert forms
    return "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(form)) for form in forms)


@pytest.mark.parametrize(
    "key",
    [
        "fact.kairos", "fact.stuck", "fact.now-over-confident", "fact.all-checked",
        "fact.coverage-rise", "fact.barrier-fall", "fact.barrier-rise", "band.rated", "band.counted",
        "lean.over-confident", "lean.under-confident", "lean.neither", "learning.source", "learning.ask",
    ],
)  # fmt: skip
def test_every_line_of_the_reps_digest_can_be_seen(friday: Friday, library: Library, key: str) -> None:
    assert re.search(_said(library, key), friday.reps)


def test_a_lens_and_experiments_taken_judged_and_offered_can_be_seen(
    friday: Friday, library: Library
) -> None:
    lenses = [option.digest for theme in library.themes.values() for option in theme.lens.options]
    patterns = [re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(text)) for text in lenses]
    assert any(re.search(pattern, friday.reps) for pattern in patterns)
    for key in ("experiment.trying", "experiment.tried", "experiment.next", "experiment.title"):
        assert library.words.say(key) in friday.reps
    assert re.search(r"\d so far\. (?:\d|One) to go\.", friday.reps)
    assert re.search(
        r"^Right before it: \d+ % .+range .+\n.+association, not proof\.$", friday.reps, re.MULTILINE
    )


@pytest.mark.parametrize(
    "key",
    [
        "request.title", "request.about", "deals.title", "state.kairos", "state.stuck", "state.overdue",
        "state.watch", "label.advance", "label.effort", "label.coverage", "label.ready", "label.barrier",
        "team.lens-asked", "course.title", "begun", "answered", "each.title", "ask.kairos",
        "theme",
    ],
)  # fmt: skip
def test_every_line_of_the_managers_digest_can_be_seen(friday: Friday, library: Library, key: str) -> None:
    assert re.search(_said(library, key), friday.manager)


def test_the_next_morning_brings_a_tip_to_the_channel(friday: Friday, library: Library) -> None:
    assert library.words.say("tip.first") in friday.channel


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2027-03-03T15:00+00:00", "2027-03-03T15:00+00:00"),
        ("2027-03-05T13:59+00:00", "2027-03-05T13:59+00:00"),
        ("2027-03-05T14:00+00:00", "2027-03-11T14:00+00:00"),
        ("2027-03-07T12:00+00:00", "2027-03-11T14:00+00:00"),
        ("2027-03-03T13:59+00:00", "2027-03-04T14:00+00:00"),
        ("2027-07-05T08:00+00:00", "2027-07-08T13:00+00:00"),
    ],
)
def test_the_playground_opens_where_a_week_has_something_to_tell(now: str, opens: str) -> None:
    found = opening(datetime.fromisoformat(now), "Europe/London")
    assert found == datetime.fromisoformat(opens)


def test_the_same_day_makes_the_same_history(content: Path, tmp_path: Path) -> None:
    now = datetime(2027, 3, 3, 15, tzinfo=UTC)
    texts = []
    for name in ("one.db", "two.db"):
        deals = asyncio.run(history(tmp_path / name, content, now))
        kept = Made(tmp_path / name, now, deals).rows(
            "SELECT p.name, s.submitted, d.name, a.question, a.value FROM answers a"
            " JOIN sessions s ON s.id = a.session JOIN people p ON p.id = s.rep JOIN deals d ON d.id = s.deal"
            " WHERE a.question <> 'glasses' ORDER BY 1, 2, 3, 4, 5"
        )
        texts.append((kept, {name: (deal.glasses, deal.effort) for name, deal in deals.items()}))
    assert texts[0] == texts[1]


# --------------------------------------------------------------------------------------------- as a process


class Playground:
    """`kairos demo` as a process, and the address it printed."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", "0", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env | {"TMPDIR": "."},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        self.address = next((word for word in self.said.split() if word.startswith("http://")), "")

    def page(self) -> str:
        """What stands at the address."""
        with urllib.request.urlopen(self.address, timeout=20) as answer:  # noqa: S310  it is http
            return str(answer.read().decode())

    def end(self) -> tuple[int, str]:
        """Ctrl-C; the exit code and what was said on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def demo(env: dict[str, str]) -> Iterator[Callable[..., Playground]]:
    """Opens playgrounds, and leaves none behind."""
    opened: list[Playground] = []

    def begin(*arguments: str) -> Playground:
        opened.append(Playground(env, *arguments))
        return opened[-1]

    yield begin
    for each in opened:
        each.process.kill()
        each.process.communicate()


def test_the_playground_opens_on_loopback_and_ends_with_ctrl_c(demo: Callable[..., Playground]) -> None:
    playground = demo()
    assert playground.address.startswith("http://127.0.0.1:")
    page = playground.page()
    assert "made up" in page.lower()
    assert "Mia Muster" in page
    code, said = playground.end()
    assert code == 0, said
    assert said.startswith("Making up 8 weeks of history")
    assert said.endswith("The playground is closed.\n")
    assert not list(Path().glob("kairos-demo-*"))


def test_a_kept_playground_is_made_once_and_taken_up_again(demo: Callable[..., Playground]) -> None:
    first = demo("--db", "kept.db")
    assert first.end()[0] == 0
    second = demo("--db", "kept.db")
    assert "Mia Muster" in second.page()
    code, said = second.end()
    assert code == 0
    assert "Making up" not in said


def test_a_port_that_is_taken_is_told_before_anything_is_made(kairos: Kairos) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = kairos("demo", "--port", port, "--db", "kept.db")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"kairos: 127.0.0.1:{port}: Address already in use: ")
    assert "take another port with --port" in result.stderr
    assert not Path("kept.db").exists()


def test_a_database_of_real_people_is_left_alone(kairos: Kairos) -> None:
    kairos("migrate")
    result = kairos("demo", "--port", "0", "--db", "kairos.db")
    assert result.exit_code == 1
    assert "This database was not made by `kairos demo`" in result.stderr
