"""What digests are made from, read for many teams at once: a handful of queries, each by an index.

Rows come by the hundred thousand, so they go straight into named tuples. A hundred teams at a time keeps the
memory small.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.ports.week import LEARNINGS
from bot.store import feedback, rows
from bot.store.deal_facts import OUTCOMES, Standing, deal_facts, in_chunks, instant
from bot.store.facts import ALL_FIVE, GROUNDS
from bot.store.people import OF_ID
from bot.store.sql import marks, select
from bot.uncollected import uncollected
from dialogs.deal import Outcome
from dialogs.digest.facts import DealFact, Learning, Private, Request, TeamFacts, Trial
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.people import Person, Team

CALL = """
    c.team, c.submitted_us, c.rep, c.deal, c.outcome, c.theirs, c.ours, c.has_signal, c.step, c.due,
    r.rep, r.check_us, r.check_id, r.barrier, r.plan, r.theme, r.lens
"""

BOTH_PARTS = "r.team = c.team AND r.submitted_us = c.submitted_us AND r.session = c.session"

TEAMS_CALLS = f"""
    SELECT {CALL} FROM calls c
    LEFT JOIN reflected r ON {BOTH_PARTS}
    WHERE c.team IN ({{of}}) AND c.submitted_us >= ?
    ORDER BY c.team, c.submitted_us, c.session
"""  # noqa: S608  our own columns; values are bound

REPS_CALLS = f"""
    SELECT {CALL} FROM calls c
    LEFT JOIN reflected r ON {BOTH_PARTS}
    WHERE c.deal IN (SELECT deal FROM reflected WHERE rep = ? AND submitted_us >= ?) AND c.submitted_us >= ?
    ORDER BY c.submitted_us, c.session
"""  # noqa: S608  our own columns; values are bound

CHECKS = """
    SELECT session, team, submitted_us, rep, deal, grounds, chance FROM weighed
    WHERE {whose} AND submitted_us >= ? AND submitted_us < ? ORDER BY submitted_us
"""

WEIGHED = "SELECT session, chance, grounds FROM weighed WHERE session IN ({marks})"

Weighed = Mapping[int, tuple[int | None, int | None]]
"""The chance and the grounds of checks."""

LEARNT = """
    SELECT r.team, r.rep, d.name, r.submitted_us, a.value
    FROM reflected r
    JOIN answers a ON a.session = r.session AND a.question = 'learning' AND a.n = 0 AND a.value <> ''
    JOIN deals d ON d.id = r.deal
    WHERE r.{whose} AND r.submitted_us >= ? AND r.submitted_us < ?
    ORDER BY r.submitted_us
"""


made = tuple.__new__
"""Makes a named tuple of a tuple: twice as fast as by its own constructor."""


class Found:
    """The facts of one team, or of one rep, as they come."""

    def __init__(self, team: Team) -> None:
        """Nothing was found yet."""
        self.team = team
        self.people: dict[int, Person] = {}
        self.calls: list[CallFact] = []
        self.deals: list[DealFact] = []
        self.requests: list[Request] = []
        self.feedback: list[FeedbackFact] = []
        self.reflections: list[ReflectionFact] = []
        self.checks: list[CheckFact] = []
        self.learnings: list[Learning] = []
        self.trials: list[Trial] = []

    @property
    def facts(self) -> TeamFacts:
        """All of them, never to be changed again."""
        return TeamFacts(
            team=self.team,
            people=self.people,
            calls=tuple(self.calls),
            deals=tuple(self.deals),
            requests=tuple(self.requests),
            feedback=tuple(self.feedback),
            private=Private(
                reflections=tuple(self.reflections),
                checks=tuple(self.checks),
                learnings=tuple(self.learnings),
                trials=tuple(self.trials),
            ),
        )


@uncollected()
def team_facts(
    db: Connection, teams: Sequence[int], since: datetime, until: datetime
) -> tuple[TeamFacts, ...]:
    """What those teams' digests are made of, in the order in which they were named."""
    some = marks(len(teams))
    chosen = db.execute(select(rows.TEAM, f"teams WHERE id IN ({some})"), teams)
    known = {row[0]: Found(rows.team(row)) for row in chosen}
    order = [team for team in dict.fromkeys(teams) if team in known]
    if not order:
        return ()
    of = marks(len(order))
    for row in db.execute(select(rows.PERSON, f"people WHERE team IN ({of}) ORDER BY name, id"), order):
        known[row[4]].people[row[0]] = rows.person(row)
    first, last = _us(since), _us(until)
    whose = f"team IN ({of})"
    weighed = _checks(db.execute(CHECKS.format(whose=whose), (*order, first, last)), known)
    heard = Heard(known, weighed, last)
    heard.hear(db.execute(TEAMS_CALLS.format(of=of), (*order, first)))
    heard.look_up(db)
    for deal in deal_facts(db, heard.called, first):
        known[deal.team].deals.append(deal)
    recent = max(first, _us(until - LEARNINGS))
    _learnings(db.execute(LEARNT.format(whose=whose), (*order, recent, last)), known)
    for trial, team in feedback.trials_of_teams(db, order, since, until):
        known[team].trials.append(trial)
    for each in feedback.exchanges(db, "team", order, since, until):
        _exchange(known[each.team], each)
    return tuple(known[team].facts for team in order)


