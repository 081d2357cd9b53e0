"""Files that somebody spoilt: each mistake is said with its place, no traceback, and nothing is applied."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.app import house
from bot.chat.answers import AnswersError, read
from bot.chat.playing import Player
from bot.chat.rehearsal import rehearse
from bot.cli import main
from bot.clock import FixedClock
from bot.content import SHIPPED, load
from bot.content.plain_yaml import parse
from bot.errors import RosterError
from bot.house import House
from bot.ports import Member, Roster
from bot.roster import files as roster_files
from bot.settings import settings
from dialogs.errors import RepError
from dialogs.library import Issue
from dialogs.people import Identity, Person, Team
from tests.cli.conftest import RULE
from tests.fuzz.mangling import EXAMPLES, Life, broken, living, mangled, trying
from tests.web.conftest import TUESDAY_TEN

LIBRARY, _ = load()

PEOPLE = b"""\
name,email,role,team,platform,workspace,user,timezone
Mia,mia@example.com,rep,North,slack,T1,U1,
"Tom, who leads",tom@example.com,manager,North,slack,T1,U2,Asia/Tokyo
Ida,ida@example.com,admin,North,teams,00000000-0000-0000-0000-000000000001,U3,Europe/Berlin
"""
TEAMS = b"""\
team,platform,workspace,channel,country,timezone,rep_digest,manager_digest,tip_time
North,slack,T1,C1,DE,Europe/Berlin,Fri 16:00,Mon 08:30,09:00
"""
ANSWERS = {
    "precall": {
        "know": "person",
        "difference": "Two days instead of 6",
        "proof": ["trial", "logic"],
        "question": "Are you happy?",
        "advance": "introduce",
        "chance": "70",
        "push-back": {"question": "What happens on Monday?"},
        "keep": "false",
    },
    "postcall": {"agreed": ["introduce"], "by": "2027-03-05", "signals": "leans-in", "condition": ["A", "B"]},
}

ODD_YAML = (
    "a: &a [*a]\n", "a: &a [1]\nb: [*a, *a]\n", "<<: {a: 1}\n", "? [a]\n: b\n", "a: 1\na: 2\n", "- a\n",
    "!!python/object/apply:os.system ['true']\n", "---\na: 1\n---\nb: 2\n", "\ta: 1\n", "a: \x07\n", "''\n",
    "%YAML 9.9\n---\na: 1\n", "just words\n", "{" * 300, "[" * 5000, "a: " + "x" * 100_000 + "\n",
    "know: ~\n", "a: 'open\n",
    "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 90)), "know: [person, {a: b}]\n", "push-back: [a]\n",
    "keep: maybe\n",
)  # fmt: skip


def spoilt_yaml(value: object) -> st.SearchStrategy[bytes]:
    """A file that was torn, or that says other things than it did."""
    text = yaml.safe_dump(value, allow_unicode=True).encode()
    other = mangled([value]).map(lambda said: yaml.dump(said, allow_unicode=True).encode(errors="replace"))
    return st.one_of(broken(text), other, st.sampled_from(ODD_YAML).map(str.encode))


# ----------------------------------------------------------------------------------------------------- roster


def counted(db: Path) -> list[int]:
    """How many rows there are of everything."""
    with sqlite3.connect(db) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        found = [connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names]  # noqa: S608
    connection.close()
    return found


@EXAMPLES
def test_a_spoilt_roster_is_read_or_refused_with_its_place(examples: int, tmp_path: Path):
    people, teams = tmp_path / "people.csv", tmp_path / "teams.csv"
    known = (Team(id=1, name="North", platform="slack", workspace="T1", channel="", country="", zone="UTC"),)

    @trying(examples)
    @given(broken(PEOPLE), st.none() | broken(TEAMS) | st.just(TEAMS))
    def whatever_it_says(said: bytes, described: bytes | None) -> None:
        people.write_bytes(said)
        if described is not None:
            teams.write_bytes(described)
        described_in = teams if described is not None else None
        refused = ""
        try:
            roster_files.read(people, described_in, known)
        except RosterError as error:
            refused = str(error)
        assert not refused or str(tmp_path) in refused

    whatever_it_says()


def test_a_spoilt_roster_changes_nothing_in_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    env, runner = {"KAIROS_DB": "kairos.db", "KAIROS_LOG": ""}, CliRunner()
    people = Path("people.csv")
    people.write_bytes(PEOPLE)
    assert runner.invoke(main, ["roster", "import", "people.csv"], env=env).exit_code == 0
    before = counted(Path("kairos.db"))

    @trying(25)
    @given(broken(PEOPLE))
    def whatever_it_says(said: bytes) -> None:
        people.write_bytes(said)
        result = runner.invoke(main, ["roster", "import", "people.csv"], env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        if result.exit_code:
            assert "people.csv" in result.output
            assert counted(Path("kairos.db")) == before
        else:  # sound all the same: another copy of a row, say
            before[:] = counted(Path("kairos.db"))

    whatever_it_says()


# ---------------------------------------------------------------------------------------------------- content


@EXAMPLES
def test_a_torn_content_file_is_read_or_said_to_be_broken(examples: int):
    texts = [path.read_bytes() for path in sorted(SHIPPED.rglob("*.yaml")) if path.stat().st_size < 9000]

    @trying(examples * 2)
    @given(st.data())
    def whatever_it_says(data: st.DataObject) -> None:
        torn = data.draw(
            st.one_of(broken(data.draw(st.sampled_from(texts))), st.sampled_from(ODD_YAML).map(str.encode))
        )
        issues: list[Issue] = []
        found = parse(torn.decode(errors="replace"), "torn.yaml", {}, issues)
        assert found is not None or issues

    whatever_it_says()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with small rules, so that it loads quickly."""
    copy = tmp_path_factory.mktemp("made") / "content"
    shutil.copytree(SHIPPED, copy)
    for ground, blank in (("question", "closed"), ("difference", "no-measure")):
        rule = RULE.format(ground=ground, blank=blank, over="over: none")
        (copy / f"rules/{ground}.yaml").write_text(rule, encoding="utf-8")
    return copy


