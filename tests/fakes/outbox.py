"""The port bot.ports.outbox in memory, and the outbox's way of claiming and settling."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.ports.outbox import Ends
from bot.sending.outbox import FIRST, Delivery, Kind, State
from dialogs.cadence import Fate
from dialogs.people import Role
from tests.fakes.tables import FakeBase

LEFT_TO_THE_ADMIN = {State.FAILED, State.PARKED}


class FakeOutbox(FakeBase):
    """Part of tests.fakes.store.FakeStore."""

    _carries = False

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[bool]:
        ours = not self._carries
        if ours:
            self._carries = True
        try:
            yield ours
        finally:
            if ours:
                self._carries = False

    async def deliveries(self, *states: State) -> tuple[Delivery, ...]:
        found = [each for each in self._kept.deliveries.values() if not states or each.state in states]
        return tuple(sorted(found, key=lambda each: (each.due, each.id)))

    async def claim(self, now: datetime, limit: int = 20) -> tuple[Delivery, ...]:
        due = [each for each in await self.deliveries(State.WAITING) if each.due <= now]
        first = sorted(due, key=lambda each: FIRST.index(each.kind))[:limit]
        return tuple(self._change(each, state=State.CLAIMED, attempts=each.attempts + 1) for each in first)

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        for each in await self.deliveries():
            if each.id != delivery:
                continue
            if state is State.WAITING:
                self._change(each, state=state, due=at, why=why)
            elif state is State.SENT and self._kept.again.get(each.key):
                self._change(each, state=State.WAITING, attempts=0, why=why, unsure=False)
            elif state is State.SENT:
                self._change(each, state=state, why=why, unsure=False)
            else:
                self._change(each, state=state, why=why)
            stood = "again" in each.payload and each.key in self._kept.settled
            if not (stood and state in {State.SENT, State.SKIPPED, State.WAITING}):
                self._kept.settled[each.key] = at

    async def doubt(self, delivery: int, at: datetime, why: str) -> None:
        for each in await self.deliveries(State.CLAIMED):
            if each.id == delivery:
                self._change(each, state=State.WAITING, unsure=True, due=at, why=why)

    async def send_again(self, delivery: int, at: datetime, until: datetime) -> bool:
        for each in await self.deliveries(*LEFT_TO_THE_ADMIN):
            if each.id == delivery:
                times = {"due": min(each.due, at), "until": max(each.until, until)}
                self._change(each, state=State.WAITING, unsure=False, attempts=0, **times)
                return True
        return False

    async def drop(self, delivery: int, at: datetime, why: str) -> bool:
        for each in await self.deliveries(*LEFT_TO_THE_ADMIN):
            if each.id == delivery:
                self._change(each, state=State.SKIPPED, why=why)
                return True
        return False

    async def keyed(self, keys: Sequence[str]) -> tuple[Delivery, ...]:
        return tuple(each for each in await self.deliveries() if each.key in set(keys))

    async def fates(self, rep: int, now: datetime, ends: Ends, limit: int = 12) -> tuple[Fate, ...]:
        nudges = [
            each
            for each in await self.deliveries(State.SENT, State.SKIPPED)
            if each.person == rep and each.kind is Kind.NUDGE
            if each.state is State.SENT or each.why == "spared"
        ]
        return tuple(self._fate(each, now, ends(each.until)) for each in nudges[-limit:])

    async def clocks(self) -> frozenset[tuple[str, str]]:
        teams = self._kept.teams
        found = {(team.zone, team.tip_time) for team in teams.values() if team.channel}
        for person in self._kept.people.values():
            team = teams.get(person.team or 0)
            if team and person.role in {Role.REP, Role.MANAGER}:
                clock = team.rep_digest if person.role is Role.REP else team.manager_digest
                found.add((person.zone or team.zone, clock))
        return frozenset(found)

    def _fate(self, nudge: Delivery, now: datetime, until: datetime) -> Fate:
        if nudge.why == "spared":
            return Fate.SPARED
        check = self._kept.sessions.get(int(nudge.payload.get("session", 0)))
        reflected = check and any(
            each.flow == "postcall"
            and (each.rep, each.deal) == (check.rep, check.deal)
            and each.submitted
            and check.submitted
            and check.submitted <= each.submitted < until
            for each in self._kept.sessions.values()
        )
        if reflected:
            return Fate.ANSWERED
        return Fate.OPEN if now < until else Fate.IGNORED

    def _change(self, delivery: Delivery, **changes: object) -> Delivery:
        self._kept.again[delivery.key] = False
        changed = self._kept.deliveries[delivery.key] = delivery.model_copy(update=changes)
        return changed
