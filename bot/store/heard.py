"""Calls sorted in as they are read, and where their deals stand after them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from bot.store import rows
from bot.store.deal_facts import OUTCOMES, Standing, made
from bot.store.found import Found
from dialogs.deal import Outcome
from dialogs.measures.facts import CallFact


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
