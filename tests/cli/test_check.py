"""`kairos check`, `migrate` and `backup`: an installation and its database."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.check import behind
from bot.content import SHIPPED, load
from tests.cli.conftest import Kairos
from tests.cli.test_roster import MIA, PEOPLE, files

ANSWERS = """\
know: person
difference: "Two days instead of 6"
proof: [trial, logic]
question: "What happens on Monday?"
advance: introduce
chance: 70
"""


def test_a_fresh_installation_is_fine(kairos: Kairos) -> None:
    result = kairos("check")
    assert result.exit_code == 0, result.stdout
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "ok      settings", "ok      content", "ok      database", "not yet slack", "not yet teams",
        "next    set up Slack or Teams; to look around before that, `kairos demo`",
    ]  # fmt: skip
    assert not Path("kairos.db").exists()


def test_it_says_which_content_is_read(kairos: Kairos, content: Path) -> None:
    assert f"KAIROS_CONTENT={content}\n" in kairos("check").stdout
    shipped = kairos("check", KAIROS_CONTENT="").stdout.splitlines()[0]
    assert shipped.endswith("KAIROS_CONTENT not set: the content shipped with Kairos")


def test_its_last_line_says_what_comes_next(kairos: Kairos) -> None:
    def last(**variables: str) -> str:
        return kairos("check", **variables).stdout.splitlines()[-1]

    half = last(SLACK_BOT_TOKEN="nonsense")
    assert half == last(MICROSOFT_APP_ID="id") == "next    mend what is wrong, then `kairos check` again"
    assert last(KAIROS_INSECURE_TEAMS="1") == "next    `kairos serve --host 127.0.0.1` serves Teams"


def test_what_is_set_up_by_halves_is_not_called_not_set_up(kairos: Kairos) -> None:
    result = kairos("check", SLACK_APP_TOKEN="xapp-1")
    assert "wrong   slack: Slack needs SLACK_BOT_TOKEN too" in result.stdout
    assert "not yet" not in result.stdout


def test_a_migrated_database_is_fine(kairos: Kairos) -> None:
    assert kairos("migrate").stdout.startswith("ok: kairos.db: m001_tables")
    assert kairos("migrate").stdout == "ok: kairos.db: nothing to do\n"
    result = kairos("check")
    assert result.exit_code == 0
    assert "kairos.db opens, may be written to and is sound" in result.stdout


def test_every_problem_is_listed_at_once(kairos: Kairos, content: Path, tmp_path: Path) -> None:
    shutil.copytree(content, tmp_path / "mine")
    (tmp_path / "mine/order.yaml").write_text("themes: [nothing]\n")
    (tmp_path / "text.db").write_text("this is no database, whatever its name says" * 100)
    result = kairos("check", KAIROS_LOG="loud", KAIROS_CONTENT="mine", KAIROS_DB="text.db")
    assert result.exit_code == 1
    assert "wrong   settings: KAIROS_LOG: " in result.stdout
    assert "wrong   content: mine/order.yaml:1: themes.0: there is no theme nothing" in result.stdout
    assert "wrong   database: text.db: " in result.stdout


def test_a_database_of_something_else_is_left_alone(kairos: Kairos) -> None:
    with sqlite3.connect("other.db") as other:
        other.execute("CREATE TABLE birds (name)")
    other.close()
    result = kairos("check", KAIROS_DB="other.db")
    assert result.exit_code == 1
    assert "other.db: This file is no Kairos database" in result.stdout
    assert kairos("migrate", KAIROS_DB="other.db").exit_code == 1


def test_a_database_in_a_folder_that_is_not_there(kairos: Kairos) -> None:
    result = kairos("check", KAIROS_DB="nowhere/kairos.db")
    assert result.exit_code == 1
    assert "its folder is missing or may not be written to" in result.stdout
    assert kairos("migrate", KAIROS_DB="nowhere/kairos.db").exit_code == 1


def test_a_database_of_an_older_version_lacks_its_migrations(kairos: Kairos) -> None:
    Path("kairos.db").touch()
    result = kairos("check")
    assert result.exit_code == 1
    assert "lacks m001_tables" in result.stdout
    assert "run `kairos migrate`" in result.stdout


def test_a_damaged_database_is_told(kairos: Kairos) -> None:
    kairos("migrate")
    pages = bytearray(Path("kairos.db").read_bytes())
    pages[8192:12288] = b"\x17" * 4096
    Path("kairos.db").write_bytes(pages)
    result = kairos("check")
    assert result.exit_code == 1
    assert "wrong   database: kairos.db" in result.stdout


def test_a_flow_that_changed_without_a_new_version_is_a_warning(
    kairos: Kairos, content: Path, tmp_path: Path
) -> None:
    Path("answers.yaml").write_text(ANSWERS)
    assert kairos("chat", "precall", "Acme", "--answers", "answers.yaml").exit_code == 0
    shutil.copytree(content, tmp_path / "mine")
    flow = tmp_path / "mine/flows/precall.yaml"
    flow.write_text(flow.read_text().replace("One minute.", "One short minute."))
    result = kairos("check", KAIROS_CONTENT="mine")
    assert result.exit_code == 0
    assert "warning content: mine/flows/precall.yaml changed; raise its version (" in result.stdout


def test_a_backup_is_a_whole_database_and_replaces_nothing_unasked(kairos: Kairos) -> None:
    kairos("migrate")
    assert kairos("backup", "copy.db").stdout == "ok: kairos.db is copied to copy.db\n"
    assert "is sound" in kairos("check", KAIROS_DB="copy.db").stdout
    again = kairos("backup", "copy.db")
    assert again.exit_code == 1
    assert "copy.db: This file is there already; --force replaces it." in again.stderr
    assert kairos("backup", "copy.db", "--force").exit_code == 0


def test_a_backup_onto_the_database_itself_or_into_nowhere_is_refused(kairos: Kairos) -> None:
    kairos("migrate")
    assert "This is the database itself" in kairos("backup", "kairos.db", "--force").stderr
    nowhere = kairos("backup", "nowhere/copy.db")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.startswith("kairos: nowhere/copy.db: ")


def test_check_as_a_process(env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "check"], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""


def test_what_is_missing_in_the_database_is_named_with_its_remedy(kairos: Kairos) -> None:
    assert kairos(*files(PEOPLE + MIA)).exit_code == 0
    with sqlite3.connect("kairos.db") as db:
        db.execute("UPDATE deliveries SET state = 'parked'")
        db.execute("UPDATE identities SET left_at = '2026-01-01T00:00:00.000000+00:00'")
        db.execute("UPDATE people SET zone = 'Mars/Crater'")
        db.execute("INSERT INTO teams SELECT 7, 'Empty', 'empty', platform, workspace, '', '', 'UTC', "
                   "rep_digest, manager_digest, tip_time, NULL FROM teams")  # fmt: skip
    db.close()
    result = kairos("check")
    assert result.exit_code == 1
    for line in (
        "warning deliveries: 1 parked; `kairos outbox` says why",
        "warning roster: North: without a channel, so no tips; `/coach setup`",
        "warning roster: North: without a manager; `/coach setup`",
        "warning roster: Empty: without anybody; the roster",
        "warning roster: mia@example.com: no account that is alive",
        "wrong   time zones: 'Mars/Crater' of mia@example.com is none; write one like Europe/Berlin",
    ):
        assert line in result.stdout


def test_whoever_only_tried_a_check_in_the_terminal_is_told_of_no_roster(kairos: Kairos) -> None:
    assert kairos("chat", "precall", "Acme", typed="").exit_code in {0, 130}
    result = kairos("check")
    assert result.exit_code == 0
    assert "warning" not in result.stdout


def test_of_many_names_a_few_are_told(kairos: Kairos) -> None:
    rows = "".join(f"R{n},r{n}@example.com,rep,T{n},slack,T1,U{n},UTC\n" for n in range(7))
    assert kairos(*files(PEOPLE + rows)).exit_code == 0
    result = kairos("check")
    assert result.exit_code == 0
    assert "roster: T0, T1, T2, T3, T4 and 2 more: without a manager" in result.stdout


def test_what_a_content_folder_changes_is_told(kairos: Kairos, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/words.yaml").write_text("form: {submit: Speichern, more: Mehr}\n")
    result = kairos("check", KAIROS_CONTENT="mine")
    assert result.exit_code == 0
    assert "; mine lies over the shipped one and changes 2 sentences of words.yaml\n" in result.stdout
    shutil.copy(SHIPPED / "words.yaml", tmp_path / "mine")
    assert "and changes nothing\n" in kairos("check", KAIROS_CONTENT="mine").stdout


def test_an_older_flow_is_a_warning_and_a_theme_left_out_is_told(tmp_path: Path) -> None:
    library, _ = load()
    old = library.flows["precall"].model_copy(update={"version": 0})
    order = tuple(name for name in library.order if name != "kairos")
    mine = library.model_copy(update={"flows": {**library.flows, "precall": old}, "order": order})
    (older, left_out) = behind(tmp_path, mine)
    assert older[0] == "warning"
    assert "flows/precall.yaml is of version 0, here it is" in older[1]
    assert left_out == ("ok", f"content: {tmp_path}/order.yaml gives no week to kairos")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "http", "PORT: this has to be a whole number"),
        ("PORT", "70000", "PORT: this has to be 65535 or less"),
        ("KAIROS_MIN_GROUP", "1", "KAIROS_MIN_GROUP: this has to be 2 or more"),
        ("KAIROS_KEEP_WEEKS", "4", "KAIROS_KEEP_WEEKS: this has to be 13 or more"),
        ("KAIROS_LOG", "loud", "KAIROS_LOG: this has to be 'text' or 'json'"),
        ("KAIROS_METRICS", "yes", "KAIROS_METRICS: this has to be 'on', 'local' or 'off'"),
        ("KAIROS_INSECURE_TEAMS", "maybe", "KAIROS_INSECURE_TEAMS: this has to be 1 or 0"),
    ],
)
def test_a_wrong_setting_is_told_in_plain_words(kairos: Kairos, variable: str, value: str, said: str) -> None:
    result = kairos("check", **{variable: value})
    assert result.exit_code == 1
    assert f"wrong   settings: {said}" in result.stdout


def test_the_machines_troubles_are_told_in_plain_words(kairos: Kairos) -> None:
    kairos("migrate")
    missing = kairos("chat", "precall", "Acme", "--answers", "nowhere.yaml")
    assert missing.exit_code == 1
    assert "Errno" not in missing.stderr
    assert "nowhere.yaml" in missing.stderr
    assert "there is no such file" in missing.stderr
