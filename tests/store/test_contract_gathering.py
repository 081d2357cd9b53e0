"""What bot.ports.Store promises of gathering: one read says what several would."""

from bot.ports import Store
from dialogs.effects import Remember, ShowVerdict
from dialogs.flow import Memory
from tests.store.making import HOUR, NOW, change, session, some_deal, somebody, submitted

BARRIER = {"barrier": ("impatience",), "learning": ("wait after the price",)}


async def test_a_session_comes_with_its_deal_and_its_check(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    check = submitted(rep, deal, {"know": ("person",)}, flow="precall")
    remembered = Remember(question="difference", values=("two days",), memory=Memory.REP)
    await store.save(change(check, ShowVerdict(), remembered))
    reflection = session(rep, deal, flow="postcall", check=check.id)
    await store.save(change(reflection))
    found = await store.gathered(reflection.id)
    background = await store.background(rep.id, deal.id)
    assert background
    assert background.memory == {"difference": ("two days",)}
    assert found == (reflection, background, check)


async def test_a_session_without_a_check_comes_without_one(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    alone = session(rep, deal)
    await store.save(change(alone))
    assert await store.gathered(alone.id) == (alone, await store.background(rep.id, deal.id), None)
    assert await store.gathered(4711) is None


async def test_a_deal_is_met_again_however_its_name_is_spelled(store: Store):
    rep, deal = await somebody(store), await some_deal(store, "Ostsee Yards")
    found = await store.opening(rep.id, deal.team, " OSTSEE  yards ", "precall", "precall")
    assert found == (await store.background(rep.id, deal.id), None, None)
    assert await store.opening(rep.id, deal.team, "Another", "precall") is None
    assert await store.opening(rep.id, deal.team + 1, "Ostsee Yards", "precall") is None


async def test_what_the_rep_left_open_there_is_found_the_newest_first(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    older, newer = session(rep, deal), session(rep, deal, began=NOW + HOUR)
    elsewhere = session(rep, await some_deal(store, "Another"), began=NOW + 2 * HOUR)
    anothers = session(await somebody(store, "Timo"), deal, began=NOW + 2 * HOUR)
    other_flow = session(rep, deal, flow="postcall", began=NOW + 2 * HOUR)
    for each in (newer, older, elsewhere, anothers, other_flow):
        await store.save(change(each))
    found = await store.opening(rep.id, deal.team, deal.name, "precall")
    assert found
    assert (found.unfinished, found.check) == (newer, None)


async def test_the_check_comes_only_where_it_is_asked_for(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    early = submitted(rep, deal, {"know": ("nothing",)}, flow="precall")
    late = submitted(rep, deal, {"know": ("person",)}, NOW + HOUR, flow="precall")
    for each in (late, early, submitted(rep, deal, BARRIER, NOW + 2 * HOUR)):
        await store.save(change(each))
    asked = await store.opening(rep.id, deal.team, deal.name, "postcall", "precall")
    unasked = await store.opening(rep.id, deal.team, deal.name, "precall")
    assert asked
    assert asked.check == late
    assert unasked
    assert unasked.check is None
    assert (asked.background.learning, asked.background.barriers) == (
        "wait after the price",
        {"impatience": 1},
    )
