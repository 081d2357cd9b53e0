"""What bot.ports.Store promises of gathering: one read says what several would."""

from bot.ports import Store
from dialogs.digest.facts import Trial
from dialogs.effects import KeepGrounds, Remember, ShowVerdict
from dialogs.flow import Ground, Memory
from dialogs.trying import NOTHING, Tried
from tests.store.making import HOUR, NOW, change, number, session, some_deal, somebody, submitted

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
    assert found == (reflection, background, check, NOTHING)


async def test_a_session_without_a_check_comes_without_one(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    alone = session(rep, deal)
    await store.save(change(alone))
    assert await store.gathered(alone.id) == (
        alone,
        await store.background(rep.id, deal.id),
        None,
        NOTHING,
    )
    assert await store.gathered(4711) is None


async def test_a_deal_is_met_again_however_its_name_is_spelled(store: Store):
    rep, deal = await somebody(store), await some_deal(store, "Ostsee Yards")
    found = await store.opening(rep.id, deal.team, " OSTSEE  yards ", "precall", "precall")
    assert found == (await store.background(rep.id, deal.id), None, None, NOTHING)
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


async def test_a_check_comes_with_the_experiments_and_the_check_before_that_left_a_ground_empty(store: Store):
    rep, other, deal = await somebody(store), await somebody(store, "Timo"), await some_deal(store)
    early = submitted(rep, deal, {"know": ("nothing",)}, flow="precall")
    late = submitted(
        rep, await some_deal(store, "Another"), {"know": ("person",)}, NOW + HOUR, flow="precall"
    )
    opened = session(rep, deal, began=NOW + 2 * HOUR)
    reflection = submitted(rep, deal, BARRIER, NOW + 2 * HOUR)
    theirs = submitted(other, deal, {"know": ("nothing",)}, NOW + 3 * HOUR, flow="precall")
    whole = submitted(rep, deal, {"know": ("person",)}, NOW + HOUR + HOUR / 2, flow="precall")
    for each, full in ((early, ()), (late, (Ground.KNOW,)), (whole, tuple(Ground)), (theirs, ())):
        await store.save(change(each, KeepGrounds(full=frozenset(full))))
    for each in (opened, reflection):
        await store.save(change(each))
    first, second = Trial(number(), rep.id, "wait", NOW), Trial(number(), rep.id, "ask", NOW + 2 * HOUR)
    await store.put_trial(first)
    await store.put_trial(second, ends=first.id)
    trials = (second, first._replace(ended=second.taken))
    for ident, before in ((early.id, None), (late.id, NOW), (whole.id, NOW + HOUR), (opened.id, NOW + HOUR)):
        found = await store.gathered(ident)
        assert found
        assert found.tried == Tried(trials, before)
    begun = await store.opening(rep.id, deal.team, deal.name, "precall")
    assert begun
    assert begun.tried == Tried(trials)  # a form offers none
    elsewhere = (
        await store.gathered(reflection.id),
        await store.opening(rep.id, deal.team, deal.name, "stuck"),
    )
    assert all(each and each.tried == NOTHING for each in elsewhere)
