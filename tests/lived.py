"""The demo's made-up history in a database of its own, and what the days after it bring."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import house
from bot.clock import FixedClock
from bot.demo.history import fill, lives
from bot.demo.made_up import WEEKS, made_up
from bot.ids import ids
from bot.sending.courier import Done
from bot.sending.outbox import Delivery, Kind, State
from bot.settings import settings
from bot.store.store import SqliteStore
from bot.web.channel import channel, channels, chat
from bot.web.jumps import Jump, landing
from dialogs.document import Document
from dialogs.library import Library

THURSDAY_TWO = datetime(2027, 3, 4, 14, tzinfo=UTC)
"""A Thursday afternoon in London."""

NEXT_DAYS = (Jump.FRIDAY, *[Jump.HOUR] * 6, Jump.MONDAY, Jump.MORNING)
"""To Friday's digests, also those of New York; to Monday's; to the tip of the next morning."""


async def live(path: Path, library: Library, now: datetime = THURSDAY_TWO) -> None:
    """Eight weeks of history, which end then."""
    async with await SqliteStore.open(path, ids(FixedClock(now - timedelta(weeks=WEEKS + 1)), 1)) as store:
        await fill(store, library, now, lives(made_up(), now))


async def ahead(
    path: Path, library: Library, now: datetime = THURSDAY_TWO
) -> list[tuple[Kind, str, Document]]:
    """What the clock brings, put ahead to Friday, Monday and the morning after: the kind, whose, the page."""
    clock, said = FixedClock(now), list[tuple[Kind, str, Document]]()
    async with house(settings(KAIROS_DB=path), clock=clock, library=library, channels=channels) as kairos:
        team, *_ = await kairos.store.teams()
        names = {person.id: person.name for person in await kairos.store.people(team.id)}
        for jump in NEXT_DAYS:
            clock.instant = landing(jump, clock.now(), team.zone)
            for delivery in _sent(await kairos.rounds.round()):
                place = chat(delivery.person) if delivery.person else channel(team.id)
                posts = {post.mark: post.document for post in await kairos.store.posts(place)}
                whose = names.get(delivery.person or 0, team.name)
                said.append((delivery.kind, whose, posts[delivery.key]))
    return said


def _sent(done: Sequence[Done]) -> list[Delivery]:
    assert all(each.state is State.SENT for each in done), done
    return [each.delivery for each in done]
