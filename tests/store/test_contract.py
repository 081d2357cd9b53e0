"""What bot.ports.Store promises, held against the real store and the fake: people, sessions, saving."""

import asyncio
from datetime import date

import pytest

from bot.errors import StoreError
from bot.ports import LATELY, Saved, Store
from bot.sending.outbox import Kind
from dialogs.deal import Outcome, Step, WalkStep
from dialogs.effects import AddCondition, FillGlasses, NameStep, Remember, Remind, ShowPage
from dialogs.flow import Ground, Memory
from dialogs.session import PushBack, Session, Status
from tests.store.conftest import OpenStore
from tests.store.making import HOUR, NOW, change, delivery, session, some_deal, somebody, submitted

WATCHED = "watch-my-back"


async def test_a_session_comes_back_as_it_went(store: Store):
    """Every field survives, questions answered with nothing too."""
    rep = await somebody(store)
    gone = session(
        rep,
        await some_deal(store),
        turn=3,
        status=Status.SUBMITTED,
        submitted=NOW + HOUR / 7,
        seconds=41.125,
        answers={"proof": ("trial", "logic"), "difference": ("½ der Zeit – für Łódź 🚢",), "need": ()},
        draft={"question": ("What if …",), "purpose": ()},
        push_back=PushBack(ground=Ground.QUESTION, defects=("closed", "double"), kept=False),
        check=4711,
        theme="kairos",
        ends=NOW + HOUR,
    )
    await store.save(change(gone))
    back = await store.session(gone.id)
    assert back == gone
    assert back.to_dict() == gone.to_dict()
    assert Session.from_dict(back.to_dict()) == gone


@pytest.mark.parametrize("kept", [None, True, False])
async def test_a_push_back_comes_back(store: Store, kept):
    """Whether the rep kept theirs has three answers."""
    pushed = PushBack(ground=Ground.KNOW, defects=(), kept=kept)
    gone = session(await somebody(store), await some_deal(store), push_back=pushed)
    await store.save(change(gone))
    assert await store.session(gone.id) == gone


async def test_what_is_not_there_is_none(store: Store):
    """Nothing found is None, or empty, and no error."""
    assert await store.session(1) is None
    assert await store.deal(1) is None
    assert await store.background(1, 1) is None
    assert await store.flow_text("none") is None
    assert await store.last_submitted(1, 1, "precall") is None
    assert await store.deals(1) == ()
    assert await store.open_sessions(1) == ()
    assert await store.flow_digests() == {}


async def test_a_key_seen_before_changes_nothing(store: Store):
    """A platform repeats itself; the second time is the first time's echo."""
    rep, deal = await somebody(store), await some_deal(store)
    first = session(rep, deal)
    assert await store.save(change(first, key="view-1")) is Saved.SAVED
    later = first.model_copy(update={"turn": 1, "page": "other"})
    again = change(later, AddCondition(text="Price"), base=0, key="view-1", deliveries=(delivery("n"),))
    assert await store.save(again) is Saved.REPEATED
    assert await store.session(first.id) == first
    assert await store.deliveries() == ()
    assert await store.deal(deal.id) == deal


async def test_a_session_that_moved_on_is_stale(store: Store):
    """Of two turns from one state only the first is kept, and the second's key stays unused."""
    rep, deal = await somebody(store), await some_deal(store)
    began = session(rep, deal)
    await store.save(change(began))
    here = began.model_copy(update={"turn": 1, "answers": {"know": ("person",)}})
    there = began.model_copy(update={"turn": 1, "answers": {"know": ("nothing",)}})
    assert await store.save(change(here, base=0)) is Saved.SAVED
    late = change(there, AddCondition(text="Price"), base=0, deliveries=(delivery("n"),))
    assert await store.save(late) is Saved.STALE
    assert await store.session(began.id) == here
    assert await store.deliveries() == ()
    assert await store.deal(deal.id) == deal
    assert await store.save(late.model_copy(update={"base": 1})) is Saved.SAVED


async def test_a_turn_of_a_session_that_is_gone_is_stale(store: Store):
    """Who read a turn that is no longer stored must read again."""
    never = session(await somebody(store), await some_deal(store), turn=2)
    assert await store.save(change(never, base=1)) is Saved.STALE
    assert await store.session(never.id) is None


