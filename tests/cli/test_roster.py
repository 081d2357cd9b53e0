"""`kairos roster import`: all rows or none."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Kairos

PEOPLE = "name,email,role,team,platform,workspace,user,timezone\n"
TEAMS = "team,platform,workspace,channel,country,timezone,rep_digest,manager_digest,tip_time\n"
MIA = "Mia,mia@example.com,rep,North,slack,T1,U1,\n"
TOM = "Tom,tom@example.com,manager,North,slack,T1,U2,Asia/Tokyo\n"
NORTH = "North,slack,T1,C1,DE,Europe/Berlin,Fri 16:00,Mon 08:30,09:00\n"


def files(people: str, teams: str = "") -> list[str]:
    """The arguments to import these."""
    Path("people.csv").write_text(people, encoding="utf-8")
    if not teams:
        return ["roster", "import", "people.csv"]
    Path("teams.csv").write_text(teams, encoding="utf-8")
    return ["roster", "import", "people.csv", "--teams", "teams.csv"]


def rows(sql: str) -> list[tuple[object, ...]]:
    """What stands in the database."""
    with sqlite3.connect("kairos.db") as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def test_people_and_teams_are_brought_in_and_counted(kairos: Kairos) -> None:
    result = kairos(*files(PEOPLE + MIA + TOM, TEAMS + NORTH))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "teams added: 1", "teams changed: 0", "people added: 2", "people changed: 0",
        "identities added: 2", "identities moved: 0",
    ]  # fmt: skip
    assert rows("SELECT name, role, zone FROM people ORDER BY name") == [
        ("Mia", "rep", "Europe/Berlin"), ("Tom", "manager", "Asia/Tokyo"),
    ]  # fmt: skip
    assert rows("SELECT channel, country, rep_digest, tip_time FROM teams") == [
        ("C1", "DE", "Fri 16:00", "09:00")
    ]


def test_a_second_time_nothing_changes(kairos: Kairos) -> None:
    arguments = files(PEOPLE + MIA + TOM, TEAMS + NORTH)
    kairos(*arguments)
    result = kairos(*arguments)
    assert result.exit_code == 0
    assert {line.rpartition(" ")[2] for line in result.stdout.splitlines()} == {"0"}


def test_whoever_is_new_is_welcomed_once(kairos: Kairos) -> None:
    for people in (MIA, MIA + TOM):
        kairos(*files(PEOPLE + people, TEAMS + NORTH))
    welcomed = rows(
        "SELECT p.name FROM deliveries d JOIN people p ON p.id = d.person WHERE d.kind = 'welcome'"
    )
    assert sorted(welcomed) == [("Mia",), ("Tom",)]


def test_what_spreadsheets_write_is_understood(kairos: Kairos) -> None:
    people = "\ufeff" + PEOPLE.replace(",", ";") + '"Mia ""M""";mia@example.com;Rep;North;Slack;T1;U1;\n\n'
    teams = TEAMS.replace(",", "\t") + "North\tslack\tT1\tC1\tde\tEurope/Berlin\tfri 16:00:00\t\t9:00\n"
    result = kairos(*files(people, teams))
    assert result.exit_code == 0, result.stderr
    assert rows("SELECT name, role FROM people") == [('Mia "M"', "rep")]
    assert rows("SELECT country, rep_digest, manager_digest, tip_time FROM teams") == [
        ("DE", "Fri 16:00", "Mon 08:30", "09:00")
    ]


def test_without_a_file_of_teams_a_new_team_is_made_from_its_first_row(kairos: Kairos) -> None:
    result = kairos(*files(PEOPLE + TOM + MIA))
    assert result.exit_code == 0
    assert result.stderr == "made the team North (Asia/Tokyo); give it a channel with --teams\n"
    assert rows("SELECT platform, workspace, channel, zone FROM teams") == [("slack", "T1", "", "Asia/Tokyo")]


def test_one_person_on_two_platforms_is_one_person(kairos: Kairos) -> None:
    other = "Mia,MIA@example.com,rep,North,teams,tenant,8a,\n"
    assert kairos(*files(PEOPLE + MIA + other, TEAMS + NORTH)).exit_code == 0
    assert rows("SELECT COUNT(*) FROM people") == [(1,)]
    assert rows("SELECT COUNT(*) FROM identities") == [(2,)]


