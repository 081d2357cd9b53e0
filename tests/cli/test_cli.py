"""The command as a whole: its help, its exit codes, its errors."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS
from tests.cli.conftest import Kairos


def commands() -> list[tuple[str, click.Command]]:
    """Every command and subcommand, by what is typed."""
    found = []
    for name in COMMANDS:
        command = getattr(import_module(f"bot.commands.{name}"), name)
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {inner}", each) for inner, each in command.commands.items()]
    return found


def test_the_help_lists_every_command(kairos: Kairos) -> None:
    result = kairos("--help")
    assert result.exit_code == 0
    for name, line in COMMANDS.items():
        assert f"{name} " in result.stdout
        assert line in result.stdout


@pytest.mark.parametrize(("name", "command"), commands(), ids=str)
def test_every_command_says_what_it_does_with_an_example(
    kairos: Kairos, name: str, command: click.Command
) -> None:
    result = kairos(*name.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {name}")
    if not isinstance(command, click.Group):
        assert f"Example: kairos {name}" in " ".join(result.stdout.split())


def test_the_help_comes_without_loading_what_a_command_needs() -> None:
    script = (
        "import sys, click.testing, bot.cli\n"
        "click.testing.CliRunner().invoke(bot.cli.main, ['--help'])\n"
        "print([name for name in ('pydantic', 'aiohttp', 'yaml', 'sqlite_utils') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_command_is_a_usage_error(kairos: Kairos) -> None:
    result = kairos("chek")
    assert result.exit_code == 2
    assert "No such command 'chek'" in result.stderr


def test_an_error_of_ours_is_plain_words_and_with_debug_a_traceback_too(kairos: Kairos) -> None:
    plain = kairos("backup", "copy.db")
    assert plain.exit_code == 1
    said = "There is no database here; name it with KAIROS_DB, or with --db where the command takes it."
    assert plain.stderr == f"kairos: kairos.db: {said}\n"
    assert plain.stdout == ""
    assert "Traceback" in kairos("--debug", "backup", "copy.db").stderr


def test_an_error_of_the_machine_is_plain_words_too(kairos: Kairos) -> None:
    Path("kairos.db").mkdir()
    result = kairos("roster", "import", "people.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith("kairos: ")
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_named(kairos: Kairos) -> None:
    result = kairos("migrate", KAIROS_LOG="loud")
    assert result.exit_code == 1
    assert result.stderr.startswith("kairos: KAIROS_LOG: this has to be 'text' or 'json'")


def test_it_runs_as_a_module_and_as_a_program() -> None:
    for command in ([sys.executable, "-m", "bot"], ["kairos"]):
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, env=PATH)
        assert done.stdout.startswith("kairos, version ")


PATH = {"PATH": str(Path(sys.executable).parent)}
