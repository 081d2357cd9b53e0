"""The port bot.ports.care in memory, and what goes with age."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from bot.ports.care import TERMINAL, Enrolled, Frail, LeftOver, Overview
from bot.ports.week import TEAM_SEEN
from bot.sending.outbox import State
from dialogs.digest.facts import Request, Trial
from dialogs.people import Role
from dialogs.session import Status
from tests.fakes.tables import FakeBase, Tables

UNSETTLED = (State.WAITING, State.CLAIMED, State.FAILED, State.PARKED)


class FakeCare(FakeBase):
    """Part of tests.fakes.store.FakeStore."""

    async def exchanges(self, person: int) -> tuple[Request, ...]:
        found = [each for each in self._kept.requests.values() if person in {each.rep, each.manager}]
        told = [each for each in found if each.text]
        return tuple(sorted(told, key=lambda each: (each.at, each.id), reverse=True))

    async def trials(self, rep: int) -> tuple[Trial, ...]:
        found = [each for each in self._kept.trials.values() if each.rep == rep]
        return tuple(sorted(found, key=lambda each: (each.taken, each.id), reverse=True))

    async def overview(self, since: datetime) -> Overview:
        people = self._kept.people
        enrolled = Counter((each.team, each.role) for each in people.values() if each.id)
        left = Counter(
            (each.team if each.team is not None else self._team_of(each.person), each.state)
            for each in self._kept.deliveries.values()
            if each.state in {State.FAILED, State.PARKED} and self._kept.settled[each.key] >= since
        )
        return Overview(
            enrolled=tuple(Enrolled(*each, enrolled[each]) for each in sorted(enrolled, key=_none_first)),
            left_over=tuple(LeftOver(*each, left[each]) for each in sorted(left, key=_none_first)),
            digests=max(
                (each.at for each in self._kept.digests.values() if each.kind != TEAM_SEEN), default=None
            ),
            size=0,
        )

    async def frail(self) -> Frail:
        kept = self._kept
        people = [each for each in kept.people.values() if each.id]
        teams = sorted(kept.teams.values(), key=lambda team: team.name)
        served = [team for team in teams if team.platform != TERMINAL]
        roles = {team.id: {each.role for each in people if each.team == team.id} for team in teams}
        alive = {whose for identity, whose in kept.identities.items() if identity not in kept.left}
        zones: dict[str, tuple[str, ...]] = {}
        chosen = [(kept.people[each].email, chose.zone) for each, chose in kept.preferences.items()]
        named = {*((team.name, team.zone) for team in teams), *((each.email, each.zone) for each in people)}
        for whose, zone in sorted({*named, *chosen}):
            if zone:
                zones[zone] = (*zones.get(zone, ()), whose)
        return Frail(
            no_channel=tuple(team.name for team in served if roles[team.id] and not team.channel),
            no_manager=tuple(team.name for team in served if roles[team.id] == {Role.REP}),
            no_people=tuple(team.name for team in teams if not roles[team.id]),
            no_identity=tuple(sorted(each.email for each in people if each.id not in alive)),
            zones=zones,
        )

    async def unsettled(self) -> Mapping[State, int]:
        counted = Counter(each.state for each in self._kept.deliveries.values())
        return {state: counted[state] for state in UNSETTLED}

    def _team_of(self, person: int | None) -> int | None:
        known = self._kept.people.get(person or 0)
        return known.team if known else None


def _none_first(key: tuple[int | None, str]) -> tuple[int, str]:
    team, what = key
    return team or 0, what


def let_go(kept: Tables, before: datetime) -> None:
    """What was written before that instant goes; deal facts and counts stay."""
    for each in list(kept.sessions.values()):
        if each.shown < before:
            facts = {key: each.answers[key] for key in ("agreed", "signals") if key in each.answers}
            status = Status.LET_GO if each.status is Status.OPEN else each.status
            left = {"answers": facts, "draft": {}, "push_back": None, "status": status}
            kept.sessions[each.id] = each.model_copy(update=left)
            kept.grounds.pop(each.id, None)
            kept.aged.add(each.id)
    alive = {each.deal for each in kept.sessions.values() if each.shown >= before}
    for deal, person, question in list(kept.memory):
        if person and deal not in alive:
            del kept.memory[deal, person, question]
    for request in list(kept.requests.values()):
        if request.at < before:
            kept.requests[request.id] = request._replace(text="", answer="", deal="")
    kept.trials = {key: each for key, each in kept.trials.items() if each.taken >= before}
    kept.posts = {key: each for key, each in kept.posts.items() if each.at >= before}
