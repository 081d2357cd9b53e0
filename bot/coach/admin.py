"""The admin's overview in chat: `/coach admin`. Who asks is checked here, at each request."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib.metadata import version

from bot.clock import Clock
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ports import Store
from bot.ports.care import Overview
from bot.sending.outbox import State
from dialogs.library import Library
from dialogs.pages import admin as pages
from dialogs.people import Person, Role, Team

Issues = Callable[[], Sequence[str]]
"""What is wrong with the content as it stands now; runs on a thread of its own."""

LEFT_OVER_SINCE = timedelta(days=7)
"""Failed and parked deliveries count for so long."""


def no_issues() -> Sequence[str]:
    """For a house whose content is not looked at again."""
    return ()


class Admin:
    """The use case of whoever installed Kairos."""

    def __init__(self, store: Store, library: Library, clock: Clock, issues: Issues = no_issues) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._issues = issues

    @property
    def offers(self) -> UseCases:
        """One word."""

        async def admin(person: Person, _rest: str, _key: str) -> Screen:
            return await self.page(person)

        return UseCases(words={"admin": admin})

    async def page(self, person: Person) -> Screen:
        """How the house is; for anybody who is no admin now, a kind refusal.

        Teams are those of the admin's own workspaces, with the people in no team and what is for nobody.
        """
        known = await self._store.person(person.id)
        if known is None or known.role is not Role.ADMIN:
            return Screen(document=pages.refused_page(self._words))
        accounts = await self._store.identities(known.id)
        homes = {(each.platform, each.workspace) for each in accounts}
        teams = [each for each in await self._store.teams() if (each.platform, each.workspace) in homes]
        seen = await self._store.overview(self._clock.now() - LEFT_OVER_SINCE)
        condition = pages.Condition(
            version=version("kairos-coach"),
            teams=_lines(teams, seen),
            issues=tuple(await asyncio.to_thread(self._issues)),
            size=seen.size,
            digests=seen.digests,
            zone=known.zone,
        )
        return Screen(document=pages.admin_page(condition, self._words))


def _lines(teams: Sequence[Team], seen: Overview) -> tuple[pages.TeamLine, ...]:
    people: dict[int | None, dict[Role, int]] = defaultdict(dict)
    for team, role, count in seen.enrolled:
        people[team][role] = count
    left: dict[int | None, dict[State, int]] = defaultdict(dict)
    for team, state, count in seen.left_over:
        left[team][state] = count
    listed: list[tuple[int | None, str]] = [(each.id, each.name) for each in teams]
    if None in people or None in left:
        listed.append((None, ""))
    return tuple(
        pages.TeamLine(name, people[key], left[key].get(State.FAILED, 0), left[key].get(State.PARKED, 0))
        for key, name in listed
    )
