"""The port bot.ports.teams in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.sending.outbox import Delivery
from dialogs.people import Person, Role, Team
from dialogs.tips import Given, Wishes, retired
from tests.fakes.tables import FakeBase, Tables, add, follow, must

WHEN_AND_WHERE = ("channel", "zone", "rep_digest", "manager_digest", "tip_time")


class FakeTeams(FakeBase):
    """Teams, their tips, and their members."""

    async def team(self, team: int) -> Team | None:
        return self._kept.teams.get(team)

    async def leaders(self, team: Team) -> tuple[Person, ...]:
        near = {
            each.id
            for each in self._kept.teams.values()
            if (each.platform, each.workspace) == (team.platform, team.workspace)
        }
        found = [
            each
            for each in self._kept.people.values()
            if (each.role is Role.MANAGER and each.team == team.id)
            or (each.role is Role.ADMIN and each.team in near)
        ]
        return tuple(sorted(found, key=lambda each: (each.name, each.id)))

    async def put_team(self, team: Team, at: datetime) -> None:
        must(team.id in self._kept.teams, "no such team")
        change_team(self._kept, team, at)

    async def put_member(
        self, person: int, team: int | None, role: Role, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> None:
        must(person in self._kept.people, "nobody has that id")
        must(team is None or team in self._kept.teams, "no such team")
        known = self._kept.people[person]
        if (known.team, known.role) != (team, role):
            self._kept.people[person] = known.model_copy(update={"team": team, "role": role})
            self._kept.enrolled[person] = at
        for delivery in deliveries:
            add(self._kept, delivery)

    async def wishes(self, team: int) -> Wishes:
        not_for_us = Counter(
            tip for (whose, tip, _), wanted in self._kept.presses.items() if whose == team and not wanted
        )
        wishes = self._kept.wishes.get(team, Wishes())
        return wishes.model_copy(update={"retired": retired(not_for_us)})

    async def put_wishes(self, team: int, wishes: Wishes) -> None:
        must(team in self._kept.teams, "no such team")
        self._kept.wishes[team] = wishes

    async def pause_tips(self, team: int, until: date | None) -> None:
        must(team in self._kept.teams, "no such team")
        self._kept.paused.pop(team, None)
        if until:
            self._kept.paused[team] = until

    async def tips_paused(self, team: int) -> date | None:
        return self._kept.paused.get(team)

    async def given(self, team: int, since: date) -> tuple[Given, ...]:
        days = sorted(day for whose, day in self._kept.tips if whose == team and day >= since)
        return tuple(Given(tip=self._kept.tips[team, day], day=day) for day in days)

    async def give(self, team: int, tip: str, day: date) -> None:
        self._kept.tips.setdefault((team, day), tip)

    async def press_tip(
        self, team: int, tip: str, person: int, *, wanted: bool, deliveries: Sequence[Delivery] = ()
    ) -> None:
        self._kept.presses[team, tip, person] = wanted
        for delivery in deliveries:
            follow(self._kept, delivery)

    async def pressed(self, team: int, tip: str) -> Mapping[bool, int]:
        found = [
            wanted
            for (whose, which, _), wanted in self._kept.presses.items()
            if (whose, which) == (team, tip)
        ]
        return {True: sum(found), False: len(found) - sum(found)}


def change_team(kept: Tables, team: Team, at: datetime) -> None:
    known = kept.teams[team.id]
    kept.teams[team.id] = team
    if any(getattr(team, field) != getattr(known, field) for field in WHEN_AND_WHERE):
        kept.teams_since[team.id] = at


def forget_presses(kept: Tables, person: int) -> None:
    """Negative ids are nobody's: the press still counts."""
    for place in [place for place in kept.presses if place[2] == person]:
        team, tip, _ = place
        kept.presses[team, tip, -len(kept.presses) - 1] = kept.presses.pop(place)
