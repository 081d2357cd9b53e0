"""What tests of the command ask for: a database of their own, and content with small, quick rules."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.content import SHIPPED

RULE = """\
ground: {ground}
version: 1
reads: text
blank: {blank}
defects:
  - id: {blank}
    weight: 40
    {over}
    missing: "Something is missing in the {ground}."
    why: "Because it is."
    pattern: "___"
    do: "Mend the {ground}."
"""

Kairos = Callable[..., Result]


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content; a question that begins with "are" is closed, a difference needs a number."""
    folder = tmp_path_factory.mktemp("made") / "content"
    shutil.copytree(SHIPPED, folder)
    for ground, blank, over in (
        ("question", "closed", "finds: ['^are']"),
        ("difference", "no-measure", "finds: ['^']\n    unless: ['<number>']"),
    ):
        rule = RULE.format(ground=ground, blank=blank, over=over)
        (folder / f"rules/{ground}.yaml").write_text(rule, encoding="utf-8")
    return folder


@pytest.fixture
def env(tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a fresh installation, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return {"KAIROS_DB": "kairos.db", "KAIROS_CONTENT": str(content), "KAIROS_LOG": ""}


@pytest.fixture
def kairos(env: dict[str, str]) -> Kairos:
    """Runs `kairos` with these arguments; ``typed`` is what stands on its standard input."""

    def run(*arguments: str, typed: str | bytes = "", **more: str) -> Result:
        result = CliRunner().invoke(main, [*arguments], input=typed, env=env | more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
