"""The web as a channel: a delivery becomes a post in a place of the playground."""

from bot.clock import Clock
from bot.ids import Ids
from bot.ports import Channel, Post, Store
from bot.sending.outbox import Delivery
from dialogs.document import Document
from dialogs.people import Identity

PLATFORM = "web"
"""What identities and teams of the playground are known by."""


def chat(person: int) -> str:
    """The place where that person and Kairos talk."""
    return f"chat:{person}"


def channel(team: int) -> str:
    """The place that the whole team reads."""
    return f"channel:{team}"


class WebChannel:
    """Puts deliveries into places. A delivery's key is its post's mark: a card changes where it stands."""

    repeatable = True

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        """Posts are kept in the store, like everything else."""
        self._store = store
        self._clock = clock
        self._ids = ids

    async def show(self, delivery: Delivery, to: Identity, document: Document) -> None:  # noqa: ARG002  the place follows from the delivery
        """Put the document into the person's chat, or into the team's channel."""
        place = chat(delivery.person) if delivery.person is not None else channel(delivery.team or 0)
        post = Post(id=self._ids(), place=place, at=self._clock.now(), mark=delivery.key, document=document)
        await self._store.put_post(post)


def channels(store: Store, clock: Clock, ids: Ids) -> dict[str, Channel]:
    """What ``bot.app.house`` wants for ``channels`` to run the playground."""
    return {PLATFORM: WebChannel(store, clock, ids)}