async def test_answers_are_replaced_as_a_whole(store: Store):
    """An edit leaves nothing of what stood there before."""
    rep, deal = await somebody(store), await some_deal(store)
    before = session(rep, deal, answers={"proof": ("logic", "trial", "testimonial"), "need": ("hours",)})
    after = before.model_copy(update={"turn": 1, "answers": {"proof": ("trial",), "know": ()}})
    await store.save(change(before))
    await store.save(change(after, base=0))
    assert await store.session(before.id) == after


async def test_a_session_without_base_is_written_over(store: Store):
    """Base None means: however it stood."""
    rep, deal = await somebody(store), await some_deal(store)
    before = session(rep, deal, turn=4, answers={"know": ("person",)})
    await store.save(change(before))
    after = before.model_copy(update={"turn": 1, "answers": {}})
    assert await store.save(change(after)) is Saved.SAVED
    assert await store.session(before.id) == after


async def test_a_flow_text_is_kept_once(store: Store):
    """The first text of a digest stays, and stands under its flow and version."""
    rep, deal = await somebody(store), await some_deal(store)
    await store.save(change(session(rep, deal, digest="aa"), flow_text='{"id":"precall"}'))
    await store.save(change(session(rep, deal, digest="aa"), flow_text="something else"))
    await store.save(change(session(rep, deal, digest="bb"), flow_text="{}"))
    await store.save(change(session(rep, deal, digest="cc", version=2), flow_text="{}"))
    await store.save(change(session(rep, deal, digest="dd")))
    assert await store.flow_text("aa") == '{"id":"precall"}'
    assert await store.flow_text("dd") is None
    assert await store.flow_digests() == {
        ("precall", 1): frozenset({"aa", "bb"}),
        ("precall", 2): frozenset({"cc"}),
    }


async def test_open_sessions_come_newest_first(store: Store):
    """Only the rep's own, only those still open."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    old = session(inge, deal, began=NOW - HOUR)
    new = session(inge, deal, answers={"know": ("person",)})
    others = (session(ole, deal), submitted(inge, deal, {}), session(inge, deal, status=Status.LET_GO))
    for each in (new, old, *others):
        await store.save(change(each))
    assert await store.open_sessions(inge.id) == (new, old)


async def test_the_last_submitted_is_the_one_submitted_last(store: Store):
    """Of that rep, that deal and that flow; an open one does not count."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    elsewhere = await some_deal(store, "Elbe Foods")
    wanted = submitted(inge, deal, {"know": ("person",)}, flow="precall")
    others = (
        submitted(inge, deal, {}, NOW - HOUR, flow="precall"),
        submitted(inge, deal, {}, NOW + HOUR, flow="postcall"),
        submitted(inge, elsewhere, {}, NOW + HOUR, flow="precall"),
        submitted(ole, deal, {}, NOW + HOUR, flow="precall"),
        session(inge, deal, began=NOW + HOUR),
    )
    for each in (wanted, *others):
        await store.save(change(each))
    assert await store.last_submitted(inge.id, deal.id, "precall") == wanted


async def test_a_deal_is_opened_once_whatever_its_spelling(store: Store):
    """Case, width and white space do not count; the first spelling is shown."""
    await somebody(store)
    deal = await some_deal(store, " Ostsee Yards ")
    assert deal.name == "Ostsee Yards"
    assert [condition.key for condition in deal.conditions] == [WATCHED]
    assert deal.glasses == (0, 1)
    assert await some_deal(store, "OSTSEE\u3000 yards") == deal
    assert await store.deal_named(deal.team, "\N{FULLWIDTH LATIN CAPITAL LETTER O}stsee yards") == deal
    assert await store.deal_named(deal.team, "Ostsee") is None
    assert await store.deal(deal.id) == deal


async def test_a_deal_belongs_to_its_team(store: Store):
    """Two teams may have deals of one name."""
    inge, ole = await somebody(store), await somebody(store, "Ole", team="Elbe")
    assert inge.team
    assert ole.team
    ours = await store.open_deal(inge.team, "Acme", NOW)
    theirs = await store.open_deal(ole.team, "Acme", NOW)
    assert ours.id != theirs.id
    assert await store.deal_named(ole.team, "acme") == theirs


async def test_fifty_who_open_one_deal_get_the_same(store: Store):
    """Opening is idempotent at the same instant too."""
    await somebody(store)
    opened = await asyncio.gather(*(some_deal(store, name) for name in ["Acme", "ACME "] * 25))
    assert len({deal.id for deal in opened}) == 1


