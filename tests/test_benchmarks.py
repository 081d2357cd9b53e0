"""The benchmarks run and print their tables. How fast anything is, no test says."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TABLES = {
    "engine": ("turns with their pages", "of bare"),
    "submissions": ("SqliteStore.save, 50 in flight", "of bare"),
    "teams": ("Kairos, a whole turn, 3 in flight", "calls to Microsoft for each message"),
    "week": ("/coach week ms", "all digests of a week, in seconds"),
    "big": ("team_facts of 13 weeks", "rep_facts: median"),
    "slack": ("a durable submission, 5 in flight: Kairos", "was found in its database"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_benchmark_runs_and_prints_its_table(name):
    ran = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    for words in TABLES[name]:
        assert words in ran.stdout
