"""The one place where private facts become team figures: TeamFacts -> ManagerWeek.

What a ManagerWeek holds is the team's: deals, calls as counts, texts that reps sent to their manager, and of
what is private nothing but ``TeamFigure | TooFew``. Its types let nothing else in; a test walks them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from dialogs.digest.chosen import recent
from dialogs.digest.facts import WEEKS, DealFact, Request, TeamFacts
from dialogs.flow import Ground
from dialogs.library import Library
from dialogs.measures.deals import effort_balance
from dialogs.measures.facts import CallFact, CheckFact, ReflectionFact, Week, within
from dialogs.measures.feedback import FEEDBACK_WEEKS, WorkingDay, answered, begun_by_reps
from dialogs.measures.group import TeamFigure, TooFew, team_figure
from dialogs.measures.rates import Difference, Rate, rate, shares
from dialogs.measures.reflections import (
    advance_rate,
    barrier_met,
    covered,
    earned,
    earned_difference,
    grounds_full,
    lens_of,
)
from dialogs.moments import local_day
from dialogs.people import Role, Team


class State(StrEnum):
    """How a deal stands, the first that is true. Deals in the first four are those to help with."""

    KAIROS = "kairos"
    STUCK = "stuck"
    OVERDUE = "overdue"  #: a step of theirs is past its date
    WATCH = "watch"  #: *watch my back* is the one glass left
    WON = "won"
    DATED = "dated"  #: they named a step and a day
    STEP = "step"  #: they named a step
    OPEN = "open"


WEIGHTS = {state: place for place, state in enumerate(State)}

HELP = (State.KAIROS, State.STUCK, State.OVERDUE, State.WATCH)
"""The deals to help with, in this order."""


class Concern(NamedTuple):
    """A deal and how it stands, with the rep it is to be spoken of with."""

    rep: int
    deal: DealFact
    state: State


@dataclass(frozen=True, slots=True)
class ManagerWeek:
    """What a team's manager may know of a week.

    ``names`` are those of the team's people, ``reps`` those of them who can be written to; ``waiting`` the
    requests without an answer, the oldest first; ``help`` the deals to help with; ``asks`` for each rep with
    a call that week the deal to ask about, those to help with first, else by name. ``advance`` is the advance
    rate of eight weeks, this one the last. ``lens``: of ``theme``, which is empty where there are too few.
    ``ready``: checks with all five grounds full. ``least``: the reps that a private number needs.
    """

    team: Team
    week: Week
    names: Mapping[int, str]
    reps: tuple[int, ...]
    waiting: tuple[Request, ...]
    help: tuple[Concern, ...]
    asks: tuple[Concern, ...]
    advance: tuple[tuple[Week, Rate], ...]
    effort: Rate
    begun: Rate
    answered: Rate
    coverage: TeamFigure[Rate] | TooFew
    barriers: TeamFigure[dict[str, Rate]] | TooFew
    theme: str
    lens: TeamFigure[dict[str, Rate]] | TooFew
    earned: TeamFigure[Difference] | TooFew
    ready: TeamFigure[Rate] | TooFew
    least: int

    @property
    def silent(self) -> bool:
        """Whether nothing happened that a manager may know of: a few reps' checks are not theirs to see."""
        return not self.advance[-1][1].of and isinstance(self.ready, TooFew)


def manager_week(  # noqa: PLR0913, PLR0917  the facts, a week, and the rules by which they may be told
    facts: TeamFacts, week: Week, now: datetime, library: Library, works: WorkingDay, least: int
) -> ManagerWeek:
    """A team's week for its manager; private numbers over at least ``least`` reps."""
    zone, private = facts.team.zone, facts.private
    today = local_day(now, zone)
    calls = within(facts.calls, week, zone)
    reflections = within(private.reflections, week, zone)
    theme, lens = _lens(reflections, week, zone, library, least)
    return ManagerWeek(
        team=facts.team,
        week=week,
        names={person.id: person.name for person in facts.people.values()},
        reps=tuple(person.id for person in facts.people.values() if person.role is Role.REP),
        waiting=_waiting(facts.requests),
        help=_help(recent(facts.deals, week, zone), today),
        asks=_asks(facts, calls, today),
        advance=_advance(facts, week, zone),
        effort=effort_balance(calls),
        begun=begun_by_reps(facts.feedback, week, zone),
        answered=answered(within(facts.feedback, week, zone, FEEDBACK_WEEKS), now, zone, works),
        coverage=team_figure(reflections, covered, rate, week, zone, least=least),
        barriers=team_figure(reflections, barrier_met, shares, week, zone, least=least),
        theme=theme,
        lens=lens,
        earned=team_figure(reflections, earned, earned_difference, week, zone, least=least),
        ready=team_figure(private.checks, _all_five, rate, week, zone, least=least),
        least=least,
    )


