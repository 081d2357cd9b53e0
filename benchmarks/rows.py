"""The shape in which every benchmark hands over what it found: rows of the one table of ``make bench``."""

from collections.abc import Iterable, Iterator
from statistics import median
from typing import NamedTuple

ENOUGH = 0.8
"""What is below this share of its bare peer is profiled, and mended or explained."""


class Row(NamedTuple):
    """One line: something that Kairos does, beside a bare peer that does it in the same rounds.

    ``alone`` is one after the other, ``many`` with many in flight; either may be empty. ``ratios`` says for
    each round how many times as fast as its peer Kairos was, or as small: 1 is the same, 0.5 takes twice as
    much. ``least`` is the ratio aimed at; None: there is no such aim. ``aims`` are others, each with whether
    it is met.
    """

    what: str
    alone: str
    many: str
    peer: str
    ratios: tuple[float, ...]
    least: float | None = ENOUGH
    aims: tuple[tuple[str, bool], ...] = ()

    @property
    def ratio(self) -> float:
        """The median over the rounds."""
        return median(self.ratios)


def ratios(ours: Iterable[float], peers: Iterable[float]) -> tuple[float, ...]:
    """Ours to theirs, round by round."""
    return tuple(our / their for our, their in zip(ours, peers, strict=True))


def markdown(rows: Iterable[Row]) -> Iterator[str]:
    """The table."""
    yield "| what | Kairos alone | Kairos, 50 at once | the best bare peer | ratio (lowest–highest) | aim |"
    yield "|---|--:|--:|---|--:|---|"
    for row in rows:
        found = f"{row.ratio:.2f} ({min(row.ratios):.2f}–{max(row.ratios):.2f})"
        yield f"| {row.what} | {row.alone} | {row.many} | {row.peer} | {found} | {_aims(row)} |"


def _aims(row: Row) -> str:
    wanted = [] if row.least is None else [(f"{row.least:g}", row.ratio >= row.least)]
    said = [aim if met else f"{aim}: **missed**" for aim, met in (*wanted, *row.aims)]
    return "; ".join(said) or "none"
