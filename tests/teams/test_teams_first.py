"""Who waits for an answer goes first; what goes unasked, or was seen by its reader already, lets it pass."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.hurried import Noted
from tests.slack.world import GOOD_CHECK
from tests.teams.world import World, kairos, old_client


def since(pace: Noted, world: World, before: int) -> set[bool]:
    """Whether what went to Ana since then went unasked."""
    return {unasked for place, unasked in pace.turns[before:] if place == world.ana.place.id}


async def test_what_somebody_asked_for_in_words_goes_first():
    pace = Noted()
    async with kairos(pace=pace) as world:
        before = len(pace.turns)
        await world.form()
        assert since(pace, world, before) == {False}


@pytest.mark.parametrize(("client", "unasked"), [(lambda card: card, True), (old_client, False)])
async def test_a_card_changed_for_good_goes_first_only_where_its_reader_waits_for_that(client, unasked):
    pace = Noted()
    async with kairos(pace=pace) as world:
        card = await world.form()
        before = len(pace.turns)
        await world.ana.presses(client(card), "Check", GOOD_CHECK)
        await world.teams.until(lambda: card.edits, "the change for good")
        assert since(pace, world, before) == {unasked}


class Crowded(Noted):
    """A pace in which what goes unasked has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()

    async def turn(self, place: str = "", *, unasked: bool = False) -> None:
        await super().turn(place, unasked=unasked)
        if unasked:
            await self.free.wait()


async def test_a_later_word_is_answered_while_the_change_of_a_card_waits():
    pace = Crowded()
    pace.free.set()
    async with kairos(pace=pace) as world:
        card = await world.form()
        pace.free.clear()
        await world.ana.presses(card, "Check", GOOD_CHECK)
        await world.form("postcall Acme")
        assert card.edits == 0
        pace.free.set()
        await world.until(card, "Right earned")
        assert card.edits


async def test_what_comes_by_itself_goes_unasked_into_chats_and_channels():
    pace = Noted()
    async with kairos(pace=pace) as world:
        mia = world.teams.add_person("Mia Lang")
        sales = world.teams.add_channel("sales", world.ana)
        team = await world.enrolled(rep=world.ana, manager=mia)
        await world.store.put_team(team.model_copy(update={"channel": sales.id}), world.clock.now())
        world.clock.instant = datetime(2026, 3, 11, 9, 1, tzinfo=UTC)
        before = len(pace.turns)
        await world.later(seconds=1)
        await world.ana.sees("Tip of the day", sales)
        assert dict(pace.turns[before:])[sales.id]
        await world.ana.says("ask Was I too fast?")
        await mia.sees("Was I too fast?")
        to_mia = {unasked for place, unasked in pace.turns if place in {mia.place.id, mia.person.object_id}}
        assert to_mia == {True}
