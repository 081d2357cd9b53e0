"""What digests are made from, read for many teams at once: a handful of queries, each by an index.

Rows come by the hundred thousand, so they go straight into named tuples. A hundred teams at a time keeps the
memory small.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from sqlite3 import Connection

from bot.ports.week import LEARNINGS
from bot.store import feedback, rows
from bot.store.deal_facts import OUTCOMES, Standing, deal_facts, in_chunks, instant, made
from bot.store.facts import ALL_FIVE, GROUNDS
from bot.store.people import OF_ID
from bot.store.sql import marks, select
from bot.uncollected import uncollected
from dialogs.deal import Outcome
from dialogs.digest.facts import DealFact, Learning, Private, Reach, Request, TeamFacts, Trial
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.measures.rates import Rate
from dialogs.people import Person, Team

CALL = "c.team, c.submitted_us, c.rep, c.deal, c.outcome, c.theirs, c.ours, c.has_signal, c.step, c.due"

TEAMS_CALLS = f"""
    SELECT {CALL} FROM calls c WHERE c.team IN ({{of}}) AND c.submitted_us >= ?
    ORDER BY c.team, c.submitted_us, c.session
"""  # noqa: S608  our own columns; values are bound

EARLIER_CALLS = """
    SELECT deal, outcome, step, due FROM calls WHERE team IN ({of}) AND submitted_us >= ? AND submitted_us < ?
    ORDER BY team DESC, submitted_us DESC, session DESC
"""

REPS_CALLS = f"""
    SELECT {CALL} FROM calls c
    WHERE c.deal IN (SELECT deal FROM reflected WHERE rep = ? AND submitted_us >= ?) AND c.submitted_us >= ?
    ORDER BY c.submitted_us, c.session
"""  # noqa: S608

ADVANCED = """
    SELECT team, SUM(CASE WHEN outcome IN ('order', 'advance') THEN 1 ELSE 0 END), COUNT(*) FROM calls
    WHERE team IN ({of}) AND submitted_us >= ? AND submitted_us < ? GROUP BY team
"""

REFLECTED = """
    SELECT rep, team, deal, submitted_us, outcome, check_us, chance, grounds, barrier, plan, theme, lens
    FROM reflected WHERE {whose} AND submitted_us >= ? AND submitted_us < ?
    ORDER BY {order}submitted_us, session
"""

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

MAY_HAVE_LEARNT = """
    SELECT rep, team, submitted_us, session FROM reflected
    WHERE team IN ({of}) AND submitted_us >= ? AND submitted_us < ?
    ORDER BY team, submitted_us, session
"""

LEARNT_IN = """
    SELECT a.session, d.name, a.value FROM answers a
    JOIN sessions s ON s.id = a.session
    JOIN deals d ON d.id = s.deal
    WHERE a.session IN ({marks}) AND a.question = 'learning' AND a.n = 0 AND TRIM(a.value) <> ''
