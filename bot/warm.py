"""What is done once, before the first person comes."""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever gives one has read what it is made of
    from dialogs.library import Library

YOUNG = 100_000
"""The collector looks at new objects once there are so many more of them; a request makes thousands."""

MIDDLE, OLD = 50, 1000
"""And so often at those that outlived one look, and two: looking at all of them holds up everybody."""


def unhurried() -> None:
    """Let the collector look seldom; libraries that are read at the start are all new objects."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def warm(library: "Library") -> None:
    """Compile the rules now, and let the collector leave alone what stays for good: content, code."""
    for rule in library.rules.values():
        _ = rule.compiled, rule.together
    gc.collect()
    gc.freeze()
    unhurried()
