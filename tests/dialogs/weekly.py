"""What the tests of the digests share: a team, its weeks, and one rich week to read."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dialogs.deal import Outcome
from dialogs.digest.facts import DealFact, Learning, Private, Request, TeamFacts, Trial
from dialogs.digest.manager import ManagerWeek, manager_week
from dialogs.document import Button, Buttons, Document, Facts
from dialogs.flow import Ground
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.people import Person, Role, Team
from dialogs.plain import to_text
from tests.dialogs.house import BERLIN, LIBRARY
from tests.dialogs.measured import WEEK

FRIDAY = datetime(2027, 3, 5, 15, tzinfo=UTC)
"""Of the week at hand, at four in the afternoon in Berlin: a rep's digest is written."""

MONDAY = datetime(2027, 3, 8, 7, 30, tzinfo=UTC)
"""After it, half past eight in Berlin: the manager's."""

TEAM = Team(id=2, name="North", platform="slack", workspace="T1", channel="C1", country="DE", zone=BERLIN)
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
REPS = {7 + at: name for at, name in enumerate(NAMES)}
ADA, BEN, CLEO, DAN, EVE, FINN = REPS
MANAGER = Person(id=1, name="Mo", email="mo@example.com", role=Role.MANAGER, team=2, zone=BERLIN)
ALL = frozenset(Ground)


def person(rep: int = ADA) -> Person:
    """A rep of the team."""
    name = REPS[rep]
    return Person(id=rep, name=name, email=f"{name.lower()}@example.com", role=Role.REP, team=2, zone=BERLIN)


PEOPLE = {1: MANAGER, **{rep: person(rep) for rep in REPS}}


def at(weeks: float = 0, day: int = 1, hour: int = 12) -> datetime:
    """So many weeks ago, on a day of that week (Monday is 0)."""
    return datetime(2027, 3, 1, hour, tzinfo=UTC) - timedelta(weeks=weeks) + timedelta(days=day)


def deal(**said: Any) -> DealFact:
    """Acme, Ada's, touched on Tuesday: one glass of three is full, and nothing else is known."""
    plain = {"id": 5, "team": 2, "name": "Acme", "rep": ADA, "at": at(), "full": 1, "known": 3}
    flags = {"watched": False, "kairos": False, "stuck": False, "won": False}
    return DealFact(**{**plain, **flags, **said})


def check(**said: Any) -> CheckFact:
    """Ada's check of Acme on Tuesday, with no ground full."""
    return CheckFact(**{"rep": ADA, "team": 2, "deal": 5, "at": at(), "full": frozenset(), **said})


def request(**said: Any) -> Request:
    """Ada asked on Tuesday and waits."""
    return Request(**{"id": 31, "rep": ADA, "team": 2, "at": at(), "asked": True, "text": "How?", **said})


def learning(text: str = "wait after the price", **said: Any) -> Learning:
    """Ada's, of three weeks ago, about Acme."""
    return Learning(**{"rep": ADA, "deal": "Acme", "at": at(3), "text": text, **said})


def trial(experiment: str, taken: datetime, **said: Any) -> Trial:
    """An experiment that Ada took."""
    return Trial(**{"id": 1, "rep": ADA, "experiment": experiment, "taken": taken, **said})


def calls_of(reflections: Iterable[ReflectionFact]) -> tuple[CallFact, ...]:
    """The team's part of these reflections: one step each, theirs where they took one."""
    return tuple(
        CallFact(each.rep, each.team, each.deal, each.at, each.outcome, *_steps(each.outcome))
        for each in reflections
    )


def _steps(outcome: Outcome) -> tuple[int, int]:
    return (1, 0) if outcome.success else (0, 1)


def team_facts(
    reflections: Iterable[ReflectionFact] = (),
    checks: Iterable[CheckFact] = (),
    learnings: Iterable[Learning] = (),
    trials: Iterable[Trial] = (),
    **said: Any,
) -> TeamFacts:
    """What is known of the team; the calls are those of the reflections."""
    reflected = tuple(reflections)
    private = Private(reflected, tuple(checks), tuple(learnings), tuple(trials))
    known: dict[str, Any] = {"calls": calls_of(reflected), "private": private, **said}
    return TeamFacts(team=TEAM, people=PEOPLE, **known)


