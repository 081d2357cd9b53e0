"""`kairos export` and `kairos forget`: data in its owner's hands, as files that do no harm."""

import csv
import json
import re
import sqlite3
import stat
from io import StringIO
from pathlib import Path

import pytest

from bot.commands.export import defused
from tests.cli.conftest import Kairos
from tests.cli.test_roster import MIA, PEOPLE, TOM, files

FORMULA = "=HYPERLINK(1)"

ANSWERS = f"""\
know: person
difference: "{FORMULA} in 2 days"
proof: [trial, logic]
question: "+ What happens on Monday?"
advance: introduce
chance: 70
"""


@pytest.fixture
def used(kairos: Kairos) -> Kairos:
    """Mia wrote a formula; Tom wrote nothing."""
    Path("answers.yaml").write_text(ANSWERS)
    assert kairos(*files(PEOPLE + MIA + TOM)).exit_code == 0
    done = kairos("chat", "precall", "=Acme", "--as", "mia@example.com", "--answers", "answers.yaml")
    assert done.exit_code == 0, done.stderr
    return kairos


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-5", "-5"),
        ("+49.5", "+49.5"),
        (-6, -6),
        (0.5, 0.5),
        (None, None),
        ("a = b", "a = b"),
        (["=1"], '["=1"]'),
    ],
)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(cell, written):
    assert defused(cell) == written


def test_a_folder_of_csv_files_that_only_the_owner_reads(used: Kairos):
    result = used("export", "--person", "MIA@example.com", "--format", "csv", "--out", "mia")
    assert result.exit_code == 0, result.stderr
    with Path("mia/answers.csv").open(newline="") as file:
        said = {row["question"]: row for row in csv.DictReader(file)}
    assert said["difference"]["value"] == f"'{FORMULA} in 2 days"
    assert said["question"]["value"] == "'+ What happens on Monday?"
    assert said["question"]["deal"] == "'=Acme"
    assert (said["chance"]["value"], said["chance"]["person"]) == ("70", "mia@example.com")
    assert {stat.S_IMODE(each.stat().st_mode) for each in Path("mia").iterdir()} == {0o600}
    assert stat.S_IMODE(Path("mia").stat().st_mode) == 0o700


def test_a_folder_that_holds_something_is_left_alone(used: Kairos):
    Path("mine").mkdir()
    Path("mine/answers.csv").write_text("precious")
    result = used("export", "--format", "csv", "--out", "mine")
    assert result.exit_code == 1
    assert "mine: This folder holds something already" in result.stderr
    assert Path("mine/answers.csv").read_text() == "precious"


def test_json_is_complete_and_verbatim(used: Kairos):
    found = json.loads(used("export").stdout)
    assert {row["person"] for row in found["people"]} == {"mia@example.com", "tom@example.com"}
    values = {row["question"]: row["value"] for row in found["answers"]}
    assert values["difference"] == f"{FORMULA} in 2 days"
    assert [deal["name"] for deal in found["deals"]] == ["=Acme"]
    tom = json.loads(used("export", "--person", "tom@example.com").stdout)
    assert (len(tom["people"]), tom["answers"], "deals" in tom) == (1, [], False)


def test_every_moment_says_that_it_is_utc_and_days_are_days(used: Kairos):
    found = json.loads(used("export").stdout)
    said = [
        (f"{sheet}.{column}", value)
        for sheet, rows in found.items()
        for row in rows
        for column, value in row.items()
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value)
    ]
    moments = {column for column, value in said if not date_only(value)}
    assert {"sessions.began", "sessions.submitted", "people.added_at", "deliveries.due"} <= moments
    assert [value for column, value in said if column in moments and value[-6:] != "+00:00"] == []


def date_only(text: str) -> bool:
    """Whether it is a day without a time."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def test_json_into_a_folder_is_a_file_a_sheet(used: Kairos):
    assert used("export", "--out", "all").exit_code == 0
    assert [row["name"] for row in json.loads(Path("all/deals.json").read_text())] == ["=Acme"]


def test_csv_on_standard_output_is_one_table(used: Kairos):
    rows = list(csv.DictReader(StringIO(used("export", "--format", "csv").stdout)))
    assert ("answers", "value", f"'{FORMULA} in 2 days") in {
        (row["sheet"], row["column"], row["value"]) for row in rows
    }


def test_what_is_older_than_the_age_that_is_set_goes_with_the_next_tick(used: Kairos):
    """Without an age everything stays."""
    long_ago = ("--as", "mia@example.com", "--answers", "answers.yaml", "--now", "2024-03-05T10:00Z")
    assert used("chat", "precall", "Old", *long_ago).exit_code == 0

    def deals_with_answers() -> set[str]:
        return {row["deal"] for row in json.loads(used("export").stdout)["answers"]}

    assert used("tick").exit_code == 0
    assert deals_with_answers() == {"Old", "=Acme"}
    with sqlite3.connect("kairos.db") as db:  # as if a day had passed
        db.execute("DELETE FROM notes")
    db.close()
    assert used("tick", KAIROS_KEEP_WEEKS="13").exit_code == 0
    assert deals_with_answers() == {"=Acme"}
    assert {row["name"] for row in json.loads(used("export").stdout)["deals"]} == {"Old", "=Acme"}


def test_nobody_of_that_name_and_no_database_are_told(kairos: Kairos):
    assert "There is no database here" in kairos("export").stderr
    assert "There is no database here" in kairos("forget", "--person", "x@example.com").stderr
    assert not Path("kairos.db").exists()
    kairos("migrate")
    for command in ("export", "forget"):
        result = kairos(command, "--person", "x@example.com")
        assert result.exit_code == 1
        assert "x@example.com: Nobody has this e-mail here" in result.stderr


def test_forget_asks_first_and_no_means_no(used: Kairos):
    result = used("forget", "--person", "mia@example.com", typed="n\n")
    assert (result.exit_code, "Mia (mia@example.com)" in result.stderr) == (1, True)
    assert json.loads(used("export", "--person", "mia@example.com").stdout)["answers"]


@pytest.mark.parametrize(("more", "typed"), [((), "y\n"), (("--yes",), "")])
def test_forgotten_is_what_the_person_wrote_and_not_the_deal(used: Kairos, more, typed):
    result = used("forget", "--person", "mia@example.com", *more, typed=typed)
    assert result.exit_code == 0, result.stderr
    found = json.loads(used("export").stdout)
    assert FORMULA not in json.dumps(found)
    assert [deal["name"] for deal in found["deals"]] == ["=Acme"]
