"""The benchmarks run and print their tables. How fast anything is, no test says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import EXPECTED, Missing, whole
from benchmarks.rows import Row, markdown

ROOT = Path(__file__).parent.parent

TABLES = {
    "engine": ("turns with their pages", "of bare"),
    "submissions": ("SqliteStore.save, 50 in flight", "of bare"),
    "teams": ("Kairos, a whole turn, 3 in flight", "calls to Microsoft for each message"),
    "week": ("/coach week ms", "all digests of a week, in seconds"),
    "big": ("team_facts of 13 weeks", "rep_facts: median"),
    "slack": ("a durable submission, 5 in flight: Kairos", "was found in its database"),
}

LINE = re.compile(
    r"\| (?P<what>[^|]+) \| [^|]+ \| [^|]*\| [^|]+ \| \d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\) \| [^|]+ \|"
)


def run(*arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", *arguments, "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("name", TABLES)
def test_a_benchmark_runs_and_prints_its_table(name):
    said = run(f"benchmarks.{name}")
    for words in TABLES[name]:
        assert words in said


def test_all_benchmarks_make_one_table_in_which_every_row_has_its_figures():
    said = run("benchmarks")
    lines = [line for line in said.splitlines() if line.startswith("| ")][1:]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    assert [line["what"] for line in found if line] == [what for rows in EXPECTED.values() for what in rows]
    assert "these figures mean nothing" in said


def rows_of(name: str) -> list[Row]:
    return [Row(what, "1 ms", "", "a peer: 1 ms", (1.0, 0.5)) for what in EXPECTED[name]]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_figure_that_is_missing_is_an_error(name):
    rows = rows_of(name)
    assert whole(name, rows) == rows
    with pytest.raises(Missing, match=re.escape(rows[-1].what)):
        whole(name, rows[:-1])
    with pytest.raises(Missing, match=re.escape(rows[0].what)):
        whole(name, [rows[0]._replace(ratios=()), *rows[1:]])
    with pytest.raises(Missing, match="nobody expects"):
        whole(name, [*rows, rows[0]._replace(what="something else")])


def test_a_missed_aim_is_said_in_the_table():
    row = Row("a turn", "1 ms", "", "a peer", (0.7, 0.9, 0.75), aims=(("1 s", True), ("3 ms", False)))
    *_, line = markdown([row])
    assert line == "| a turn | 1 ms |  | a peer | 0.75 (0.70–0.90) | 0.8: **missed**; 1 s; 3 ms: **missed** |"


def test_the_page_on_performance_has_every_row():
    page = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    assert [what for rows in EXPECTED.values() for what in rows if f"| {what} |" not in page] == []
