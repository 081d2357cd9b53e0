"""The facts of teams as they are read, row by row.

Rows come by the hundred thousand: named tuples are made without their keyword-reading constructors.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.store import rows
from bot.store.deal_facts import OUTCOMES, in_chunks, instant, made
from bot.store.facts import ALL_FIVE, GROUNDS
from dialogs.digest.facts import DealFact, Learning, Private, Request, TeamFacts, Trial
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.measures.rates import Rate
from dialogs.people import Person, Team

LEARNT_IN = """
    SELECT a.session, d.name, a.value, COALESCE(c.value, '') FROM answers a
    JOIN sessions s ON s.id = a.session
    JOIN deals d ON d.id = s.deal
    LEFT JOIN answers c ON c.session = a.session AND c.question = 'recalled' AND c.n = 0
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


def reflections(reflected: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    """Reflections, half a million of them."""
    of = datetime.fromtimestamp
    for (
        rep, team, deal, us, outcome, check_us, chance, grounds, barrier, plan, theme, lens,
    ) in reflected:  # fmt: skip
        at = of(us / 1_000_000, UTC)
        checked = None if check_us is None else of(check_us / 1_000_000, UTC)
        full = None if grounds is None else grounds == ALL_FIVE
        said = (rep, team, deal, at, OUTCOMES[outcome], checked, chance, full, barrier, plan, theme, lens)
        known[team].reflections.append(made(ReflectionFact, said))


def checks(weighed: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
    """Checks, each with its full grounds."""
    of = datetime.fromtimestamp
    for team, us, rep, deal, grounds in weighed:
        said = (rep, team, deal, of(us / 1_000_000, UTC), GROUNDS[grounds])
        known[team].checks.append(made(CheckFact, said))


def counted(weeks: Iterable[rows.Row], begins: datetime, known: Mapping[int, Found]) -> None:
    """How many calls of the week that begins then advanced, of how many."""
    for team, advanced, count in weeks:
        known[team].weeks[begins] = Rate(advanced, count)


def learnings(learnt: Iterable[rows.Row], known: dict[int, Found]) -> None:
    """What reps wrote to do next time."""
    for team, rep, deal, us, *said in learnt:
        text, session, came = said
        known[team].learnings.append(Learning(rep, deal, instant(us), text, session, came))


def newest_learnings(db: Connection, reflected: Iterable[rows.Row], known: Mapping[int, Found]) -> None:
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
            texts = [(us, session, *found[session]) for _, _, us, session in its if session in found]
            known[team].learnings += [
                Learning(rep, deal, instant(us), text, session, came)
                for us, session, deal, text, came in texts
            ]
            del left[whose][-len(its) :]
            if texts or not left[whose]:
                del left[whose]


def exchange(found: Found, each: Request, leads: Mapping[int, datetime]) -> None:
    """One side's text may have gone with a person; then the exchange only counts.

    What somebody asks who leads the team is between managers: it is answered, and counts nowhere.
    """
    if not (each.asked and each.rep in leads and leads[each.rep] <= each.at):
        found.feedback.append(FeedbackFact(each.rep, each.team, each.at, each.asked, each.answered))
    if each.text:
        found.requests.append(each)
