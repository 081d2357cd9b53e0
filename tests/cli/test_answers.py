"""`kairos chat --answers`: asks nothing and prints the verdict; wrong answers leave nothing behind."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Kairos

CHECK = """\
know: person
difference: "Two days instead of 6"
proof: [trial, logic]
question: "What happens on Monday?"
advance: introduce
chance: 70
"""
CLOSED = CHECK.replace("What happens on Monday?", "Are you happy?")
UNKNOWN = CHECK.replace("know: person", "know: nothing")
REFLECTION = """\
agreed: [introduce]
by: 2027-03-05
signals: leans-in
condition: [Their auditor agrees, "No weekend work"]
learning: wait
"""


@pytest.fixture
def play(kairos: Kairos):
    """Plays a flow about Acme with these answers."""

    def run(answers: str, *more: str, flow: str = "precall") -> Result:
        Path("answers.yaml").write_text(answers, encoding="utf-8")
        return kairos("chat", flow, "Acme", "--answers", "answers.yaml", *more)

    return run


def rows(sql: str) -> list[tuple[object, ...]]:
    """What stands in the database."""
    with sqlite3.connect("kairos.db") as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def answer(question: str) -> list[object]:
    """What was kept as the answer, in all sessions."""
    return [value for (value,) in rows(f"SELECT value FROM answers WHERE question = '{question}'")]  # noqa: S608


def test_the_verdict_is_printed_and_nothing_asked(play) -> None:
    result = play(CHECK)
    assert result.exit_code == 0
    assert result.stdout.startswith("Before the call: Acme\n✓ Right earned.")
    assert "70 %: Introduce someone" in result.stdout
    assert "?" not in result.stdout.replace("What happens on Monday?", "")


def test_what_the_file_does_not_name_is_taken_as_it_stands(play) -> None:
    play(CHECK, "--now", "2027-03-01T09:00Z")
    assert answer("doubt") == ["some"]
    assert answer("ends") == ["09:45"]
    assert answer("barrier") == []


def test_theirs_is_kept_when_the_coach_pushes_back(play) -> None:
    result = play(CLOSED)
    assert "4 of 5 grounds full" in result.stdout
    assert rows("SELECT push_ground, push_kept FROM sessions") == [("question", 1)]


def test_an_answer_for_the_push_back_takes_its_place(play) -> None:
    result = play(CLOSED + 'push-back: {question: "Who decides?"}\n')
    assert "Right earned." in result.stdout
    assert answer("question") == ["Who decides?"]
    assert rows("SELECT push_kept FROM sessions") == [(0,)]


def test_keep_wins_over_an_answer_for_the_push_back(play) -> None:
    play(CLOSED + 'push-back: {question: "Who decides?"}\nkeep: true\n')
    assert answer("question") == ["Are you happy?"]


def test_a_barrier_in_the_file_is_taken_at_the_verdict(play) -> None:
    result = play(CHECK + "barrier: impatience\n")
    assert "Your plan: If they go quiet, then I count to five before I speak." in result.stdout
    assert answer("barrier") == ["impatience"]


def test_scalars_mean_themselves_and_lists_become_lines(play) -> None:
    assert play(REFLECTION, "--now", "2027-03-01T10:00Z", flow="postcall").exit_code == 0
    assert answer("by") == ["2027-03-05"]
    assert answer("condition") == ["Their auditor agrees\nNo weekend work"]
    assert play("agreed: no\n", flow="postcall").stdout.splitlines()[2] == "It came to: No sale"


def test_glasses_go_by_their_words_or_ids(play) -> None:
    play(REFLECTION, "--now", "2027-03-01T10:00Z", flow="postcall")
    number = rows("SELECT id FROM conditions WHERE text = 'No weekend work'")[0][0]
    full = f"agreed: [share]\nglasses: [their auditor AGREES, {number}, Watch my back]\n"
    result = play(full, "--now", "2027-03-02T10:00Z", flow="postcall")
    assert "Glasses full: 3 of 3" in result.stdout


def test_an_unfinished_session_is_begun_anew(play, kairos: Kairos) -> None:
    kairos("chat", "precall", "Acme", typed="1\nhalf a sen")
    assert play(CHECK).exit_code == 0
    assert rows("SELECT status FROM sessions ORDER BY id") == [("let-go",), ("submitted",)]


def test_somebody_new_is_told_on_standard_error(play) -> None:
    result = play(CHECK, "--as", "zoe@example.com")
    assert result.stderr == "zoe@example.com is new; they are in the team Local now\n"
    assert play(CHECK, "--as", "zoe@example.com").stderr == ""


def test_what_was_not_asked_is_told_and_left_out(play) -> None:
    result = play(REFLECTION + "plan: kept\n", flow="postcall")
    assert result.exit_code == 0
    assert "answers.yaml:6: plan: this was not asked, so it was left out" in result.stderr
    pushed = play(CHECK + "push-back: {proof: [trial]}\n")
    assert "answers.yaml:7: push-back.proof: this was not asked" in pushed.stderr


WRONG = [
    (CHECK.replace("know: person", "know: persn"), "answers.yaml:1: know: That is not on the list."),
    (CHECK.replace("know: person", "know: persn"), "It may be: nothing, industry, company, person"),
    (CHECK.replace("know: person", "know: [person, company]"), "answers.yaml:1: know: Choose only one."),
    (CHECK.replace("chance: 70\n", ""), "answers.yaml: chance: Choose one to go on."),
    (CHECK + "differance: x\n", "answers.yaml:7: differance: precall has no such question; it asks know, "),
    (CHECK + "ends: noon\n", "answers.yaml:7: ends: Write the time as hours:minutes"),
    (CHECK + "barrier: laziness\n", "answers.yaml:7: barrier: That is not on the list."),
    (CHECK + "need: {text: x}\n", "answers.yaml:7: need: write a text or a list of texts"),
    (CHECK + "push-back: yes\n", "answers.yaml:7: push-back: write `ground: answer`"),
    (CHECK + "push-back: {price: low}\n", "answers.yaml:7: push-back.price: write `ground: answer`"),
    (CHECK + "keep: perhaps\n", "answers.yaml:7: keep: write true or false"),
    (CHECK + "know: company\n", "answers.yaml:7: this key stands twice"),
    (UNKNOWN + "push-back: {know: all}\n", "answers.yaml:7: push-back.know: That is not on the list."),
    ("- know\n", "answers.yaml:1: write `question: answer`, one a line"),
    ("know: [\n", "answers.yaml:2: this is not YAML"),
    ("", "answers.yaml:1: the file is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "message"), WRONG, ids=lambda value: value[-50:])
def test_what_cannot_be_used_is_told_and_nothing_is_kept(play, answers: str, message: str) -> None:
    result = play(answers)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.endswith("These answers cannot be used; nothing was kept.\n")
    if Path("kairos.db").exists():
        assert rows("SELECT COUNT(*) FROM sessions") == rows("SELECT COUNT(*) FROM people") == [(0,)]


def test_everything_wrong_on_a_page_is_told_at_once(play) -> None:
    stderr = play("know: persn\nchance: 75\nqestion: x\n").stderr
    for part in ("answers.yaml:1: know", "answers.yaml:2: chance", "answers.yaml:3: qestion", ": advance: "):
        assert part in stderr


def test_a_new_deal_with_a_name_near_anothers_is_said_unless_it_is_meant(play, kairos: Kairos) -> None:
    assert not play(CHECK).stderr.count("new deal")
    mistyped = ("chat", "precall", "Acne", "--answers", "answers.yaml")
    result = kairos(*mistyped)
    assert result.exit_code == 0
    assert "Acne is a new deal now. If you meant Acme, that is another one." in result.stderr
    assert "new deal" not in kairos(*mistyped).stderr  # it is a deal's name by now
    assert "new deal" not in kairos("chat", "precall", "Acm", "--answers", "answers.yaml", "--new").stderr
    several = kairos("chat", "precall", "Ac", "--answers", "answers.yaml")
    assert "If you meant one of these, that is another one: " in several.stderr
    assert {name for (name,) in rows("SELECT name FROM deals")} == {"Acme", "Acne", "Acm", "Ac"}


def test_a_file_that_is_not_there_is_told(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", "--answers", "nowhere.yaml")
    assert result.exit_code == 1
    assert "nowhere.yaml" in result.stderr


def test_answers_as_a_process(env: dict[str, str]) -> None:
    Path("answers.yaml").write_text(CHECK)
    command = [
        sys.executable,
        "-m",
        "bot",
        "chat",
        "precall",
        "Acme",
        "--answers",
        "answers.yaml",
        "--db",
        "other.db",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert "Right earned." in done.stdout
    assert Path("other.db").exists()
    assert not Path("kairos.db").exists()
