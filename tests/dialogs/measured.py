"""What the tests of the measures share: a week, and facts that say only what a test is about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dialogs.deal import Outcome
from dialogs.measures.facts import CallFact, FeedbackFact, ReflectionFact, Week
from dialogs.measures.rates import Rate

WEEK = Week(2027, 9)
"""Monday, March 1st 2027, to Sunday, March 7th."""

TUESDAY = datetime(2027, 3, 2, 12, tzinfo=UTC)

YES, NO = Outcome.ADVANCE, Outcome.CONTINUATION


def ago(**by: float) -> datetime:
    """So long before Tuesday noon."""
    return TUESDAY - timedelta(**by)


def reflection(**said: Any) -> ReflectionFact:
    """A reflection of rep 7, submitted on Tuesday; nothing agreed unless it is said."""
    return ReflectionFact(**{"rep": 7, "team": 2, "deal": 5, "at": TUESDAY, "outcome": NO, **said})


def call(theirs: int = 0, ours: int = 0, **said: Any) -> CallFact:
    """A call of rep 7, reflected on Tuesday."""
    plain = {"rep": 7, "team": 2, "deal": 5, "at": TUESDAY, "outcome": YES if theirs else NO}
    return CallFact(**{**plain, "theirs": theirs, "ours": ours, **said})


def exchange(at: datetime, answered: datetime | None = None, *, asked: bool = True) -> FeedbackFact:
    """A feedback exchange with rep 7."""
    return FeedbackFact(rep=7, team=2, at=at, asked=asked, answered=answered)


def outcomes(count: int, of: int, **said: Any) -> list[ReflectionFact]:
    """So many reflections, ``count`` of which brought a step that the buyer owns."""
    return [reflection(outcome=YES if n < count else NO, **said) for n in range(of)]


def rounded(numbers: Iterable[float] | None) -> tuple[float, ...]:
    """To four places, as they are printed in papers."""
    assert numbers is not None
    return tuple(round(number, 4) for number in numbers)


def rates(least: int = 0, most: int = 300) -> st.SearchStrategy[Rate]:
    """Any rate of so many observations."""
    return st.integers(least, most).flatmap(lambda of: st.builds(Rate, st.integers(0, of), st.just(of)))