"""


class Found:
    """The facts of one team, or of one rep, as they come."""

    def __init__(self, team: Team) -> None:
        """Nothing was found yet."""
        self.team = team
        self.people: dict[int, Person] = {}
        self.calls: list[CallFact] = []
        self.weeks: dict[datetime, Rate] = {}
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
            weeks=self.weeks,
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
    whose, last = f"team IN ({of})", _us(until)
    wanted = reach or Reach(since, since, since, since, until - LEARNINGS, until)
    calls, reflections, checks, deals, learnings, learnt = (_us(max(each, since)) for each in wanted[:6])
    first = min(calls, deals)
    heard = Heard(known, last, calls)
    heard.hear(db.execute(TEAMS_CALLS.format(of=of), (*order, first)))
    earliest = min(first, _us(since))
    before = db.execute(EARLIER_CALLS.format(of=of), (*order, earliest, first))
    heard.hear_earlier(before, promises=wanted.promises)
    for deal in deal_facts(db, heard.called(deals), earliest, promises=wanted.promises):
        known[deal.team].deals.append(deal)
    for begins, ends in pairwise((*wanted.weeks, wanted.calls)):
        _counted(db.execute(ADVANCED.format(of=of), (*order, _us(begins), _us(ends))), begins, known)
    _reflections(
        db.execute(REFLECTED.format(whose=whose, order="team, "), (*order, reflections, last)), known
    )
    _checks(db.execute(CHECKS.format(whose=whose, order="team, "), (*order, checks, last)), known)
    window = (*order, learnings, min(learnt, last))
    if wanted.all_learnings:
        _learnings(db.execute(LEARNT.format(whose=whose, order="r.team, "), window), known)
    else:
        _newest_learnings(db, db.execute(MAY_HAVE_LEARNT.format(of=of), window), known)
    for trial, team in feedback.trials_of_teams(db, order, since, until):
        known[team].trials.append(trial)
    leads = feedback.leads(db, order)
    for each in feedback.exchanges(db, "team", order, since, until):
        _exchange(known[each.team], each, leads)
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
    heard = Heard(known, last, first, rep)
    heard.hear(db.execute(REPS_CALLS, (rep, first, first)))
    found.deals += deal_facts(db, heard.called(first), first)
    _reflections(db.execute(REFLECTED.format(whose="rep = ?", order=""), (rep, first, last)), known)
    _checks(db.execute(CHECKS.format(whose="rep = ?", order=""), (rep, first, last)), known)
    recent = max(first, _us(until - LEARNINGS))
    _learnings(db.execute(LEARNT.format(whose="rep = ?", order=""), (rep, recent, last)), known)
    found.trials += feedback.trials_of_rep(db, rep, since, until)
    for each in feedback.exchanges(db, "rep", [rep], since, until):
        _exchange(found, each, {})
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
    """Calls sorted in, and where the deals stand after them."""

    def __init__(
        self, known: Mapping[int, Found], until_us: int, calls_us: int, only: int | None = None
    ) -> None:
        """Call facts are wanted from ``calls_us`` on.

        ``only``: that rep's calls alone are facts; those of others still tell where the deal stands.
        """
        self._known = known
        self._until_us = until_us
        self._calls_us = calls_us
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
        calls_us, of = self._calls_us, datetime.fromtimestamp
        for team, us, rep, deal, outcome, theirs, ours, signal, step, due in calls:
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
            if us >= calls_us:
                at = of(us / 1_000_000, UTC)
                self._known[team].calls.append(made(CallFact, (rep, team, deal, at, came, theirs, ours)))

    def hear_earlier(self, calls: Iterable[rows.Row], *, promises: bool) -> None:
        """What calls before those say of where the same deals stand; the newest first."""
        open_ = {
            deal: each
            for deal, each in self._standings.items()
            if each.lacks_outcomes or (promises and each.step is None)
        }
        for deal, outcome, step, due in calls:
            standing = open_.get(deal)
            if standing is not None:
                standing.newest.insert(0, OUTCOMES[outcome])
                if standing.step is None:
                    standing.step, standing.due = step, due


def _reflections(reflected: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    """Half a million of them: see ``Heard.hear``."""
    of = datetime.fromtimestamp
    for (
        rep, team, deal, us, outcome, check_us, chance, grounds, barrier, plan, theme, lens,
    ) in reflected:  # fmt: skip
        at = of(us / 1_000_000, UTC)
        checked = None if check_us is None else of(check_us / 1_000_000, UTC)
        full = None if grounds is None else grounds == ALL_FIVE
        said = (rep, team, deal, at, OUTCOMES[outcome], checked, chance, full, barrier, plan, theme, lens)
        known[team].reflections.append(made(ReflectionFact, said))


def _checks(checks: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    of = datetime.fromtimestamp
    for team, us, rep, deal, grounds in checks:
        said = (rep, team, deal, of(us / 1_000_000, UTC), GROUNDS[grounds])
        known[team].checks.append(made(CheckFact, said))


def _counted(weeks: Iterable[rows.Row], begins: datetime, known: Mapping[int, Found]) -> None:
    for team, advanced, count in weeks:
        known[team].weeks[begins] = Rate(advanced, count)


def _learnings(learnt: Iterable[rows.Row], known: dict[int, Found]) -> None:
    for team, rep, deal, us, text in learnt:
        known[team].learnings.append(Learning(rep, deal, instant(us), text))


def _newest_learnings(db: Connection, reflected: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    """The last thing that each rep wrote in these reflections.

    Most write something each time, so it is looked for in the newest of each, then in the one before it where
    there was nothing, and so on.
    """
    left: defaultdict[tuple[int, int], list[rows.Row]] = defaultdict(list)
    for row in reflected:
        left[row[0], row[1]].append(row)
    while left:
        newest = {whose: [row for row in mine if row[2] == mine[-1][2]] for whose, mine in left.items()}
        sessions = (session for its in newest.values() for *_, session in its)
        found = {session: said for session, *said in in_chunks(db, LEARNT_IN, sessions)}
        for whose, its in newest.items():
            rep, team = whose
            texts = [(us, *found[session]) for _, _, us, session in its if session in found]
            known[team].learnings += [Learning(rep, deal, instant(us), text) for us, deal, text in texts]
            del left[whose][-len(its) :]
            if texts or not left[whose]:
                del left[whose]


def _exchange(found: Found, each: Request, leads: Mapping[int, datetime]) -> None:
    """One side's text may have gone with a person; then the exchange only counts.

    What somebody asks who leads the team is between managers: it is answered, and counts nowhere.
    """
    if not (each.asked and each.rep in leads and leads[each.rep] <= each.at):
        found.feedback.append(FeedbackFact(each.rep, each.team, each.at, each.asked, each.answered))
    if each.text:
        found.requests.append(each)


def _us(at: datetime) -> int:
    return (at - rows.EPOCH) // timedelta(microseconds=1)
