"""What the pages for contributors name is there: a page that lies is worse than none."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from bot.coach.coach import Coach
from dialogs.document import Block

ROOT = Path(__file__).parent.parent
CHANNELS = (ROOT / "docs/channels.md").read_text(encoding="utf-8")
PAGES = ("docs/channels.md", "docs/content.md", "content/README.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|content|dialogs|docs|tests|\.ci)/[^`\s]*)`", text)
    named = [ROOT / path for path in named if not path.startswith("bot/acme/")]
    linked = [(ROOT / page).parent / path for path in re.findall(r"\]\(([^):]+)\)", text)]
    assert named or linked
    assert [path for path in (*named, *linked) if not path.exists()] == []


def test_every_block_that_a_channel_renders_is_named() -> None:
    blocks = {block.__name__ for block in get_args(get_args(Block)[0])}
    told = CHANNELS.partition("Render every block")[2].partition(". ")[0]
    assert set(re.findall(r"`([A-Z]\w+)`", told)) == blocks


def test_the_calls_that_a_channel_makes_are_the_coachs() -> None:
    calls = re.findall(r"\| `(\w+)\(([^)]*)\)` \|", CHANNELS)
    assert [name for name, _ in calls] == ["say", "press", "fill", "close"]
    for name, wanted in calls:
        code = getattr(Coach, name).__code__
        (_, *names) = code.co_varnames[: code.co_argcount]
        assert len(names) == len(wanted.split(", "))


def test_the_import_rules_are_those_that_are_held() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    (line,) = re.findall(r"`(\(bot\.web\)[^`]*)`", CHANNELS)
    assert line in layers
    (copied,) = re.findall(r"contract \*(.*)\* for yours", CHANNELS)
    assert copied in {each["name"] for each in contracts}
