"""The bare peer of benchmarks/week.py: the plain counts of one week for all reps at once, and nothing else.

Four set-based statements, each along an index: what each rep checked and how full that was, what their calls
came to, how often they came prepared and what stood in their way, and which of their deals moved. A report
would print these. A digest is more than counts: it compares with eight weeks before, chooses what to say,
says it in sentences, sees to who may know what, and is stored and enqueued durably.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from bot.store import rows as stored
from dialogs.measures.facts import Week, span

ZONE = "Europe/Berlin"
SINCE = "t.id AND {0}.submitted_us >= :begins AND {0}.submitted_us < :ends"

COUNTS = tuple(
    statement.format(within=SINCE.format("f"))
    for statement in (
        """SELECT f.rep, COUNT(*), SUM(f.grounds = 31), AVG(f.chance) FROM teams t
            CROSS JOIN weighed f ON f.team = {within} GROUP BY f.rep""",
        """SELECT f.rep, COUNT(*), SUM(f.outcome = 'order'), SUM(f.outcome = 'advance'),
            SUM(f.outcome = 'continuation'), SUM(f.outcome = 'no-sale'), SUM(f.theirs), SUM(f.ours)
            FROM teams t CROSS JOIN calls f ON f.team = {within} GROUP BY f.rep""",
        """SELECT f.rep, COUNT(f.check_id), SUM(f.barrier <> 'none'), SUM(f.plan = 'kept') FROM teams t
            CROSS JOIN reflected f ON f.team = {within} GROUP BY f.rep""",
        """SELECT f.rep, COUNT(DISTINCT f.deal) FROM teams t
            CROSS JOIN calls f ON f.team = {within} AND f.theirs > 0 GROUP BY f.rep""",
    )
)


def counted(path: Path, week: Week) -> float:
    """Seconds that the counts of that week take, all of them fetched. Raises ValueError if there are none."""
    begins, ends = ((at - stored.EPOCH) // stored.MICROSECOND for at in span(week, ZONE))
    with closing(sqlite3.connect(path)) as db:
        began = perf_counter()
        found = [db.execute(counts, {"begins": begins, "ends": ends}).fetchall() for counts in COUNTS]
        seconds = perf_counter() - began
    if not all(found):
        raise ValueError("nobody did anything that week")
    return seconds
