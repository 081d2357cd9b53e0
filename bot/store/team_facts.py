"""What digests are made from, read for many teams at once: a handful of queries, each by an index.

Rows come by the hundred thousand, so they go straight into named tuples. A hundred teams at a time keeps the
memory small.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection

from bot.ports.week import LEARNINGS
from bot.store import feedback, rows
from bot.store.deal_facts import OUTCOMES, Standing, deal_facts, instant
from bot.store.facts import ALL_FIVE, GROUNDS
from bot.store.people import OF_ID
from bot.store.sql import marks, select
from bot.uncollected import uncollected
from dialogs.deal import Outcome
from dialogs.digest.facts import DealFact, Learning, Private, Reach, Request, TeamFacts, Trial
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.people import Person, Team

CALL = "c.team, c.submitted_us, c.rep, c.deal, c.outcome, c.theirs, c.ours, c.has_signal, c.step, c.due"

WHOLE = f"""
    SELECT {CALL}, r.rep, r.check_us, r.barrier, r.plan, r.theme, r.lens, w.grounds, w.chance
    FROM calls c
    LEFT JOIN reflected r ON r.team = c.team AND r.submitted_us = c.submitted_us AND r.session = c.session
    LEFT JOIN weighed w ON w.session = r.check_id
"""  # noqa: S608  our own columns; values are bound

BARE = f"SELECT {CALL}, {', '.join(['NULL'] * 8)} FROM calls c"  # noqa: S608
"""The same without the rep's own part: half the work."""

OF_TEAMS = """
    WHERE c.team IN ({of}) AND c.submitted_us >= ? AND c.submitted_us < ?
    ORDER BY c.team, c.submitted_us, c.session
"""

REPS_CALLS = f"""
    {WHOLE}
    WHERE c.deal IN (SELECT deal FROM reflected WHERE rep = ? AND submitted_us >= ?) AND c.submitted_us >= ?
    ORDER BY c.submitted_us, c.session
"""  # noqa: S608

CHECKS = """
    SELECT team, submitted_us, rep, deal, grounds FROM weighed
    WHERE {whose} AND submitted_us >= ? AND submitted_us < ? AND grounds IS NOT NULL
    ORDER BY {order}submitted_us
"""

LEARNT = """
    SELECT r.team, r.rep, d.name, r.submitted_us, a.value
    FROM reflected r
    JOIN answers a ON a.session = r.session AND a.question = 'learning' AND a.n = 0 AND a.value <> ''
    JOIN deals d ON d.id = r.deal
    WHERE r.{whose} AND r.submitted_us >= ? AND r.submitted_us < ?
    ORDER BY {order}r.submitted_us
"""


ALWAYS = 2**62
"""Later than any instant, in microseconds."""

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
    db: Connection, teams: Sequence[int], since: datetime, until: datetime, reach: Reach | None = None
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
    whose = f"team IN ({of})"
    first, last = _us(since), _us(until)
    calls, reflections, checks, deals, learnings, learnt = _reach(reach, since, until)
    heard = Heard(known, last, calls, reflections)
    in_order = OF_TEAMS.format(of=of)
    heard.hear(db.execute(BARE + in_order, (*order, first, reflections)))
    heard.hear(db.execute(WHOLE + in_order, (*order, reflections, ALWAYS)))
    for deal in deal_facts(db, heard.called(deals), first):
        known[deal.team].deals.append(deal)
    _checks(db.execute(CHECKS.format(whose=whose, order="team, "), (*order, checks, last)), known)
    _learnings(
        db.execute(LEARNT.format(whose=whose, order="r.team, "), (*order, learnings, min(learnt, last))),
        known,
    )
    for trial, team in feedback.trials_of_teams(db, order, since, until):
        known[team].trials.append(trial)
    for each in feedback.exchanges(db, "team", order, since, until):
        _exchange(known[each.team], each)
    return tuple(known[team].facts for team in order)


