"""Counts as rates, with the interval that says how little a few calls prove.

Sources: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22,
209-212. R. G. Newcombe (1998), Interval estimation for the difference between independent proportions,
Statistics in Medicine 17, 873-890: method 10, the hybrid score interval without continuity correction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import hypot, sqrt
from statistics import NormalDist
from typing import NamedTuple

OBSERVATIONS = 8
"""Under so many observations no rate is shown, only the count."""

CONFIDENCE = 0.95

Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Estimate(NamedTuple):
    """A number that may be shown, and the 95 % interval around it. Shares of one, not percent."""

    value: float
    low: float
    high: float


class Trend(StrEnum):
    """Which way a rate went, where the interval of the difference leaves out zero."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` of ``of`` observations. Raises ValueError for counts that cannot be."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of}")

    @property
    def enough(self) -> bool:
        """Whether there are enough observations, eight, to show it as a rate."""
        return self.of >= OBSERVATIONS

    @property
    def shown(self) -> Estimate | None:
        """The rate, count / of, with its Wilson interval; None under eight observations ("3 of 5 so far")."""
        return _estimate(self.count, self.of) if self.of >= OBSERVATIONS else None


@dataclass(frozen=True, slots=True)
class Difference:
    """One rate minus another: two kinds of calls, or these weeks and the weeks before."""

    first: Rate
    second: Rate

    @property
    def shown(self) -> Estimate | None:
        """The first minus the second, with its Newcombe interval; None unless each has eight observations."""
        if self.first.enough and self.second.enough:
            value = self.first.count / self.first.of - self.second.count / self.second.of
            return Estimate(value, *newcombe(self.first, self.second))
        return None

    @property
    def trend(self) -> Trend | None:
        """A rise or a fall of the first against the second, if the interval lies on one side of zero."""
        shown = self.shown
        if shown is None or shown.low <= 0 <= shown.high:
            return None
        return Trend.RISE if shown.low > 0 else Trend.FALL


def wilson(rate: Rate) -> tuple[float, float]:
    """The 95 % score interval (low, high) of a rate, within [0, 1]; all of it where nothing was observed.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), with p = count/n. Wilson 1927.
    """
    return _wilson(rate.count, rate.of)


@lru_cache(maxsize=4096)  # thousands of digests tell the same few counts
def _wilson(count: int, n: int) -> tuple[float, float]:
    if not n:
        return 0.0, 1.0
    p = count / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    # the ends are exact at none and all, where rounding would leave a trace of either sign
    return (middle - reach if count else 0.0), (middle + reach if count < n else 1.0)


@lru_cache(maxsize=4096)
def _estimate(count: int, n: int) -> Estimate:
    return Estimate(count / n, *_wilson(count, n))


def newcombe(first: Rate, second: Rate) -> tuple[float, float]:
    """The 95 % hybrid score interval (low, high) of first - second, within [-1, 1]. Newcombe 1998, method 10.

    With p, l, u the rate and its Wilson limits: d - √((p1-l1)² + (u2-p2)²) to d + √((u1-p1)² + (p2-l2)²).
    """
    if not (first.of and second.of):
        return -1.0, 1.0
    p, q = first.count / first.of, second.count / second.of
    (p_low, p_high), (q_low, q_high) = wilson(first), wilson(second)
    return p - q - hypot(p - p_low, q_high - q), p - q + hypot(p_high - p, q - q_low)


def rate(observations: Iterable[bool]) -> Rate:
    """How many of the observations are true."""
    seen = list(observations)
    return Rate(seen.count(True), len(seen))


def shares(observations: Iterable[str], options: Sequence[str] = ()) -> dict[str, Rate]:
    """The share of each option among all answers: named options first, at none if never chosen."""
    seen = Counter(observations)
    others, answers = sorted(set(seen).difference(options)), seen.total()
    return {option: Rate(seen[option], answers) for option in (*options, *others)}


def commonest(found: dict[str, Rate], besides: str = "") -> tuple[str, ...]:
    """The option chosen most often; several where they tie, none where nothing was chosen."""
    counts = {option: share.count for option, share in found.items() if option != besides and share.count}
    most = max(counts.values(), default=0)
    return tuple(option for option, count in counts.items() if count == most)
