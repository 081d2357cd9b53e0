"""A team's figures: of deals as they are, of what is private over enough reps, and eight weeks as a chart."""

from collections.abc import Iterator, Mapping

from dialogs.digest import told
from dialogs.digest.team import ManagerWeek
from dialogs.document import Block, Chart, Fact, Facts, Heading, Series, Text, Tone
from dialogs.library import Library
from dialogs.measures.facts import Week
from dialogs.measures.group import TeamFigure, TooFew
from dialogs.measures.rates import OBSERVATIONS, Rate, commonest
from dialogs.measures.reflections import commonest_barrier
from dialogs.words import Words

AT_A_GLANCE = 3
"""So many figures stand open where the others can be folded: calls, steps, what is most in the way."""

TIED = 2
"""So many answers may share the first place; of more, none stands out."""

DRAWN = 2
"""A chart of fewer weeks shows no course."""


def team_blocks(week: ManagerWeek, library: Library) -> Iterator[Block]:
    """The figures, what is not shown, and the course of eight weeks; nothing of a silent week."""
    words = library.words
    if week.silent:
        return
    yield Heading(text=words.say("digest.team.heading"))
    yield Facts(items=(*_counted(week, words), *_grouped(week, library)), glance=AT_A_GLANCE)
    yield from _eight_weeks(week, words)
    notes = [words.say("digest.team.range")] if any(rate.enough for rate in _rates(week)) else []
    private = (("barrier", week.barriers), ("coverage", week.coverage), ("lens", week.lens))
    hidden = [words.say(f"digest.label.{name}") for name, figure in private if isinstance(figure, TooFew)]
    if hidden:
        notes.append(words.say("digest.team.too-few", what=", ".join(hidden), least=week.least))
    if notes:
        yield Text(text=" ".join(notes), tone=Tone.MUTED)


def _counted(week: ManagerWeek, words: Words) -> Iterator[Fact]:
    """What is made of deal facts, and needs no group."""
    for name, rate in (("advance", week.advance[-1][1]), ("effort", week.effort)):
        if rate.of:
            yield Fact(label=words.say(f"digest.label.{name}"), value=told.rate("figure", rate, words))


def _rates(week: ManagerWeek) -> tuple[Rate, ...]:
    """The rates that are shown with a range as soon as there is enough to them."""
    private = (each.value for each in (week.coverage, week.ready) if isinstance(each, TeamFigure))
    return week.advance[-1][1], week.effort, *private


def _grouped(week: ManagerWeek, library: Library) -> Iterator[Fact]:
    """What is private to reps, over enough of them."""
    words = library.words
    if isinstance(week.barriers, TeamFigure):
        called = {plan.id: plan.label for plan in library.plans}
        met = commonest_barrier(week.barriers.value)
        value = _most(met, week.barriers.value, called, words) if met else words.say("digest.team.no-barrier")
        if value:
            yield Fact(label=words.say("digest.label.barrier"), value=value)
    for name, figure in (("coverage", week.coverage), ("ready", week.ready)):
        if isinstance(figure, TeamFigure):
            yield Fact(
                label=words.say(f"digest.label.{name}"), value=told.rate("figure", figure.value, words)
            )
    if isinstance(week.lens, TeamFigure):
        lens = library.themes[week.theme].lens
        called = {option.id: option.label for option in lens.options}
        value = _most(commonest(week.lens.value), week.lens.value, called, words)
        if value:
            yield Fact(label=words.say("digest.team.lens-asked", question=lens.ask), value=value)
    if isinstance(week.earned, TeamFigure) and (shown := week.earned.value.shown) is not None:
        low, high = told.ends(shown)
        points = told.percent(shown.value)
        value = words.say("digest.team.points", points=f"{points:+}", low=f"{low:+}", high=f"{high:+}")
        yield Fact(label=words.say("digest.label.earned"), value=value)


def _most(most: tuple[str, ...], found: Mapping[str, Rate], called: Mapping[str, str], words: Words) -> str:
    """What was named most; where several were, each of them, unless that says nothing.

    Empty where the authors have taken it out since: an answer has no name then.
    """
    if not called.keys() >= set(most):
        return ""
    if len(most) > TIED:
        return words.say("digest.team.spread")
    names, rate = [called[each] for each in most], told.rate("figure", found[most[0]], words)
    if len(names) == TIED:
        return words.say("digest.team.tie", names="; ".join(names), rate=rate)
    return words.say("digest.team.most", name=names[0], rate=rate)


def _eight_weeks(week: ManagerWeek, words: Words) -> Iterator[Block]:
    """A bar for each week with enough calls, all eight in words: a gap is no nought."""
    counts = (_counts(rate, words) for _, rate in week.advance)
    since = words.day(week.advance[0][0].monday.isoformat())
    drawn = [(each, rate.shown.value) for each, rate in week.advance if rate.shown is not None]
    summary = words.say("digest.course.summary", day=since, counts=", ".join(counts))
    title = words.say("digest.course.title")
    if len(drawn) < DRAWN:
        if sum(bool(rate.of) for _, rate in week.advance) >= DRAWN:
            yield Text(text=words.say("digest.course.line", title=title, summary=summary), tone=Tone.MUTED)
        return
    if len(drawn) < len(week.advance):
        summary = f"{summary} {words.say('digest.course.gaps', least=OBSERVATIONS)}"
    values = tuple(told.percent(value) for _, value in drawn)
    yield Chart(
        style="bar",
        title=title,
        summary=summary,
        categories=tuple(_short(each, words) for each, _ in drawn),
        series=(Series(name=words.say("digest.course.series"), values=values),),
        unit="%",
    )


def _counts(rate: Rate, words: Words) -> str:
    if not rate.of:
        return words.say("digest.course.none")
    return words.say("digest.course.week", count=rate.count, of=rate.of)


def _short(week: Week, words: Words) -> str:
    monday = week.monday
    return words.say("digest.course.day", day=monday.day, month=words.say(f"month-short.{monday.month}"))
