"""What a team sets in chat: its times, its tips, its members. The port bot.ports.teams."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from sqlite3 import Connection

from bot.errors import StoreError
from bot.sending.outbox import Delivery
from bot.store import outbox, people, rows
from bot.store.base import StoreBase
from bot.store.enrolments import enrol
from bot.store.roster import change_team
from bot.store.sql import insert, select
from dialogs.people import Person, Role, Team
from dialogs.tips import Given, Wishes, retired

OF_ID = select(rows.TEAM, "teams WHERE id = ?")

WISHES = select("theme_order, pinned, skipped, follow_gaps", "wishes WHERE team = ?")

PUT_WISHES = f"""
    {insert("wishes", "team, theme_order, pinned, skipped, follow_gaps")}
    ON CONFLICT (team) DO UPDATE SET
        theme_order = excluded.theme_order, pinned = excluded.pinned, skipped = excluded.skipped,
        follow_gaps = excluded.follow_gaps
"""

PAUSE = f"""
    {insert("wishes", "team, theme_order, pinned, skipped, follow_gaps, paused_until")}
    ON CONFLICT (team) DO UPDATE SET paused_until = excluded.paused_until
"""

NOT_FOR_US = "SELECT tip, COUNT(*) FROM tip_presses WHERE team = ? AND wanted = 0 GROUP BY tip"

GIVEN = select("tip, day", "tips_given WHERE team = ? AND day >= ? ORDER BY day")

GIVE = f"{insert('tips_given', 'team, day, tip')} ON CONFLICT (team, day) DO NOTHING"

PRESS = f"""
    {insert("tip_presses", "team, tip, person, wanted")}
    ON CONFLICT (team, tip, person) DO UPDATE SET wanted = excluded.wanted
"""

PRESSED = "SELECT wanted, COUNT(*) FROM tip_presses WHERE team = ? AND tip = ? GROUP BY wanted"


LEADERS = select(
    rows.PERSON,
    """people WHERE (team = ? AND role = 'manager') OR (role = 'admin' AND team IN (
        SELECT id FROM teams WHERE platform = ? AND workspace = ?)) ORDER BY name, id""",
)


class TeamPart(StoreBase):
    """Teams, their tips, and their members."""

    async def team(self, team: int) -> Team | None:
        """The team of that id."""
        return await self._read(lambda db: _team(db, team))

    async def leaders(self, team: Team) -> tuple[Person, ...]:
        """Who sets that team up, by name: its managers, and the admins of all teams of its workspace."""
        return await self._read(lambda db: leaders(db, team))

    async def put_team(self, team: Team, at: datetime) -> None:
        """Change a team's channel, country, zone and times; what was due before ``at`` is not theirs then."""
        await self._write(lambda db: put_team(db, team, at))

    async def put_member(
        self, person: int, team: int | None, role: Role, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> None:
        """Put a person into a team (None: none) in a role; ``deliveries`` tell, in the same transaction."""
        await self._write(lambda db: put_member(db, person, team, role, at, deliveries))

    async def wishes(self, team: int) -> Wishes:
        """What a team set for its tips; ``retired`` follows from its "Not for us"."""
        return await self._read(lambda db: wishes(db, team))

    async def put_wishes(self, team: int, wishes: Wishes) -> None:
        """Keep order, pinned, skipped and follow_gaps."""
        row = (team, rows.packed(wishes.order), wishes.pinned, rows.packed(sorted(wishes.skipped)))
        await self._write(lambda db: db.execute(PUT_WISHES, (*row, int(wishes.follow_gaps))).rowcount)

    async def pause_tips(self, team: int, until: date | None) -> None:
        """No tips up to and with that day; None: tips again."""
        day = until.isoformat() if until else None
        await self._write(lambda db: db.execute(PAUSE, (team, "[]", "", "[]", 0, day)).rowcount)

    async def tips_paused(self, team: int) -> date | None:
        """The last day without tips, as it was set; None: not paused."""
        return await self._read(lambda db: paused(db, team))

    async def given(self, team: int, since: date) -> tuple[Given, ...]:
        """The tips that a team got since then, the oldest first."""
        return await self._read(lambda db: given(db, team, since))

    async def give(self, team: int, tip: str, day: date) -> None:
        """A team got a tip that day; a day has one, the first."""
        await self._write(lambda db: db.execute(GIVE, (team, day.isoformat(), tip)).rowcount)

    async def press_tip(
        self, team: int, tip: str, person: int, *, wanted: bool, deliveries: Sequence[Delivery] = ()
    ) -> None:
        """Count a press: "Trying it today" or "Not for us". A person counts once, their last word."""
        await self._write(lambda db: press(db, (team, tip, person, int(wanted)), deliveries))

    async def pressed(self, team: int, tip: str) -> Mapping[bool, int]:
        """How many people pressed each of a tip's two buttons."""
        return await self._read(lambda db: pressed(db, team, tip))


def leaders(db: Connection, team: Team) -> tuple[Person, ...]:
    """Its managers, and its workspace's admins."""
    found = db.execute(LEADERS, (team.id, team.platform, team.workspace))
    return tuple(map(rows.person, found))


def put_team(db: Connection, team: Team, at: datetime) -> None:
    """Change a team that is there."""
    known = _team(db, team.id)
    if known is None:
        raise StoreError("no such team")
    change_team(db, team, known, at)


def put_member(  # noqa: PLR0913, PLR0917  as the port has it
    db: Connection, person: int, team: int | None, role: Role, at: datetime, deliveries: Sequence[Delivery]
) -> None:
    """Put a person into a team; unless they were there in that role, they are enrolled anew."""
    known = people.person(db, person)
    if known is None:
        raise StoreError("nobody has that id")
    if (known.team, known.role) != (team, role):
        db.execute("UPDATE people SET team = ?, role = ? WHERE id = ?", (team, role.value, person))
        enrol(db, person, at)
    outbox.enqueue(db, deliveries)


def wishes(db: Connection, team: int) -> Wishes:
    """What a team set for its tips."""
    row = db.execute(WISHES, (team,)).fetchone()
    gone = retired(dict(db.execute(NOT_FOR_US, (team,)).fetchall()))
    if row is None:
        return Wishes(retired=gone)
    order, pinned, skipped, follow_gaps = row
    return Wishes(
        order=tuple(json.loads(order)),
        pinned=pinned,
        skipped=frozenset(json.loads(skipped)),
        retired=gone,
        follow_gaps=bool(follow_gaps),
    )


def paused(db: Connection, team: int) -> date | None:
    """The last day without tips."""
    row = db.execute(select("paused_until", "wishes WHERE team = ?"), (team,)).fetchone()
    return date.fromisoformat(row[0]) if row and row[0] else None


def press(db: Connection, row: rows.Row, deliveries: Sequence[Delivery]) -> None:
    """Count a press, and show the counts where the tip stands."""
    db.execute(PRESS, row)
    outbox.follow(db, deliveries)


def given(db: Connection, team: int, since: date) -> tuple[Given, ...]:
    """The tips of a team's days."""
    found = db.execute(GIVEN, (team, since.isoformat()))
    return tuple(Given(tip=tip, day=date.fromisoformat(day)) for tip, day in found)


def pressed(db: Connection, team: int, tip: str) -> Mapping[bool, int]:
    """How many said each of the two."""
    counts = {bool(wanted): count for wanted, count in db.execute(PRESSED, (team, tip))}
    return {True: 0, False: 0} | counts


def _team(db: Connection, ident: int) -> Team | None:
    row = db.execute(OF_ID, (ident,)).fetchone()
    return rows.team(row) if row else None
