"""Deals as a team sees them now, from their calls: a few set-based queries, however many deals they are."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from sqlite3 import Connection

from bot.store import rows
from bot.store.sql import marks, padded
from dialogs.deal import STUCK_REFLECTIONS, SUCCESSES, Outcome, is_kairos, is_stuck
from dialogs.digest.facts import DealFact

AT_ONCE = 500
"""A query asks for so many ids."""

OUTCOMES = {outcome.value: outcome for outcome in Outcome}

GLASSES = """
    SELECT d.id, d.name, COALESCE(SUM(c.is_full), 0), COUNT(c.id),
        COALESCE(MAX(CASE WHEN c.text = 'watch-my-back' THEN c.is_full ELSE 0 END), 0), d.walk
    FROM deals d LEFT JOIN conditions c ON c.deal = d.id
    WHERE d.id IN ({marks}) AND d.closed_at IS NULL GROUP BY d.id, d.name, d.walk
"""

WON = "SELECT DISTINCT deal FROM calls WHERE outcome = 'order' AND deal IN ({marks})"

BEFORE = """
    (SELECT c.outcome FROM calls c WHERE c.deal = d.id AND c.submitted_us < ?
        ORDER BY c.submitted_us DESC, c.session DESC LIMIT 1 OFFSET {back})
"""

OUTCOMES_BEFORE = ", ".join(BEFORE.format(back=back) for back in range(STUCK_REFLECTIONS - 1))

OLDER = f"SELECT d.id, {OUTCOMES_BEFORE} FROM deals d WHERE d.id IN ({{marks}})"  # noqa: S608
"""The last outcomes before that: a long history is not gone through."""

OLDER_STEP = """
    SELECT d.id, c.step, c.due
    FROM deals d JOIN calls c ON c.deal = d.id AND c.step IS NOT NULL AND c.submitted_us = (
        SELECT MAX(p.submitted_us) FROM calls p
        WHERE p.deal = d.id AND p.step IS NOT NULL AND p.submitted_us < ?)
    WHERE d.id IN ({marks}) ORDER BY c.session
"""


class Standing:
    """Where a deal stands after the calls heard so far, each later than those before.

    ``newest``: their outcomes, the newest at the end. ``step`` and ``due``: what the buyer promised last.
    ``called``: one of the calls is among the facts at hand.
    """

    __slots__ = ("called", "due", "newest", "rep", "signal", "step", "team", "us", "won")

    def __init__(self, team: int) -> None:
        """No call was heard yet."""
        self.team = team
        self.rep = 0
        self.us = 0
        self.newest: list[Outcome] = []
        self.step: str | None = None
        self.due: str | None = None
        self.signal = 0
        self.won = self.called = False

    @property
    def lacks_outcomes(self) -> bool:
        """Whether calls before those heard may still say that it is stuck."""
        newest = self.newest
        if self.won or len(newest) >= STUCK_REFLECTIONS:
            return False
        return SUCCESSES.isdisjoint(newest)


made = tuple.__new__
"""Makes a named tuple of a tuple: twice as fast as by its own constructor."""


def deal_facts(
    db: Connection, standings: Mapping[int, Standing], since_us: int, *, promises: bool = True
) -> Iterator[DealFact]:
    """Those deals; ``standings`` heard all calls since that instant. By id.

    ``promises``: what the buyer promised is wanted.
    """
    for ident in in_chunks(db, WON, [deal for deal, standing in standings.items() if not standing.won]):
        standings[ident[0]].won = True
    short = [deal for deal, standing in standings.items() if standing.lacks_outcomes]
    for deal, *before in in_chunks(db, OLDER, short, *[since_us] * (STUCK_REFLECTIONS - 1)):
        newest = standings[deal].newest
        for outcome in before:
            if outcome is not None:
                newest.insert(0, OUTCOMES[outcome])
    stepless = [deal for deal, standing in standings.items() if promises and standing.step is None]
    for deal, step, due in in_chunks(db, OLDER_STEP, stepless, since_us):
        standings[deal].step, standings[deal].due = step, due
    for ident, name, full, known, watched, walk in sorted(
        in_chunks(db, GLASSES, standings), key=itemgetter(0)
    ):
        standing = standings[ident]
        won, due = standing.won, standing.due
        said = (
            ident,
            standing.team,
            name,
            standing.rep,
            instant(standing.us),
            full,
            known,
            bool(watched),
            is_kairos(full, known, watched=bool(watched), signal=bool(standing.signal), won=won),
            is_stuck(standing.newest, won=won),
            won,
            (standing.step or "") if promises else "",
            date.fromisoformat(due) if promises and due else None,
            walk or "",
        )
        yield made(DealFact, said)


def instant(us: int) -> datetime:
    """The instant of so many microseconds since 1970; exact, for a float holds them for centuries."""
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def in_chunks(db: Connection, sql: str, idents: Iterable[int], *others: int) -> list[rows.Row]:
    """Rows of that query about those ids; whatever else is bound stands before them."""
    found: list[rows.Row] = []
    waiting = iter(idents)
    while some := tuple(islice(waiting, AT_ONCE)):
        asked = padded(some)
        found += db.execute(sql.format(marks=marks(len(asked))), (*others, *asked))
    return found
