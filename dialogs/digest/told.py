"""Numbers in words: a rate with its count and interval, a band of calibration, a few names."""

from collections.abc import Sequence
from math import ceil, floor

from dialogs.deal import WalkStep
from dialogs.flow import Flow
from dialogs.library import Library
from dialogs.measures.calibration import Band
from dialogs.measures.rates import Estimate, Rate
from dialogs.pages.form import labels
from dialogs.words import Words

NAMES = 3
"""So many names are read at a glance."""


def percent(share: float) -> int:
    """A share of one as whole percent."""
    return round(100 * share)


def ends(estimate: Estimate) -> tuple[int, int]:
    """The interval in whole percent, rounded outward: it never looks narrower than it is."""
    # a trace of binary rounding must not push an end out by a whole percent
    return floor(round(100 * estimate.low, 6)), ceil(round(100 * estimate.high, 6))


def rate(of: str, told: Rate, words: Words) -> str:
    """What a rate is of, in words: ``digest.<of>.rate`` from eight observations on, else ``.count``."""
    shown = told.shown
    if shown is None:
        return words.say(f"digest.{of}.count", count=told.count, of=told.of)
    low, high = ends(shown)
    return words.say(
        f"digest.{of}.rate", count=told.count, of=told.of, percent=percent(shown.value), low=low, high=high
    )


def band(found: Band, words: Words) -> str:
    """Said against happened in one band; counts only under eight forecasts."""
    happened, said, lean = found.happened, found.said, found.lean
    if said is None or lean is None or happened.shown is None:
        return words.say(
            "digest.band.counted", low=found.low, high=found.high, count=happened.count, of=happened.of
        )
    low, high = ends(happened.shown)
    told = words.say(
        "digest.band.rated",
        low=found.low,
        high=found.high,
        said=percent(said),
        percent=percent(happened.shown.value),
        count=happened.count,
        of=happened.of,
        least=low,
        most=high,
    )
    return f"{told} {words.say(f'digest.lean.{lean}')}"


def names(found: Sequence[str], words: Words) -> str:
    """A few names in a row; of many the first three, and how many more."""
    shown = ", ".join(found[:NAMES])
    more = len(found) - NAMES
    return words.say("digest.and-more", names=shown, count=more) if more > 0 else shown


def step(chosen: str, library: Library) -> str:
    """What a step that the buyer owns is called."""
    flow: Flow | None = library.flows.get("postcall")
    return labels(flow, "agreed", (chosen,))[0] if flow else chosen


def walk(chosen: str, library: Library) -> str:
    """At which step of the walk a deal is; empty where nobody said."""
    if chosen not in set(WalkStep):
        return ""
    flow = library.flows.get("walk")
    called = labels(flow, "walk", (chosen,))[0] if flow else chosen
    return library.words.say("digest.walk", place=WalkStep(chosen).place, step=called)