def rep_facts(db: Connection, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
    """The same of one rep alone; deals, calls and checks of their present team only."""
    row = db.execute(OF_ID, (rep,)).fetchone()
    if row is None or row[4] is None:
        return None
    team = rows.team(db.execute(select(rows.TEAM, "teams WHERE id = ?"), (row[4],)).fetchone())
    found = Found(team)
    found.people[rep] = rows.person(row)
    first, last = _us(since), _us(until)
    known: defaultdict[int, Found] = defaultdict(lambda: found)
    heard = Heard(known, last, first, first, rep)
    heard.hear(db.execute(REPS_CALLS, (rep, first, first)))
    found.deals += deal_facts(db, heard.called(first), first)
    _checks(db.execute(CHECKS.format(whose="rep = ?", order=""), (rep, first, last)), known)
    recent = max(first, _us(until - LEARNINGS))
    _learnings(db.execute(LEARNT.format(whose="rep = ?", order=""), (rep, recent, last)), known)
    found.trials += feedback.trials_of_rep(db, rep, since, until)
    for each in feedback.exchanges(db, "rep", [rep], since, until):
        _exchange(found, each)
    return of_team(found.facts)


def of_team(facts: TeamFacts) -> TeamFacts:
    """Without what is about deals of another team: whoever moved sees those no more, nor do their digests."""
    own, team = facts.private, facts.team.id
    return facts._replace(
        calls=tuple(each for each in facts.calls if each.team == team),
        deals=tuple(each for each in facts.deals if each.team == team),
        private=own._replace(
            reflections=tuple(each for each in own.reflections if each.team == team),
            checks=tuple(each for each in own.checks if each.team == team),
        ),
    )


class Heard:
    """Calls sorted in, with the reps' own parts, and where the deals stand after them."""

    def __init__(
        self, known: Mapping[int, Found], until_us: int, calls_us: int, own_us: int, only: int | None = None
    ) -> None:
        """Call facts are wanted from ``calls_us`` on, reflections from ``own_us`` on.

        ``only``: that rep's calls alone are facts; those of others still tell where the deal stands.
        """
        self._known = known
        self._until_us = until_us
        self._calls_us = calls_us
        self._own_us = own_us
        self._only = only
        self._standings: dict[int, Standing] = {}

    def called(self, since_us: int) -> dict[int, Standing]:
        """The deals that were called about in the weeks at hand, and the last time not before that."""
        return {
            deal: standing
            for deal, standing in self._standings.items()
            if standing.called and standing.us >= since_us
        }

    def hear(self, calls: Iterable[rows.Row]) -> None:
        """Sort them in, each deal's the oldest first.

        This loop runs a million times: named tuples are made without their keyword-reading constructors.
        """
        standings, until_us, only = self._standings, self._until_us, self._only
        calls_us, own_us, of = self._calls_us, self._own_us, datetime.fromtimestamp
        for (
            team, us, rep, deal, outcome, theirs, ours, signal, step, due,
            own, check_us, barrier, plan, theme, lens, grounds, chance,
        ) in calls:  # fmt: skip
            came = OUTCOMES[outcome]
            standing = standings.get(deal)
            if standing is None:
                standing = standings[deal] = Standing(team)
            standing.us, standing.rep, standing.signal = us, rep, signal
            standing.newest.append(came)
            if step is not None:
                standing.step, standing.due = step, due
            if came is Outcome.ORDER:
                standing.won = True
            if us >= until_us or (only is not None and rep != only):
                continue
            standing.called = True
            at = of(us / 1_000_000, UTC)
            found = self._known[team]
            if us >= calls_us:
                found.calls.append(made(CallFact, (rep, team, deal, at, came, theirs, ours)))
            if own is None or us < own_us:
                continue
            checked = None if check_us is None else of(check_us / 1_000_000, UTC)
            full = None if grounds is None else grounds == ALL_FIVE
            said = (rep, team, deal, at, came, checked, chance, full, barrier, plan, theme, lens)
            found.reflections.append(made(ReflectionFact, said))


def _reach(reach: Reach | None, since: datetime, until: datetime) -> tuple[int, ...]:
    """From when on each kind is wanted, in microseconds: its fields in their order."""
    asked = reach or Reach(since, since, since, since, until - LEARNINGS, until)
    return tuple(_us(max(each, since)) for each in asked)


def _checks(checks: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    for team, us, rep, deal, grounds in checks:
        known[team].checks.append(made(CheckFact, (rep, team, deal, instant(us), GROUNDS[grounds])))


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