async def test_a_deal_of_no_team_is_refused(store: Store):
    """There is no deal without a team."""
    with pytest.raises(StoreError):
        await store.open_deal(404, "Acme", NOW)


async def test_deals_come_last_touched_first(store: Store):
    """Those the rep had sessions about, and only so many."""
    inge, ole = await somebody(store), await somebody(store, "Ole")
    first, second, third = [await some_deal(store, name) for name in ("A", "B", "C")]
    typed = {"know": ("person",)}
    await store.save(change(session(inge, first, shown=NOW + HOUR, draft=typed)))
    await store.save(change(session(inge, first, shown=NOW - HOUR)))
    await store.save(change(session(inge, second, shown=NOW, draft=typed)))
    await store.save(change(session(ole, third, shown=NOW, draft=typed)))
    assert await store.deals(inge.id) == (first, second)
    assert await store.deals(inge.id, limit=1) == (first,)


async def test_glasses_are_filled_and_emptied_as_the_effect_says(store: Store):
    """The others stay as they are; keys of other deals mean nothing here."""
    rep, deal, other = await somebody(store), await some_deal(store), await some_deal(store, "Elbe Foods")
    run = session(rep, deal)
    await store.save(change(run, AddCondition(text="Price holds"), AddCondition(text="Boss agrees")))
    known = await store.deal(deal.id)
    assert known
    price = known.conditions[1].key
    await store.save(change(run, FillGlasses(fill=frozenset({WATCHED, price, "404"}))))
    assert await _glasses(store, deal.id) == {WATCHED: True, "Price holds": True, "Boss agrees": False}
    await store.save(change(run, FillGlasses(fill=frozenset({price}), empty=frozenset({WATCHED, "404"}))))
    assert await _glasses(store, deal.id) == {WATCHED: False, "Price holds": True, "Boss agrees": False}
    await store.save(change(run, FillGlasses(empty=frozenset({price}))))
    assert await _glasses(store, deal.id) == {WATCHED: False, "Price holds": False, "Boss agrees": False}
    assert await store.deal(other.id) == other


async def test_a_condition_is_known_once(store: Store):
    """Another spelling is the same condition; a long one is cut; an empty one is none."""
    rep, deal = await somebody(store), await some_deal(store)
    texts = ("Price holds", "  PRICE   holds", "Watch-My-Back", " ", "x" * 300, "x" * 299)
    await store.save(change(session(rep, deal), *(AddCondition(text=text) for text in texts)))
    assert list(await _glasses(store, deal.id)) == [WATCHED, "Price holds", "x" * 200]


async def test_memory_is_the_reps_or_the_teams(store: Store):
    """The rep's own goes before the team's; nobody sees a colleague's."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    said = (
        Remember(question="proof", values=("logic", "trial"), memory=Memory.TEAM),
        Remember(question="need", values=("keep my job",), memory=Memory.TEAM),
        Remember(question="need", values=("home by six",), memory=Memory.REP),
    )
    await store.save(change(session(inge, deal), *said))
    assert await _memory(store, inge.id, deal.id) == {"proof": ("logic", "trial"), "need": ("home by six",)}
    assert await _memory(store, ole.id, deal.id) == {"proof": ("logic", "trial"), "need": ("keep my job",)}
    await store.save(
        change(session(ole, deal), Remember(question="proof", values=("trial",), memory=Memory.TEAM))
    )
    assert (await _memory(store, inge.id, deal.id))["proof"] == ("trial",)


async def test_the_walk_goes_to_the_deal(store: Store):
    """When the whole team is to remember it, and it is a step of the walk."""
    rep, deal = await somebody(store), await some_deal(store)
    for value, memory, walk in (
        ("gaps", Memory.REP, None),
        ("gaps", Memory.TEAM, WalkStep.GAPS),
        ("moonwalk", Memory.TEAM, WalkStep.GAPS),
        ("options", Memory.TEAM, WalkStep.OPTIONS),
    ):
        await store.save(
            change(session(rep, deal), Remember(question="walk", values=(value,), memory=memory))
        )
        known = await store.deal(deal.id)
        assert known
        assert known.walk == walk


async def test_reflections_stand_with_the_deal_oldest_first(store: Store):
    """Submitted reflections of everybody; checks and open ones are none."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    later = submitted(
        inge, deal, {"agreed": ("introduce",), "signals": ("questions", "leans-in")}, NOW + HOUR
    )
    first = submitted(ole, deal, {"agreed": ("no",), "signals": ("none",)})
    step = NameStep(what="introduce", theirs=True, due=date(2026, 1, 9))
    await store.save(change(later, step, NameStep(what="send-plan", theirs=False)))
    await store.save(change(first))
    await store.save(change(submitted(inge, deal, {"agreed": ("sign",)}, flow="precall")))
    await store.save(change(session(inge, deal, flow="postcall", answers={"agreed": ("sign",)})))
    known = await store.deal(deal.id)
    assert known
    assert [(each.session, each.rep, each.at, each.outcome) for each in known.reflections] == [
        (first.id, ole.id, NOW, Outcome.NO_SALE),
        (later.id, inge.id, NOW + HOUR, Outcome.ADVANCE),
    ]
    assert known.reflections[1].signals == ("questions", "leans-in")
    assert known.reflections[1].steps == (
        Step(what="introduce", theirs=True, due=date(2026, 1, 9)),
        Step(what="send-plan", theirs=False),
    )
    assert known.effort == (1, 2)
    assert await store.deals(ole.id) == (known,)
    background = await store.background(ole.id, deal.id)
    assert background
    assert background.deal == known


