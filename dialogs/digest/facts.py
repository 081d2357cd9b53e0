"""What the store delivers of a team, so that all its digests can be written: a handful of queries, no more.

Deal facts belong to the team; what is private to a rep stands in ``TeamFacts.private`` alone, so that it can
be seen at a glance who reads it. These are named tuples: they are built by the hundred thousand.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.measures.rates import Rate
from dialogs.people import Person, Team

WEEKS = 8
"""Digests look at so many weeks, the week at hand the last."""

FACT_WEEKS = WEEKS + 1
"""Facts of so many weeks are wanted: a change in calibration is told against the eight weeks to last week."""

DEAL_WEEKS = 4
"""A deal that nobody reflected on for so many weeks is not spoken of."""


NO_WEEKS: Mapping[datetime, Rate] = MappingProxyType({})


class DealFact(NamedTuple):
    """A deal as the team sees it now.

    ``full`` of ``known`` conditions are full; ``watched``: *watch my back* is among them. ``kairos`` and
    ``stuck`` are dialogs.deal's. ``step`` is the one the buyer owns and named last, ``due`` its date.
    ``rep`` reflected on it last, ``at`` that instant. ``walk`` is the step of its walk, if any.
    """

    id: int
    team: int
    name: str
    rep: int
    at: datetime
    full: int
    known: int
    watched: bool
    kairos: bool
    stuck: bool
    won: bool
    step: str = ""
    due: date | None = None
    walk: str = ""


class Request(NamedTuple):
    """A feedback exchange with its texts: both sides wrote them to be read by the other.

    ``asked``: the rep began; otherwise it is a manager's unasked note. ``deal`` is a name, empty for none.
    ``manager`` is who wrote the answer or the note. ``answer`` is empty while it waits.
    """

    id: int
    rep: int
    team: int
    at: datetime
    asked: bool
    text: str
    deal: str = ""
    manager: int | None = None
    answer: str = ""
    answered: datetime | None = None


class Learning(NamedTuple):
    """What a rep wrote to do next time: theirs alone.

    ``session`` is the reflection it stands in. ``came``: what they said came of it (dialogs.recall), empty:
    nothing so far.
    """

    rep: int
    deal: str
    at: datetime
    text: str
    session: int = 0
    came: str = ""


class Trial(NamedTuple):
    """An experiment (an id of the library's) that a rep took at ``taken``.

    ``before``: the same measure over the last observations before that; None where it was not counted.
    ``judged``: the period of the digest that told it to its end, set when that was sent; empty until then.
    ``ended``: when they took another one before this one was full; None: they did not.
    """

    id: int
    rep: int
    experiment: str
    taken: datetime
    before: Rate | None = None
    judged: str = ""
    ended: datetime | None = None


class Private(NamedTuple):
    """What the reps alone see, and the manager only as a figure over enough of them."""

    reflections: tuple[ReflectionFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    learnings: tuple[Learning, ...] = ()
    trials: tuple[Trial, ...] = ()


class Reach(NamedTuple):
    """From when on facts of a kind are wanted, where not all of them are: what nobody looks at costs time.

    ``deals``: those with a reflection since then. Learnings: up to but without ``learnings_until``.
    ``weeks``: the beginnings of weeks whose calls are only counted, each the next one's end, and ``calls``
    the last's. ``all_learnings``: not only each rep's newest. ``promises``: of deals the step and its date.
    ``untold``: calls, checks and deals as far back as an experiment was taken that is not told to its end.
    """

    calls: datetime
    reflections: datetime
    checks: datetime
    deals: datetime
    learnings: datetime
    learnings_until: datetime
    weeks: tuple[datetime, ...] = ()
    all_learnings: bool = True
    promises: bool = True
    untold: bool = False


class TeamFacts(NamedTuple):
    """All that is known of a team for the weeks at hand.

    ``people`` by id; ``deals`` are those with a reflection in these weeks; ``requests`` those begun in them
    and all that still wait; ``feedback`` the same without texts. ``weeks``: the advance rate of weeks before
    those of ``calls``, by the instant at which they begin; one without calls may be missing.
    """

    team: Team
    people: Mapping[int, Person]
    calls: tuple[CallFact, ...] = ()
    deals: tuple[DealFact, ...] = ()
    requests: tuple[Request, ...] = ()
    feedback: tuple[FeedbackFact, ...] = ()
    private: Private = Private()
    weeks: Mapping[datetime, Rate] = NO_WEEKS
