"""What the port bot.ports.deals promises; both stores keep it."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.ports import Saved, Store
from bot.ports.deals import Edited
from dialogs.deal import Closing, Deal, Outcome, Step, WalkStep
from dialogs.deal_edit import Edit, NewDate, Reworded
from dialogs.effects import AddCondition, Effect, FillGlasses, KeepGrounds, NameStep, Remember
from dialogs.flow import Memory
from dialogs.people import Person
from dialogs.session import Session, Status
from dialogs.story import Call, Filled
from tests.store.making import HOUR, NOW, change, session, some_deal, somebody, submitted

DAY = date(2026, 1, 20)
WEEK = timedelta(days=7)
FILLED = Edit(fill=frozenset({"watch-my-back"}))


async def reflect(
    store: Store, rep: Person, deal: Deal, *effects: Effect, at: timedelta = HOUR, **said: Any
) -> Session:
    """A submitted reflection with these effects; it agreed to an introduction unless it says otherwise."""
    answers = said.pop("answers", {"agreed": ("introduce",), "by": ()})
    made = submitted(rep, deal, answers, NOW + at, **said)
    assert await store.save(change(made, *effects)) is Saved.SAVED
    return made


async def texts(store: Store, deal: Deal) -> dict[str, bool]:
    """A deal's conditions, and whether they are full."""
    found = await store.deal(deal.id)
    assert found
    return {each.text: each.full for each in found.conditions}


async def keys(store: Store, deal: Deal) -> dict[str, str]:
    """How answers name a deal's conditions, by their words."""
    found = await store.deal(deal.id)
    assert found
    return {each.text: each.key for each in found.conditions}


async def rename(store: Store, deal: Deal, name: str) -> Edited:
    """The deal with another name, whatever it has now."""
    found = await store.deal(deal.id)
    assert found
    return await store.edit_deal(deal.id, Edit(name=(found.name, name)), 1, NOW)


async def leads(store: Store, deal: Deal, name: str) -> int | None:
    """The id of the deal that one of its team finds by that name."""
    found = await store.deal_named(deal.team, name)
    return found.id if found else None


# ------------------------------------------------------------------------------------------------- the story


async def test_nobody_knows_a_deal_that_is_not_there(store: Store):
    assert await store.story(12, 1) is None


async def test_a_person_sees_their_own_calls_and_memory_and_nobody_elses(store: Store):
    rep, other, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    check = submitted(rep, deal, {"advance": ("introduce",), "chance": ("70",)}, flow="precall")
    proof = Remember(question="proof", values=("trial", "logic"), memory=Memory.REP)
    await store.save(change(check, proof))
    learnt = {"agreed": ("nothing",), "learning": ("wait",)}
    await reflect(store, rep, deal, answers=learnt, check=check.id)
    await reflect(store, rep, deal, at=2 * HOUR)
    mine, theirs = await store.story(deal.id, rep.id), await store.story(deal.id, other.id)
    assert mine
    assert theirs
    assert mine.calls == (
        Call(NOW + 2 * HOUR, Outcome.ADVANCE),
        Call(NOW + HOUR, Outcome.CONTINUATION, "introduce", "70", "wait"),
    )
    assert mine.memory == {"proof": ("trial", "logic")}
    assert (mine.begun, mine.untouched) == (True, False)
    assert (theirs.calls, theirs.memory, theirs.begun, theirs.untouched) == ((), {}, False, False)