def state_of(deal: DealFact, today: date) -> State:
    """How a deal stands."""
    state = State.OPEN
    if deal.won:
        state = State.WON
    elif deal.kairos:
        state = State.KAIROS
    elif deal.stuck:
        state = State.STUCK
    elif deal.due is not None and deal.due < today:
        state = State.OVERDUE
    elif deal.known - deal.full == 1 and deal.known > 1 and not deal.watched:
        state = State.WATCH
    elif deal.step:
        state = State.STEP if deal.due is None else State.DATED
    return state


def _waiting(requests: Iterable[Request]) -> tuple[Request, ...]:
    waiting = (each for each in requests if each.asked and each.answered is None and each.text.strip())
    return tuple(sorted(waiting, key=lambda each: (each.at, each.id)))


def _help(deals: Iterable[DealFact], today: date) -> tuple[Concern, ...]:
    found = [Concern(deal.rep, deal, state) for deal in deals if (state := state_of(deal, today)) in HELP]
    return tuple(sorted(found, key=_weight))


def _asks(facts: TeamFacts, calls: Iterable[CallFact], today: date) -> tuple[Concern, ...]:
    """For each rep with a call that week the deal of theirs that weighs most; those to help with first."""
    known = {deal.id: deal for deal in facts.deals}
    found: dict[int, Concern] = {}
    for call in calls:
        deal, rep = known.get(call.deal), facts.people.get(call.rep)
        if deal is not None and rep is not None and rep.role is not Role.MANAGER:
            here = Concern(rep.id, deal, state_of(deal, today))
            found[rep.id] = min(found.get(rep.id, here), here, key=_weight)

    def place(concern: Concern) -> tuple[bool, str, int]:
        return concern.state not in HELP, facts.people[concern.rep].name.casefold(), concern.rep

    return tuple(sorted(found.values(), key=place))


def _weight(concern: Concern) -> tuple[int, float, int]:
    """The weightier state first, then the deal touched last."""
    deal = concern.deal
    return WEIGHTS[concern.state], -deal.at.timestamp(), deal.id


def _advance(facts: TeamFacts, week: Week, zone: str) -> tuple[tuple[Week, Rate], ...]:
    """The advance rate of each of the eight weeks, the oldest first; from calls, if they were not counted."""
    weeks = [week.back(ago) for ago in reversed(range(WEEKS))]
    starts = [each.begins(zone) for each in weeks]
    found: list[list[CallFact]] = [[] for _ in weeks]
    for call in within(facts.calls, week, zone, WEEKS):
        found[bisect_right(starts, call.at) - 1].append(call)
    return tuple(
        (each, facts.weeks.get(begins) or advance_rate(its))
        for each, begins, its in zip(weeks, starts, found, strict=True)
    )


def _lens(
    reflections: Iterable[ReflectionFact], week: Week, zone: str, library: Library, least: int
) -> tuple[str, TeamFigure[dict[str, Rate]] | TooFew]:
    """What the theme's lens saw, that most answers are for: a team may have a theme of its own choice."""
    answered_for = Counter(fact.theme for fact in reflections if fact.lens and fact.theme in library.themes)
    theme = min(answered_for, key=lambda each: (-answered_for[each], each), default="")
    figure = team_figure(reflections, lens_of(theme), shares, week, zone, least=least)
    return ("", figure) if isinstance(figure, TooFew) else (theme, figure)


def _all_five(fact: CheckFact) -> bool:
    return len(grounds_full(fact)) == len(Ground)
