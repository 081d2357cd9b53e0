"""What digests are made from, read for many teams at once: a handful of queries, each by an index.

Rows come by the hundred thousand, so they go straight into named tuples. A hundred teams at a time keeps the
memory small.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, pairwise
from sqlite3 import Connection

from bot.ports.week import LEARNINGS
from bot.store import experiments, feedback, rows
from bot.store import found as add
from bot.store.deal_facts import deal_facts
from bot.store.heard import Heard
from bot.store.people import OF_ID
from bot.store.sql import marks, select
from bot.uncollected import uncollected
from dialogs.digest.facts import Reach, TeamFacts
from dialogs.digest.reach import untold

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
    SELECT r.team, r.rep, d.name, r.submitted_us, a.value, r.session, COALESCE(c.value, '')
    FROM reflected r
    JOIN answers a ON a.session = r.session AND a.question = 'learning' AND a.n = 0 AND a.value <> ''
    LEFT JOIN answers c ON c.session = r.session AND c.question = 'recalled' AND c.n = 0
    JOIN deals d ON d.id = r.deal
    WHERE r.{whose} AND r.submitted_us >= ? AND r.submitted_us < ?
    ORDER BY {order}r.submitted_us
"""

MAY_HAVE_LEARNT = """
    SELECT rep, team, submitted_us, session FROM reflected
    WHERE team IN ({of}) AND submitted_us >= ? AND submitted_us < ?
    ORDER BY team, submitted_us, session
"""


@uncollected()
def team_facts(
    db: Connection, teams: Sequence[int], since: datetime, until: datetime, reach: Reach | None = None
) -> tuple[TeamFacts, ...]:
    """What those teams' digests are made of, in the order in which they were named."""
    some = marks(len(teams))
    chosen = db.execute(select(rows.TEAM, f"teams WHERE id IN ({some})"), teams)
    known = {row[0]: add.Found(rows.team(row)) for row in chosen}
    order = [team for team in dict.fromkeys(teams) if team in known]
    if not order:
        return ()
    of = marks(len(order))
    for row in db.execute(select(rows.PERSON, f"people WHERE team IN ({of}) ORDER BY name, id"), order):
        known[row[4]].people[row[0]] = rows.person(row)
    whose, last = f"team IN ({of})", rows.us_of(until)
    wanted = reach or Reach(since, since, since, since, until - LEARNINGS, until)
    for trial, team in experiments.of_teams(db, order, since, until):
        known[team].trials.append(trial)
    if wanted.untold:
        wanted = untold(wanted, chain.from_iterable(found.trials for found in known.values()))
    calls, reflections, checks, deals, learnings, learnt = (
        rows.us_of(max(each, since)) for each in wanted[:6]
    )
    first = min(calls, deals)
    heard = Heard(known, last, calls)
    heard.hear(db.execute(TEAMS_CALLS.format(of=of), (*order, first)))
    earliest = min(first, rows.us_of(since))
    before = db.execute(EARLIER_CALLS.format(of=of), (*order, earliest, first))
    heard.hear_earlier(before, promises=wanted.promises)
    for deal in deal_facts(db, heard.called(deals), earliest, promises=wanted.promises):
        known[deal.team].deals.append(deal)
    for begins, ends in pairwise((*wanted.weeks, wanted.calls)):
        add.counted(
            db.execute(ADVANCED.format(of=of), (*order, rows.us_of(begins), rows.us_of(ends))), begins, known
        )
    add.reflections(
        db.execute(REFLECTED.format(whose=whose, order="team, "), (*order, reflections, last)), known
    )
    add.checks(db.execute(CHECKS.format(whose=whose, order="team, "), (*order, checks, last)), known)
    window = (*order, learnings, min(learnt, last))
    if wanted.all_learnings:
        add.learnings(db.execute(LEARNT.format(whose=whose, order="r.team, "), window), known)
    else:
        add.newest_learnings(db, db.execute(MAY_HAVE_LEARNT.format(of=of), window), known)
    leads = feedback.leads(db, order)
    for each in feedback.exchanges(db, "team", order, since, until):
        add.exchange(known[each.team], each, leads)
    return tuple(known[team].facts for team in order)


def rep_facts(db: Connection, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
    """The same of one rep alone; deals, calls and checks of their present team only."""
    row = db.execute(OF_ID, (rep,)).fetchone()
    if row is None or row[4] is None:
        return None
    team = rows.team(db.execute(select(rows.TEAM, "teams WHERE id = ?"), (row[4],)).fetchone())
    found = add.Found(team)
    found.people[rep] = rows.person(row)
    first, last = rows.us_of(since), rows.us_of(until)
    known: defaultdict[int, add.Found] = defaultdict(lambda: found)
    heard = Heard(known, last, first, rep)
    heard.hear(db.execute(REPS_CALLS, (rep, first, first)))
    found.deals += deal_facts(db, heard.called(first), first)
    add.reflections(db.execute(REFLECTED.format(whose="rep = ?", order=""), (rep, first, last)), known)
    add.checks(db.execute(CHECKS.format(whose="rep = ?", order=""), (rep, first, last)), known)
    recent = max(first, rows.us_of(until - LEARNINGS))
    add.learnings(db.execute(LEARNT.format(whose="rep = ?", order=""), (rep, recent, last)), known)
    found.trials += experiments.of_rep(db, rep, since, until)
    for each in feedback.exchanges(db, "rep", [rep], since, until):
        add.exchange(found, each, {})
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
