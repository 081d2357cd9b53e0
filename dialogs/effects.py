"""What the engine asks the world to do next, as data. The shell carries it out, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.flow import Ground, Memory
from dialogs.frozen import Frozen, Values
from dialogs.verdict import Reading


class ShowPage(Frozen):
    """Show the session's present page. ``problems`` by question and ``notice`` are keys of words."""

    problems: Mapping[str, str] = {}
    notice: str = ""


class ShowVerdict(Frozen):
    """Show the verdict of a submitted session. ``notice`` is a key of words.

    ``readings`` are the grounds as this turn has read them; without any, the verdict reads them itself.
    ``experiment`` is offered in place of the one that would be. ``plans``: what it asks stands alone, to be
    answered or answered anew; ``problems`` as on a page.
    """

    notice: str = ""
    readings: tuple[Reading, ...] = ()
    experiment: str = ""
    plans: bool = False
    problems: Mapping[str, str] = {}


class Remember(Frozen):
    """Keep an answer with the deal, to prefill it next time."""

    question: str
    values: Values
    memory: Memory


class FillGlasses(Frozen):
    """Conditions of the deal, by key, whose glasses are filled and emptied. The others stay as they are."""

    fill: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()


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


class KeepGrounds(Frozen):
    """A check's full grounds, as they stand with this submission. Replaces those kept before."""

    full: frozenset[Ground]


class AskManager(Frozen):
    """The rep asks the manager one thing; an empty text takes a question back that waits.

    A session asks one question at most: a later text changes the one that waits.
    """

    text: str


Effect = (
    ShowPage
    | ShowVerdict
    | Remember
    | FillGlasses
    | AddCondition
    | NameStep
    | Remind
    | KeepGrounds
    | AskManager
)
