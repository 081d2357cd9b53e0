"""The one message to somebody new, and the word to a team that somebody leads it now."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.coach.use_cases import UseCases
from bot.ids import Ids
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind
from dialogs.document import Document
from dialogs.library import Library
from dialogs.pages import welcome as pages
from dialogs.people import Person

KEEPS = timedelta(days=14)
"""So long a welcome is worth delivering."""

BY, JOINED, LEADER = "by", "joined", "leader"
"""What a welcome's payload may name: who added them; that they came by themselves; who leads the team now."""


def welcome(
    person: int, payload: Mapping[str, str], now: datetime, ids: Ids, team: int | None = None
) -> Delivery:
    """The welcome of somebody new; with a ``team``, of somebody who was there and came into another one."""
    key = f"{Kind.WELCOME}:{person}" if team is None else f"{Kind.WELCOME}:{person}:{team}"
    return _delivery(person, key, payload, now, ids)


def led(leader: Person, members: Iterable[Person], now: datetime, ids: Ids) -> tuple[Delivery, ...]:
    """To each of the others in a team: who has said that they lead it."""
    return tuple(
        _delivery(each.id, f"led:{each.team}:{leader.id}:{each.id}", {LEADER: str(leader.id)}, now, ids)
        for each in members
        if each.id != leader.id
    )


def _delivery(person: int, key: str, payload: Mapping[str, str], now: datetime, ids: Ids) -> Delivery:
    return Delivery(
        id=ids(),
        kind=Kind.WELCOME,
        key=key,
        person=person,
        team=None,
        due=now,
        until=now + KEEPS,
        payload=payload,
    )


class Greeting:
    """Makes welcomes."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._words = library.words

    @property
    def offers(self) -> UseCases:
        """One kind of delivery."""
        return UseCases(makes={Kind.WELCOME: self.message})

    async def message(self, delivery: Delivery) -> Document | None:
        """What somebody new reads; None for whoever is in no team any more."""
        person = await self._store.person(delivery.person or 0)
        team = await self._store.team(person.team) if person and person.team is not None else None
        if person is None or team is None:
            return None
        if LEADER in delivery.payload:
            leader = await self._store.person(int(delivery.payload[LEADER]))
            leads = leader is not None and leader.team == team.id
            return pages.led_page(leader.name, team.name, self._words) if leader and leads else None
        by = await self._store.person(int(delivery.payload.get(BY) or 0))
        if by is not None:
            how = self._words.say("welcome.added-by", name=by.name, team=team.name)
        elif JOINED in delivery.payload:
            how = self._words.say("welcome.joined", team=team.name)
        else:
            how = self._words.say("welcome.imported", team=team.name)
        return pages.welcome_page(person.role, team.name, how, self._words)
