"""The made-up manager: answers what reps ask, writes to them unasked, looks at a deal."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.coach.use_cases import Sent
from bot.demo.made_up import MadeUp
from bot.ids import ids
from bot.ports import Store
from dialogs.document import Act
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.people import Person, Team

NOTE_DAYS = (3, 10, 17)
"""So many days before the present week's Monday the manager writes to somebody unasked."""

LOOK_DAY = 4
"""So many days before that Monday the manager opens the deals that need help."""

LOOKED_AT = frozenset({"kairos", "stuck"})


class Desk:
    """The manager's quarter of an hour at the end of a working day."""

    def __init__(  # noqa: PLR0913, PLR0917  a story has many threads
        self, store: Store, library: Library, manager: Person, team: Team, world: MadeUp, now: datetime
    ) -> None:
        """``now``: when the history ends. What was asked in its last week waits."""
        self._store = store
        self._clock = FixedClock(now)
        self._ids = ids(self._clock, manager.id)
        self._coach = Coach(store, library, self._clock, self._ids)
        self._manager = manager
        self._team = team
        self._world = world
        today = local_day(now, team.zone)
        self._monday = today - timedelta(days=today.weekday())
        self._answers: Iterator[str] = cycle(world.answers)
        self._notes: Iterator[str] = iter(world.notes)

    async def sit(self, instant: datetime) -> None:
        """Answer what waits, and what else a manager does on that day."""
        self._clock.instant = instant
        day = local_day(instant, self._team.zone)
        if day >= self._monday:
            return
        for request in await self._store.requests(self._team.id):
            await self._send(Act.REPLY, request.id, "reply", next(self._answers))
        before = (self._monday - day).days
        if before in NOTE_DAYS:
            await self._write(day)
        if before == LOOK_DAY:
            for deal in self._world.deals:
                known = await self._store.deal_named(self._team.id, deal.name)
                if deal.course in LOOKED_AT and known is not None:
                    await self._coach.press(self._manager, Act.DEAL, str(known.id), self._key())

    async def _write(self, day: date) -> None:
        reps = self._world.reps
        rep = await self._store.with_email(reps[day.toordinal() // 7 % len(reps)].email)
        text = next(self._notes, "")
        if rep is not None and text:
            await self._send(Act.NOTE, rep.id, "note", text)

    async def _send(self, act: Act, ref: int, page: str, text: str) -> None:
        values: dict[str, Values] = {"text": (text,)}
        form = Sent(act=act, ref=str(ref), page=page, values=values)
        await self._coach.fill(self._manager, form, self._key())

    def _key(self) -> str:
        return f"played:{self._ids()}"