async def test_a_step_that_is_not_listed_stands_under_its_name_in_the_call_it_was_hoped_for(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    hoped = {"advance": ("other",), "step": ("Send us the form",), "chance": ("70",)}
    check = submitted(rep, deal, hoped, flow="precall")
    await store.save(change(check))
    await reflect(store, rep, deal, check=check.id)
    story = await store.story(deal.id, rep.id)
    assert story
    assert [call.step for call in story.calls] == ["Send us the form"]


async def test_a_full_glass_says_since_when_and_by_whom_and_an_empty_one_nothing(store: Store):
    rep, other, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    await reflect(store, rep, deal, AddCondition(text="Live in May"))
    named = await keys(store, deal)
    at = NOW + 3 * HOUR
    filling = submitted(rep, deal, {"agreed": ("nothing",)}, at)
    await store.save(change(filling, FillGlasses(fill=frozenset({named["Live in May"]})), at=at))
    both = Edit(fill=frozenset(named.values()))
    await store.edit_deal(deal.id, both, other.id, at + HOUR)
    await store.edit_deal(deal.id, both, rep.id, at + 2 * HOUR)  # nothing changes
    story = await store.story(deal.id, rep.id)
    assert story
    assert set(story.filled.values()) == {Filled(at, rep.id), Filled(at + HOUR, other.id)}
    await store.forget(other.id, NOW)
    story = await store.story(deal.id, rep.id)
    assert story
    assert set(story.filled.values()) == {Filled(at, rep.id), Filled(at + HOUR, 0)}
    await store.edit_deal(deal.id, Edit(empty=both.fill), rep.id, at + 4 * HOUR)
    story = await store.story(deal.id, rep.id)
    assert story
    assert story.filled == {}
    assert set((await texts(store, deal)).values()) == {False}


async def test_a_session_that_fills_a_glass_anew_goes_before_the_hand_that_filled_it_once(store: Store):
    rep, other, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    await store.edit_deal(deal.id, FILLED, other.id, NOW)
    await reflect(store, rep, deal, FillGlasses(empty=FILLED.fill))
    await reflect(store, rep, deal, FillGlasses(fill=FILLED.fill), at=2 * HOUR)
    story = await store.story(deal.id, rep.id)
    assert story
    assert [filled.by for filled in story.filled.values()] == [rep.id]


# ------------------------------------------------------------------------------------- conditions, name, date


async def test_conditions_are_put_in_other_words_taken_away_and_added(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    await reflect(
        store, rep, deal, AddCondition(text="One"), AddCondition(text="Two"), AddCondition(text="Three")
    )
    named = await keys(store, deal)
    one, two, three = (int(named[text]) for text in ("One", "Two", "Three"))
    await store.edit_deal(deal.id, Edit(fill=frozenset({named["One"]})), rep.id, NOW)
    said = {one: Reworded("One", "Two"), two: Reworded("Two", " One "), three: Reworded("Three", "")}
    assert await store.put_conditions(deal.id, said, ["Four", "  ", "one"]) is Edited.DONE
    assert await texts(store, deal) == {"watch-my-back": False, "Two": True, "One": False, "Four": False}
    assert await keys(store, deal) | {"Two": str(one), "One": str(two)} == await keys(store, deal)


async def test_two_conditions_in_the_same_words_become_one_and_answers_name_it(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    await reflect(store, rep, deal, AddCondition(text="Servers"), AddCondition(text="Their servers"))
    named = await keys(store, deal)
    one, two = named["Servers"], named["Their servers"]
    both = await reflect(
        store, rep, deal, FillGlasses(fill=frozenset({two})), answers={"glasses": (one, two)}, at=WEEK
    )
    open_one = session(rep, deal, flow="postcall", draft={"glasses": (two,)})
    emptied = session(rep, deal, flow="postcall", draft={"glasses": (f"-{two}",)})
    await store.save(change(open_one))
    await store.save(change(emptied))
    await store.put_conditions(deal.id, {int(two): Reworded("Their servers", "SERVERS")}, ())
    assert await texts(store, deal) == {"watch-my-back": False, "Servers": True}
    read, draft = await store.session(both.id), await store.session(open_one.id)
    assert read
    assert draft
    assert read.answers["glasses"] == (one,)
    assert draft.draft["glasses"] == (one,)
    draft = await store.session(emptied.id)
    assert draft
    assert draft.draft["glasses"] == (f"-{one}",)


async def test_watch_my_back_stays_whatever_is_said(store: Store):
    await somebody(store)
    deal = await some_deal(store)
    watched = {deal.conditions[0].id: Reworded("watch-my-back", "")}
    await store.put_conditions(deal.id, watched, ["Watch-My-Back"])
    assert await texts(store, deal) == {"watch-my-back": False}


async def test_conditions_that_are_in_other_words_by_now_are_not_put_over(store: Store):
    """All of it or nothing; one that is gone has no words."""
    rep, deal = await somebody(store), await some_deal(store)
    await reflect(store, rep, deal, AddCondition(text="One"), AddCondition(text="Two"))
    named = await keys(store, deal)
    one, two = int(named["One"]), int(named["Two"])
    for ident, was in ((two, "Zwei"), (two + 1_000_000, "Two")):
        said = {one: Reworded("One", "Eins"), ident: Reworded(was, "Deux")}
        assert await store.put_conditions(deal.id, said, ["Four"]) is Edited.MOVED
    assert set(await texts(store, deal)) == {"watch-my-back", "One", "Two"}


async def test_a_deal_gets_another_name_unless_another_has_it(store: Store):
    await somebody(store)
    deal, other = await some_deal(store), await some_deal(store, "Acme")
    assert await rename(store, deal, "ACME ") is Edited.TAKEN
    assert await rename(store, deal, " Ostsee Werft ") is Edited.DONE
    assert await rename(store, deal, "ostsee werft") is Edited.DONE  # its own name in another spelling
    found = await store.deal_named(deal.team, "Ostsee Werft")
    assert found
    assert (found.id, found.name) == (deal.id, "ostsee werft")
    assert await store.deal_named(deal.team, "acme") == other


async def test_a_change_is_kept_whole_or_not_at_all(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    await some_deal(store, "Acme")
    made = await reflect(store, rep, deal, NameStep(what="introduce", theirs=True))
    dated = NewDate(made.id, None, DAY)
    taken = FILLED._replace(name=(deal.name, "Acme"), due=dated)
    assert await store.edit_deal(deal.id, taken, rep.id, NOW) is Edited.TAKEN
    renamed = FILLED._replace(name=("Ostsee", "Werft"), due=dated)
    assert await store.edit_deal(deal.id, renamed, rep.id, NOW) is Edited.MOVED
    for due in (dated._replace(was=DAY, now=None), dated._replace(session=made.id + 1)):
        other_date = FILLED._replace(name=(deal.name, "Werft"), due=due)
        assert await store.edit_deal(deal.id, other_date, rep.id, NOW) is Edited.MOVED
    found = await store.deal(deal.id)
    assert found
    assert (found.name, found.next_step, found.glasses) == (
        deal.name,
        Step(what="introduce", theirs=True),
        (0, 1),
    )
    whole = FILLED._replace(name=(deal.name, "Werft"), due=dated)
    assert await store.edit_deal(deal.id, whole, rep.id, NOW) is Edited.DONE
    found = await store.deal(deal.id)
    assert found
    assert (found.name, found.next_step, found.glasses) == (
        "Werft",
        Step(what="introduce", theirs=True, due=DAY),
        (1, 1),
    )
    assert await store.edit_deal(deal.id + 1, FILLED, rep.id, NOW) is Edited.MOVED  # no such deal


async def test_a_glass_that_nobody_touched_is_as_somebody_else_left_it(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    await reflect(store, rep, deal, AddCondition(text="Live in May"), AddCondition(text="On their servers"))
    named = await keys(store, deal)
    may, servers = named["Live in May"], named["On their servers"]
    await reflect(store, rep, deal, FillGlasses(fill=frozenset({may})), at=2 * HOUR)
    await store.edit_deal(deal.id, Edit(fill=frozenset({servers})), rep.id, NOW + WEEK)
    await store.edit_deal(deal.id, Edit(empty=frozenset({servers})), rep.id, NOW + WEEK)
    assert await texts(store, deal) == {
        "watch-my-back": False,
        "Live in May": True,
        "On their servers": False,
    }


# -------------------------------------------------------------------------------------------- former names


async def test_a_name_that_was_given_up_leads_to_its_deal(store: Store):
    rep, deal = await somebody(store), await some_deal(store, "Amce")
    await rename(store, deal, "Acme")
    assert await leads(store, deal, " AMCE ") == deal.id
    assert (await store.open_deal(deal.team, "amce", NOW)).id == deal.id
    opening = await store.opening(rep.id, deal.team, "Amce", "precall")
    assert opening
    assert opening.background.deal.name == "Acme"
    assert await store.deal_names(deal.team) == ((deal.id, "Acme"),)


async def test_a_former_name_keeps_nobody_from_it_and_leads_to_whoever_has_or_had_it_last(store: Store):
    await somebody(store)
    deal, other = await some_deal(store, "Amce"), await some_deal(store, "Bolt")
    await rename(store, deal, "Acme")
    assert await rename(store, other, "Amce") is Edited.DONE
    assert await leads(store, deal, "Amce") == other.id
    await rename(store, other, "Bolt")
    assert await leads(store, deal, "Amce") == other.id
    assert await rename(store, deal, "Amce") is Edited.DONE
    assert await leads(store, deal, "Amce") == deal.id
    assert await leads(store, deal, "Acme") == deal.id
    assert await leads(store, deal, "Bolt") == other.id


async def test_all_names_of_a_merged_deal_lead_to_where_it_went_however_often(store: Store):
    await somebody(store)
    deals = {name: await some_deal(store, name) for name in ("Amce", "Acme Inc", "Acme")}
    await rename(store, deals["Amce"], "Acmee")
    await store.merge_deals(deals["Amce"].id, deals["Acme Inc"].id)
    await store.merge_deals(deals["Acme Inc"].id, deals["Acme"].id)
    for name in ("Amce", "Acmee", "ACME INC", "Acme"):
        assert await leads(store, deals["Acme"], name) == deals["Acme"].id
    await store.close_deal(deals["Acme"].id, Closing.WON, NOW)
    assert await leads(store, deals["Acme"], "Amce") == deals["Acme"].id


async def test_another_teams_former_name_leads_nobody(store: Store):
    await somebody(store)
    deal = await some_deal(store, "Amce")
    await rename(store, deal, "Acme")
    other = await somebody(store, "Sol", team="South")
    assert other.team
    assert await store.deal_named(other.team, "Amce") is None
    assert (await store.open_deal(other.team, "Amce", NOW)).id != deal.id


async def test_a_removed_deals_former_names_are_gone(store: Store):
    rep, deal = await somebody(store), await some_deal(store, "Amce")
    await rename(store, deal, "Acme")
    assert await store.remove_deal(deal.id, rep.id)
    assert await store.deal_named(deal.team, "Amce") is None


# ------------------------------------------------------------------------------------------------ near names


async def test_deals_of_near_names_are_the_teams_open_ones_that_somebody_wrote_about(store: Store):
    rep = await somebody(store)
    deals = {name: await some_deal(store, name) for name in ("Acme", "Acme Nord", "Acmee", "Bolt", "Acma")}
    for name in ("Acme", "Acme Nord", "Bolt", "Acma"):
        await reflect(store, rep, deals[name])
    await store.save(change(session(rep, deals["Acmee"])))  # opened, and nothing written
    await store.close_deal(deals["Acma"].id, Closing.LOST, NOW)
    await somebody(store, "Sol", team="South")
    south = next(team for team in await store.teams() if team.name == "South")
    theirs = await store.open_deal(south.id, "Acmo", NOW)
    await store.put_conditions(theirs.id, {}, ["Live in May"])
    team = deals["Acme"].team
    both = ((deals["Acme"].id, "Acme"), (deals["Acme Nord"].id, "Acme Nord"))
    assert await store.near_deals(team, "acm") == both
    assert await store.near_deals(team, "acm", limit=1) == both[:1]
    assert await store.near_deals(team, "Amce") == both
    assert await store.near_deals(team, "nothing like it") == ()
    assert await store.near_deals(south.id, "Acme") == ((theirs.id, "Acmo"),)


# ----------------------------------------------------------------------------------------- nothing written


async def test_a_deal_stands_in_lists_once_somebody_wrote_about_it(store: Store):
    rep, other = await somebody(store), await somebody(store, "Ole")
    typed, filled, sent, typo = [await some_deal(store, name) for name in ("One", "Two", "Three", "Tpyo")]
    await store.save(change(session(rep, typo)))
    await store.save(change(session(rep, typed, draft={"know": ("person",)})))
    await store.save(change(session(rep, filled)))
    await store.edit_deal(filled.id, FILLED, other.id, NOW)
    await store.save(change(session(rep, sent)))
    await reflect(store, other, sent)
    assert [each.name for each in await store.deals(rep.id)] == ["Three", "Two", "One"]
    assert len(await store.deals(rep.id, 2)) == 2


async def test_a_deal_that_nobody_wrote_about_goes_after_two_weeks(store: Store):
    rep, day = await somebody(store), timedelta(days=1)
    typo, again, empty = [await some_deal(store, name) for name in ("Tpyo", "Again", "Empty")]
    begun = session(rep, typo)
    await store.save(change(begun))
    await store.save(change(session(rep, again, shown=NOW + WEEK)))
    await store.tidy(NOW + 2 * WEEK)
    assert [await store.deal(each.id) for each in (typo, empty)] == [typo, empty]
    await store.tidy(NOW + 2 * WEEK + day)
    assert [await store.deal(each.id) for each in (typo, again, empty)] == [None, again, None]
    assert await store.session(begun.id) is None
    assert [each.deal for each in await store.open_sessions(rep.id)] == [again.id]
    assert await store.deal_named(typo.team, "Tpyo") is None


async def test_whatever_somebody_wrote_or_cared_for_stays(store: Store):
    rep = await somebody(store)
    names = ("Typed", "Answered", "Sent", "Filled", "Worded", "Closed", "Renamed")
    deals = {name: await some_deal(store, name) for name in names}
    await store.save(change(session(rep, deals["Typed"], draft={"know": ("person",)})))
    await store.save(change(session(rep, deals["Answered"], answers={"know": ("person",)})))
    await reflect(store, rep, deals["Sent"])
    await store.edit_deal(deals["Filled"].id, FILLED, rep.id, NOW)
    await store.put_conditions(deals["Worded"].id, {}, ["Live in May"])
    await store.close_deal(deals["Closed"].id, Closing.LOST, NOW)
    await rename(store, deals["Renamed"], "Renamed by hand")
    await store.forget(rep.id, NOW)
    await store.tidy(NOW + 3 * WEEK)
    gone = {name for name, each in deals.items() if await store.deal(each.id) is None}
    assert gone == {"Typed", "Answered"}  # what was begun there was forgotten with its rep


async def test_the_next_step_gets_another_date_and_the_answer_says_so_too(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    ours, theirs = NameStep(what="share", theirs=False), NameStep(what="introduce", theirs=True)
    made = await reflect(store, rep, deal, theirs, ours)
    await reflect(store, rep, deal, answers={"agreed": ("nothing",)}, at=2 * HOUR)
    dated = NewDate(made.id, None, DAY)
    assert await store.edit_deal(deal.id, Edit(due=dated), rep.id, NOW) is Edited.DONE
    found, read = await store.deal(deal.id), await store.session(made.id)
    assert found
    assert read
    assert found.next_step
    assert found.next_step.due == DAY
    assert [step.due for step in found.reflections[0].steps] == [DAY, None]
    assert (read.answers["by"], read.turn) == (("2026-01-20",), made.turn + 1)
    facts = await store.rep_facts(rep.id, NOW - WEEK, NOW + WEEK)
    assert facts
    assert facts.deals[0].due == DAY
    undated = NewDate(made.id, DAY, None)
    assert await store.edit_deal(deal.id, Edit(due=undated), rep.id, NOW) is Edited.DONE
    read = await store.session(made.id)
    assert read
    assert read.answers["by"] == ()


async def test_a_forgotten_reps_step_is_dated_without_an_answer(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    made = await reflect(store, rep, deal, NameStep(what="introduce", theirs=True))
    await store.forget(rep.id, NOW)
    assert await store.edit_deal(deal.id, Edit(due=NewDate(made.id, None, DAY)), rep.id, NOW) is Edited.DONE
    read, found = await store.session(made.id), await store.deal(deal.id)
    assert read
    assert found
    assert found.next_step
    assert "by" not in read.answers
    assert found.next_step.due == DAY


# -------------------------------------------------------------------------------------------- open and closed


async def test_a_closed_deal_leaves_lists_and_digests_and_comes_back_when_opened(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    await reflect(store, rep, deal)
    await store.close_deal(deal.id, Closing.LOST, NOW)
    closed, story = await store.deal(deal.id), await store.story(deal.id, rep.id)
    assert closed
    assert closed.closed is Closing.LOST
    assert story
    assert story.closed_at == NOW
    assert await store.deals(rep.id) == ()
    assert await store.deal_names(deal.team) == ()
    for facts in (
        *await store.team_facts([deal.team], NOW - WEEK, NOW + WEEK),
        await store.rep_facts(rep.id, NOW - WEEK, NOW + WEEK),
    ):
        assert facts
        assert facts.deals == ()
        assert len(facts.calls) == 1
    await store.reopen_deal(deal.id)
    assert [each.id for each in await store.deals(rep.id)] == [deal.id]
    story = await store.story(deal.id, rep.id)
    assert story
    assert story.closed_at is None


async def test_a_closed_deal_opens_with_a_new_session_and_with_a_submission_not_with_an_edit(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    begun = session(rep, deal, flow="postcall")
    await store.save(change(begun))
    await store.close_deal(deal.id, Closing.WON, NOW)
    typed = begun.model_copy(update={"turn": 1})
    await store.save(change(typed, base=0))
    assert await store.deals(rep.id) == ()
    sent = typed.model_copy(update={"turn": 2, "status": Status.SUBMITTED, "submitted": NOW + HOUR})
    await store.save(change(sent, base=1, at=NOW + HOUR))
    assert len(await store.deals(rep.id)) == 1
    await store.close_deal(deal.id, Closing.WON, NOW)
    await store.save(change(sent.model_copy(update={"turn": 3}), base=2, at=NOW + 2 * HOUR))
    assert await store.deals(rep.id) == ()
    await store.save(change(session(rep, deal)))
    found = await store.deal(deal.id)
    assert found
    assert found.closed is None


async def test_deals_are_named_for_the_team_or_for_one_rep(store: Store):
    rep = await somebody(store)
    mine, other = await some_deal(store, "zeta"), await some_deal(store, "Alpha")
    await store.save(change(session(rep, mine)))
    assert await store.deal_names(mine.team) == ((other.id, "Alpha"), (mine.id, "zeta"))
    assert await store.deal_names(mine.team, limit=1) == ((other.id, "Alpha"),)
    assert await store.deal_names(mine.team, rep.id) == ((mine.id, "zeta"),)
    assert await store.deal_names(mine.team, written=True) == ()  # nobody wrote anything about either
    await reflect(store, rep, mine)
    assert await store.deal_names(mine.team, written=True) == ((mine.id, "zeta"),)


# ----------------------------------------------------------------------------------------- merging, removing


async def test_merging_moves_everything_and_leaves_one_deal(store: Store):
    rep, other = await somebody(store), await somebody(store, "Ole")
    old, new = await some_deal(store, "Acme Inc"), await some_deal(store, "Acme")
    check = submitted(rep, old, {"advance": ("introduce",), "chance": ("70",)}, flow="precall")
    walk = Remember(question="walk", values=("gaps",), memory=Memory.TEAM)
    idea = Remember(question="idea", values=("old idea",), memory=Memory.REP)
    proof = Remember(question="proof", values=("trial", "logic"), memory=Memory.REP)
    await store.save(change(check, walk, idea, proof, KeepGrounds(full=frozenset())))
    await store.save(
        change(submitted(rep, new, {}, flow="precall"), idea.model_copy(update={"values": ("new idea",)}))
    )
    both, mine = AddCondition(text="Live in May"), AddCondition(text="On their servers")
    made = await reflect(store, rep, old, both, mine, NameStep(what="introduce", theirs=True), check=check.id)
    named = await keys(store, old)
    filled = await reflect(
        store, rep, old, FillGlasses(fill=frozenset({named["Live in May"]})),
        answers={"agreed": ("nothing",), "glasses": (named["Live in May"],)}, at=2 * HOUR,
    )  # fmt: skip
    await reflect(store, other, new, AddCondition(text="live in may"), at=3 * HOUR)
    unfinished = session(rep, old, draft={"know": ("person",)})
    await store.save(change(unfinished))
    before = await store.team_facts([new.team], NOW - WEEK, NOW + WEEK)
    assert await store.merge_deals(old.id, new.id)
    assert await store.deal(old.id) is None
    found = await store.deal(new.id)
    assert found
    assert (found.name, found.walk) == ("Acme", WalkStep.GAPS)
    assert await texts(store, new) == {"watch-my-back": False, "live in may": True, "On their servers": False}
    assert [each.session for each in found.reflections][:2] == [made.id, filled.id]
    assert found.effort == (1, 1)
    read, draft = await store.session(filled.id), await store.session(unfinished.id)
    assert read
    assert draft
    assert read.answers["glasses"] == ((await keys(store, new))["live in may"],)
    assert (draft.deal, draft.turn) == (new.id, unfinished.turn + 1)
    story = await store.story(new.id, rep.id)
    assert story
    assert story.memory == {"idea": ("new idea",), "proof": ("trial", "logic")}
    assert [call.chance for call in story.calls] == ["", "70"]
    (after,) = await store.team_facts([new.team], NOW - WEEK, NOW + WEEK)
    assert {each.deal for each in after.calls} == {new.id}
    assert {each.deal for each in after.private.reflections} == {new.id}
    assert {each.deal for each in after.private.checks} == {new.id}
    assert [deal.id for deal in after.deals] == [new.id]
    assert len(after.calls) == len(before[0].calls) == 3
    assert not await store.merge_deals(old.id, new.id)  # pressed twice


async def test_a_merged_deals_id_leads_to_what_it_became_however_often_that_is_merged(store: Store):
    await somebody(store)
    one, two, three = [await some_deal(store, name) for name in ("Amce", "Acme", "Acme Works")]
    assert await store.became(one.id) is None
    await store.merge_deals(one.id, two.id)
    assert await store.became(one.id) == await store.deal(two.id)
    await store.merge_deals(two.id, three.id)
    for gone in (one, two):
        assert await store.became(gone.id) == await store.deal(three.id)
    assert await store.became(three.id) is None
    rep = await somebody(store)
    assert await store.remove_deal(three.id, rep.id)
    assert await store.became(one.id) is None


async def test_a_check_of_the_one_deal_covers_a_call_of_the_other_once_they_are_one(store: Store):
    rep = await somebody(store)
    typo, deal = await some_deal(store, "Amce"), await some_deal(store, "Acme")
    await store.save(change(submitted(rep, typo, {}, flow="precall"), KeepGrounds(full=frozenset())))
    await reflect(store, rep, deal)
    await store.merge_deals(typo.id, deal.id)
    facts = await store.rep_facts(rep.id, NOW - WEEK, NOW + WEEK)
    assert facts
    assert [each.check_at for each in facts.private.reflections] == [NOW]


async def test_a_turn_worked_out_before_a_merge_is_stale_after_it(store: Store):
    rep = await somebody(store)
    typo, deal = await some_deal(store, "Amce"), await some_deal(store, "Acme")
    begun = session(rep, typo)
    await store.save(change(begun))
    await store.merge_deals(typo.id, deal.id)
    late = begun.model_copy(update={"turn": 1})
    assert await store.save(change(late, base=0)) is Saved.STALE
    read = await store.session(begun.id)
    assert read
    assert read.deal == deal.id


@pytest.mark.parametrize(
    ("closed", "stays"), [(("Amce",), False), (("Acme",), False), (("Amce", "Acme"), True)]
)
async def test_of_an_open_and_a_closed_deal_comes_an_open_one(
    store: Store, closed: tuple[str, ...], *, stays: bool
):
    await somebody(store)
    deals = {name: await some_deal(store, name) for name in ("Amce", "Acme")}
    for name in closed:
        await store.close_deal(deals[name].id, Closing.WON, NOW)
    assert await store.merge_deals(deals["Amce"].id, deals["Acme"].id)
    found = await store.deal(deals["Acme"].id)
    assert found
    assert (found.closed is not None) == stays


async def test_deals_of_two_teams_or_one_with_itself_are_not_merged(store: Store):
    await somebody(store)
    deal = await some_deal(store)
    await somebody(store, "Sol", team="South")
    south = next(team for team in await store.teams() if team.name == "South")
    other = await store.open_deal(south.id, "Acme", NOW)
    assert not await store.merge_deals(deal.id, other.id)
    assert not await store.merge_deals(deal.id, deal.id)
    assert await store.deal(deal.id)
    assert await store.deal(other.id)


async def test_an_untouched_deal_is_removed_with_what_its_rep_began(store: Store):
    rep, deal = await somebody(store), await some_deal(store)
    begun = session(rep, deal, draft={"know": ("person",)}, answers={"know": ("person",)})
    await store.save(change(begun, Remember(question="proof", values=("trial",), memory=Memory.REP)))
    story = await store.story(deal.id, rep.id)
    assert story
    assert story.untouched
    assert await store.remove_deal(deal.id, rep.id)
    assert await store.deal(deal.id) is None
    assert await store.session(begun.id) is None
    assert await store.open_sessions(rep.id) == ()
    assert not await store.remove_deal(deal.id, rep.id)  # pressed twice


async def test_a_deal_that_somebody_submitted_or_another_began_stays(store: Store):
    rep, other = await somebody(store), await somebody(store, "Ole")
    deal, theirs = await some_deal(store), await some_deal(store, "Acme")
    await reflect(store, rep, deal)
    await store.save(change(session(other, theirs)))
    assert not await store.remove_deal(deal.id, rep.id)
    assert not await store.remove_deal(theirs.id, rep.id)
    assert await store.deal(deal.id)
    assert await store.deal(theirs.id)
