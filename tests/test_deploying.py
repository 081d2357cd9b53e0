"""Dockerfile and docs/deploying.md: tests build no image, so rules are checked, and what can run is run."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from bot.app import house
from bot.cli import COMMANDS
from bot.clock import FixedClock
from bot.serving.server import serving
from bot.settings import Settings, settings
from bot.store.store import SqliteStore
from tests.store.making import NOW

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "Dockerfile").read_text()
LINES = [
    line.strip()
    for line in TEXT.replace("\\\n", " ").splitlines()
    if line.strip() and not line.startswith("#")
]
PAGE = (ROOT / "docs/deploying.md").read_text()


def said(word: str) -> list[str]:
    """What stands behind an instruction."""
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(f"{word} ")]


def test_the_bases_are_slim_named_and_the_same_in_both_stages():
    bases = [line.split()[0] for line in said("FROM")]
    assert len(bases) == 2
    assert set(bases) == {"python:3.11-slim"}


def test_only_the_environment_goes_from_stage_to_stage():
    last = TEXT[TEXT.rindex("\nFROM ") :]
    assert re.findall(r"^COPY (.*)$", last, re.MULTILINE) == ["--from=build /opt/kairos /opt/kairos"]
    assert "pip" not in last


def test_what_is_copied_is_there_and_let_through_to_the_builder():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    copied = {line.split()[0] for line in said("COPY") if not line.startswith("--from")}
    assert all((ROOT / name).exists() for name in copied)
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert {"**/*.db", "**/.env*"} <= set(ignored)


def test_it_runs_as_nobody_special_on_a_volume():
    assert said("USER") == ["kairos"]
    (made,) = (line for line in said("RUN") if "useradd" in line)
    number = re.search(r"--uid (\d+)", made)
    assert number
    assert f"a user and group of its own ({number[1]})" in PAGE
    assert said("VOLUME") == ["/data"]
    assert "KAIROS_DB=/data/kairos.db" in " ".join(said("ENV"))
    after = LINES[LINES.index("USER kairos") :]
    assert not any(line.startswith(("RUN", "COPY")) for line in after)


def test_it_is_ended_politely_as_the_process_itself_hears_the_signal():
    assert said("CMD")[-1] == '["kairos", "serve"]'
    assert not said("ENTRYPOINT")


def test_it_holds_no_secret_and_fetches_nothing_unchecked():
    assert not re.search(r"(?i)token|secret|password", TEXT)
    assert not said("ADD")
    assert not said("ARG")
    assert "pip uninstall --yes setuptools" in said("RUN")[-2]  # what comes with Python, unasked and unpinned
    installs = [line for line in said("RUN") if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


@pytest.mark.parametrize(("ruined", "code"), [(False, 0), (True, 1)])
async def test_the_health_check_asks_whether_the_database_can_be_written(tmp_path: Path, ruined, code):
    (check,) = said("HEALTHCHECK")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', check.partition("CMD")[2])
    assert words[:2] == ["python", "-c"]
    given = settings(KAIROS_DB=tmp_path / "kairos.db", PORT=0)
    async with (
        house(given, clock=FixedClock(NOW)) as kairos,
        serving(kairos, given, "127.0.0.1", ()) as port,
    ):
        if ruined:
            assert isinstance(kairos.store, SqliteStore)
            await kairos.store.close()
        asked = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", words[2].replace('\\"', '"')),
            env={"PORT": str(port), "PATH": ""},
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(30):
            assert await asked.wait() == code


def test_the_page_names_only_what_there_is():
    variables = {str(field.alias) for field in Settings.model_fields.values()}
    assert set(re.findall(r"KAIROS_[A-Z_]+|SLACK_[A-Z_]+", PAGE)) <= variables
    assert set(re.findall(r"(?<=`kairos )[a-z]+", PAGE)) <= COMMANDS.keys()
    for linked in re.findall(r"\]\((\w+\.md)\)", PAGE):
        assert (ROOT / "docs" / linked).exists()


def test_the_readme_has_a_row_for_each_setting_with_its_default():
    table = dict(
        re.findall(r"^\| `([A-Z_]+)` \|.*\| ([^|]*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    )
    fields = {str(field.alias): field.default for field in Settings.model_fields.values()}
    assert table.keys() == fields.keys()
    for name, default in fields.items():
        if default and isinstance(default, int | str) and not str(default).startswith("https://"):
            assert table[name] == f"`{default}`", name


def test_the_unit_is_whole():
    unit = PAGE[PAGE.index("[Unit]") : PAGE.index("WantedBy=")]
    assert "ExecStart=/opt/kairos/bin/kairos serve" in unit
    assert "User=kairos" in unit
    seconds = re.search(r"TimeoutStopSec=(\d+)", unit)
    assert seconds
    assert int(seconds[1]) > 20  # PATIENCE of bot.serving.server, for requests and for what follows them
