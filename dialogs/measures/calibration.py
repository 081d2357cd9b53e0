"""Calibration: what the rep said before the call against what happened.

Source: G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather
Review 78, 1-3; for an event that happens or does not, in the usual form: half of Brier's own sum.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from dialogs.deal import SUCCESSES
from dialogs.measures.facts import ReflectionFact
from dialogs.measures.rates import OBSERVATIONS, Rate, wilson

BANDS = ((10, 30), (40, 60), (70, 90))
"""Chances, in percent, that are looked at together; both ends belong to the band."""


PLACES = {chance: place for place, (low, high) in enumerate(BANDS) for chance in range(low, high + 1)}
"""In which of them a chance is."""


class Said(NamedTuple):
    """A chance that was said, in percent, and whether an order or an advance followed."""

    chance: int
    happened: bool


class Lean(StrEnum):
    """How a band's forecasts lie to what happened."""

    OVER = "over-confident"
    UNDER = "under-confident"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Band:
    """The forecasts of one band: ``total`` is the sum of their chances, in percent."""

    low: int
    high: int
    total: int
    happened: Rate

    @property
    def said(self) -> float | None:
        """The mean of the chances said, as a share of one; None under eight forecasts: count only."""
        return self.total / (100 * self.happened.of) if self.happened.enough else None

    @property
    def lean(self) -> Lean | None:
        """Over-confident if the mean chance lies above the whole Wilson interval, under-confident if below.

        None under eight forecasts.
        """
        said = self.said
        if said is None:
            return None
        low, high = wilson(self.happened)
        if said > high:
            return Lean.OVER
        return Lean.UNDER if said < low else Lean.NEITHER


@dataclass(frozen=True, slots=True)
class Calibration:
    """All forecasts together (``of`` many) and by band. ``brier`` is None under eight: count only."""

    of: int
    brier: float | None
    bands: tuple[Band, ...]


class Turned(NamedTuple):
    """A band whose lean is another now."""

    low: int
    high: int
    before: Lean
    now: Lean


def said(fact: ReflectionFact) -> Said | None:
    """The chance said and what happened; None without a chance."""
    return None if fact.chance is None else Said(fact.chance, fact.outcome in SUCCESSES)


def brier(forecasts: Iterable[Said]) -> float | None:
    """The mean of (p - o)², p the chance as a share of one, o = 1 if it happened; None without any.

    0 is perfect, 1 always certain and wrong; always saying 50 % gives 0.25.
    """
    # in whole percent, so that the order of the forecasts cannot change the sum
    squares = [(chance - 100 * happened) ** 2 for chance, happened in forecasts]
    return sum(squares) / (10_000 * len(squares)) if squares else None


def calibration(forecasts: Iterable[Said]) -> Calibration:
    """Brier, and said against happened in the bands 10-30, 40-60 and 70-90 %.

    A chance outside the bands (none is offered) is in Brier alone.
    """
    return _calibration((chance, happened, 1) for chance, happened in forecasts)


def calibration_of(facts: Iterable[ReflectionFact]) -> Calibration:
    """The same of facts, as ``said`` sees them; each pair of chance and outcome is looked at once."""
    counts = Counter(map(_chance_and_outcome, facts))
    return _calibration(
        (chance, outcome in SUCCESSES, count)
        for (chance, outcome), count in counts.items()
        if chance is not None
    )


def turned(before: Calibration, now: Calibration) -> tuple[Turned, ...]:
    """The change in calibration: bands that lean another way now, with eight forecasts then and now."""
    return tuple(
        Turned(new.low, new.high, old.lean, new.lean)
        for old, new in zip(before.bands, now.bands, strict=True)
        if old.lean is not None and new.lean is not None and old.lean is not new.lean
    )


def _calibration(forecasts: Iterable[tuple[int, bool, int]]) -> Calibration:
    """Of chances, whether it happened, and how often that was so; everything in one go."""
    of = squares = 0
    inside = [[0, 0, 0] for _ in BANDS]
    for chance, happened, count in forecasts:
        of += count
        off = chance - 100 * happened
        squares += count * off * off  # as in brier, in whole percent
        place = PLACES.get(chance)
        if place is not None:
            band = inside[place]
            band[0] += chance * count
            band[1] += happened * count
            band[2] += count
    bands = [
        Band(low, high, total, Rate(done, known))
        for (low, high), (total, done, known) in zip(BANDS, inside, strict=True)
    ]
    return Calibration(of, squares / (10_000 * of) if of >= OBSERVATIONS else None, tuple(bands))


_chance_and_outcome = attrgetter("chance", "outcome")
