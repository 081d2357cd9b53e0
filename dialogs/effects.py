"""What the engine asks the world to do next, as data. The shell carries it out, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.flow import Memory
from dialogs.frozen import Frozen, Values


class ShowPage(Frozen):
    """Show the session's present page. ``problems`` by question and ``notice`` are keys of words."""

    problems: Mapping[str, str] = {}
    notice: str = ""


class ShowVerdict(Frozen):
    """Show the verdict of a submitted session. ``notice`` is a key of words."""

    notice: str = ""


class Remember(Frozen):
    """Keep an answer with the deal, to prefill it next time."""

    question: str
    values: Values
    memory: Memory


class FillGlasses(Frozen):
    """These conditions of the deal are full now, and no others. ``full`` holds condition keys."""

    full: Values


class AddCondition(Frozen):
    """The buyer has another condition."""

    text: str


class NameStep(Frozen):
    """One side said it would do something. A session's steps replace those it named before."""

    what: str
    theirs: bool
    due: date | None = None


class Remind(Frozen):
    """Ask for the reflection at that instant; let go at ``until``. Replaces an earlier reminder."""

    at: datetime
    until: datetime


Effect = ShowPage | ShowVerdict | Remember | FillGlasses | AddCondition | NameStep | Remind