def works(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def week_of_manager(facts: TeamFacts, least: int = 5) -> ManagerWeek:
    """The team's week for its manager, on Monday morning."""
    return manager_week(facts, WEEK, MONDAY, LIBRARY, works, least)


def paragraphs(document: Document) -> list[str]:
    """The document's plain text, line by line."""
    return to_text(document).split("\n")


def pressed(document: Document) -> list[Button]:
    """All its buttons."""
    return [button for block in document.blocks if isinstance(block, Buttons) for button in block.items]


SAID = ("text", "source", "label", "value", "title", "summary")
"""The parts of a block that are read."""


def texts(document: Document) -> list[str]:
    """Every text of its blocks, buttons aside."""
    blocks = [block for block in document.blocks if not isinstance(block, Buttons)]
    items = [item for block in blocks if isinstance(block, Facts) for item in block.items]
    return [text for each in (*blocks, *items) for part in SAID if (text := getattr(each, part, ""))]


def rich_week() -> TeamFacts:
    """A made-up team of six in a week in which much happened, with seven weeks before it."""
    reflections, checks = [], []
    barriers = ("impatience", "none", "goal-focus", "impatience", "none", "plan-love", "enthusiasm")
    lens = [option.id for option in LIBRARY.themes["shared-power"].lens.options]
    number = 0
    for weeks in range(8):
        for rep in REPS:
            for call in range(1 + (rep + weeks) % 3):
                number += 1
                when = at(weeks, call, 9 + rep % 6)
                checked = number % 3 != 0
                success = number % 5 in {0, 1, 3}
                impatient = rep == ADA and weeks >= 4
                reflections.append(
                    ReflectionFact(
                        rep=rep,
                        team=2,
                        deal=100 + rep,
                        at=when,
                        outcome=Outcome.ADVANCE if success else Outcome.CONTINUATION,
                        check_at=when - timedelta(hours=2) if checked else None,
                        chance=(70 + 10 * (number % 3) if number % 4 else 50) if checked else None,
                        all_five=success if checked else None,
                        barrier="impatience" if impatient else barriers[number % 7],
                        theme="shared-power",
                        lens=lens[number % 3],
                    )
                )
                if checked:
                    full = ALL if number % 2 else ALL - {Ground.PROOF}
                    checks.append(CheckFact(rep, 2, 100 + rep, when - timedelta(hours=2), full))
    deals = (
        deal(id=100 + ADA, name="Acme", at=at(0, 3), full=4, known=4, watched=True, kairos=True),
        deal(id=120, name="Bolt", rep=ADA, at=at(1), stuck=True),
        deal(id=100 + BEN, name="Corvus", rep=BEN, step="trial", due=date(2027, 3, 3)),
        deal(id=100 + CLEO, name="Delphi", rep=CLEO, full=3, known=4),
        deal(id=100 + DAN, name="Ember", rep=DAN, step="introduce", due=date(2027, 3, 17)),
        deal(id=100 + EVE, name="Fjord", rep=EVE, stuck=True),
        deal(id=100 + FINN, name="Gale", rep=FINN),
    )
    requests = (
        request(
            id=31, rep=CLEO, at=at(0, 1), deal="Delphi", text="How would you bring up who watches her back?"
        ),
        request(id=32, rep=ADA, at=at(0, 3), deal="Acme", text="Would you ask for the order on the phone?"),
    )
    feedback = (
        FeedbackFact(CLEO, 2, at(0, 1), asked=True),
        FeedbackFact(ADA, 2, at(0, 3), asked=True),
        FeedbackFact(BEN, 2, at(1), asked=True, answered=at(1, 2)),
        FeedbackFact(EVE, 2, at(2), asked=False),
    )
    return team_facts(
        reflections,
        checks,
        (learning("wait after naming the price", at=at(3, 1), deal="Acme"),),
        (trial("count-to-five", at(1, 4, 18)),),
        deals=deals,
        requests=requests,
        feedback=feedback,
    )