def rep_facts(db: Connection, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
    """The same of one rep alone, whichever team their deals belong to."""
    row = db.execute(OF_ID, (rep,)).fetchone()
    if row is None or row[4] is None:
        return None
    team = rows.team(db.execute(select(rows.TEAM, "teams WHERE id = ?"), (row[4],)).fetchone())
    found = Found(team)
    found.people[rep] = rows.person(row)
    first, last = _us(since), _us(until)
    known: defaultdict[int, Found] = defaultdict(lambda: found)
    weighed = _checks(db.execute(CHECKS.format(whose="rep = ?"), (rep, first, last)), known)
    heard = Heard(known, weighed, last, rep)
    heard.hear(db.execute(REPS_CALLS, (rep, first, first)))
    heard.look_up(db)
    found.deals += deal_facts(db, heard.called, first)
    recent = max(first, _us(until - LEARNINGS))
    _learnings(db.execute(LEARNT.format(whose="rep = ?"), (rep, recent, last)), known)
    found.trials += feedback.trials_of_rep(db, rep, since, until)
    for each in feedback.exchanges(db, "rep", [rep], since, until):
        _exchange(found, each)
    return found.facts


class Heard:
    """Calls sorted in, with the reps' own parts, and where the deals stand after them."""

    def __init__(
        self, known: Mapping[int, Found], weighed: Weighed, until_us: int, only: int | None = None
    ) -> None:
        """``only``: that rep's calls alone are facts; those of others still tell where the deal stands."""
        self._known = known
        self._weighed = weighed
        self._until_us = until_us
        self._only = only
        self._standings: dict[int, Standing] = {}
        self._not_at_hand: list[tuple[list[ReflectionFact], int, int]] = []

    @property
    def called(self) -> dict[int, Standing]:
        """The deals that were called about in the weeks at hand."""
        return {deal: standing for deal, standing in self._standings.items() if standing.called}

    def hear(self, calls: Iterable[rows.Row]) -> None:
        """Sort them in, the oldest first.

        This loop runs a million times: named tuples are made without their keyword-reading constructors.
        """
        standings, weighed, until_us, only = self._standings, self._weighed, self._until_us, self._only
        for (
            team, us, rep, deal, outcome, theirs, ours, signal, step, due,
            own, check_us, check, barrier, plan, theme, lens,
        ) in calls:  # fmt: skip
            at = instant(us)
            came = OUTCOMES[outcome]
            standing = standings.get(deal)
            if standing is None:
                standing = standings[deal] = Standing(team)
            standing.at, standing.rep, standing.signal = at, rep, signal
            standing.newest.append(came)
            if step is not None:
                standing.step, standing.due = step, due
            if came is Outcome.ORDER:
                standing.won = True
            if us >= until_us or (only is not None and rep != only):
                continue
            standing.called = True
            found = self._known[team]
            found.calls.append(made(CallFact, (rep, team, deal, at, came, theirs, ours)))
            if own is None:
                continue
            chance = full = None
            if check is not None:
                if check in weighed:
                    chance, full = _said(*weighed[check])
                else:
                    self._not_at_hand.append((found.reflections, len(found.reflections), check))
            checked = None if check_us is None else instant(check_us)
            said = (rep, team, deal, at, came, checked, chance, full, barrier, plan, theme, lens)
            found.reflections.append(made(ReflectionFact, said))

    def look_up(self, db: Connection) -> None:
        """What was said in checks older than the weeks at hand."""
        checks = {check for _, _, check in self._not_at_hand}
        older = {session: _said(*said) for session, *said in in_chunks(db, WEIGHED, checks)}
        for reflections, place, check in self._not_at_hand:
            chance, full = older.get(check, (None, None))
            reflections[place] = reflections[place]._replace(chance=chance, all_five=full)


def _said(chance: int | None, grounds: int | None) -> tuple[int | None, bool | None]:
    return chance, None if grounds is None else grounds == ALL_FIVE


def _checks(checks: Iterable[rows.Row], known: Mapping[int, Found]) -> Weighed:
    """Sort checks in; what each said, by its session. Old ones, whose grounds nobody kept, are no facts."""
    weighed = {}
    for session, team, us, rep, deal, grounds, chance in checks:
        weighed[session] = (chance, grounds)
        if grounds is not None:
            known[team].checks.append(made(CheckFact, (rep, team, deal, instant(us), GROUNDS[grounds])))
    return weighed


def _learnings(learnt: Iterable[rows.Row], known: dict[int, Found]) -> None:
    for team, rep, deal, us, text in learnt:
        known[team].learnings.append(Learning(rep, deal, instant(us), text))


def _exchange(found: Found, each: Request) -> None:
    """One side's text may have gone with a person; then the exchange only counts."""
    found.feedback.append(FeedbackFact(each.rep, each.team, each.at, each.asked, each.answered))
    if each.text:
        found.requests.append(each)


def _us(at: datetime) -> int:
    return (at - rows.EPOCH) // timedelta(microseconds=1)
