"""A courier that is quicker than the answer: what stands on the card in the end is the answer."""

from collections.abc import Sequence

from bot.ports import Change, Saved
from bot.sending.outbox import Delivery, State
from bot.teams.replies import LOOK
from tests.slack.world import GOOD_CHECK
from tests.teams import world as worlds
from tests.teams.world import Store, buttons, kairos

PLAN = "Take this plan"


class Snatched(Store):
    """A store in which a courier, of this process or another one, claims each card as soon as it is saved."""

    claimed: Sequence[Delivery] = ()

    async def save(self, change: Change) -> Saved:
        saved = await super().save(change)
        self.claimed = [*self.claimed, *await self.claim(change.at)]
        return saved


async def test_the_answer_waits_for_a_courier_that_is_bringing_the_verdict_to_its_place(monkeypatch):
    monkeypatch.setattr(worlds, "Store", Snatched)
    async with kairos() as world:
        assert isinstance(world.store, Snatched)
        card = await world.form()
        world.patience.clear()
        await world.ana.presses(card, "Check", GOOD_CHECK)
        assert PLAN in buttons(card.seen_by(world.ana.person))
        await world.teams.until(lambda: LOOK in world.pauses, "a look at the courier")
        assert not card.edits  # the courier has it
        (delivery,) = world.store.claimed
        assert delivery.kind == "card"
        await world.store.settle(delivery.id, State.SENT, world.clock.now())
        world.patience.set()
        await world.teams.until(lambda: card.edits or None, "the answer")
        assert PLAN in buttons(card.card)
