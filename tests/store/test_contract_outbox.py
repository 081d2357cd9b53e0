"""What bot.ports.Store promises, held against the real store and the fake: deliveries, posts, notes."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import FixedClock
from bot.errors import StoreError
from bot.ids import ids
from bot.ports import Post, Saved, Store
from bot.sending.outbox import Delivery, Kind, State
from bot.store.store import SqliteStore
from dialogs.document import Document, Text
from tests.fakes.store import FakeStore
from tests.store.conftest import OpenStore
from tests.store.making import HOUR, NOW, change, delivery, number, session, some_deal, somebody


async def test_a_delivery_comes_back_as_it_went(store: Store):
    """Every field of it."""
    gone = delivery(
        "k", Kind.TIP, person=None, team=7, payload={"tip": "kairos-3", "ü": ""}, until=NOW + HOUR / 7
    )
    assert await store.enqueue([gone]) == 1
    assert await store.deliveries() == (gone,)


async def test_a_key_is_enqueued_once(store: Store):
    """A second tick changes nothing."""
    first = delivery("a", payload={"n": "1"})
    assert await store.enqueue([first, delivery("a"), delivery("b")]) == 2
    assert await store.enqueue([delivery("a", payload={"n": "2"}), delivery("c")]) == 1
    assert first in await store.deliveries()
    assert len(await store.deliveries()) == 3


async def test_an_id_that_is_taken_enqueues_nothing(store: Store):
    """All of the list, or nothing."""
    taken = delivery("a")
    await store.enqueue([taken])
    with pytest.raises(StoreError):
        await store.enqueue([delivery("b"), delivery("c", id=taken.id)])
    assert await store.deliveries() == (taken,)


async def test_deliveries_come_earliest_first_by_state(store: Store):
    """None named means all."""
    late, early = delivery("late", due=NOW + HOUR), delivery("early", due=NOW - HOUR)
    await store.enqueue([late, early])
    await store.claim(NOW)
    assert [each.key for each in await store.deliveries()] == ["early", "late"]
    assert [each.key for each in await store.deliveries(State.CLAIMED)] == ["early"]
    assert [each.key for each in await store.deliveries(State.WAITING, State.SENT)] == ["late"]
    assert await store.deliveries(State.SENT) == ()


async def test_what_is_due_is_claimed_oldest_first(store: Store):
    """No more than asked for, each with one more attempt, and nothing that is not due."""
    await store.enqueue(
        [delivery(key, due=NOW + HOUR * due) for key, due in (("c", 0), ("a", -2), ("b", -1), ("d", 1))]
    )
    first, second = await store.claim(NOW, limit=2), await store.claim(NOW, limit=2)
    assert [each.key for each in (*first, *second)] == ["a", "b", "c"]
    assert {(each.state, each.attempts) for each in first} == {(State.CLAIMED, 1)}
    assert await store.claim(NOW) == ()


async def test_two_couriers_never_claim_the_same(store: Store):
    """Ten at once share what is there."""
    await store.enqueue([delivery(str(n)) for n in range(50)])
    shares = await asyncio.gather(*(store.claim(NOW, limit=7) for _ in range(10)))
    keys = [each.key for share in shares for each in share]
    assert len(keys) == len(set(keys)) == 50


@pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.FAILED, State.PARKED])
async def test_a_claimed_delivery_is_settled(store: Store, state: State):
    """With the reason; it is not claimed again."""
    claimed = await _claimed(store, delivery("k"))
    await store.settle(claimed.id, state, NOW, "because")
    assert await store.deliveries() == (claimed.model_copy(update={"state": state, "why": "because"}),)
    assert await store.claim(NOW + HOUR) == ()


async def test_waiting_puts_a_delivery_back(store: Store):
    """To be due at the instant that is said: now, or when the platform wants it."""
    claimed = await _claimed(store, delivery("k"))
    await store.settle(claimed.id, State.WAITING, NOW + HOUR, "rate limit")
    assert await store.claim(NOW) == ()
    (again,) = await store.claim(NOW + HOUR)
    assert (again.id, again.attempts, again.why) == (claimed.id, 2, "rate limit")


async def test_settling_what_is_not_there_does_nothing(store: Store):
    """It may have been forgotten meanwhile."""
    await store.settle(404, State.SENT, NOW)
    assert await store.deliveries() == ()


async def test_a_waiting_delivery_is_replaced_by_the_turn(store: Store):
    """Its time and what it is about; it keeps its id."""
    first = delivery("nudge", payload={"n": "1"})
    await _turn(store, first)
    await _turn(store, delivery("nudge", payload={"n": "2"}, due=NOW + HOUR, until=NOW + 2 * HOUR))
    changed = {"payload": {"n": "2"}, "due": NOW + HOUR, "until": NOW + 2 * HOUR}
    assert await store.deliveries() == (first.model_copy(update=changed),)


async def test_a_sent_card_goes_out_again_to_be_edited(store: Store):
    """Under its own id, with the new payload and fresh attempts."""
    first = delivery("card", Kind.CARD, payload={"n": "1"})
    await _turn(store, first)
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, State.SENT, NOW)
    await _turn(store, delivery("card", Kind.CARD, payload={"n": "2"}))
    assert await store.deliveries() == (first.model_copy(update={"payload": {"n": "2"}}),)


async def test_a_card_that_changes_on_its_way_goes_out_once_more(store: Store):
    """An edit while the courier has the card is not lost; the courier's word is heard first."""
    await _turn(store, delivery("card", Kind.CARD, payload={"n": "1"}))
    (claimed,) = await store.claim(NOW)
    await _turn(store, delivery("card", Kind.CARD, payload={"n": "2"}))
    assert await store.claim(NOW) == ()
    await store.settle(claimed.id, State.SENT, NOW)
    (again,) = await store.claim(NOW)
    assert (again.id, again.payload) == (claimed.id, {"n": "2"})
    await store.settle(claimed.id, State.SENT, NOW)
    assert [each.state for each in await store.deliveries()] == [State.SENT]


@pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.FAILED, State.PARKED])
async def test_what_is_settled_and_no_card_is_left_alone(store: Store, state: State):
    """A reminder goes out once."""
    await _turn(store, delivery("nudge"))
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, state, NOW)
    before = await store.deliveries()
    await _turn(store, delivery("nudge", payload={"n": "2"}))
    assert await store.deliveries() == before


@pytest.mark.parametrize("state", [State.SKIPPED, State.FAILED, State.PARKED])
async def test_a_card_that_did_not_arrive_is_left_alone(store: Store, state: State):
    """There is nothing to edit; the admin has it."""
    await _turn(store, delivery("card", Kind.CARD))
    (claimed,) = await store.claim(NOW)
    await store.settle(claimed.id, state, NOW)
    before = await store.deliveries()
    await _turn(store, delivery("card", Kind.CARD, payload={"n": "2"}))
    assert await store.deliveries() == before


async def test_posts_stand_in_their_place_in_order(store: Store):
    """The newest of them, the oldest first."""
    posts = [_post("inge", str(n)) for n in range(3)]
    for post in (*posts, _post("ole", "0")):
        await store.put_post(post)
    assert await store.posts("inge") == tuple(posts)
    assert await store.posts("inge", limit=2) == tuple(posts[1:])
    assert await store.posts("nowhere") == ()


async def test_a_post_of_the_same_mark_is_replaced_where_it_stands(store: Store):
    """It says something else, at the old place and time."""
    first, second = _post("inge", "card"), _post("inge", "tip")
    await store.put_post(first)
    await store.put_post(second)
    edited = _post("inge", "card", "edited")
    await store.put_post(edited)
    assert await store.posts("inge") == (first.model_copy(update={"document": edited.document}), second)


async def test_a_note_is_kept_and_replaced(store: Store):
    """And is None before."""
    assert await store.note("clock") is None
    await store.put_note("clock", "1")
    await store.put_note("clock", "2")
    assert await store.note("clock") == "2"


async def test_a_key_is_remembered_a_month(open_store: OpenStore):
    """Tidying forgets what nobody repeats any longer, and nothing else."""
    store = await open_store(ids(FixedClock(NOW), seed=1))
    assert isinstance(store, SqliteStore | FakeStore)
    run = session(await somebody(store), await some_deal(store), draft={"know": ("person",)})
    first = change(run)
    await store.save(first)
    await store.tidy(NOW + timedelta(days=30))
    assert await store.save(first) is Saved.REPEATED
    await store.tidy(NOW + timedelta(days=31))
    assert await store.save(first) is Saved.SAVED
    assert await store.session(run.id) == run


def _post(place: str, mark: str, text: str = "Hello") -> Post:
    document = Document(title="Kairos", summary=text, blocks=(Text(text=text),))
    return Post(id=number(), place=place, at=NOW, mark=mark, document=document)


async def _claimed(store: Store, waiting: Delivery) -> Delivery:
    await store.enqueue([waiting])
    (claimed,) = await store.claim(NOW)
    return claimed


async def _turn(store: Store, *deliveries: Delivery) -> None:
    run = session(await somebody(store), await some_deal(store))
    await store.save(change(run, deliveries=deliveries))
