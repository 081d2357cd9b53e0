"""Where the year's messages land: a channel that keeps its contract and writes down what it was shown."""

from collections.abc import Mapping
from random import Random
from typing import Any

from bot.clock import Clock
from bot.errors import TryLater
from bot.ids import Ids
from bot.ports import Channel, Shown, Store
from bot.sending.outbox import Delivery
from dialogs.document import Document
from dialogs.people import Identity
from tests.year.ledger import Ledger, Seen
from tests.year.timetable import today

BUSY = 0.02
"""So often the platform asks to be left alone for a while."""


class Wall:
    """What both platforms show, whichever house asks them to."""

    def __init__(self, ledger: Ledger, seed: str) -> None:
        self.ledger = ledger
        self.seed = seed
        self.round = 0
        self.standing: set[str] = set()
        self.busy: set[str] = set()
        """The keys that were asked to come again in this round."""

    def is_busy(self, delivery: Delivery) -> bool:
        """By the delivery and not in turn: which of two comes first is nobody's choice."""
        dice = Random(f"{self.seed} {delivery.key} {delivery.attempts}")  # noqa: S311  a story, not a secret
        return dice.random() < BUSY

    def channels(self, store: Store, clock: Clock, _ids: Ids) -> Mapping[str, Channel]:
        return {
            "quick": OnWall(self, store, clock, repeatable=True),
            "plain": OnWall(self, store, clock, repeatable=False),
        }


class OnWall:
    """One platform; where it is repeatable, what stands there changes in place."""

    def __init__(self, wall: Wall, store: Store, clock: Clock, *, repeatable: bool) -> None:
        self.repeatable = repeatable
        self._wall = wall
        self._store = store
        self._clock = clock

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:
        wall = self._wall
        if delivery.kind != "card" and wall.is_busy(delivery):
            wall.busy.add(delivery.key)
            raise TryLater("busy")
        again = delivery.key in wall.standing
        wall.standing.add(delivery.key)
        wall.ledger.seen.append(
            Seen(
                at=self._clock.now(),
                round=wall.round,
                key=delivery.key,
                kind=delivery.kind.value,
                person=delivery.person,
                team=delivery.team,
                place=to.user,
                text=document.model_dump_json(),
                again=again,
                **self._reader(delivery.person),
            )
        )
        if not again:
            await self._store.put_shown(delivery.key, Shown(place=to.user, message=delivery.key))

    def _reader(self, person: int | None) -> dict[str, Any]:
        """Where the reader is, and what they are, at this moment."""
        if person is None:
            return {}
        member = self._wall.ledger.members[person]
        crew = self._wall.ledger.crew(member)
        zone = member.zone or (crew.zone if crew else "UTC")
        away = member.away_until is not None and member.away_until >= today(self._clock.now(), zone)
        return {
            "zone": zone,
            "country": crew.country if crew else "",
            "hushed": member.quiet or away,
            "reader": (member.role, member.team),
        }
