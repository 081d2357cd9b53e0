"""What an export in chat, an admin's overview and the metrics ask: the port bot.ports.care."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from bot.ports.care import TERMINAL, Enrolled, Frail, LeftOver, Overview
from bot.ports.week import TEAM_SEEN
from bot.sending.outbox import State
from bot.store import experiments, feedback, rows
from bot.store.base import StoreBase
from bot.store.sql import marks, select
from dialogs.digest.facts import Request, Trial
from dialogs.people import Role

EXCHANGES = select(
    feedback.EXCHANGE, "feedback WHERE (rep = ? OR manager = ?) AND body <> '' ORDER BY at DESC, id DESC"
)

TRIALS = select(experiments.TRIAL, "trials WHERE rep = ? ORDER BY taken DESC, id DESC")

ENROLLED = """
    SELECT team, role, COUNT(*) FROM people WHERE id <> 0 GROUP BY team, role ORDER BY team, role
"""

LEFT_OVER = """
    SELECT COALESCE(d.team, p.team), d.state, COUNT(*)
    FROM deliveries d LEFT JOIN people p ON p.id = d.person
    WHERE d.state IN ('failed', 'parked') AND d.settled >= ?
    GROUP BY COALESCE(d.team, p.team), d.state ORDER BY COALESCE(d.team, p.team), d.state
"""

UNSETTLED = (State.WAITING, State.CLAIMED, State.FAILED, State.PARKED)
"""What still has to be seen to, by the courier or by the admin."""

COUNTS = f"SELECT state, COUNT(*) FROM deliveries WHERE state IN ({marks(len(UNSETTLED))}) GROUP BY state"  # noqa: S608

BESIDE = ("", "-wal")
"""The files that a database stands in, by what follows its name."""


TEAM_NAMES = "SELECT name FROM teams t"

SOMEBODY = "SELECT 1 FROM people p WHERE p.team = t.id"

NO_CHANNEL = f"""
    {TEAM_NAMES} WHERE channel = '' AND platform <> '{TERMINAL}' AND EXISTS ({SOMEBODY}) ORDER BY name
"""

NO_MANAGER = f"""
    {TEAM_NAMES} WHERE platform <> '{TERMINAL}' AND EXISTS ({SOMEBODY})
    AND NOT EXISTS ({SOMEBODY} AND p.role <> 'rep') ORDER BY name
"""

NO_PEOPLE = f"{TEAM_NAMES} WHERE NOT EXISTS ({SOMEBODY}) ORDER BY name"

NO_IDENTITY = """
    SELECT email FROM people p WHERE p.id <> 0 AND NOT EXISTS (
        SELECT 1 FROM identities i WHERE i.person = p.id AND i.left_at IS NULL) ORDER BY email
"""

ZONES = """
    SELECT zone, name FROM teams
    UNION SELECT zone, email FROM people WHERE id <> 0
    UNION SELECT c.zone, p.email FROM preferences c JOIN people p ON p.id = c.person ORDER BY 1, 2
"""


class CarePart(StoreBase):
    """Its methods are thin, like all of SqliteStore's."""

    async def exchanges(self, person: int) -> tuple[Request, ...]:
        """Every exchange that a person began or wrote in as a manager, the newest first."""
        return await self._read(lambda db: exchanges(db, person))

    async def trials(self, rep: int) -> tuple[Trial, ...]:
        """Every experiment that a rep took, the newest first."""
        return await self._read(lambda db: trials(db, rep))

    async def overview(self, since: datetime) -> Overview:
        """How the house is; what is left over counts if it was settled since then."""
        return await self._read(lambda db: overview(db, self.path, since))

    async def frail(self) -> Frail:
        """Teams and people that something is missing for."""
        return await self._read(frail)

    async def unsettled(self) -> Mapping[State, int]:
        """How many deliveries wait, are claimed, failed or are parked now."""
        return await self._read(unsettled)


def exchanges(db: Connection, person: int) -> tuple[Request, ...]:
    """The exchanges that a person is one side of."""
    return tuple(feedback.request_of(row) for row in db.execute(EXCHANGES, (person, person)))


def trials(db: Connection, rep: int) -> tuple[Trial, ...]:
    """The experiments of a rep."""
    return tuple(experiments.trial_of(row) for row in db.execute(TRIALS, (rep,)))


def overview(db: Connection, path: Path, since: datetime) -> Overview:
    """Counts by team; people who were forgotten are nobody and are not counted."""
    enrolled = [Enrolled(team, Role(role), count) for team, role, count in db.execute(ENROLLED)]
    left = db.execute(LEFT_OVER, (rows.text_of(since),))
    (written,) = db.execute("SELECT MAX(at) FROM digests WHERE kind <> ?", (TEAM_SEEN,)).fetchone()
    return Overview(
        enrolled=tuple(enrolled),
        left_over=tuple(LeftOver(team, State(state), count) for team, state, count in left),
        digests=rows.instant(written) if written else None,
        size=sum(file.stat().st_size for end in BESIDE if (file := path.with_name(path.name + end)).exists()),
    )


def frail(db: Connection) -> Frail:
    """What is missing for whom."""

    def names(sql: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in db.execute(sql))

    zones: dict[str, tuple[str, ...]] = {}
    for zone, whose in db.execute(ZONES):
        if zone:
            zones[zone] = (*zones.get(zone, ()), whose)
    return Frail(
        no_channel=names(NO_CHANNEL),
        no_manager=names(NO_MANAGER),
        no_people=names(NO_PEOPLE),
        no_identity=names(NO_IDENTITY),
        zones=zones,
    )


def unsettled(db: Connection) -> Mapping[State, int]:
    """Counts of what is not over, zeros too."""
    found = db.execute(COUNTS, [state.value for state in UNSETTLED]).fetchall()
    return dict.fromkeys(UNSETTLED, 0) | {State(state): count for state, count in found}