async def test_steps_of_an_edit_replace_those_before(store: Store):
    """Also when none is left; but a turn that says nothing of steps leaves them."""
    rep, deal = await somebody(store), await some_deal(store)
    run = submitted(rep, deal, {"agreed": ("introduce", "date")})
    await store.save(change(run, *(NameStep(what=what, theirs=True) for what in ("introduce", "date"))))
    await store.save(change(run.model_copy(update={"draft": {"learning": ("I wait",)}})))
    assert await _steps(store, deal.id) == ["introduce", "date"]
    run = run.model_copy(update={"answers": {"agreed": ("date",)}})
    await store.save(change(run, NameStep(what="date", theirs=True)))
    assert await _steps(store, deal.id) == ["date"]
    await store.save(change(run.model_copy(update={"answers": {"agreed": ("nothing",)}})))
    assert await _steps(store, deal.id) == []


async def test_effects_that_only_show_change_no_deal(store: Store):
    """Pages and reminders are other people's work."""
    rep, deal = await somebody(store), await some_deal(store)
    await store.save(change(session(rep, deal), ShowPage(), Remind(at=NOW, until=NOW)))
    assert await store.deal(deal.id) == deal


async def test_the_learning_is_the_reps_newest_on_that_deal(store: Store):
    """A later reflection that left it out does not wipe it."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    for each in (
        submitted(inge, deal, {"learning": ("I name the price and wait",)}),
        submitted(inge, deal, {"learning": ("I ask first",)}, NOW - HOUR),
        submitted(inge, deal, {"learning": ()}, NOW + HOUR),
        submitted(ole, deal, {"learning": ("Ole's own",)}, NOW + HOUR),
        submitted(inge, await some_deal(store, "Elbe Foods"), {"learning": ("elsewhere",)}, NOW + HOUR),
        session(inge, deal, flow="postcall", answers={"learning": ("not submitted",)}, began=NOW + HOUR),
    ):
        await store.save(change(each))
    known = await store.background(inge.id, deal.id)
    assert known
    assert known.learning == "I name the price and wait"


async def test_barriers_are_counted_over_all_deals(store: Store):
    """The rep's own, without 'none', in reflections only."""
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    other = await some_deal(store, "Elbe Foods")
    for where, barrier in ((deal, "impatience"), (other, "impatience"), (deal, "plan-love"), (deal, "none")):
        await store.save(change(submitted(inge, where, {"barrier": (barrier,)})))
    await store.save(change(submitted(ole, deal, {"barrier": ("impatience",)})))
    await store.save(change(submitted(inge, deal, {"barrier": ("enthusiasm",)}, flow="precall")))
    known = await store.background(inge.id, deal.id)
    assert known
    assert known.barriers == {"impatience": 2, "plan-love": 1}


async def test_barriers_are_those_of_the_newest_reflections(store: Store):
    """Whoever has mended one of old does not meet it at the top of the list for years."""
    inge, deal = await somebody(store), await some_deal(store)
    for hour in range(LATELY + 5):
        barrier = "plan-love" if hour < 5 else "impatience"
        await store.save(change(submitted(inge, deal, {"barrier": (barrier,)}, at=NOW + hour * HOUR)))
    known = await store.background(inge.id, deal.id)
    assert known
    assert known.barriers == {"impatience": LATELY}


