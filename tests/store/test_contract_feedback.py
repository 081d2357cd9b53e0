"""What bot.ports.feedback promises, held against both stores."""

from typing import Any

import pytest

from bot.errors import StoreError
from bot.ports import Store
from bot.sending.outbox import Kind, State
from tests.store.making import HOUR, NOW, delivery, somebody
from tests.store.weekly import SINCE, UNTIL, request


async def test_a_request_is_kept_with_its_deliveries(store: Store):
    inge = await somebody(store)
    asked = request(inge, deal="Ostsee Yards")
    assert await store.put_request(asked, "form-1", [delivery("told", kind=Kind.FEEDBACK)])
    assert await store.request(asked.id) == asked
    assert [each.key for each in await store.deliveries()] == ["told"]
    assert await store.request(1) is None


async def test_a_repeated_request_is_kept_once(store: Store):
    """Nor are its deliveries; another key is another request."""
    inge = await somebody(store)
    first, again, other = request(inge), request(inge), request(inge)
    assert await store.put_request(first, "form-1")
    assert not await store.put_request(again, "form-1", [delivery("told")])
    assert await store.put_request(other, "form-2")
    assert await store.requests(inge.team or 0) == (first, other)
    assert await store.deliveries() == ()
    with pytest.raises(StoreError):
        await store.put_request(first, "form-3", [delivery("told")])
    assert await store.deliveries() == ()


async def test_the_first_answer_counts(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    asked = request(inge)
    await store.put_request(asked, "form-1")
    later = NOW + HOUR
    assert await store.answer_request(asked.id, mia.id, "With their goal.", later, [delivery("told")])
    assert not await store.answer_request(asked.id, inge.id, "No.", later, [delivery("again")])
    answered = asked._replace(manager=mia.id, answer="With their goal.", answered=later)
    assert await store.request(asked.id) == answered
    assert [each.key for each in await store.deliveries()] == ["told"]


async def test_an_answer_edits_what_stands_already(store: Store):
    """The manager's own message says that it was answered."""
    inge = await somebody(store)
    asked, stands = request(inge), delivery("asked", kind=Kind.FEEDBACK)
    await store.put_request(asked, "form-1", [stands])
    await store.settle(stands.id, State.SENT, NOW)
    again = delivery("asked", kind=Kind.FEEDBACK, due=NOW + HOUR, until=NOW + 2 * HOUR)
    await store.answer_request(asked.id, 9, "Yes.", NOW + HOUR, [again])
    assert [(each.state, each.due) for each in await store.deliveries()] == [(State.WAITING, NOW + HOUR)]


async def test_a_note_waits_for_no_answer(store: Store):
    inge = await somebody(store)
    note = request(inge, asked=False, manager=9)
    await store.put_request(note, "form-1")
    assert not await store.answer_request(note.id, 9, "More.", NOW)
    assert not await store.answer_request(1, 9, "To nobody.", NOW)
    assert await store.request(note.id) == note


async def test_a_managers_notes_about_deals_to_their_team_come_the_newest_first(store: Store):
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    about: dict[str, Any] = {"asked": False, "manager": mia.id, "deal": "Ostsee Yards"}
    early, first, last = [
        request(rep, at=NOW + at * HOUR, **about) for rep, at in ((inge, -1), (inge, 0), (ole, 1))
    ]
    others = (
        request(inge, **(about | {"manager": ole.id})),
        request(inge, **(about | {"deal": ""})),
        request(inge, **(about | {"asked": True})),
    )
    for each in (early, first, last, *others):
        await store.put_request(each, str(each.id))
    team = inge.team or 0
    assert await store.notes_to(team, mia.id, NOW) == (last, first)
    assert await store.notes_to(team + 1, mia.id, NOW) == ()
    await store.forget(ole.id, NOW)
    assert await store.notes_to(team, mia.id, NOW) == (first,)


async def test_a_teams_requests_come_the_oldest_first(store: Store):
    """Those that wait, or all; never another team's."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole", team="Fjord")
    new, old, answered = request(inge, NOW + HOUR), request(inge), request(inge, NOW - HOUR)
    note = request(inge, NOW + 2 * HOUR, asked=False, manager=9)
    for each in (new, old, answered, note, request(ole)):
        await store.put_request(each, f"form-{each.id}")
    await store.answer_request(answered.id, 9, "Yes.", NOW)
    team = inge.team or 0
    assert await store.requests(team) == (old, new)
    assert await store.requests(team, limit=1) == (old,)
    all_ids = [each.id for each in await store.requests(team, waiting=False)]
    assert all_ids == [answered.id, old.id, new.id, note.id]


async def test_forgetting_a_rep_takes_the_texts_and_leaves_the_count(store: Store):
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    waiting, answered, others = request(inge), request(inge), request(ole)
    for each in (waiting, answered, others):
        await store.put_request(each, f"form-{each.id}")
    await store.answer_request(answered.id, mia.id, "Yes.", NOW + HOUR)
    await store.forget(inge.id, NOW)
    team = inge.team or 0
    assert await store.request(waiting.id) is await store.request(answered.id) is None
    assert await store.requests(team) == await store.requests(team, waiting=False) == (others,)
    assert not await store.answer_request(waiting.id, mia.id, "Too late.", NOW)
    (facts,) = await store.team_facts([team], SINCE, UNTIL)
    assert facts.requests == (others,)
    counted = sorted((each.rep, each.answered is None) for each in facts.feedback)
    assert counted == [(0, False), (0, True), (ole.id, True)]


async def test_forgetting_a_manager_takes_their_words_and_leaves_the_count(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    asked, note = request(inge), request(inge, asked=False, manager=mia.id)
    for each in (asked, note):
        await store.put_request(each, f"form-{each.id}")
    await store.answer_request(asked.id, mia.id, "Yes.", NOW + HOUR)
    await store.forget(mia.id, NOW)
    team = inge.team or 0
    left = asked._replace(answered=NOW + HOUR)
    assert await store.requests(team, waiting=False) == (left,)
    assert await store.requests(team) == ()
    (facts,) = await store.team_facts([team], SINCE, UNTIL)
    assert [each.asked for each in facts.feedback] == [True, False]
