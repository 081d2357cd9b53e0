"""`kairos check`, `migrate` and `backup`: an installation and its database."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Kairos

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
        "ok      settings", "ok      content", "ok      database",
    ]  # fmt: skip
    assert not Path("kairos.db").exists()


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
    assert "warning content: mine/flows/precall.yaml changed; raise its version (1)" in result.stdout


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
