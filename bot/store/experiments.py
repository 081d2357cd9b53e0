"""The experiments that reps took."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.sending.outbox import Delivery
from bot.store import outbox, rows
from bot.store.base import StoreBase
from bot.store.facts import ALL_FIVE
from bot.store.sql import insert, marks, select
from dialogs.digest.facts import Trial
from dialogs.measures.rates import Rate
from dialogs.session import Session
from dialogs.trying import TRIALS_KEPT, Tried

TRIAL = "id, rep, experiment, taken, before_count, before_of, judged, ended"

PUT = insert("trials", TRIAL)

END = "UPDATE trials SET ended = ? WHERE id = ? AND rep = ? AND judged = '' AND ended IS NULL"

LAST = select(TRIAL, "trials WHERE rep = ? ORDER BY taken DESC, id DESC LIMIT 1")

OF_REP = select(TRIAL, "trials WHERE rep = ? AND taken >= ? AND taken < ? ORDER BY taken, id")

OF_TEAMS = """
    SELECT t.id, t.rep, t.experiment, t.taken, t.before_count, t.before_of, t.judged, t.ended, p.team
    FROM people p JOIN trials t ON t.rep = p.id
    WHERE p.team IN ({teams}) AND t.taken >= ? AND t.taken < ? ORDER BY t.taken, t.id
"""

TRIED = """
    SELECT (
        SELECT MAX(w.submitted_us) FROM weighed w
        WHERE w.rep = p.id AND w.submitted_us >= ? AND w.submitted_us < ? AND w.grounds <> ?),
        t.id, t.rep, t.experiment, t.taken, t.before_count, t.before_of, t.judged, t.ended
    FROM people p LEFT JOIN trials t ON t.rep = p.id
    WHERE p.id = ? ORDER BY t.taken DESC, t.id DESC LIMIT ?
"""
"""One statement, three short looks by an index: it is asked with every page of a check."""

LOOKED_BACK = timedelta(days=8)
"""Checks of the same week are none older than that, in any zone."""

ALWAYS = 2**62
"""Later than any instant, in microseconds."""


class ExperimentsPart(StoreBase):
    """The port bot.ports.experiments."""

    async def put_trial(
        self,
        trial: Trial,
        deliveries: Sequence[Delivery] = (),
        *,
        ends: int | None = None,
        last: int | None = None,
    ) -> bool:
        """Keep an experiment that a rep took, and that it ended the one of the id ``ends``."""
        return await self._write(lambda db: put_trial(db, trial, deliveries, ends, last))

    async def trial(self, rep: int) -> Trial | None:
        """The experiment that a rep took last."""
        return await self._read(lambda db: _last(db, rep))


def put_trial(
    db: Connection, trial: Trial, deliveries: Sequence[Delivery], ends: int | None, last: int | None
) -> bool:
    """Keep an experiment; the one in whose place it comes ends then, unless a digest has judged it.

    False, and nothing done, where another one than ``last`` is the rep's last by now.
    """
    stands = None if last is None else _last(db, trial.rep)
    if last is not None and (stands.id if stands else 0) != last:
        return False
    taken, seen = rows.text_of(trial.taken), trial.before
    before = (seen.count, seen.of) if seen else (None, None)
    ended = rows.text_of(trial.ended) if trial.ended else None
    if ends is not None:
        db.execute(END, (taken, ends, trial.rep))
    db.execute(PUT, (trial.id, trial.rep, trial.experiment, taken, *before, trial.judged, ended))
    outbox.follow(db, deliveries)
    return True


def of_teams(
    db: Connection, teams: Sequence[int], since: datetime, until: datetime
) -> Iterator[tuple[Trial, int]]:
    """The experiments that these teams' people took in that time, each with its team."""
    sql = OF_TEAMS.format(teams=marks(len(teams)))
    for *row, team in db.execute(sql, (*teams, rows.text_of(since), rows.text_of(until))):
        yield trial_of(row), team


def of_rep(db: Connection, rep: int, since: datetime, until: datetime) -> Iterator[Trial]:
    """The experiments that a rep took in that time."""
    return map(trial_of, db.execute(OF_REP, (rep, rows.text_of(since), rows.text_of(until))))


def tried(db: Connection, rep: int, check: Session | None) -> Tried:
    """What a check has to know of a rep's experiments; one that is begun, of those before it too."""
    since = ALWAYS if check is None else rows.us_of(check.began - LOOKED_BACK)
    until = rows.us_of(check.submitted) if check and check.submitted else ALWAYS
    found = db.execute(TRIED, (since, until, ALL_FIVE, rep, TRIALS_KEPT)).fetchall()
    left_empty = found[0][0] if found else None
    return Tried(
        tuple(trial_of(row[1:]) for row in found if row[1] is not None),
        None if left_empty is None else rows.EPOCH + timedelta(microseconds=left_empty),
    )


def forget(db: Connection, person: int) -> None:
    """Take away what a person took."""
    db.execute("DELETE FROM trials WHERE rep = ?", (person,))


def _last(db: Connection, rep: int) -> Trial | None:
    row = db.execute(LAST, (rep,)).fetchone()
    return trial_of(row) if row else None


def trial_of(row: rows.Row) -> Trial:
    """An experiment taken from TRIAL's columns."""
    ident, rep, experiment, taken, count, of, judged, ended = row
    return Trial(
        id=ident,
        rep=rep,
        experiment=experiment,
        taken=rows.instant(taken),
        before=None if count is None or of is None else Rate(count, of),
        judged=judged,
        ended=rows.instant(ended) if ended else None,
    )
