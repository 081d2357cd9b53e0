"""Who is in a team and in which role, changed in chat. Who may change what is decided here.

A manager changes their own team, an admin every team of their workspace. Nobody changes their own role or
takes themselves out: so a team that has had somebody who leads it always has.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.coach.asking import to_managers
from bot.coach.greeting import BY, led, welcome
from bot.ids import Ids
from bot.ports import Member, Roster, Store
from bot.sending.outbox import Delivery
from dialogs.deal import name_key
from dialogs.people import Identity, Person, Role, Team

MENTION = re.compile(r"<@([^|>\s]+)(?:\|[^>]*)?>")
"""How a platform writes somebody's account into a text."""

ACCOUNTS = {"slack": re.compile(r"[UW][A-Z0-9]{1,30}")}
"""What an account looks like on platforms where somebody can be added who was never here."""

LEADS = frozenset({Role.MANAGER, Role.ADMIN})
"""Who sets a team up."""


class Members:
    """Adds, changes and removes; every method answers with the key of what is wrong, or with nothing."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._one_claim = asyncio.Lock()

    async def may_set(self, person: Person, team: Team) -> bool:
        """Whether this person sets that team up."""
        return bool(await self.may_set_of(person, (team,)))

    async def may_set_of(self, person: Person, teams: Iterable[Team]) -> tuple[Team, ...]:
        """Those of the teams that this person sets up."""
        if person.role not in LEADS:
            return ()
        homes = await self._homes(person) if person.role is Role.ADMIN else frozenset()
        return tuple(
            team for team in teams if person.team == team.id or (team.platform, team.workspace) in homes
        )

    async def claim(self, person: Person, team: Team) -> bool:
        """Make somebody the manager of a team that nobody leads, and tell the others; else False."""
        async with self._one_claim:
            known = await self._store.person(person.id)
            if known is None or known.team != team.id or await self._store.leaders(team):
                return False
            now = self._clock.now()
            told = led(known, await self._store.people(team.id), now, self._ids)
            waiting = await self._waiting(known, team, now)
            await self._store.put_member(known.id, team.id, Role.MANAGER, now, (*told, *waiting))
            return True

    async def add(self, actor: Person, team: Team, who: str, role: Role) -> tuple[str, str]:
        """Bring somebody into a team, or give them another role in it: (the name, what is wrong)."""
        if role is Role.ADMIN and actor.role is not Role.ADMIN:
            return "", "setup.admins-only"
        found = await self._find(team, who)
        if found is None:
            return "", "setup.unknown-person"
        if isinstance(found, Identity):
            return await self._add_new(actor, team, found, role), ""
        if wrong := await self._refusal(actor, team, found):
            return "", wrong
        now = self._clock.now()
        told: list[Delivery] = []
        if found.team != team.id:
            told.append(welcome(found.id, {BY: str(actor.id)}, now, self._ids, team.id))
        if role is Role.MANAGER and found.role is not Role.MANAGER:
            told += await self._waiting(found, team, now)
        await self._store.put_member(found.id, team.id, role, now, told)
        return found.name, ""

    async def remove(self, actor: Person, team: Team, member: str) -> tuple[str, str]:
        """Take somebody out of a team, who is a rep from then on: (the name, what is wrong)."""
        people = await self._store.people(team.id)
        found = next((person for person in people if str(person.id) == member), None)
        if found is None:
            return "", "setup.not-a-member"
        if wrong := await self._refusal(actor, team, found):
            return "", wrong
        await self._store.put_member(found.id, None, Role.REP, self._clock.now())
        return found.name, ""

    async def _refusal(self, actor: Person, team: Team, person: Person) -> str:
        """Why this person is not the actor's to move; nothing where they are."""
        if person.id == actor.id:
            return "setup.not-yourself"
        if actor.role is Role.ADMIN:
            return ""
        if person.role is Role.ADMIN:
            return "setup.admins-only"
        if person.team is not None and person.team != team.id:
            others = await self._store.people(person.team)
            if any(other.role in LEADS for other in others):
                return "setup.other-team"
        return ""

    async def _add_new(self, actor: Person, team: Team, identity: Identity, role: Role) -> str:
        """Somebody who was never here: their name follows when they come."""
        member = Member(
            name=identity.user,
            email=f"{identity.user}@{identity.workspace}.{identity.platform}.invalid",
            role=role,
            team=team.name,
            identity=identity,
        )
        roster = Roster(members=(member,), welcome={BY: str(actor.id)})
        await self._store.apply(roster, self._clock.now())
        return identity.user

    async def _find(self, team: Team, who: str) -> Person | Identity | None:
        """Whom a mention, an account, an e-mail or a member's name means, in the team's own workspace.

        Somebody who was never here is an identity.
        """
        mention = MENTION.fullmatch(who)
        account = mention[1] if mention else who
        identity = Identity(platform=team.platform, workspace=team.workspace, user=account)
        known = await self._store.known_as(identity)
        if known is not None:
            return known
        shape = ACCOUNTS.get(team.platform)
        if shape and shape.fullmatch(account):
            return identity
        mailed = await self._store.with_email(who)
        if mailed is not None and (mailed.team == team.id or await self._at_home(mailed, team)):
            return mailed
        people = await self._store.people(team.id)
        called = [person for person in people if name_key(person.name) == name_key(who.lstrip("@"))]
        return called[0] if len(called) == 1 else None

    async def _at_home(self, person: Person, team: Team) -> bool:
        """Whether one of the person's accounts is in the team's workspace."""
        return (team.platform, team.workspace) in await self._homes(person)

    async def _homes(self, person: Person) -> frozenset[tuple[str, str]]:
        known = await self._store.identities(person.id)
        return frozenset((each.platform, each.workspace) for each in known)

    async def _waiting(self, manager: Person, team: Team, now: datetime) -> Sequence[Delivery]:
        """The questions that wait for an answer, to somebody who leads the team from now on."""
        waiting = await self._store.requests(team.id)
        return [
            delivery
            for request in waiting
            if request.rep != manager.id
            for delivery in to_managers(request.id, (manager,), now, self._ids)
        ]