@pytest.mark.parametrize("examples", [12, pytest.param(600, marks=pytest.mark.long)])
def test_spoilt_content_never_breaks_the_linter(examples: int, folder: Path):
    files = [path for path in sorted(folder.rglob("*.yaml")) if path.name != "words.yaml"]
    meant = {path: path.read_bytes() for path in files}
    plain = {path: parse(text.decode(), path.name, {}, []) for path, text in meant.items()}

    @trying(examples)
    @given(st.data())
    def whatever_it_says(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files))
        said = data.draw(spoilt_yaml(plain[path]))
        path.write_bytes(said)
        try:
            _, found = load(folder)
        finally:
            path.write_bytes(meant[path])
        assert all(str(each) for each in found)
        assert found or said == meant[path] or parse(said.decode(), "a", {}, []) is not None

    whatever_it_says()


# ---------------------------------------------------------------------------------------------------- answers


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life[House]]:
    db = tmp_path_factory.mktemp("home") / "kairos.db"
    with living(house(settings(KAIROS_DB=db), clock=FixedClock(TUESDAY_TEN), library=LIBRARY)) as life:
        yield life


async def somebody(home: House) -> Person:
    identity = Identity(platform="terminal", workspace="terminal", user="a@b")
    member = Member(name="A", email="a@b", role="rep", team="Local", identity=identity, zone="UTC")
    await home.store.apply(Roster(members=(member,)), home.clock.now())
    found = await home.store.with_email("a@b")
    assert found
    return found


@EXAMPLES
@pytest.mark.parametrize("flow", ANSWERS)
def test_spoilt_answers_are_taken_or_refused_and_leave_nothing_behind(
    examples: int, flow: str, home: Life[House], tmp_path: Path
):
    here, run = home
    person, file = run(somebody(here)), tmp_path / "answers.yaml"
    asked = here.library.flows[flow]

    @trying(examples // 2)
    @given(spoilt_yaml(ANSWERS[flow]))
    def whatever_it_says(said: bytes) -> None:
        file.write_bytes(said)
        before = counted(here.settings.db)
        refused = ""
        try:
            answers = read(file)
            run(rehearse(here, person, asked, "Acme", answers))
        except (AnswersError, RepError) as error:
            refused = str(error)
        else:  # what was rehearsed can be played
            assert run(Player(here.coach, here.ids, person).play(asked, "Acme", answers)).document
            return
        assert "answers.yaml" in refused
        assert counted(here.settings.db) == before

    whatever_it_says()
