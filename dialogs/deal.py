"""A deal: its glasses, the steps both sides named, and what the calls about it came to."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from dialogs.frozen import Frozen, Values

WATCH_MY_BACK = "watch-my-back"
"""The condition every buyer has and hardly any says; each deal knows it from the start."""

KAIROS_CONDITIONS = 3
"""A deal needs at least so many known conditions before full glasses mean that the moment has come."""

STUCK_REFLECTIONS = 3
"""So many reflections in a row without a step the buyer owns make a deal stuck."""

NOT_A_STEP = frozenset({"nothing", "no"})
"""What *agreed* may say that is no step."""

ANOTHER = "other"
"""The step that is none of those listed. Whoever chooses it names it, and its name stands for it."""

NO_SIGNAL = "none"


class Outcome(StrEnum):
    """What a call came to, derived from what the buyer agreed to, never felt."""

    ORDER = "order"
    ADVANCE = "advance"
    CONTINUATION = "continuation"
    NO_SALE = "no-sale"

    @property
    def success(self) -> bool:
        """Only an order or a step that the buyer owns counts."""
        return self in SUCCESSES


SUCCESSES = frozenset({Outcome.ORDER, Outcome.ADVANCE})


class WalkStep(StrEnum):
    """Where a buyer stands on the discovery walk, in this order."""

    STAND = "stand"
    CHANGE = "change"
    GOALS = "goals"
    GAPS = "gaps"
    OPTIONS = "options"
    ANSWERS = "answers"

    @property
    def place(self) -> int:
        """Which of the steps it is, the first is 1."""
        return list(WalkStep).index(self) + 1

    @property
    def following(self) -> "WalkStep | None":
        """The step behind it; None behind the last."""
        return next((step for step in WalkStep if step.place == self.place + 1), None)


class Closing(StrEnum):
    """How a deal was closed."""

    WON = "won"
    LOST = "lost"
    MOVED_ON = "moved-on"


class Condition(Frozen):
    """One glass on the buyer's desk."""

    id: int
    text: str
    full: bool = False

    @property
    def key(self) -> str:
        """How an answer names it."""
        return WATCH_MY_BACK if self.text == WATCH_MY_BACK else str(self.id)


class Step(Frozen):
    """Something one side said it would do."""

    what: str
    theirs: bool
    due: date | None = None


class Reflected(Frozen):
    """What a deal keeps of one reflection: facts for the team, no text of the rep's."""

    session: int
    rep: int
    at: datetime
    outcome: Outcome
    signals: Values = ()
    steps: tuple[Step, ...] = ()


class Deal(Frozen):
    """A deal as the team sees it. ``reflections`` run from the oldest to the newest.

    ``closed``: how it ended; None for an open deal.
    """

    id: int
    team: int
    name: str
    conditions: tuple[Condition, ...]
    reflections: tuple[Reflected, ...] = ()
    walk: WalkStep | None = None
    closed: Closing | None = None

    @property
    def glasses(self) -> tuple[int, int]:
        """Conditions (full, known), *watch my back* counted from the start."""
        return sum(condition.full for condition in self.conditions), len(self.conditions)

    @property
    def effort(self) -> tuple[int, int]:
        """Steps (theirs, all) named in its reflections; the goal line is 51 % theirs."""
        steps = [step for reflected in self.reflections for step in reflected.steps]
        return sum(step.theirs for step in steps), len(steps)

    @property
    def next_step(self) -> Step | None:
        """The step that the buyer owns and named last."""
        for reflected in reversed(self.reflections):
            for step in reflected.steps:
                if step.theirs:
                    return step
        return None

    @property
    def won(self) -> bool:
        """Whether an order was placed."""
        return any(reflected.outcome is Outcome.ORDER for reflected in self.reflections)

    @property
    def kairos(self) -> bool:
        """Whether the moment has come.

        At least three known conditions, all full, *watch my back* among them, a signal in the last
        reflection, and no order yet.
        """
        watched = any(condition.key == WATCH_MY_BACK and condition.full for condition in self.conditions)
        signal = bool(self.reflections) and has_signal(self.reflections[-1].signals)
        return is_kairos(*self.glasses, watched=watched, signal=signal, won=self.won)

    @property
    def stuck(self) -> bool:
        """Whether the last three reflections of an open deal brought no step that the buyer owns."""
        return is_stuck([reflected.outcome for reflected in self.reflections], won=self.won)


def is_kairos(full: int, known: int, *, watched: bool, signal: bool, won: bool) -> bool:
    """Whether the moment has come, from glasses (``watched``: *watch my back*) and last reflection."""
    return known >= KAIROS_CONDITIONS and full == known and watched and signal and not won


def is_stuck(outcomes: Sequence[Outcome], *, won: bool) -> bool:
    """Whether the last of these outcomes, the newest at the end, brought no step that the buyer owns."""
    last = outcomes[-STUCK_REFLECTIONS:]
    return len(last) == STUCK_REFLECTIONS and not won and SUCCESSES.isdisjoint(last)


def has_signal(signals: Values) -> bool:
    """Whether a signal was seen."""
    return bool(set(signals) - {NO_SIGNAL})


def name_key(name: str) -> str:
    """What two spellings of one deal's name have in common: case, width and white space do not count.

    Nor do characters no one can see. Folding takes composed letters apart, so they are composed once more.
    """
    seen = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", seen).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def named(steps: Values, name: str) -> Values:
    """Those steps, another step under its name, in one line; where it has none it stays what it is."""
    said = " ".join(name.split())
    return tuple(said if step == ANOTHER and said else step for step in steps)


def outcome(agreed: Values) -> Outcome:
    """What a call came to: signed is an order; any other step they own an advance; no, no sale."""
    steps = set(agreed) - NOT_A_STEP
    if "sign" in steps:
        return Outcome.ORDER
    if steps:
        return Outcome.ADVANCE
    return Outcome.NO_SALE if "no" in agreed else Outcome.CONTINUATION
