"""docs/engine.md: its picture is drawn from the table, so it cannot lie, and it leaves no effect out."""

import re
from typing import get_args

from dialogs.effects import Effect
from tests.dialogs.picture import PAGE, drawn, mermaid


def test_the_picture_in_the_docs_is_the_tables():
    assert drawn() == mermaid(), "python -m tests.dialogs.picture prints what belongs into docs/engine.md"


def test_the_docs_say_of_every_effect_what_it_asks_for():
    page = PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", page.partition("## Effects")[2], re.MULTILINE)
    assert sorted(told) == sorted(effect.__name__ for effect in get_args(Effect))