async def test_fifty_saves_at_once_are_all_kept(store: Store):
    """Each is there, each deals with its own session, and one deal holds what all of them said."""
    rep, deal = await somebody(store), await some_deal(store)
    runs = [session(rep, deal, answers={"difference": (f"{n} hours",)}) for n in range(50)]
    saves = (store.save(change(run, AddCondition(text=f"Condition {n}"))) for n, run in enumerate(runs))
    assert await asyncio.gather(*saves) == [Saved.SAVED] * 50
    assert [await store.session(run.id) for run in runs] == runs
    assert len(await _glasses(store, deal.id)) == 51


async def test_of_fifty_same_changes_one_is_kept(store: Store):
    """A repeated key is found even when all of them come at once."""
    run = session(await somebody(store), await some_deal(store))
    same = change(run, deliveries=(delivery("card"),))
    assert sorted((await asyncio.gather(*(store.save(same) for _ in range(50)))), key=str) == [
        *[Saved.REPEATED] * 49,
        Saved.SAVED,
    ]
    assert len(await store.deliveries()) == 1


async def test_of_fifty_turns_from_one_state_one_is_kept(store: Store):
    """The others hear that they are stale."""
    run = session(await somebody(store), await some_deal(store))
    await store.save(change(run))
    turns = [run.model_copy(update={"turn": 1, "answers": {"know": (str(n),)}}) for n in range(50)]
    came_to = await asyncio.gather(*(store.save(change(turn, base=0)) for turn in turns))
    assert came_to.count(Saved.SAVED) == 1
    assert came_to.count(Saved.STALE) == 49
    assert await store.session(run.id) == turns[came_to.index(Saved.SAVED)]


async def test_a_session_about_no_deal_or_by_nobody_is_refused(store: Store):
    """And its key stays unused."""
    rep, deal = await somebody(store), await some_deal(store)
    run = session(rep, deal)
    with pytest.raises(StoreError):
        await store.save(change(run.model_copy(update={"deal": 404}), key="k"))
    with pytest.raises(StoreError):
        await store.save(change(run.model_copy(update={"rep": 404}), key="k"))
    assert await store.session(run.id) is None
    assert await store.save(change(run, key="k")) is Saved.SAVED


async def test_a_change_whose_effect_fails_leaves_nothing(open_store: OpenStore):
    """Here the dice give one id for ever, so that the second condition cannot be made."""
    store = await open_store(lambda: 77)
    rep, deal = await somebody(store), await some_deal(store)
    broken = change(
        submitted(rep, deal, {"agreed": ("date",)}),
        Remember(question="need", values=("hours",), memory=Memory.TEAM),
        FillGlasses(fill=frozenset({WATCHED})),
        AddCondition(text="Price"),
        flow_text="{}",
        deliveries=(delivery("n"),),
    )
    with pytest.raises(StoreError):
        await store.save(broken)
    assert await store.session(broken.session.id) is None
    assert await store.deal(deal.id) == deal
    assert await _memory(store, rep.id, deal.id) == {}
    assert await store.flow_digests() == {}
    assert await store.deliveries() == ()


async def test_a_change_whose_delivery_fails_leaves_nothing_and_harms_no_neighbour(store: Store):
    """Two changes at once, one of which takes an id that is taken."""
    rep, deal = await somebody(store), await some_deal(store)
    await store.enqueue([delivery("first", id=1_000_001)])
    taken = delivery("second", Kind.CARD, id=1_000_001)
    good, bad = change(session(rep, deal)), change(session(rep, deal), deliveries=(taken,))
    came_to = await asyncio.gather(store.save(bad), store.save(good), return_exceptions=True)
    assert isinstance(came_to[0], StoreError)
    assert came_to[1] is Saved.SAVED
    assert await store.session(bad.session.id) is None
    assert await store.session(good.session.id) == good.session


async def _glasses(store: Store, deal: int) -> dict[str, bool]:
    known = await store.deal(deal)
    assert known
    return {condition.text: condition.full for condition in known.conditions}


async def _steps(store: Store, deal: int) -> list[str]:
    known = await store.deal(deal)
    assert known
    return [step.what for reflected in known.reflections for step in reflected.steps]


async def _memory(store: Store, rep: int, deal: int) -> dict[str, tuple[str, ...]]:
    known = await store.background(rep, deal)
    assert known
    return dict(known.memory)
