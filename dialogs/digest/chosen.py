"""The facts of a rep's digest: rules in their order of weight; the first three that speak are told."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from dialogs.digest import told
from dialogs.digest.facts import DEAL_WEEKS, WEEKS, DealFact
from dialogs.digest.own import Own
from dialogs.document import Text, Tone
from dialogs.flow import Option
from dialogs.library import Library
from dialogs.measures.calibration import Calibration, Lean, calibration_of, turned
from dialogs.measures.facts import ReflectionFact, Week, seen, span, stretch
from dialogs.measures.rates import OBSERVATIONS, Difference, Rate, Trend, commonest
from dialogs.measures.reflections import barrier_met, change, coverage, covered, lens_shares

MOST = 3
"""So many facts at most."""

LENS_ANSWERS = 2
"""One answer to the lens is what the rep knows already."""

TREND_WEEKS = 4
"""A rise or a fall is told of so many weeks against as many before: one week alone proves too little."""


class RepWeek(NamedTuple):
    """A rep's weeks as the rules look at them.

    ``reflections`` are the week's, the newest last; ``calibration`` is that of eight weeks.
    """

    own: Own
    week: Week
    zone: str
    reflections: Sequence[ReflectionFact]
    calibration: Calibration
    library: Library


def rep_week(own: Own, week: Week, zone: str, library: Library) -> RepWeek:
    """Look at a rep's weeks, this one the last."""
    now = calibration_of(stretch(own.reflections, week, zone, WEEKS))
    return RepWeek(own, week, zone, stretch(own.reflections, week, zone), now, library)


def facts(rep: RepWeek) -> tuple[Text, ...]:
    """The three weightiest facts, or fewer."""
    found = (fact for rule in RULES if (fact := rule(rep)) is not None)
    return tuple(islice(found, MOST))


def recent(deals: Sequence[DealFact], week: Week, zone: str) -> tuple[DealFact, ...]:
    """The deals that somebody reflected on in four weeks or since, the last one touched first.

    A digest about last week speaks of deals as they stand now, those touched this morning among them.
    """
    begins, _ = span(week, zone, DEAL_WEEKS)
    found = [deal for deal in deals if deal.at >= begins]
    return tuple(sorted(found, key=lambda deal: (deal.at, deal.id), reverse=True))


def kairos(rep: RepWeek) -> Text | None:
    """The moment has come in a deal."""
    found = [deal.name for deal in recent(rep.own.deals, rep.week, rep.zone) if deal.kairos]
    if not found:
        return None
    words = rep.library.words
    text = words.say("digest.fact.kairos", deals=told.names(found, words), count=len(found))
    return Text(text=text, tone=Tone.GOOD)


def stuck_deals(rep: RepWeek) -> tuple[DealFact, ...]:
    """The deals that fact names."""
    return tuple(deal for deal in recent(rep.own.deals, rep.week, rep.zone) if deal.stuck)


def stuck(rep: RepWeek) -> Text | None:
    """Three reflections on a deal without a step that the buyer owns."""
    found = [deal.name for deal in stuck_deals(rep)]
    if not found:
        return None
    words = rep.library.words
    text = words.say("digest.fact.stuck", deals=told.names(found, words), count=len(found))
    return Text(text=text, tone=Tone.CARE)


def calibration_turned(rep: RepWeek) -> Text | None:
    """A band leans another way than it did a week ago, each time over eight weeks."""
    if not any(band.happened.enough for band in rep.calibration.bands):
        return None  # nothing can have turned: the weeks before need not be read
    before = calibration_of(stretch(rep.own.reflections, rep.week.back(1), rep.zone, WEEKS))
    for band in reversed(turned(before, rep.calibration)):
        text = rep.library.words.say(f"digest.fact.now-{band.now}", low=band.low, high=band.high)
        return Text(text=text, tone=Tone.GOOD if band.now is Lean.NEITHER else Tone.PLAIN)
    return None


def coverage_told(rep: RepWeek) -> Text | None:
    """How many calls of the week had a check before them; and whether four weeks show a rise or a fall."""
    week = coverage(rep.reflections)
    if not week.of:
        return None
    words = rep.library.words
    if not week.count:
        return Text(text=words.say("digest.fact.no-checks", count=week.of))
    whole = week.count == week.of
    if whole and not week.enough:
        text = words.say("digest.fact.all-checked", count=week.of)
    else:
        text = told.rate("coverage", week, words)
    both = change(rep.own.reflections, covered, rep.week, rep.zone, weeks=TREND_WEEKS, before=TREND_WEEKS)
    if both.trend is not None:
        text = f"{text} {words.say(f'digest.fact.coverage-{both.trend}', **_counts(both))}"
    return Text(text=text, tone=Tone.GOOD if whole or both.trend is Trend.RISE else Tone.PLAIN)


def barrier_moved(rep: RepWeek) -> Text | None:
    """The barrier that rose or fell the most in four weeks against the four before."""
    now, before = _barriers(rep, rep.week), _barriers(rep, rep.week.back(TREND_WEEKS))
    answers, answers_before = now.total(), before.total()
    if min(answers, answers_before) < OBSERVATIONS:
        return None
    moved: list[tuple[float, Option, Difference]] = []
    for plan in rep.library.plans:
        if plan.id not in now and plan.id not in before:
            continue  # none now and none then is no move
        # what measures.change says of barrier_is, from one count of all barriers
        both = Difference(Rate(now[plan.id], answers), Rate(before[plan.id], answers_before))
        if both.trend is not None and both.shown is not None:
            moved.append((abs(both.shown.value), plan, both))
    if not moved:
        return None
    _, plan, both = max(moved, key=lambda each: each[0])
    text = rep.library.words.say(
        f"digest.fact.barrier-{both.trend}", barrier=plan.label, plan=plan.note, **_counts(both)
    )
    return Text(text=text, tone=Tone.GOOD if both.trend is Trend.FALL else Tone.CARE)


def lens(rep: RepWeek) -> Text | None:
    """What the week's lens saw most, in the theme's own words."""
    themes = Counter(fact.theme for fact in rep.reflections if fact.lens)
    for name, answers in sorted(themes.items(), key=lambda each: (-each[1], each[0])):
        theme = rep.library.themes.get(name)
        if theme is None or answers < LENS_ANSWERS:
            continue
        options = {option.id: option for option in theme.lens.options}
        found = lens_shares(rep.reflections, name, tuple(options))
        for option in commonest(found):
            if option in options:
                names = {"count": found[option].count, "total": found[option].of}
                return Text(text=options[option].digest.format_map(names))
    return None


RULES: tuple[Callable[[RepWeek], Text | None], ...] = (
    kairos,
    stuck,
    calibration_turned,
    coverage_told,
    barrier_moved,
    lens,
)
"""The rules, the weightiest first."""


def _barriers(rep: RepWeek, week: Week) -> Counter[str]:
    """How often each barrier was named in four weeks, this one the last."""
    return Counter(seen(stretch(rep.own.reflections, week, rep.zone, TREND_WEEKS), barrier_met))


def _counts(both: Difference) -> dict[str, int]:
    return {
        "count": both.first.count,
        "of": both.first.of,
        "before": both.second.count,
        "earlier": both.second.of,
    }
