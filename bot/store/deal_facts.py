"""Deals as a team sees them now, from their calls: a few set-based queries, however many deals they are."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from sqlite3 import Connection

from bot.store import rows
from bot.store.sql import marks
from dialogs.deal import STUCK_REFLECTIONS, Outcome, is_kairos, is_stuck
from dialogs.digest.facts import DealFact

AT_ONCE = 500
"""A query asks for so many ids."""

OUTCOMES = {outcome.value: outcome for outcome in Outcome}

GLASSES = """
    SELECT d.id, d.name, COALESCE(SUM(c.is_full), 0), COUNT(c.id),
        COALESCE(MAX(CASE WHEN c.text = 'watch-my-back' THEN c.is_full ELSE 0 END), 0)
    FROM deals d LEFT JOIN conditions c ON c.deal = d.id
    WHERE d.id IN ({marks}) GROUP BY d.id, d.name
"""

WON = "SELECT DISTINCT deal FROM calls WHERE outcome = 'order' AND deal IN ({marks})"

OLDER = """
    SELECT deal, outcome, step, due FROM calls
    WHERE deal IN ({marks}) AND submitted_us < ? ORDER BY deal, submitted_us DESC, session DESC
"""


class Standing:
    """Where a deal stands after the calls heard so far, each later than those before.

    ``newest``: their outcomes, the newest at the end. ``step`` and ``due``: what the buyer promised last.
    ``called``: one of the calls is among the facts at hand.
    """

    __slots__ = ("at", "called", "due", "newest", "rep", "signal", "step", "team", "won")

    def __init__(self, team: int) -> None:
        """No call was heard yet."""
        self.team = team
        self.rep = 0
        self.at = rows.EPOCH
        self.newest: list[Outcome] = []
        self.step: str | None = None
        self.due: str | None = None
        self.signal = 0
        self.won = self.called = False

    @property
    def lacks_older(self) -> bool:
        """Whether calls before those heard may still say something: a step, or that it is stuck."""
        short = len(self.newest) < STUCK_REFLECTIONS and not any(each.success for each in self.newest)
        return self.step is None or short

    def recall(self, outcome: Outcome, step: str | None, due: str | None) -> None:
        """A call before those heard, the newer first."""
        self.newest.insert(0, outcome)
        if self.step is None:
            self.step, self.due = step, due


def deal_facts(db: Connection, standings: Mapping[int, Standing], since_us: int) -> Iterator[DealFact]:
    """Those deals; ``standings`` heard all calls since that instant. By id."""
    for ident in in_chunks(db, WON, (deal for deal, standing in standings.items() if not standing.won)):
        standings[ident[0]].won = True
    lacking = (deal for deal, standing in standings.items() if standing.lacks_older)
    for deal, outcome, step, due in in_chunks(db, OLDER, lacking, since_us):
        standings[deal].recall(OUTCOMES[outcome], step, due)
    for ident, name, full, known, watched in sorted(in_chunks(db, GLASSES, standings), key=itemgetter(0)):
        standing = standings[ident]
        won = standing.won
        yield DealFact(
            id=ident,
            team=standing.team,
            name=name,
            rep=standing.rep,
            at=standing.at,
            full=full,
            known=known,
            watched=bool(watched),
            kairos=is_kairos(full, known, watched=bool(watched), signal=bool(standing.signal), won=won),
            stuck=is_stuck(standing.newest, won=won),
            won=won,
            step=standing.step or "",
            due=date.fromisoformat(standing.due) if standing.due else None,
        )


def instant(us: int) -> datetime:
    """The instant of so many microseconds since 1970; exact, for a float holds them for centuries."""
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def in_chunks(db: Connection, sql: str, idents: Iterable[int], *others: int) -> list[rows.Row]:
    """Rows of that query about those ids."""
    found: list[rows.Row] = []
    waiting = iter(idents)
    while some := tuple(islice(waiting, AT_ONCE)):
        found += db.execute(sql.format(marks=marks(len(some))), (*some, *others))
    return found
