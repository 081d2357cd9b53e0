"""The schedule: works out what is due, writes it into the outbox, and has it carried. It holds no timers.

    when somebody's local time has come ─► all that is due ─► tips: deliveries ────────┐
                                                          └─► digests: written, kept ──┴─► the courier

Everything is kept under unique keys, so that a restart, a second tick or a second process changes nothing.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.errors import StoreError
from bot.ids import Ids
from bot.ports import Store
from bot.ports.week import Schedule as Entries
from bot.sending.calendar import day_off
from bot.sending.courier import LONGEST, STANDS_BY, Courier, Done
from bot.sending.hours import Asked, next_of
from bot.sending.outbox import Delivery, Kind, State
from bot.uncollected import uncollected
from dialogs.cadence import DaysOff, Due, PersonEntry, TeamEntry, due

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=35)
"""The keys of so many days tell what was recorded already; ``cadence.due`` looks back less."""

PEOPLE_AT_ONCE = 50
"""After so many people other work gets its turn: nothing long on the loop."""

DUES_AT_ONCE = 20_000
"""So many digests, and a team's more, are handed over at a time."""

GIVES_WAY = 2 * STANDS_BY
"""Seconds after a long turn in which another process may have one: `kairos tick` beside a busy `serve`."""

TIDIED = "tidied"
"""The store's note of the day on which it was tidied last."""


class DigestWriter(Protocol):
    """Writes digests and their deliveries."""

    async def write(self, dues: Sequence[Due], now: datetime) -> None:
        """Write those that are due, and record those to be skipped; a key that is known changes nothing."""


class Schedule:
    """Has its rounds called for by whatever serves, or once by `kairos tick`."""

    def __init__(  # noqa: PLR0913, PLR0917  it stands between all of these
        self,
        store: Store,
        courier: Courier,
        writer: DigestWriter,
        clock: Clock,
        ids: Ids,
        days_off: DaysOff = day_off,
        keep: timedelta | None = None,
    ) -> None:
        """``courier`` carries what is due, ``writer`` writes the digests; ``ids`` are for the deliveries.

        ``keep``: what reps wrote is deleted when it is older than that; None: it stays.
        """
        self._store = store
        self._courier = courier
        self._writer = writer
        self._clock = clock
        self._ids = ids
        self._days_off = days_off
        self._keep = keep
        self._asked: Asked | None = None
        self._tidied = ""
        self._one_at_a_time = asyncio.Lock()

    async def round(self) -> tuple[Done, ...]:
        """Do what is due now, for a while; what became of each delivery that was carried.

        Where something was carried there may be more: only a round that carried nothing has done it all.
        """
        carried, _ = await self._round(all_of_it=False)
        return tuple(carried.values())

    async def tick(self) -> tuple[Done, ...]:
        """Do all that is due now, and tell besides what has become due only to be skipped, or to wait."""
        carried, planned = await self._round(all_of_it=True)
        kept = await self._store.keyed(sorted(planned))
        others = (each for each in kept if each.id not in carried)
        return (
            *carried.values(),
            *(Done(delivery=each, state=each.state, why=each.why) for each in others),
        )

    async def _round(self, *, all_of_it: bool) -> tuple[dict[int, Done], set[str]]:
        done: dict[int, Done] = {}
        planned: set[str] = set()
        async with self._one_at_a_time:
            await self._tidy()
            began = self._clock.now()
            while carried := await self._part(planned):
                done |= {each.delivery.id: each for each in carried}
                if self._clock.now() - began >= LONGEST:
                    await asyncio.sleep(GIVES_WAY)
                    if not all_of_it:
                        break
                    began = self._clock.now()
        return done, planned

    async def _part(self, planned: set[str]) -> tuple[Done, ...]:
        """What is due is worked out and carried in one turn: two processes never work it out at once."""
        async with self._courier.turn() as ours:
            if not ours:
                return ()
            try:
                planned.update(await self._plan())
            except Exception:  # what waits already does not suffer from what cannot be worked out
                await self._courier.carry()
                raise
            return await self._courier.carry()

    def stop(self) -> None:
        """Begin nothing more; the round under way comes to its end soon."""
        self._courier.stop()

    async def _plan(self) -> Sequence[str]:
        """Put what is due into the outbox; the keys of all that."""
        now = self._clock.now()
        last = self._asked
        if last and last.just_looked(now):
            return ()
        clocks = await self._store.clocks()
        if last and last.holds(clocks, now):
            last.looked = now
            return ()
        with uncollected():  # ten thousand people are made at once, and forgotten right after
            keys = await self._ask(now)
        self._asked = Asked(clocks, now, next_of(clocks, now), looked=now)
        return keys

    async def _ask(self, now: datetime) -> Sequence[str]:
        """Ask about everybody, and put what is due into the outbox."""
        entries = await self._store.schedule(now - LOOK_BACK)
        await asyncio.to_thread(self._learn_holidays, {each.team.country for each in entries.teams}, now)
        keys: list[str] = []
        digests: list[Due] = []
        for teams, people in together(entries):
            found = due(now, teams, people, entries.sent, self._days_off)
            keys += [each.key for each in found]
            if tips := [self._tip(each) for each in found if each.person is None]:
                await self._store.enqueue(tips)
            digests += [each for each in found if each.person is not None]
            if len(digests) >= DUES_AT_ONCE:
                await self._writer.write(digests, now)
                digests = []
            await asyncio.sleep(0)
        if digests:
            await self._writer.write(digests, now)
        return keys

    def _learn_holidays(self, countries: Iterable[str], now: datetime) -> None:
        """Ask for them once, off the loop: a country's year takes a while, but only the first time."""
        for country in countries:
            for day in (now - LOOK_BACK, now, now + LOOK_BACK):
                self._days_off(country, day.date())

    def _tip(self, tip: Due) -> Delivery:
        return Delivery(
            id=self._ids(),
            kind=Kind.TIP,
            key=tip.key,
            person=None,
            team=tip.team,
            due=tip.goes,
            until=tip.until,
            payload={"period": tip.period},
            state=State.SKIPPED if tip.why else State.WAITING,
            why=tip.why.value if tip.why else "",
        )

    async def _tidy(self) -> None:
        """Tidy the store up, once a day."""
        today = self._clock.now().date().isoformat()
        if self._tidied < today:
            self._tidied = await self._store.note(TIDIED) or ""
        if self._tidied < today:
            try:
                await self._store.tidy(self._clock.now(), self._keep)
                await self._store.put_note(TIDIED, today)
            except StoreError as error:  # what is due does not suffer from what cannot be tidied
                log.warning("the store could not be tidied up: %s", error)
                return
            self._tidied = today


def together(entries: Entries) -> Iterator[tuple[Sequence[TeamEntry], Sequence[PersonEntry]]]:
    """Teams with their people, so many people at a time; a team is never torn apart."""
    of: dict[int | None, list[PersonEntry]] = {}
    for reader in entries.people:
        of.setdefault(reader.person.team, []).append(reader)
    teams: list[TeamEntry] = []
    people: list[PersonEntry] = []
    for entry in entries.teams:
        teams.append(entry)
        people += of.get(entry.team.id, ())
        if len(people) + len(teams) >= PEOPLE_AT_ONCE:
            yield teams, people
            teams, people = [], []
    yield teams, people