BAD_PEOPLE = [
    ("Mia,miaexample.com,rep,North,slack,T1,U1,\n", "email: miaexample.com is no e-mail"),
    ("Mia,mia@example.com,boss,North,slack,T1,U1,\n", "role: boss is not one of rep, manager, admin"),
    ("Mia,mia@example.com,rep,North,irc,T1,U1,\n", "platform: irc is not one of slack, teams"),
    ("Mia,mia@example.com,rep,North,slack,T1,U1,Mars/Olympus\n", "timezone: Mars/Olympus is no time zone"),
    (
        "Mia,mia@example.com,rep,South,slack,T1,U1,\n",
        "team: South stands neither in teams.csv nor in the database",
    ),
    (",mia@example.com,rep,North,slack,T1,U1,\n", "name: is empty"),
    ("Mi\x07a,mia@example.com,rep,North,slack,T1,U1,\n", "name: holds signs that nobody can see"),
    (f"{'M' * 201},mia@example.com,rep,North,slack,T1,U1,\n", "name: is longer than 200 signs"),
    ("Mia,mia@example.com,rep,North,slack,T1,U1\n", "7 cells stand here, 8 are wanted"),
    (TOM.replace("U2", "U0"), "this user stands at people.csv:2 already"),
    ("Eva,eva@example.com,rep,North,slack,T1,U1,\n", "role: for this e-mail it is manager at people.csv:2"),
    ('"Mia,mia@example.com,rep\n', "this is not CSV"),
    (MIA.replace("U1", "@mia"), "user: @mia is no id of Slack's; it looks like U0123ABCD"),
    (MIA.replace("T1", "our-space"), "workspace: our-space is no id of Slack's; it looks like T0123ABCD"),
]


@pytest.mark.parametrize(("row", "message"), BAD_PEOPLE, ids=lambda value: value[:30])
def test_a_bad_row_is_told_with_its_line_and_nothing_is_applied(
    kairos: Kairos, row: str, message: str
) -> None:
    eva = "Eva,eva@example.com,manager,North,slack,T1,U0,\n"
    result = kairos(*files(PEOPLE + eva + row, TEAMS + NORTH))
    assert result.exit_code == 1
    assert f"people.csv:3: {message}" in result.stderr
    assert result.stderr.endswith("kairos: people.csv: The roster cannot be applied; nothing of it was.\n")
    assert rows("SELECT COUNT(*) FROM people") == rows("SELECT COUNT(*) FROM teams") == [(0,)]


BAD_TEAMS = [
    (NORTH.replace("DE", "XX"), "country: XX is no country with known holidays"),
    (NORTH.replace("Europe/Berlin", "Berlin"), "timezone: Berlin is no time zone"),
    (NORTH.replace("Fri 16:00", "Fri 25:00"), "rep_digest: Fri 25:00 is no day and time"),
    (NORTH.replace("Mon 08:30", "Monday"), "manager_digest: Monday is no day and time"),
    (NORTH.replace("09:00", "9:60"), "tip_time: 9:60 is no time"),
    (NORTH.replace("C1", ""), "channel: is empty"),
    (NORTH.replace("C1", "#general"), "channel: #general is no id of Slack's; it looks like C0123ABCD"),
    (NORTH + NORTH.replace("North", "NORTH"), "this team stands at teams.csv:2 already"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), BAD_TEAMS, ids=lambda value: value[:30])
def test_a_bad_team_is_told_with_its_line_and_nothing_is_applied(
    kairos: Kairos, row: str, message: str
) -> None:
    result = kairos(*files(PEOPLE + MIA, TEAMS + row))
    assert result.exit_code == 1
    assert f"teams.csv:{1 + row.count(chr(10))}: {message}" in result.stderr
    assert rows("SELECT COUNT(*) FROM people") == rows("SELECT COUNT(*) FROM teams") == [(0,)]


def test_all_bad_rows_are_told_at_once(kairos: Kairos) -> None:
    bad = "A,a,x,North,slack,T1,U1,\nB,b@example.com,rep,North,slack,T1,U2,Nowhere\n"
    stderr = kairos(*files(PEOPLE + bad, TEAMS + NORTH)).stderr
    assert [line.split(":")[1:3] for line in stderr.splitlines()[:3]] == [
        ["2", " email"], ["2", " role"], ["3", " timezone"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name;email\n", "people.csv:1: the first line must be name,email,role,team"),
        (b"", "people.csv:1: the first line must be name,email,role,team"),
        ("Zoë".encode("latin-1"), "people.csv: this is not UTF-8; save it as `CSV UTF-8`"),
    ],
)
def test_a_file_that_is_no_roster_is_told(kairos: Kairos, content: bytes, message: str) -> None:
    Path("people.csv").write_bytes(content)
    result = kairos("roster", "import", "people.csv")
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_file_that_is_not_there_is_told(kairos: Kairos) -> None:
    said = kairos("roster", "import", "nobody.csv").stderr
    assert said.startswith(
        "kairos: nobody.csv: there is no such file or folder: The roster cannot be applied"
    )


def test_roster_import_as_a_process(env: dict[str, str]) -> None:
    arguments = files(PEOPLE + MIA, TEAMS + NORTH)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, check=True, env=env
    )
    assert "people added: 1\n" in done.stdout
