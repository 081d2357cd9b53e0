"""Draws the engine's table for docs/engine.md: ``python -m tests.dialogs.picture`` prints it."""

import sys
from pathlib import Path

from dialogs.engine import TRANSITIONS
from dialogs.session import Status

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"
BEGIN, END = "<!-- picture: begin -->\n", "<!-- picture: end -->\n"
"""Between these two lines of the page stands the picture."""


def mermaid() -> str:
    """The table as a state diagram in Markdown: an arrow for each pair of statuses, with what leads there."""
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for (status, event), way in TRANSITIONS.items():
        for to in Status:
            if to in way.to:
                arrows.setdefault((status, to), []).append(event.__name__)
    names = {status: status.value.replace("-", "_") for status in Status}
    lines = [f"    {name} : {status}" for status, name in names.items()]
    lines.append(f"    [*] --> {names[Status.OPEN]} : begin")
    lines += [f"    {names[a]} --> {names[b]} : {', '.join(events)}" for (a, b), events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def drawn() -> str:
    """What stands in the page now."""
    _, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return rest.partition(END)[0]


if __name__ == "__main__":
    sys.stdout.write(mermaid())
