"""`kairos content`: lint, time, try."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bot.content import SHIPPED
from tests.cli.conftest import Kairos


def test_lint_says_ok_and_what_there_is(kairos: Kairos) -> None:
    result = kairos("content", "lint")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.startswith("ok: ")
    assert " 13 themes" in result.stdout


def test_lint_lists_every_issue_with_file_line_and_key(kairos: Kairos, content: Path, tmp_path: Path) -> None:
    broken = tmp_path / "mine"
    shutil.copytree(content, broken)
    flow = broken / "flows/precall.yaml"
    flow.write_text(
        flow.read_text().replace("default: some", "default: plenty").replace("seconds: 60", "seconds: 9")
    )
    result = kairos("content", "lint", "mine")
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith("mine/flows/precall.yaml:8: budget.seconds: costs ")
    assert second.startswith("mine/flows/precall.yaml:")
    assert ": pages.0.questions.3.default: plenty is no option" in second
    assert result.stderr == "2 issues\n"


def test_lint_of_a_folder_with_one_file_reads_it_over_the_shipped_content(
    kairos: Kairos, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/words.yaml").write_text("form: {submit: Los}\n")
    result = kairos("content", "lint", "mine")
    assert result.exit_code == 0, result.stdout
    assert result.stdout == kairos("content", "lint", str(SHIPPED)).stdout
    (tmp_path / "mine/words.yaml").write_text("form: {sumbit: Los}\n")
    result = kairos("content", "lint", "mine")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "mine/words.yaml:1: form.sumbit: Kairos has no sentence called form.sumbit"
    )


def test_lint_of_a_folder_without_content_says_so(kairos: Kairos, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = kairos("content", "lint", "empty")
    assert result.exit_code == 1
    assert result.stdout == "empty/*.yaml: there is none here; is this the content folder?\n"
    assert kairos("content", "lint", "nowhere").exit_code == 2


def test_time_shows_each_question_and_each_flow_against_its_budget(kairos: Kairos) -> None:
    result = kairos("content", "time")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["difference", "18", "s", "text"] in lines
    assert ["doubt", "0", "s", "filled", "in"] in lines
    assert ["57", "s", "of", "60"] in lines


def test_time_says_what_is_over_its_budget(kairos: Kairos, content: Path, tmp_path: Path) -> None:
    shutil.copytree(content, tmp_path / "mine")
    flow = tmp_path / "mine/flows/precall.yaml"
    flow.write_text(flow.read_text().replace("seconds: 60", "seconds: 50"))
    result = kairos("content", "time", "mine")
    assert result.exit_code == 1
    assert "57 s of 50: 7 too many" in result.stdout


def test_try_answers_a_text_with_one_json_line(kairos: Kairos) -> None:
    result = kairos("content", "try", "question", "Are you happy, Zoë?")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"text": "Are you happy, Zoë?", "defects": ["closed"]}


def test_try_answers_each_line_of_standard_input_with_one_line(kairos: Kairos) -> None:
    result = kairos("content", "try", "difference", typed=b"Two days\r\n\n2 days\n\xff 3\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines == [
        {"text": "Two days", "defects": ["no-measure"]},
        {"text": "", "defects": ["no-measure"]},
        {"text": "2 days", "defects": []},
        {"text": "\ufffd 3", "defects": []},
    ]


def test_try_reads_questions_and_differences_only(kairos: Kairos) -> None:
    result = kairos("content", "try", "advance", "Sign")
    assert result.exit_code == 2
    assert "'question', 'difference'" in result.stderr


def test_the_shipped_content_as_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "content", "try", "question", "Are you happy with your supplier?"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["defects"] == ["closed"]
